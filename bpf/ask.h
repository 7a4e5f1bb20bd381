/* SPDX-License-Identifier: GPL-2.0-only */
/* The core's questions as programs ask them; choose and permits by way of the memo. */
#ifndef RG_BPF_ASK_H
#define RG_BPF_ASK_H

#include "scratch.h"

/* The slot of a question whose key is built; NULL: none. */
static __always_inline struct rg_memo *rg_memo_at(u32 slot)
{
	return bpf_map_lookup_elem(&memo, &slot);
}

static __noinline int rg_ask_owners(const struct rg_image *img, struct rg_work *w)
{
	rg_owners(img, w);
	return rg_done();
}

static __noinline int rg_ask_choose(const struct rg_image *img, struct rg_work *w)
{
	rg_choose_owned(img, w);
	return rg_done();
}

static __noinline int rg_ask_permits(const struct rg_image *img, struct rg_work *w)
{
	rg_permits_owned(img, w);
	return rg_done();
}

static __noinline int rg_ask_steer(const struct rg_image *img, struct rg_work *w)
{
	rg_steer(img, w);
	return rg_done();
}

static __noinline int rg_ask_relabel(const struct rg_image *img, struct rg_work *w)
{
	rg_relabel(img, w);
	return rg_done();
}

static __noinline u32 rg_ask_key(struct rg_work *w, u64 generation, u32 question)
{
	return rg_memo_key(w, generation, question);
}

static __noinline int rg_ask_memo(const struct rg_memo *m, struct rg_work *w)
{
	return rg_memo_answer(m, w);
}

static __noinline int rg_ask_keep(struct rg_memo *m, const struct rg_work *w)
{
	rg_memo_keep(m, w);
	return rg_done();
}

static __noinline u32 rg_ask_next(struct rg_work *w, u32 question)
{
	return rg_memo_next(w, question);
}

static __always_inline void rg_ask_slot(const struct rg_image *img, struct rg_work *w,
					u32 question, u32 slot)
{
	struct rg_memo *m = rg_memo_at(slot);

	if (m && rg_ask_memo(m, w))
		return;
	if (question == RG_MEMO_CHOOSE)
		RG_RUN(rg_ask_choose(img, w));
	else
		RG_RUN(rg_ask_permits(img, w));
	if (m)
		RG_RUN(rg_ask_keep(m, w));
}

/**
 * rg_ask() - rg_choose() or rg_permits(), or what one of them answered before
 * @img: policy
 * @generation: its generation, not 0
 * @w: as they want it
 * @question: enum rg_memo_question
 */
static __always_inline void rg_ask(const struct rg_image *img, u64 generation, struct rg_work *w,
				   u32 question)
{
	RG_RUN(rg_ask_owners(img, w));
	rg_ask_slot(img, w, question, rg_ask_key(w, generation, question));
}

/* What the guard will say, asked ahead; the way is known. */
static __always_inline void rg_ask_ahead(const struct rg_image *img, struct rg_work *w)
{
	if (!rg_foresee_begin(w))
		return;
	rg_ask_slot(img, w, RG_MEMO_PERMITS, rg_ask_next(w, RG_MEMO_PERMITS));
	rg_foresee_end(w);
}

#endif /* RG_BPF_ASK_H */
