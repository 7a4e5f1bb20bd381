// SPDX-License-Identifier: GPL-2.0-only
/*
 * The label on the way out, for labels at random: what the core writes is what the
 * encoders write, and it reads back as it was; a translation there and back is the
 * same label; and other options stay.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "core/edit.h"
#include "core/emit.h"
#include "core/image.h"
#include "userspace/lib/util.h"
#include "policy/policy.h"
#include "lib/frame.h"
#include "lib/ktap.h"

#define ROUNDS 2000

static struct rg_compiled compiled;
static struct rg_image img;
static struct rg_work w;
static uint64_t seed;

static int find(const char *name)
{
	u32 i;

	for (i = 0; i < rg_header(&img)->sec[RG_SEC_INTERFACE].count; i++)
		if (!strcmp(rg_interface(&img, i)->name, name))
			return i;
	abort();
}

/* Few names or many, seldom one that nobody knows. */
static void random_label(struct rg_label *l)
{
	u64 mask = ktap_random(&seed), thin = ktap_below(&seed, 3) ? ktap_random(&seed) : ~0ull;
	u32 names = rg_header(&img)->sec[RG_SEC_CATEGORY].count;

	memset(l, 0, sizeof(*l));
	l->level = ktap_below(&seed, rg_header(&img)->sec[RG_SEC_LEVEL].count);
	l->cat[0] = mask & thin & ((1ull << names) - 1);
	l->release[0] = ktap_random(&seed) & 0xe;
	l->origin[0] = ktap_below(&seed, 4) ? 0 : ktap_random(&seed) & 0xe;
	if (!ktap_below(&seed, 2))
		l->release[0] = 0;
	/* Every other one is such that any of the encodings can say it, or nearly. */
	if (!ktap_below(&seed, 2))
		return;
	l->cat[0] &= 7;
	l->level = ktap_below(&seed, 2) ? 3 : l->level;
	l->origin[0] = 0;
}

/* A frame with this option alone, parsed. */
static u32 parse_option(u32 family, const u8 *opt, u32 len)
{
	u8 *p = w.hdr + RG_ETH_LEN;
	u32 hlen = family == 4 ? 20 + ((len + 3) & ~3u) : 0, sum = 0, i;

	memset(w.hdr, 0, sizeof(w.hdr));
	memcpy(w.hdr, frame_gate_mac, 6);
	memset(w.mac, 0, 6);
	memcpy(w.mac, frame_gate_mac, 6);
	if (family == 4) {
		memcpy(w.hdr + 12, "\x08\x00", 2);
		p[0] = 0x40 | hlen / 4;
		p[2] = (hlen + 8) >> 8;
		p[3] = hlen + 8;
		p[8] = 64;
		p[9] = 253;
		memcpy(p + 12, "\x0a\x52\x00\x02\x0a\x52\x01\x02", 8);
		memcpy(p + 20, opt, len);
		for (i = 0; i < hlen; i += 2)
			sum += rg_be16(p + i);
		sum = (sum & 0xffff) + (sum >> 16);
		sum = ~((sum & 0xffff) + (sum >> 16));
		p[10] = sum >> 8;
		p[11] = sum;
	} else {
		memcpy(w.hdr + 12, "\x86\xdd", 2);
		hlen = 40 + rg_emit_hopopts(253, opt, len, p + 40);
		p[0] = 0x60;
		p[4] = (hlen - 40 + 8) >> 8;
		p[5] = hlen - 40 + 8;
		p[7] = 64;
		memcpy(p + 8, "\xfd\x00\x04\x10\0\0\0\0\0\0\0\0\0\0\0\x02", 16);
		memcpy(p + 24, "\xfd\x00\x04\x10\0\x01\0\0\0\0\0\0\0\0\0\x02", 16);
	}
	w.hdr_len = RG_ETH_LEN + hlen + 8;
	w.frame_len = w.hdr_len;
	return rg_parse(&w);
}

static bool same_label(const struct rg_label *a, const struct rg_label *b)
{
	return a->level == b->level && !memcmp(a->cat, b->cat, sizeof(a->cat)) &&
	       !memcmp(a->release, b->release, sizeof(a->release)) &&
	       !memcmp(a->origin, b->origin, sizeof(a->origin));
}

