/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a change of policy changes: packets, not lines.
 *
 * Both policies are asked, by the decision core, about one packet of every class
 * that either of them can tell apart.  Things of the two are the same if their
 * names are: nations, levels, subjects, interfaces.
 */
#ifndef RELGATE_DIFF_H
#define RELGATE_DIFF_H

#include "../prove/prove.h"

#define DIFF_CELLS	64	/* classes that a dimension may have, for one pair of nations */

/** struct terms - names of one kind in both policies; @id: their numbers there, or -1 */
struct terms {
	const char **name;
	int32_t (*id)[2];
	unsigned int n;
};

/**
 * struct compared - two policies side by side
 * @side: old and new
 * @from, @until: the times that are looked at
 */
struct compared {
	struct prover side[2];
	struct terms nation, level, subject, ifc;
	int64_t from, until;
};

/* The dimensions of a class of packets: each a bit mask of cells. */
enum diff_dim { DIM_FORM, DIM_LEVEL, DIM_SUBJECT, DIM_RELEASE, DIM_ORIGIN, DIM_TIME, DIM_COUNT };

/**
 * struct outcome - what becomes of a packet
 * @way: enum rg_way; RG_WAY_NONE: dropped
 * @egress: of a way via a hub: interface, index in compared.ifc
 */
struct outcome {
	uint8_t way;
	uint16_t egress;
};

/** struct change - a box of packets that all changed alike */
struct change {
	uint64_t cell[DIM_COUNT];
	struct outcome was, now;
};

/**
 * struct cells - the classes of one passage through the gate
 * @from, @to: nations, index in compared.nation
 * @in, @route: interfaces, index in compared.ifc
 * @kind, @doi: forms of labels that the packet may bring: RG_LABEL_*, its DOI;
 *	@apart: CIPSO with its releases in a tag 6 of their own
 * @level: index in compared.level
 * @subject: kinds of subjects that are on the label, by index in compared.subject;
 *	@one: one subject of each of these kinds
 * @release: sets of nations; @relevant: those that make a difference
 * @origin: a nation, or -1: none is named; @like: nations that are treated as it
 * @time: begin of each span; @until: its end
 * @counts: set by diff_changes(): a release list is what the label counts as released
 *	to, by its origins, too; else only what it names
 */
struct cells {
	unsigned int from, to, in, route;
	unsigned int n[DIM_COUNT];
	uint8_t kind[DIFF_CELLS];
	uint32_t doi[DIFF_CELLS];
	bool apart[DIFF_CELLS];
	uint16_t level[DIFF_CELLS];
	struct rg_set subject[DIFF_CELLS], one[DIFF_CELLS];
	struct rg_nset release[DIFF_CELLS], relevant;
	int32_t origin[DIFF_CELLS];
	struct rg_nset like[DIFF_CELLS];
	int64_t time[DIFF_CELLS], until[DIFF_CELLS];
	bool counts;
};

/** diff_open() - set two policies side by side; -1 after rg_error() */
int diff_open(struct compared *c, const struct rg_view *a, const struct rg_view *b);
void diff_close(struct compared *c);

/** diff_cells() - the classes of a passage; -1 after rg_error() if there are too many */
int diff_cells(const struct compared *c, struct cells *k);

/**
 * diff_changes() - the boxes of a passage whose outcome is not what it was
 * @c: the policies
 * @k: its classes
 * @out: set to an array, to be freed
 *
 * Return: how many.
 */
unsigned int diff_changes(struct compared *c, struct cells *k, struct change **out);

/** diff_words() - "CONFIDENTIAL to SECRET, any subject, ...: was via USA, now direct"; to be freed */
char *diff_words(const struct compared *c, const struct cells *k, const struct change *ch);
/** diff_json() - the same, as facts */
json_t *diff_json(const struct compared *c, const struct cells *k, const struct change *ch);

/** diff_addresses() - ranges of addresses that changed hands: [{first, last, was, now}, ...] */
json_t *diff_addresses(const struct compared *c);

#endif
