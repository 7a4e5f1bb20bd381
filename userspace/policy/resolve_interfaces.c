// SPDX-License-Identifier: GPL-2.0-only
/* Enrolled and unmanaged interfaces. */
#include <stdlib.h>
#include <string.h>
#include "addr.h"
#include "local.h"
#include "model.h"
#include "../label/marking.h"

/* A name that the kernel would take (dev_valid_name()). */
static int check_ifname(struct model *m, const struct ast_node *name)
{
	const char *s = name->text;
	size_t len = strlen(s);

	if (!len || len >= RG_IFNAME_LEN) {
		diag_error(m->d, name->loc, "an interface's name has 1 to %d bytes",
			   RG_IFNAME_LEN - 1);
		return -1;
	}
	if (!strcmp(s, ".") || !strcmp(s, "..") || strpbrk(s, "/: \t")) {
		diag_error(m->d, name->loc, "no interface can have this name");
		return -1;
	}
	return 0;
}

static void if_nation(struct model *m, struct m_interface *ifc)
{
	struct ast_node *c = ast_clause(ifc->node->b, AST_IF_NATION);

	if (c) {
		ifc->nation = model_nation(m, c->a);
		return;
	}
	if (m->partial)
		return;
	diag_error(m->d, ifc->node->a->loc, "interface '%s' has no nation", ifc->name);
	diag_help(m->d, "nation KOR;");
}

static int add_nexthop(struct model *m, struct m_interface *ifc, const struct ast_node *n,
		       int *seen)
{
	static const uint8_t zero[16];
	struct addr a;
	const char *wrong = addr_parse(n->text, &a);
	uint8_t *out = a.family == 4 ? ifc->nexthop4 : ifc->nexthop6;

	if (!wrong && a.has_len)
		wrong = "a next hop is one address, without a length";
	if (!wrong && *seen & (a.family == 4 ? 1 : 2))
		wrong = a.family == 4 ? "a second IPv4 next hop" : "a second IPv6 next hop";
	if (wrong) {
		diag_error(m->d, n->loc, "%s", wrong);
		return -1;
	}
	*seen |= a.family == 4 ? 1 : 2;
	addr_bytes(&a, out);
	if (!memcmp(out, zero, a.family == 4 ? 4 : 16) || out[0] == 0xff ||
	    (a.family == 4 && (out[0] >= 224 || out[0] == 127))) {
		diag_error(m->d, n->loc, "no host can have this address");
		return -1;
	}
	return 0;
}

static void if_hub(struct model *m, struct m_interface *ifc)
{
	struct ast_node *hub = ast_clause(ifc->node->b, AST_HUB), *n;
	struct ast_node *next = ast_clause(ifc->node->b, AST_NEXTHOP);
	int seen = 0;

	ifc->hub_slot = RG_HUB_NONE;
	if (hub) {
		ifc->flags |= RG_IF_HUB;
		ifc->hub_preference = hub->a ? hub->a->num : UINT64_MAX;
	}
	if (hub && !next && !m->partial) {
		diag_error(m->d, hub->loc, "hub interface '%s' has no next hop", ifc->name);
		diag_help(m->d, "the relay's addresses: nexthop 10.84.0.2, fd00:840::2;");
	} else if (next && !hub && !m->partial) {
		diag_error(m->d, next->loc, "a next hop on an interface that is no hub's");
		diag_help(m->d, "add 'hub;' or take the next hop out: the routing table has it");
	} else if (next && hub) {
		ast_each(n, next->a)
			add_nexthop(m, ifc, n, &seen);
	}
}

/* "500ms", "1s": milliseconds, or 0 if it is none, or out of bounds. */
static unsigned int interval(const char *text)
{
	unsigned long n;
	char *end;

	if (strlen(text) > 8)
		return 0;
	n = strtoul(text, &end, 10);
	if (!strcmp(end, "s"))
		n *= 1000;
	else if (strcmp(end, "ms"))
		return 0;
	return n < RG_PROBE_MS_MIN || n > RG_PROBE_MS_MAX ? 0 : n;
}

static void if_probe(struct model *m, struct m_interface *ifc)
{
	struct ast_node *c = ast_clause(ifc->node->b, AST_PROBE);

	if (!c)
		return;
	ifc->probe_ms = interval(c->a->text);
	ifc->probe_lost = c->b->num > RG_PROBE_LOST_MAX ? 0 : c->b->num;
	if (!ifc->probe_ms) {
		diag_error(m->d, c->a->loc, "'%s' is no time between two probes", c->a->text);
		diag_help(m->d, "%ums to %us: probe every 1s lost 3;", RG_PROBE_MS_MIN,
			  RG_PROBE_MS_MAX / 1000);
	}
	if (!ifc->probe_lost) {
		diag_error(m->d, c->b->loc, "a relay is down after 1 to %u lost probes",
			   RG_PROBE_LOST_MAX);
		diag_help(m->d, "probe every 1s lost 3;");
	}
	if (!(ifc->flags & RG_IF_HUB) && !m->partial) {
		diag_error(m->d, c->loc, "a probe on an interface that is no hub's");
		diag_help(m->d, "add 'hub;' and the relay's addresses, or take the probe out");
	}
}

