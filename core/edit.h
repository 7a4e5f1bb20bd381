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

/* One octet of the frame as it came. */
RG_CALLBACK long rg_copy_old(u32 i, void *ctx)
{
	struct rg_work *w = ((struct rg_ctx *)ctx)->w;

	RG_AT(w->edit.hdr, w->edit.len + i) = RG_AT(w->hdr, w->edit.from + i);
	return 0;
}

/* The frame's bytes from @from up to @to, behind what the new header has. */
RG_LOCAL void rg_keep_options(struct rg_ctx *c, u32 from, u32 to)
{
	struct rg_edit_out *e = &c->w->edit;

	if (to <= from)
		return;
	e->from = from;
	rg_loop(to - from, rg_copy_old, c);
	e->len += to - from;
}

/* write.c */
RG_API u32 rg_write_label(const struct rg_image *img, struct rg_work *w,
			  const struct rg_interface *out);

/* quote.c */
RG_API u32 rg_edit_quote(struct rg_ctx *c);

/* mss.c */
RG_API void rg_clamp_mss(struct rg_work *w, u32 by);

#endif /* RG_CORE_EDIT_H */
