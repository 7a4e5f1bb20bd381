// SPDX-License-Identifier: GPL-2.0-only
/*
 * The classes of packets that the two policies can tell apart on one passage.
 * What makes a difference: the level; of the subjects, in which of the sets that
 * are asked each one is; of the releases, the destination, hubs and what supplied
 * labels name; whose agreements speak for an origin; and the dates.
 */
#include <stdlib.h>
#include <string.h>
#include "../lib/util.h"
#include "diff.h"

static const struct rg_image *img(const struct compared *c, int side)
{
	return &c->side[side].v->img;
}

static int too_many(const struct compared *c, const struct cells *k, const char *what)
{
	return rg_error("%s -> %s: more than %u classes of %s; compare the policies in parts",
			c->nation.name[k->from], c->nation.name[k->to], DIFF_CELLS, what);
}

/* The agreements of a pair; none if one policy does not know a nation. */
static uint32_t pair_of(const struct compared *c, int side, unsigned int from, unsigned int to)
{
	int32_t f = c->nation.id[from][side], t = c->nation.id[to][side];

	return f < 0 || t < 0 ? 0 : rg_pair(img(c, side), f, t);
}

/* ---- subjects ---- */

#define ASKED_MAX	4096

/** struct asked - sets of subjects that are asked, by side */
struct asked {
	struct {
		const struct rg_set *set;
		int side;
	} v[ASKED_MAX];
	unsigned int n;
};

static void ask_set(struct asked *a, const struct compared *c, int side, uint32_t set)
{
	const struct rg_set *s = rg_set(img(c, side), set);
	unsigned int i;

	for (i = 0; i < a->n && a->v[i].set != s; i++)
		;
	if (i < a->n || a->n == ASKED_MAX)
		return;
	a->v[a->n].set = s;
	a->v[a->n++].side = side;
}

static void ask_pair(struct asked *a, const struct compared *c, int side, uint32_t pair)
{
	const struct rg_agreement *g;
	uint32_t i, k;

	for (i = 0; i < RG_PAIR_COUNT(pair); i++) {
		g = rg_agreement(img(c, side), rg_pair_agreement(img(c, side), pair, i));
		ask_set(a, c, side, g->set);
		for (k = 0; k < g->hop_count; k++)
			ask_set(a, c, side, rg_agreement(img(c, side),
				rg_pool16(img(c, side), RG_SEC_INDEX, g->hop_first + k))->set);
	}
}

static void ask_interface(struct asked *a, const struct compared *c, int side,
			  const struct rg_interface *x)
{
	ask_set(a, c, side, x->in_set);
	ask_set(a, c, side, x->out_set);
	if (x->flags & RG_IF_SUPPLIED)
		ask_set(a, c, side, x->sup_set);
}

/* Interfaces of a passage: where it comes in, where it may leave, and all hubs'. */
static bool concerned(const struct compared *c, const struct cells *k, int side, uint32_t i)
{
	return (int32_t)i == c->ifc.id[k->in][side] || (int32_t)i == c->ifc.id[k->route][side] ||
	       rg_interface(img(c, side), i)->flags & RG_IF_HUB;
}

static void ask_all(struct asked *a, const struct compared *c, const struct cells *k)
{
	unsigned int side, n, i;

	for (side = 0; side < 2; side++) {
		for (n = 0; n < c->nation.n; n++)
			ask_pair(a, c, side, pair_of(c, side, n, k->to));
		ask_pair(a, c, side, pair_of(c, side, k->from, k->to));
		for (i = 0; i < rg_view_count(c->side[side].v, RG_SEC_INTERFACE); i++)
			if (concerned(c, k, side, i))
				ask_interface(a, c, side, rg_interface(img(c, side), i));
		for (i = 0; i < rg_view_count(c->side[side].v, RG_SEC_ENCODING) &&
		     a->n < ASKED_MAX; i++) {
			a->v[a->n].set = &c->side[side].words[i].cats;
			a->v[a->n++].side = side;
		}
	}
}

static bool in_set(const struct compared *c, const struct asked *a, unsigned int i,
		   unsigned int subject)
{
	int32_t id = c->subject.id[subject][a->v[i].side];

	return id >= 0 && a->v[i].set->w[id / 64] >> (id % 64) & 1;
}

static bool alike(const struct compared *c, const struct asked *a, unsigned int x, unsigned int y)
{
	unsigned int i;

	if ((c->subject.id[x][0] < 0) != (c->subject.id[y][0] < 0) ||
	    (c->subject.id[x][1] < 0) != (c->subject.id[y][1] < 0))
		return false;
	for (i = 0; i < a->n; i++)
		if (in_set(c, a, i, x) != in_set(c, a, i, y))
			return false;
	return true;
}

