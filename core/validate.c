// SPDX-License-Identifier: GPL-2.0-only
/*
 * Accepts a policy image only if no use of it by the core can read out of
 * bounds, run on, or treat a record as what it is not.  Everything that the core
 * takes for granted about an image is checked here, and only here.
 */
#include "check.h"

#define RG_INDEX_MAX	(1u << 24)	/* what RG_PAIR() can say */
#define RG_ANY		RG_IMAGE_MAX	/* no limit but the section's place */

static const struct rg_section_rule {
	u32 size, min, max;
} rg_section_rule[RG_SEC_COUNT] = {
	[RG_SEC_STRING]		= { 1, 1, RG_ANY },
	[RG_SEC_NATION]		= { sizeof(struct rg_nation), 1, RG_NATION_MAX },
	[RG_SEC_LEVEL]		= { 4, 1, RG_LEVEL_MAX },
	[RG_SEC_CATEGORY]	= { sizeof(struct rg_category), 0, RG_CATEGORY_MAX },
	[RG_SEC_SET]		= { sizeof(struct rg_set), 2, 0x10000 },
	[RG_SEC_NSET]		= { sizeof(struct rg_nset), 1, 0x10000 },
	[RG_SEC_ENCODING]	= { sizeof(struct rg_encoding), 0, 0x10000 },
	[RG_SEC_WIRE]		= { 2, 0, RG_ANY },
	[RG_SEC_DOI]		= { sizeof(struct rg_doi), 0, 0x10000 },
	[RG_SEC_INTERFACE]	= { sizeof(struct rg_interface), 0, RG_INTERFACE_MAX },
	[RG_SEC_HUB]		= { 2, 0, RG_HUB_MAX },
	[RG_SEC_UNMANAGED]	= { RG_IFNAME_LEN, 0, RG_INTERFACE_MAX },
	[RG_SEC_LOCAL]		= { sizeof(struct rg_local), 0, 0x10000 },
	[RG_SEC_AGREEMENT]	= { sizeof(struct rg_agreement), 0, RG_AGREEMENT_MAX },
	[RG_SEC_WINDOW]		= { sizeof(struct rg_window), 0, RG_ANY },
	[RG_SEC_INDEX]		= { 2, 0, RG_INDEX_MAX },
	[RG_SEC_PAIR]		= { 4, 1, RG_NATION_MAX * RG_NATION_MAX },
	[RG_SEC_EVENT]		= { sizeof(struct rg_milestone), 0, RG_ANY },
	[RG_SEC_CELL]		= { 8, 0, RG_ANY },
};

static u32 rg_check_header(struct rg_check *c, u32 len)
{
	const struct rg_image_header *h = c->h;

	if (len < sizeof(*h))
		return rg_refuse_image(c, RG_F_SHORT, 0);
	if (h->magic != RG_IMAGE_MAGIC)
		return rg_refuse_image(c, RG_F_MAGIC, 0);
	if (h->version > RG_IMAGE_VERSION)
		return rg_refuse_image(c, RG_F_VERSION_NEW, 0);
	if (h->version < RG_IMAGE_VERSION)
		return rg_refuse_image(c, RG_F_VERSION, 0);
	if (h->size != len || len > RG_IMAGE_MAX)
		return rg_refuse_image(c, RG_F_SIZE, 0);
	if (h->header_size != sizeof(*h) || h->policy_size < sizeof(*h) ||
	    h->policy_size > len || h->policy_size > RG_PAGE_SIZE ||
	    !h->set_words || h->set_words > RG_SET_WORDS)
		return rg_refuse_image(c, RG_F_HEADER, 0);
	if (h->flags & ~(RG_REJECT_4 | RG_REJECT_6) || !rg_zero(h->reserved, sizeof(h->reserved)))
		return rg_refuse_image(c, RG_F_RESERVED, 0);
	return RG_F_OK;
}

