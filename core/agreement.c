// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the agreements say.  Each one that covers a pair of nations is asked, and
 * grants or says why not; order never matters.  A deny statement is an
 * agreement that can only refuse.
 */
#include "core.h"
#include "image.h"
#include "agreement.h"

/**
 * rg_pair() - where the agreements that cover a pair stand
 * @img: policy
 * @from: sender's nation id
 * @to: destination's nation id
 *
 * Return: a cell of the pair matrix, see RG_PAIR(); 0 if none covers it.
 */
RG_API u32 rg_pair(const struct rg_image *img, u32 from, u32 to)
{
	const struct rg_image_header *h = rg_header(img);
	u32 off = h->sec[RG_SEC_PAIR].off;

	if (from >= h->pair_dim || to >= h->pair_dim)
		return 0;
	return *RG_REC(img, off + (from * h->pair_dim + to) * 4, u32);
}

/**
 * rg_pair_agreement() - one of the agreements that cover a pair
 * @img: policy
 * @pair: from rg_pair()
 * @pos: below RG_PAIR_COUNT(@pair)
 *
 * Return: its index.
 */
RG_API u32 rg_pair_agreement(const struct rg_image *img, u32 pair, u32 pos)
{
	return rg_pool16(img, RG_SEC_INDEX, RG_PAIR_FIRST(pair) + pos);
}

/* Is there a window that has opened by @open and not closed by @close? */
RG_LOCAL bool rg_operates(const struct rg_image *img, const struct rg_agreement *a, s64 open,
			  s64 close)
{
	const struct rg_window *win;
	u32 i;

	for (i = 0; i < RG_WINDOW_MAX; i++) {
		if (i >= a->window_count)
			break;
		win = rg_window(img, a->window_first + i);
		if (open >= win->from && close < win->until)
			return true;
	}
	return false;
}

/**
 * rg_agreement_operates() - the rule of time
 * @img: policy
 * @a: one of its agreements
 * @c: the clocks
 *
 * A clock set forward or back opens nothing: a grant begins when both have reached the
 * date, and ends when either has; a deny statement begins when either has, and ends when
 * both have.
 *
 * Return: whether it operates.
 */
RG_API bool rg_agreement_operates(const struct rg_image *img, const struct rg_agreement *a,
				  const struct rg_clock *c)
{
	if (a->flags & RG_A_DENY)
		return rg_operates(img, a, rg_later(c), rg_earlier(c));
	return rg_operates(img, a, rg_earlier(c), rg_later(c));
}

/* Does the label count as released to @nation?  Always to its origins and its sender. */
RG_LOCAL bool rg_released(const struct rg_work *w, u32 nation)
{
	return nation == w->sender || rg_nset_has(w->label.release, nation) ||
	       rg_nset_has(w->label.origin, nation);
}

#define RG_SET_OUTSIDE	0x1	/* the label has something that the set has not */
#define RG_SET_MEETS	0x2	/* they share a subject */
#define RG_SET_SUBJECT	0x4	/* the label has a subject */

RG_LOCAL u32 rg_set_compare(const struct rg_image *img, const u64 *cat, u32 set)
{
	const struct rg_set *s = rg_set(img, set);
	const struct rg_set *subjects = rg_set(img, 0);
	u32 words = rg_set_words(img);
	u64 outside = 0, meets = 0, subject = 0;
	u32 i;

	for (i = 0; i < RG_SET_WORDS; i++) {
		if (i >= words)
			break;
		outside |= cat[i] & ~s->w[i];
		meets |= cat[i] & s->w[i] & subjects->w[i];
		subject |= cat[i] & subjects->w[i];
	}
	return (outside ? RG_SET_OUTSIDE : 0) | (meets ? RG_SET_MEETS : 0) |
	       (subject ? RG_SET_SUBJECT : 0);
}

RG_LOCAL u32 rg_answer_subject(const struct rg_image *img, const struct rg_work *w,
			       const struct rg_agreement *a)
{
	u32 found;

	if (a->flags & RG_A_SUBJECT_ANY)
		return RG_R_OK;
	found = rg_set_compare(img, w->label.cat, a->set);
	if (found & RG_SET_OUTSIDE)
		return RG_R_AGREEMENT_SUBJECT;
	if (!(found & RG_SET_SUBJECT) && !(a->flags & RG_A_OR_NONE))
		return RG_R_AGREEMENT_SUBJECT;
	return RG_R_OK;
}

