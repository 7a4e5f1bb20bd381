/* SPDX-License-Identifier: GPL-2.0-only */
/* The nation tables of the image: segments into a trie of cells (see the uapi header). */
#ifndef RELGATE_NATION_TABLE_H
#define RELGATE_NATION_TABLE_H

#include "segments.h"

/**
 * struct nation_table - the cells of both families
 * @arena: where they are made
 * @cell: the cells
 * @base: offset of the first cell in the image, bytes
 * @visits: most cells that a look-up visits
 */
struct nation_table {
	struct arena *arena;
	VEC(uint64_t) cell;
	uint64_t base;
	unsigned int visits;
};

/**
 * nation_table_add() - build the trie of one family behind the cells that are there
 * @t: the table; arena and base set
 * @s: the segments
 * @root: set to the root cell
 *
 * Return: 0, or -1 if it would not fit an image.
 */
int nation_table_add(struct nation_table *t, const struct segments *s, __u64 *root);

#endif
