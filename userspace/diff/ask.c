// SPDX-License-Identifier: GPL-2.0-only
/* One packet of each class, to both policies; and equal changes put together to boxes. */
#include <stdlib.h>
#include <string.h>
#include "../packet/judge.h"
#include "diff.h"

/** struct asking - a packet as one of the policies would have it written */
struct asking {
	struct compared *c;
	const struct cells *k;
	int side;
};

static bool put_nation(const struct asking *a, u64 *w, unsigned int nation)
{
	int32_t id = a->c->nation.id[nation][a->side];

	if (id >= 0)
		w[id / 64] |= 1ull << (id % 64);
	return id >= 0;
}

/* False: this policy has no words for it, so nobody can send it. */
static bool write_label(const struct asking *a, const unsigned int *cell, struct rg_label *l)
{
	const struct compared *c = a->c;
	int32_t level = c->level.id[a->k->level[cell[DIM_LEVEL]]][a->side], id;
	unsigned int i;
	bool said = level >= 0;

	memset(l, 0, sizeof(*l));
	l->level = level;
	for (i = 0; i < c->subject.n && said; i++) {
		if (!(a->k->one[cell[DIM_SUBJECT]].w[i / 64] >> (i % 64) & 1))
			continue;
		id = c->subject.id[i][a->side];
		said = id >= 0;
		if (said)
			l->cat[id / 64] |= 1ull << (id % 64);
	}
	for (i = 0; i < c->nation.n && said; i++)
		if (has_nation(&a->k->release[cell[DIM_RELEASE]], i))
			said = put_nation(a, l->release, i);
	if (said && a->k->origin[cell[DIM_ORIGIN]] >= 0)
		said = put_nation(a, l->origin, a->k->origin[cell[DIM_ORIGIN]]);
	return said;
}

static struct outcome verdict(const struct asking *a, const struct rg_work *w)
{
	struct outcome o = { .way = w->v.pass ? w->v.way : RG_WAY_NONE };
	unsigned int i;

	for (i = 0; o.way == RG_WAY_VIA && i < a->c->ifc.n; i++)
		if (a->c->ifc.id[i][a->side] == w->v.egress)
			o.egress = i;
	return o;
}

static struct outcome ask(const struct asking *a, const unsigned int *cell)
{
	struct prover *p = &a->c->side[a->side];
	const struct cells *k = a->k;
	int32_t in = a->c->ifc.id[k->in][a->side], route = a->c->ifc.id[k->route][a->side];
	int32_t s = a->c->nation.id[k->from][a->side], d = a->c->nation.id[k->to][a->side];
	int kind = k->kind[cell[DIM_FORM]];
	struct witness wit = { .doi = k->doi[cell[DIM_FORM]],
			       .apart = k->apart[cell[DIM_FORM]], .time = k->time[cell[DIM_TIME]],
			       .family = kind == RG_LABEL_CALIPSO ? 6 : 4 };
	struct outcome drop = { .way = RG_WAY_NONE };
	struct rg_work w;

	if (in < 0 || route < 0 || s < 0 || d < 0)
		return drop;
	wit.leg = (struct leg){ .in = in, .out = route, .s = s, .d = d };
	if (kind != RG_LABEL_NONE && (!write_label(a, cell, &wit.label) ||
				      !rg_view_find_doi(p->v, wit.doi) ||
				      !oracle_option(p, &wit, kind)))
		return drop;
	if (kind == RG_LABEL_NONE && !p->has[s][0])
		wit.family = 6;
	if (!oracle_frame(p, &wit, &w))
		return drop;
	p->asked++;
	rg_judge(p->v, &w, route);
	return verdict(a, &w);
}

/* ---- boxes ---- */

struct boxes {
	struct change *v;
	unsigned int n, cap;
};

static bool same_outcome(const struct outcome *a, const struct outcome *b)
{
	return a->way == b->way && (a->way != RG_WAY_VIA || a->egress == b->egress);
}

