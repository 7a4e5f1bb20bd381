// SPDX-License-Identifier: GPL-2.0-only
/* Agreements and deny statements: pairs, way, what they admit. */
#include <stdlib.h>
#include <string.h>
#include "model.h"

/* A pair whose two sides are the same single nation can only be a slip. */
static int same_nation(const struct rg_nset *a, const struct rg_nset *b)
{
	unsigned int i, count = 0;

	for (i = 0; i < RG_NSET_WORDS; i++)
		count += __builtin_popcountll(a->w[i] | b->w[i]);
	return count == 1;
}

static void add_side(struct model *m, struct m_agreement *a, const struct rg_nset *from,
		     const struct rg_nset *to)
{
	struct m_side *s = vec_add(m->arena, &a->side);

	s->from = *from;
	s->to = *to;
}

static void add_pairs(struct model *m, struct m_agreement *a, struct ast_node *clause)
{
	struct ast_node *p;

	ast_each(p, clause->a) {
		struct rg_nset left = { { 0 } }, right = { { 0 } };

		if (model_nations(m, p->a, &left) | model_nations(m, p->b, &right))
			continue;
		if (same_nation(&left, &right)) {
			diag_error(m->d, p->loc, "a pair needs two nations");
			diag_help(m->d, "within one nation no agreement is needed");
			continue;
		}
		add_side(m, a, &left, &right);
		if (p->num)
			add_side(m, a, &right, &left);
	}
}

static void all_pairs(struct model *m, struct m_agreement *a, enum ast_kind kind)
{
	struct ast_node *c, *first = ast_clause(a->node->b, kind);

	ast_each(c, a->node->b)
		if (c->kind == kind)
			add_pairs(m, a, c);
	if (first || m->partial)
		return;
	diag_error(m->d, a->node->a->loc, "'%s' names no pair of nations", a->name);
	diag_help(m->d, kind == AST_GRANT ? "grant KOR <-> JPN;" : "block KOR <-> JPN;");
}

/* The hub of a via agreement cannot be one of its pair when it is named as such. */
static void check_hub_named(struct model *m, struct m_agreement *a)
{
	struct ast_node *c, *p, *n;
	int side;

	ast_each(c, a->node->b) {
		if (c->kind != AST_GRANT)
			continue;
		ast_each(p, c->a) {
			for (side = 0; side < 2; side++) {
				ast_each(n, side ? p->b : p->a) {
					if (strcmp(n->text, m->nation.v[a->hub].code))
						continue;
					diag_error(m->d, n->loc, "%s is the hub of '%s'; it cannot "
						   "be one of the pair", n->text, a->name);
					diag_help(m->d, "what the hub itself sends needs a direct "
						  "agreement");
				}
			}
		}
	}
}

static void agreement_way(struct model *m, struct m_agreement *a)
{
	struct ast_node *direct = ast_clause(a->node->b, AST_DIRECT);
	struct ast_node *via = ast_clause(a->node->b, AST_VIA);
	size_t i;

	if (direct && via) {
		diag_error(m->d, via->loc, "an agreement is direct or via a hub, not both");
		diag_note(m->d, direct->loc, "here it is direct");
		diag_help(m->d, "make two agreements of it: each grants by itself");
	}
	if (!direct && !via && !m->partial) {
		diag_error(m->d, a->node->a->loc, "agreement '%s' does not say which way",
			   a->name);
		diag_help(m->d, "direct; or via USA;");
	}
	if (!via)
		return;
	a->flags |= RG_A_VIA;
	a->hub = model_nation(m, via->a);
	if (!a->hub)
		return;
	for (i = 0; i < m->hub.n; i++)
		if (m->ifc.v[m->hub.v[i]].nation == a->hub)
			a->hub_mask |= 1u << i;
	if (!a->hub_mask && !m->partial) {
		diag_error(m->d, via->a->loc, "%s has no hub interface", via->a->text);
		diag_help(m->d, "interface us0 { nation %s; hub; nexthop ...; ... }",
			  via->a->text);
	}
	check_hub_named(m, a);
}

