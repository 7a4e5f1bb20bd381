// SPDX-License-Identifier: GPL-2.0-only
/* The encoders: byte for byte, and back through the parser. */
#include <stdio.h>
#include <stdlib.h>
#include "core/emit.h"
#include "lib/frame.h"
#include "lib/image.h"
#include "lib/ktap.h"

#define ROUNDS 20000

static struct rg_work w;
static struct frame f;
static uint64_t seed;

static const u16 c0_17[] = { 0, 17 };
static const u16 c3_300[] = { 3, 300 };

static bool same(const u8 *got, u32 len, const char *want)
{
	u8 bytes[300];
	u32 i, n = hex(want, bytes, sizeof(bytes));

	if (n == len && !memcmp(got, bytes, n))
		return true;
	printf("# got ");
	for (i = 0; i < len; i++)
		printf("%02x", got[i]);
	printf("\n");
	return false;
}

static void cipso(const char *name, u32 form, const u16 *cat, u32 count, const char *want)
{
	struct rg_wire_label l = { .doi = 16, .level = 6, .cat = cat, .count = count };
	u8 opt[RG_CIPSO_MAX];
	u32 len = 0, fault;

	memset(opt, 0xa5, sizeof(opt));
	fault = rg_emit_cipso(&l, form, opt, &len);
	/* With its padding: the whole option area. */
	ktap_ok(!fault && same(opt, (len + 3) & ~3u, want), "%s", name);
}

static void cipso_fault(const char *name, u32 form, struct rg_wire_label l, u32 want)
{
	u8 opt[RG_CIPSO_MAX];
	u32 len, fault = rg_emit_cipso(&l, form, opt, &len);

	if (!ktap_ok(fault == want, "%s", name))
		ktap_note("fault %u, not %u", fault, want);
}

static void test_cipso_vectors(void)
{
	u16 cat[512];
	u32 i;

	cipso("tag 1, categories 0 and 17", 1, c0_17, 2, "860d00000010 01070006800040 000000");
	cipso("tag 1, no category", 1, NULL, 0, "860a00000010 01040006 0000");
	cipso("tag 1, optimised", RG_CIPSO_FIXED, c0_17, 2,
	      "861400000010 010e0006 80004000000000000000");
	cipso("tag 2, categories 3 and 300", 2, c3_300, 2, "860e00000010 02080006 0003012c 0000");
	for (i = 0; i < 18; i++)
		cat[i] = i;
	for (i = 0; i < 101; i++)
		cat[18 + i] = 200 + i;
	cipso("tag 5, 300-200 and 17-0", 5, cat, 119, "861000000010 050a0006 012c00c80011");
	cipso("shortest: many of two ranges take tag 5", 0, cat, 119,
	      "861000000010 050a0006 012c00c80011");
	cipso("shortest: nothing takes tag 1", 0, NULL, 0, "860a00000010 01040006 0000");
	cipso("shortest: few far apart take tag 2", 0, c3_300, 2,
	      "860e00000010 02080006 0003012c 0000");
	cipso("tag 5, category 0 alone", 5, cat, 1, "860c00000010 05060006 0000");
	cipso("tag 5, no category", 5, NULL, 0, "860a00000010 05040006 0000");
}

#define L(...) ((struct rg_wire_label){ __VA_ARGS__ })

static void permissive(const char *name, struct rg_wire_label l, const char *want)
{
	u8 opt[RG_CIPSO_MAX];
	u32 len = 0, fault;

	memset(opt, 0xa5, sizeof(opt));
	fault = rg_emit_cipso(&l, RG_CIPSO_SHORTEST, opt, &len);
	ktap_ok(!fault && same(opt, (len + 3) & ~3u, want), "tag 6: %s", name);
}