static void complain(const char *what, const struct rg_interface *out, const struct rg_label *l)
{
	ktap_note("%s: %s, DOI %u, tag %u, family %u, level %u, cat %llx release %llx origin %llx",
		  what, out->name, out->send_doi, out->send_tag, w.pkt.family, l->level,
		  (unsigned long long)l->cat[0], (unsigned long long)l->release[0],
		  (unsigned long long)l->origin[0]);
}

/* The encoders of the command line, which share nothing with the core's: their option. */
static u32 reference(const struct rg_interface *out, const struct rg_label *l, u32 family,
		     u8 *opt, u32 *len)
{
	static u16 cat[RG_EMIT_NAMES_MAX], perm[RG_EMIT_NAMES_MAX];
	struct rg_wire_label wire;
	u32 fault = rg_emit_numbers(&img, out->send_doi, l, cat, &wire);

	if (!fault && family == 4 && out->flags & RG_IF_PERMISSIVE)
		fault = rg_emit_apart(&img, cat, perm, &wire);
	if (fault)
		return RG_R_UNTRANSLATABLE;
	if (family == 6) {
		if (!wire.count && !wire.span && out->flags & RG_IF_LINUX)
			wire.span = 1;
		fault = rg_emit_calipso(&wire, false, opt, len);
	} else {
		fault = rg_emit_cipso(&wire, out->send_tag, opt, len);
	}
	return fault ? RG_R_LABEL_ROOM : RG_R_OK;
}

/* Writes @l for @out; -1 if the core and the reference do not agree. */
static int write_both(const struct rg_interface *out, const struct rg_label *l, u32 family,
		      u8 *opt, u32 *len)
{
	u32 reason, want;

	w.pkt.family = family;
	w.label = *l;
	reason = rg_write_label(&img, &w, out);
	want = reference(out, l, family, opt, len);
	if (reason != want) {
		complain("the core and the encoders do not agree", out, l);
		return -1;
	}
	if (reason != RG_R_OK)
		return reason;
	if (*len == w.write.opt_len && !memcmp(opt, w.write.opt, *len))
		return RG_R_OK;
	complain("the core and the encoders write different bytes", out, l);
	return -1;
}

static bool reads_back(const struct rg_interface *out, const struct rg_label *l, u32 family,
		       const u8 *opt, u32 len)
{
	u32 reason = parse_option(family, opt, len);

	if (reason == RG_R_OK)
		reason = rg_label_decode_as(&img, &w, out->send_index);
	if (reason == RG_R_OK && w.pkt.doi == out->send_doi && same_label(&w.label, l))
		return true;
	complain(reason ? rg_reason_name(reason) : "another label", out, l);
	return false;
}

static void test_write(const char *name, u32 family)
{
	const struct rg_interface *out = rg_interface(&img, find(name));
	struct rg_label l, back;
	u32 i, len, written = 0;
	u8 opt[RG_CALIPSO_MAX];
	int got, bad = 0;

	for (i = 0; i < ROUNDS && !bad; i++) {
		random_label(&l);
		got = write_both(out, &l, family, opt, &len);
		bad |= got < 0;
		if (got != RG_R_OK)
			continue;
		written++;
		bad |= !reads_back(out, &l, family, opt, len);
		/* And again: emit, parse, emit. */
		back = w.label;
		bad |= write_both(out, &back, family, opt, &len) != RG_R_OK;
	}
	ktap_ok(!bad && written > ROUNDS / 200, "%s, IPv%u: written, read and written alike", name,
		family);
	ktap_note("%u of %u labels can be written", written, i);
}