static void agreement_subjects(struct model *m, struct m_agreement *a, struct ast_node *c)
{
	int any = model_subjects(m, c->a, &a->set), i;

	if (any == 1) {
		a->flags |= RG_A_SUBJECT_ANY;
		a->set = m->everything;
		return;
	}
	if (c->a->num)
		a->flags |= RG_A_OR_NONE;
	/* Of a deny: the subjects that it meets.  Of a grant: forms never decide, so add them. */
	for (i = 0; !(a->flags & RG_A_DENY) && i < RG_SET_WORDS; i++)
		a->set.w[i] |= m->everything.w[i] & ~m->subjects.w[i];
}

/* What is not written is not admitted: without levels, subjects or a date it never operates. */
static void never(struct model *m, struct m_agreement *a, const char *what)
{
	if (m->partial)
		return;
	diag_warn(m->d, a->node->a->loc, "agreement '%s' has no '%s' clause: it never operates",
		  a->name, what);
}

static void add_agreement(struct model *m, struct m_agreement *a)
{
	struct ast_node *list = a->node->b;
	struct ast_node *level = ast_clause(list, AST_LEVEL);
	struct ast_node *subjects = ast_clause(list, AST_SUBJECTS);
	struct ast_node *release = ast_clause(list, AST_RELEASE);
	struct ast_node *third = ast_clause(list, AST_THIRD_PARTY);

	model_once(m, list);
	all_pairs(m, a, AST_GRANT);
	agreement_way(m, a);
	if (level)
		model_level_range(m, level, &a->level_min, &a->level_max);
	else
		never(m, a, "level");
	if (subjects)
		agreement_subjects(m, a, subjects);
	else
		never(m, a, "subject");
	if (release && release->num)
		a->flags |= RG_A_RELEASE_ANY;
	if (third && third->num)
		a->flags |= RG_A_THIRD_MARKED;
	if (!ast_clause(list, AST_IN_FORCE) && !ast_clause(list, AST_DRAFTED) &&
	    !ast_clause(list, AST_SIGNED))
		never(m, a, "in force");
}

static void add_deny(struct model *m, struct m_agreement *a)
{
	struct ast_node *level = ast_clause(a->node->b, AST_LEVEL);
	struct ast_node *subjects = ast_clause(a->node->b, AST_SUBJECTS);

	a->flags = RG_A_DENY;
	model_once(m, a->node->b);
	all_pairs(m, a, AST_BLOCK);
	a->level_max = m->level.n ? m->level.n - 1 : 0;
	if (level)
		model_level_range(m, level, &a->level_min, &a->level_max);
	if (subjects && subjects->a && subjects->a->num) {
		diag_error(m->d, subjects->a->loc, "'or none' has no meaning in a deny statement");
		diag_help(m->d, "to deny labels without subject too: subject any");
	}
	if (subjects) {
		agreement_subjects(m, a, subjects);
	} else {
		a->flags |= RG_A_SUBJECT_ANY;
		a->set = m->everything;
	}
}

static int by_index(const void *a, const void *b)
{
	return *(const uint16_t *)a - *(const uint16_t *)b;
}

/* An agreement that another one names: not itself, not twice, no deny statement. */
static int add_reference(struct model *m, struct m_agreement *a, const struct ast_node *n)
{
	int id = model_agreement(m, n);

	if (id < 0)
		return -1;
	if (&m->agreement.v[id] == a) {
		diag_error(m->d, n->loc, "agreement '%s' names itself", n->text);
		return -1;
	}
	if (m->agreement.v[id].flags & RG_A_DENY) {
		diag_error(m->d, n->loc, "'%s' is a deny statement, not an agreement", n->text);
		return -1;
	}
	return id;
}

static void agreement_requires(struct model *m, struct m_agreement *a)
{
	struct ast_node *c = ast_clause(a->node->b, AST_REQUIRES), *n;
	size_t i;
	int id;

	ast_each(n, c ? c->a : NULL) {
		id = add_reference(m, a, n);
		for (i = 0; i < a->require.n && a->require.v[i] != id; i++)
			;
		if (id < 0)
			continue;
		if (i < a->require.n)
			diag_error(m->d, n->loc, "'%s' stands twice", n->text);
		else if (a->require.n == RG_HOP_MAX)
			diag_error(m->d, n->loc, "more than %u required agreements", RG_HOP_MAX);
		else
			*vec_add(m->arena, &a->require) = id;
	}
	if (a->require.n)
		qsort(a->require.v, a->require.n, sizeof(*a->require.v), by_index);
}

