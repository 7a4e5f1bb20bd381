// SPDX-License-Identifier: GPL-2.0-only
/* Of the hub interfaces that an agreement may use, the one that a packet takes. */
#include "core.h"
#include "image.h"
#include "agreement.h"

/* The first agreement that grants and may use the slot; found = its index. */
RG_CALLBACK long rg_steer_step(u32 i, void *ctx)
{
	struct rg_ctx *c = ctx;
	struct rg_find *f = &c->w->find;
	u32 agreement;

	if (!(c->w->via_pos >> (i & 63) & 1))
		return 0;
	agreement = rg_pair_agreement(c->img, c->w->via_pair, i);
	if (!(rg_agreement(c->img, agreement)->hub_mask >> (f->key & 31) & 1))
		return 0;
	f->found = agreement;
	return 1;
}

/**
 * rg_steer() - the hub interface of a packet that goes via a hub
 * @img: policy
 * @w: after rg_choose(), with @w->hub_up; does nothing if the way is another
 *
 * Slots stand in the policy's order of preference: the first that is up.
 */
RG_API void rg_steer(const struct rg_image *img, struct rg_work *w)
{
	struct rg_ctx c = { .img = img, .w = w };
	u32 up = w->via_mask & w->hub_up;
	struct rg_find *f = &w->find;

	if (w->v.way != RG_WAY_VIA || w->v.reason != RG_R_HUB_DOWN || !up)
		return;
	f->key = rg_lowest(up);
	f->found = RG_AGREEMENT_NONE;
	if (f->key >= rg_header(img)->sec[RG_SEC_HUB].count) {
		rg_drop(w, RG_R_INTERNAL);
		return;
	}
	rg_loop(RG_PAIR_COUNT(w->via_pair), rg_steer_step, &c);
	if (f->found == RG_AGREEMENT_NONE) {
		rg_drop(w, RG_R_INTERNAL);
		return;
	}
	rg_leave(img, w, RG_WAY_VIA, rg_pool16(img, RG_SEC_HUB, f->key), f->found);
}