/* A label of @from, translated to @to and back, is the same option. */
static void test_translate(const char *from, const char *to, u32 family)
{
	const struct rg_interface *a = rg_interface(&img, find(from));
	const struct rg_interface *b = rg_interface(&img, find(to));
	struct rg_label l, there;
	u8 opt[RG_CALIPSO_MAX], other[RG_CALIPSO_MAX];
	u32 i, len, n, translated = 0;
	int bad = 0;

	for (i = 0; i < ROUNDS && !bad; i++) {
		random_label(&l);
		if (write_both(a, &l, family, opt, &len) || !reads_back(a, &l, family, opt, len))
			continue;
		there = w.label;
		if (write_both(b, &there, family, other, &n))
			continue;
		translated++;
		bad |= !reads_back(b, &l, family, other, n);
		there = w.label;
		bad |= write_both(a, &there, family, other, &n) != RG_R_OK;
		bad |= n != len || memcmp(opt, other, n);
	}
	ktap_ok(!bad && translated > ROUNDS / 200, "%s to %s, IPv%u: there and back", from, to,
		family);
	ktap_note("%u of %u labels can be translated", translated, i);
}

/* Options other than the label, in their order, without padding. */
static u32 others(const u8 *p, u32 len, u32 family, u8 *out)
{
	u32 at = 0, n = 0, size;

	while (at < len) {
		size = family == 4 ? (p[at] > 1 ? p[at + 1] : 1) : (p[at] ? p[at + 1] + 2u : 1);
		if (family == 4 && !p[at])
			break;
		if (p[at] > 1 && p[at] != (family == 4 ? 134 : 7)) {
			memcpy(out + n, p + at, size);
			n += size;
		}
		at += size;
	}
	return n;
}

/* Put @n random options around a label into @area; returns its length. */
static u32 random_area(u32 family, const u8 *opt, u32 opt_len, u8 *area)
{
	u32 n = 0, k, size, place = ktap_below(&seed, 3), count = ktap_below(&seed, 3);

	for (k = 0; k <= count; k++) {
		if (k == place % (count + 1) && opt_len) {
			while (family == 6 && (n + 2) % 4 != 2)
				area[n++] = 0;
			memcpy(area + n, opt, opt_len);
			n += opt_len;
		} else {
			size = 2 + ktap_below(&seed, family == 4 ? 4 : 9);
			area[n] = family == 4 ? 0x99 : 0x1e;
			area[n + 1] = family == 4 ? size : size - 2;
			memset(area + n + 2, 0xa5, size - 2);
			n += size;
		}
		if (!ktap_below(&seed, 2))
			area[n++] = family == 4;
	}
	return n;
}

/* The frame whose header is w.edit, parsed into @w. */
static u32 parse_edited(void)
{
	u8 rest[RG_HDR_MAX];
	u32 n = w.hdr_len - RG_ETH_LEN - w.edit.cut;

	memcpy(rest, w.hdr + RG_ETH_LEN + w.edit.cut, n);
	memcpy(w.hdr + RG_ETH_LEN, w.edit.hdr, w.edit.len);
	memcpy(w.hdr + RG_ETH_LEN + w.edit.len, rest, n);
	w.hdr_len = RG_ETH_LEN + w.edit.len + n;
	w.frame_len = w.hdr_len;
	return rg_parse(&w);
}

static void test_options(const char *from, const char *to, u32 family)
{
	u8 area[300], opt[RG_CALIPSO_MAX], before[RG_HDR_MAX], after[RG_HDR_MAX];
	u32 i, n, len = 0, fixed = family == 4 ? 20 : 42, edited = 0;
	u32 in = find(from), out = find(to), reason;
	bool strip = rg_interface(&img, out)->flags & RG_IF_SUPPLIED;
	bool tag = rg_interface(&img, in)->flags & RG_IF_SUPPLIED;
	struct rg_label l;
	int bad = 0;

	for (i = 0; i < ROUNDS && !bad; i++) {
		random_label(&l);
		if (tag)
			rg_label_supplied(&img, rg_interface(&img, in), &l);
		else if (write_both(rg_interface(&img, in), &l, family, opt, &len))
			continue;
		n = random_area(family, opt, tag ? 0 : len, area);
		if ((family == 4 && n > 40) || parse_option(family, area, n) != RG_R_OK)
			continue;
		w.label = l;
		w.v = (struct rg_verdict){ .reason = RG_R_INTERNAL, .egress = out,
			.edit = strip ? RG_EDIT_STRIP : RG_EDIT_TRANSLATE };
		n = others(w.hdr + RG_ETH_LEN + fixed, w.pkt.l4 ? w.pkt.l4 - RG_ETH_LEN - fixed : 0,
			   family, before);
		rg_relabel(&img, &w);
		if (!w.v.pass) {
			bad |= w.v.reason != RG_R_LABEL_ROOM && w.v.reason != RG_R_UNTRANSLATABLE;
			continue;
		}
		edited++;
		reason = parse_edited();
		bad |= reason != RG_R_OK || (w.pkt.kind == RG_LABEL_NONE) != strip;
		if (!strip && !bad)
			bad |= rg_label_decode_as(&img, &w, rg_interface(&img, out)->send_index) ||
			       !same_label(&w.label, &l);
		len = w.pkt.l4 > RG_ETH_LEN + fixed ? w.pkt.l4 - RG_ETH_LEN - fixed : 0;
		len = others(w.hdr + RG_ETH_LEN + fixed, len, family, after);
		bad |= n != len || memcmp(before, after, n);
		if (bad)
			complain(rg_reason_name(reason), rg_interface(&img, out), &l);
	}
	ktap_ok(!bad && edited > 100, "%s to %s, IPv%u: other options stay", from, to, family);
	ktap_note("%u packets edited", edited);
}

