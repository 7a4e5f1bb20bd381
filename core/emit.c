// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a label to option bytes: CIPSO (draft-ietf-cipso-ipsecurity-01), RIPSO (RFC 1108)
 * and CALIPSO (RFC 5570), such as the parsers accept, and from a label of the policy
 * to the numbers of a DOI.
 */
#include "emit.h"
#include "image.h"
#include "crc16.h"
#include "ripso.h"

#define RG_CIPSO_TYPE	134
#define RG_CIPSO_DOI	2
#define RG_CIPSO_TAG	6
#define RG_CIPSO_BODY	10
#define RG_BITMAP_MAX	30	/* octets */
#define RG_BITMAP_FIXED	10
#define RG_LIST_NUMBERS	15
#define RG_RANGES_MAX	7
#define RG_NUMBER_MAX	65534
#define RG_TAG_PERMISSIVE_6 6	/* FIPS 188 */

#define RG_CALIPSO_TYPE	7
#define RG_CALIPSO_BODY	10
#define RG_CALIPSO_WORDS 61

static void rg_put_zero(u8 *p, u32 len)
{
	while (len--)
		p[len] = 0;
}

static u32 rg_emit_ascend(const u16 *v, u32 n, u32 max)
{
	u32 i;

	for (i = 0; i < n; i++) {
		if (i && v[i] <= v[i - 1])
			return RG_E_ORDER;
		if (v[i] > max)
			return RG_E_RANGE;
	}
	return RG_E_OK;
}

static u32 rg_emit_check(const struct rg_wire_label *l)
{
	u32 fault;

	if (!l->doi)
		return RG_E_DOI;
	if (l->level > 255)
		return RG_E_LEVEL;
	fault = rg_emit_ascend(l->cat, l->count, RG_NUMBER_MAX);
	return fault ? fault : rg_emit_ascend(l->perm, l->perm_count, RG_PERMISSIVE_NUMBERS - 1);
}

/* Bits that a bitmap of the label must have at least. */
static u32 rg_bitmap_bits(const struct rg_wire_label *l)
{
	u32 bits = l->count ? l->cat[l->count - 1] + 1u : 0;

	return bits > l->span ? bits : l->span;
}

static void rg_put_bits(const u16 *v, u32 n, u8 *p)
{
	u32 i;

	for (i = 0; i < n; i++)
		p[v[i] >> 3] |= 0x80 >> (v[i] & 7);
}

static void rg_put_bitmap(const struct rg_wire_label *l, u8 *p)
{
	rg_put_bits(l->cat, l->count, p);
}

/* Writes a tag's body; what follows it in @p is zero. */
static u32 rg_tag1(const struct rg_wire_label *l, bool fixed, u8 *p, u32 *len)
{
	u32 octets = (rg_bitmap_bits(l) + 7) / 8;

	if (octets > RG_BITMAP_MAX || (fixed && octets > RG_BITMAP_FIXED))
		return RG_E_RANGE;
	rg_put_bitmap(l, p);
	/* A zero octet may end only the ten-octet form. */
	if (octets && !p[octets - 1]) {
		if (octets > RG_BITMAP_FIXED)
			return RG_E_INVERTED;
		fixed = true;
	}
	*len = fixed ? RG_BITMAP_FIXED : octets;
	return RG_E_OK;
}

static u32 rg_tag2(const struct rg_wire_label *l, u8 *p, u32 *len)
{
	u32 i;

	if (l->span)
		return RG_E_INVERTED;
	if (l->count > RG_LIST_NUMBERS)
		return RG_E_SPACE;
	for (i = 0; i < l->count; i++)
		rg_put16(p + i * 2, l->cat[i]);
	*len = l->count * 2;
	return RG_E_OK;
}

/* From the highest range down; a last low of 0 is left out. */
static u32 rg_tag5(const struct rg_wire_label *l, u8 *p, u32 *len)
{
	u32 high, low, ranges = 0;

	*len = 0;
	if (l->span)
		return RG_E_INVERTED;
	for (high = l->count; high > 0; high = low) {
		low = high - 1;
		while (low > 0 && l->cat[low - 1] + 1u == l->cat[low])
			low--;
		if (ranges++ == RG_RANGES_MAX)
			return RG_E_SPACE;
		rg_put16(p + *len, l->cat[high - 1]);
		*len += 2;
		if (low || l->cat[0]) {
			rg_put16(p + *len, l->cat[low]);
			*len += 2;
		}
	}
	return RG_E_OK;
}