static void test_permissive(void)
{
	static const u16 c33_34[] = { 33, 34 }, c207[] = { 207 }, c208[] = { 208 };
	static const u16 descending[] = { 3, 2 };
	u8 opt[RG_CALIPSO_MAX];
	u32 len;

	permissive("beside a bitmap", L(.doi = 16, .level = 6, .cat = c0_17, .count = 2,
					.perm = c33_34, .perm_count = 2),
		   "861600000010 01070006800040 060900060000000060 0000");
	permissive("beside a list", L(.doi = 16, .level = 6, .cat = c3_300, .count = 2,
				      .perm = c0_17, .perm_count = 1),
		   "861300000010 020800060003012c 0605000680 00");
	permissive("all the room there is", L(.doi = 16, .level = 6, .perm = c207,
					      .perm_count = 1),
		   "862800000010 01040006 061e0006 0000000000000000000000000000000000000000000000000001");
	cipso_fault("tag 6, category 208", 1, L(.doi = 1, .perm = c208, .perm_count = 1),
		    RG_E_RANGE);
	cipso_fault("tag 6, descending", 1, L(.doi = 1, .perm = descending, .perm_count = 2),
		    RG_E_ORDER);
	cipso_fault("tag 6, no room beside the other", 1,
		    L(.doi = 1, .cat = c0_17, .count = 2, .perm = c207, .perm_count = 1),
		    RG_E_SPACE);
	ktap_ok(rg_emit_calipso(&L(.doi = 1, .perm = c207, .perm_count = 1), false, opt, &len) ==
		RG_E_FORM, "calipso has no permissive tag");
	ktap_ok(rg_emit_ripso(&L(.level = 0x5a, .perm = c207, .perm_count = 1), opt, &len) ==
		RG_E_FORM, "nor has ripso");
}

static void test_cipso_faults(void)
{
	static const u16 descending[] = { 3, 2 }, twice[] = { 3, 3 }, c240[] = { 240 };
	static const u16 c80[] = { 80 }, c65535[] = { 65535 }, c239[] = { 239 };
	u16 even[16];
	u32 i;

	for (i = 0; i < 16; i++)
		even[i] = 1000 + i * 2;
	cipso_fault("DOI 0", 1, L(.level = 1), RG_E_DOI);
	cipso_fault("level 256", 1, L(.doi = 1, .level = 256), RG_E_LEVEL);
	cipso_fault("descending", 1, L(.doi = 1, .cat = descending, .count = 2), RG_E_ORDER);
	cipso_fault("twice the same", 2, L(.doi = 1, .cat = twice, .count = 2), RG_E_ORDER);
	cipso_fault("tag 1, category 239", 1, L(.doi = 1, .cat = c239, .count = 1), RG_E_OK);
	cipso_fault("tag 1, category 240", 1, L(.doi = 1, .cat = c240, .count = 1), RG_E_RANGE);
	cipso_fault("optimised, category 80", RG_CIPSO_FIXED, L(.doi = 1, .cat = c80, .count = 1),
		    RG_E_RANGE);
	cipso_fault("category 65535", 2, L(.doi = 1, .cat = c65535, .count = 1), RG_E_RANGE);
	cipso_fault("tag 2, fifteen", 2, L(.doi = 1, .cat = even, .count = 15), RG_E_OK);
	cipso_fault("tag 2, sixteen", 2, L(.doi = 1, .cat = even, .count = 16), RG_E_SPACE);
	cipso_fault("tag 5, seven ranges", 5, L(.doi = 1, .cat = even, .count = 7), RG_E_OK);
	cipso_fault("tag 5, eight ranges", 5, L(.doi = 1, .cat = even, .count = 8), RG_E_SPACE);
	cipso_fault("shortest of what fits nowhere", 0, L(.doi = 1, .cat = even, .count = 16),
		    RG_E_SPACE);
	cipso_fault("tag 6", 6, L(.doi = 1), RG_E_FORM);
	cipso_fault("tag 2 cannot say a zero", 2, L(.doi = 1, .span = 1), RG_E_INVERTED);
	cipso_fault("tag 5 cannot say a zero", 5, L(.doi = 1, .span = 1), RG_E_INVERTED);
	cipso_fault("tag 1 says a zero in ten octets", 1, L(.doi = 1, .span = 80), RG_E_OK);
	cipso_fault("tag 1 cannot say a zero beyond", 1, L(.doi = 1, .span = 81), RG_E_INVERTED);
	cipso_fault("nor can any form", 0, L(.doi = 1, .span = 81), RG_E_INVERTED);
}

static void calipso(const char *name, const u16 *cat, u32 count, bool even, const char *want)
{
	struct rg_wire_label l = { .doi = 16, .level = 6, .cat = cat, .count = count };
	u8 opt[RG_CALIPSO_MAX], hdr[RG_HOPOPTS_MAX];
	u32 len = 0, fault = rg_emit_calipso(&l, even, opt, &len);

	ktap_ok(!fault && same(hdr, rg_emit_hopopts(6, opt, len, hdr), want), "%s", name);
}