/* In the order of their numbers, none over another, the policy part in its page. */
static u32 rg_check_sections(struct rg_check *c)
{
	const struct rg_image_header *h = c->h;
	const struct rg_section_rule *rule;
	const struct rg_section *s;
	u64 end = sizeof(*h);

	for (c->section = 0; c->section < RG_SEC_COUNT; c->section++) {
		rule = &rg_section_rule[c->section];
		s = &h->sec[c->section];
		if (s->count < rule->min || s->count > rule->max)
			return rg_refuse_image(c, RG_F_COUNT, 0);
		if (s->off & (RG_SECTION_ALIGN - 1) || s->off < end)
			return rg_refuse_image(c, RG_F_SECTION, 0);
		end = s->off + (u64)s->count * rule->size;
		if (end > (c->section == RG_SEC_CELL ? h->size : h->policy_size))
			return rg_refuse_image(c, RG_F_SECTION, 0);
	}
	return RG_F_OK;
}

static u32 rg_check_strings(struct rg_check *c)
{
	const char *s = rg_records(c, RG_SEC_STRING);
	u32 n = rg_count(c, RG_SEC_STRING);

	if (s[0] || s[n - 1])
		return rg_refuse_image(c, RG_F_STRING, 0);
	c->section = RG_SEC_COUNT;
	if (!rg_string_ok(c, c->h->name) || !rg_string_ok(c, c->h->zone))
		return rg_refuse_image(c, RG_F_STRING, 0);
	return RG_F_OK;
}

static bool rg_code_ok(const char *code)
{
	u32 i;

	for (i = 0; i < 3; i++) {
		if (code[i] < 'A' || code[i] > 'Z')
			return false;
	}
	return !code[3];
}

static u32 rg_check_nations(struct rg_check *c)
{
	const struct rg_nation *n = rg_records(c, RG_SEC_NATION);
	u32 i;

	if (n[0].code[3])
		return rg_refuse_image(c, RG_F_NATION_CODE, 0);
	for (i = 0; i < rg_count(c, RG_SEC_NATION); i++) {
		if (i && !rg_code_ok(n[i].code))
			return rg_refuse_image(c, RG_F_NATION_CODE, i);
		if (n[i].flags || !rg_zero(n[i].reserved, sizeof(n[i].reserved)))
			return rg_refuse_image(c, RG_F_RESERVED, i);
	}
	return RG_F_OK;
}

static u32 rg_check_levels(struct rg_check *c)
{
	const u32 *name = rg_records(c, RG_SEC_LEVEL);
	u32 i;

	for (i = 0; i < rg_count(c, RG_SEC_LEVEL); i++) {
		if (!rg_string_ok(c, name[i]))
			return rg_refuse_image(c, RG_F_STRING, i);
	}
	return RG_F_OK;
}

static u32 rg_check_categories(struct rg_check *c)
{
	const struct rg_category *cat = rg_records(c, RG_SEC_CATEGORY);
	u32 i, n = rg_count(c, RG_SEC_CATEGORY);

	if (n > c->h->set_words * 64)
		return rg_refuse_image(c, RG_F_COUNT, 0);
	for (i = 0; i < n; i++) {
		if (!rg_string_ok(c, cat[i].name))
			return rg_refuse_image(c, RG_F_STRING, i);
		if (cat[i].kind != RG_CAT_SUBJECT && cat[i].kind != RG_CAT_FORM)
			return rg_refuse_image(c, RG_F_KIND, i);
	}
	return RG_F_OK;
}

/* The core masks by set 0 and compares with set 1: a wrong one would open the gate. */
static u32 rg_check_sets(struct rg_check *c)
{
	const struct rg_category *cat = rg_records(c, RG_SEC_CATEGORY);
	const struct rg_set *set = rg_records(c, RG_SEC_SET);
	u32 i, subject, all, n = rg_count(c, RG_SEC_CATEGORY);

	for (i = 0; i < RG_CATEGORY_MAX; i++) {
		subject = i < n && cat[i].kind == RG_CAT_SUBJECT;
		all = set[1].w[i / 64] >> (i % 64) & 1;
		if ((set[0].w[i / 64] >> (i % 64) & 1) != subject)
			return rg_refuse_image(c, RG_F_SET, 0);
		if (i < n && !all)
			return rg_refuse_image(c, RG_F_SET, 1);
	}
	return RG_F_OK;
}