static void if_kinds(struct model *m, struct m_interface *ifc, struct ast_node *labels)
{
	struct ast_node *n;
	uint8_t bit;

	ast_each(n, labels->a) {
		bit = !strcmp(n->text, "cipso") ? RG_IF_CIPSO :
		      !strcmp(n->text, "calipso") ? RG_IF_CALIPSO :
		      !strcmp(n->text, "ripso") ? RG_IF_RIPSO : 0;
		if (!bit) {
			diag_error(m->d, n->loc, "there are no labels of kind '%s'", n->text);
			diag_help(m->d, "cipso (IPv4), calipso (IPv6) or ripso (IPv4, old gear)");
		} else if (ifc->flags & bit) {
			diag_error(m->d, n->loc, "'%s' stands twice", n->text);
		}
		ifc->flags |= bit;
	}
}

static int doi_find(struct model *m, uint64_t doi)
{
	size_t i;

	for (i = 0; i < m->doi.n; i++)
		if (m->doi.v[i].doi == doi)
			return i;
	return -1;
}

static int by_u16(const void *a, const void *b)
{
	return *(const uint16_t *)a - *(const uint16_t *)b;
}

static void if_accept(struct model *m, struct m_interface *ifc, struct ast_node *accept)
{
	struct ast_node *n;
	size_t i;
	int id;

	ast_each(n, accept->a) {
		id = doi_find(m, n->num);
		if (id < 0) {
			diag_error(m->d, n->loc, "no nation has DOI %s", n->text);
			diag_help(m->d, "nation X { doi %s encoding NAME; }", n->text);
			continue;
		}
		for (i = 0; i < ifc->doi.n && ifc->doi.v[i] != id; i++)
			;
		if (i < ifc->doi.n) {
			diag_error(m->d, n->loc, "DOI %s stands twice", n->text);
		} else if (ifc->doi.n == RG_DOI_PER_IF_MAX) {
			diag_error(m->d, n->loc, "more than %u DOIs on one interface",
				   RG_DOI_PER_IF_MAX);
			return;
		} else {
			*vec_add(m->arena, &ifc->doi) = id;
		}
	}
	if (ifc->doi.n)
		qsort(ifc->doi.v, ifc->doi.n, sizeof(*ifc->doi.v), by_u16);
}

static void send_doi(struct model *m, struct m_interface *ifc, struct ast_node *c)
{
	int id = doi_find(m, c->a->num);
	size_t i;

	for (i = 0; id >= 0 && i < ifc->doi.n && ifc->doi.v[i] != id; i++)
		;
	if (id >= 0 && i < ifc->doi.n) {
		ifc->send = id;
	} else if (!m->partial) {
		diag_error(m->d, c->a->loc, "labels of DOI %s would be sent here, but not taken",
			   c->a->text);
		diag_help(m->d, "what is sent comes back in answers: accept doi %s;", c->a->text);
	}
}

static void send_tag(struct model *m, struct m_interface *ifc, struct ast_node *c)
{
	const char *s = c->a->text;

	if (!strcmp(s, "1") || !strcmp(s, "2") || !strcmp(s, "5")) {
		ifc->send_tag = c->a->num;
	} else if (strcmp(s, "shortest")) {
		diag_error(m->d, c->a->loc, "there is no tag '%s' to be sent", s);
		diag_help(m->d, "1 (bitmap), 2 (enumerated), 5 (ranges) or shortest");
	}
	if (!(ifc->flags & RG_IF_CIPSO) && !m->partial) {
		diag_error(m->d, c->loc, "only CIPSO has tags, and there is none on '%s'",
			   ifc->name);
		diag_help(m->d, "leave it out, or: labels cipso;");
	}
}

static void if_peer(struct model *m, struct m_interface *ifc, struct ast_node *c)
{
	if (strcmp(c->a->text, "linux")) {
		diag_error(m->d, c->a->loc, "no peer '%s' is known", c->a->text);
		diag_help(m->d, "peer linux; (its kernel takes a CALIPSO without categories for "
			  "none)");
		return;
	}
	ifc->flags |= RG_IF_LINUX;
}

