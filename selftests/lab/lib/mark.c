// SPDX-License-Identifier: GPL-2.0-only
/*
 * Labels, from text to option bytes: the lab's own encoder, made from the RFCs
 * and from the numbers of the encoding "common" in policies/.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "lab.h"

static const struct word {
	const char *name;
	unsigned int n;
} levels[] = {
	{ "UNCLASSIFIED", 0 }, { "RESTRICTED", 1 }, { "CONFIDENTIAL", 2 },
	{ "SECRET", 3 }, { "TOP-SECRET", 4 }, { }
}, subjects[] = {
	{ "DPRK-NUCLEAR", 1 }, { "DPRK-MISSILE", 2 },
	{ "DOCUMENT", 8 }, { "PHOTO", 9 }, { "DATA", 10 }, { }
}, releases[] = {
	{ "USA", 32 }, { "KOR", 33 }, { "JPN", 34 }, { }
}, origins[] = {
	{ "USA", 40 }, { "KOR", 41 }, { "JPN", 42 }, { }
};

static int word_number(const struct word *w, const char *name)
{
	for (; w->name; w++)
		if (!strcasecmp(w->name, name))
			return w->n;
	return -1;
}

static int cat_cmp(const void *a, const void *b)
{
	return *(const uint16_t *)a - *(const uint16_t *)b;
}

static int cat_add(struct mark *m, int n)
{
	if (n < 0 || n > 65534 || m->ncat == MARK_CATS)
		return -1;
	m->cat[m->ncat++] = n;
	return 0;
}

/* One part between double slashes: words out of one table. */
static int part_parse(char *part, const struct word *table, struct mark *m)
{
	char *save, *tok;

	for (tok = strtok_r(part, ", /", &save); tok; tok = strtok_r(NULL, ", /", &save))
		if (cat_add(m, word_number(table, tok)))
			return -1;
	return 0;
}

static int marking_parse(char *text, struct mark *m)
{
	char *part = text, *next;
	int level;

	for (; part; part = next) {
		next = strstr(part, "//");
		if (next) {
			*next = 0;
			next += 2;
		}
		if (part == text) {
			level = word_number(levels, part);
			if (level < 0)
				return -1;
			m->level = level;
		} else if (!strncmp(part, "REL TO ", 7)) {
			if (part_parse(part + 7, releases, m))
				return -1;
		} else if (!strncmp(part, "FGI ", 4)) {
			if (part_parse(part + 4, origins, m))
				return -1;
		} else if (strcmp(part, "NOFORN") && part_parse(part, subjects, m)) {
			return -1;
		}
	}
	return 0;
}

static int numbers_parse(char *text, struct mark *m)
{
	char *end, *cats = strchr(text, ':');

	m->level = strtoul(text, &end, 0);
	if (end == text || (*end && end != cats) || m->level > 255)
		return -1;
	while (cats && *++cats) {
		if (cat_add(m, strtoul(cats, &end, 0)) || end == cats)
			return -1;
		cats = end;
		if (*cats && *cats != ',')
			return -1;
		if (!*cats)
			break;
	}
	return 0;
}

/**
 * mark_parse() - read a label
 * @text: "410:SECRET//DPRK-MISSILE//REL TO USA, JPN, KOR", "410/2:#3:2,32,33"
 * @m: the label
 *
 * Return: 0, or -1 if it is not one.
 */
int mark_parse(const char *text, struct mark *m)
{
	char buf[512], *p;

	memset(m, 0, sizeof(*m));
	m->tag = 1;
	if (strlen(text) >= sizeof(buf))
		return -1;
	strcpy(buf, text);
	m->doi = strtoul(buf, &p, 0);
	if (p == buf)
		return -1;
	if (*p == '/')
		m->tag = strtoul(p + 1, &p, 0);
	if (*p++ != ':')
		return -1;
	if (*p == '#' ? numbers_parse(p + 1, m) : marking_parse(p, m))
		return -1;
	qsort(m->cat, m->ncat, sizeof(m->cat[0]), cat_cmp);
	return 0;
}

static size_t bitmap_put(const struct mark *m, uint8_t *out, size_t room)
{
	size_t len = 0;
	unsigned int i;

	for (i = 0; i < m->ncat; i++) {
		size_t byte = m->cat[i] / 8;

		if (byte >= room)
			return SIZE_MAX;
		for (; len <= byte; len++)
			out[len] = 0;
		out[byte] |= 0x80 >> (m->cat[i] % 8);
	}
	return len;
}

