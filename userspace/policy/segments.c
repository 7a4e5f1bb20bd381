// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include "iso3166.h"
#include "segments.h"
#include <string.h>

struct merge {
	struct model *m;
	struct segments *out;
	const struct geo_table *geo;
	size_t next;			/* in the geographic table: not behind the current place */
	uint32_t *value;		/* of each country code */
};

static addr_t last_of(const struct m_prefix *p)
{
	return p->len >= 128 ? p->lo : p->lo | (~(addr_t)0 >> p->len);
}

/* From @start on, addresses have @value. */
static void emit(struct merge *g, addr_t start, uint32_t value)
{
	struct segments *out = g->out;
	struct segment *s;

	if (out->seg.n && out->seg.v[out->seg.n - 1].start == start) {
		out->seg.v[out->seg.n - 1].value = value;
		if (out->seg.n > 1 && out->seg.v[out->seg.n - 2].value == value)
			out->seg.n--;
		return;
	}
	if (out->seg.n && out->seg.v[out->seg.n - 1].value == value)
		return;
	s = vec_add(g->m->arena, &out->seg);
	s->start = start;
	s->value = value;
}

/* What the geographic table says about @from to @to inclusive. */
static void emit_geo(struct merge *g, addr_t from, addr_t to)
{
	const struct geo_range *r;

	emit(g, from, 0);
	for (; g->next < g->geo->range.n; g->next++) {
		r = &g->geo->range.v[g->next];
		if (r->hi < from)
			continue;
		if (r->lo > to)
			return;
		emit(g, r->lo > from ? r->lo : from, g->value[r->country]);
		if (r->hi >= to)
			return;		/* the rest of it may go on behind @to */
		emit(g, r->hi + 1, 0);
	}
}

/*
 * Declared prefixes nest or are disjoint, and ascend by start and length: a
 * stack of those that are open is enough.
 */
static void emit_all(struct merge *g, const struct m_prefix *v, size_t n)
{
	const struct m_prefix *open[129];
	size_t depth = 0, i;
	addr_t at = 0, end;
	int done = 0;

	for (i = 0; i < n; i++) {
		while (depth && last_of(open[depth - 1]) < v[i].lo) {
			end = last_of(open[--depth]);
			at = end + 1;
			if (depth)
				emit(g, at, open[depth - 1]->nation);
		}
		if (!depth && at < v[i].lo)
			emit_geo(g, at, v[i].lo - 1);
		emit(g, v[i].lo, v[i].nation);
		at = v[i].lo;
		open[depth++] = &v[i];
	}
	while (depth) {
		end = last_of(open[--depth]);
		done = end == ~(addr_t)0;
		if (done)
			return;
		at = end + 1;
		if (depth)
			emit(g, at, open[depth - 1]->nation);
	}
	emit_geo(g, at, ~(addr_t)0);
}

/* Country codes to values: a nation that took `prefix geo` owns its ranges, others are GEO. */
static uint32_t *country_values(struct model *m)
{
	uint32_t *value = arena_alloc(m->arena, 65536 * sizeof(*value));
	char alpha2[2];
	const char *code;
	unsigned int a, b;
	size_t i;

	for (a = 'A'; a <= 'Z'; a++) {
		for (b = 'A'; b <= 'Z'; b++) {
			alpha2[0] = a;
			alpha2[1] = b;
			code = iso3166_alpha3(alpha2);
			for (i = 1; code && i < m->nation.n; i++)
				if (!strcmp(m->nation.v[i].code, code))
					value[a << 8 | b] = i | (m->nation.v[i].prefix_geo ? 0 :
								 RG_VALUE_GEO);
		}
	}
	return value;
}

void segments_make(struct model *m, int family, struct segments *out)
{
	struct merge g = { .m = m, .out = out };

	memset(out, 0, sizeof(*out));
	out->width = family == 4 ? 32 : 128;
	g.geo = family == 4 ? &m->geo.v4 : &m->geo.v6;
	g.value = g.geo->range.n ? country_values(m) : NULL;
	if (family == 4)
		emit_all(&g, m->prefix4.v, m->prefix4.n);
	else
		emit_all(&g, m->prefix6.v, m->prefix6.n);
}

/* Prefixes that make up the addresses @lo to @hi. */
static size_t count_prefixes(addr_t lo, addr_t hi)
{
	size_t n = 0;
	addr_t size;

	for (;;) {
		size = lo ? lo & -lo : 0;	/* 0: the whole space */
		while (size ? size - 1 > hi - lo : hi != ~(addr_t)0) {
			size = size ? size >> 1 : (addr_t)1 << 127;
		}
		n++;
		if (!size || lo + (size - 1) == hi)
			return n;
		lo += size;
	}
}

size_t segments_prefixes(const struct segments *s)
{
	size_t i, n = 0;

	for (i = 0; i < s->seg.n; i++)
		if (s->seg.v[i].value)
			n += count_prefixes(s->seg.v[i].start, i + 1 < s->seg.n ?
					    s->seg.v[i + 1].start - 1 : ~(addr_t)0);
	return n;
}