/* How labels are written that the gate makes: one accepted DOI leaves no choice. */
static void if_send(struct model *m, struct m_interface *ifc)
{
	struct ast_node *doi = ast_clause(ifc->node->b, AST_SEND_DOI);
	struct ast_node *tag = ast_clause(ifc->node->b, AST_SEND_TAG);
	struct ast_node *peer = ast_clause(ifc->node->b, AST_PEER);
	struct ast_node *kind = ast_clause(ifc->node->b, AST_SEND_KIND);
	struct ast_node *any = doi ? doi : tag ? tag : kind ? kind : peer;

	ifc->send = ifc->doi.n == 1 ? ifc->doi.v[0] : -1;
	if (any && ifc->flags & RG_IF_SUPPLIED) {
		diag_error(m->d, any->loc, "nothing labelled is sent where the gate supplies "
			   "the label");
		return;
	}
	if (doi)
		send_doi(m, ifc, doi);
	if (tag)
		send_tag(m, ifc, tag);
	if (peer)
		if_peer(m, ifc, peer);
}

/* The words of the policy, for markings. */
static struct marking_names words(struct model *m)
{
	struct marking_names n = {
		.level = m->level.v, .level_count = m->level.n,
		.category_count = m->category.n, .nation_count = m->nation.n,
	};
	size_t i;

	n.category = arena_alloc(m->arena, (n.category_count + 1) * sizeof(*n.category));
	n.is_form = arena_alloc(m->arena, n.category_count + 1);
	n.nation = arena_alloc(m->arena, n.nation_count * sizeof(*n.nation));
	for (i = 0; i < m->category.n; i++) {
		n.category[i] = m->category.v[i].name;
		n.is_form[i] = m->category.v[i].kind == RG_CAT_FORM;
	}
	for (i = 0; i < m->nation.n; i++)
		n.nation[i] = m->nation.v[i].code;
	return n;
}

static void if_supplied(struct model *m, struct m_interface *ifc, struct ast_node *c)
{
	struct marking_names names = words(m);
	struct marking_error err;
	struct rg_loc loc = c->a->loc;
	const char *text = m->d->source[loc.file].text + loc.start + 1;

	ifc->flags |= RG_IF_SUPPLIED;
	if (!marking_parse(&names, c->a->text, ifc->nation, &ifc->supplied, &err))
		return;
	/* Point into the string, unless a backslash in it has moved the bytes. */
	if (!memcmp(text, c->a->text, strlen(c->a->text))) {
		loc.start += 1 + err.at;
		loc.end = loc.start + err.len;
	}
	diag_error(m->d, loc, "%s", err.text);
}

static void if_labels(struct model *m, struct m_interface *ifc)
{
	struct ast_node *labels = ast_clause(ifc->node->b, AST_LABELS);
	struct ast_node *supplied = ast_clause(ifc->node->b, AST_SUPPLIED);
	struct ast_node *accept = ast_clause(ifc->node->b, AST_ACCEPT);

	if (labels)
		if_kinds(m, ifc, labels);
	if (accept)
		if_accept(m, ifc, accept);
	resolve_ripso(m, ifc);
	if (supplied)
		if_supplied(m, ifc, supplied);
	if (labels && supplied) {
		diag_error(m->d, supplied->loc, "packets bring labels, or the gate supplies one: "
			   "not both");
		diag_note(m->d, labels->loc, "here packets bring them");
	} else if (m->partial) {
		return;
	} else if (!labels && !supplied) {
		diag_error(m->d, ifc->node->a->loc, "interface '%s' says nothing of labels",
			   ifc->name);
		diag_help(m->d, "labels cipso, calipso; accept doi ...; or, for a single-level "
			  "network: label supplied \"...\";");
	} else if (labels && !accept) {
		diag_error(m->d, labels->loc, "labels without 'accept doi'");
		diag_help(m->d, "name the DOIs that may come in: accept doi 410;");
	} else if (supplied && accept) {
		diag_error(m->d, accept->loc, "'accept doi' where the gate supplies the label");
		diag_help(m->d, "leave it out: no packet may bring a label here");
	}
}

static void if_levels(struct model *m, struct m_interface *ifc)
{
	struct ast_node *in = ast_clause(ifc->node->b, AST_IN_LEVEL);
	struct ast_node *out = ast_clause(ifc->node->b, AST_OUT_LEVEL);

	if (in)
		model_level_range(m, in, &ifc->in_min, &ifc->in_max);
	if (out)
		model_level_range(m, out, &ifc->out_min, &ifc->out_max);
	if ((in && out) || m->partial)
		return;
	diag_error(m->d, ifc->node->a->loc, "interface '%s' has no '%s level'", ifc->name,
		   in ? "out" : "in");
	diag_help(m->d, "both ranges are written: in level A .. B; out level A .. B;");
}

