// SPDX-License-Identifier: GPL-2.0-only
/* Labels as option bytes: the generator's own encoder. */
#include "gen.h"

struct bytes {
	uint8_t b[300];
	unsigned int n;
};

static void put(struct bytes *o, unsigned int v, int octets)
{
	while (octets--)
		o->b[o->n++] = v >> 8 * octets;
}

static void bitmap(struct bytes *o, const struct g_packet *k)
{
	int i, v;

	for (i = 0; i < k->octets; i++) {
		int n;

		for (v = 0, n = 0; n < 8; n++)
			if (i * 8 + n < G_NUMBERS && k->number[i * 8 + n])
				v |= 0x80 >> n;
		put(o, v, 1);
	}
}

static void enumerated(struct bytes *o, const struct g_packet *k)
{
	int i;

	for (i = 0; i < G_NUMBERS; i++)
		if (k->number[i])
			put(o, i, 2);
}

static void ranges(struct bytes *o, const struct g_packet *k)
{
	int i, high;

	for (i = G_NUMBERS - 1; i >= 0; i--) {
		if (!k->number[i])
			continue;
		high = i;
		while (i > 0 && k->number[i - 1])
			i--;
		put(o, high, 2);
		put(o, i, 2);
	}
}

static void permissive(struct bytes *o, const struct g_packet *k)
{
	unsigned int at = o->n;
	int i, high = -1;

	for (i = 0; i < G_NUMBERS; i++)
		if (k->apart[i])
			high = i;
	if (high < 0)
		return;
	put(o, 6, 1);
	put(o, 4 + high / 8 + 1, 1);
	put(o, 0, 1);
	put(o, k->level, 1);
	for (i = 0; i <= high / 8; i++)
		put(o, 0, 1);
	for (i = 0; i <= high; i++)
		if (k->apart[i])
			o->b[at + 4 + i / 8] |= 0x80 >> i % 8;
}

static void cipso(struct bytes *o, const struct g_packet *k)
{
	put(o, 0x8600, 2);
	put(o, k->doi, 4);
	put(o, k->tag, 1);
	put(o, 0, 2);
	put(o, k->level, 1);
	if (k->tag == 1)
		bitmap(o, k);
	else if (k->tag == 2)
		enumerated(o, k);
	else
		ranges(o, k);
	o->b[7] = o->n - 6;
	permissive(o, k);
	o->b[1] = o->n;
}

/* RFC 1662, appendix C, bit by bit. */
unsigned int g_crc(const uint8_t *p, unsigned int n)
{
	unsigned int c = 0xffff, i;

	while (n--) {
		c ^= *p++;
		for (i = 0; i < 8; i++)
			c = c & 1 ? c >> 1 ^ 0x8408 : c >> 1;
	}
	return c ^ 0xffff;
}

static void calipso(struct bytes *o, const struct g_packet *k)
{
	unsigned int sum;

	put(o, 0x07 << 8 | (8 + k->octets), 2);
	put(o, k->doi, 4);
	put(o, k->octets / 4, 1);
	put(o, k->level, 1);
	put(o, 0, 2);
	bitmap(o, k);
	sum = g_crc(o->b, o->n);
	o->b[8] = sum;
	o->b[9] = sum >> 8;
}

/* Flags; the lowest bit of each octet says that another follows. */
static void ripso(struct bytes *o, const struct g_packet *k)
{
	int i;

	put(o, 0x82, 1);
	put(o, 3 + k->octets, 1);
	put(o, k->level, 1);
	bitmap(o, k);
	for (i = 0; i + 1 < k->octets; i++)
		o->b[3 + i] |= 1;
}

void g_label_print(const struct g_packet *k, FILE *f)
{
	struct bytes o = { .n = 0 };
	unsigned int i;

	if (k->kind == G_RIPSO)
		ripso(&o, k);
	else if (k->kind == 4)
		cipso(&o, k);
	else
		calipso(&o, k);
	for (i = 0; i < o.n; i++)
		fprintf(f, "%02x", o.b[i]);
}
