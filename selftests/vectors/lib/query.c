// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>
#include "query.h"

/** vec_query() - the inputs of a case, for an engine; the frame is in @a->w.hdr */
struct rg_query vec_query(const struct vec_ask *a)
{
	static const enum rg_question question[VEC_QUESTIONS] = {
		[VEC_CHOOSE] = RG_ASK_CHOOSE, [VEC_PERMITS] = RG_ASK_PERMITS,
		[VEC_LOCAL_IN] = RG_ASK_LOCAL_IN, [VEC_LOCAL_OUT] = RG_ASK_LOCAL_OUT,
	};
	const struct rg_work *w = &a->w;
	struct rg_query q = {
		.question = question[a->question], .hdr_len = w->hdr_len,
		.frame_len = w->frame_len, .in = w->in, .out = w->out, .route = w->route,
		.relay = w->relay, .own = w->own, .hub_up = w->hub_up,
		.wall = w->clock.wall, .mono = w->clock.mono,
	};

	memcpy(q.mac, w->mac, 6);
	return q;
}

/** vec_answer() - what an engine replied, where the core would have put it */
void vec_answer(struct vec_ask *a, const struct rg_reply *r)
{
	struct rg_work *w = &a->w;

	w->v = (struct rg_verdict){
		.pass = r->pass, .way = r->way, .reason = r->reason, .edit = r->edit,
		.egress = r->egress, .agreement = r->agreement,
	};
	w->sender = r->sender;
	w->dest = r->dest;
	w->label.level = r->level;
	w->edit.cut = r->cut;
	w->edit.len = r->len;
	w->edit.mss_off = r->mss_off;
	w->edit.mss = r->mss;
	w->told = (struct rg_told){
		.type = r->told_type, .code = r->told_code, .pointer = r->told_pointer,
	};
	memcpy(w->edit.hdr, r->hdr, sizeof(r->hdr));
}
