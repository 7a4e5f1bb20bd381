// SPDX-License-Identifier: GPL-2.0-only
/*
 * What has to happen to labels on the way out: every pair of interfaces that some
 * rule can connect is looked at.  A policy must not grant what no edit can do.
 */
#include <string.h>
#include "model.h"

static int overlap(unsigned int a_min, unsigned int a_max, unsigned int b_min, unsigned int b_max)
{
	return a_min <= b_max && b_min <= a_max;
}

/* Is there a level that may come in here, go out there, and that @a (if any) grants? */
static int levels_meet(const struct m_interface *in, const struct m_interface *out,
		       const struct m_agreement *a)
{
	unsigned int min = in->in_min, max = in->in_max;

	if (in->flags & RG_IF_SUPPLIED) {
		if (in->supplied.level < min || in->supplied.level > max)
			return 0;
		min = in->supplied.level;
		max = min;
	}
	if (!overlap(min, max, out->out_min, out->out_max))
		return 0;
	min = min > out->out_min ? min : out->out_min;
	max = max < out->out_max ? max : out->out_max;
	return !a || overlap(min, max, a->level_min, a->level_max);
}

/* Rule 9 for two supplied labels, as the core has it at run time. */
static const char *not_dominated(const struct model *m, const struct m_interface *in,
				 const struct m_interface *out, unsigned int sender)
{
	const struct rg_label *l = &in->supplied, *o = &out->supplied;
	struct rg_nset origin, allowed = { { 0 } }, owners = { { 0 } };
	int i, named = 0;

	memcpy(origin.w, l->origin, sizeof(origin.w));
	for (i = 0; i < RG_NSET_WORDS; i++)
		named |= !!origin.w[i];
	if (!named)
		nset_add(&origin, sender);
	nset_add(&allowed, sender);
	nset_add(&owners, out->nation);
	if (l->level > o->level)
		return "a lower level";
	for (i = 0; i < RG_SET_WORDS; i++)
		if (l->cat[i] & m->subjects.w[i] & ~o->cat[i])
			return "fewer subjects";
	for (i = 0; i < RG_NSET_WORDS; i++) {
		/* Origins count as released, so on re-entry those of the second do too. */
		if ((o->release[i] | (o->origin[i] & ~owners.w[i])) &
		    ~(l->release[i] | l->origin[i] | allowed.w[i]))
			return "a wider release list, its origins included";
		if (origin.w[i] & ~(o->origin[i] | owners.w[i]))
			return "fewer origins (FGI)";
	}
	return NULL;
}

static int takes_doi(const struct m_interface *ifc, int doi)
{
	size_t i;

	for (i = 0; i < ifc->doi.n && ifc->doi.v[i] != doi; i++)
		;
	return i < ifc->doi.n;
}

static const char *says(struct model *m, const struct m_agreement *a, const struct m_interface *in)
{
	if (a)
		return arena_printf(m->arena, "'%s' lets packets cross", a->name);
	return arena_printf(m->arena, "packets within %s cross", m->nation.v[in->nation].code);
}

/* Two supplied labels: nothing to edit, but the one must dominate the other. */
static const char *laundered(struct model *m, const struct m_interface *in,
			     const struct m_interface *out, unsigned int sender, const char **help)
{
	const char *what = not_dominated(m, in, out, sender);

	*help = "the label supplied there must dominate: level at least, subjects a superset, "
		"releases a subset, origins a superset";
	return what ? arena_printf(m->arena, "they could come back from there under its supplied "
				   "label, which has %s", what) : NULL;
}

/* The names that an encoding has numbers for. */
static void sayable(const struct m_encoding *e, struct rg_label *said)
{
	size_t i;

	for (i = 0; i < e->wire.n; i++) {
		unsigned int id = RG_WIRE_ID(e->wire.v[i].wire);
		unsigned int kind = RG_WIRE_KIND(e->wire.v[i].wire);
		u64 *set = kind == RG_WIRE_RELEASE ? said->release :
			   kind == RG_WIRE_ORIGIN ? said->origin : said->cat;

		set[id / 64] |= 1ull << (id % 64);
	}
}

static const char *unsaid_nation(struct model *m, const u64 *set, const u64 *said,
				 const char *what)
{
	size_t i;

	for (i = 1; i < m->nation.n; i++)
		if (set[i / 64] & ~said[i / 64] & 1ull << (i % 64))
			return arena_printf(m->arena, "'%s %s'", what, m->nation.v[i].code);
	return NULL;
}

/* The first word of a label for which the encoding has no number; NULL: it can say all. */
static const char *unsaid(struct model *m, const struct rg_label *l, const struct m_encoding *e)
{
	struct rg_label said = { .level = 0 };
	const char *word;
	size_t i;

	for (i = 0; i < 256 && e->level[i] != l->level; i++)
		;
	if (i == 256)
		return arena_printf(m->arena, "'level %s'", m->level.v[l->level]);
	sayable(e, &said);
	for (i = 0; i < m->category.n; i++)
		if (l->cat[i / 64] & ~said.cat[i / 64] & 1ull << (i % 64))
			return arena_printf(m->arena, "'%s'", m->category.v[i].name);
	word = unsaid_nation(m, l->release, said.release, "release");
	return word ? word : unsaid_nation(m, l->origin, said.origin, "origin");
}

