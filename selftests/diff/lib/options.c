// SPDX-License-Identifier: GPL-2.0-only
/*
 * Option areas at random: labels as they should be, with one thing wrong, options of
 * every kind in any order, and octets that mean nothing.
 */
#include <string.h>
#include "gen.h"
#include "options.h"

#define AREA4	40
#define HOPOPTS_MAX 272

/* Numbers that the DOIs 1 to 5 of the policy name, ascending; 0xffff ends. */
static const uint16_t known[][24] = {
	{ 0, 1, 2, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 32, 33, 40, 300, 0xffff },
	{ 0, 300, 301, 302, 303, 305, 307, 309, 311, 400, 65534, 0xffff },
	{ 0, 1, 16, 17, 120, 0xffff },
	{ 0, 90, 0xffff },
	{ 0, 1, 8, 9, 0xffff },
};

static unsigned int some_doi(struct rng *r)
{
	return rng_chance(r, 94) ? 1 + rng_below(r, 5) : rng_chance(r, 50) ? 0 : rng_next(r);
}

static unsigned int some_level(struct rng *r, unsigned int doi)
{
	static const uint8_t high[] = { 10, 20, 30, 200 };

	if (rng_chance(r, 5))
		return rng_next(r) & 255;
	if (doi == 2)
		return high[rng_below(r, sizeof(high))];
	return rng_chance(r, 70) ? 3 : rng_below(r, 5);
}

static uint16_t some_number(struct rng *r, unsigned int doi)
{
	const uint16_t *list = known[(doi - 1) % 5];
	unsigned int n = 0;

	while (list[n] != 0xffff)
		n++;
	return rng_chance(r, 97) ? list[rng_below(r, n)] : rng_next(r);
}

/* Up to @max of them, ascending, none twice. */
static unsigned int some_numbers(struct rng *r, unsigned int doi, uint16_t *v, unsigned int max)
{
	unsigned int n = 0, i, want = rng_below(r, max + 1);
	uint16_t x;

	while (want--) {
		x = some_number(r, doi);
		for (i = n; i && v[i - 1] >= x; i--)
			v[i] = v[i - 1];
		v[i] = x;
		n++;
		if (i + 1 < n && v[i + 1] == x) {
			memmove(v + i, v + i + 1, (n - i - 1) * sizeof(*v));
			n--;
		}
	}
	return n;
}

static void put16(uint8_t *p, unsigned int v)
{
	p[0] = v >> 8;
	p[1] = v;
}

static unsigned int bitmap(const uint16_t *v, unsigned int n, uint8_t *p, unsigned int max)
{
	unsigned int i, len = 0;

	for (i = 0; i < n && v[i] / 8u < max; i++) {
		len = v[i] / 8 + 1;
		p[v[i] / 8] |= 0x80 >> v[i] % 8;
	}
	return len;
}

/* (high, low) pairs, from the highest number down, each its own range or with its neighbour. */
static unsigned int ranges(struct rng *r, const uint16_t *v, unsigned int n, uint8_t *p)
{
	unsigned int len = 0, low;

	while (n && len < 28) {
		low = n - 1;
		while (low && v[low - 1] + 1 == v[low] && rng_chance(r, 80))
			low--;
		put16(p + len, v[n - 1]);
		put16(p + len + 2, v[low]);
		len += 4;
		n = low;
	}
	return len && rng_chance(r, 20) && !p[len - 1] && !p[len - 2] ? len - 2 : len;
}

/* One thing wrong: a length, a type, an octet, a bit. */
static void spoil(struct rng *r, uint8_t *p, unsigned int len)
{
	static const uint8_t at[] = { 0, 1, 6, 7, 8, 9 };
	unsigned int i = rng_chance(r, 60) ? at[rng_below(r, sizeof(at))] : rng_below(r, len);

	if (i >= len)
		return;
	switch (rng_below(r, 4)) {
	case 0:
		p[i] ^= 1 << rng_below(r, 8);
		break;
	case 1:
		p[i] += rng_chance(r, 50) ? 1 : -1;
		break;
	case 2:
		p[i] = rng_chance(r, 50) ? 0 : 255;
		break;
	default:
		p[i] = rng_next(r);
	}
}

/* A permissive tag behind @len octets of an option; its length. */
static unsigned int permissive(struct rng *r, uint8_t *p, unsigned int len, unsigned int doi)
{
	uint8_t *tag = p + len;
	uint16_t v[2] = { 32, 33 };
	unsigned int n = 2;

	if (len > 30)
		return 0;
	if (rng_chance(r, 20))
		n = some_numbers(r, doi, v, 2);
	else if (rng_chance(r, 60))
		v[rng_below(r, 2)] = 32 + rng_below(r, 2);
	memset(tag, 0, 40 - len);
	tag[0] = 6;
	n = bitmap(v, n, tag + 4, 36 - len);
	if (rng_chance(r, 5) && n < 36 - len)
		n++;
	tag[1] = 4 + n;
	tag[3] = rng_chance(r, 95) ? p[9] : rng_next(r);
	if (rng_chance(r, 10))
		spoil(r, tag, 4 + n);
	return 4 + n;
}

