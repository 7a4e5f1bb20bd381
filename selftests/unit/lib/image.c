// SPDX-License-Identifier: GPL-2.0-only
/* A small policy image with something in every section, made without the compiler. */
#include <stdio.h>
#include <stdlib.h>
#include "image.h"

static const u32 counts[RG_SEC_COUNT] = {
	[RG_SEC_STRING] = 64,
	[RG_SEC_NATION] = NATION_COUNT,
	[RG_SEC_LEVEL] = 5,
	[RG_SEC_CATEGORY] = 70,
	[RG_SEC_SET] = 4,
	[RG_SEC_NSET] = 3,
	[RG_SEC_ENCODING] = 2,
	[RG_SEC_WIRE] = 400,
	[RG_SEC_DOI] = 4,
	[RG_SEC_INTERFACE] = IF_COUNT,
	[RG_SEC_HUB] = 1,
	[RG_SEC_UNMANAGED] = 1,
	[RG_SEC_LOCAL] = 2,
	[RG_SEC_AGREEMENT] = AGREEMENT_COUNT,
	[RG_SEC_WINDOW] = 3,
	[RG_SEC_INDEX] = 16,
	[RG_SEC_PAIR] = NATION_COUNT * NATION_COUNT,
	[RG_SEC_EVENT] = 3,
	[RG_SEC_CELL] = SPARE_FIRST + SPARE_COUNT,
};

static const u32 sizes[RG_SEC_COUNT] = {
	1, 16, 4, 8, 128, 32, 512, 2, 16, 256, 2, 16, 8, 64, 16, 2, 4, 16, 8,
};

void *image_record(const struct test_image *t, u32 section, u32 index, u32 size)
{
	return t->b + t->h->sec[section].off + (size_t)index * size;
}

static void image_names(struct test_image *t)
{
	static const char strings[64] =
		"\0test\0UTC\0UNCLASSIFIED\0CONFIDENTIAL\0SECRET\0TISA\0DPRK";
	static const char codes[NATION_COUNT][4] = { "", "USA", "KOR", "JPN" };
	struct rg_category *cat;
	u32 i, *level;

	memcpy(image_record(t, RG_SEC_STRING, 0, 1), strings, sizeof(strings));
	for (i = 0; i < NATION_COUNT; i++)
		memcpy(image_record(t, RG_SEC_NATION, i, 16), codes[i], 4);
	for (i = 0; i < counts[RG_SEC_LEVEL]; i++) {
		level = image_record(t, RG_SEC_LEVEL, i, 4);
		*level = 10;
	}
	for (i = 0; i < counts[RG_SEC_CATEGORY]; i++) {
		cat = image_record(t, RG_SEC_CATEGORY, i, 8);
		cat->name = 1;
		cat->kind = i % 10 == 9 ? RG_CAT_FORM : RG_CAT_SUBJECT;
	}
}

/* 0 subjects, 1 everything, 2 the first two subjects and all forms, 3 the same. */
static void image_sets(struct test_image *t)
{
	struct rg_set *set = image_record(t, RG_SEC_SET, 0, 128);
	struct rg_nset *nset = image_record(t, RG_SEC_NSET, 0, 32);
	u32 i;

	for (i = 0; i < counts[RG_SEC_CATEGORY]; i++) {
		set[1].w[i / 64] |= 1ull << (i % 64);
		if (i % 10 != 9)
			set[0].w[i / 64] |= 1ull << (i % 64);
		if (i < 2 || i % 10 == 9)
			set[2].w[i / 64] |= 1ull << (i % 64);
	}
	set[3] = set[2];
	nset[1].w[0] = 1 << USA | 1 << KOR | 1 << JPN;
	nset[2].w[0] = 1 << KOR;
}

static void image_named(struct test_image *t, u32 e, u32 first)
{
	u32 i;

	t->encoding[e].named_first = first;
	for (i = 0; i < 120; i++) {
		if (t->wire[e * 120 + i] != RG_WIRE_NONE)
			t->wire[first + t->encoding[e].named_count++] = i;
	}
	for (i = 0; i < 5; i++)
		t->encoding[e].send_level[i] = i * 3;
}

/*
 * Encoding 0: numbers 0..69 categories, 100.. releases, 110.. origins.
 * Encoding 1: the same categories, releases inverted.
 */
