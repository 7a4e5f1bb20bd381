// SPDX-License-Identifier: GPL-2.0-only
/* What stands in the image: times, sets, slots, wire numbers, pairs, supplied labels. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "core/core.h"
#include "core/validate.h"
#include "label/marking.h"
#include "lib/util.h"
#include "policy/policy.h"
#include "../unit/lib/ktap.h"

static struct rg_compiled out;

static const void *record(int sec, size_t i, size_t size)
{
	const struct rg_image_header *h = (const void *)out.image;

	if (i >= h->sec[sec].count) {
		ktap_ok(0, "section %d has a record %zu", sec, i);
		exit(ktap_done());
	}
	return out.image + h->sec[sec].off + i * size;
}

static size_t count(int sec)
{
	return ((const struct rg_image_header *)(const void *)out.image)->sec[sec].count;
}

#define REC(sec, type, i) ((const type *)record(RG_SEC_##sec, i, sizeof(type)))

static const char *string(uint32_t off)
{
	return (const char *)record(RG_SEC_STRING, off, 1);
}

static void compile(const char *more)
{
	static const char base[] =
		"policy image; levels LOW < MID < HIGH; subject S1, S2; form PHOTO;\n"
		"encoding e { level 0 = LOW; level 1 = MID \"秘\"; level 2 = HIGH \"極秘\";"
		" category 1 = subject S1; category 5 = form PHOTO;"
		" category 8 = release KOR inverted; category 3 = release JPN inverted;"
		" category 9 = origin USA; }\n"
		"nation USA { doi 840 encoding e; prefix 10.84.0.0/16; }\n"
		"nation KOR { doi 410 encoding e; prefix 10.82.0.0/16; }\n"
		"nation JPN { doi 392 encoding e; prefix 10.81.0.0/16; }\n";
	char text[8192];

	rg_compiled_free(&out);
	snprintf(text, sizeof(text), "%s%s", base, more);
	if (rg_policy_compile_text("image.rg", text, strlen(text), stderr, 0, &out)) {
		ktap_ok(0, "compiles: %s", more);
		exit(ktap_done());
	}
}

#define BASE_IF(name, body) "interface " name " { " body \
	" labels cipso; accept doi 392, 410, 840; in level LOW .. HIGH; out level LOW .. MID; }\n"
#define INTERFACES BASE_IF("kr0", "nation KOR;") BASE_IF("jp0", "nation JPN;") \
	BASE_IF("us9", "nation USA; hub 1; nexthop 10.84.0.2;") \
	BASE_IF("us3", "nation USA; hub; nexthop 10.84.0.3;") \
	BASE_IF("us1", "nation USA; hub; nexthop 10.84.0.4, fd00:840::2;")

static const struct rg_agreement *agreement(const char *name, size_t *index)
{
	size_t i;

	for (i = 0; i < count(RG_SEC_AGREEMENT); i++) {
		const struct rg_agreement *a = REC(AGREEMENT, struct rg_agreement, i);

		if (strcmp(string(a->name), name))
			continue;
		if (index)
			*index = i;
		return a;
	}
	ktap_ok(0, "there is an agreement %s", name);
	exit(ktap_done());
}

static void window_is(const char *name, int64_t from, int64_t until)
{
	const struct rg_agreement *a = agreement(name, NULL);
	const struct rg_window *w = a->window_count == 1 ?
				    REC(WINDOW, struct rg_window, a->window_first) : NULL;

	if (!ktap_ok(w && w->from == from && w->until == until, "when %s operates", name) && w)
		ktap_note("from %lld, not %lld", (long long)w->from, (long long)from);
}

static void begins(const char *zone, const char *date, int64_t when)
{
	char more[512];

	snprintf(more, sizeof(more), "zone %s; deny D { block KOR -> JPN; in force %s; }", zone,
		 date);
	compile(more);
	ktap_note("%s in %s", date, zone);
	window_is("D", when, RG_TIME_NEVER);
}

/* Expected times are from `TZ=... date -d "... 00:00" +%s`, and from the zones' histories. */
static void check_zones(void)
{
	begins("UTC", "1970-01-01", 0);
	begins("UTC", "1969-12-31", -86400);
	begins("UTC", "2016-11-23", 1479859200);
	begins("Asia/Seoul", "2016-11-23", 1479826800);
	begins("America/New_York", "2014-12-29", 1419829200);
	begins("UTC", "2016-02-29", 1456704000);
	/* Clocks went from 24:00 of the 3rd to 01:00: the day begins at 03:00 UTC. */
	begins("America/Sao_Paulo", "2018-11-04", 1541300400);
	/* Clocks went back at 24:00 to 23:00 of the same day: the next begins an hour later. */
	begins("America/Sao_Paulo", "2018-02-18", 1518922800);
	/* Clocks went from 24:00 to 01:00; in autumn from 01:00 to 00:00, which came twice. */
	begins("America/Havana", "2019-03-10", 1552194000);
	begins("America/Havana", "2019-11-03", 1572753600);
	/* A whole day was left out: 30 December 2011 began as the 31st did. */
	begins("Pacific/Apia", "2011-12-31", 1325239200);
}

