/* SPDX-License-Identifier: GPL-2.0-only */
/* Whose each address is: the whole space of a family, cut into segments. */
#ifndef RELGATE_SEGMENTS_H
#define RELGATE_SEGMENTS_H

#include "model.h"

/** struct segment - from @start to the next segment's start: @value as in RG_VALUE_NATION() */
struct segment {
	addr_t start;
	uint32_t value;
};

struct segments {
	VEC(struct segment) seg;	/* ascending; the first begins at 0; neighbours differ */
	unsigned int width;		/* bits of an address: 32 or 128 */
};

/**
 * segments_make() - what the declared prefixes and the geographic table say together
 * @m: the policy; its prefixes are sorted
 * @family: 4 or 6
 * @out: the result
 *
 * Among declared prefixes the longest wins, and any of them wins over the
 * geographic table.
 */
void segments_make(struct model *m, int family, struct segments *out);
/** segments_prefixes() - how many prefixes would say the same */
size_t segments_prefixes(const struct segments *s);

#endif