/* Why labels of @doi (an index, or -1) cannot be made for @what, or NULL. */
static const char *unwritable(struct model *m, const struct m_interface *in,
			      const struct m_interface *out, int index, const char *what,
			      const char **help)
{
	const struct m_doi *doi;
	const char *word;

	if (index < 0) {
		*help = arena_printf(m->arena, "say so on %s: send doi %u;", out->name,
				     m->doi.v[out->doi.v[0]].doi);
		return arena_printf(m->arena, "%s, and '%s' takes several DOIs but does not say "
				    "which to send", what, out->name);
	}
	doi = &m->doi.v[index];
	if (!(in->flags & RG_IF_SUPPLIED))
		return NULL;
	word = unsaid(m, &in->supplied, &m->encoding.v[doi->encoding]);
	*help = arena_printf(m->arena, "give it a number in encoding '%s'",
			     m->encoding.v[doi->encoding].name);
	return word ? arena_printf(m->arena, "%s, but the encoding of DOI %u cannot say %s", what,
				   doi->doi, word) : NULL;
}

/* The same of all that may have to be made. */
static const char *unsendable(struct model *m, const struct m_interface *in,
			      const struct m_interface *out, const char *what, const char **help)
{
	const char *wrong = NULL;

	if (out->send_ripso)
		wrong = unwritable(m, in, out, out->ripso, what, help);
	if (!wrong && (out->flags & RG_IF_CALIPSO || !out->send_ripso))
		wrong = unwritable(m, in, out, out->send, what, help);
	return wrong;
}

/* Remember them for whoever wants a proof of it. */
static void meet(struct model *m, struct rg_meet now)
{
	size_t i;

	for (i = 0; i < m->meet.n && memcmp(&m->meet.v[i], &now, sizeof(now)); i++)
		;
	if (i == m->meet.n)
		*vec_add(m->arena, &m->meet) = now;
}

/* Labels of a kind and DOI, translated unless they may stay as they are. */
static int translated(struct model *m, const struct m_interface *in,
		      const struct m_interface *out, int kind, int doi)
{
	int ripso = kind != RG_IF_CALIPSO && out->send_ripso;
	int to = ripso ? out->ripso : out->send;
	int apart = kind == RG_IF_CIPSO && in->flags & RG_IF_PERMISSIVE;
	int to_apart = kind != RG_IF_CALIPSO && !ripso && out->flags & RG_IF_PERMISSIVE;

	if (out->flags & kind && (kind == RG_IF_RIPSO ? out->ripso == doi : takes_doi(out, doi)) &&
	    (kind != RG_IF_CIPSO || !((in->flags ^ out->flags) & RG_IF_PERMISSIVE)))
		return 0;
	if (to >= 0)
		meet(m, (struct rg_meet){ doi, to, kind == RG_IF_RIPSO, ripso, apart, to_apart });
	return 1;
}

/* A DOI whose labels have to be translated from @in to @out, or NULL; all are remembered. */
static const char *translations(struct model *m, const struct m_interface *in,
				const struct m_interface *out)
{
	int first = -1, kind;
	size_t i;

	for (i = 0; i < in->doi.n; i++)
		for (kind = RG_IF_CIPSO; kind <= RG_IF_RIPSO; kind <<= 1)
			if (in->flags & kind & (RG_IF_CIPSO | RG_IF_CALIPSO | RG_IF_RIPSO) &&
			    (kind != RG_IF_RIPSO || in->ripso == in->doi.v[i]) &&
			    translated(m, in, out, kind, in->doi.v[i]) && first < 0)
				first = in->doi.v[i];
	return first < 0 ? NULL : arena_printf(m->arena, "%u", m->doi.v[first].doi);
}

/* The kind of label that comes in, and whose family has none on the way out. */
static const char *impossible(const struct m_interface *in, const struct m_interface *out)
{
	const int four = RG_IF_CIPSO | RG_IF_RIPSO;

	if (in->flags & four && !(out->flags & four))
		return in->flags & RG_IF_CIPSO ? "cipso" : "ripso";
	return in->flags & ~out->flags & RG_IF_CALIPSO ? "calipso" : NULL;
}

