// SPDX-License-Identifier: GPL-2.0-only
/* Looking names up, and the complaints when that fails. */
#include <stdlib.h>
#include <string.h>
#include "model.h"
#include "suggest.h"

static int by_name(const void *pa, const void *pb)
{
	const struct ast_node *a = *(struct ast_node *const *)pa, *b = *(struct ast_node *const *)pb;
	int cmp = strcmp(a->a->text, b->a->text);

	if (cmp)
		return cmp;
	if (a->loc.file != b->loc.file)
		return a->loc.file < b->loc.file ? -1 : 1;
	return a->loc.start < b->loc.start ? -1 : a->loc.start > b->loc.start;
}

struct ast_node **model_sorted(struct model *m, struct ast_node *list, const char *what, size_t *n)
{
	struct ast_node **v, *node;
	size_t count = 0, i;

	ast_each(node, list)
		count++;
	v = arena_alloc(m->arena, (count + 1) * sizeof(*v));
	count = 0;
	ast_each(node, list)
		v[count++] = node;
	qsort(v, count, sizeof(*v), by_name);
	for (*n = 0, i = 0; i < count; i++) {
		if (*n && !strcmp(v[*n - 1]->a->text, v[i]->a->text)) {
			diag_error(m->d, v[i]->a->loc, "a second %s '%s'", what, v[i]->a->text);
			diag_note(m->d, v[*n - 1]->a->loc, "the first one");
			continue;
		}
		v[(*n)++] = v[i];
	}
	return v;
}

void model_unknown(struct model *m, const struct ast_node *name, const char *what,
		   const char **known, size_t n)
{
	const char *like = suggest(name->text, known, n), *list = "";
	size_t i;

	if (!n && m->partial)
		return;
	diag_error(m->d, name->loc, "there is no %s '%s'", what, name->text);
	if (like) {
		diag_help(m->d, "did you mean '%s'?", like);
	} else if (!n) {
		diag_help(m->d, "the policy declares no %s", what);
	} else if (n <= 12) {
		for (i = 0; i < n; i++)
			list = arena_printf(m->arena, "%s%s%s", list, i ? ", " : "", known[i]);
		diag_help(m->d, "there is: %s", list);
	}
}

int model_level(struct model *m, const struct ast_node *name)
{
	size_t i;

	for (i = 0; i < m->level.n; i++)
		if (!strcmp(m->level.v[i], name->text))
			return i;
	model_unknown(m, name, "level", m->level.v, m->level.n);
	return -1;
}

int model_category(struct model *m, const struct ast_node *name, enum rg_category_kind kind)
{
	const char **known = arena_alloc(m->arena, (m->category.n + 1) * sizeof(*known));
	size_t i, n = 0;

	for (i = 0; i < m->category.n; i++) {
		if (m->category.v[i].kind != kind)
			continue;
		if (!strcmp(m->category.v[i].name, name->text))
			return i;
		known[n++] = m->category.v[i].name;
	}
	model_unknown(m, name, kind == RG_CAT_FORM ? "form" : "subject", known, n);
	return -1;
}

