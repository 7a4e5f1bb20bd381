// SPDX-License-Identifier: GPL-2.0-only
/* Geographic tables, nations and groups. */
#include <stdlib.h>
#include <string.h>
#include "iso3166.h"
#include "model.h"

static void read_tables(struct model *m)
{
	struct ast_node *stmt, *n;

	ast_each(stmt, m->ast->stmt[AST_NATIONS_FROM])
		ast_each(n, stmt->a)
			geoip_read(m->ast, n, &m->geo);
}

static void mark_countries(const struct geo_table *t, uint8_t *seen)
{
	size_t i;

	for (i = 0; i < t->range.n; i++)
		seen[t->range.v[i].country] = 1;
}

static int is_code(const char *s)
{
	return strlen(s) == 3 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'A' && s[1] <= 'Z' &&
	       s[2] >= 'A' && s[2] <= 'Z';
}

static void add_declared(struct model *m)
{
	struct m_nation *nation;
	struct ast_node **v;
	size_t n, i;

	v = model_sorted(m, m->ast->stmt[AST_NATION], "nation", &n);
	for (i = 0; i < n; i++) {
		if (!is_code(v[i]->a->text)) {
			diag_error(m->d, v[i]->a->loc, "'%s' is not a nation's code",
				   v[i]->a->text);
			diag_help(m->d, "three capital letters, ISO 3166-1 alpha-3: KOR, JPN, USA");
			continue;
		}
		if (!iso3166_is_alpha3(v[i]->a->text))
			diag_warn(m->d, v[i]->a->loc, "ISO 3166-1 has no country '%s'",
				  v[i]->a->text);
		if (m->nation.n >= RG_NATION_MAX) {
			diag_error(m->d, v[i]->loc, "more than %u nations", RG_NATION_MAX - 1);
			return;
		}
		nation = vec_add(m->arena, &m->nation);
		nation->code = v[i]->a->text;
		nation->node = v[i];
	}
}

static int by_code(const void *a, const void *b)
{
	return strcmp(((const struct m_nation *)a)->code, ((const struct m_nation *)b)->code);
}

/* Every country of the tables is a nation too, so that `show` and the log can name it. */
static void add_countries(struct model *m)
{
	uint8_t *seen = arena_alloc(m->arena, 65536);
	char alpha2[2];
	const char *code;
	size_t declared = m->nation.n, i;
	unsigned int cc;

	mark_countries(&m->geo.v4, seen);
	mark_countries(&m->geo.v6, seen);
	for (cc = 0; cc < 65536; cc++) {
		alpha2[0] = cc >> 8;
		alpha2[1] = cc & 0xff;
		code = seen[cc] ? iso3166_alpha3(alpha2) : NULL;
		for (i = 1; code && i < declared && strcmp(m->nation.v[i].code, code); i++)
			;
		if (!code || i < declared)
			continue;
		if (m->nation.n >= RG_NATION_MAX) {
			diag_error(m->d, m->ast->stmt[AST_NATIONS_FROM]->loc,
				   "with the countries of these tables there are more than %u "
				   "nations", RG_NATION_MAX - 1);
			return;
		}
		vec_add(m->arena, &m->nation)->code = code;
	}
}

static void add_groups(struct model *m)
{
	struct ast_node **v;
	struct m_group *g;
	size_t n, i, j;

	v = model_sorted(m, m->ast->stmt[AST_GROUP], "group", &n);
	for (i = 0; i < n; i++) {
		for (j = 1; j < m->nation.n; j++)
			if (!strcmp(m->nation.v[j].code, v[i]->a->text))
				break;
		if (j < m->nation.n) {
			diag_error(m->d, v[i]->a->loc, "'%s' is a nation; the group needs another "
				   "name", v[i]->a->text);
			continue;
		}
		g = vec_add(m->arena, &m->group);
		g->name = v[i]->a->text;
		g->node = v[i];
	}
	for (i = 0; i < m->group.n; i++) {
		struct rg_nset unused = { { 0 } };

		if (m->group.v[i].state)
			continue;
		m->group.v[i].state = 1;
		model_nations(m, m->group.v[i].node->b, &unused);
		m->group.v[i].set = unused;
		m->group.v[i].state = 2;
	}
}

void resolve_nations(struct model *m)
{
	read_tables(m);
	vec_add(m->arena, &m->nation)->code = "";
	add_declared(m);
	add_countries(m);
	qsort(m->nation.v + 1, m->nation.n - 1, sizeof(*m->nation.v), by_code);
	add_groups(m);
}