/* The permissive tag, behind @len octets of the option. */
static u32 rg_tag6(const struct rg_wire_label *l, u8 *opt, u32 *len)
{
	u8 *p = opt + *len;
	u32 size;

	if (!l->perm_count)
		return RG_E_OK;
	size = 4 + l->perm[l->perm_count - 1] / 8 + 1;
	if (*len + size > RG_CIPSO_MAX)
		return RG_E_SPACE;
	p[0] = RG_TAG_PERMISSIVE_6;
	p[1] = size;
	p[3] = l->level;
	rg_put_bits(l->perm, l->perm_count, p + 4);
	*len += size;
	return RG_E_OK;
}

static u32 rg_emit_form(const struct rg_wire_label *l, u32 form, u8 *opt, u32 *len)
{
	u32 body = 0, fault;

	rg_put_zero(opt, RG_CIPSO_MAX);
	switch (form) {
	case RG_CIPSO_BITMAP:
	case RG_CIPSO_FIXED:
		fault = rg_tag1(l, form == RG_CIPSO_FIXED, opt + RG_CIPSO_BODY, &body);
		break;
	case RG_CIPSO_LIST:
		fault = rg_tag2(l, opt + RG_CIPSO_BODY, &body);
		break;
	case RG_CIPSO_RANGES:
		fault = rg_tag5(l, opt + RG_CIPSO_BODY, &body);
		break;
	default:
		return RG_E_FORM;
	}
	if (fault)
		return fault;
	*len = RG_CIPSO_BODY + body;
	fault = rg_tag6(l, opt, len);
	if (fault)
		return fault;
	opt[0] = RG_CIPSO_TYPE;
	opt[1] = *len;
	rg_put32(opt + RG_CIPSO_DOI, l->doi);
	opt[RG_CIPSO_TAG] = form & 0xff;
	opt[RG_CIPSO_TAG + 1] = RG_CIPSO_BODY - RG_CIPSO_TAG + body;
	opt[RG_CIPSO_TAG + 3] = l->level;
	return RG_E_OK;
}

static u32 rg_emit_shortest(const struct rg_wire_label *l, u8 *opt, u32 *len)
{
	static const u8 forms[] = { RG_CIPSO_BITMAP, RG_CIPSO_LIST, RG_CIPSO_RANGES };
	u32 i, n, fault, best = 0, best_len = RG_CIPSO_MAX + 1, worst = RG_E_OK;

	for (i = 0; i < sizeof(forms); i++) {
		fault = rg_emit_form(l, forms[i], opt, &n);
		if (fault && !worst)
			worst = fault;
		if (!fault && n < best_len) {
			best = forms[i];
			best_len = n;
		}
	}
	if (!best)
		return worst == RG_E_INVERTED ? worst : RG_E_SPACE;
	return rg_emit_form(l, best, opt, len);
}

/**
 * rg_emit_cipso() - write a label as a CIPSO option
 * @l: the label
 * @form: RG_CIPSO_*
 * @opt: RG_CIPSO_MAX bytes; those behind the option are made zero, so that the
 *	first (*@len + 3) & ~3 of them are a whole option area (RFC 791)
 * @len: length of the option in bytes
 *
 * Return: RG_E_OK, or the fault; then @opt and @len mean nothing.
 */
u32 rg_emit_cipso(const struct rg_wire_label *l, u32 form, u8 *opt, u32 *len)
{
	u32 fault = rg_emit_check(l);

	if (fault)
		return fault;
	return form == RG_CIPSO_SHORTEST ? rg_emit_shortest(l, opt, len) :
					   rg_emit_form(l, form, opt, len);
}

/**
 * rg_emit_ripso() - write a label as a RIPSO option (RFC 1108)
 * @l: the label; its DOI is not written
 * @opt: RG_CIPSO_MAX bytes; as for rg_emit_cipso()
 * @len: length of the option in bytes
 *
 * Return: RG_E_OK, or the fault; then @opt and @len mean nothing.
 */