/* What a packet from @in to @out would need and cannot have; NULL if nothing. */
static const char *edited(struct model *m, const struct m_interface *in,
			  const struct m_interface *out, const char **help)
{
	const char *kind = impossible(in, out), *doi;

	/* Which of them rule 9 lets pass is asked of each packet. */
	if (out->flags & RG_IF_SUPPLIED)
		return NULL;
	if (in->flags & RG_IF_SUPPLIED)
		return unsendable(m, in, out, "they are given a label", help);
	if (kind) {
		*help = arena_printf(m->arena, "add %s to the labels of %s, or take it from %s",
				     kind, out->name, in->name);
		return arena_printf(m->arena, "there are no %s labels on '%s', and nothing else "
				    "can take their place in IPv%s", kind, out->name,
				    strcmp(kind, "calipso") ? "4" : "6");
	}
	doi = translations(m, in, out);
	if (!doi)
		return NULL;
	return unsendable(m, in, out, arena_printf(m->arena, "labels of DOI %s have to be "
						   "translated", doi), help);
}

static int check(struct model *m, const struct m_interface *in, const struct m_interface *out,
		 const struct m_agreement *a, unsigned int sender)
{
	int supplied = in->flags & out->flags & RG_IF_SUPPLIED;
	const char *what, *help;

	if (!levels_meet(in, out, a))
		return 0;
	what = supplied ? laundered(m, in, out, sender, &help) : edited(m, in, out, &help);
	if (!what)
		return 0;
	diag_error(m->d, a ? a->node->a->loc : out->node->a->loc, "%s from %s to %s: %s",
		   says(m, a, in), in->name, out->name, what);
	diag_note(m->d, in->node->a->loc, "they come in here");
	diag_note(m->d, out->node->a->loc, "and leave here");
	diag_help(m->d, "%s", help);
	return -1;
}

static int others(const struct rg_nset *s, unsigned int but, unsigned int hub)
{
	unsigned int i;

	for (i = 0; i < RG_NSET_WORDS; i++) {
		uint64_t w = s->w[i];

		w &= but / 64 == i ? ~(1ull << (but % 64)) : ~0ull;
		w &= hub / 64 == i ? ~(1ull << (hub % 64)) : ~0ull;
		if (w)
			return 1;
	}
	return 0;
}

/* Does a via agreement let @nation send (or, else, receive) anything at all? */
static int takes_part(const struct m_agreement *a, unsigned int nation, int sends)
{
	size_t i;

	for (i = 0; i < a->side.n && nation != a->hub; i++) {
		const struct m_side *s = &a->side.v[i];

		if (nset_has(sends ? &s->from : &s->to, nation) &&
		    others(sends ? &s->to : &s->from, nation, a->hub))
			return 1;
	}
	return 0;
}

/* The hub nation itself may send a party's data (FGI) on to another party: rule 11. */
static int sends_on(const struct m_agreement *a, const struct m_interface *in,
		    const struct m_interface *out)
{
	static const struct rg_nset none;

	if (in->flags & RG_IF_SUPPLIED && !memcmp(in->supplied.origin, none.w, sizeof(none.w)))
		return 0;
	return in->nation == a->hub && takes_part(a, out->nation, 0);
}

/* Does the agreement let a packet that came in on @in leave by @out? */
static int connects(const struct m_agreement *a, const struct m_interface *in,
		    const struct m_interface *out)
{
	if (a->flags & RG_A_DENY || !a->window.n)
		return 0;
	if (!((in->flags | out->flags) & RG_IF_HUB))
		return a->flags & RG_A_VIA ? sends_on(a, in, out) :
		       agreement_covers(a, in->nation, out->nation);
	if (!(a->flags & RG_A_VIA) || in->flags & out->flags & RG_IF_HUB)
		return 0;
	if (out->flags & RG_IF_HUB)
		return a->hub_mask >> out->hub_slot & 1 && takes_part(a, in->nation, 1);
	return a->hub_mask >> in->hub_slot & 1 && takes_part(a, out->nation, 0);
}

/* Whose packets they are matters only where a supplied label names no origin. */
static int check_senders(struct model *m, const struct m_interface *in,
			 const struct m_interface *out, const struct m_agreement *a)
{
	unsigned int n;

	if (!(in->flags & RG_IF_HUB))
		return check(m, in, out, a, in->nation);
	for (n = 1; n < m->nation.n; n++) {
		if (!agreement_covers(a, n, out->nation))
			continue;
		if (check(m, in, out, a, n))
			return -1;
		if (!(in->flags & RG_IF_SUPPLIED))
			return 0;
	}
	return 0;
}

static void check_pair(struct model *m, const struct m_interface *in,
		       const struct m_interface *out)
{
	size_t i;

	if (!((in->flags | out->flags) & RG_IF_HUB) && in->nation == out->nation) {
		check(m, in, out, NULL, in->nation);
		return;
	}
	for (i = 0; i < m->agreement.n; i++)
		if (connects(&m->agreement.v[i], in, out) &&
		    check_senders(m, in, out, &m->agreement.v[i]))
			return;
}

void resolve_edits(struct model *m)
{
	size_t i, j;

	for (i = 0; i < m->ifc.n; i++)
		for (j = 0; j < m->ifc.n; j++)
			if (i != j)
				check_pair(m, &m->ifc.v[i], &m->ifc.v[j]);
}
