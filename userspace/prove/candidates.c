// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a box to packets.  Taking categories, releases that nobody asks for and
 * times out of a label never makes the core refuse it, except for the one subject
 * that a grant may want; so labels with at most one category are all that have to
 * be looked at, at the times when something begins or ends.  The core has the last
 * word on each.
 */
#include <stdlib.h>
#include <string.h>
#include "search.h"

/* ---- times ---- */

struct times {
	int64_t *at;
	size_t n, cap;
};

static void add_time(struct times *t, int64_t at)
{
	if (t->n == t->cap) {
		t->cap = t->cap ? t->cap * 2 : 64;
		t->at = realloc(t->at, t->cap * sizeof(*t->at));
		if (!t->at)
			abort();
	}
	t->at[t->n++] = at;
}

/* Where a window begins and ends, and the moments just outside. */
static void add_edges(struct times *t, const struct rg_window *w)
{
	if (w->from != INT64_MIN) {
		add_time(t, w->from);
		add_time(t, w->from - 1);
	}
	if (w->until != RG_TIME_NEVER) {
		add_time(t, w->until - 1);
		add_time(t, w->until);
	}
}

static void add_agreement_times(const struct search *s, struct times *t, uint32_t index)
{
	const struct rg_agreement *a = rg_agreement(&s->p->v->img, index);
	uint32_t i;

	for (i = 0; i < a->window_count; i++)
		add_edges(t, rg_window(&s->p->v->img, a->window_first + i));
}

/* ---- deny statements ---- */

struct denies {
	const struct rg_agreement *a[(RG_ORIGIN_MAX + 1) * RG_PAIR_AGREEMENT_MAX];
	unsigned int n;
};

static void pair_denies(const struct search *s, struct denies *d, uint32_t from, struct times *t)
{
	uint32_t pair = rg_pair(&s->p->v->img, from, s->leg.d), i, index;
	const struct rg_agreement *a;

	for (i = 0; i < RG_PAIR_COUNT(pair); i++) {
		index = rg_pair_agreement(&s->p->v->img, pair, i);
		a = rg_agreement(&s->p->v->img, index);
		if (!(a->flags & RG_A_DENY))
			continue;
		d->a[d->n++] = a;
		add_agreement_times(s, t, index);
	}
}

static bool operates(const struct search *s, const struct rg_agreement *a, int64_t at)
{
	const struct rg_clock c = { at, at };

	return rg_agreement_operates(&s->p->v->img, a, &c);
}

/* Takes away what is denied of a level at a time; false if that is everything. */
static bool undenied(const struct search *s, const struct denies *d, int level, int64_t at,
		     struct rg_set *allowed)
{
	const struct rg_set *subjects = rg_set(&s->p->v->img, 0);
	const struct rg_set *set;
	unsigned int i, w;

	for (i = 0; i < d->n; i++) {
		if (level < d->a[i]->level_min || level > d->a[i]->level_max ||
		    !operates(s, d->a[i], at))
			continue;
		if (d->a[i]->flags & RG_A_SUBJECT_ANY)
			return false;
		set = rg_set(&s->p->v->img, d->a[i]->set);
		for (w = 0; w < RG_SET_WORDS; w++)
			allowed->w[w] &= ~(set->w[w] & subjects->w[w]);
	}
	return true;
}

/* ---- one label ---- */

static void take(struct search *s, const struct witness *wit)
{
	*s->found = *wit;
}

static bool kind_of(struct search *s, struct witness *wit, int kind, uint8_t flag)
{
	u32 flags = rg_interface(&s->p->v->img, s->leg.in)->flags;

	wit->apart = flags & RG_IF_PERMISSIVE;
	if (!(flags & flag) ||
	    !oracle_option(s->p, wit, kind) || !oracle_permits(s->p, wit))
		return false;
	if (s->claim && !claim_broken(s->p, s->claim, &s->leg, &wit->label))
		return false;
	take(s, wit);
	return true;
}

static bool sayable(const struct words *words, const struct rg_label *l)
{
	uint64_t beyond = 0;
	int i;

	for (i = 0; i < RG_NSET_WORDS; i++)
		beyond |= (l->release[i] & ~words->release.w[i]) |
			  (l->origin[i] & ~words->origin.w[i]);
	for (i = 0; i < RG_SET_WORDS; i++)
		beyond |= l->cat[i] & ~words->cats.w[i];
	return !beyond && words->levels >> l->level & 1;
}