static u32 rg_check_nsets(struct rg_check *c)
{
	const struct rg_nset *set = rg_records(c, RG_SEC_NSET);
	u32 i, id;

	if (!rg_zero(&set[0], sizeof(set[0])))
		return rg_refuse_image(c, RG_F_SET, 0);
	for (i = 1; i < rg_count(c, RG_SEC_NSET); i++) {
		for (id = 0; id < RG_NATION_MAX; id++) {
			if (set[i].w[id / 64] >> (id % 64) & 1 && !rg_nation_ok(c, id))
				return rg_refuse_image(c, RG_F_NATION, i);
		}
	}
	return RG_F_OK;
}

static bool rg_wire_name_ok(const struct rg_check *c, u32 code)
{
	if (code == RG_WIRE_NONE)
		return true;
	switch (RG_WIRE_KIND(code)) {
	case RG_WIRE_CATEGORY:
		return !(code & RG_WIRE_INVERTED) &&
		       RG_WIRE_ID(code) < rg_count(c, RG_SEC_CATEGORY);
	case RG_WIRE_RELEASE:
		return rg_nation_ok(c, RG_WIRE_ID(code));
	case RG_WIRE_ORIGIN:
		return !(code & RG_WIRE_INVERTED) && rg_nation_ok(c, RG_WIRE_ID(code));
	default:
		return false;
	}
}

/*
 * The numbers of one encoding, and the lists of those that name something and of
 * its inverted releases: all of them, ascending.  One left out of the first would
 * be sent as zero, which may release.
 */
static u32 rg_check_wire(struct rg_check *c, const struct rg_encoding *enc, u32 index)
{
	const u16 *pool = rg_records(c, RG_SEC_WIRE);
	const u16 *wire, *inv, *named;
	u32 i, code, seen = 0, names = 0;

	if (!rg_range_in(c, RG_SEC_WIRE, enc->wire_first, enc->wire_count) ||
	    !rg_range_in(c, RG_SEC_WIRE, enc->inv_first, enc->inv_count) ||
	    !rg_range_in(c, RG_SEC_WIRE, enc->named_first, enc->named_count) ||
	    enc->wire_count > 0xffff)
		return rg_refuse_image(c, RG_F_WIRE, index);
	wire = pool + enc->wire_first;
	inv = pool + enc->inv_first;
	named = pool + enc->named_first;
	for (i = 0; i < enc->wire_count; i++) {
		code = wire[i];
		if (!rg_wire_name_ok(c, code))
			return rg_refuse_image(c, RG_F_WIRE_NAME, index);
		if (code == RG_WIRE_NONE)
			continue;
		if (names >= enc->named_count || named[names++] != i)
			return rg_refuse_image(c, RG_F_WIRE, index);
		if (!(code & RG_WIRE_INVERTED))
			continue;
		if (seen >= enc->inv_count || inv[seen++] != i)
			return rg_refuse_image(c, RG_F_WIRE, index);
	}
	if (seen != enc->inv_count || names != enc->named_count)
		return rg_refuse_image(c, RG_F_WIRE, index);
	return RG_F_OK;
}