static unsigned int cipso(struct rng *r, uint8_t *p)
{
	static const uint8_t tag[] = { 1, 1, 1, 2, 2, 5, 5, 6, 7, 128 };
	unsigned int doi = some_doi(r), type = tag[rng_below(r, rng_chance(r, 90) ? 7 : 10)], n;
	uint16_t v[24];

	p[0] = 0x86;
	p[2] = doi >> 24;
	p[3] = doi >> 16;
	put16(p + 4, doi);
	p[6] = type;
	p[9] = some_level(r, doi);
	n = some_numbers(r, doi, v, type == 2 ? 15 : rng_chance(r, 80) ? 4 : 20);
	if (type == 2)
		for (unsigned int i = 0; i < n; i++)
			put16(p + 10 + i * 2, v[i]);
	if (type == 2)
		n *= 2;
	else if (type == 5)
		n = ranges(r, v, n, p + 10);
	else
		n = bitmap(v, n, p + 10, 30);
	if (type == 1 && n < 10 && rng_chance(r, 10))
		n = 10;
	p[7] = 4 + n;
	if (rng_chance(r, 20))
		n += permissive(r, p, 10 + n, doi);
	p[1] = 10 + n;
	if (rng_chance(r, 12))
		spoil(r, p, 10 + n);
	return 10 + n;
}

static unsigned int ripso(struct rng *r, uint8_t *p)
{
	static const uint8_t level[] = { 0x3d, 0x5a, 0x5a, 0x96, 0xab };
	unsigned int n = rng_below(r, 4), i;

	p[0] = 0x82;
	p[1] = 3 + n;
	p[2] = level[rng_below(r, sizeof(level))];
	for (i = 0; i < n; i++)
		p[3 + i] = (rng_next(r) & 0xc0) | (i + 1 < n);
	if (rng_chance(r, 20))
		spoil(r, p, 3 + n);
	if (rng_chance(r, 4))
		p[1] = 2;
	return p[1] == 2 ? 2 : 3 + n;
}

static unsigned int other4(struct rng *r, uint8_t *p)
{
	static const uint8_t type[] = { 7, 68, 148, 131, 137, 133, 136, 30, 94 };
	unsigned int len = 2 + rng_below(r, 10), i;

	if (rng_chance(r, 40)) {
		p[0] = rng_chance(r, 90);
		return 1;
	}
	p[0] = rng_chance(r, 95) ? type[rng_below(r, rng_chance(r, 80) ? 3 : 9)] : rng_next(r);
	p[1] = rng_chance(r, 96) ? len : rng_next(r);
	for (i = 2; i < len; i++)
		p[i] = rng_next(r);
	return len;
}

unsigned int g_options4(struct rng *r, uint8_t area[64])
{
	unsigned int n = 0, len, i;
	uint8_t opt[64];

	memset(area, 0, 64);
	while (n < AREA4 && (!n || rng_chance(r, 25))) {
		memset(opt, 0, sizeof(opt));
		i = rng_below(r, 100);
		len = i < 60 ? cipso(r, opt) : i < 72 ? ripso(r, opt) : other4(r, opt);
		if (n + len > AREA4)
			len = AREA4 - n;
		memcpy(area + n, opt, len);
		n += len;
	}
	if (rng_chance(r, 8)) {
		n = 4 + rng_below(r, 37);
		for (i = 0; i < n; i++)
			area[i] = rng_next(r);
	}
	n = (n + 3) & ~3u;
	if (n < AREA4 && rng_chance(r, 5))
		n += 4;
	return n;
}

static unsigned int calipso(struct rng *r, uint8_t *p)
{
	unsigned int doi = some_doi(r), n, sum;
	uint16_t v[24];

	p[0] = 7;
	p[2] = doi >> 24;
	p[3] = doi >> 16;
	put16(p + 4, doi);
	p[7] = some_level(r, doi);
	n = some_numbers(r, doi, v, rng_chance(r, 80) ? 4 : 20);
	n = (bitmap(v, n, p + 10, 56) + 3) & ~3u;
	if (rng_chance(r, 10))
		n += 4;
	p[1] = 8 + n;
	p[6] = n / 4;
	if (rng_chance(r, 10))
		spoil(r, p, 10 + n);
	sum = rng_chance(r, 95) ? g_crc(p, 10 + n) : rng_next(r);
	p[8] = sum;
	p[9] = sum >> 8;
	return 10 + n;
}

static unsigned int other6(struct rng *r, uint8_t *p)
{
	static const uint8_t type[] = { 1, 5, 0x1e, 0xc2, 0x3e, 0x8a };
	unsigned int len = rng_below(r, 8);

	if (rng_chance(r, 20))
		return 1;
	p[0] = rng_chance(r, 95) ? type[rng_below(r, rng_chance(r, 85) ? 3 : 6)] : rng_next(r);
	p[1] = rng_chance(r, 97) ? (p[0] == 5 ? 2 : len) : rng_next(r);
	return 2 + (p[0] == 5 ? 2 : len);
}

static unsigned int pad6(uint8_t *p, unsigned int n)
{
	if (n > 1) {
		p[0] = 1;
		p[1] = n - 2;
	}
	return n;
}

unsigned int g_options6(struct rng *r, uint8_t area[HOPOPTS_MAX], uint8_t next)
{
	unsigned int n = 2, len, i;
	uint8_t opt[80];

	memset(area, 0, HOPOPTS_MAX);
	do {
		memset(opt, 0, sizeof(opt));
		if (rng_chance(r, 65)) {
			if (rng_chance(r, 95))
				n += pad6(area + n, (2 - n) & 3);
			len = calipso(r, opt);
		} else {
			len = other6(r, opt);
		}
		memcpy(area + n, opt, len);
		n += len;
	} while (n < 120 && rng_chance(r, 30));
	if (rng_chance(r, 5))
		for (i = 2; i < n; i++)
			area[i] = rng_next(r);
	n += pad6(area + n, -n & 7);
	area[0] = next;
	area[1] = n / 8 - 1;
	return n;
}