static void add_hop(struct model *m, struct m_agreement *a, const struct ast_node *n)
{
	int id = add_reference(m, a, n);
	size_t i;

	if (id < 0)
		return;
	if (m->agreement.v[id].flags & RG_A_VIA) {
		diag_error(m->d, n->loc, "'%s' goes via a hub itself; a hop needs a direct "
			   "agreement", n->text);
		return;
	}
	for (i = 0; i < a->hop.n && a->hop.v[i] != id; i++)
		;
	if (i < a->hop.n)
		diag_error(m->d, n->loc, "'%s' stands twice", n->text);
	else if (a->hop.n == RG_HOP_MAX)
		diag_error(m->d, n->loc, "more than %u agreements for the hops", RG_HOP_MAX);
	else
		*vec_add(m->arena, &a->hop) = id;
}

static int hop_covered(const struct model *m, const struct m_agreement *a, unsigned int from,
		       unsigned int to)
{
	size_t i;

	for (i = 0; i < a->hop.n; i++)
		if (agreement_covers(&m->agreement.v[a->hop.v[i]], from, to))
			return 1;
	return 0;
}

/* Is a hop of some granted pair left without an agreement?  One complaint is enough. */
static int check_hop(struct model *m, struct m_agreement *a, const struct ast_node *c,
		     unsigned int from, unsigned int to)
{
	if (hop_covered(m, a, from, to))
		return 0;
	diag_error(m->d, c->loc, "none of these agreements covers the hop %s -> %s",
		   m->nation.v[from].code, m->nation.v[to].code);
	diag_help(m->d, "name a direct agreement that grants %s -> %s", m->nation.v[from].code,
		  m->nation.v[to].code);
	return -1;
}

static void check_hops(struct model *m, struct m_agreement *a, const struct ast_node *c)
{
	unsigned int from, to;

	for (from = 1; from < m->nation.n; from++)
		for (to = 1; to < m->nation.n; to++)
			if (agreement_covers(a, from, to) &&
			    (check_hop(m, a, c, from, a->hub) || check_hop(m, a, c, a->hub, to)))
				return;
}

static void agreement_hops(struct model *m, struct m_agreement *a)
{
	struct ast_node *c = ast_clause(a->node->b, AST_HOPS), *n;
	unsigned int errors = m->d->errors;

	if (!c)
		return;
	if (!(a->flags & RG_A_VIA) && !m->partial) {
		diag_error(m->d, c->loc, "a direct agreement has no hops");
		diag_help(m->d, "leave it out, or say which hub: via USA;");
		return;
	}
	ast_each(n, c->a)
		add_hop(m, a, n);
	if (a->hop.n)
		qsort(a->hop.v, a->hop.n, sizeof(*a->hop.v), by_index);
	if (a->hub && errors == m->d->errors && !m->partial)
		check_hops(m, a, c);
}

/* Agreements and deny statements share one list, by name. */
static struct ast_node *both_kinds(struct model *m)
{
	struct ast_node *list = NULL, *n, *copy;
	enum ast_kind kind;

	for (kind = AST_AGREEMENT; kind <= AST_DENY; kind++) {
		ast_each(n, m->ast->stmt[kind]) {
			copy = ast_new(m->ast, kind, n->loc, n->a, n->b);
			list = ast_append(list, copy);
		}
	}
	return list;
}

void resolve_agreements(struct model *m)
{
	struct ast_node **v;
	struct m_agreement *a;
	size_t n, i;

	v = model_sorted(m, both_kinds(m), "agreement or deny statement", &n);
	if (n > RG_AGREEMENT_MAX) {
		diag_error(m->d, v[RG_AGREEMENT_MAX]->a->loc, "more than %u agreements and deny "
			   "statements", RG_AGREEMENT_MAX);
		n = RG_AGREEMENT_MAX;
	}
	for (i = 0; i < n; i++) {
		a = vec_add(m->arena, &m->agreement);
		a->name = v[i]->a->text;
		a->node = v[i];
		if (v[i]->kind == AST_DENY)
			add_deny(m, a);
		else
			add_agreement(m, a);
	}
	for (i = 0; i < m->agreement.n; i++) {
		if (m->agreement.v[i].flags & RG_A_DENY)
			continue;
		agreement_requires(m, &m->agreement.v[i]);
		agreement_hops(m, &m->agreement.v[i]);
	}
}