/* In the numbers of every DOI that is accepted. */
static bool try_label(struct search *s, const struct rg_label *label, int64_t at)
{
	const struct rg_interface *in = rg_interface(&s->p->v->img, s->leg.in);
	struct witness wit = { .leg = s->leg, .label = *label, .time = at };
	const struct rg_doi *doi;
	uint32_t i;

	/* The sender's own first: that is what one expects to see. */
	for (i = 0; i < 2u * in->doi_count; i++) {
		doi = rg_doi(&s->p->v->img, in->doi_index[i % in->doi_count]);
		if ((doi->nation == s->leg.s) != (i < in->doi_count))
			continue;
		wit.doi = doi->doi;
		if (!sayable(&s->p->words[doi->encoding], label))
			continue;
		if (kind_of(s, &wit, RG_LABEL_CIPSO, RG_IF_CIPSO) ||
		    kind_of(s, &wit, RG_LABEL_CALIPSO, RG_IF_CALIPSO) ||
		    (in->doi_index[i % in->doi_count] == in->ripso_index &&
		     kind_of(s, &wit, RG_LABEL_RIPSO, RG_IF_RIPSO)))
			return true;
	}
	return false;
}

/* The release list: what is asked for, and no more. */
static bool try_release(struct search *s, const struct box *b, struct rg_label *label, int64_t at)
{
	struct rg_nset count = s->origin;
	uint32_t n;
	int i;

	add_nation(&count, s->leg.s);
	for (i = 0; i < RG_NSET_WORDS; i++) {
		label->origin[i] = s->origin.w[i];
		label->release[i] = (b->need.w[i] & ~count.w[i]) | b->strict.w[i];
	}
	if (!s->claim || s->claim->kind != CLAIM_ONLY_RELEASED)
		return try_label(s, label, at);
	for (n = 1; n < RG_NATION_MAX; n++)
		if (has_nation(&s->claim->nations, n) && !has_nation(&count, n) &&
		    !rg_nset_has(label->release, n))
			return try_label(s, label, at);
	return false;
}

static bool try_category(struct search *s, const struct box *b, int level, int category, int64_t at)
{
	struct rg_label label = { .level = level };

	if (category >= 0)
		label.cat[category / 64] |= 1ull << (category % 64);
	return try_release(s, b, &label, at);
}

/* Which one subject the label has to have for the claim's sake; false: none in particular. */
static bool wanted(const struct search *s, struct rg_set *of)
{
	int i;

	if (s->claim && s->claim->who == CLAIM_SUBJECT) {
		*of = s->claim->subjects;
		return true;
	}
	if (!s->claim || s->claim->kind != CLAIM_ONLY_SUBJECT)
		return false;
	*of = *rg_set(&s->p->v->img, 0);
	for (i = 0; i < RG_SET_WORDS; i++)
		of->w[i] &= ~s->claim->set.w[i];
	return true;
}

static bool try_level(struct search *s, const struct box *b, const struct denies *d, int level,
		      int64_t at)
{
	const struct rg_set *subjects = rg_set(&s->p->v->img, 0);
	struct rg_set allowed = b->allowed, of = *subjects;
	bool one = wanted(s, &of), bare = !one;
	int c;

	if (!undenied(s, d, level, at, &allowed))
		return false;
	if (s->claim && s->claim->kind == CLAIM_ONLY_SUBJECT && s->claim->who != CLAIM_SUBJECT)
		bare = !s->claim->or_none;
	if (bare && !b->needs_subject && try_category(s, b, level, -1, at))
		return true;
	if (!one && !b->needs_subject)
		return false;
	for (c = 0; c < RG_CATEGORY_MAX; c++) {
		if (!(allowed.w[c / 64] & of.w[c / 64] & subjects->w[c / 64])) {
			c |= 63;
			continue;
		}
		if ((allowed.w[c / 64] & of.w[c / 64] & subjects->w[c / 64]) >> (c % 64) & 1 &&
		    try_category(s, b, level, c, at))
			return true;
	}
	return false;
}

