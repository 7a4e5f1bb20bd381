/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Does an assertion hold of every packet that the gate could let cross?
 *
 * "Could let cross" is what the core's rg_permits() permits: what some grant
 * allows, whatever way is preferred, at any one time.  More is never let out:
 * neither by rg_choose(), nor while a policy is being changed, nor when the two
 * clocks disagree, since that takes grants away and adds denials.
 */
#ifndef RELGATE_PROVE_H
#define RELGATE_PROVE_H

#include "../lib/view.h"
#include "claim.h"

/**
 * struct leg - a packet's way through the gate once
 * @in, @out: interface indices
 * @s, @d: nation ids of sender and destination
 */
struct leg {
	uint16_t in, out, s, d;
};

/**
 * struct witness - a packet that crosses
 * @label: its label; supplied by the gate if @doi is 0
 * @doi: whose numbers it is written in, host order
 * @family: 4 or 6
 * @apart: of CIPSO: releases stand in a tag 6 of their own
 * @option, @option_len: its label's option
 * @w: the question and the core's answer (rg_permits())
 */
struct witness {
	struct leg leg;
	struct rg_label label;
	int64_t time;
	uint32_t doi;
	bool apart;
	uint8_t family, option[256];
	size_t option_len;
	struct rg_work w;
};

struct words {			/* what an encoding can say */
	uint64_t levels;
	struct rg_set cats;
	struct rg_nset release, origin;
};

struct prover {
	const struct rg_view *v;
	struct words *words;	/* by encoding */
	uint8_t address[RG_NATION_MAX][2][16];	/* one of each nation, IPv4 and IPv6 */
	uint8_t has[RG_NATION_MAX][2];
	struct rg_nset hubs;	/* nations that some agreement goes by */
	int64_t now;
	uint64_t asked;		/* packets that the core was asked about */
};

/** prover_open() - get ready for a policy; prover_close() frees */
int prover_open(struct prover *p, const struct rg_view *v);
void prover_close(struct prover *p);

/**
 * prove_claim() - look for a packet that breaks an assertion
 * @p: the policy
 * @c: the assertion
 * @out: the packet
 *
 * Return: whether there is one.
 */
bool prove_claim(struct prover *p, const struct claim *c, struct witness *out);

/** prove_reach() - marks in @reached[agreement] which agreements some packet can cross by */
void prove_reach(struct prover *p, uint8_t *reached);

/** claim_broken() - does a packet that crosses break the assertion? */
bool claim_broken(const struct prover *p, const struct claim *c, const struct leg *leg,
		  const struct rg_label *label);

/* oracle.c */
/** oracle_option() - writes @wit's label for its DOI; false if that can't be said */
bool oracle_option(struct prover *p, struct witness *wit, int kind);
/** oracle_permits() - asks the core whether the packet may leave */
bool oracle_permits(struct prover *p, struct witness *wit);
/** oracle_frame() - the packet itself, and all of the question but where it leaves */
bool oracle_frame(struct prover *p, const struct witness *wit, struct rg_work *w);
/** oracle_addresses() - an address of each nation, from the nation tables */
void oracle_addresses(struct prover *p);

/* tell.c */
/** tell_packet() - a packet in words; to be freed */
char *tell_packet(struct prover *p, const struct witness *wit);
/** tell_command() - the command that shows its verdict; to be freed */
char *tell_command(struct prover *p, const struct witness *wit, const char *file);

static inline bool has_nation(const struct rg_nset *s, uint32_t id)
{
	return s->w[id / 64 & (RG_NSET_WORDS - 1)] >> (id % 64) & 1;
}

static inline void add_nation(struct rg_nset *s, uint32_t id)
{
	s->w[id / 64 & (RG_NSET_WORDS - 1)] |= 1ull << (id % 64);
}

#endif