/* An engine that does not ask for the bytes has a drop, and says why. */
static void test_closed(void)
{
	static const u8 opt[] = { 0x86, 0x0b, 0, 0, 0, 1, 1, 5, 0, 0, 0x60 };
	u32 reason = parse_option(4, opt, sizeof(opt));

	w.in = find("c0");
	w.route = find("h0");
	rg_choose(&img, &w);
	ktap_ok(!reason && !w.v.pass && w.v.reason == RG_R_INTERNAL,
		"until it is edited, a packet that needs an edit is dropped");
	rg_relabel(&img, &w);
	ktap_ok(w.v.pass && w.v.reason == RG_R_OK && w.v.edit == RG_EDIT_TRANSLATE,
		"and then it passes");
	rg_drop(&w, RG_R_RELEASE);
	rg_relabel(&img, &w);
	ktap_ok(!w.v.pass && w.v.reason == RG_R_RELEASE, "no other drop becomes a pass");
}

static int open_policy(void)
{
	const char *top = getenv("TOP");
	char path[512];
	struct rg_interface *ifc;
	u32 i;

	snprintf(path, sizeof(path), "%s/selftests/vectors/edit.rg", top ? top : ".");
	if (rg_policy_compile(path, stderr, 0, &compiled))
		return -1;
	img.page0 = compiled.image;
	/* As the vectors widen them. */
	for (i = 0; i < rg_header(&img)->sec[RG_SEC_INTERFACE].count; i++) {
		ifc = (struct rg_interface *)rg_interface(&img, i);
		ifc->in_min = ifc->out_min = 0;
		ifc->in_max = ifc->out_max = rg_header(&img)->sec[RG_SEC_LEVEL].count - 1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	static const char *const v4[] = { "c0", "c1", "c2", "c5", "h0", "h1", "h2", "h5", "i0",
		"i2", "l0", "p0", "p5" };
	static const char *const v6[] = { "c0", "lx", "h0", "i0", "l0" };
	size_t i;

	seed = ktap_seed(argc, argv);
	if (open_policy()) {
		printf("Bail out! no policy\n");
		return 1;
	}
	for (i = 0; i < sizeof(v4) / sizeof(*v4); i++)
		test_write(v4[i], 4);
	for (i = 0; i < sizeof(v6) / sizeof(*v6); i++)
		test_write(v6[i], 6);
	test_translate("c0", "h0", 4);
	test_translate("h0", "c0", 4);
	test_translate("c0", "i0", 4);
	test_translate("i0", "c0", 4);
	test_translate("c0", "p0", 4);
	test_translate("p0", "c0", 4);
	test_translate("p5", "i0", 4);
	test_translate("c0", "h0", 6);
	test_translate("i0", "lx", 6);
	test_options("s0", "c0", 4);
	test_options("s0", "c0", 6);
	test_options("c0", "s0", 4);
	test_options("c0", "s0", 6);
	test_options("c0", "h0", 4);
	test_options("c0", "p0", 4);
	test_options("c0", "h0", 6);
	test_closed();
	rg_compiled_free(&compiled);
	return ktap_done();
}