/* A cheap look at what the claim leaves of the box, whatever level and time. */
static bool hopeless(const struct search *s, const struct box *b)
{
	struct rg_set of;
	uint64_t left = 0;
	uint32_t n;
	int i;

	if (s->claim && s->claim->kind == CLAIM_ONLY_RELEASED) {
		for (n = 1; n < RG_NATION_MAX && !left; n++)
			left = has_nation(&s->claim->nations, n) && n != s->leg.s &&
			       !has_nation(&s->origin, n) && !has_nation(&b->need, n) &&
			       !has_nation(&b->strict, n);
		if (!left)
			return true;
	}
	if (!wanted(s, &of) || (s->claim->who != CLAIM_SUBJECT && !s->claim->or_none &&
				!b->needs_subject))
		return false;
	for (left = 0, i = 0; i < RG_SET_WORDS; i++)
		left |= b->allowed.w[i] & of.w[i];
	return !left;
}

static bool within(const struct box *b, int64_t at)
{
	unsigned int i;

	for (i = 0; i < b->wins; i++)
		if (at >= b->win[i].from && at < b->win[i].until)
			return true;
	return false;
}

static void box_times(const struct search *s, const struct box *b, struct times *t)
{
	unsigned int i;

	add_time(t, s->p->now);
	for (i = 0; i < b->wins; i++)
		add_edges(t, &b->win[i]);
}

bool candidates(struct search *s, const struct box *b)
{
	struct denies d = { .n = 0 };
	struct times t = { NULL, 0, 0 };
	bool found = false;
	unsigned int i;
	int level;

	if (hopeless(s, b))
		return false;
	box_times(s, b, &t);
	if (s->mode != MODE_DOMESTIC) {
		pair_denies(s, &d, s->leg.s, &t);
		for (i = 0; i < s->foreigns; i++)
			pair_denies(s, &d, s->foreign[i], &t);
	}
	for (i = 0; i < t.n && !found; i++) {
		if (!within(b, t.at[i]))
			continue;
		for (level = b->lo; level <= b->hi && level < RG_LEVEL_MAX && !found; level++)
			found = try_level(s, b, &d, level, t.at[i]);
	}
	free(t.at);
	return found;
}

/* ---- single-level networks ---- */

static void all_times(const struct search *s, struct times *t, uint32_t from)
{
	uint32_t pair = rg_pair(&s->p->v->img, from, s->leg.d), i, k, index;
	const struct rg_agreement *a;

	for (i = 0; i < RG_PAIR_COUNT(pair); i++) {
		index = rg_pair_agreement(&s->p->v->img, pair, i);
		a = rg_agreement(&s->p->v->img, index);
		add_agreement_times(s, t, index);
		for (k = 0; k < a->hop_count; k++)
			add_agreement_times(s, t, rg_pool16(&s->p->v->img, RG_SEC_INDEX,
							    a->hop_first + k));
	}
}

static bool permits(struct search *s, struct witness *wit)
{
	for (wit->family = 4; wit->family <= 6; wit->family += 2) {
		if (!oracle_permits(s->p, wit) ||
		    (s->must != MUST_NONE &&
		     rg_answer(&s->p->v->img, &wit->w, s->must, s->must_from,
			       s->leg.d) != RG_R_OK) ||
		    (s->claim && !claim_broken(s->p, s->claim, &s->leg, &wit->label)))
			continue;
		take(s, wit);
		return true;
	}
	return false;
}

bool supplied(struct search *s)
{
	struct witness wit = { .leg = s->leg };
	struct times t = { NULL, 0, 0 };
	bool found = false;
	uint32_t n;
	size_t i;

	rg_label_supplied(&s->p->v->img, rg_interface(&s->p->v->img, s->leg.in), &wit.label);
	if (s->claim && !claim_broken(s->p, s->claim, &s->leg, &wit.label))
		return false;
	add_time(&t, s->p->now);
	if (s->claim)
		add_edges(&t, &s->claim->span);
	all_times(s, &t, s->leg.s);
	for (n = 1; n < RG_NATION_MAX; n++)
		if (rg_nset_has(wit.label.origin, n))
			all_times(s, &t, n);
	for (i = 0; i < t.n && !found; i++) {
		if (s->claim && (t.at[i] < s->claim->span.from || t.at[i] >= s->claim->span.until))
			continue;
		wit.time = t.at[i];
		found = permits(s, &wit);
	}
	free(t.at);
	return found;
}