static unsigned int nation_find(struct model *m, const char *code)
{
	size_t lo = 1, hi = m->nation.n, mid;
	int cmp;

	while (lo < hi) {
		mid = (lo + hi) / 2;
		cmp = strcmp(code, m->nation.v[mid].code);
		if (!cmp)
			return mid;
		if (cmp < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return 0;
}

static struct m_group *group_find(struct model *m, const char *name)
{
	size_t i;

	for (i = 0; i < m->group.n; i++)
		if (!strcmp(m->group.v[i].name, name))
			return &m->group.v[i];
	return NULL;
}

/* Nations, and groups if those will do. */
static void nation_unknown(struct model *m, const struct ast_node *name, int groups)
{
	const char **known = arena_alloc(m->arena, (m->nation.n + m->group.n) * sizeof(*known));
	size_t i, n = 0;

	for (i = 1; i < m->nation.n; i++)
		known[n++] = m->nation.v[i].code;
	for (i = 0; groups && i < m->group.n; i++)
		known[n++] = m->group.v[i].name;
	model_unknown(m, name, groups ? "nation or group" : "nation", known, n);
}

/* A country that only a geographic table knows is nobody's partner: that may be a slip. */
static int is_declared(struct model *m, const struct ast_node *name, unsigned int id)
{
	if (m->nation.v[id].node)
		return 1;
	diag_error(m->d, name->loc, "nation %s is not declared; only a geographic table knows it",
		   name->text);
	diag_help(m->d, "declare it: nation %s { prefix ...; }", name->text);
	return 0;
}

unsigned int model_nation(struct model *m, const struct ast_node *name)
{
	unsigned int id = nation_find(m, name->text);

	if (id)
		return is_declared(m, name, id) ? id : 0;
	if (group_find(m, name->text)) {
		diag_error(m->d, name->loc, "'%s' is a group; here stands one nation", name->text);
		return 0;
	}
	nation_unknown(m, name, 0);
	return 0;
}

static int group_add(struct model *m, struct m_group *g, const struct ast_node *name,
		     struct rg_nset *set)
{
	int i, ret = 0;

	if (g->state == 1) {
		diag_error(m->d, name->loc, "group '%s' contains itself", g->name);
		return -1;
	}
	if (g->state == 0) {
		g->state = 1;
		ret = model_nations(m, g->node->b, &g->set);
		g->state = 2;
	}
	for (i = 0; i < RG_NSET_WORDS; i++)
		set->w[i] |= g->set.w[i];
	return ret;
}

int model_nations(struct model *m, struct ast_node *names, struct rg_nset *set)
{
	struct ast_node *n;
	struct m_group *g;
	unsigned int id;
	int ret = 0;

	ast_each(n, names) {
		id = nation_find(m, n->text);
		g = id ? NULL : group_find(m, n->text);
		if (g) {
			ret |= group_add(m, g, n, set);
		} else if (!id) {
			nation_unknown(m, n, 1);
			ret = -1;
		} else if (!is_declared(m, n, id)) {
			ret = -1;
		} else {
			nset_add(set, id);
		}
	}
	return ret;
}

int model_encoding(struct model *m, const struct ast_node *name)
{
	const char **known = arena_alloc(m->arena, (m->encoding.n + 1) * sizeof(*known));
	size_t i;

	for (i = 0; i < m->encoding.n; i++) {
		known[i] = m->encoding.v[i].name;
		if (!strcmp(known[i], name->text))
			return i;
	}
	model_unknown(m, name, "encoding", known, m->encoding.n);
	return -1;
}

int model_agreement(struct model *m, const struct ast_node *name)
{
	size_t lo = 0, hi = m->agreement.n, mid, i;
	const char **known;
	int cmp;

	while (lo < hi) {
		mid = (lo + hi) / 2;
		cmp = strcmp(name->text, m->agreement.v[mid].name);
		if (!cmp)
			return mid;
		if (cmp < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	known = arena_alloc(m->arena, (m->agreement.n + 1) * sizeof(*known));
	for (i = 0; i < m->agreement.n; i++)
		known[i] = m->agreement.v[i].name;
	model_unknown(m, name, "agreement", known, m->agreement.n);
	return -1;
}

int model_level_range(struct model *m, const struct ast_node *clause, uint8_t *min, uint8_t *max)
{
	int a = model_level(m, clause->a), b = model_level(m, clause->b);

	if (a < 0 || b < 0)
		return -1;
	if (a > b) {
		diag_error(m->d, clause->loc, "the range is upside down: %s is above %s",
			   clause->a->text, clause->b->text);
		diag_help(m->d, "the lower end first: %s .. %s", clause->b->text, clause->a->text);
		return -1;
	}
	*min = a;
	*max = b;
	return 0;
}

int model_subjects(struct model *m, const struct ast_node *set, struct rg_set *out)
{
	struct ast_node *n;
	int id, ret = 0;

	if (!set) {
		*out = m->subjects;
		return 1;
	}
	ast_each(n, set->a) {
		id = model_category(m, n, RG_CAT_SUBJECT);
		if (id < 0)
			ret = -1;
		else
			set_add(out, id);
	}
	return ret;
}

static const char *const clause_name[AST_KIND_COUNT] = {
	[AST_IF_NATION] = "nation", [AST_HUB] = "hub", [AST_NEXTHOP] = "nexthop",
	[AST_LABELS] = "labels", [AST_SUPPLIED] = "label supplied", [AST_ACCEPT] = "accept doi",
	[AST_SEND_DOI] = "send doi", [AST_SEND_TAG] = "send tag", [AST_SEND_KIND] = "send", [AST_PEER] = "peer", [AST_TUNNEL] = "tunnel",
	[AST_PERMISSIVE] = "permissive tag",
	[AST_PROBE] = "probe",
	[AST_IN_LEVEL] = "in level", [AST_OUT_LEVEL] = "out level",
	[AST_IN_SUBJECT] = "in subject", [AST_OUT_SUBJECT] = "out subject",
	[AST_DIRECT] = "direct", [AST_VIA] = "via", [AST_REQUIRES] = "requires",
	[AST_HOPS] = "each hop under", [AST_IN_FORCE] = "in force",
	[AST_OPERATE] = "operate from", [AST_DRAFTED] = "drafted",
	[AST_SIGNED] = "signed", [AST_LAPSED] = "lapsed", [AST_WITHDRAWN] = "withdrawn",
	[AST_LEVEL] = "level", [AST_SUBJECTS] = "subject",
	[AST_RELEASE] = "release", [AST_THIRD_PARTY] = "third party",
};

void model_once(struct model *m, struct ast_node *clauses)
{
	struct ast_node *first[AST_KIND_COUNT] = { NULL }, *n;

	ast_each(n, clauses) {
		if (!clause_name[n->kind])
			continue;
		if (!first[n->kind]) {
			first[n->kind] = n;
			continue;
		}
		diag_error(m->d, n->loc, "a second '%s' clause", clause_name[n->kind]);
		diag_note(m->d, first[n->kind]->loc, "the first one");
	}
}

int agreement_covers(const struct m_agreement *a, unsigned int from, unsigned int to)
{
	size_t i;

	if (from == to || (a->flags & RG_A_VIA && (from == a->hub || to == a->hub)))
		return 0;
	for (i = 0; i < a->side.n; i++)
		if (nset_has(&a->side.v[i].from, from) && nset_has(&a->side.v[i].to, to))
			return 1;
	return 0;
}
