/* SPDX-License-Identifier: GPL-2.0-only */
/* An assertion with its names looked up: what must hold of every packet that crosses. */
#ifndef RELGATE_CLAIM_H
#define RELGATE_CLAIM_H

#include "../../core/core.h"
#include "../policy/diag.h"

enum claim_who {
	CLAIM_SENDER,		/* packets by their sender */
	CLAIM_ORIGIN,		/* by whose information they carry */
	CLAIM_LEVEL,		/* of one level */
	CLAIM_SUBJECT,		/* with one of some subjects */
};

enum claim_kind {
	CLAIM_ONLY_VIA,
	CLAIM_AT_MOST,
	CLAIM_AT_LEAST,
	CLAIM_ONLY_SUBJECT,
	CLAIM_ONLY_RELEASED,
	CLAIM_NEVER_CROSSES,
	CLAIM_NEVER_LEAVES,
	CLAIM_NEVER_REACHES,
};

#define CLAIM_SIDES_MAX	32
#define CLAIM_IF_WORDS	(RG_INTERFACE_MAX / 64)

/**
 * struct claim - an assertion
 * @who: enum claim_who
 * @kind: enum claim_kind
 * @loc: the statement; @loc_claim: its claim
 * @from, @to, @sides: of sender and origin: the pairs; each nation of one with every
 *	other of the other
 * @level: of CLAIM_LEVEL, CLAIM_AT_MOST, CLAIM_AT_LEAST: rung
 * @or_none: CLAIM_ONLY_SUBJECT: a label without subject will do
 * @hub: CLAIM_ONLY_VIA: nation id
 * @set: CLAIM_SUBJECT, CLAIM_ONLY_SUBJECT: subjects
 * @nations: CLAIM_ONLY_RELEASED, CLAIM_NEVER_REACHES
 * @interfaces: CLAIM_NEVER_LEAVES: by index
 * @span: times that it speaks of: [from, until)
 */
struct claim {
	enum claim_who who;
	enum claim_kind kind;
	struct rg_loc loc, loc_claim;
	struct rg_nset from[CLAIM_SIDES_MAX], to[CLAIM_SIDES_MAX];
	unsigned int sides;
	uint8_t level, limit;
	int or_none;
	uint16_t hub;
	struct rg_set subjects, set;
	struct rg_nset nations;
	uint64_t interfaces[CLAIM_IF_WORDS];
	struct rg_window span;
};

#endif
