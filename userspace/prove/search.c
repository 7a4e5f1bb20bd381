// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which agreements could grant a leg together: the sender's, those that protect
 * its hops, and one for each foreign originator.  Every choice of them is a box;
 * a box that the claim leaves nothing of needs no look at single packets.
 */
#include <string.h>
#include "search.h"

/**
 * struct turn - whose agreements are asked next
 * @origin: the next of s->foreign; those before have consented
 */
struct turn {
	unsigned int origin;
};

static bool ask_origins(struct search *s, const struct box *b, struct turn t);

static const struct rg_agreement *agreement(const struct search *s, uint32_t index)
{
	return rg_agreement(&s->p->v->img, index);
}

/* Is it among the agreements that cover the pair? */
static bool covers(const struct search *s, uint32_t index, uint32_t from, uint32_t to)
{
	uint32_t pair = rg_pair(&s->p->v->img, from, to), i;

	for (i = 0; i < RG_PAIR_COUNT(pair); i++)
		if (rg_pair_agreement(&s->p->v->img, pair, i) == index)
			return true;
	return false;
}

static void take_part(struct search *s, uint32_t index)
{
	if (s->parts < sizeof(s->part) / sizeof(s->part[0]))
		s->part[s->parts++] = index;
}

/* The @nth agreement that may protect the hop @from -> @to of @a; NULL if it doesn't. */
static const struct rg_agreement *hop(const struct search *s, const struct rg_agreement *a,
				      uint32_t nth, uint32_t from, uint32_t to, uint32_t *index)
{
	const struct rg_agreement *h;

	*index = rg_pool16(&s->p->v->img, RG_SEC_INDEX, a->hop_first + nth);
	h = agreement(s, *index);
	return h->flags & (RG_A_DENY | RG_A_VIA) || !covers(s, *index, from, to) ? NULL : h;
}

static bool second_hop(struct search *s, const struct box *b, const struct rg_agreement *a,
		       uint32_t to, struct turn t)
{
	unsigned int parts = s->parts;
	const struct rg_agreement *h;
	uint32_t i, index;
	struct box narrow;

	for (i = 0; i < a->hop_count; i++) {
		h = hop(s, a, i, a->hub, to, &index);
		box_copy(&narrow, b);
		s->parts = parts;
		take_part(s, index);
		if (h && box_grant(&narrow, s->p->v, h, to) && ask_origins(s, &narrow, t))
			return true;
	}
	s->parts = parts;
	return false;
}

static bool hops(struct search *s, const struct box *b, const struct rg_agreement *a,
		 uint32_t from, uint32_t to, struct turn t)
{
	unsigned int parts = s->parts;
	const struct rg_agreement *h;
	uint32_t i, index;
	struct box narrow;

	if (!(a->flags & RG_A_VIA) || !a->hop_count)
		return ask_origins(s, b, t);
	for (i = 0; i < a->hop_count; i++) {
		h = hop(s, a, i, from, a->hub, &index);
		box_copy(&narrow, b);
		s->parts = parts;
		take_part(s, index);
		if (h && box_grant(&narrow, s->p->v, h, a->hub) &&
		    second_hop(s, &narrow, a, to, t))
			return true;
	}
	s->parts = parts;
	return false;
}

/* One agreement that covers @from -> @to: narrows the box, then its hops, then the next turn. */
static bool grant(struct search *s, const struct box *b, uint32_t index, uint32_t from, uint32_t to,
		  struct turn t)
{
	const struct rg_agreement *a = agreement(s, index);
	unsigned int parts = s->parts;
	struct box narrow;
	bool found;

	box_copy(&narrow, b);
	if (!box_grant(&narrow, s->p->v, a, to))
		return false;
	if (a->flags & RG_A_VIA && !(a->flags & RG_A_RELEASE_ANY))
		add_nation(&narrow.need, a->hub);
	take_part(s, index);
	found = hops(s, &narrow, a, from, to, t);
	s->parts = parts;
	return found;
}

/* May an originator's agreement speak for this way? */
static bool speaks(const struct search *s, const struct rg_agreement *a)
{
	if (a->flags & RG_A_DENY)
		return false;
	if (s->mode == MODE_BY_HUB)
		return a->flags & RG_A_VIA && a->hub == s->leg.s && a->hub_mask;
	if (!(a->flags & RG_A_VIA))
		return true;
	return s->mode == MODE_SLOT && a->hub_mask >> (s->slot & 31) & 1;
}

static bool has_part(const struct search *s)
{
	unsigned int i;

	for (i = 0; i < s->parts && s->part[i] != s->must; i++)
		;
	return s->must == MUST_NONE || i < s->parts;
}

static bool ask_origins(struct search *s, const struct box *b, struct turn t)
{
	uint32_t o, pair, index, i;

	if (t.origin == s->foreigns)
		return has_part(s) && candidates(s, b);
	o = s->foreign[t.origin++];
	pair = rg_pair(&s->p->v->img, o, s->leg.d);
	for (i = 0; i < RG_PAIR_COUNT(pair); i++) {
		index = rg_pair_agreement(&s->p->v->img, pair, i);
		if (speaks(s, agreement(s, index)) && grant(s, b, index, o, s->leg.d, t))
			return true;
	}
	return false;
}