/* A deny statement: RG_R_DENIED if it covers the packet, else it has nothing to say. */
RG_LOCAL u32 rg_answer_deny(const struct rg_image *img, const struct rg_work *w,
			    const struct rg_agreement *a)
{
	if (!rg_agreement_operates(img, a, &w->clock))
		return RG_R_NO_AGREEMENT;
	if (w->label.level < a->level_min || w->label.level > a->level_max)
		return RG_R_NO_AGREEMENT;
	if (!(a->flags & RG_A_SUBJECT_ANY) &&
	    !(rg_set_compare(img, w->label.cat, a->set) & RG_SET_MEETS))
		return RG_R_NO_AGREEMENT;
	return RG_R_DENIED;
}

/* All that a direct grant takes; a grant via a hub takes more. */
RG_LOCAL u32 rg_answer_base(const struct rg_image *img, const struct rg_work *w,
			    const struct rg_agreement *a, u32 to)
{
	u32 reason;

	if (a->flags & RG_A_DENY)
		return rg_answer_deny(img, w, a);
	if (!rg_agreement_operates(img, a, &w->clock))
		return RG_R_NOT_OPERATING;
	if (w->label.level < a->level_min || w->label.level > a->level_max)
		return RG_R_AGREEMENT_LEVEL;
	reason = rg_answer_subject(img, w, a);
	if (reason != RG_R_OK)
		return reason;
	if (!(a->flags & RG_A_RELEASE_ANY) && !rg_released(w, to))
		return RG_R_RELEASE;
	return RG_R_OK;
}

RG_LOCAL bool rg_hop_listed(const struct rg_ctx *c, u32 agreement)
{
	const struct rg_hop *h = &c->w->hop;
	u32 i;

	for (i = 0; i < RG_HOP_MAX; i++) {
		if (i >= h->count)
			break;
		if (rg_pool16(c->img, RG_SEC_INDEX, h->first + i) == agreement)
			return true;
	}
	return false;
}

RG_CALLBACK long rg_hop_step(u32 i, void *ctx)
{
	struct rg_ctx *c = ctx;
	struct rg_hop *h = &c->w->hop;
	u32 agreement = rg_pair_agreement(c->img, h->pair, i);
	const struct rg_agreement *a = rg_agreement(c->img, agreement);

	if (a->flags & (RG_A_DENY | RG_A_VIA) || !rg_hop_listed(c, agreement))
		return 0;
	h->granted = rg_answer_base(c->img, c->w, a, h->to) == RG_R_OK;
	return h->granted;
}

/* Does one of the agreements that protect @a's hops grant the label from @from to @to? */
RG_LOCAL bool rg_hop_granted(struct rg_ctx *c, const struct rg_agreement *a, u32 from, u32 to)
{
	struct rg_hop *h = &c->w->hop;

	h->pair = rg_pair(c->img, from, to);
	h->to = to;
	h->first = a->hop_first;
	h->count = a->hop_count;
	h->granted = 0;
	rg_loop(RG_PAIR_COUNT(h->pair), rg_hop_step, c);
	return h->granted;
}

RG_LOCAL u32 rg_answer_one(struct rg_ctx *c, u32 agreement, u32 from, u32 to)
{
	const struct rg_agreement *a = rg_agreement(c->img, agreement);
	u32 reason = rg_answer_base(c->img, c->w, a, to);

	if (reason != RG_R_OK || !(a->flags & RG_A_VIA))
		return reason;
	if (!(a->flags & RG_A_RELEASE_ANY) && !rg_released(c->w, a->hub))
		return RG_R_RELEASE;
	if (a->hop_count && (!rg_hop_granted(c, a, from, a->hub) ||
			     !rg_hop_granted(c, a, a->hub, to)))
		return RG_R_HOP;
	return RG_R_OK;
}

