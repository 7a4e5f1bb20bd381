// SPDX-License-Identifier: GPL-2.0-only
/*
 * The time line of an agreement: from the dates that stand in the file to the
 * times at which it operates by itself.  What it requires is resolve_windows.c's.
 */
#include <stdlib.h>
#include "date.h"
#include "model.h"

/**
 * struct line - the time line while it is put together
 * @end: it grants nothing from here on
 * @broken: a date was wrong, and that was said
 */
struct line {
	struct model *m;
	struct m_agreement *a;
	int64_t end;
	int broken;
};

static void wrong(struct line *l)
{
	l->broken = 1;
}

static int read_date(struct line *l, const struct ast_node *date, int64_t *when)
{
	struct model *m = l->m;
	const char *why;

	if (m->zone) {
		why = date_to_time(date->text, m->zone, when);
		if (!why)
			return 0;
		diag_error(m->d, date->loc, "%s", why);
	} else if (!m->zone_missing) {
		diag_error(m->d, date->loc, "a date, but the policy declares no zone");
		diag_help(m->d, "say where its days begin: zone UTC; or zone Asia/Seoul;");
		m->zone_missing = 1;
	}
	wrong(l);
	return -1;
}

static void add_event(struct line *l, int64_t when, enum rg_event_kind kind)
{
	struct rg_milestone *ev;

	if (l->a->event.n == RG_EVENT_MAX) {
		if (!l->broken)
			diag_error(l->m->d, l->a->node->a->loc, "'%s' has more than %u dates",
				   l->a->name, RG_EVENT_MAX);
		wrong(l);
		return;
	}
	ev = vec_add(l->m->arena, &l->a->event);
	ev->when = when;
	ev->kind = kind;
}

static int by_time(const void *pa, const void *pb)
{
	const struct rg_milestone *a = pa, *b = pb;

	if (a->when != b->when)
		return a->when < b->when ? -1 : 1;
	return (int)a->kind - (int)b->kind;
}

/* ---- dates that stand once ---- */

/**
 * struct milestone - a date that stands once
 * @clause: NULL if it does not stand
 */
struct milestone {
	struct ast_node *clause;
	int64_t when;
};

static struct milestone milestone(struct line *l, enum ast_kind clause, enum rg_event_kind kind)
{
	struct milestone s = { ast_clause(l->a->node->b, clause), 0 };

	if (s.clause && read_date(l, s.clause->a, &s.when))
		s.clause = NULL;
	if (s.clause)
		add_event(l, s.when, kind);
	return s;
}

static void in_order(struct line *l, const struct milestone *first, const struct milestone *then,
		     const char *what)
{
	if (!first->clause || !then->clause || first->when <= then->when)
		return;
	diag_error(l->m->d, then->clause->loc, "%s", what);
	diag_note(l->m->d, first->clause->loc, "that is later");
	wrong(l);
}

/* The end that is written: lapsed, or withdrawn, which may come before it is in force. */
static void written_end(struct line *l, const struct milestone *force)
{
	struct milestone lapsed = milestone(l, AST_LAPSED, RG_EV_LAPSED);
	struct milestone withdrawn = milestone(l, AST_WITHDRAWN, RG_EV_WITHDRAWN);

	in_order(l, force, &lapsed, "it cannot lapse before it is in force");
	if (lapsed.clause && withdrawn.clause) {
		diag_error(l->m->d, withdrawn.clause->loc, "an agreement ends once");
		diag_note(l->m->d, lapsed.clause->loc, "here it has lapsed");
		wrong(l);
	}
	if (lapsed.clause)
		l->end = lapsed.when;
	if (withdrawn.clause && withdrawn.when < l->end)
		l->end = withdrawn.when;
}

/* ---- notice ---- */

struct notice {
	struct ast_node *clause;
	int64_t when;
};

struct notices {
	VEC(struct notice) step;
	struct ast_node *given;		/* the notice that stands, or NULL */
	int64_t lapses;			/* of that */
	int suspended;
};

