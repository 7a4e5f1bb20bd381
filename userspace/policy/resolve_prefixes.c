// SPDX-License-Identifier: GPL-2.0-only
/* The prefixes that nations declare. */
#include <stdlib.h>
#include "addr.h"
#include "model.h"

static void add_prefix(struct model *m, struct ast_node *n, unsigned int nation)
{
	struct m_prefix *p;
	struct addr a;
	const char *wrong = addr_parse(n->text, &a);
	char text[64];

	if (wrong) {
		diag_error(m->d, n->loc, "%s", wrong);
		return;
	}
	if (!a.has_len) {
		a.has_len = 1;
		diag_error(m->d, n->loc, "a prefix needs its length");
		diag_help(m->d, "for the one address: %s", addr_print(&a, text));
		return;
	}
	if (addr_host_bits(&a)) {
		diag_error(m->d, n->loc, "the address has bits set behind the prefix length");
		a.bits ^= addr_host_bits(&a);
		diag_help(m->d, "did you mean %s?", addr_print(&a, text));
		return;
	}
	p = a.family == 4 ? vec_add(m->arena, &m->prefix4) : vec_add(m->arena, &m->prefix6);
	*p = (struct m_prefix){ a.bits, a.len, nation, n };
}

static void add_geo(struct model *m, struct ast_node *n, struct m_nation *nation)
{
	if (!m->geo.v4.from && !m->geo.v6.from) {
		diag_error(m->d, n->loc, "'prefix geo' without a geographic table");
		diag_help(m->d, "nations from \"/usr/share/tor/geoip\", \"/usr/share/tor/geoip6\";");
	} else if (nation->prefix_geo) {
		diag_error(m->d, n->loc, "a second 'prefix geo'");
	}
	nation->prefix_geo = 1;
}

static int by_place(const void *pa, const void *pb)
{
	const struct m_prefix *a = pa, *b = pb;

	if (a->lo != b->lo)
		return a->lo < b->lo ? -1 : 1;
	if (a->len != b->len)
		return a->len < b->len ? -1 : 1;
	return a->nation < b->nation ? -1 : a->nation > b->nation;
}

static void check_twice(struct model *m, const struct m_prefix *v, size_t n)
{
	size_t i;

	for (i = 1; i < n; i++) {
		const struct m_prefix *a = &v[i - 1], *b = &v[i];

		if (a->lo != b->lo || a->len != b->len)
			continue;
		if (a->nation == b->nation)
			diag_error(m->d, b->node->loc, "prefix %s stands twice", b->node->text);
		else
			diag_error(m->d, b->node->loc, "prefix %s belongs to %s already",
				   b->node->text, m->nation.v[a->nation].code);
		diag_note(m->d, a->node->loc, "declared here");
	}
}

void resolve_prefixes(struct model *m)
{
	struct ast_node *c, *n;
	size_t i;

	for (i = 1; i < m->nation.n; i++) {
		if (!m->nation.v[i].node)
			continue;
		ast_each(c, m->nation.v[i].node->b) {
			if (c->kind != AST_PREFIX)
				continue;
			ast_each(n, c->a) {
				if (n->kind == AST_GEO)
					add_geo(m, n, &m->nation.v[i]);
				else
					add_prefix(m, n, i);
			}
		}
	}
	if (m->prefix4.n)
		qsort(m->prefix4.v, m->prefix4.n, sizeof(*m->prefix4.v), by_place);
	if (m->prefix6.n)
		qsort(m->prefix6.v, m->prefix6.n, sizeof(*m->prefix6.v), by_place);
	check_twice(m, m->prefix4.v, m->prefix4.n);
	check_twice(m, m->prefix6.v, m->prefix6.n);
}