static void add_box(struct boxes *b, const struct change *ch)
{
	if (b->n == b->cap) {
		b->cap = b->cap ? b->cap * 2 : 64;
		b->v = realloc(b->v, b->cap * sizeof(*b->v));
		if (!b->v)
			abort();
	}
	b->v[b->n++] = *ch;
}

/* Equal but in one dimension: there they are one. */
static bool joins(const struct change *a, const struct change *b, enum diff_dim dim)
{
	enum diff_dim i;

	for (i = 0; i < DIM_COUNT; i++)
		if (i != dim && a->cell[i] != b->cell[i])
			return false;
	return same_outcome(&a->was, &b->was) && same_outcome(&a->now, &b->now);
}

static void join(struct boxes *b, enum diff_dim dim)
{
	unsigned int i, k, n = 0;

	for (i = 0; i < b->n; i++) {
		for (k = 0; k < n && !joins(&b->v[k], &b->v[i], dim); k++)
			;
		if (k < n)
			b->v[k].cell[dim] |= b->v[i].cell[dim];
		else
			b->v[n++] = b->v[i];
	}
	b->n = n;
}

/* ---- all cells ---- */

struct pair_of_outcomes {
	struct outcome was, now;
};

/** struct table - the outcomes of all cells, the last dimension's next to each other */
struct table {
	const struct cells *k;
	struct pair_of_outcomes *v;
	bool fold;		/* see same_by_origin() */
};

static struct pair_of_outcomes *at(const struct table *t, const unsigned int *cell)
{
	size_t i = 0;
	int dim;

	for (dim = 0; dim < DIM_COUNT; dim++)
		i = i * t->k->n[dim] + cell[dim];
	return &t->v[i];
}

typedef void (*cell_fn)(struct table *t, unsigned int *cell, void *ctx);

static void each_cell(struct table *t, unsigned int *cell, int dim, cell_fn fn, void *ctx)
{
	if (dim == DIM_COUNT) {
		fn(t, cell, ctx);
		return;
	}
	for (cell[dim] = 0; cell[dim] < t->k->n[dim]; cell[dim]++)
		each_cell(t, cell, dim + 1, fn, ctx);
}

static void ask_cell(struct table *t, unsigned int *cell, void *ctx)
{
	struct asking *a = ctx;
	struct pair_of_outcomes *o = at(t, cell);

	a->side = 0;
	o->was = ask(a, cell);
	a->side = 1;
	o->now = ask(a, cell);
}

/* The release list with @nation on it, too; -1 if that is no matter of this passage. */
static int with_release(const struct cells *k, unsigned int cell, int32_t nation)
{
	struct rg_nset more = k->release[cell];
	unsigned int i;

	if (nation < 0 || nation == (int32_t)k->from || !has_nation(&k->relevant, nation) ||
	    has_nation(&more, nation))
		return -1;
	add_nation(&more, nation);
	for (i = 0; i < k->n[DIM_RELEASE] && memcmp(&k->release[i], &more, sizeof(more)); i++)
		;
	return i < k->n[DIM_RELEASE] ? (int)i : -1;
}

/*
 * A label counts as released to its origins.  If it makes no difference whether the
 * list says so as well, then only "counts as released" has to be told, and a label
 * of that origin that does not count so cannot be.
 */
static void same_by_origin(struct table *t, unsigned int *cell, void *ctx)
{
	int more = with_release(t->k, cell[DIM_RELEASE], t->k->origin[cell[DIM_ORIGIN]]);
	struct pair_of_outcomes *o = at(t, cell), *said;
	unsigned int other[DIM_COUNT];

	(void)ctx;
	if (more < 0)
		return;
	memcpy(other, cell, sizeof(other));
	other[DIM_RELEASE] = more;
	said = at(t, other);
	if (!same_outcome(&o->was, &said->was) || !same_outcome(&o->now, &said->now))
		t->fold = false;
}