/**
 * rg_answer() - what one agreement says to a packet
 * @img: policy
 * @w: packet with label and sender known
 * @agreement: index of an agreement that covers the pair
 * @from: nation id of the pair's first nation (the sender, or an originator)
 * @to: nation id of the destination
 *
 * Return: RG_R_OK if it grants, RG_R_DENIED if it is a deny statement that covers
 * the packet, RG_R_NO_AGREEMENT if it is one that does not, else why it refuses.
 */
RG_API u32 rg_answer(const struct rg_image *img, struct rg_work *w, u32 agreement,
		     u32 from, u32 to)
{
	struct rg_ctx c = { .img = img, .w = w };

	return rg_answer_one(&c, agreement, from, to);
}

/* `third party marked`: the label's own release list speaks for its originators. */
RG_LOCAL bool rg_marked(const struct rg_ctx *c, const struct rg_agreement *a)
{
	return a->flags & RG_A_THIRD_MARKED && rg_nset_has(c->w->label.release, c->w->ask.to);
}

RG_LOCAL void rg_ask_refused(struct rg_ask *ask, u32 reason)
{
	/* The numbers ascend in the order of the questions: keep the one that came furthest. */
	if (reason > ask->reason)
		ask->reason = reason;
}

RG_LOCAL void rg_ask_via(const struct rg_ctx *c, const struct rg_agreement *a, u32 agreement,
			 u32 pos)
{
	struct rg_ask *ask = &c->w->ask;
	u32 mask = a->hub_mask;

	if (!rg_marked(c, a))
		mask &= ask->consent_mask;
	if (!mask) {
		rg_ask_refused(ask, RG_R_THIRD_PARTY);
		return;
	}
	ask->via_mask |= mask;
	ask->via_pos |= 1ull << (pos & 63);
	if ((mask >> (ask->slot & 31) & 1) && ask->via_slot == RG_AGREEMENT_NONE)
		ask->via_slot = agreement;
	if (a->hub == ask->hub && ask->via_hub == RG_AGREEMENT_NONE)
		ask->via_hub = agreement;
}

RG_LOCAL void rg_ask_direct(const struct rg_ctx *c, const struct rg_agreement *a, u32 agreement)
{
	struct rg_ask *ask = &c->w->ask;

	if (!ask->consent_direct && !rg_marked(c, a))
		rg_ask_refused(ask, RG_R_THIRD_PARTY);
	else if (ask->direct == RG_AGREEMENT_NONE)
		ask->direct = agreement;
}

RG_CALLBACK long rg_ask_step(u32 i, void *ctx)
{
	struct rg_ctx *c = ctx;
	struct rg_ask *ask = &c->w->ask;
	u32 agreement = rg_pair_agreement(c->img, ask->pair, i);
	const struct rg_agreement *a = rg_agreement(c->img, agreement);
	u32 reason = rg_answer(c->img, c->w, agreement, ask->from, c->w->ask.to);

	if (reason == RG_R_DENIED) {
		ask->denied = agreement;
		return 1;
	}
	if (reason != RG_R_OK)
		rg_ask_refused(ask, reason);
	else if (a->flags & RG_A_VIA)
		rg_ask_via(c, a, agreement, i);
	else
		rg_ask_direct(c, a, agreement);
	return 0;
}

/**
 * rg_ask_pair() - ask every agreement that covers a pair
 * @img: policy
 * @w: packet with label and sender known; the question is in @w->ask (from, to,
 *	slot, hub, consent_direct, consent_mask), and so is the answer
 */
RG_SUB int rg_ask_pair(const struct rg_image *img, struct rg_work *w)
{
	struct rg_ctx c = { .img = img, .w = w };
	struct rg_ask *ask = &w->ask;

	ask->direct = RG_AGREEMENT_NONE;
	ask->via_slot = RG_AGREEMENT_NONE;
	ask->via_hub = RG_AGREEMENT_NONE;
	ask->denied = RG_AGREEMENT_NONE;
	ask->via_mask = 0;
	ask->via_pos = 0;
	ask->reason = RG_R_NO_AGREEMENT;
	ask->pair = rg_pair(img, ask->from, ask->to);
	rg_loop(RG_PAIR_COUNT(ask->pair), rg_ask_step, &c);
	return 0;
}
