// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any frame through rg_parse(), and what it accepts through every question.
 *
 * What the parser says must hold: the label lies within its option, the option
 * within its header; nothing beyond the valid bytes matters; the frame stays as
 * it was; and an accepted label is what our own encoder would have written.
 */
#include "common.h"

static struct test_image image;

static u32 header_end(const struct rg_work *w)
{
	if (w->pkt.family == 4)
		return w->pkt.l3 + (w->hdr[w->pkt.l3] & 15) * 4u;
	return w->pkt.l3 + 40 + (w->hdr[w->pkt.l3 + 41] + 1u) * 8;
}

/* The numbers on the wire, and whether our encoder writes a set of them in one way only. */
static u32 numbers(const struct rg_work *w, u16 *cat, bool *canonical)
{
	const u8 *b = w->hdr + w->pkt.body;
	u32 len = w->pkt.body_len, i, low, high, n = 0, last = 0x10000;

	*canonical = true;
	if (w->pkt.tag == 2) {
		for (i = 0; i < len; i += 2)
			cat[n++] = rg_be16(b + i);
	} else if (w->pkt.tag == 5) {
		*canonical = !(len >= 4 && len % 4 == 0 && !rg_be16(b + len - 2));
		for (i = (len + 3) & ~3u; i > 0; i -= 4) {
			high = rg_be16(b + i - 4);
			low = i > len ? 0 : rg_be16(b + i - 2);
			if (last + 1 == low)
				*canonical = false;
			last = high;
			while (low <= high)
				cat[n++] = low++;
		}
	} else {
		for (i = 0; i < len * 8; i++) {
			if (b[i / 8] >> (7 - i % 8) & 1 &&
			    (w->pkt.kind != RG_LABEL_RIPSO || i % 8 != 7))
				cat[n++] = i;
		}
	}
	return n;
}

static u32 rewrite(const struct rg_work *w, const struct rg_wire_label *l, u8 *opt)
{
	u32 len = 0, form = w->pkt.tag;

	if (w->pkt.kind == RG_LABEL_RIPSO)
		must(!rg_emit_ripso(l, opt, &len));
	else if (w->pkt.kind == RG_LABEL_CALIPSO)
		must(!rg_emit_calipso(l, false, opt, &len));
	else if (form == 1 && w->pkt.body_len == 10)
		must(!rg_emit_cipso(l, RG_CIPSO_FIXED, opt, &len));
	else
		must(!rg_emit_cipso(l, form, opt, &len));
	return len;
}

/* Written again, the label is the same to the byte. */
static void check_canonical(const struct rg_work *w)
{
	static u16 cat[70000], perm[256];
	struct rg_wire_label l = { .doi = w->pkt.doi, .level = w->pkt.level, .cat = cat };
	u8 opt[RG_CALIPSO_MAX];
	bool canonical;
	u32 i, len;

	l.count = numbers(w, cat, &canonical);
	l.perm = perm;
	for (i = 0; w->pkt.perm && i < w->pkt.perm_len * 8u; i++) {
		if (w->hdr[w->pkt.perm + i / 8] >> (7 - i % 8) & 1)
			perm[l.perm_count++] = i;
	}
	must(!w->pkt.perm == !l.perm_count);
	for (i = 1; i < l.count; i++)
		must(cat[i] > cat[i - 1]);
	must(!l.count || cat[l.count - 1] < 65535);
	/* A bitmap of CALIPSO may be longer than it must. */
	if (w->pkt.kind != RG_LABEL_CIPSO)
		l.span = w->pkt.body_len * 8;
	if (!canonical)
		return;
	len = rewrite(w, &l, opt);
	must(len == w->pkt.opt_len && !memcmp(opt, w->hdr + w->pkt.opt, len));
}

