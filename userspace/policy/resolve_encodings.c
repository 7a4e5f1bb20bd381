// SPDX-License-Identifier: GPL-2.0-only
/* How each DOI writes levels and categories. */
#include <stdlib.h>
#include <string.h>
#include "../label/authority.h"
#include "model.h"

#define WIRE_CATEGORY_MAX	65534	/* CIPSO: 65535 is invalid; fits a u16 */

static void add_level(struct model *m, struct m_encoding *e, struct ast_node *c)
{
	uint64_t wire = c->a->num;
	int rung = model_level(m, c->b);

	if (wire > 255) {
		diag_error(m->d, c->a->loc, "a level on the wire is 0 to 255");
		return;
	}
	if (e->level_node[wire]) {
		diag_error(m->d, c->a->loc, "level %u has a meaning already", (unsigned int)wire);
		diag_note(m->d, e->level_node[wire]->loc, "given here");
		return;
	}
	e->level_node[wire] = c;
	if (rung < 0)
		return;
	e->level[wire] = rung;
	if (!c->b->next)
		return;
	if (rung >= RG_LEVEL_MAX / 2)
		diag_error(m->d, c->b->next->loc, "only the lowest %u levels may have a word of "
			   "the encoding's own", RG_LEVEL_MAX / 2);
}

/* Where two wire levels mean one rung, the lower one's word is the rung's. */
static void own_words(struct m_encoding *e)
{
	unsigned int i;

	for (i = 0; i < 256; i++) {
		struct ast_node *c = e->level_node[i];

		if (e->level[i] != RG_LEVEL_NONE && c->b->next && !e->own_word[e->level[i]])
			e->own_word[e->level[i]] = c->b->next->text;
	}
}

/* RG_WIRE() of a category's meaning, or -1 after an error. */
static int meaning(struct model *m, struct ast_node *c)
{
	int id;

	switch (c->kind) {
	case AST_WIRE_SUBJECT:
	case AST_WIRE_FORM:
		id = model_category(m, c->b, c->kind == AST_WIRE_FORM ? RG_CAT_FORM :
				    RG_CAT_SUBJECT);
		return id < 0 ? -1 : RG_WIRE(RG_WIRE_CATEGORY, id);
	case AST_WIRE_RELEASE:
		id = model_nation(m, c->b);
		return !id ? -1 : RG_WIRE(RG_WIRE_RELEASE, id) | (c->num ? RG_WIRE_INVERTED : 0);
	default:
		id = model_nation(m, c->b);
		return !id ? -1 : RG_WIRE(RG_WIRE_ORIGIN, id);
	}
}

/* A flag of RIPSO by its name. */
static int authority(struct model *m, struct ast_node *name)
{
	int number = rg_authority_number(name->text);

	if (number < 0) {
		diag_error(m->d, name->loc, "no flag of RIPSO is called '%s'", name->text);
		diag_help(m->d, "a number, or one of %s", rg_authority_names());
		return -1;
	}
	name->num = number;
	return 0;
}

static void add_category(struct model *m, struct m_encoding *e, struct ast_node *c)
{
	struct m_wire *w;
	int wire = meaning(m, c);
	size_t i;

	if (c->a->kind == AST_NAME && authority(m, c->a))
		return;
	if (c->a->num > WIRE_CATEGORY_MAX) {
		diag_error(m->d, c->a->loc, "a category on the wire is 0 to %u",
			   WIRE_CATEGORY_MAX);
		return;
	}
	if (wire < 0)
		return;
	for (i = 0; i < e->wire.n; i++) {
		w = &e->wire.v[i];
		if (w->number != c->a->num && (w->wire & 0x7fff) != (wire & 0x7fff))
			continue;
		if (w->number == c->a->num)
			diag_error(m->d, c->a->loc, "category %u has a meaning already",
				   w->number);
		else
			diag_error(m->d, c->loc, "that meaning has category %u already",
				   w->number);
		diag_note(m->d, w->node->loc, "given here");
		return;
	}
	w = vec_add(m->arena, &e->wire);
	*w = (struct m_wire){ c->a->num, wire, !!(wire & RG_WIRE_INVERTED), c };
}

static int by_number(const void *a, const void *b)
{
	const struct m_wire *x = a, *y = b;

	return x->number < y->number ? -1 : x->number > y->number;
}

static void add_encoding(struct model *m, struct ast_node *stmt)
{
	struct m_encoding *e = vec_add(m->arena, &m->encoding);
	struct ast_node *c;

	e->name = stmt->a->text;
	e->node = stmt;
	memset(e->level, RG_LEVEL_NONE, sizeof(e->level));
	ast_each(c, stmt->b) {
		if (c->kind == AST_WIRE_LEVEL)
			add_level(m, e, c);
		else
			add_category(m, e, c);
	}
	own_words(e);
	if (e->wire.n)
		qsort(e->wire.v, e->wire.n, sizeof(*e->wire.v), by_number);
	if (!ast_clause(stmt->b, AST_WIRE_LEVEL) && !m->partial) {
		diag_error(m->d, stmt->a->loc, "encoding '%s' names no level", e->name);
		diag_help(m->d, "a label whose level has no meaning is refused: level 3 = SECRET;");
	}
}

static void add_doi(struct model *m, struct ast_node *c, unsigned int nation)
{
	struct m_doi *d;
	int encoding;
	size_t i;

	if (!c->b) {
		diag_error(m->d, c->loc, "doi %s names no encoding", c->a->text);
		diag_help(m->d, "there is no default, since guessing what a level means is the "
			  "classic failure: doi %s encoding NAME;", c->a->text);
		return;
	}
	encoding = model_encoding(m, c->b);
	if (!c->a->num || c->a->num > 0xffffffff) {
		diag_error(m->d, c->a->loc, "a DOI is 1 to 4294967295");
		return;
	}
	if (encoding < 0)
		return;
	for (i = 0; i < m->doi.n; i++) {
		if (m->doi.v[i].doi != c->a->num)
			continue;
		diag_error(m->d, c->a->loc, "DOI %u belongs to %s already", m->doi.v[i].doi,
			   m->nation.v[m->doi.v[i].nation].code);
		diag_note(m->d, m->doi.v[i].node->loc, "declared here");
		return;
	}
	if (m->doi.n == 65535) {
		diag_error(m->d, c->loc, "more than 65535 DOIs");
		return;
	}
	d = vec_add(m->arena, &m->doi);
	*d = (struct m_doi){ c->a->num, encoding, nation, c };
}

static int by_doi(const void *a, const void *b)
{
	const struct m_doi *x = a, *y = b;

	return x->doi < y->doi ? -1 : x->doi > y->doi;
}

void resolve_encodings(struct model *m)
{
	struct ast_node **v, *c;
	size_t n, i;

	v = model_sorted(m, m->ast->stmt[AST_ENCODING], "encoding", &n);
	for (i = 0; i < n; i++)
		add_encoding(m, v[i]);
	for (i = 1; i < m->nation.n; i++) {
		if (!m->nation.v[i].node)
			continue;
		ast_each(c, m->nation.v[i].node->b)
			if (c->kind == AST_DOI)
				add_doi(m, c, i);
	}
	if (m->doi.n)
		qsort(m->doi.v, m->doi.n, sizeof(*m->doi.v), by_doi);
}
