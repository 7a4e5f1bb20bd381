/* SPDX-License-Identifier: GPL-2.0-only */
/* Between the parts of the prover: one search for a packet. */
#ifndef RELGATE_SEARCH_H
#define RELGATE_SEARCH_H

#include "box.h"

#define MUST_NONE RG_AGREEMENT_NONE

/* How a leg may be granted; see rg_permits(). */
enum search_mode {
	MODE_DOMESTIC,		/* within a nation: no agreement is asked */
	MODE_DIRECT,
	MODE_SLOT,		/* out of, or in from, a hub slot */
	MODE_BY_HUB,		/* the sender is the hub, and sends a party's data on */
};

/**
 * struct search - for a packet that crosses by one leg and breaks a claim
 * @claim: NULL: any packet will do
 * @must: an agreement that has to have a part in it, or MUST_NONE; @must_from: whose
 * @origin: the label's origins; @foreign: those that are neither sender nor destination
 * @parts: agreements that have a part in what is tried now
 * @found: the packet
 */
struct search {
	struct prover *p;
	const struct claim *claim;
	struct leg leg;
	enum search_mode mode;
	uint32_t slot, must, must_from;
	struct rg_nset origin;
	uint16_t foreign[RG_ORIGIN_MAX];
	unsigned int foreigns, parts;
	uint16_t part[16];
	struct witness *found;
};

/** search_leg() - one leg, all labels that @s->claim may be about; true if found */
bool search_leg(struct search *s);
/** search_ask() - one leg and one set of origins */
bool search_ask(struct search *s, const struct rg_nset *origin);
/** candidates() - the packets of a box, shortest first, until one crosses and breaks the claim */
bool candidates(struct search *s, const struct box *b);
/** supplied() - the one label of a single-level network, at every time that matters */
bool supplied(struct search *s);

#endif
