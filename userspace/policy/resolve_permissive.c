// SPDX-License-Identifier: GPL-2.0-only
/* Releases in a tag of their own (FIPS 188, tag 6): what the encodings must be like. */
#include <string.h>
#include "../../core/emit.h"
#include "model.h"

/* A number that the tag cannot say, of an encoding that is accepted here; false: there is one. */
static int fits(struct model *m, const struct ast_node *clause, const struct m_doi *doi)
{
	const struct m_encoding *e = &m->encoding.v[doi->encoding];
	const struct m_wire *w;
	size_t i;

	for (i = 0; i < e->wire.n; i++) {
		w = &e->wire.v[i];
		if (RG_WIRE_KIND(w->wire) != RG_WIRE_RELEASE ||
		    (!w->inverted && w->number < RG_PERMISSIVE_NUMBERS))
			continue;
		if (w->inverted)
			diag_error(m->d, w->node->loc, "an inverted release cannot stand in a "
				   "permissive tag, where a one releases");
		else
			diag_error(m->d, w->node->a->loc, "a permissive tag has no room for "
				   "category %u", w->number);
		diag_note(m->d, clause->loc, "DOI %u is written with one here", doi->doi);
		diag_help(m->d, "releases that are not inverted, below %u; or leave '%s' out",
			  RG_PERMISSIVE_NUMBERS, "permissive tag 6");
		return 0;
	}
	return 1;
}

void resolve_permissive(struct model *m, struct m_interface *ifc)
{
	struct ast_node *c = ast_clause(ifc->node->b, AST_PERMISSIVE);
	size_t i;

	if (!c)
		return;
	if (strcmp(c->a->text, "6")) {
		diag_error(m->d, c->a->loc, "tag '%s' has no permissive categories", c->a->text);
		diag_help(m->d, "FIPS 188 has one that does: permissive tag 6;");
		return;
	}
	if (!(ifc->flags & RG_IF_CIPSO)) {
		if (m->partial)
			return;
		diag_error(m->d, c->loc, "only CIPSO has tags, and there is none on '%s'",
			   ifc->name);
		diag_help(m->d, "leave it out, or: labels cipso;");
		return;
	}
	if (ifc->flags & RG_IF_LINUX) {
		diag_error(m->d, c->loc, "Linux hosts refuse a permissive tag");
		diag_help(m->d, "leave out 'peer linux;' or 'permissive tag 6;'");
		return;
	}
	ifc->flags |= RG_IF_PERMISSIVE;
	for (i = 0; i < ifc->doi.n; i++)
		if (!fits(m, c, &m->doi.v[ifc->doi.v[i]]))
			return;
}