static void test_calipso(void)
{
	static const u16 c1951[] = { 1951 }, c1952[] = { 1952 };
	u8 opt[RG_CALIPSO_MAX];
	u32 len;

	calipso("calipso, no compartments", NULL, 0, false, "0601 070800000010 0006deba 01020000");
	calipso("calipso, 32 bits", c0_17, 2, false, "0601 070c00000010 0106dfaf 80004000");
	calipso("calipso, 64 bits", c0_17, 2, true,
		"0602 071000000010 020604bc 80004000 00000000 01020000");
	ktap_ok(rg_emit_calipso(&L(.doi = 1, .cat = c1951, .count = 1), false, opt, &len) ==
		RG_E_OK && len == 254, "calipso, category 1951");
	ktap_ok(rg_emit_calipso(&L(.doi = 1, .cat = c1952, .count = 1), false, opt, &len) ==
		RG_E_RANGE, "calipso, category 1952");
	ktap_ok(rg_emit_calipso(&L(.doi = 1, .cat = c1951, .count = 1), true, opt, &len) ==
		RG_E_RANGE, "calipso, category 1951 in words of 64 bits");
	ktap_ok(rg_emit_calipso(&L(.level = 1), false, opt, &len) == RG_E_DOI, "calipso, DOI 0");
}

static void frame_of(u32 family, const u8 *opt, u32 len)
{
	static const u8 udp[8] = { 0, 1, 0, 2, 0, 8, 0, 0 };
	u8 rest[RG_HOPOPTS_MAX + 8];
	u32 n;

	if (family == 4) {
		frame_ip4(&f, 17, opt, len, udp, 8);
		return;
	}
	n = rg_emit_hopopts(17, opt, len, rest);
	memcpy(rest + n, udp, 8);
	frame_ip6(&f, 0, rest, n + 8);
}

/* Category numbers as the wire has them, read apart from the core. */
static u32 read_back(u16 *cat)
{
	const struct rg_packet *p = &w.pkt;
	const u8 *b = w.hdr + p->body;
	u32 i, high, low, n = 0;

	if (p->kind == RG_LABEL_CIPSO && p->tag == 2) {
		for (i = 0; i < p->body_len; i += 2)
			cat[n++] = b[i] << 8 | b[i + 1];
	} else if (p->kind == RG_LABEL_CIPSO && p->tag == 5) {
		for (i = (p->body_len + 3) & ~3u; i > 0; i -= 4) {
			high = b[i - 4] << 8 | b[i - 3];
			low = i > p->body_len ? 0 : b[i - 2] << 8 | b[i - 1];
			while (low <= high)
				cat[n++] = low++;
		}
	} else {
		for (i = 0; i < p->body_len * 8u; i++) {
			if (b[i / 8] >> (7 - i % 8) & 1 && (p->kind != RG_LABEL_RIPSO || i % 8 != 7))
				cat[n++] = i;
		}
	}
	return n;
}

/* Ascending numbers below @top: runs, singles and gaps. */
static u32 random_numbers(u16 *cat, u32 max, u32 top)
{
	u32 at = ktap_below(&seed, 3) ? ktap_below(&seed, top) : 0, n = 0, run;

	while (at < top && n < max) {
		for (run = 1 + ktap_below(&seed, ktap_below(&seed, 2) ? 1 : 40); run &&
		     n < max; run--) {
			if (at < top)
				cat[n++] = at++;
		}
		at += 1 + ktap_below(&seed, 1 + ktap_below(&seed, top / 2));
		if (!ktap_below(&seed, 6))
			break;
	}
	return n;
}