u32 rg_emit_ripso(const struct rg_wire_label *l, u8 *opt, u32 *len)
{
	u32 octets = (rg_bitmap_bits(l) + 7) / 8, i;

	if (l->perm_count)
		return RG_E_FORM;
	if (!rg_ripso_level_ok(l->level))
		return RG_E_RIPSO_LEVEL;
	for (i = 0; i < l->count; i++) {
		if (i && l->cat[i] <= l->cat[i - 1])
			return RG_E_ORDER;
		if (!rg_ripso_number_ok(l->cat[i]))
			return RG_E_RIPSO_FLAG;
	}
	if (octets > RG_RIPSO_MAX - RG_RIPSO_HLEN)
		return RG_E_RANGE;
	rg_put_zero(opt, RG_CIPSO_MAX);
	rg_put_bitmap(l, opt + RG_RIPSO_HLEN);
	if (octets > 1 && !opt[RG_RIPSO_HLEN + octets - 1])
		return RG_E_INVERTED;
	for (i = 0; i + 1 < octets; i++)
		opt[RG_RIPSO_HLEN + i] |= RG_RIPSO_MORE;
	*len = RG_RIPSO_HLEN + octets;
	opt[0] = RG_RIPSO_TYPE;
	opt[1] = *len;
	opt[2] = l->level;
	return RG_E_OK;
}

static u32 rg_emit_crc(const u8 *p, u32 len)
{
	u32 i, crc = RG_CRC16_INIT;

	for (i = 0; i < len; i++)
		crc = rg_crc16_octet(crc, p[i]);
	return rg_crc16_end(crc);
}

/**
 * rg_emit_calipso() - write a label as a CALIPSO option (RFC 5570, section 5)
 * @l: the label
 * @even: make the bitmap a multiple of 64 bits rather than of 32
 * @opt: RG_CALIPSO_MAX bytes
 * @len: length of the option in bytes, from its type on
 *
 * Return: RG_E_OK, or the fault; then @opt and @len mean nothing.
 */
u32 rg_emit_calipso(const struct rg_wire_label *l, bool even, u8 *opt, u32 *len)
{
	u32 fault = rg_emit_check(l);
	u32 words = (rg_bitmap_bits(l) + 31) / 32;
	u32 crc;

	if (fault)
		return fault;
	if (l->perm_count)
		return RG_E_FORM;
	if (even)
		words = (words + 1) & ~1u;
	if (words > RG_CALIPSO_WORDS)
		return RG_E_RANGE;
	rg_put_zero(opt, RG_CALIPSO_MAX);
	*len = RG_CALIPSO_BODY + words * 4;
	opt[0] = RG_CALIPSO_TYPE;
	opt[1] = *len - 2;
	rg_put32(opt + 2, l->doi);
	opt[6] = words;
	opt[7] = l->level;
	rg_put_bitmap(l, opt + RG_CALIPSO_BODY);
	crc = rg_emit_crc(opt, *len);
	opt[8] = crc;
	opt[9] = crc >> 8;
	return RG_E_OK;
}

/**
 * rg_emit_hopopts() - a hop-by-hop header that holds one CALIPSO option
 * @next: the header behind it
 * @opt: from rg_emit_calipso(); it stands at offset 2, which is its alignment
 * @opt_len: its length, at most RG_CALIPSO_MAX
 * @hdr: RG_HOPOPTS_MAX bytes
 *
 * Return: the length of the header in bytes, padding included, a multiple of 8.
 */
u32 rg_emit_hopopts(u8 next, const u8 *opt, u32 opt_len, u8 *hdr)
{
	u32 end = 2 + opt_len;
	u32 len = (end + 7) & ~7u;
	u32 i;

	rg_put_zero(hdr, RG_HOPOPTS_MAX);
	hdr[0] = next;
	hdr[1] = len / 8 - 1;
	for (i = 0; i < opt_len; i++)
		hdr[2 + i] = opt[i];
	if (len - end > 1) {	/* PadN; a Pad1 is zero already */
		hdr[end] = 1;
		hdr[end + 1] = len - end - 2;
	}
	return len;
}

struct rg_numbers {
	const struct rg_label *label;
	struct rg_label named;		/* what the encoding has a number for */
	struct rg_wire_label *wire;
	u16 *cat;
};

static bool rg_bit(const u64 *w, u32 id)
{
	return w[id >> 6] >> (id & 63) & 1;
}

/* The label's set of a kind of number, and the set of those named. */
static const u64 *rg_number_set(struct rg_numbers *n, u32 kind, u64 **named)
{
	switch (kind) {
	case RG_WIRE_RELEASE:
		*named = n->named.release;
		return n->label->release;
	case RG_WIRE_ORIGIN:
		*named = n->named.origin;
		return n->label->origin;
	default:
		*named = n->named.cat;
		return n->label->cat;
	}
}

/*
 * A number is written if its name is on the label, but only the first number of a
 * name.  An inverted one is written if its nation is not on the label: all of
 * those, because other systems may take one that is missing for a release.
 */