static u32 rg_check_encodings(struct rg_check *c)
{
	const struct rg_encoding *enc = rg_records(c, RG_SEC_ENCODING);
	u32 i, k, reason;
	u64 numbers = 0;

	for (i = 0; i < rg_count(c, RG_SEC_ENCODING); i++, enc++) {
		for (k = 0; k < 256; k++) {
			if (enc->level[k] != RG_LEVEL_NONE &&
			    enc->level[k] >= rg_count(c, RG_SEC_LEVEL))
				return rg_refuse_image(c, RG_F_LEVEL, i);
		}
		for (k = 0; k < RG_LEVEL_MAX / 2; k++) {
			if (!rg_string_ok(c, enc->level_name[k]))
				return rg_refuse_image(c, RG_F_STRING, i);
		}
		if (!rg_string_ok(c, enc->name))
			return rg_refuse_image(c, RG_F_STRING, i);
		if (!rg_zero(enc->reserved, sizeof(enc->reserved)))
			return rg_refuse_image(c, RG_F_RESERVED, i);
		/* No two share their numbers: this keeps the validator's time linear. */
		numbers += (u64)enc->wire_count + enc->inv_count + enc->named_count;
		if (numbers > rg_count(c, RG_SEC_WIRE))
			return rg_refuse_image(c, RG_F_WIRE, i);
		reason = rg_check_wire(c, enc, i);
		if (reason)
			return reason;
	}
	return RG_F_OK;
}

static u32 rg_check_dois(struct rg_check *c)
{
	const struct rg_doi *d = rg_records(c, RG_SEC_DOI);
	u32 i, last = 0;

	for (i = 0; i < rg_count(c, RG_SEC_DOI); i++, d++) {
		if (d->doi <= last)
			return rg_refuse_image(c, RG_F_DOI, i);
		last = d->doi;
		if (d->encoding >= rg_count(c, RG_SEC_ENCODING))
			return rg_refuse_image(c, RG_F_ENCODING, i);
		if (!rg_nation_ok(c, d->nation))
			return rg_refuse_image(c, RG_F_NATION, i);
		if (!rg_zero(d->reserved, sizeof(d->reserved)))
			return rg_refuse_image(c, RG_F_RESERVED, i);
	}
	return RG_F_OK;
}

/**
 * rg_validate() - may an engine trust a policy image
 * @image: the image, aligned to 8 bytes
 * @len: its length in bytes
 * @fault: where the fault goes; of an accepted image, all zero
 *
 * The time is linear in @len.  The digest is the caller's to compare.
 *
 * Return: RG_F_OK (0), or @fault->code.
 */
u32 rg_validate(const u8 *image, u32 len, struct rg_fault *fault)
{
	static const struct {
		u32 section;
		u32 (*check)(struct rg_check *c);
	} step[] = {
		{ RG_SEC_STRING, rg_check_strings },
		{ RG_SEC_NATION, rg_check_nations },
		{ RG_SEC_LEVEL, rg_check_levels },
		{ RG_SEC_CATEGORY, rg_check_categories },
		{ RG_SEC_SET, rg_check_sets },
		{ RG_SEC_NSET, rg_check_nsets },
		{ RG_SEC_ENCODING, rg_check_encodings },
		{ RG_SEC_DOI, rg_check_dois },
		{ RG_SEC_INTERFACE, rg_check_interfaces },
		{ RG_SEC_HUB, rg_check_hubs },
		{ RG_SEC_UNMANAGED, rg_check_unmanaged },
		{ RG_SEC_LOCAL, rg_check_locals },
		{ RG_SEC_AGREEMENT, rg_check_agreements },
		{ RG_SEC_INDEX, rg_check_indices },
		{ RG_SEC_PAIR, rg_check_pairs },
		{ RG_SEC_CELL, rg_check_cells },
	};
	struct rg_check c = {
		.image = image, .h = (const struct rg_image_header *)image,
		.fault = fault, .section = RG_SEC_COUNT,
	};
	u32 i, reason;

	*fault = (struct rg_fault){ 0 };
	reason = rg_check_header(&c, len);
	if (!reason)
		reason = rg_check_sections(&c);
	for (i = 0; i < sizeof(step) / sizeof(step[0]) && !reason; i++) {
		c.section = step[i].section;
		reason = step[i].check(&c);
	}
	return reason;
}
