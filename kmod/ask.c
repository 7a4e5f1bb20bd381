// SPDX-License-Identifier: GPL-2.0-only
/* The core's questions; choose and permits by way of the memo. */
#include "gate.h"

static void rg_ask_core(const struct rg_image *img, struct rg_work *w, u32 question)
{
	if (question == RG_MEMO_CHOOSE)
		rg_choose_owned(img, w);
	else
		rg_permits_owned(img, w);
}

static void rg_ask_slot(const struct rg_image *img, struct rg_work *w, u32 question, u32 slot)
{
	struct rg_memo *m = NULL;

	if (slot != RG_MEMO_NONE)
		m = &rg_answers_here()->memo[slot & (RG_MEMO_SLOTS - 1)];
	if (m && rg_memo_answer(m, w))
		return;
	rg_ask_core(img, w, question);
	if (m)
		rg_memo_keep(m, w);
}

/**
 * rg_ask() - rg_choose() or rg_permits(), or what one of them answered before
 * @f: policy
 * @w: as they want it; BH is off
 * @question: enum rg_memo_question
 */
void rg_ask(const struct rg_force *f, struct rg_work *w, u32 question)
{
	rg_owners(&f->img, w);
	rg_ask_slot(&f->img, w, question, rg_memo_key(w, f->serial, question));
}

/** rg_ask_ahead() - what the guard will say, when the way is known */
void rg_ask_ahead(const struct rg_force *f, struct rg_work *w)
{
	if (!rg_foresee_begin(w))
		return;
	rg_ask_slot(&f->img, w, RG_MEMO_PERMITS, rg_memo_next(w, RG_MEMO_PERMITS));
	rg_foresee_end(w);
}