/* RIPSO names no DOI, has four levels, and no flag in the lowest bit of an octet. */
static bool ripso_trip(void)
{
	static const u8 levels[] = { 0x3d, 0x5a, 0x96, 0xab };
	static u16 cat[512], back[70000];
	struct rg_wire_label l = { .level = levels[ktap_below(&seed, 4)], .cat = cat };
	u32 len, n, step = 1 + ktap_below(&seed, 60);
	u8 opt[RG_CALIPSO_MAX];

	for (n = ktap_below(&seed, step); n < 296; n += 1 + ktap_below(&seed, step)) {
		if (n % 8 != 7)
			cat[l.count++] = n;
	}
	if (rg_emit_ripso(&l, opt, &len))
		return false;
	frame_of(4, opt, len);
	return frame_parse(&f, &w) == RG_R_OK && w.pkt.kind == RG_LABEL_RIPSO && !w.pkt.doi &&
	       w.pkt.level == l.level && w.pkt.opt_len == len && read_back(back) == l.count &&
	       !memcmp(back, cat, l.count * sizeof(*cat));
}

/* A permissive tag beside it, sometimes. */
static u32 perm_back(u16 *cat)
{
	const u8 *b = w.hdr + w.pkt.perm;
	u32 i, n = 0;

	for (i = 0; w.pkt.perm && i < w.pkt.perm_len * 8u; i++) {
		if (b[i / 8] >> (7 - i % 8) & 1)
			cat[n++] = i;
	}
	return n;
}

static bool same_perm(const struct rg_wire_label *l)
{
	static u16 back[256];

	return perm_back(back) == l->perm_count &&
	       !memcmp(back, l->perm, l->perm_count * sizeof(*back));
}

static bool round_trip(u32 form)
{
	static u16 cat[4096], back[70000], perm[256];
	struct rg_wire_label l = {
		.doi = (ktap_random(&seed) & 0xffffffff) | 1, .level = ktap_below(&seed, 256),
		.cat = cat, .perm = perm,
	};
	u8 opt[RG_CALIPSO_MAX];
	u32 len, fault, family = form == 7 ? 6 : 4;

	l.count = random_numbers(cat, form == 2 ? 15 : 2000,
				 form == 7 ? 1952 : form == RG_CIPSO_FIXED ? 80 : form ==
				 1 ? 240 : 65535);
	if (family == 4 && !ktap_below(&seed, 3))
		l.perm_count = random_numbers(perm, 256, ktap_below(&seed, 2) ? 208 : 60);
	if (family == 6)
		fault = rg_emit_calipso(&l, false, opt, &len);
	else
		fault = rg_emit_cipso(&l, form, opt, &len);
	if (fault)	/* only ranges, the choice of forms, or two tags may lack the space */
		return (form == 5 || form == 0 || l.perm_count) && fault == RG_E_SPACE;
	frame_of(family, opt, len);
	return frame_parse(&f, &w) == RG_R_OK && w.pkt.doi == l.doi && w.pkt.level == l.level &&
	       w.pkt.opt_len == len && read_back(back) == l.count &&
	       !memcmp(back, cat, l.count * sizeof(*cat)) && same_perm(&l);
}

static void test_round_trips(void)
{
	static const u32 forms[] = { 1, 2, 5, RG_CIPSO_FIXED, 0, 7 };
	static const char *const names[] = {
		"tag 1", "tag 2", "tag 5", "tag 1, optimised", "the shortest", "calipso",
	};
	uint64_t was;
	u32 i, n;

	for (n = 0, was = seed; n < ROUNDS && ripso_trip(); n++)
		was = seed;
	if (!ktap_ok(n == ROUNDS, "%u random labels there and back: ripso", ROUNDS))
		ktap_note("fails with seed %llu", (unsigned long long)was);
	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		for (n = 0, was = seed; n < ROUNDS && round_trip(forms[i]); n++)
			was = seed;
		if (!ktap_ok(n == ROUNDS, "%u random labels there and back: %s", ROUNDS, names[i]))
			ktap_note("fails with seed %llu", (unsigned long long)was);
	}
}

static void random_label(struct rg_label *l)
{
	u32 i, n;

	memset(l, 0, sizeof(*l));
	l->level = ktap_below(&seed, 5);
	for (n = ktap_below(&seed, 6); n; n--) {
		i = ktap_below(&seed, 70);
		l->cat[i / 64] |= 1ull << (i % 64);
	}
	l->release[0] = ktap_below(&seed, 8) << 1;
	l->origin[0] = ktap_below(&seed, 8) << 1;
}

