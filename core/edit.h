/* SPDX-License-Identifier: GPL-2.0-only */
/* The label on the way out: between the core's parts. */
#ifndef RG_CORE_EDIT_H
#define RG_CORE_EDIT_H

#include "core.h"

/* Element @i (any value) of an array of u16 whose length is a power of two. */
#define RG_AT16(v, i) ((v)[(i) & (sizeof(v) / sizeof((v)[0]) - 1)])

#define RG_OPT_BODY	10	/* of CIPSO and CALIPSO: where the categories begin */
#define RG_NO_FORM	0xff	/* octets of categories: it cannot be said so */

/* Bits that a bitmap must have; a zero among them may release. */
RG_LOCAL u32 rg_write_bits(const struct rg_write *o)
{
	u32 bits = o->count ? o->last + 1 : 0;

	return bits > o->span ? bits : o->span;
}

/* write.c */
RG_API u32 rg_write_label(const struct rg_image *img, struct rg_work *w,
			  const struct rg_interface *out);

/* mss.c */
RG_API void rg_clamp_mss(struct rg_work *w, u32 by);

#endif /* RG_CORE_EDIT_H */
