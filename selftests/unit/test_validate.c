// SPDX-License-Identifier: GPL-2.0-only
/* rg_validate(): accepts what is right, and refuses each thing that is wrong for what it is. */
#include <stdio.h>
#include <stdlib.h>
#include "core/validate.h"
#include "lib/exercise.h"
#include "lib/fault.h"
#include "lib/image.h"
#include "lib/ktap.h"

static struct test_image t;

static void expect(const char *name, u32 code, u32 section)
{
	struct rg_fault fault;
	u32 got = rg_validate(t.b, t.size, &fault);

	if (!ktap_ok(got == code && fault.code == code && (!code || fault.section == section),
		     "%s: %s",
		     name, code ? rg_fault_text(&(struct rg_fault){ code, section,
			 0 }) : "accepted"))
		ktap_note("got %s", got ? rg_fault_text(&fault) : "accepted");
}

/* Each change is made to a fresh image. */
#define BAD(section, code, name, ...) \
	do { \
		image_make(&t); \
		__VA_ARGS__; \
		expect(name, RG_F_##code, RG_SEC_##section); \
		image_free(&t); \
	} while (0)
#define GOOD(name, ...) BAD(COUNT, OK, name, __VA_ARGS__)
#define HEADER(code, name, ...) BAD(COUNT, code, name, __VA_ARGS__)
#define REC(section, i, type) (*(type *)image_record(&t, RG_SEC_##section, i, sizeof(type)))
#define SEC(section) (t.h->sec[RG_SEC_##section])

static void test_header(void)
{
	GOOD("the test image", (void)0);
	HEADER(MAGIC, "magic", t.h->magic ^= 1);
	HEADER(MAGIC, "the other byte order", t.h->magic = __builtin_bswap32(t.h->magic));
	HEADER(VERSION_NEW, "next version", t.h->version++);
	HEADER(VERSION, "version 0", t.h->version = 0);
	HEADER(HEADER, "header size", t.h->header_size = 256);
	HEADER(SIZE, "one byte more", t.h->size++);
	HEADER(SIZE, "one byte less", t.h->size--);
	HEADER(HEADER, "policy part larger than the image", t.h->policy_size = t.size + 1);
	HEADER(HEADER, "policy part smaller than the header", t.h->policy_size = 511);
	HEADER(HEADER, "no words of a set", t.h->set_words = 0);
	HEADER(HEADER, "more words than a set has", t.h->set_words = RG_SET_WORDS + 1);
	HEADER(RESERVED, "reserved bytes of the header", t.h->reserved[5] = 1);
	HEADER(RESERVED, "flags of the header that mean nothing", t.h->flags = 4);
	HEADER(STRING, "the policy's name", t.h->name = 64);
	HEADER(STRING, "the policy's zone", t.h->zone = ~0u);
	BAD(PAIR, COUNT, "width of the pair matrix", t.h->pair_dim++);
	BAD(PAIR, COUNT, "pair matrix and nations", SEC(PAIR).count--);
}

static void test_sections(void)
{
	BAD(LEVEL, SECTION, "misaligned", SEC(LEVEL).off += 256);
	BAD(CATEGORY, SECTION, "swapped with the one before",
	    u32 off = SEC(LEVEL).off; SEC(LEVEL).off = SEC(CATEGORY).off; SEC(CATEGORY).off = off);
	BAD(SET, SECTION, "over the one before", SEC(CATEGORY).count = 129);
	BAD(STRING, SECTION, "over the header", SEC(STRING).off = 0);
	BAD(CELL, SECTION, "beyond the image", SEC(CELL).count += 512);
	BAD(CELL, SECTION, "far beyond the image", SEC(CELL).count = 0x04000000);
	BAD(CELL, COUNT, "so many that the length wraps", SEC(CELL).count = 0x20000001);
	BAD(EVENT, SECTION, "beyond the policy part", t.h->policy_size -= 512);
	BAD(NATION, COUNT, "no nation", SEC(NATION).count = 0);
	BAD(NATION, COUNT, "257 nations", SEC(NATION).count = 257);
	BAD(LEVEL, COUNT, "no level", SEC(LEVEL).count = 0);
	BAD(SET, COUNT, "one set", SEC(SET).count = 1);
	BAD(NSET, COUNT, "no nation set", SEC(NSET).count = 0);
	BAD(HUB, COUNT, "33 hub slots", SEC(HUB).count = 33);
	BAD(CATEGORY, COUNT, "more categories than words in use", t.h->set_words = 1);
}

static void test_vocabulary(void)
{
	BAD(STRING, STRING, "no empty string first", t.b[SEC(STRING).off] = 'x');
	BAD(STRING, STRING, "last string not terminated", t.b[SEC(STRING).off + 63] = 'x');
	BAD(NATION, NATION_CODE, "small letters", REC(NATION, 1, struct rg_nation).code[0] = 'u');
	BAD(NATION, NATION_CODE, "four letters", REC(NATION, 1, struct rg_nation).code[3] = 'X');
	BAD(NATION, NATION_CODE, "nobody's code, not terminated",
	    REC(NATION, 0, struct rg_nation).code[3] = 'X');
	BAD(NATION, RESERVED, "a nation's flags", REC(NATION, 1, struct rg_nation).flags = 1);
	BAD(NATION, RESERVED, "a nation's reserved", REC(NATION, 1,
	    struct rg_nation).reserved[1] = 1);
	BAD(LEVEL, STRING, "a level's name", REC(LEVEL, 2, u32) = 64);
	BAD(CATEGORY, STRING, "a category's name", REC(CATEGORY, 2, struct rg_category).name = 64);
	BAD(CATEGORY, KIND, "a category's kind", REC(CATEGORY, 2, struct rg_category).kind = 2);
	BAD(SET, SET, "set 0 lacks a subject", REC(SET, 0, struct rg_set).w[0] &= ~2ull);
	BAD(SET, SET, "set 0 has a form", REC(SET, 0, struct rg_set).w[0] |= 1ull << 9);
	BAD(SET, SET, "set 0 has what is no category", REC(SET, 0, struct rg_set).w[15] = 1);
	BAD(SET, SET, "set 1 lacks a form", REC(SET, 1, struct rg_set).w[0] &= ~(1ull << 9));
	BAD(NSET, SET, "nation set 0 has a nation", REC(NSET, 0, struct rg_nset).w[0] = 2);
	BAD(NSET, NATION, "a nation set has nobody", REC(NSET, 1, struct rg_nset).w[0] |= 1);
	BAD(NSET, NATION, "a nation set has a nation too high", REC(NSET, 1,
	    struct rg_nset).w[0] |= 16);
	BAD(NSET, NATION, "a nation set has nation 255", REC(NSET, 2,
	    struct rg_nset).w[3] = 1ull << 63);
}

static void test_encodings(void)
{
	BAD(ENCODING, LEVEL, "a level too high", t.encoding[0].level[3] = 5);
	BAD(ENCODING, STRING, "an own word", t.encoding[0].level_name[31] = 64);
	BAD(ENCODING, STRING, "an encoding's name", t.encoding[1].name = 64);
	BAD(ENCODING, RESERVED, "an encoding's reserved", t.encoding[1].reserved[0] = 1);
	BAD(ENCODING, WIRE, "numbers beyond the pool", t.encoding[0].wire_first = 281);
	BAD(ENCODING, WIRE, "numbers that wrap", t.encoding[0].wire_first = ~0u);
	BAD(ENCODING, WIRE, "two encodings share numbers", SEC(WIRE).count = 370;
	    t.encoding[1].wire_first = 60; t.encoding[1].inv_first = t.encoding[1].inv_count = 0;
	    t.encoding[1].named_first = 243);
	BAD(ENCODING, WIRE, "named list beyond the pool", t.encoding[1].named_first = 325);
	BAD(ENCODING, WIRE, "named list too short", t.encoding[1].named_count--);
	BAD(ENCODING, WIRE, "named list too long", t.encoding[0].named_count++);
	BAD(ENCODING, WIRE, "named list out of order", t.wire[243] = 1; t.wire[244] = 0);
	BAD(ENCODING, WIRE, "a name is not listed", t.wire[243 + 75] = 99);
	BAD(ENCODING, WIRE, "inverted list beyond the pool", t.encoding[1].inv_first = 398);
	BAD(ENCODING, WIRE, "inverted list too short", t.encoding[1].inv_count = 2);
	BAD(ENCODING, WIRE, "inverted list too long", t.encoding[1].inv_count = 4);
	BAD(ENCODING, WIRE, "inverted list out of order", t.wire[240] = 102; t.wire[241] = 101);
	BAD(ENCODING, WIRE, "inverted release not listed", t.wire[101] |= RG_WIRE_INVERTED);
	BAD(ENCODING, WIRE_NAME, "a category too high", t.wire[5] = RG_WIRE(RG_WIRE_CATEGORY, 70));
	BAD(ENCODING, WIRE_NAME, "a nation too high", t.wire[5] = RG_WIRE(RG_WIRE_RELEASE, 4));
	BAD(ENCODING, WIRE_NAME, "nobody", t.wire[5] = RG_WIRE(RG_WIRE_ORIGIN, 0));
	BAD(ENCODING, WIRE_NAME, "a kind too high", t.wire[5] = RG_WIRE(3, 1));
	BAD(ENCODING, WIRE_NAME, "an inverted category", t.wire[5] |= RG_WIRE_INVERTED);
	BAD(ENCODING, WIRE_NAME, "an inverted origin", t.wire[111] |= RG_WIRE_INVERTED);
	BAD(DOI, DOI, "DOIs descend", REC(DOI, 1, struct rg_doi).doi = 391);
	BAD(DOI, DOI, "DOI twice", REC(DOI, 1, struct rg_doi).doi = 392);
	BAD(DOI, DOI, "DOI 0", REC(DOI, 0, struct rg_doi).doi = 0);
	BAD(DOI, ENCODING, "a DOI's encoding", REC(DOI, 0, struct rg_doi).encoding = 2);
	BAD(DOI, NATION, "a DOI's nation", REC(DOI, 0, struct rg_doi).nation = 4);
	BAD(DOI, NATION, "nobody's DOI", REC(DOI, 0, struct rg_doi).nation = 0);
	BAD(DOI, RESERVED, "a DOI's reserved", REC(DOI, 0, struct rg_doi).reserved[1] = 1);
}

static void test_interfaces(void)
{
	BAD(INTERFACE, NAME, "name not terminated", memset(t.ifc[0].name, 'x', 16));
	BAD(INTERFACE, NAME, "no name", t.ifc[0].name[0] = 0);
	BAD(INTERFACE, NAME, "bytes behind the name", t.ifc[0].name[15] = 1);
	BAD(INTERFACE, NAME, "name twice", memcpy(t.ifc[1].name, "kr0", 4));
	BAD(INTERFACE, NATION, "nation too high", t.ifc[0].nation = 4);
	BAD(INTERFACE, NATION, "nobody", t.ifc[0].nation = 0);
	BAD(INTERFACE, FLAGS, "a permissive tag without CIPSO",
	    t.ifc[0].flags = (t.ifc[0].flags & ~RG_IF_CIPSO) | RG_IF_PERMISSIVE);
	BAD(INTERFACE, FLAGS, "labelled and supplied", t.ifc[0].flags |= RG_IF_SUPPLIED);
	BAD(INTERFACE, LEVEL, "in, upside down", t.ifc[0].in_min = 3; t.ifc[0].in_max = 2);
	BAD(INTERFACE, LEVEL, "in, too high", t.ifc[0].in_max = 5);
	BAD(INTERFACE, LEVEL, "out, too high", t.ifc[0].out_max = 5);
	BAD(INTERFACE, SET_INDEX, "in set", t.ifc[0].in_set = 4);
	BAD(INTERFACE, SET_INDEX, "out set", t.ifc[0].out_set = 0xffff);
	BAD(INTERFACE, DOI, "a DOI is sent that is not accepted", t.ifc[KR0].send_doi = 840;
	    t.ifc[KR0].send_index = 3);
	BAD(INTERFACE, DOI, "another DOI's index", t.ifc[KR0].send_index = 2);
	BAD(INTERFACE, TAG, "tag 3 is sent", t.ifc[KR0].send_tag = 3);
	BAD(INTERFACE, TAG, "tag 6 is sent", t.ifc[KR0].send_tag = 6);
	BAD(INTERFACE, RESERVED, "a tag without a DOI", t.ifc[KR0].send_doi = 0;
	    t.ifc[KR0].send_index = 0; t.ifc[KR0].send_tag = 1);
	BAD(INTERFACE, RESERVED, "an index without a DOI", t.ifc[KR0].send_doi = 0);
	BAD(INTERFACE, DOI, "RIPSO of a DOI that is not accepted", t.ifc[KR0].flags |= RG_IF_RIPSO;
	    t.ifc[KR0].ripso_index = 3);
	BAD(INTERFACE, DOI, "RIPSO of no DOI", t.ifc[KR0].flags |= RG_IF_RIPSO;
	    t.ifc[KR0].ripso_index = 0xffff);
	BAD(INTERFACE, FLAGS, "RIPSO and supplied", t.ifc[KR0].flags = RG_IF_RIPSO | RG_IF_SUPPLIED;
	    t.ifc[KR0].ripso_index = 1);
	BAD(INTERFACE, RESERVED, "a DOI of RIPSO without RIPSO", t.ifc[KR0].ripso_index = 1);
	BAD(INTERFACE, RESERVED, "RIPSO is sent but not taken", t.ifc[KR0].send_ripso = 1);
	BAD(INTERFACE, RESERVED, "RIPSO is sent, and how", t.ifc[KR0].flags |= RG_IF_RIPSO;
	    t.ifc[KR0].ripso_index = 1; t.ifc[KR0].send_ripso = 2);
	BAD(INTERFACE, RESERVED, "behind RIPSO's DOI", t.ifc[KR0].ripso_pad = 1);
	BAD(INTERFACE, LEVEL, "supplied level", t.ifc[0].sup_level = 5);
	BAD(INTERFACE, SET_INDEX, "supplied set", t.ifc[0].sup_set = 4);
	BAD(INTERFACE, SET_INDEX, "supplied releases", t.ifc[0].sup_release = 3);
	BAD(INTERFACE, SET_INDEX, "supplied origins", t.ifc[0].sup_origin = 3);
	BAD(INTERFACE, LOCAL, "local statements beyond", t.ifc[0].local_first = 1);
	BAD(INTERFACE, LOCAL, "too many local statements", t.ifc[0].local_count = 17);
	BAD(INTERFACE, HUB, "hub slot without a hub", t.ifc[KR0].hub_slot = 0);
	BAD(INTERFACE, HUB, "next hop without a hub", t.ifc[KR0].nexthop4[3] = 1);
	BAD(INTERFACE, HUB, "hub without a slot", t.ifc[US0].hub_slot = RG_HUB_NONE);
	BAD(INTERFACE, HUB, "another's slot",
	    t.ifc[KR0].flags |= RG_IF_HUB; t.ifc[KR0].hub_slot = 0);
	BAD(INTERFACE, DOI, "seventeen DOIs", t.ifc[0].doi_count = 17;
	    for (u32 i = 0; i < 16; i++) { t.ifc[0].doi[i] = 410; t.ifc[0].doi_index[i] = 1; });
	BAD(INTERFACE, DOI, "a DOI's index", t.ifc[0].doi_index[1] = 4);
	BAD(INTERFACE, DOI, "a DOI that its index denies", t.ifc[0].doi_index[1] = 1);
	BAD(INTERFACE, RESERVED, "a DOI behind the last", t.ifc[0].doi[3] = 840);
	BAD(INTERFACE, PROBE, "a probe without a hub", t.ifc[KR0].probe_ms = 1000;
	    t.ifc[KR0].probe_lost = 3);
	BAD(INTERFACE, PROBE, "a probe too often", t.ifc[US0].probe_ms = 99; t.ifc[US0].probe_lost = 3);
	BAD(INTERFACE, PROBE, "a probe too seldom", t.ifc[US0].probe_ms = 60001;
	    t.ifc[US0].probe_lost = 3);
	BAD(INTERFACE, PROBE, "a probe that may not be lost", t.ifc[US0].probe_ms = 1000);
	BAD(INTERFACE, PROBE, "a probe lost too often", t.ifc[US0].probe_ms = 1000;
	    t.ifc[US0].probe_lost = 11);
	BAD(INTERFACE, PROBE, "losses without a probe", t.ifc[US0].probe_lost = 1);
	BAD(INTERFACE, RESERVED, "a probe's padding", t.ifc[US0].probe_pad = 1);
	GOOD("a probe", t.ifc[US0].probe_ms = 100; t.ifc[US0].probe_lost = 10);
	BAD(INTERFACE, RESERVED, "padding", t.ifc[0].sup_pad = 1);
	BAD(INTERFACE, RESERVED, "an interface's reserved", t.ifc[0].reserved[3] = 1);
	GOOD("supplied, not labelled",
	     t.ifc[JP0].flags = RG_IF_SUPPLIED; t.ifc[JP0].sup_set = 2; t.ifc[JP0].sup_release = 1;
	     t.ifc[JP0].sup_origin = 2; t.ifc[JP0].sup_level = 3);
	BAD(HUB, INTERFACE, "slot of no interface",
	    t.ifc[US0].flags &= ~RG_IF_HUB; t.ifc[US0].hub_slot = RG_HUB_NONE;
	    t.ifc[US0].nexthop4[0] = 0; REC(HUB, 0, u16) = 3);
	BAD(HUB, HUB, "slot of an interface that is no hub",
	    t.ifc[US0].flags &= ~RG_IF_HUB; t.ifc[US0].hub_slot = RG_HUB_NONE;
	    t.ifc[US0].nexthop4[0] = 0);
	BAD(UNMANAGED, NAME, "unmanaged without a name", REC(UNMANAGED, 0, char) = 0);
	BAD(UNMANAGED, UNMANAGED, "enrolled and unmanaged",
	    memcpy(&REC(UNMANAGED, 0, char), "kr0\0\0\0", 6));
	BAD(LOCAL, FLAGS, "local statement of no direction", REC(LOCAL, 1,
	    struct rg_local).dir = 0);
	BAD(LOCAL, FLAGS, "local statement of a third direction",
	    REC(LOCAL, 1, struct rg_local).dir = 4);
	BAD(LOCAL, LOCAL, "ports upside down", REC(LOCAL, 0, struct rg_local).port_min = 23);
	BAD(LOCAL, RESERVED, "a local statement's reserved",
	    REC(LOCAL, 0, struct rg_local).reserved = 1);
}

static void test_agreements(void)
{
	BAD(AGREEMENT, STRING, "an agreement's name", t.agreement[0].name = 64);
	BAD(AGREEMENT, FLAGS, "unknown flag of an agreement", t.agreement[0].flags |= 0x40);
	BAD(AGREEMENT, FLAGS, "deny via", t.agreement[TISA].flags |= RG_A_DENY);
	BAD(AGREEMENT, LEVEL, "levels upside down", t.agreement[0].level_min = 4);
	BAD(AGREEMENT, LEVEL, "a level that is none", t.agreement[0].level_max = RG_LEVEL_NONE);
	BAD(AGREEMENT, SET_INDEX, "an agreement's set", t.agreement[0].set = 4);
	BAD(AGREEMENT, AGREEMENT, "nine hops", t.agreement[TISA].hop_count = 9);
	BAD(AGREEMENT, AGREEMENT, "hops beyond", t.agreement[TISA].hop_first = 15);
	BAD(AGREEMENT, AGREEMENT, "requirements beyond", t.agreement[TISA].require_first = 15);
	BAD(AGREEMENT, RESERVED, "an agreement's reserved", t.agreement[0].reserved[5] = 1);
	BAD(AGREEMENT, HUB, "direct, but a hub", t.agreement[0].hub = USA);
	BAD(AGREEMENT, HUB, "direct, but a mask", t.agreement[0].hub_mask = 1);
	BAD(AGREEMENT, NATION, "via nobody", t.agreement[TISA].hub = 0);
	BAD(AGREEMENT, NATION, "via a nation too high", t.agreement[TISA].hub = 4);
	BAD(AGREEMENT, HUB, "via a slot that there is not", t.agreement[TISA].hub_mask = 2);
	BAD(AGREEMENT, HUB, "via another nation's slot", t.ifc[US0].nation = JPN);
	BAD(AGREEMENT, WINDOW, "windows beyond", t.agreement[0].window_first = 3);
	BAD(AGREEMENT, WINDOW, "too many windows", t.agreement[0].window_count = 17);
	BAD(AGREEMENT, WINDOW, "an empty window", REC(WINDOW, 0, struct rg_window).until = 0);
	BAD(AGREEMENT, WINDOW, "windows overlap", REC(WINDOW, 2, struct rg_window).from = 1999);
	GOOD("windows touch", REC(WINDOW, 2, struct rg_window).from = 2000);
	BAD(AGREEMENT, EVENT, "a time line beyond", t.agreement[0].event_count = 4);
	BAD(AGREEMENT, EVENT, "a time line that begins beyond", t.agreement[0].event_first = 4);
	BAD(AGREEMENT, EVENT, "no such event", REC(EVENT, 2, struct rg_milestone).kind = RG_EV_COUNT);
	BAD(AGREEMENT, EVENT, "an event's reserved bits", REC(EVENT, 1, struct rg_milestone).reserved = 1);
	BAD(AGREEMENT, EVENT, "a time line out of order", REC(EVENT, 2, struct rg_milestone).when = 1999);
	GOOD("two events of one day", REC(EVENT, 2, struct rg_milestone).when = 2000);
	BAD(INDEX, AGREEMENT, "no such agreement", t.index[9] = AGREEMENT_COUNT);
	BAD(PAIR, PAIR, "a list beyond", t.pair[6] = RG_PAIR(16, 1));
	BAD(PAIR, PAIR, "a list far beyond", t.pair[6] = ~0u << 8 | 1);
	BAD(PAIR, PAIR, "a list too long", t.pair[6] = RG_PAIR(0, 65));
	BAD(PAIR, PAIR, "an agreement with nobody", t.pair[1] = RG_PAIR(0, 1));
	BAD(PAIR, PAIR, "an agreement of nobody", t.pair[NATION_COUNT] = RG_PAIR(0, 1));
	BAD(PAIR, PAIR, "via the destination",
	    t.pair[KOR * NATION_COUNT + USA] = t.pair[KOR * NATION_COUNT + JPN]);
	BAD(PAIR, PAIR, "via the sender",
	    t.pair[USA * NATION_COUNT + KOR] = t.pair[KOR * NATION_COUNT + JPN]);
}

#define NODE(first, n) RG_CELL(RG_CELL_NODE, first, n)
#define LIST(first, n) RG_CELL(RG_CELL_LIST, first, n)
#define LEAF(v) RG_CELL(RG_CELL_LEAF, v, 0)

static void test_cells(void)
{
	GOOD("an empty table", t.h->root4 = LEAF(0));
	BAD(CELL, CELL_VALUE, "a root's nation", t.h->root4 = LEAF(4));
	BAD(CELL, CELL_VALUE, "a leaf's nation", t.cell[7] = LEAF(4));
	BAD(CELL, CELL_VALUE, "a leaf's value", t.cell[7] = LEAF(KOR | 0x200));
	BAD(CELL, CELL_VALUE, "a leaf's length", t.cell[7] = RG_CELL(RG_CELL_LEAF, KOR, 1));
	BAD(CELL, CELL_KIND, "a fourth kind", t.cell[7] = RG_CELL(3, 0, 0));
	BAD(CELL, CELL_KIND, "bits that mean nothing", t.cell[7] = LEAF(KOR) | 1ull << 50);
	BAD(CELL, CELL_VALUE, "an element's nation", t.cell[261] = RG_ELEM(85u << 24, 4));
	BAD(CELL, CELL_LIST, "first key not 0", t.cell[256] = RG_ELEM(1, 0));
	BAD(CELL, CELL_LIST, "keys descend", t.cell[258] = RG_ELEM(80u << 24, KOR));
	BAD(CELL, CELL_LIST, "a key twice", t.cell[258] = RG_ELEM(81u << 24, KOR));
	BAD(CELL, CELL_LIST, "a list of none", t.cell[10] = LIST(256, 0));
	BAD(CELL, CELL_LIST, "a list of 65", t.cell[10] = LIST(256, 65));
	BAD(CELL, CELL_BITS, "a node of no bits", t.cell[10] = NODE(256, 0));
	BAD(CELL, CELL_BITS, "a node of 19 bits", t.cell[10] = NODE(256, 19));
	BAD(CELL, CELL_BOUNDS, "a node beyond", t.cell[10] = NODE(SPARE_FIRST + SPARE_COUNT - 1,
	    1));
	BAD(CELL, CELL_BOUNDS, "a list beyond", t.cell[10] = LIST(0xffffffff, 1));
	BAD(CELL, CELL_BOUNDS, "a node that holds itself", t.cell[10] = NODE(10, 1));
	BAD(CELL, CELL_BOUNDS, "a node backwards", t.cell[10] = NODE(2, 1));
	BAD(CELL, CELL_BOUNDS, "an element backwards",
	    t.cell[303] = RG_ELEM(0xfd000410, RG_ELEM_MORE | 303));
	BAD(CELL, CELL_BOUNDS, "an element beyond",
	    t.cell[303] = RG_ELEM(0xfd000410, RG_ELEM_MORE | 0x7fffffff));
}

/* A walk of exactly @cells cells along the lowest bits of addresses of @width bits. */
static void chain(u32 cells, bool lists, u32 width)
{
	u32 i, at = SPARE_FIRST;
	u64 root = lists ? LIST(at, 1) : NODE(at, 1);

	for (i = 0; i + 1 < cells; i++) {
		if (lists) {
			t.cell[at] = RG_ELEM(0, i + 2 < cells ? RG_ELEM_MORE | (at + 1) : KOR);
			t.cell[at + 1] = LIST(at + 2, 1);
		} else {
			t.cell[at] = i + 2 < cells ? NODE(at + 2, 1) : LEAF(KOR);
		}
		at += 2;
	}
	if (width == 32)
		t.h->root4 = root;
	else
		t.h->root6 = root;
}

static bool finds(u32 nation)
{
	static const u8 zero[16];
	struct rg_image img = image_view(&t);

	return rg_nation4(&img, zero) == nation;
}

static void test_walks(void)
{
	u32 i;

	GOOD("a walk of sixteen cells", chain(16, false, 32));
	image_make(&t);
	chain(16, false, 32);
	ktap_ok(finds(KOR), "a walk of sixteen cells finds its end");
	image_free(&t);
	BAD(CELL, CELL_DEPTH, "a walk of seventeen cells", chain(17, false, 32));
	BAD(CELL, CELL_BITS, "a list behind the last bit", chain(3, true, 32));
	BAD(CELL, CELL_BITS, "a fifth list of 32 bits", chain(6, true, 128));
	GOOD("four lists of 32 bits", chain(5, true, 128));
	BAD(CELL, CELL_BITS, "33 bits in nodes", t.h->root4 = NODE(0, 8); t.cell[0] = NODE(256, 8);
	    t.cell[256] = NODE(512, 8); t.cell[512] = NODE(SPARE_FIRST + 68, 8);
	    t.cell[SPARE_FIRST + 68] = NODE(SPARE_FIRST + 400, 1));
	GOOD("two parts shared", for (i = 0; i < 2; i++) t.cell[i] = NODE(SPARE_FIRST, 10));
	/* The last cell of the allowance is spent on an element, not on a node or list. */
	BAD(CELL, CELL_SHARED, "too many cells shared by elements",
	    for (i = 0; i < 256; i++) t.cell[i] = LIST(SPARE_FIRST, 64);
	    for (i = 0; i < 64; i++)
		t.cell[SPARE_FIRST + i] = RG_ELEM(i, RG_ELEM_MORE | (SPARE_FIRST + 64)));
	BAD(CELL, CELL_SHARED, "too many parts shared",
	    for (i = 0; i < 256; i++) t.cell[i] = NODE(SPARE_FIRST, 10));
}

/* Nodes and lists within a page, where there are two. */
static void test_pages(void)
{
	u32 size = 2 * RG_PAGE_SIZE;
	struct test_image small;
	u32 edge;

	image_make(&small);
	t = small;
	t.b = calloc(1, size);
	if (!t.b)
		exit(2);
	memcpy(t.b, small.b, small.size);
	t.size = size;
	t.h = (struct rg_image_header *)t.b;
	t.h->size = size;
	SEC(CELL).count = (size - SEC(CELL).off) / 8;
	t.cell = image_record(&t, RG_SEC_CELL, 0, 8);
	edge = (RG_PAGE_SIZE - SEC(CELL).off) / 8;
	expect("two pages", RG_F_OK, 0);
	t.h->root4 = NODE(edge, 18);
	expect("a whole page of one node", RG_F_OK, 0);
	t.h->root4 = NODE(edge - 1, 1);
	expect("a node over the edge", RG_F_CELL_PAGE, RG_SEC_CELL);
	t.h->root4 = LIST(edge - 1, 1);
	expect("a list before the edge", RG_F_OK, 0);
	t.h->root4 = LIST(edge - 1, 2);
	t.cell[edge] = RG_ELEM(1, 0);
	expect("a list over the edge", RG_F_CELL_PAGE, RG_SEC_CELL);
	t.h->policy_size = RG_PAGE_SIZE + 512;
	expect("policy part larger than a page", RG_F_HEADER, RG_SEC_COUNT);
	image_free(&t);
	image_free(&small);
}

/* Every length but the right one is refused, and no byte beyond it is read. */
static void test_truncated(void)
{
	struct rg_fault fault;
	u32 len, step, wrong = 0;
	u8 *copy;

	image_make(&t);
	for (len = 0; len < t.size; len += step) {
		step = len < 2048 ? 1 : 97;
		copy = malloc(len ? len : 1);
		if (!copy)
			exit(2);
		memcpy(copy, t.b, len);
		if (!rg_validate(copy, len, &fault))
			wrong++;
		/* ... nor if the header has been made to say so. */
		if (len >= sizeof(*t.h)) {
			((struct rg_image_header *)copy)->size = len;
			if (len <= t.h->policy_size && !rg_validate(copy, len, &fault))
				wrong++;
		}
		free(copy);
	}
	ktap_ok(!wrong, "truncated at every length");
	image_free(&t);
}

/* Each byte changed in several ways: refused, or every question gets a possible answer. */
static void test_mutated(uint64_t *seed)
{
	static const u8 flips[] = { 0x01, 0x80, 0xff, 0x04 };
	u32 i, k, accepted = 0, refused = 0;
	struct rg_fault fault;

	image_make(&t);
	for (i = 0; i < t.size; i++) {
		for (k = 0; k < sizeof(flips); k++) {
			t.b[i] ^= flips[k];
			if (rg_validate(t.b, t.size, &fault)) {
				refused++;
			} else {
				accepted++;
				if (ktap_below(seed, 16) == 0)
					exercise(t.b, ktap_random(seed));
			}
			t.b[i] ^= flips[k];
		}
	}
	ktap_ok(refused > 1000 && accepted > 1000,
		"%u changed bytes refused, %u accepted and asked",
		refused, accepted);
	image_free(&t);
}

int main(int argc, char **argv)
{
	uint64_t seed = ktap_seed(argc, argv);

	test_header();
	test_sections();
	test_vocabulary();
	test_encodings();
	test_interfaces();
	test_agreements();
	test_cells();
	test_walks();
	test_pages();
	test_truncated();
	test_mutated(&seed);
	return ktap_done();
}
