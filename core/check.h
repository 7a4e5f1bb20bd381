/* SPDX-License-Identifier: GPL-2.0-only */
/* Between the parts of the validator. */
#ifndef RG_CORE_CHECK_H
#define RG_CORE_CHECK_H

#include "validate.h"

struct rg_check {
	const u8 *image;
	const struct rg_image_header *h;
	struct rg_fault *fault;
	u32 section;		/* under examination */
};

RG_LOCAL u32 rg_refuse_image(const struct rg_check *c, u32 code, u32 index)
{
	c->fault->code = code;
	c->fault->section = c->section;
	c->fault->index = index;
	return code;
}

RG_LOCAL u32 rg_count(const struct rg_check *c, u32 section)
{
	return c->h->sec[section].count;
}

RG_LOCAL const void *rg_records(const struct rg_check *c, u32 section)
{
	return c->image + c->h->sec[section].off;
}

RG_LOCAL bool rg_zero(const void *p, u32 len)
{
	const u8 *b = p;
	u32 i, set = 0;

	for (i = 0; i < len; i++)
		set |= b[i];
	return !set;
}

/* Are @n records from @first on in the section? */
RG_LOCAL bool rg_range_in(const struct rg_check *c, u32 section, u32 first, u32 n)
{
	return first <= rg_count(c, section) && n <= rg_count(c, section) - first;
}

RG_LOCAL bool rg_string_ok(const struct rg_check *c, u32 off)
{
	return off < rg_count(c, RG_SEC_STRING);
}

RG_LOCAL bool rg_levels_ok(const struct rg_check *c, u32 min, u32 max)
{
	return min <= max && max < rg_count(c, RG_SEC_LEVEL);
}

/* Somebody: nation 0 is nobody. */
RG_LOCAL bool rg_nation_ok(const struct rg_check *c, u32 nation)
{
	return nation && nation < rg_count(c, RG_SEC_NATION);
}

/* validate_policy.c */
u32 rg_check_interfaces(struct rg_check *c);
u32 rg_check_hubs(struct rg_check *c);
u32 rg_check_unmanaged(struct rg_check *c);
u32 rg_check_locals(struct rg_check *c);
u32 rg_check_agreements(struct rg_check *c);
u32 rg_check_indices(struct rg_check *c);
u32 rg_check_pairs(struct rg_check *c);

/* validate_cells.c */
u32 rg_check_cells(struct rg_check *c);

#endif /* RG_CORE_CHECK_H */