static int by_date(const void *pa, const void *pb)
{
	const struct notice *a = pa, *b = pb;

	if (a->when != b->when)
		return a->when < b->when ? -1 : 1;
	/* Of one day: given, suspended, withdrawn. */
	return (int)a->clause->kind - (int)b->clause->kind;
}

static void collect_notices(struct line *l, struct notices *n)
{
	struct notice *s;
	struct ast_node *c;
	int64_t when;

	ast_each(c, l->a->node->b) {
		if (c->kind != AST_NOTICE && c->kind != AST_NOTICE_SUSPENDED &&
		    c->kind != AST_NOTICE_WITHDRAWN)
			continue;
		if (read_date(l, c->a, &when))
			continue;
		s = vec_add(l->m->arena, &n->step);
		s->clause = c;
		s->when = when;
	}
	if (n->step.n)
		qsort(n->step.v, n->step.n, sizeof(*n->step.v), by_date);
}

static void give_notice(struct line *l, struct notices *n, const struct notice *s)
{
	struct diag *d = l->m->d;

	if (n->given) {
		diag_error(d, s->clause->loc, "a second notice while the first one stands");
		diag_note(d, n->given->loc, "the first one");
		diag_help(d, "say when that was taken back: notice withdrawn DATE;");
		wrong(l);
		return;
	}
	if (read_date(l, s->clause->b, &n->lapses))
		return;
	if (n->lapses <= s->when) {
		diag_error(d, s->clause->b->loc, "it cannot lapse before notice is given");
		wrong(l);
	}
	n->given = s->clause;
	n->suspended = 0;
	add_event(l, s->when, RG_EV_NOTICE);
}

/* Suspending or withdrawing a notice takes one that stands and has not had its effect. */
static int notice_stands(struct line *l, const struct notices *n, const struct notice *s)
{
	struct diag *d = l->m->d;

	if (!n->given) {
		diag_error(d, s->clause->loc, "no notice stands on that day");
		diag_help(d, "say when it was given: notice DATE lapses DATE;");
	} else if (!n->suspended && s->when >= n->lapses) {
		diag_error(d, s->clause->a->loc, "'%s' has lapsed by then", l->a->name);
		diag_note(d, n->given->b->loc, "by this notice");
	} else if (n->suspended && s->clause->kind == AST_NOTICE_SUSPENDED) {
		diag_error(d, s->clause->loc, "the notice is suspended already");
	} else {
		return 1;
	}
	wrong(l);
	return 0;
}

static void notice_step(struct line *l, struct notices *n, const struct notice *s)
{
	if (s->clause->kind == AST_NOTICE) {
		give_notice(l, n, s);
	} else if (!notice_stands(l, n, s)) {
		return;
	} else if (s->clause->kind == AST_NOTICE_SUSPENDED) {
		n->suspended = 1;
		add_event(l, s->when, RG_EV_NOTICE_SUSPENDED);
	} else {
		n->given = NULL;
		add_event(l, s->when, RG_EV_NOTICE_WITHDRAWN);
	}
}

/* A notice that is neither suspended nor withdrawn in time ends the agreement. */
static void read_notices(struct line *l, const struct milestone *force)
{
	struct notices n = { .given = NULL };
	size_t i;

	collect_notices(l, &n);
	if (n.step.n && force->clause && n.step.v[0].when < force->when) {
		diag_error(l->m->d, n.step.v[0].clause->loc, "notice of an agreement that is not "
			   "in force yet");
		diag_note(l->m->d, force->clause->loc, "it is in force from here on");
		wrong(l);
	}
	for (i = 0; i < n.step.n; i++)
		notice_step(l, &n, &n.step.v[i]);
	if (!n.given || n.suspended || l->broken)
		return;
	add_event(l, n.lapses, RG_EV_NOTICE_LAPSED);
	if (n.lapses < l->end)
		l->end = n.lapses;
}

/* ---- suspensions of the agreement itself ---- */

struct gap {
	struct rg_window time;
	struct ast_node *clause;
};

struct gaps {
	VEC(struct gap) gap;
};

static int by_begin(const void *pa, const void *pb)
{
	const struct gap *a = pa, *b = pb;

	return a->time.from < b->time.from ? -1 : a->time.from > b->time.from;
}