static bool label_trip(const struct rg_image *img, u32 doi, bool calipso, bool apart)
{
	struct rg_wire_label wire;
	u16 cat[RG_EMIT_NAMES_MAX], perm[RG_EMIT_NAMES_MAX];
	u8 opt[RG_CALIPSO_MAX];
	struct rg_label label;
	u32 len, fault;

	random_label(&label);
	if (rg_emit_numbers(img, doi, &label, cat, &wire))
		return false;
	if (apart && rg_emit_apart(img, cat, perm, &wire))
		return doi == DOI_INVERTED && label.release[0];
	fault = calipso ? rg_emit_calipso(&wire, false, opt, &len) : rg_emit_cipso(&wire, 0, opt,
	    &len);
	if (fault)
		return (doi == DOI_INVERTED && !calipso && fault == RG_E_INVERTED) ||
		       (apart && fault == RG_E_SPACE);	/* two bitmaps take more than one */
	frame_of(calipso ? 6 : 4, opt, len);
	if (frame_parse(&f, &w) != RG_R_OK)
		return false;
	w.in = KR0;
	if (rg_label_decode(img, &w) != RG_R_OK)
		return false;
	return w.label.level == label.level && !memcmp(w.label.cat, label.cat, sizeof(label.cat)) &&
	       !memcmp(w.label.release, label.release, sizeof(label.release)) &&
	       !memcmp(w.label.origin, label.origin, sizeof(label.origin));
}

static void test_labels(void)
{
	static const u32 dois[] = { 410, DOI_INVERTED };
	struct test_image t;
	struct rg_image img;
	uint64_t was;
	bool calipso, apart;
	u32 i, n;

	image_make(&t);
	img = image_view(&t);
	for (i = 0; i < 6; i++) {
		calipso = i % 3 == 1;
		apart = i % 3 == 2;
		t.ifc[KR0].flags |= apart ? RG_IF_PERMISSIVE : 0;
		for (n = 0, was = seed; n < ROUNDS &&
		     label_trip(&img, dois[i / 3], calipso, apart); n++)
			was = seed;
		t.ifc[KR0].flags &= ~RG_IF_PERMISSIVE;
		if (!ktap_ok(n == ROUNDS, "%u labels of a policy there and back: DOI %u, %s",
			     ROUNDS, dois[i / 3], calipso ? "calipso" : apart ?
			     "cipso with a permissive tag" : "cipso"))
			ktap_note("fails with seed %llu", (unsigned long long)was);
	}
	image_free(&t);
}

static void numbers_fault(const char *name, const struct rg_image *img, u32 doi,
			  const struct rg_label *label, u32 want)
{
	u16 cat[RG_EMIT_NAMES_MAX];
	struct rg_wire_label wire;
	u32 fault = rg_emit_numbers(img, doi, label, cat, &wire);

	if (!ktap_ok(fault == want, "%s", name))
		ktap_note("fault %u, not %u", fault, want);
}

static void test_unsayable(void)
{
	struct rg_label label = { .level = 2, .cat = { 1 }, .release = { 2 }, .origin = { 4 } };
	struct test_image t;
	struct rg_image img;

	image_make(&t);
	img = image_view(&t);
	numbers_fault("a DOI of nobody", &img, 411, &label, RG_E_DOI_UNKNOWN);
	numbers_fault("what can be said", &img, 410, &label, RG_E_OK);
	label.level = 5;
	numbers_fault("a level without a number", &img, 410, &label, RG_E_LEVEL_NAME);
	label.level = RG_LEVEL_NONE;
	numbers_fault("a level that is none", &img, 410, &label, RG_E_LEVEL_NAME);
	label.level = 2;
	t.wire[0] = RG_WIRE_NONE;
	numbers_fault("a category without a number", &img, 410, &label, RG_E_CATEGORY_NAME);
	label.cat[0] = 0;
	t.wire[101] = RG_WIRE_NONE;
	numbers_fault("a release without a number", &img, 410, &label, RG_E_RELEASE_NAME);
	label.release[0] = 0;
	t.wire[112] = RG_WIRE_NONE;
	numbers_fault("an origin without a number", &img, 410, &label, RG_E_ORIGIN_NAME);
	image_free(&t);
}

int main(int argc, char **argv)
{
	seed = ktap_seed(argc, argv);
	test_cipso_vectors();
	test_cipso_faults();
	test_permissive();
	test_calipso();
	test_round_trips();
	test_labels();
	test_unsayable();
	return ktap_done();
}