static void image_encodings(struct test_image *t)
{
	struct rg_doi *doi = image_record(t, RG_SEC_DOI, 0, 16);
	u32 e, i, n;

	for (e = 0; e < 2; e++) {
		memset(t->encoding[e].level, RG_LEVEL_NONE, 256);
		for (i = 0; i < 5; i++)
			t->encoding[e].level[i * 3] = i;
		t->encoding[e].name = 1;
		t->encoding[e].wire_first = e * 120;
		t->encoding[e].wire_count = 120;
		for (i = 0; i < 120; i++)
			t->wire[e * 120 + i] = i < 70 ? RG_WIRE(RG_WIRE_CATEGORY, i) : RG_WIRE_NONE;
		for (n = USA; n < NATION_COUNT; n++) {
			t->wire[e * 120 + 100 + n] =
				RG_WIRE(RG_WIRE_RELEASE, n) | (e ? RG_WIRE_INVERTED : 0);
			t->wire[e * 120 + 110 + n] = RG_WIRE(RG_WIRE_ORIGIN, n);
		}
	}
	t->encoding[1].inv_first = 240;
	t->encoding[1].inv_count = 3;
	for (i = 0; i < 3; i++)
		t->wire[240 + i] = 101 + i;
	for (e = 0; e < 2; e++)
		image_named(t, e, 243 + e * 76);
	doi[0] = (struct rg_doi){ .doi = 392, .nation = JPN };
	doi[1] = (struct rg_doi){ .doi = 410, .nation = KOR };
	doi[2] = (struct rg_doi){ .doi = DOI_INVERTED, .nation = KOR, .encoding = 1 };
	doi[3] = (struct rg_doi){ .doi = 840, .nation = USA };
}

static void image_interfaces(struct test_image *t)
{
	static const char names[IF_COUNT][4] = { "kr0", "jp0", "us0" };
	static const u8 nations[IF_COUNT] = { KOR, JPN, USA };
	struct rg_local *local = image_record(t, RG_SEC_LOCAL, 0, 8);
	struct rg_interface *ifc;
	u32 i;

	for (i = 0; i < IF_COUNT; i++) {
		ifc = &t->ifc[i];
		memcpy(ifc->name, names[i], 4);
		ifc->nation = nations[i];
		ifc->flags = RG_IF_CIPSO | RG_IF_CALIPSO;
		ifc->in_max = ifc->out_max = 4;
		ifc->in_set = ifc->out_set = 1;
		ifc->hub_slot = RG_HUB_NONE;
		ifc->doi_count = 3;
		ifc->doi[0] = 410;
		ifc->doi_index[0] = 1;
		ifc->send_doi = 410;
		ifc->send_index = 1;
		ifc->doi[1] = 392;
		ifc->doi[2] = DOI_INVERTED;
		ifc->doi_index[2] = 2;
	}
	t->ifc[US0].flags |= RG_IF_HUB;
	t->ifc[US0].hub_slot = 0;
	t->ifc[US0].nexthop4[0] = 10;
	*(u16 *)image_record(t, RG_SEC_HUB, 0, 2) = US0;
	memcpy(image_record(t, RG_SEC_UNMANAGED, 0, 16), "mgmt0", 6);
	local[0] = (struct rg_local){ .proto = 6, .dir = RG_LOCAL_IN, .port_min = 22,
				      .port_max = 22 };
	local[1] = (struct rg_local){ .proto = 1, .dir = RG_LOCAL_OUT, .port_max = 65535 };
	t->ifc[KR0].local_count = 2;
}

static void image_agreements(struct test_image *t)
{
	static const u8 pairs[][3] = {
		{ USA, KOR, US_KOR }, { KOR, USA, US_KOR }, { USA, JPN, US_JPN },
		{ JPN, USA, US_JPN }, { KOR, JPN, TISA }, { JPN, KOR, TISA },
	};
	struct rg_window *win = image_record(t, RG_SEC_WINDOW, 0, 16);
	struct rg_milestone *ev = image_record(t, RG_SEC_EVENT, 0, 16);
	struct rg_agreement *a;
	u32 i;

	for (i = 0; i < AGREEMENT_COUNT; i++) {
		a = &t->agreement[i];
		a->name = 1;
		a->level_max = 3;
		a->set = 1;
		a->flags = RG_A_SUBJECT_ANY;
		a->window_count = 1;
	}
	a = &t->agreement[TISA];
	a->flags = RG_A_VIA;
	a->hub = USA;
	a->hub_mask = 1;
	a->set = 2;
	a->hop_first = a->require_first = 6;
	a->hop_count = a->require_count = 2;
	a->window_first = 1;
	a->window_count = 2;
	win[0] = (struct rg_window){ 0, RG_TIME_NEVER };
	win[1] = (struct rg_window){ 1000, 2000 };
	win[2] = (struct rg_window){ 3000, RG_TIME_NEVER };
	a->event_count = 3;
	ev[0] = (struct rg_milestone){ 1000, RG_EV_IN_FORCE, 0 };
	ev[1] = (struct rg_milestone){ 2000, RG_EV_SUSPENDED, 0 };
	ev[2] = (struct rg_milestone){ 3000, RG_EV_RESUMED, 0 };
	for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		t->index[i] = pairs[i][2];
		t->pair[pairs[i][0] * NATION_COUNT + pairs[i][1]] = RG_PAIR(i, 1);
	}
	t->index[6] = US_KOR;
	t->index[7] = US_JPN;
}

