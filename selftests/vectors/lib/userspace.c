// SPDX-License-Identifier: GPL-2.0-only
/* The core, compiled for userspace, as an executor. */
#include <string.h>
#include "lib/util.h"
#include "vec.h"

static const struct rg_image *image;
static u64 generation;

static int userspace_open(void)
{
	return 0;
}

static int userspace_policy(const struct vec_policy *p)
{
	image = &p->img;
	generation = p->serial;
	return 0;
}

/* The answer may depend on the inputs and on nothing else that lies about. */
static void poison(struct rg_work *w)
{
	static struct rg_work in;

	in = *w;
	memset(w, 0xa5, sizeof(*w));
	memcpy(w->hdr, in.hdr, in.hdr_len < RG_HDR_MAX ? in.hdr_len : RG_HDR_MAX);
	memcpy(w->mac, in.mac, sizeof(w->mac));
	w->hdr_len = in.hdr_len;
	w->frame_len = in.frame_len;
	w->in = in.in;
	w->out = in.out;
	w->route = in.route;
	w->relay = in.relay;
	w->own = in.own;
	w->hub_up = in.hub_up;
	w->clock = in.clock;
	w->sender = 0;
	w->dest = 0;
	w->label.level = 0;
}

static struct rg_memo memo[RG_MEMO_SLOTS];

/* Choose or permits as an engine asks them. */
static void ask_slot(struct rg_work *w, u32 question, u32 slot)
{
	if (slot != RG_MEMO_NONE && rg_memo_answer(&memo[slot], w))
		return;
	if (question == RG_MEMO_CHOOSE)
		rg_choose_owned(image, w);
	else
		rg_permits_owned(image, w);
	if (slot != RG_MEMO_NONE)
		rg_memo_keep(&memo[slot], w);
}

static void ask_memo(struct rg_work *w, u32 question)
{
	rg_owners(image, w);
	ask_slot(w, question, rg_memo_key(w, generation, question));
}

static bool same_answer(const struct rg_work *a, const struct rg_work *b)
{
	bool edit = a->v.pass && a->v.edit != RG_EDIT_KEEP;

	return !memcmp(&a->v, &b->v, sizeof(a->v)) && a->sender == b->sender &&
	       a->dest == b->dest && a->via_mask == b->via_mask && a->labelled == b->labelled &&
	       a->pkt.doi == b->pkt.doi && a->label.level == b->label.level &&
	       (!a->labelled ||
		!memcmp(a->label.origin, b->label.origin, sizeof(a->label.origin))) &&
	       (!edit || (a->edit.len == b->edit.len && a->edit.cut == b->edit.cut &&
			  !memcmp(a->edit.hdr, b->edit.hdr, a->edit.len)));
}

/* What the guard says is what was foreseen. */
static int ask_guard(const struct rg_work *asked, const struct rg_work *answer)
{
	static struct rg_work ahead, w;

	ahead = *answer;
	if (!rg_foresee_begin(&ahead))
		return 0;
	ask_slot(&ahead, RG_MEMO_PERMITS, rg_memo_next(&ahead, RG_MEMO_PERMITS));
	rg_foresee_end(&ahead);
	w = *asked;
	rg_parse(&w);
	w.out = answer->v.egress;
	w.relay = 1;
	rg_permits(image, &w);
	if (!memcmp(&w.v, &ahead.foreseen, sizeof(w.v)) &&
	    !memcmp(&answer->v, &ahead.v, sizeof(w.v)))
		return 0;
	return rg_error("the guard says %s, and %s was foreseen", rg_reason_name(w.v.reason),
			rg_reason_name(ahead.foreseen.reason));
}

/* With the memo the answer is the same, the first time and when it was kept. */
static int ask_again(const struct rg_work *asked, const struct rg_work *answer, u32 question)
{
	static struct rg_work w;
	int i;

	for (i = 0; i < 2; i++) {
		w = *asked;
		rg_parse(&w);
		ask_memo(&w, question);
		if (question == RG_MEMO_CHOOSE)
			rg_steer(image, &w);
		rg_relabel(image, &w);
		if (question == RG_MEMO_CHOOSE && ask_guard(asked, &w))
			return -1;
		if (!same_answer(answer, &w))
			return rg_error("with the memo it answers %s, without it %s",
					rg_reason_name(w.v.reason),
					rg_reason_name(answer->v.reason));
	}
	return 0;
}

static int userspace_ask(struct vec_ask *a)
{
	static struct rg_work asked;
	struct rg_work *w = &a->w;
	u32 reason;

	poison(w);
	asked = *w;
	reason = rg_parse(w);
	w->told = (struct rg_told){ 0 };
	if (a->question == VEC_PERMITS)
		reason = rg_unread(w, reason);
	if (reason != RG_R_OK) {
		rg_drop(w, reason);
		if (a->question == VEC_CHOOSE)
			rg_tell(image, w);
		return 0;
	}
	switch (a->question) {
	case VEC_CHOOSE:
		rg_choose(image, w);
		rg_steer(image, w);
		rg_relabel(image, w);
		rg_tell(image, w);
		return ask_again(&asked, w, RG_MEMO_CHOOSE) || vec_stream(image, &asked) ? -1 : 0;
	case VEC_PERMITS:
		rg_permits(image, w);
		rg_relabel(image, w);
		return ask_again(&asked, w, RG_MEMO_PERMITS);
	case VEC_LOCAL_IN:
		rg_local_in(image, w);
		break;
	default:
		rg_local_out(image, w);
	}
	return 0;
}

static void userspace_close(void)
{
	image = NULL;
}

const struct vec_executor vec_userspace = {
	.name = "userspace",
	.open = userspace_open,
	.policy = userspace_policy,
	.ask = userspace_ask,
	.close = userspace_close,
};
