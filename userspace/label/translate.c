// SPDX-License-Identifier: GPL-2.0-only
/* Translations of labels, tried with the core's own writer and reader. */
#include <string.h>
#include "../../core/edit.h"
#include "../lib/util.h"
#include "translate.h"
#include "wire.h"

/* One label through a DOI: written in it and read again.  An enum rg_reason. */
static uint32_t through(const struct rg_view *v, const struct rg_label *in,
			const struct rg_dialect *d, unsigned int family, struct rg_label *out)
{
	const struct rg_interface ifc = {
		.flags = RG_IF_CIPSO | RG_IF_CALIPSO | RG_IF_RIPSO |
			 (d->apart ? RG_IF_PERMISSIVE : 0), .send_index = d->doi,
		.send_doi = rg_doi(&v->img, d->doi)->doi,
		.ripso_index = d->doi, .send_ripso = d->ripso,
	};
	static struct rg_work w, read;
	uint32_t reason;

	w.pkt.family = family;
	w.label = *in;
	reason = rg_write_label(&v->img, &w, &ifc);
	if (reason == RG_R_OK)
		reason = rg_wire_options(family, w.write.opt, w.write.opt_len, &read);
	if (reason == RG_R_OK)
		reason = rg_label_decode_as(&v->img, &read, d->doi);
	*out = read.label;
	return reason;
}

static bool same(const struct rg_label *a, const struct rg_label *b)
{
	return a->level == b->level && !memcmp(a->cat, b->cat, sizeof(a->cat)) &&
	       !memcmp(a->release, b->release, sizeof(a->release)) &&
	       !memcmp(a->origin, b->origin, sizeof(a->origin));
}

/* RG_R_OK: there and back it is the same; RG_R_INTERNAL: it is not. */
static uint32_t there_and_back(const struct rg_view *v, const struct rg_label *l,
			       const struct rg_dialect *from, const struct rg_dialect *to,
			       unsigned int family)
{
	struct rg_label own, other, back;
	uint32_t reason = through(v, l, from, family, &own);

	/* What cannot be written in its own DOI never comes. */
	if (reason == RG_R_OK)
		reason = through(v, &own, to, family, &other);
	if (reason != RG_R_OK)
		return reason;
	if (!same(&own, l) || !same(&other, l) ||
	    through(v, &other, from, family, &back) != RG_R_OK || !same(&back, l))
		return RG_R_INTERNAL;
	return RG_R_OK;
}

/* In either family: one may have room where the other has none.  RIPSO and tags have but one. */
static uint32_t either(const struct rg_view *v, const struct rg_label *l,
		       const struct rg_dialect *from, const struct rg_dialect *to)
{
	uint32_t a = there_and_back(v, l, from, to, 4), b;

	if (from->ripso || to->ripso || from->apart || to->apart)
		return a;
	b = there_and_back(v, l, from, to, 6);
	if (a == RG_R_INTERNAL || b == RG_R_INTERNAL)
		return RG_R_INTERNAL;
	return a == RG_R_OK ? a : b;
}

static void add_name(struct rg_label *l, uint32_t code)
{
	uint32_t id = RG_WIRE_ID(code);
	u64 *set = RG_WIRE_KIND(code) == RG_WIRE_RELEASE ? l->release :
		   RG_WIRE_KIND(code) == RG_WIRE_ORIGIN ? l->origin : l->cat;

	set[id / 64] |= 1ull << (id % 64);
}

static json_t *name_text(const struct rg_view *v, uint32_t code)
{
	uint32_t id = RG_WIRE_ID(code);

	switch (RG_WIRE_KIND(code)) {
	case RG_WIRE_RELEASE:
		return json_sprintf("release %s", rg_view_nation(v, id));
	case RG_WIRE_ORIGIN:
		return json_sprintf("origin %s", rg_view_nation(v, id));
	default:
		return json_string(rg_view_category(v, id));
	}
}

/* Counts it, lists it, or says that it is wrong; @word is taken over. */
static void result(struct rg_translation *t, uint32_t reason, unsigned int *count, json_t *word)
{
	if (reason == RG_R_OK) {
		++*count;
	} else if (reason == RG_R_INTERNAL) {
		t->wrong = "a label comes back as another";
	} else {
		json_array_append(t->outside, word);
	}
	json_decref(word);
}

/* Every level without categories; the first that can be translated is kept in @base. */
static void levels(const struct rg_view *v, const struct rg_dialect *from,
		   const struct rg_dialect *to, struct rg_translation *t, struct rg_label *base)
{
	const struct rg_encoding *enc = rg_encoding(&v->img, rg_doi(&v->img, from->doi)->encoding);
	uint32_t rung, reason;

	base->level = RG_LEVEL_NONE;
	for (rung = 0; rung < rg_view_count(v, RG_SEC_LEVEL); rung++) {
		struct rg_label l = { .level = rung };

		if (enc->level[enc->send_level[rung]] != rung)
			continue;
		reason = either(v, &l, from, to);
		if (reason == RG_R_OK && base->level == RG_LEVEL_NONE)
			base->level = rung;
		result(t, reason, &t->levels, json_sprintf("level %s", rg_view_level(v, rung)));
	}
}

bool rg_translate_prove(const struct rg_view *v, const struct rg_dialect *from,
			const struct rg_dialect *to, struct rg_translation *t)
{
	const struct rg_encoding *enc = rg_encoding(&v->img, rg_doi(&v->img, from->doi)->encoding);
	struct rg_label base = { .level = 0 }, all;
	uint32_t i, code, reason;

	*t = (struct rg_translation){ .outside = json_array() };
	levels(v, from, to, t, &base);
	all = base;
	for (i = 0; i < enc->named_count && base.level != RG_LEVEL_NONE; i++) {
		struct rg_label one = base;

		code = rg_pool16(&v->img, RG_SEC_WIRE, enc->wire_first +
				 rg_pool16(&v->img, RG_SEC_WIRE, enc->named_first + i));
		add_name(&one, code);
		reason = either(v, &one, from, to);
		if (reason == RG_R_OK)
			add_name(&all, code);
		result(t, reason, &t->names, name_text(v, code));
	}
	/* For all of them at once there may be no room; but then it must not come back changed. */
	if (base.level != RG_LEVEL_NONE && either(v, &all, from, to) == RG_R_INTERNAL)
		t->wrong = "a label of all names comes back as another";
	return !t->wrong;
}