/* Absent: any.  Forms never decide, so every set has them. */
static void if_subject(struct model *m, struct m_interface *ifc, enum ast_kind kind,
		       struct rg_set *set)
{
	struct ast_node *c = ast_clause(ifc->node->b, kind);
	int i;

	if (c && c->a && c->a->num) {
		diag_error(m->d, c->a->loc, "'or none' has no meaning on an interface");
		diag_help(m->d, "a label without subject is within every set here");
	}
	if (c)
		model_subjects(m, c->a, set);
	else
		*set = m->subjects;
	for (i = 0; i < RG_SET_WORDS; i++)
		set->w[i] |= m->everything.w[i] & ~m->subjects.w[i];
}

static void if_local(struct model *m, struct m_interface *ifc)
{
	struct ast_node *c, *n;
	struct rg_local l;

	ast_each(c, ifc->node->b) {
		if (c->kind != AST_LOCAL_IN && c->kind != AST_LOCAL_OUT)
			continue;
		ast_each(n, c->a) {
			if (local_parse(m, n, &l))
				continue;
			l.dir = c->kind == AST_LOCAL_IN ? RG_LOCAL_IN : RG_LOCAL_OUT;
			*vec_add(m->arena, &ifc->local) = l;
		}
	}
	local_tidy(m, ifc);
}

static void add_interface(struct model *m, struct ast_node *stmt)
{
	struct m_interface *ifc;

	if (m->ifc.n == RG_INTERFACE_MAX) {
		diag_error(m->d, stmt->a->loc, "more than %u interfaces", RG_INTERFACE_MAX);
		return;
	}
	ifc = vec_add(m->arena, &m->ifc);
	ifc->name = stmt->a->text;
	ifc->node = stmt;
	check_ifname(m, stmt->a);
	model_once(m, stmt->b);
	if_nation(m, ifc);
	if_hub(m, ifc);
	if_probe(m, ifc);
	if_labels(m, ifc);
	if_send(m, ifc);
	if (ast_clause(stmt->b, AST_TUNNEL))
		ifc->flags |= RG_IF_TUNNEL;
	resolve_permissive(m, ifc);
	if_levels(m, ifc);
	if_subject(m, ifc, AST_IN_SUBJECT, &ifc->in_set);
	if_subject(m, ifc, AST_OUT_SUBJECT, &ifc->out_set);
	if_local(m, ifc);
}

/* Hub slots: by the number behind 'hub', those without one last; then by name. */
static void number_hubs(struct model *m)
{
	struct m_interface *best, *ifc;
	size_t i, at;

	for (;;) {
		for (best = NULL, at = 0, i = 0; i < m->ifc.n; i++) {
			ifc = &m->ifc.v[i];
			if (!(ifc->flags & RG_IF_HUB) || ifc->hub_slot != RG_HUB_NONE)
				continue;
			if (best && ifc->hub_preference >= best->hub_preference)
				continue;
			best = ifc;
			at = i;
		}
		if (!best)
			return;
		if (m->hub.n == RG_HUB_MAX) {
			diag_error(m->d, best->node->a->loc, "more than %u hub interfaces",
				   RG_HUB_MAX);
			return;
		}
		best->hub_slot = m->hub.n;
		*vec_add(m->arena, &m->hub) = at;
	}
}

static void add_unmanaged(struct model *m)
{
	struct ast_node *stmt, *n, *list = NULL, **v;
	size_t count, i, j;

	ast_each(stmt, m->ast->stmt[AST_UNMANAGED])
		ast_each(n, stmt->b)
			list = ast_append(list, ast_new(m->ast, AST_NAME, n->loc, n, NULL));
	v = model_sorted(m, list, "unmanaged interface", &count);
	for (i = 0; i < count; i++) {
		check_ifname(m, v[i]->a);
		for (j = 0; j < m->ifc.n; j++) {
			if (strcmp(m->ifc.v[j].name, v[i]->a->text))
				continue;
			diag_error(m->d, v[i]->loc, "'%s' is enrolled; it cannot be unmanaged too",
				   v[i]->a->text);
			diag_note(m->d, m->ifc.v[j].node->a->loc, "enrolled here");
		}
		*vec_add(m->arena, &m->unmanaged) = v[i]->a->text;
	}
}

void resolve_interfaces(struct model *m)
{
	struct ast_node **v;
	size_t n, i;

	v = model_sorted(m, m->ast->stmt[AST_INTERFACE], "interface", &n);
	for (i = 0; i < n; i++)
		add_interface(m, v[i]);
	number_hubs(m);
	add_unmanaged(m);
}
