// SPDX-License-Identifier: GPL-2.0-only
/* Assertions: their names looked up.  Whether they hold is prove/'s to say. */
#include <string.h>
#include "date.h"
#include "model.h"

static struct rg_nset everybody(const struct model *m)
{
	struct rg_nset all = { { 0 } };
	size_t i;

	for (i = 1; i < m->nation.n; i++)
		nset_add(&all, i);
	return all;
}

static void add_side(struct model *m, struct claim *c, const struct ast_node *at,
		     const struct rg_nset *from, const struct rg_nset *to)
{
	if (c->sides == CLAIM_SIDES_MAX) {
		diag_error(m->d, at->loc, "more than %u pairs, both directions counted",
			   CLAIM_SIDES_MAX);
		diag_help(m->d, "make two assertions of it");
		return;
	}
	c->from[c->sides] = *from;
	c->to[c->sides++] = *to;
}

static void claim_pairs(struct model *m, struct claim *c, const struct ast_node *who)
{
	struct rg_nset left, right;
	struct ast_node *p;

	ast_each(p, who->a) {
		memset(&left, 0, sizeof(left));
		memset(&right, 0, sizeof(right));
		if (model_nations(m, p->a, &left) | model_nations(m, p->b, &right))
			continue;
		add_side(m, c, p, &left, &right);
		if (p->num)
			add_side(m, c, p, &right, &left);
	}
	if (who->a)
		return;
	memset(&left, 0, sizeof(left));
	right = everybody(m);
	if (!model_nations(m, who->b, &left))
		add_side(m, c, who, &left, &right);
}

static void claim_set(struct model *m, struct ast_node *names, struct rg_set *set)
{
	struct ast_node *n;
	int id;

	ast_each(n, names) {
		id = model_category(m, n, RG_CAT_SUBJECT);
		if (id >= 0)
			set_add(set, id);
	}
}

static void claim_who(struct model *m, struct claim *c, const struct ast_node *who)
{
	int level;

	switch (who->kind) {
	case AST_BY_SENDER:
	case AST_BY_ORIGIN:
		c->who = who->kind == AST_BY_SENDER ? CLAIM_SENDER : CLAIM_ORIGIN;
		claim_pairs(m, c, who);
		break;
	case AST_BY_LEVEL:
		c->who = CLAIM_LEVEL;
		level = model_level(m, who->a);
		c->level = level < 0 ? 0 : level;
		break;
	default:
		c->who = CLAIM_SUBJECT;
		claim_set(m, who->a, &c->subjects);
	}
}

/* By the hub: a pair that contains it has no need of it. */
static void claim_hub(struct model *m, struct claim *c, const struct ast_node *who,
		      const struct ast_node *what)
{
	unsigned int i;

	c->hub = model_nation(m, what->a);
	if (!who->a) {
		diag_error(m->d, what->loc, "'only via' needs to know where to");
		diag_help(m->d, "name a pair: sender KOR <-> JPN only via USA");
		return;
	}
	for (i = 0; c->hub && i < c->sides; i++) {
		if (!nset_has(&c->from[i], c->hub) && !nset_has(&c->to[i], c->hub))
			continue;
		diag_error(m->d, what->a->loc, "%s is one of the pair; it cannot be the way between",
			   what->a->text);
		return;
	}
}

static void claim_interfaces(struct model *m, struct claim *c, struct ast_node *names)
{
	const char **known = arena_alloc(m->arena, (m->ifc.n + 1) * sizeof(*known));
	struct ast_node *n;
	size_t i;

	for (i = 0; i < m->ifc.n; i++)
		known[i] = m->ifc.v[i].name;
	ast_each(n, names) {
		for (i = 0; i < m->ifc.n && strcmp(known[i], n->text); i++)
			;
		if (i < m->ifc.n && i < RG_INTERFACE_MAX)
			c->interfaces[i / 64] |= 1ull << (i % 64);
		else
			model_unknown(m, n, "interface", known, m->ifc.n);
	}
}

static void claim_what(struct model *m, struct claim *c, const struct ast_node *who,
		       const struct ast_node *what)
{
	static const enum claim_kind kind[AST_KIND_COUNT] = {
		[AST_ONLY_VIA] = CLAIM_ONLY_VIA, [AST_AT_MOST] = CLAIM_AT_MOST,
		[AST_AT_LEAST] = CLAIM_AT_LEAST, [AST_ONLY_SUBJECT] = CLAIM_ONLY_SUBJECT,
		[AST_ONLY_RELEASED] = CLAIM_ONLY_RELEASED,
		[AST_NEVER_CROSSES] = CLAIM_NEVER_CROSSES,
		[AST_NEVER_LEAVES] = CLAIM_NEVER_LEAVES,
		[AST_NEVER_REACHES] = CLAIM_NEVER_REACHES,
	};
	int level;

	c->kind = kind[what->kind];
	if (who->kind != AST_BY_SENDER && who->kind != AST_BY_ORIGIN &&
	    c->kind < CLAIM_NEVER_CROSSES) {
		diag_error(m->d, what->loc, "of a level or subject only 'never' can be asserted");
		diag_help(m->d, "say whose packets: sender A -> B, by who sends them; origin A -> "
			  "B, by whose information they are");
		return;
	}
	switch (c->kind) {
	case CLAIM_ONLY_VIA:
		claim_hub(m, c, who, what);
		break;
	case CLAIM_AT_MOST:
	case CLAIM_AT_LEAST:
		level = model_level(m, what->a);
		c->limit = level < 0 ? 0 : level;
		break;
	case CLAIM_ONLY_SUBJECT:
		claim_set(m, what->a->a, &c->set);
		c->or_none = what->a->num;
		break;
	case CLAIM_ONLY_RELEASED:
	case CLAIM_NEVER_REACHES:
		model_nations(m, what->a, &c->nations);
		break;
	case CLAIM_NEVER_LEAVES:
		claim_interfaces(m, c, what->a);
		break;
	case CLAIM_NEVER_CROSSES:
		break;
	}
}

static void claim_span(struct model *m, struct claim *c, struct ast_node *clauses)
{
	struct ast_node *n;
	const char *why;
	int64_t when;

	c->span = (struct rg_window){ INT64_MIN, RG_TIME_NEVER };
	ast_each(n, clauses) {
		if (n->kind != AST_SPAN_FROM && n->kind != AST_SPAN_UNTIL)
			continue;
		why = m->zone ? date_to_time(n->a->text, m->zone, &when) :
				"a date, but the policy declares no zone";
		if (why)
			diag_error(m->d, n->a->loc, "%s", why);
		else if (n->kind == AST_SPAN_FROM)
			c->span.from = when;
		else
			c->span.until = when;
	}
	if (c->span.from >= c->span.until)
		diag_error(m->d, c->loc, "the span of time ends before it begins");
}

void resolve_asserts(struct model *m)
{
	struct ast_node *n;
	struct claim *c;

	ast_each(n, m->ast->stmt[AST_ASSERT]) {
		c = vec_add(m->arena, &m->claim);
		c->loc = n->loc;
		c->loc_claim = n->b->loc;
		claim_who(m, c, n->a);
		claim_what(m, c, n->a, n->b);
		claim_span(m, c, n->b);
	}
}
