// SPDX-License-Identifier: GPL-2.0-only
/* A box of packets in words.  What makes no difference is left out. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../label/wire.h"
#include "../lib/util.h"
#include "../lib/when.h"
#include "diff.h"

#define NAMES_SHOWN 8

static uint64_t all_of(unsigned int n)
{
	return n >= 64 ? ~0ull : (1ull << n) - 1;
}

static bool every(const struct cells *k, const struct change *ch, enum diff_dim dim)
{
	return ch->cell[dim] == all_of(k->n[dim]);
}

/* Names to a sentence: "A, B, C". */
struct list {
	FILE *f;
	unsigned int n;
};

static void item(struct list *l, const char *name)
{
	if (l->n < NAMES_SHOWN)
		fprintf(l->f, "%s%s", l->n ? ", " : "", name);
	else if (l->n == NAMES_SHOWN)
		fprintf(l->f, ", ...");
	l->n++;
}

static void levels(FILE *f, const struct compared *c, const struct cells *k, uint64_t mask)
{
	unsigned int i, end;
	const char *sep = "";

	for (i = 0; i < k->n[DIM_LEVEL]; i = end + 1) {
		end = i;
		if (!(mask >> i & 1))
			continue;
		while (end + 1 < k->n[DIM_LEVEL] && mask >> (end + 1) & 1)
			end++;
		fprintf(f, "%s%s", sep, c->level.name[k->level[i]]);
		if (end > i)
			fprintf(f, " to %s", c->level.name[k->level[end]]);
		sep = " and ";
	}
}

static void subject_names(FILE *f, const struct compared *c, const struct rg_set *set)
{
	struct list l = { f, 0 };
	unsigned int i;

	for (i = 0; i < c->subject.n; i++)
		if (set->w[i / 64] >> (i % 64) & 1)
			item(&l, c->subject.name[i]);
}

/* All choices of kinds within @of; a cell's number is its choice. */
static uint64_t choices_within(const struct cells *k, unsigned int of)
{
	uint64_t mask = 0;
	unsigned int i;

	for (i = 0; i < k->n[DIM_SUBJECT]; i++)
		if (!(i & ~of))
			mask |= 1ull << i;
	return mask;
}

static unsigned int kinds_in(const struct cells *k, uint64_t mask)
{
	unsigned int kinds = 0, i;

	for (i = 0; i < k->n[DIM_SUBJECT]; i++)
		if (mask >> i & 1)
			kinds |= i;
	return kinds;
}

static void subjects(FILE *f, const struct compared *c, const struct cells *k, uint64_t mask)
{
	uint64_t all = all_of(k->n[DIM_SUBJECT]), rest = all & ~mask;
	unsigned int has = kinds_in(k, mask), not = kinds_in(k, rest), i;
	const char *sep = "";

	if (mask == all) {
		fprintf(f, "any subject or none");
	} else if (mask == (all & ~1ull)) {
		fprintf(f, "any subject");
	} else if (mask == 1) {
		fprintf(f, "no subject");
	} else if ((mask | 1) == choices_within(k, has)) {
		fprintf(f, "only subjects ");
		subject_names(f, c, &k->subject[has]);
		fprintf(f, "%s", mask & 1 ? " or none" : "");
	} else if ((rest | 1) == choices_within(k, not)) {
		fprintf(f, "%sa subject other than ", mask & 1 ? "no subject, or " : "");
		subject_names(f, c, &k->subject[not]);
	} else {
		for (i = 0; i < k->n[DIM_SUBJECT]; i++) {
			if (!(mask >> i & 1))
				continue;
			fprintf(f, "%s%s", sep, i ? "some of each kind, and no other: " : "no subject");
			subject_names(f, c, &k->one[i]);
			sep = "; or ";
		}
	}
}

static void nation_names(FILE *f, const struct compared *c, const struct cells *k,
			 const struct rg_nset *set)
{
	struct list l = { f, 0 };
	unsigned int i;

	if (has_nation(set, k->to))
		item(&l, "the destination");
	for (i = 0; i < c->nation.n; i++)
		if (has_nation(set, i) && i != k->to)
			item(&l, c->nation.name[i]);
}

static bool empty(const struct rg_nset *set)
{
	return !(set->w[0] | set->w[1] | set->w[2] | set->w[3]);
}