/*
 * IPv4: 8 bits, then a list for 10/8: 10.81 JPN, 10.82 KOR, 10.84 USA, 10.99 KOR
 * by geography.  IPv6: a list of 32 bits, fd00:410::/32 with a list behind it.
 */
static void image_cells(struct test_image *t)
{
	static const struct {
		u16 prefix;
		u16 value;
	} v4[] = {
		{ 0, 0 }, { 81, JPN }, { 82, KOR }, { 83, 0 }, { 84, USA }, { 85, 0 },
		{ 99, KOR | RG_VALUE_GEO }, { 100, 0 },
	};
	u64 *c = t->cell;
	u32 i;

	t->h->root4 = RG_CELL(RG_CELL_NODE, 0, 8);
	c[10] = RG_CELL(RG_CELL_LIST, 256, 8);
	for (i = 0; i < 8; i++)
		c[256 + i] = RG_ELEM((u32)v4[i].prefix << 24, v4[i].value);
	t->h->root6 = RG_CELL(RG_CELL_LIST, 300, 6);
	c[300] = RG_ELEM(0, 0);
	c[301] = RG_ELEM(0xfd000392, JPN);
	c[302] = RG_ELEM(0xfd000393, 0);
	c[303] = RG_ELEM(0xfd000410, RG_ELEM_MORE | 310);
	c[304] = RG_ELEM(0xfd000411, 0);
	c[305] = RG_ELEM(0xfd000840, USA);
	c[310] = RG_CELL(RG_CELL_NODE, 320, 4);
	for (i = 0; i < 16; i++)
		c[320 + i] = RG_CELL(RG_CELL_LEAF, KOR, 0);
	c[335] = RG_CELL(RG_CELL_LIST, 340, 2);
	c[340] = RG_ELEM(0, KOR);
	c[341] = RG_ELEM(0x80000000, JPN);
}

void image_make(struct test_image *t)
{
	u32 i, off = 512;

	for (i = 0; i < RG_SEC_COUNT; i++)
		off = (off + counts[i] * sizes[i] + 511) & ~511u;
	memset(t, 0, sizeof(*t));
	t->size = off;
	t->b = calloc(1, off);
	if (!t->b) {
		perror("image");
		exit(2);
	}
	t->h = (struct rg_image_header *)t->b;
	t->h->magic = RG_IMAGE_MAGIC;
	t->h->version = RG_IMAGE_VERSION;
	t->h->header_size = 512;
	t->h->size = off;
	t->h->name = 1;
	t->h->zone = 6;
	t->h->set_words = 2;
	t->h->pair_dim = NATION_COUNT;
	for (i = 0, off = 512; i < RG_SEC_COUNT; i++) {
		t->h->sec[i] = (struct rg_section){ off, counts[i] };
		off = (off + counts[i] * sizes[i] + 511) & ~511u;
	}
	t->h->policy_size = t->h->sec[RG_SEC_CELL].off;
	t->ifc = image_record(t, RG_SEC_INTERFACE, 0, 256);
	t->agreement = image_record(t, RG_SEC_AGREEMENT, 0, 64);
	t->encoding = image_record(t, RG_SEC_ENCODING, 0, 512);
	t->wire = image_record(t, RG_SEC_WIRE, 0, 2);
	t->index = image_record(t, RG_SEC_INDEX, 0, 2);
	t->pair = image_record(t, RG_SEC_PAIR, 0, 4);
	t->cell = image_record(t, RG_SEC_CELL, 0, 8);
	image_names(t);
	image_sets(t);
	image_encodings(t);
	image_interfaces(t);
	image_agreements(t);
	image_cells(t);
}

void image_free(struct test_image *t)
{
	free(t->b);
	t->b = NULL;
}

struct rg_image image_view(const struct test_image *t)
{
	return (struct rg_image){ .page0 = t->b };
}