#define ALWAYS	"level LOW .. HIGH; subject any; "

static void check_windows(void)
{
	compile("zone UTC;" INTERFACES
		"agreement A { grant USA <-> KOR; direct; " ALWAYS "in force 2000-01-01; }"
		"agreement B { grant USA <-> JPN; direct; " ALWAYS "in force 2005-01-01;"
		"  requires A; }"
		"agreement C { grant KOR <-> JPN; via USA; " ALWAYS "in force 1999-01-01;"
		"  operate from 2001-01-01; requires B; each hop under B, A; }\n"
		"agreement N { grant KOR <-> JPN; direct; " ALWAYS "}"
		"agreement M { grant KOR <-> JPN; direct; " ALWAYS "in force 2000-01-01; requires N; }"
		"agreement O { grant KOR <-> JPN; direct; " ALWAYS "in force 2001-01-01;"
		"  operate from 2000-01-01; }"
		"agreement P { grant KOR <-> JPN; direct; " ALWAYS "in force 2001-01-01;"
		"  operate from 2003-01-01; }"
		"agreement X { grant KOR <-> JPN; direct; " ALWAYS "in force 2000-01-01; requires Y; }"
		"agreement Y { grant KOR <-> JPN; direct; " ALWAYS "in force 2000-01-01; requires Z; }"
		"agreement Z { grant KOR <-> JPN; direct; " ALWAYS "in force 2010-01-01; }"
		"deny D { block KOR -> JPN; }");
	window_is("P", 1041379200, RG_TIME_NEVER);
	window_is("X", 1262304000, RG_TIME_NEVER);
	window_is("A", 946684800, RG_TIME_NEVER);
	window_is("B", 1104537600, RG_TIME_NEVER);
	window_is("C", 1104537600, RG_TIME_NEVER);
	window_is("O", 978307200, RG_TIME_NEVER);
	window_is("D", INT64_MIN, RG_TIME_NEVER);
	ktap_ok(!agreement("N", NULL)->window_count, "without 'in force' it never operates");
	ktap_ok(!agreement("M", NULL)->window_count, "nor does what requires it");
}

static int index_is(uint32_t first, uint32_t n, const size_t *want)
{
	uint32_t i;

	for (i = 0; i < n; i++)
		if (*REC(INDEX, __u16, first + i) != want[i])
			return 0;
	return 1;
}

static uint32_t pair(unsigned int from, unsigned int to)
{
	const struct rg_image_header *h = (const void *)out.image;

	return *REC(PAIR, __u32, from * h->pair_dim + to);
}

/* Nations by code: JPN 1, KOR 2, USA 3.  Hubs: us9 by its number, then us1, us3. */
static void check_agreements(void)
{
	size_t a, b, c, d;
	const struct rg_agreement *via;

	agreement("A", &a);
	agreement("B", &b);
	agreement("D", &d);
	via = agreement("C", &c);
	ktap_ok(a == 0 && b == 1 && c == 2 && d == 3, "agreements stand by name");
	ktap_ok(via->flags == (RG_A_VIA | RG_A_SUBJECT_ANY) && via->hub == 3 && via->hub_mask == 7,
		"the way by the hub");
	ktap_ok(via->require_count == 1 && index_is(via->require_first, 1, &b), "what it requires");
	ktap_ok(via->hop_count == 2 && index_is(via->hop_first, 2, (size_t[]){ a, b }), "its hops");
	ktap_ok(RG_PAIR_COUNT(pair(2, 3)) == 1 && RG_PAIR_COUNT(pair(2, 1)) == 9 &&
		RG_PAIR_COUNT(pair(1, 2)) == 8 && !pair(1, 1) && !pair(0, 1),
		"pairs have the agreements that cover them");
	ktap_ok(index_is(RG_PAIR_FIRST(pair(2, 1)), 2, (size_t[]){ c, d }), "in ascending order");
	ktap_ok(*REC(HUB, __u16, 0) == 4 && *REC(HUB, __u16, 1) == 2 && *REC(HUB, __u16, 2) == 3,
		"hub slots by preference, then name");
}

