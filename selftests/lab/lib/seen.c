// SPDX-License-Identifier: GPL-2.0-only
/* The oracle's memory: a hash table of stamps. */
#include <stdlib.h>
#include <string.h>
#include "seen.h"

void seen_init(struct seen_table *t)
{
	t->size = 1 << 16;
	t->used = 0;
	t->slot = calloc(t->size, sizeof(t->slot[0]));
	if (!t->slot)
		die("out of memory");
}

static struct seen *find(struct seen_table *t, const char *nation, uint64_t serial)
{
	uint64_t h = serial * 0x9e3779b97f4a7c15ull ^ (uint64_t)nation[0] << 40;
	size_t i = (h ^ h >> 29) & (t->size - 1);

	while (t->slot[i].used &&
	       (t->slot[i].serial != serial || memcmp(t->slot[i].nation, nation, 4)))
		i = (i + 1) & (t->size - 1);
	return &t->slot[i];
}

static void grow(struct seen_table *t)
{
	struct seen_table big = { .size = t->size * 2 };
	size_t i;

	big.slot = calloc(big.size, sizeof(big.slot[0]));
	if (!big.slot)
		die("out of memory");
	for (i = 0; i < t->size; i++)
		if (t->slot[i].used)
			*find(&big, t->slot[i].nation, t->slot[i].serial) = t->slot[i];
	big.used = t->used;
	free(t->slot);
	*t = big;
}

/**
 * seen_add() - a stamp was seen
 * @t: the table
 * @stamp: STAMP_LEN bytes
 * @node: where
 * @outgoing: the host there sent it; else it came to the host
 * @ns: when
 */
void seen_add(struct seen_table *t, const uint8_t *stamp, int node, bool outgoing, uint64_t ns)
{
	uint64_t serial = stamp_serial(stamp);
	const char *nation = (const char *)stamp + 8;
	struct seen *s;

	if (t->used * 2 > t->size)
		grow(t);
	s = find(t, nation, serial);
	if (!s->used) {
		s->used = true;
		s->serial = serial;
		memcpy(s->nation, nation, 4);
		t->used++;
	}
	if (outgoing) {
		if (!s->out[node]++)
			s->out_ns[node] = ns;
	} else {
		if (!s->in[node]++)
			s->in_ns[node] = ns;
	}
}

/** seen_write() - one line for each packet and place: sender, serial, node, in|out, time, count */
void seen_write(const struct seen_table *t, FILE *f, const char (*names)[16], size_t nodes)
{
	const struct seen *s;
	size_t i, n;

	for (i = 0; i < t->size; i++) {
		s = &t->slot[i];
		for (n = 0; s->used && n < nodes; n++) {
			if (s->out[n])
				fprintf(f, "%.3s\t%llu\t%s\tout\t%llu\t%u\n", s->nation,
					(unsigned long long)s->serial, names[n],
					(unsigned long long)s->out_ns[n], s->out[n]);
			if (s->in[n])
				fprintf(f, "%.3s\t%llu\t%s\tin\t%llu\t%u\n", s->nation,
					(unsigned long long)s->serial, names[n],
					(unsigned long long)s->in_ns[n], s->in[n]);
		}
	}
}

uint64_t seen_count(const struct seen_table *t, const char *nation, int node, bool outgoing)
{
	uint64_t n = 0;
	size_t i;

	for (i = 0; i < t->size; i++)
		if (t->slot[i].used && !strncmp(t->slot[i].nation, nation, 3) &&
		    (outgoing ? t->slot[i].out[node] : t->slot[i].in[node]))
			n++;
	return n;
}

uint64_t seen_breaks(const struct seen_table *t, const char *nation, int node, int first,
		     uint64_t *example)
{
	const struct seen *s;
	uint64_t n = 0;
	size_t i;

	for (i = 0; i < t->size; i++) {
		s = &t->slot[i];
		if (!s->used || strncmp(s->nation, nation, 3) || !s->in[node])
			continue;
		if (s->in[first] && s->in_ns[first] <= s->in_ns[node])
			continue;
		if (!n++)
			*example = s->serial;
	}
	return n;
}