/* One subject of each kind, and every choice of kinds: a set says no more than which it has. */
static int subject_cells(const struct compared *c, struct cells *k)
{
	struct asked *a = calloc(1, sizeof(*a));
	unsigned int kind[7], kinds = 0, s, i, choice;

	if (!a)
		abort();
	ask_all(a, c, k);
	for (s = 0; s < c->subject.n; s++) {
		for (i = 0; i < kinds && !alike(c, a, kind[i], s); i++)
			;
		if (i < kinds)
			continue;
		if (kinds == 6 || a->n == ASKED_MAX) {
			free(a);
			return too_many(c, k, "subjects");
		}
		kind[kinds++] = s;
	}
	for (choice = 0; choice < 1u << kinds; choice++) {
		memset(&k->subject[choice], 0, sizeof(k->subject[choice]));
		memset(&k->one[choice], 0, sizeof(k->one[choice]));
		for (i = 0; i < kinds; i++)
			if (choice >> i & 1)
				k->one[choice].w[kind[i] / 64] |= 1ull << (kind[i] % 64);
		for (s = 0; s < c->subject.n; s++)
			for (i = 0; i < kinds; i++)
				if (choice >> i & 1 && alike(c, a, kind[i], s))
					k->subject[choice].w[s / 64] |= 1ull << (s % 64);
	}
	k->n[DIM_SUBJECT] = 1u << kinds;
	free(a);
	return 0;
}

/* ---- releases ---- */

static void relevant_id(const struct compared *c, struct cells *k, int side, uint32_t id)
{
	unsigned int n;

	for (n = 0; n < c->nation.n; n++)
		if (c->nation.id[n][side] == (int32_t)id)
			add_nation(&k->relevant, n);
}

static void relevant_side(const struct compared *c, struct cells *k, int side)
{
	const struct rg_interface *x;
	uint32_t id, i;

	for (id = 1; id < RG_NATION_MAX; id++)
		if (has_nation(&c->side[side].hubs, id))
			relevant_id(c, k, side, id);
	for (i = 0; i < rg_view_count(c->side[side].v, RG_SEC_INTERFACE); i++) {
		x = rg_interface(img(c, side), i);
		if (!(x->flags & RG_IF_SUPPLIED) || !concerned(c, k, side, i))
			continue;
		for (id = 1; id < RG_NATION_MAX; id++)
			if (rg_nset_has(rg_nset(img(c, side), x->sup_release)->w, id) ||
			    rg_nset_has(rg_nset(img(c, side), x->sup_origin)->w, id))
				relevant_id(c, k, side, id);
	}
}

static int release_cells(const struct compared *c, struct cells *k)
{
	unsigned int list[7], n = 0, i, choice;

	memset(&k->relevant, 0, sizeof(k->relevant));
	relevant_side(c, k, 0);
	relevant_side(c, k, 1);
	add_nation(&k->relevant, k->to);
	for (i = 0; i < c->nation.n; i++) {
		if (!has_nation(&k->relevant, i) || i == k->from)
			continue;
		if (n == 6)
			return too_many(c, k, "release lists");
		list[n++] = i;
	}
	for (choice = 0; choice < 1u << n; choice++) {
		memset(&k->release[choice], 0, sizeof(k->release[choice]));
		for (i = 0; i < n; i++)
			if (choice >> i & 1)
				add_nation(&k->release[choice], list[i]);
	}
	k->n[DIM_RELEASE] = 1u << n;
	return 0;
}

/* ---- origins ---- */

/* Two nations that the same agreements cover, toward the destination and toward every hub. */
static bool same_standing(const struct compared *c, const struct cells *k, unsigned int x,
			  unsigned int y)
{
	uint32_t hub;
	int side, w;

	if (has_nation(&k->relevant, x) || has_nation(&k->relevant, y) || x == k->from ||
	    y == k->from)
		return false;
	for (side = 0; side < 2; side++) {
		int32_t a = c->nation.id[x][side], b = c->nation.id[y][side];

		if ((a < 0) != (b < 0) || pair_of(c, side, x, k->to) != pair_of(c, side, y, k->to))
			return false;
		for (hub = 1; hub < RG_NATION_MAX && a >= 0; hub++)
			if (has_nation(&c->side[side].hubs, hub) &&
			    rg_pair(img(c, side), a, hub) != rg_pair(img(c, side), b, hub))
				return false;
		for (w = 0; a >= 0 && w < (int)rg_view_count(c->side[side].v, RG_SEC_ENCODING); w++)
			if (has_nation(&c->side[side].words[w].origin, a) !=
			    has_nation(&c->side[side].words[w].origin, b))
				return false;
	}
	return true;
}

