/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SEEN_H
#define SEEN_H

#include <stdint.h>
#include <stdio.h>
#include "lab.h"

#define NODE_MAX 8

/* Where one packet of one true sender was seen, by node; times are 0 for never. */
struct seen {
	uint64_t serial;
	char nation[4];
	bool used;
	uint64_t in_ns[NODE_MAX], out_ns[NODE_MAX];	/* first time, wall clock */
	uint32_t in[NODE_MAX], out[NODE_MAX];		/* how often */
};

struct seen_table {
	struct seen *slot;
	size_t size, used;
};

void seen_init(struct seen_table *t);
void seen_add(struct seen_table *t, const uint8_t *stamp, int node, bool outgoing, uint64_t ns);
void seen_write(const struct seen_table *t, FILE *f, const char (*names)[16], size_t nodes);
uint64_t seen_count(const struct seen_table *t, const char *nation, int node, bool outgoing);
/* Packets of @nation that came to @node and had not come to @first before. */
uint64_t seen_breaks(const struct seen_table *t, const char *nation, int node, int first,
		     uint64_t *example);

#endif