/* Origins that cannot be, with this release list. */
static uint64_t impossible(const struct table *t, unsigned int release)
{
	uint64_t mask = 0;
	unsigned int i;

	for (i = 0; t->fold && i < t->k->n[DIM_ORIGIN]; i++)
		if (with_release(t->k, release, t->k->origin[i]) >= 0)
			mask |= 1ull << i;
	return mask;
}

static void change_of(struct table *t, unsigned int *cell, void *ctx)
{
	const struct pair_of_outcomes *o = at(t, cell);
	uint64_t never = impossible(t, cell[DIM_RELEASE]);
	struct change ch = { .was = o->was, .now = o->now };
	int i;

	if (same_outcome(&o->was, &o->now) || never >> cell[DIM_ORIGIN] & 1)
		return;
	for (i = 0; i < DIM_COUNT; i++)
		ch.cell[i] = 1ull << cell[i];
	add_box(ctx, &ch);
}

/* What cannot be does no harm in a box, and may make it one with another. */
static void add_impossible(const struct table *t, struct boxes *b)
{
	unsigned int i, r;
	uint64_t never;

	for (i = 0; i < b->n; i++) {
		for (never = ~0ull, r = 0; r < t->k->n[DIM_RELEASE]; r++)
			if (b->v[i].cell[DIM_RELEASE] >> r & 1)
				never &= impossible(t, r);
		b->v[i].cell[DIM_ORIGIN] |= never;
	}
}

static struct boxes all_boxes(struct compared *c, struct cells *k)
{
	struct table t = { .k = k, .fold = true };
	struct asking a = { .c = c, .k = k };
	struct boxes all = { NULL, 0, 0 };
	unsigned int cell[DIM_COUNT], dim;
	size_t size = 1;

	for (dim = 0; dim < DIM_COUNT; dim++)
		size *= k->n[dim];
	t.v = calloc(size ? size : 1, sizeof(*t.v));
	if (!t.v)
		abort();
	each_cell(&t, cell, 0, ask_cell, &a);
	each_cell(&t, cell, 0, same_by_origin, NULL);
	k->counts = t.fold;
	each_cell(&t, cell, 0, change_of, &all);
	join(&all, DIM_FORM);
	join(&all, DIM_LEVEL);
	join(&all, DIM_ORIGIN);
	add_impossible(&t, &all);
	free(t.v);
	return all;
}

static struct boxes join_copy(const struct boxes *from, const enum diff_dim *order)
{
	struct boxes b = { NULL, 0, 0 };
	unsigned int i;

	for (i = 0; i < from->n; i++)
		add_box(&b, &from->v[i]);
	for (i = 0; i < 3; i++)
		join(&b, order[i]);
	join(&b, DIM_TIME);
	return b;
}

unsigned int diff_changes(struct compared *c, struct cells *k, struct change **out)
{
	static const enum diff_dim order[][3] = {
		{ DIM_ORIGIN, DIM_RELEASE, DIM_SUBJECT }, { DIM_ORIGIN, DIM_SUBJECT, DIM_RELEASE },
		{ DIM_RELEASE, DIM_ORIGIN, DIM_SUBJECT }, { DIM_RELEASE, DIM_SUBJECT, DIM_ORIGIN },
		{ DIM_SUBJECT, DIM_ORIGIN, DIM_RELEASE }, { DIM_SUBJECT, DIM_RELEASE, DIM_ORIGIN },
	};
	struct boxes all = all_boxes(c, k), best = { NULL, 0, 0 }, b;
	unsigned int i;

	/* Which way round makes fewer boxes of it cannot be known before. */
	for (i = 0; i < sizeof(order) / sizeof(order[0]) && all.n; i++) {
		b = join_copy(&all, order[i]);
		if (best.v && best.n <= b.n) {
			free(b.v);
			continue;
		}
		free(best.v);
		best = b;
	}
	free(all.v);
	*out = best.v;
	return best.n;
}
