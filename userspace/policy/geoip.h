/* SPDX-License-Identifier: GPL-2.0-only */
/* The world's address ranges by country, from the files of Debian's tor-geoipdb. */
#ifndef RELGATE_GEOIP_H
#define RELGATE_GEOIP_H

#include "ast.h"

typedef unsigned __int128 addr_t;	/* an address, its first bit on top: IPv4 shifted by 96 */

/** struct geo_range - addresses @lo to @hi inclusive; @country: its two letters, 0xHHLL */
struct geo_range {
	addr_t lo, hi;
	uint16_t country;
};

struct geo_table {
	VEC(struct geo_range) range;	/* ascending, disjoint */
	struct ast_node *from;		/* the file name in the policy; NULL: no such table */
};

struct geoip {
	struct geo_table v4, v6;
};

/**
 * geoip_read() - read one file of ranges
 * @ast: the policy, for memory and errors
 * @name: the file's name, as the policy has it
 * @geo: gets the ranges; which family they are of shows in the file itself
 *
 * The file is sorted, its ranges don't overlap; a line is "start,end,CC", with
 * integers (IPv4) or textual addresses (IPv6).  '#' begins a comment line.
 *
 * Return: 0, or -1 after an error.
 */
int geoip_read(struct ast *ast, struct ast_node *name, struct geoip *geo);

#endif
