// SPDX-License-Identifier: GPL-2.0-only
/* RIPSO on an interface: it names no DOI, so the policy says whose labels they are. */
#include <string.h>
#include "../../core/ripso.h"
#include "model.h"

/* The DOI that is meant, an index of model.doi, or -1 after an error. */
static int ripso_doi(struct model *m, const struct m_interface *ifc, const struct ast_node *kind)
{
	size_t i;

	if (!kind->b && ifc->doi.n == 1)
		return ifc->doi.v[0];
	for (i = 0; kind->b && i < ifc->doi.n; i++)
		if (m->doi.v[ifc->doi.v[i]].doi == kind->b->num)
			return ifc->doi.v[i];
	if (m->partial || !ifc->doi.n)
		return -1;	/* that is said elsewhere */
	if (kind->b) {
		diag_error(m->d, kind->b->loc, "RIPSO labels would be of DOI %s, which is not "
			   "accepted here", kind->b->text);
		diag_help(m->d, "accept doi %s;", kind->b->text);
		return -1;
	}
	diag_error(m->d, kind->loc, "RIPSO labels name no DOI, and several are accepted here");
	diag_help(m->d, "say which one's encoding they are in: labels ripso doi %u;",
		  m->doi.v[ifc->doi.v[0]].doi);
	return -1;
}

/* An encoding that names what no RIPSO label can say is not meant for one. */
static void check_encoding(struct model *m, const struct ast_node *kind, const struct m_doi *doi)
{
	const struct m_encoding *e = &m->encoding.v[doi->encoding];
	unsigned int i;
	size_t n;

	for (i = 0; i < 256; i++) {
		if (!e->level_node[i] || rg_ripso_level_ok(i))
			continue;
		diag_error(m->d, e->level_node[i]->a->loc, "RIPSO has no level 0x%02x, and "
			   "encoding '%s' is for it", i, e->name);
		diag_note(m->d, kind->loc, "DOI %u is RIPSO's here", doi->doi);
		diag_help(m->d, "0x3d, 0x5a, 0x96 and 0xab (RFC 1108: top secret, secret, "
			  "confidential, unclassified)");
		return;
	}
	for (n = 0; n < e->wire.n; n++) {
		if (rg_ripso_number_ok(e->wire.v[n].number))
			continue;
		diag_error(m->d, e->wire.v[n].node->a->loc, "RIPSO has no flag %u, and encoding "
			   "'%s' is for it", e->wire.v[n].number, e->name);
		diag_note(m->d, kind->loc, "DOI %u is RIPSO's here", doi->doi);
		diag_help(m->d, "seven flags to an octet: 0 to 6, 8 to 14 and so on, below %u",
			  RG_RIPSO_NUMBERS);
		return;
	}
}

static void if_send_kind(struct model *m, struct m_interface *ifc, struct ast_node *c)
{
	int ripso = !strcmp(c->a->text, "ripso");
	int bit = ripso ? RG_IF_RIPSO : RG_IF_CIPSO;

	if (!ripso && strcmp(c->a->text, "cipso")) {
		diag_error(m->d, c->a->loc, "no '%s' can be sent", c->a->text);
		diag_help(m->d, "which labels are made for IPv4: send cipso; or send ripso;");
	} else if (!(ifc->flags & bit) && !m->partial) {
		diag_error(m->d, c->a->loc, "%s labels would be sent here, but not taken",
			   c->a->text);
		diag_help(m->d, "what is sent comes back in answers: labels %s;", c->a->text);
	} else {
		ifc->send_ripso = ripso;
	}
}

void resolve_ripso(struct model *m, struct m_interface *ifc)
{
	struct ast_node *labels = ast_clause(ifc->node->b, AST_LABELS);
	struct ast_node *send = ast_clause(ifc->node->b, AST_SEND_KIND), *n;

	ifc->ripso = -1;
	ast_each(n, labels ? labels->a : NULL) {
		if (!strcmp(n->text, "ripso")) {
			ifc->ripso = ripso_doi(m, ifc, n);
			if (ifc->ripso >= 0)
				check_encoding(m, n, &m->doi.v[ifc->ripso]);
		} else if (n->b) {
			diag_error(m->d, n->b->loc, "a DOI stands only behind 'ripso'");
			diag_help(m->d, "CIPSO and CALIPSO labels name theirs: accept doi %s;",
				  n->b->text);
		}
	}
	ifc->send_ripso = ifc->flags & RG_IF_RIPSO && !(ifc->flags & RG_IF_CIPSO);
	if (send)
		if_send_kind(m, ifc, send);
}