static void check_flags(void)
{
	const struct rg_agreement *a;

	compile("zone UTC;" INTERFACES
		"agreement A { grant KOR -> JPN; direct; level MID .. HIGH; in force 2000-01-01;"
		" subject within { S2 } or none; release any; third party marked; }"
		"agreement B { grant KOR -> JPN; direct; level LOW .. MID; in force 2000-01-01;"
		" subject within { S1, S2 }; }"
		"deny D { block JPN -> KOR; level HIGH .. HIGH; subject within { S1 }; }");
	a = agreement("A", NULL);
	ktap_ok(a->flags == (RG_A_OR_NONE | RG_A_RELEASE_ANY | RG_A_THIRD_MARKED) &&
		a->level_min == 1 && a->level_max == 2, "clauses become flags");
	ktap_ok(REC(SET, struct rg_set, a->set)->w[0] == 6, "forms are in the set of a grant");
	a = agreement("B", NULL);
	ktap_ok(!a->flags && a->level_min == 0 && a->level_max == 1, "what is absent is stricter");
	ktap_ok(a->set == 1, "all subjects and forms are set 1");
	a = agreement("D", NULL);
	ktap_ok(a->flags == RG_A_DENY && a->level_min == 2 &&
		REC(SET, struct rg_set, a->set)->w[0] == 1, "of a deny: the subjects that it meets");
	ktap_ok(REC(SET, struct rg_set, 0)->w[0] == 3 && REC(SET, struct rg_set, 1)->w[0] == 7,
		"the first two sets");
}

static void check_encoding(void)
{
	const struct rg_encoding *e;
	const __u16 *wire;

	compile("");
	e = REC(ENCODING, struct rg_encoding, 0);
	ktap_ok(e->level[0] == 0 && e->level[2] == 2 && e->level[3] == RG_LEVEL_NONE, "wire levels");
	ktap_ok(!e->level_name[0] && !strcmp(string(e->level_name[1]), "秘") &&
		!strcmp(string(e->level_name[2]), "極秘"), "the encoding's own words");
	wire = REC(WIRE, __u16, e->wire_first);
	ktap_ok(e->wire_count == 10 && wire[0] == RG_WIRE_NONE &&
		wire[1] == RG_WIRE(RG_WIRE_CATEGORY, 0) && wire[5] == RG_WIRE(RG_WIRE_CATEGORY, 2) &&
		wire[8] == (RG_WIRE(RG_WIRE_RELEASE, 2) | RG_WIRE_INVERTED) &&
		wire[9] == RG_WIRE(RG_WIRE_ORIGIN, 3), "wire numbers");
	wire = REC(WIRE, __u16, e->inv_first);
	ktap_ok(e->inv_count == 2 && wire[0] == 3 && wire[1] == 8, "inverted releases");
	ktap_ok(REC(DOI, struct rg_doi, 0)->doi == 392 && REC(DOI, struct rg_doi, 2)->doi == 840 &&
		REC(DOI, struct rg_doi, 1)->nation == 2, "DOIs ascend");
}

static void check_interface(void)
{
	const struct rg_interface *f;
	const struct rg_local *l;

	compile(INTERFACES BASE_IF("eth0.7", "nation KOR; local out tcp 179; local in tcp 22 .. 23,"
				   " icmp; in subject within { S2 }; out subject within { S1 };")
		"unmanaged { z0, a0; }");
	f = REC(INTERFACE, struct rg_interface, 0);
	ktap_ok(!strcmp(f->name, "eth0.7") && f->nation == 2 && f->flags == RG_IF_CIPSO &&
		f->in_min == 0 && f->in_max == 2 && f->out_max == 1 && f->hub_slot == RG_HUB_NONE,
		"an interface");
	ktap_ok(REC(SET, struct rg_set, f->in_set)->w[0] == 6 &&
		REC(SET, struct rg_set, f->out_set)->w[0] == 5, "its sets");
	ktap_ok(f->doi_count == 3 && f->doi[0] == 392 && f->doi[2] == 840 && f->doi_index[1] == 1,
		"its DOIs");
	l = REC(LOCAL, struct rg_local, f->local_first);
	ktap_ok(f->local_count == 3 && l[0].proto == 1 && l[0].dir == RG_LOCAL_IN &&
		l[0].port_min == 0 && l[0].port_max == 65535 && l[1].proto == 6 &&
		l[1].port_min == 22 && l[1].port_max == 23 && l[2].dir == RG_LOCAL_OUT &&
		l[2].port_min == 179, "its local statements");
	f = REC(INTERFACE, struct rg_interface, 3);
	ktap_ok(!strcmp(f->name, "us1") && f->flags == (RG_IF_CIPSO | RG_IF_HUB) && f->hub_slot == 1 &&
		!memcmp(f->nexthop4, "\x0a\x54\x00\x04", 4) && f->nexthop6[0] == 0xfd &&
		f->nexthop6[15] == 2, "a hub interface");
	ktap_ok(!strcmp((const char *)record(RG_SEC_UNMANAGED, 0, 16), "a0") &&
		!strcmp((const char *)record(RG_SEC_UNMANAGED, 1, 16), "z0"), "unmanaged ones");
}

