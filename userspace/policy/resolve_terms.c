// SPDX-License-Identifier: GPL-2.0-only
/* The policy's name and zone, its ladder of levels, its subjects and forms. */
#include <stdlib.h>
#include <string.h>
#include "date.h"
#include "model.h"

/* The one statement of its kind, or NULL; more are an error. */
static struct ast_node *only(struct model *m, enum ast_kind kind, const char *what)
{
	struct ast_node *first = m->ast->stmt[kind], *n;

	if (!first)
		return NULL;
	ast_each(n, first->next) {
		diag_error(m->d, n->loc, "a second '%s' statement", what);
		diag_note(m->d, first->loc, "the first one");
	}
	return first;
}

static void resolve_zone(struct model *m)
{
	struct ast_node *n = only(m, AST_ZONE, "zone");

	if (!n)
		return;
	m->zone = n->a->text;
	if (!date_zone_known(m->zone)) {
		diag_error(m->d, n->a->loc, "the system's tz database has no zone '%s'", m->zone);
		diag_help(m->d, "UTC, or a name such as Asia/Seoul; the database is the package "
			  "tzdata");
		m->zone = "UTC";
	}
}

static void resolve_levels(struct model *m)
{
	struct ast_node *stmt = only(m, AST_LEVELS, "levels"), *n;
	size_t i;

	if (!stmt && m->partial)
		return;
	if (!stmt) {
		diag_file_error(m->d, m->d->source[0].path, "there is no 'levels' statement");
		diag_help(m->d, "levels UNCLASSIFIED < RESTRICTED < CONFIDENTIAL < SECRET < "
			  "TOP-SECRET;");
		return;
	}
	ast_each(n, stmt->a) {
		for (i = 0; i < m->level.n && strcmp(m->level.v[i], n->text); i++)
			;
		if (i < m->level.n)
			diag_error(m->d, n->loc, "'%s' stands twice in the ladder", n->text);
		else if (m->level.n == RG_LEVEL_MAX)
			diag_error(m->d, n->loc, "more than %u levels", RG_LEVEL_MAX);
		else if (strchr(n->text, '/') || !n->text[0])
			diag_error(m->d, n->loc, "markings could not hold a level of this name");
		else
			*vec_add(m->arena, &m->level) = n->text;
	}
}

/* Could a marking hold it, between its '/' and '//'? */
static int name_fits_marking(const char *name)
{
	size_t len = strlen(name);

	return len && !strchr(name, '/') && name[0] != ' ' && name[len - 1] != ' ' &&
	       strcmp(name, "NOFORN") && strcmp(name, "FGI") && strncmp(name, "FGI ", 4) &&
	       strcmp(name, "REL") && strcmp(name, "REL TO") && strncmp(name, "REL TO ", 7);
}

static struct ast_node *wrap_names(struct model *m, enum ast_kind kind)
{
	struct ast_node *stmt, *n, *list = NULL;

	/* One node for each name, whichever statement it stands in. */
	ast_each(stmt, m->ast->stmt[kind])
		ast_each(n, stmt->a)
			list = ast_append(list, ast_new(m->ast, kind, n->loc, n, NULL));
	return list;
}

static void add_categories(struct model *m, enum ast_kind ast_kind, enum rg_category_kind kind)
{
	const char *what = kind == RG_CAT_FORM ? "form" : "subject";
	struct ast_node **v;
	struct m_category *c;
	size_t n, i, j;

	v = model_sorted(m, wrap_names(m, ast_kind), what, &n);
	for (i = 0; i < n; i++) {
		for (j = 0; j < m->category.n; j++)
			if (!strcmp(m->category.v[j].name, v[i]->a->text))
				break;
		if (j < m->category.n) {
			diag_error(m->d, v[i]->loc, "'%s' is a subject already", v[i]->a->text);
			diag_note(m->d, m->category.v[j].node->loc, "declared here");
			continue;
		}
		if (!name_fits_marking(v[i]->a->text)) {
			diag_error(m->d, v[i]->loc, "markings could not hold a %s of this name",
				   what);
			diag_help(m->d, "no '/', not NOFORN, FGI or REL TO");
		}
		if (m->category.n == RG_CATEGORY_MAX) {
			diag_error(m->d, v[i]->loc, "more than %u subjects and forms",
				   RG_CATEGORY_MAX);
			return;
		}
		c = vec_add(m->arena, &m->category);
		*c = (struct m_category){ v[i]->a->text, v[i], kind };
	}
}

/* The bits of "ipv4", "ipv6", or of both where no family is named; 0 after an error. */
static uint32_t told_families(struct model *m, const struct ast_node *family)
{
	static const char *known[] = { "ipv4", "ipv6" };

	if (!family)
		return RG_REJECT_4 | RG_REJECT_6;
	if (!strcmp(family->text, known[0]))
		return RG_REJECT_4;
	if (!strcmp(family->text, known[1]))
		return RG_REJECT_6;
	model_unknown(m, family, "family", known, 2);
	return 0;
}

static void resolve_refusal(struct model *m)
{
	static const char *known[] = { "drop", "reject" };
	struct ast_node *stmt = only(m, AST_REFUSAL, "on refusal"), *n;
	uint32_t said = 0, bits;

	ast_each(n, stmt ? stmt->a : NULL) {
		bits = told_families(m, n->b);
		if (said & bits)
			diag_error(m->d, n->loc, "this family's refusals are spoken of twice");
		said |= bits;
		if (!strcmp(n->a->text, "reject"))
			m->flags |= bits;
		else if (strcmp(n->a->text, "drop"))
			model_unknown(m, n->a, "answer to a refusal", known, 2);
	}
}

void resolve_terms(struct model *m)
{
	struct ast_node *n = only(m, AST_POLICY, "policy");
	size_t i;

	m->name = n ? n->a->text : "";
	if (!n && !m->partial) {
		diag_file_error(m->d, m->d->source[0].path, "there is no 'policy' statement");
		diag_help(m->d, "give it a name: policy \"TISA-2014\";");
	}
	resolve_zone(m);
	resolve_refusal(m);
	resolve_levels(m);
	add_categories(m, AST_SUBJECT, RG_CAT_SUBJECT);
	add_categories(m, AST_FORM, RG_CAT_FORM);
	for (i = 0; i < m->category.n; i++) {
		set_add(&m->everything, i);
		if (m->category.v[i].kind == RG_CAT_SUBJECT)
			set_add(&m->subjects, i);
	}
}