static int origin_cells(const struct compared *c, struct cells *k)
{
	unsigned int n, i, count = 1;

	k->origin[0] = -1;
	memset(k->like, 0, sizeof(k->like));
	for (n = 0; n < c->nation.n; n++) {
		for (i = 1; i < count && !same_standing(c, k, k->origin[i], n); i++)
			;
		if (i == DIFF_CELLS)
			return too_many(c, k, "origins");
		if (i == count)
			k->origin[count++] = n;
		add_nation(&k->like[i], n);
	}
	k->n[DIM_ORIGIN] = count;
	return 0;
}

/* ---- times ---- */

struct dates {
	int64_t *v;
	size_t n;
};

static void add_date(struct dates *d, const struct compared *c, int64_t at)
{
	if (at <= c->from || at >= c->until)
		return;
	d->v = realloc(d->v, (d->n + 1) * sizeof(*d->v));
	if (!d->v)
		abort();
	d->v[d->n++] = at;
}

static void agreement_dates(struct dates *d, const struct compared *c, int side, uint32_t index)
{
	const struct rg_agreement *a = rg_agreement(img(c, side), index);
	uint32_t i;

	for (i = 0; i < a->window_count; i++) {
		add_date(d, c, rg_window(img(c, side), a->window_first + i)->from);
		add_date(d, c, rg_window(img(c, side), a->window_first + i)->until);
	}
	for (i = 0; i < a->hop_count; i++)
		agreement_dates(d, c, side,
				rg_pool16(img(c, side), RG_SEC_INDEX, a->hop_first + i));
}

static int by_time(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

static int time_cells(const struct compared *c, struct cells *k)
{
	struct dates d = { NULL, 0 };
	unsigned int n, side, count = 0;
	uint32_t pair, i;
	size_t t;

	for (side = 0; side < 2; side++)
		for (n = 0; n < c->nation.n; n++) {
			pair = pair_of(c, side, n, k->to);
			for (i = 0; i < RG_PAIR_COUNT(pair); i++)
				agreement_dates(&d, c, side,
						rg_pair_agreement(img(c, side), pair, i));
		}
	if (d.n)
		qsort(d.v, d.n, sizeof(*d.v), by_time);
	k->time[count++] = c->from;
	for (t = 0; t < d.n && count < DIFF_CELLS; t++)
		if (d.v[t] != k->time[count - 1])
			k->time[count++] = d.v[t];
	free(d.v);
	if (t < d.n)
		return too_many(c, k, "times");
	for (n = 0; n < count; n++)
		k->until[n] = n + 1 < count ? k->time[n + 1] : c->until;
	k->n[DIM_TIME] = count;
	return 0;
}

/* ---- forms ---- */

static void add_form(struct cells *k, int kind, uint32_t doi, bool apart)
{
	unsigned int i;

	for (i = 0; i < k->n[DIM_FORM]; i++)
		if (k->kind[i] == kind && k->doi[i] == doi && k->apart[i] == apart)
			return;
	k->kind[i] = kind;
	k->doi[i] = doi;
	k->apart[i] = apart;
	k->n[DIM_FORM]++;
}

/* At most 16 DOIs of two kinds (CIPSO in two ways), and RIPSO of one, on each side: no more than there is room for. */
static int form_cells(const struct compared *c, struct cells *k)
{
	const struct rg_interface *x;
	int side, i;

	k->n[DIM_FORM] = 0;
	for (side = 0; side < 2; side++) {
		if (c->ifc.id[k->in][side] < 0)
			continue;
		x = rg_interface(img(c, side), c->ifc.id[k->in][side]);
		for (i = 0; i < x->doi_count; i++) {
			if (k->n[DIM_FORM] + 4 > DIFF_CELLS)
				return too_many(c, k, "forms of labels");
			if (x->flags & RG_IF_CIPSO)
				add_form(k, RG_LABEL_CIPSO, x->doi[i],
					 x->flags & RG_IF_PERMISSIVE);
			if (x->flags & RG_IF_CALIPSO)
				add_form(k, RG_LABEL_CALIPSO, x->doi[i], false);
			if (x->flags & RG_IF_RIPSO && x->doi_index[i] == x->ripso_index)
				add_form(k, RG_LABEL_RIPSO, x->doi[i], false);
		}
		if (x->flags & RG_IF_SUPPLIED)
			add_form(k, RG_LABEL_NONE, 0, false);
	}
	return 0;
}

int diff_cells(const struct compared *c, struct cells *k)
{
	unsigned int i;

	for (i = 0; i < c->level.n; i++)
		k->level[i] = i;
	k->n[DIM_LEVEL] = c->level.n;
	return form_cells(c, k) || subject_cells(c, k) || release_cells(c, k) || origin_cells(c, k) ||
	       time_cells(c, k) ? -1 : 0;
}