static void check_supplied(void)
{
	const struct rg_interface *f;

	compile("interface jp0 { nation JPN; label supplied \"MID//S2/PHOTO//FGI KOR//REL TO JPN,"
		" KOR, USA\"; in level MID .. MID; out level LOW .. MID; }");
	f = REC(INTERFACE, struct rg_interface, 0);
	ktap_ok(f->flags == RG_IF_SUPPLIED && f->sup_level == 1 &&
		REC(SET, struct rg_set, f->sup_set)->w[0] == 6 &&
		REC(NSET, struct rg_nset, f->sup_release)->w[0] == 14 &&
		REC(NSET, struct rg_nset, f->sup_origin)->w[0] == 4, "a supplied label");
	ktap_ok(!REC(NSET, struct rg_nset, 0)->w[0], "nation set 0 is empty");
}

/* Markings that are parsed and printed again; the second is how they come out. */
static void check_markings(void)
{
	static const struct {
		const char *in, *out;
		unsigned int owner;
	} cases[] = {
		{ "LOW//NOFORN", "LOW//NOFORN", 0 }, { "HIGH", "HIGH//NOFORN", 0 },
		{ "MID//S2/S1", "MID//S1/S2//NOFORN", 0 },
		{ "MID//S1/PHOTO//FGI JPN KOR//REL TO USA, JPN, KOR",
		  "MID//S1/PHOTO//FGI JPN KOR//REL TO USA, JPN, KOR", 0 },
		{ "MID//REL TO JPN, KOR, USA", "MID//REL TO USA, JPN, KOR", 0 },
		{ "MID//REL TO JPN, KOR, USA", "MID//REL TO JPN, KOR, USA", 2 },
		{ "MID//REL TO USA, JPN, KOR", "MID//REL TO USA, JPN, KOR", 3 },
		{ "MID//REL TO JPN", "MID//REL TO JPN", 2 },
		{ "MID//REL TO KOR, USA", "MID//REL TO KOR, USA", 2 },
		{ "MID//REL TO USA, KOR", "MID//REL TO USA, KOR", 3 },
	};
	struct marking_names names;
	struct marking_error err;
	struct rg_label label;
	char buf[MARKING_MAX];
	size_t i;

	compile("");
	if (marking_names_from_image(out.image, &names))
		exit(2);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int ret = marking_parse(&names, cases[i].in, cases[i].owner, &label, &err);

		buf[0] = '\0';
		if (!ret)
			marking_print(&names, &label, cases[i].owner, buf);
		if (!ktap_ok(!ret && !strcmp(buf, cases[i].out), "%s, owner %u", cases[i].in,
			     cases[i].owner))
			ktap_note("%s", ret ? err.text : buf);
	}
	memset(&label, 0, sizeof(label));
	label.release[0] = 1 << 3;
	ktap_ok(!strcmp(marking_print(&names, &label, 2, buf), "LOW//REL TO KOR, USA"),
		"released to the USA alone: its owner is named too");
	ktap_ok(!strcmp(marking_print(&names, &label, 3, buf), "LOW//NOFORN"),
		"released to its owner alone: to nobody");
	marking_names_free(&names);
}

static void check_header(void)
{
	const struct rg_image_header *h = (const void *)out.image;
	uint8_t digest[32];
	struct rg_fault fault;

	compile("zone \"Asia/Tokyo\"; subject S3;");
	h = (const void *)out.image;
	ktap_ok(h->magic == RG_IMAGE_MAGIC && h->version == RG_IMAGE_VERSION &&
		h->size == out.size && h->pair_dim == 4 && h->set_words == 1, "the header");
	ktap_ok(!strcmp(string(h->name), "image") && !strcmp(string(h->zone), "Asia/Tokyo"),
		"name and zone");
	ktap_ok(!rg_image_digest(out.image, out.size, digest) && !memcmp(digest, h->digest, 32),
		"the digest");
	ktap_ok(!rg_validate(out.image, out.size, &fault), "the validator takes it");
}

int main(void)
{
	check_zones();
	check_windows();
	check_agreements();
	check_flags();
	check_encoding();
	check_interface();
	check_supplied();
	check_markings();
	check_header();
	rg_compiled_free(&out);
	return ktap_done();
}