/* `third party marked`: the label's own list speaks for every originator. */
static bool marked(struct search *s, const struct box *b, uint32_t index)
{
	struct turn all = { s->foreigns };
	struct box narrow;

	if (!s->foreigns || !(agreement(s, index)->flags & RG_A_THIRD_MARKED))
		return false;
	box_copy(&narrow, b);
	add_nation(&narrow.strict, s->leg.d);
	return grant(s, &narrow, index, s->leg.s, s->leg.d, all);
}

static bool ask_sender(struct search *s, const struct box *b)
{
	uint32_t pair = rg_pair(&s->p->v->img, s->leg.s, s->leg.d), index, i, via;
	const struct rg_agreement *a;
	struct turn first = { 0 };

	for (i = 0; i < RG_PAIR_COUNT(pair); i++) {
		index = rg_pair_agreement(&s->p->v->img, pair, i);
		a = agreement(s, index);
		via = a->flags & RG_A_VIA;
		if (a->flags & RG_A_DENY || (s->mode == MODE_DIRECT ? via :
					     !via || !(a->hub_mask >> (s->slot & 31) & 1)))
			continue;
		if (grant(s, b, index, s->leg.s, s->leg.d, first) || marked(s, b, index))
			return true;
	}
	return false;
}

/* Rule 9: only a label that the egress network's own dominates may go there bare. */
static bool dominated(const struct search *s, const struct rg_interface *out, struct box *b)
{
	const struct rg_nset *origin = rg_nset(&s->p->v->img, out->sup_origin);
	const struct rg_nset *release = rg_nset(&s->p->v->img, out->sup_release);
	const struct rg_set *subjects = rg_set(&s->p->v->img, 0);
	const struct rg_set *set = rg_set(&s->p->v->img, out->sup_set);
	struct rg_nset allowed = *origin;
	uint64_t named = 0;
	int i;

	add_nation(&allowed, out->nation);
	for (i = 0; i < RG_NSET_WORDS; i++) {
		named |= s->origin.w[i];
		if (s->origin.w[i] & ~allowed.w[i])
			return false;
		b->need.w[i] |= release->w[i] | origin->w[i];
	}
	if (!has_nation(release, out->nation))
		b->need.w[out->nation / 64] &= ~(1ull << (out->nation % 64));
	for (i = 0; i < RG_SET_WORDS; i++)
		b->allowed.w[i] &= set->w[i] | ~subjects->w[i];
	box_levels(b, 0, out->sup_level);
	return named || has_nation(&allowed, s->leg.s);
}

/* Other levels do not break the claim. */
static void claim_levels(const struct search *s, struct box *b)
{
	const struct claim *c = s->claim;

	if (c && c->kind == CLAIM_AT_MOST)
		box_levels(b, c->limit + 1, RG_LEVEL_MAX);
	if (c && c->kind == CLAIM_AT_LEAST)
		box_levels(b, 0, c->limit - 1);
	if (c && c->who == CLAIM_LEVEL)
		box_levels(b, c->level, c->level);
}

static bool start(const struct search *s, struct box *b)
{
	const struct rg_interface *in = rg_interface(&s->p->v->img, s->leg.in);
	const struct rg_interface *out = rg_interface(&s->p->v->img, s->leg.out);

	memset(b, 0, sizeof(*b));
	b->hi = RG_LEVEL_MAX;
	b->allowed = *rg_set(&s->p->v->img, 1);
	b->wins = 1;
	b->win[0] = s->claim ? s->claim->span :
		    (struct rg_window){ INT64_MIN, RG_TIME_NEVER };
	box_levels(b, in->in_min, in->in_max);
	box_levels(b, out->out_min, out->out_max);
	box_set(b, rg_set(&s->p->v->img, in->in_set));
	box_set(b, rg_set(&s->p->v->img, out->out_set));
	if (out->flags & RG_IF_SUPPLIED && !dominated(s, out, b))
		return false;
	claim_levels(s, b);
	return b->lo <= b->hi;
}

static bool set_origin(struct search *s, const struct rg_nset *origin)
{
	uint64_t bits;
	uint32_t n;
	int i;

	s->origin = *origin;
	s->foreigns = 0;
	for (i = 0; i < RG_NSET_WORDS; i++) {
		for (bits = origin->w[i]; bits; bits &= bits - 1) {
			n = i * 64 + __builtin_ctzll(bits);
			if (n == s->leg.s || n == s->leg.d)
				continue;
			if (s->foreigns == RG_ORIGIN_MAX)
				return false;
			s->foreign[s->foreigns++] = n;
		}
	}
	return true;
}

bool search_ask(struct search *s, const struct rg_nset *origin)
{
	const struct rg_interface *in = rg_interface(&s->p->v->img, s->leg.in);
	const struct rg_interface *out = rg_interface(&s->p->v->img, s->leg.out);
	struct turn first = { 0 };
	struct box b;

	s->parts = 0;
	if (!set_origin(s, origin) || !start(s, &b))
		return false;
	if (!(in->flags & RG_IF_HUB) && s->leg.s == s->leg.d) {
		s->mode = MODE_DOMESTIC;
		return s->must == MUST_NONE && candidates(s, &b);
	}
	if ((in->flags | out->flags) & RG_IF_HUB) {
		s->mode = MODE_SLOT;
		s->slot = in->flags & RG_IF_HUB ? in->hub_slot : out->hub_slot;
		return ask_sender(s, &b);
	}
	s->mode = MODE_DIRECT;
	if (ask_sender(s, &b))
		return true;
	s->mode = MODE_BY_HUB;
	return s->foreigns && !has_nation(origin, s->leg.s) && ask_origins(s, &b, first);
}