/* "released to A, B, not to C": who is in all lists, and in none, if the rest is free. */
static bool release_rule(FILE *f, const struct compared *c, const struct cells *k, uint64_t mask)
{
	struct rg_nset in, out = k->relevant;
	unsigned int i, w, count = 0, free_bits = 0, relevant = 0;

	memset(&in, 0xff, sizeof(in));
	out.w[k->from / 64] &= ~(1ull << (k->from % 64));
	for (i = 0; i < k->n[DIM_RELEASE]; i++) {
		if (!(mask >> i & 1))
			continue;
		count++;
		for (w = 0; w < RG_NSET_WORDS; w++) {
			in.w[w] &= k->release[i].w[w];
			out.w[w] &= ~k->release[i].w[w];
		}
	}
	for (w = 0; w < RG_NSET_WORDS; w++) {
		relevant += __builtin_popcountll(k->relevant.w[w]);
		free_bits += __builtin_popcountll(in.w[w]) + __builtin_popcountll(out.w[w]);
	}
	relevant -= has_nation(&k->relevant, k->from);
	if (count != 1u << (relevant - free_bits))
		return false;
	if (!empty(&in)) {
		fprintf(f, k->counts ? "released to " : "its list names ");
		nation_names(f, c, k, &in);
	}
	if (!empty(&out)) {
		fprintf(f, k->counts ? "%snot released to " : "%sits list does not name ",
			empty(&in) ? "" : ", ");
		nation_names(f, c, k, &out);
	}
	return true;
}

static void releases(FILE *f, const struct compared *c, const struct cells *k, uint64_t mask)
{
	const char *sep = "";
	unsigned int i;

	if (release_rule(f, c, k, mask))
		return;
	for (i = 0; i < k->n[DIM_RELEASE]; i++) {
		if (!(mask >> i & 1))
			continue;
		fprintf(f, "%s", sep);
		release_rule(f, c, k, 1ull << i);
		sep = "; or ";
	}
}

static void origins(FILE *f, const struct compared *c, const struct cells *k, uint64_t mask)
{
	struct list l = { f, 0 };
	unsigned int i, n;

	fprintf(f, "origin ");
	if (mask & 1)
		item(&l, "not named");
	for (i = 1; i < k->n[DIM_ORIGIN]; i++)
		if (mask >> i & 1 && has_nation(&k->like[i], k->from))
			item(&l, "the sender");
	for (i = 1; i < k->n[DIM_ORIGIN]; i++)
		if (mask >> i & 1 && has_nation(&k->like[i], k->to) && k->from != k->to)
			item(&l, "the destination");
	for (i = 1; i < k->n[DIM_ORIGIN]; i++)
		for (n = 0; mask >> i & 1 && n < c->nation.n; n++)
			if (has_nation(&k->like[i], n) && n != k->from && n != k->to)
				item(&l, c->nation.name[n]);
}

static void forms(FILE *f, const struct cells *k, uint64_t mask)
{
	struct list l = { f, 0 };
	unsigned int i;
	char text[64];

	for (i = 0; i < k->n[DIM_FORM]; i++) {
		if (!(mask >> i & 1))
			continue;
		if (k->kind[i] == RG_LABEL_NONE)
			snprintf(text, sizeof(text), "without a label of its own");
		else
			snprintf(text, sizeof(text), "%s of DOI %u%s", rg_wire_kind(k->kind[i]),
				 k->doi[i], k->apart[i] ? " with permissive tag 6" : "");
		item(&l, text);
	}
}

static const char *date(const struct compared *c, int64_t at, char *buf, size_t size)
{
	const char *zone = rg_view_zone(c->side[1].v);

	rg_when_date(buf, size, at, *zone ? zone : rg_view_zone(c->side[0].v));
	/* A day that begins at its beginning needs no time. */
	if (strlen(buf) > 16 && !strncmp(buf + 10, " 00:00 ", 7))
		buf[10] = '\0';
	return buf;
}

static void times(FILE *f, const struct compared *c, const struct cells *k, uint64_t mask)
{
	const char *sep = "";
	unsigned int i, end;
	char buf[80];

	for (i = 0; i < k->n[DIM_TIME]; i = end + 1) {
		end = i;
		if (!(mask >> i & 1))
			continue;
		while (end + 1 < k->n[DIM_TIME] && mask >> (end + 1) & 1)
			end++;
		fprintf(f, "%s", sep);
		if (i)
			fprintf(f, "from %s%s", date(c, k->time[i], buf, sizeof(buf)),
				end + 1 < k->n[DIM_TIME] ? " " : " on");
		if (end + 1 < k->n[DIM_TIME])
			fprintf(f, "until %s", date(c, k->until[end], buf, sizeof(buf)));
		sep = " and ";
	}
}

static void outcome(FILE *f, const struct compared *c, const struct outcome *o)
{
	unsigned int side = c->ifc.id[o->egress][0] < 0;
	const struct rg_interface *x;

	if (o->way != RG_WAY_VIA) {
		fprintf(f, "%s", o->way == RG_WAY_NONE ? "denied" : rg_way_name(o->way));
		return;
	}
	x = rg_interface(&c->side[side].v->img, c->ifc.id[o->egress][side]);
	fprintf(f, "via %s (%s)", rg_view_nation(c->side[side].v, x->nation), x->name);
}