static void check_label(const struct rg_work *w)
{
	const struct rg_packet *p = &w->pkt;
	u32 first = p->family == 4 ? p->l3 + 20 : p->l3 + 42;

	if (p->kind == RG_LABEL_NONE) {
		must(!p->opt && !p->opt_len && !p->body && !p->body_len && !p->doi && !p->tag);
		return;
	}
	must((p->kind == RG_LABEL_CALIPSO) == (p->family == 6));
	must(p->family == 4 || w->hdr[p->l3 + 6] == 0);
	must(p->opt >= first && p->opt + p->opt_len <= header_end(w));
	must(header_end(w) <= w->hdr_len);
	must(p->body == p->opt + (p->kind == RG_LABEL_RIPSO ? 3 : 10));
	if (p->perm)
		must(p->tag && p->perm == p->body + p->body_len + 4 && p->perm_len);
	must((p->perm ? p->perm + p->perm_len : p->body + p->body_len) == p->opt + p->opt_len);
	if (p->kind == RG_LABEL_RIPSO) {
		must(w->hdr[p->opt] == 130 && !p->doi && !p->tag);
		check_canonical(w);
		return;
	}
	must(w->hdr[p->opt] == (p->family == 4 ? 134 : 7));
	must(p->doi && p->doi == rg_be32(w->hdr + p->opt + 2));
	if (p->family == 4)
		must(p->tag == 1 || p->tag == 2 || p->tag == 5);
	else
		must(!p->tag && (p->opt - p->l3 - 40) % 4 == 2);
	check_canonical(w);
}

static void check_packet(const struct rg_work *w)
{
	const struct rg_packet *p = &w->pkt;

	if (!p->family) {
		must(p->flags == RG_PKT_ARP || p->flags == (RG_PKT_ARP | RG_PKT_GROUP));
		return;
	}
	must(p->family == 4 || p->family == 6);
	must(p->l3 == RG_ETH_LEN);
	must(p->ip_len + RG_ETH_LEN <= w->frame_len);
	must(!p->l4 || (p->l4 >= RG_ETH_LEN + 20 && p->l4 < w->hdr_len));
	must(!(p->flags & RG_PKT_FRAG_MORE) || (!p->l4 && !p->sport && !p->dport));
	must(!(p->flags & RG_PKT_GROUP) || p->flags & (RG_PKT_LINK | RG_PKT_ND_BAD));
	must(!(p->flags & RG_PKT_LINK) || (p->kind == RG_LABEL_NONE && p->proto == 58));
	check_label(w);
}

static u32 parse(struct rg_work *w, const uint8_t *data, size_t size, u8 fill)
{
	u32 reason;

	memset(w, fill, sizeof(*w));
	w->frame_len = size;
	w->hdr_len = size < RG_HDR_MAX ? size : RG_HDR_MAX;
	memcpy(w->hdr, data, w->hdr_len);
	memcpy(w->mac, frame_gate_mac, 6);
	reason = rg_parse(w);
	must(reason < RG_R_COUNT && reason != RG_R_INTERNAL);
	must(!memcmp(w->hdr, data, w->hdr_len));
	return reason;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct rg_work a, b;
	u32 reason;

	if (!image.b)
		image_make(&image);
	reason = parse(&a, data, size, 0x00);
	must(reason == parse(&b, data, size, 0xff));
	must(!memcmp(&a.pkt, &b.pkt, sizeof(a.pkt)));
	if (reason != RG_R_OK)
		return 0;
	check_packet(&a);
	exercise_frame(image.b, data, size, fuzz_seed(data, size));
	return 0;
}

/* The checksum of a CALIPSO option that begins at @at, if there is room for one. */
static void repair_calipso(uint8_t *data, size_t size, size_t at)
{
	u32 crc;

	if (at + 10 > size || at + 2 + data[at + 1] > size || data[at + 1] < 8)
		return;
	data[at + 8] = data[at + 9] = 0;
	crc = crc_reference(data + at, data[at + 1] + 2u);
	data[at + 8] = crc;
	data[at + 9] = crc >> 8;
}

/* What blind mutation seldom gets right: the MAC, lengths and checksums. */
static void repair(uint8_t *data, size_t size, unsigned int seed)
{
	struct frame f;
	u32 at, ip_len = size - 14;

	memcpy(data, frame_gate_mac, 6);
	if (data[12] == 0x08 && data[13] == 0) {
		if ((data[14] & 15u) * 4 + 14 > size)
			return;
		if (seed & 4) {
			data[16] = ip_len >> 8;
			data[17] = ip_len;
		}
		memcpy(f.b, data, size < 80 ? size : 80);
		frame_sum4(&f);
		memcpy(data + 24, f.b + 24, 2);
	} else if (size > 64) {
		if (seed & 4) {
			data[18] = (ip_len - 40) >> 8;
			data[19] = ip_len - 40;
		}
		for (at = 56; at < size && at < 300; at += 4) {
			if (data[at] == 7)
				repair_calipso(data, size, at);
		}
	}
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned int seed)
{
	size = LLVMFuzzerMutate(data, size, max);
	if (seed & 3 && size >= 34)
		repair(data, size, seed);
	return size;
}
