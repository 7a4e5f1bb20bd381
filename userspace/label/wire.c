// SPDX-License-Identifier: GPL-2.0-only
/* Labels as the wire has them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "authority.h"
#include "wire.h"

#define IP4_HLEN	20
#define IP6_HLEN	40
#define ICMP_HLEN	8
#define HOPOPTS_HLEN	2

static void add(uint8_t *set, unsigned int n)
{
	set[n / 8] |= 1u << (n % 8);
}

static int has(const uint8_t *set, unsigned int n)
{
	return set[n / 8] >> (n % 8) & 1;
}

/* @mask: the bits of an octet that are categories */
static void read_bitmap(uint8_t *set, const uint8_t *body, unsigned int len, uint8_t mask)
{
	unsigned int i;

	for (i = 0; i < len * 8; i++)
		if (body[i / 8] & mask & (0x80 >> (i % 8)))
			add(set, i);
}

/* (high, low) pairs; a last low of 0 may be left out. */
static void read_ranges(uint8_t *set, const uint8_t *body, unsigned int len)
{
	unsigned int at, n;

	for (at = 0; at + 2 <= len; at += 4) {
		unsigned int low = at + 4 <= len ? rg_be16(body + at + 2) : 0;

		for (n = low; n <= rg_be16(body + at); n++)
			add(set, n);
	}
}

void rg_wire_read(const struct rg_work *w, struct rg_on_wire *out)
{
	const struct rg_packet *p = &w->pkt;
	const uint8_t *body = w->hdr + p->body;
	unsigned int i;

	memset(out, 0, sizeof(*out));
	if (p->kind == RG_LABEL_NONE || p->body + p->body_len > RG_HDR_MAX)
		return;
	out->kind = p->kind;
	out->tag = p->kind == RG_LABEL_CIPSO ? p->tag : 0;
	out->level = p->level;
	out->doi = p->doi;
	if (out->tag == 2)
		for (i = 0; i + 2 <= p->body_len; i += 2)
			add(out->cat, rg_be16(body + i));
	else if (out->tag == 5)
		read_ranges(out->cat, body, p->body_len);
	else
		read_bitmap(out->cat, body, p->body_len, p->kind == RG_LABEL_RIPSO ? 0xfe : 0xff);
	if (!p->perm || p->perm + p->perm_len > RG_HDR_MAX)
		return;
	out->has_perm = 1;
	read_bitmap(out->perm, w->hdr + p->perm, p->perm_len, 0xff);
}

uint32_t rg_wire_options(int family, const uint8_t *bytes, size_t len, struct rg_work *w)
{
	uint32_t off = RG_ETH_LEN + (family == 4 ? IP4_HLEN : IP6_HLEN);
	uint32_t lead = family == 4 ? 0 : HOPOPTS_HLEN;
	uint32_t unit = family == 4 ? 4 : 8;
	uint32_t whole = (lead + len + unit - 1) / unit * unit;
	uint32_t pad = whole - lead - len;

	memset(w, 0, sizeof(*w));
	if (len > (family == 4 ? 40 : 256))
		return RG_R_IP_OPTIONS;
	memcpy(w->hdr + off + lead, bytes, len);
	w->hdr_len = w->frame_len = off + whole;
	w->pkt.family = family;
	if (family == 4)
		return rg_parse_ip4_options(w, off, whole);
	w->hdr[off] = 59;		/* no next header */
	w->hdr[off + 1] = whole / 8 - 1;
	if (pad > 1) {			/* PadN; a single octet of zero is Pad1 */
		w->hdr[off + lead + len] = 1;
		w->hdr[off + lead + len + 1] = pad - 2;
	}
	return rg_parse_hopopts(w, off, whole);
}

/* The options of a quoted header, as far as it was quoted. */
static int quoted_options(const struct rg_work *w, const uint8_t **at, size_t *len)
{
	uint32_t q = w->pkt.l4 + ICMP_HLEN;
	const uint8_t *ip = w->hdr + q;
	uint32_t left;

	if (!w->pkt.l4 || q >= w->hdr_len)
		return -1;
	left = w->hdr_len - q;
	if (w->pkt.family == 4) {
		uint32_t hlen = left >= IP4_HLEN ? (ip[0] & 15u) * 4 : 0;

		if (hlen < IP4_HLEN || hlen > left)
			return -1;
		*at = ip + IP4_HLEN;
		*len = hlen - IP4_HLEN;
		return 0;
	}
	if (left < IP6_HLEN + 8 || ip[6] != 0)
		return -1;
	*len = (ip[IP6_HLEN + 1] + 1u) * 8;
	if (*len > left - IP6_HLEN)
		return -1;
	*at = ip + IP6_HLEN + HOPOPTS_HLEN;
	*len -= HOPOPTS_HLEN;
	return 0;
}

void rg_wire_quoted(const struct rg_work *w, struct rg_on_wire *out)
{
	struct rg_work quote;
	const uint8_t *at;
	size_t len;

	memset(out, 0, sizeof(*out));
	if (!(w->pkt.flags & RG_PKT_ICMP_ERR) || quoted_options(w, &at, &len))
		return;
	if (rg_wire_options(w->pkt.family, at, len, &quote) == RG_R_OK)
		rg_wire_read(&quote, out);
}

static void set_text(const uint8_t *set, FILE *f)
{
	unsigned int n, end, any = 0;

	for (n = 0; n < RG_WIRE_NUMBERS; n = end) {
		end = n + 1;
		if (!has(set, n))
			continue;
		while (end < RG_WIRE_NUMBERS && has(set, end))
			end++;
		fprintf(f, end - n > 2 ? "%s%u-%u" : end - n == 2 ? "%s%u,%u" : "%s%u",
			any++ ? "," : "", n, end - 1);
	}
	fputs(any ? "" : "-", f);
}

char *rg_wire_categories(const struct rg_on_wire *l)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	if (!f)
		abort();
	set_text(l->cat, f);
	if (l->has_perm) {
		fputs(", permissive ", f);
		set_text(l->perm, f);
	}
	fclose(f);
	return text;
}

static json_t *set_json(const uint8_t *set)
{
	json_t *out = json_array();
	unsigned int n;

	for (n = 0; n < RG_WIRE_NUMBERS; n++)
		if (has(set, n))
			json_array_append_new(out, json_integer(n));
	return out;
}

const char *rg_wire_kind(unsigned int kind)
{
	static const char *const names[] = { NULL, "cipso", "calipso", "ripso" };

	return kind < sizeof(names) / sizeof(*names) ? names[kind] : NULL;
}

/* The flags that have a name. */
static json_t *authorities(const struct rg_on_wire *l)
{
	json_t *out = json_array();
	unsigned int n;

	for (n = 0; rg_authority_name(n); n++)
		if (has(l->cat, n))
			json_array_append_new(out, json_string(rg_authority_name(n)));
	return out;
}

json_t *rg_wire_json(const struct rg_on_wire *l)
{
	json_t *out;

	out = json_pack("{ss? sI si so}", "format", rg_wire_kind(l->kind),
			"doi", (json_int_t)l->doi, "level", l->level, "categories", set_json(l->cat));
	if (l->kind == RG_LABEL_CIPSO)
		json_object_set_new(out, "tag", json_integer(l->tag));
	if (l->has_perm)
		json_object_set_new(out, "permissive", set_json(l->perm));
	if (l->kind != RG_LABEL_RIPSO)
		return out;
	if (!l->doi)
		json_object_del(out, "doi");
	json_object_set_new(out, "authorities", authorities(l));
	return out;
}