char *diff_words(const struct compared *c, const struct cells *k, const struct change *ch)
{
	static const char *const verb[] = { "was", "newly allowed", "newly denied" };
	int change = ch->was.way == RG_WAY_NONE ? 1 : ch->now.way == RG_WAY_NONE ? 2 : 0;
	char *text;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	if (!f)
		abort();
	levels(f, c, k, ch->cell[DIM_LEVEL]);
	fprintf(f, ", ");
	subjects(f, c, k, ch->cell[DIM_SUBJECT]);
	if (!every(k, ch, DIM_RELEASE)) {
		fprintf(f, ", ");
		releases(f, c, k, ch->cell[DIM_RELEASE]);
	}
	if (!every(k, ch, DIM_ORIGIN)) {
		fprintf(f, ", ");
		origins(f, c, k, ch->cell[DIM_ORIGIN]);
	}
	if (!every(k, ch, DIM_FORM)) {
		fprintf(f, ", ");
		forms(f, k, ch->cell[DIM_FORM]);
	}
	if (!every(k, ch, DIM_TIME)) {
		fprintf(f, ", ");
		times(f, c, k, ch->cell[DIM_TIME]);
	}
	fprintf(f, ": %s%s", verb[change], change == 1 ? ", " : change == 2 ? ", was " : " ");
	outcome(f, c, change == 1 ? &ch->now : &ch->was);
	if (!change) {
		fprintf(f, ", now ");
		outcome(f, c, &ch->now);
	}
	fclose(f);
	return text;
}

/* ---- as facts ---- */

static json_t *names_json(const struct terms *t, const u64 *w, int words)
{
	json_t *out = json_array();
	unsigned int i;

	for (i = 0; i < t->n && i / 64 < (unsigned int)words; i++)
		if (w[i / 64] >> (i % 64) & 1)
			json_array_append_new(out, rg_json_text(t->name[i]));
	return out;
}

static json_t *time_json(int64_t at)
{
	return at == INT64_MIN || at == RG_TIME_NEVER ? json_null() : json_integer(at);
}

static json_t *cell_json(const struct compared *c, const struct cells *k, enum diff_dim dim,
			 unsigned int i)
{
	switch (dim) {
	case DIM_FORM:
		return k->kind[i] == RG_LABEL_NONE ? json_string("supplied") :
		       json_pack("{ss sI so*}", "format", rg_wire_kind(k->kind[i]), "doi",
				 (json_int_t)k->doi[i], "permissive_tag",
				 k->apart[i] ? json_integer(6) : NULL);
	case DIM_LEVEL:
		return rg_json_text(c->level.name[k->level[i]]);
	case DIM_SUBJECT:
		return names_json(&c->subject, k->subject[i].w, RG_SET_WORDS);
	case DIM_RELEASE:
		return names_json(&c->nation, k->release[i].w, RG_NSET_WORDS);
	case DIM_ORIGIN:
		return k->origin[i] < 0 ? json_null() :
		       names_json(&c->nation, k->like[i].w, RG_NSET_WORDS);
	default:
		return json_pack("{so so}", "from", time_json(k->time[i]), "until",
				 time_json(k->until[i]));
	}
}

static json_t *outcome_json(const struct compared *c, const struct outcome *o)
{
	json_t *out = json_pack("{ss ss}", "verdict", o->way == RG_WAY_NONE ? "drop" : "pass",
				"way", rg_way_name(o->way));

	if (o->way == RG_WAY_VIA)
		json_object_set_new(out, "egress", rg_json_text(c->ifc.name[o->egress]));
	return out;
}

json_t *diff_json(const struct compared *c, const struct cells *k, const struct change *ch)
{
	static const char *const key[DIM_COUNT] = {
		[DIM_FORM] = "forms", [DIM_LEVEL] = "levels", [DIM_SUBJECT] = "subjects",
		[DIM_RELEASE] = "released_to", [DIM_ORIGIN] = "origins", [DIM_TIME] = "times",
	};
	json_t *out = json_pack("{ss so so}", "change", ch->was.way == RG_WAY_NONE ? "allowed" :
				ch->now.way == RG_WAY_NONE ? "denied" : "rerouted",
				"was", outcome_json(c, &ch->was), "now", outcome_json(c, &ch->now));
	unsigned int dim, i;
	json_t *list;

	json_object_set_new(out, "origins_count_as_released", json_boolean(k->counts));
	for (dim = 0; dim < DIM_COUNT; dim++) {
		list = json_array();
		for (i = 0; i < k->n[dim]; i++)
			if (ch->cell[dim] >> i & 1)
				json_array_append_new(list, cell_json(c, k, dim, i));
		json_object_set_new(out, key[dim], list);
	}
	return out;
}