static void add_gap(struct line *l, struct gaps *g, struct ast_node *c)
{
	int64_t from, until = RG_TIME_NEVER;
	struct gap *gap;

	if (read_date(l, c->a, &from) || (c->b && read_date(l, c->b, &until)))
		return;
	if (until <= from) {
		diag_error(l->m->d, c->b->loc, "the suspension ends before it begins");
		wrong(l);
		return;
	}
	gap = vec_add(l->m->arena, &g->gap);
	gap->time = (struct rg_window){ from, until };
	gap->clause = c;
	add_event(l, from, RG_EV_SUSPENDED);
	if (c->b)
		add_event(l, until, RG_EV_RESUMED);
}

static void read_gaps(struct line *l, struct gaps *g)
{
	struct ast_node *c;
	size_t i;

	ast_each(c, l->a->node->b)
		if (c->kind == AST_SUSPENDED)
			add_gap(l, g, c);
	if (g->gap.n)
		qsort(g->gap.v, g->gap.n, sizeof(*g->gap.v), by_begin);
	for (i = 1; i < g->gap.n; i++) {
		if (g->gap.v[i].time.from >= g->gap.v[i - 1].time.until)
			continue;
		diag_error(l->m->d, g->gap.v[i].clause->loc, "it is suspended already");
		diag_note(l->m->d, g->gap.v[i - 1].clause->loc, "by this");
		wrong(l);
	}
}

/* ---- all of it ---- */

static void add_window(struct line *l, int64_t from, int64_t until)
{
	struct rg_window *w;

	if (from >= until)
		return;
	w = vec_add(l->m->arena, &l->a->window);
	w->from = from;
	w->until = until;
}

static void make_windows(struct line *l, const struct gaps *g, int64_t from)
{
	size_t i;

	for (i = 0; i < g->gap.n && g->gap.v[i].time.from < l->end; i++) {
		add_window(l, from, g->gap.v[i].time.from);
		if (g->gap.v[i].time.until > from)
			from = g->gap.v[i].time.until;
	}
	add_window(l, from, l->end);
	if (l->a->window.n <= RG_WINDOW_MAX)
		return;
	diag_error(l->m->d, l->a->node->a->loc, "'%s' operates at more than %u separate times",
		   l->a->name, RG_WINDOW_MAX);
	l->a->window.n = RG_WINDOW_MAX;
}

/* A deny statement is in force unless it says since when; a grant must say. */
static int may_operate(const struct m_agreement *a, const struct milestone *force)
{
	if (a->flags & RG_A_DENY)
		return 1;
	return force->clause && ast_clause(a->node->b, AST_LEVEL) &&
	       ast_clause(a->node->b, AST_SUBJECTS);
}

void resolve_timeline(struct model *m, struct m_agreement *a)
{
	struct line l = { .m = m, .a = a, .end = RG_TIME_NEVER };
	struct milestone drafted = milestone(&l, AST_DRAFTED, RG_EV_DRAFTED);
	struct milestone is_signed = milestone(&l, AST_SIGNED, RG_EV_SIGNED);
	struct milestone force = milestone(&l, AST_IN_FORCE, RG_EV_IN_FORCE);
	struct milestone operate = milestone(&l, AST_OPERATE, RG_EV_OPERATE);
	int64_t from = force.clause ? force.when : INT64_MIN;
	struct gaps gaps = { { NULL, 0, 0 } };

	in_order(&l, &drafted, &is_signed, "it cannot be signed before it is drafted");
	in_order(&l, &is_signed, &force, "it cannot be in force before it is signed");
	in_order(&l, &drafted, &force, "it cannot be in force before it is drafted");
	if (operate.clause && operate.when < from)
		diag_warn(m->d, operate.clause->loc, "it cannot operate before it is in force");
	if (operate.clause && operate.when > from)
		from = operate.when;
	written_end(&l, &force);
	read_notices(&l, &force);
	read_gaps(&l, &gaps);
	if (a->event.n)
		qsort(a->event.v, a->event.n, sizeof(*a->event.v), by_time);
	if (!l.broken && may_operate(a, &force))
		make_windows(&l, &gaps, from);
}