static u32 rg_number(struct rg_numbers *n, u32 number, u32 code)
{
	u32 id = RG_WIRE_ID(code);
	u64 *named;
	const u64 *set = rg_number_set(n, RG_WIRE_KIND(code), &named);
	bool write = rg_bit(set, id);

	if (code & RG_WIRE_INVERTED) {
		if (write)
			n->wire->span = number + 1;
		write = !write;
	} else if (rg_bit(named, id)) {
		write = false;
	}
	named[id >> 6] |= 1ull << (id & 63);
	if (!write)
		return RG_E_OK;
	if (n->wire->count == RG_EMIT_NAMES_MAX)
		return RG_E_SPACE;
	n->cat[n->wire->count++] = number;
	return RG_E_OK;
}

static bool rg_all_named(const u64 *set, const u64 *named, u32 words)
{
	u64 missing = 0;
	u32 i;

	for (i = 0; i < words; i++)
		missing |= set[i] & ~named[i];
	return !missing;
}

static const struct rg_encoding *rg_encoding_of(const struct rg_image *img, u32 doi)
{
	u32 i;

	for (i = 0; i < rg_header(img)->sec[RG_SEC_DOI].count; i++) {
		if (rg_doi(img, i)->doi == doi)
			return rg_encoding(img, rg_doi(img, i)->encoding);
	}
	return NULL;
}

/**
 * rg_emit_numbers() - a label of the policy in the numbers of a DOI
 * @img: policy
 * @doi: the DOI whose encoding is to be used
 * @label: the label
 * @cat: room for RG_EMIT_NAMES_MAX category numbers, which @wire points to
 * @wire: the result
 *
 * Return: RG_E_OK, or the fault: what the encoding cannot say is refused.
 */
u32 rg_emit_numbers(const struct rg_image *img, u32 doi, const struct rg_label *label, u16 *cat,
		    struct rg_wire_label *wire)
{
	const struct rg_encoding *enc = rg_encoding_of(img, doi);
	struct rg_numbers n = { .label = label, .wire = wire, .cat = cat };
	u32 i, code, fault;

	*wire = (struct rg_wire_label){ .doi = doi, .cat = cat };
	if (!enc)
		return RG_E_DOI_UNKNOWN;
	while (wire->level < 256 && (label->level >= RG_LEVEL_MAX ||
				     enc->level[wire->level] != label->level))
		wire->level++;
	if (wire->level == 256)
		return RG_E_LEVEL_NAME;
	for (i = 0; i < enc->wire_count; i++) {
		code = rg_pool16(img, RG_SEC_WIRE, enc->wire_first + i);
		fault = code == RG_WIRE_NONE ? RG_E_OK : rg_number(&n, i, code);
		if (fault)
			return fault;
	}
	if (!rg_all_named(label->cat, n.named.cat, RG_SET_WORDS))
		return RG_E_CATEGORY_NAME;
	if (!rg_all_named(label->release, n.named.release, RG_NSET_WORDS))
		return RG_E_RELEASE_NAME;
	if (!rg_all_named(label->origin, n.named.origin, RG_NSET_WORDS))
		return RG_E_ORIGIN_NAME;
	return RG_E_OK;
}

/**
 * rg_emit_apart() - put the releases of a label into a permissive tag
 * @img: policy
 * @cat: the numbers of @wire, which keeps the others
 * @perm: room for RG_EMIT_NAMES_MAX numbers, which @wire points to
 * @wire: from rg_emit_numbers()
 *
 * Return: RG_E_OK, or RG_E_RELEASE_NAME: an inverted release cannot be said so.
 */
u32 rg_emit_apart(const struct rg_image *img, u16 *cat, u16 *perm, struct rg_wire_label *wire)
{
	const struct rg_encoding *enc = rg_encoding_of(img, wire->doi);
	u32 i, n = 0, code;

	if (!enc)
		return RG_E_DOI_UNKNOWN;
	if (wire->span)
		return RG_E_RELEASE_NAME;
	wire->perm = perm;
	wire->perm_count = 0;
	for (i = 0; i < wire->count; i++) {
		code = rg_pool16(img, RG_SEC_WIRE, enc->wire_first + cat[i]);
		if (RG_WIRE_KIND(code) != RG_WIRE_RELEASE)
			cat[n++] = cat[i];
		else if (!(code & RG_WIRE_INVERTED))
			perm[wire->perm_count++] = cat[i];
	}
	wire->count = n;
	return RG_E_OK;
}