static size_t enumerated_put(const struct mark *m, uint8_t *out, size_t room)
{
	unsigned int i;

	if (2 * m->ncat > room)
		return SIZE_MAX;
	for (i = 0; i < m->ncat; i++) {
		out[2 * i] = m->cat[i] >> 8;
		out[2 * i + 1] = m->cat[i];
	}
	return 2 * m->ncat;
}

/* Highest range first; the last low is left out when it is 0. */
static size_t ranges_put(const struct mark *m, uint8_t *out, size_t room)
{
	unsigned int hi = m->ncat, lo;
	size_t len = 0;

	for (; hi; hi = lo) {
		lo = hi - 1;
		while (lo && m->cat[lo - 1] + 1 == m->cat[lo])
			lo--;
		if (len + 4 > room)
			return SIZE_MAX;
		out[len++] = m->cat[hi - 1] >> 8;
		out[len++] = m->cat[hi - 1];
		if (!lo && !m->cat[0])
			break;
		out[len++] = m->cat[lo] >> 8;
		out[len++] = m->cat[lo];
	}
	return len;
}

/**
 * mark_cipso() - a CIPSO option (draft-ietf-cipso-ipsecurity-01), padded to 4 bytes
 * @m: the label
 * @out: 40 bytes
 *
 * Return: length in bytes with padding, or 0 if it does not fit.
 */
size_t mark_cipso(const struct mark *m, uint8_t out[40])
{
	size_t body, len;

	memset(out, 0, 40);
	body = m->tag == 2 ? enumerated_put(m, out + 10, 30) :
	       m->tag == 5 ? ranges_put(m, out + 10, 30) : bitmap_put(m, out + 10, 30);
	if (body == SIZE_MAX)
		return 0;
	len = 10 + body;
	out[0] = 0x86;
	out[1] = len;
	out[2] = m->doi >> 24;
	out[3] = m->doi >> 16;
	out[4] = m->doi >> 8;
	out[5] = m->doi;
	out[6] = m->tag;
	out[7] = 4 + body;
	out[9] = m->level;
	return (len + 3) & ~3u;
}

/* CRC-16 of RFC 1662 appendix C, bit by bit, with the CRC field taken as zero. */
uint16_t mark_crc(const uint8_t *opt, size_t len)
{
	uint16_t crc = 0xffff;
	size_t i;
	int bit;

	for (i = 0; i < len; i++) {
		crc ^= i == 8 || i == 9 ? 0 : opt[i];
		for (bit = 0; bit < 8; bit++)
			crc = crc & 1 ? crc >> 1 ^ 0x8408 : crc >> 1;
	}
	return ~crc;
}

/**
 * mark_calipso() - a CALIPSO option (RFC 5570)
 * @m: the label
 * @out: where it goes
 * @room: bytes there
 *
 * Return: length in bytes, or 0 if it does not fit.
 */
size_t mark_calipso(const struct mark *m, uint8_t *out, size_t room)
{
	size_t body;
	uint16_t crc;

	if (room < 10)
		return 0;
	memset(out, 0, room);
	body = bitmap_put(m, out + 10, room - 10);
	if (body == SIZE_MAX)
		return 0;
	body = (body + 3) & ~3u;
	if (10 + body > room)
		return 0;
	out[0] = 7;
	out[1] = 8 + body;
	out[2] = m->doi >> 24;
	out[3] = m->doi >> 16;
	out[4] = m->doi >> 8;
	out[5] = m->doi;
	out[6] = body / 4;
	out[7] = m->level;
	crc = mark_crc(out, 10 + body);
	out[8] = crc;
	out[9] = crc >> 8;
	return 10 + body;
}

/**
 * mark_hopopts() - a whole hop-by-hop header with one CALIPSO option
 * @m: the label
 * @next: the header behind it
 * @out: where it goes
 * @room: bytes there
 *
 * Return: length in bytes, a multiple of 8, or 0 if it does not fit.
 */
size_t mark_hopopts(const struct mark *m, uint8_t next, uint8_t *out, size_t room)
{
	size_t len, pad;

	if (room < 16)
		return 0;
	len = mark_calipso(m, out + 2, room - 2);
	if (!len)
		return 0;
	len += 2;
	pad = -len & 7;
	if (len + pad > room)
		return 0;
	if (pad) {
		memset(out + len, 0, pad);
		out[len] = pad > 1 ? 1 : 0;
		if (pad > 1)
			out[len + 1] = pad - 2;
	}
	out[0] = next;
	out[1] = (len + pad) / 8 - 1;
	return len + pad;
}
