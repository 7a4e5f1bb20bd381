// SPDX-License-Identifier: GPL-2.0-only
/*
 * From the label on the wire to the label in the policy's terms, through the
 * encoding of its DOI.  A number that the encoding does not name refuses the
 * packet; a bit that is absent never means "releasable".
 */
#include "core.h"
#include "image.h"

/* Categories that one option can name: 244 octets of CALIPSO, or ranges over all names. */
#define RG_NAMES_MAX (RG_CATEGORY_MAX + 2 * RG_NATION_MAX)

struct rg_decode {
	const struct rg_image *img;
	struct rg_work *w;
	u32 wire_first, wire_count;
	u32 inv_first;
	u32 reason;
	u32 at, end;		/* tag 5: next pair, end of pairs */
	u32 next, high;		/* tag 5: range under way, next > high: none */
};

RG_LOCAL u32 rg_label_add(struct rg_label *label, u32 code)
{
	u32 id = RG_WIRE_ID(code);
	u64 bit = 1ull << (id & 63);

	if (code == RG_WIRE_NONE)
		return RG_R_CATEGORY_UNKNOWN;
	if (code & RG_WIRE_INVERTED)
		return RG_R_OK;	/* set: not releasable; see rg_decode_inverted() */
	if (RG_WIRE_KIND(code) == RG_WIRE_CATEGORY)
		label->cat[(id >> 6) & (RG_SET_WORDS - 1)] |= bit;
	else if (RG_WIRE_KIND(code) == RG_WIRE_RELEASE)
		label->release[(id >> 6) & (RG_NSET_WORDS - 1)] |= bit;
	else if (RG_WIRE_KIND(code) == RG_WIRE_ORIGIN)
		label->origin[(id >> 6) & (RG_NSET_WORDS - 1)] |= bit;
	else
		return RG_R_CATEGORY_UNKNOWN;
	return RG_R_OK;
}

/* One wire number; says whether to stop. */
RG_LOCAL long rg_decode_number(struct rg_decode *d, u32 number)
{
	u32 code = RG_WIRE_NONE;

	if (number < d->wire_count)
		code = rg_pool16(d->img, RG_SEC_WIRE, d->wire_first + number);
	d->reason = rg_label_add(&d->w->label, code);
	return d->reason != RG_R_OK;
}

RG_CALLBACK long rg_decode_octet(u32 i, void *ctx)
{
	struct rg_decode *d = ctx;
	u32 octet = RG_AT(d->w->hdr, d->w->pkt.body + i);
	u32 bit;

	for (bit = 0; bit < 8 && octet; bit++, octet <<= 1) {
		octet &= 0xff;
		if ((octet & 0x80) && rg_decode_number(d, i * 8 + bit))
			return 1;
	}
	return 0;
}

RG_CALLBACK long rg_decode_enumerated(u32 i, void *ctx)
{
	struct rg_decode *d = ctx;
	u32 off = d->w->pkt.body + i * 2;

	return rg_decode_number(d, (u32)RG_AT(d->w->hdr, off) << 8 | RG_AT(d->w->hdr, off + 1));
}

/* The next number of a list of ranges; pairs (high, low), a last low of 0 may be left out. */
RG_CALLBACK long rg_decode_range(u32 i, void *ctx)
{
	struct rg_decode *d = ctx;
	u32 at = d->at;

	(void)i;
	if (d->next > d->high) {
		if (at >= d->end)
			return 1;
		d->high = (u32)RG_AT(d->w->hdr, at) << 8 | RG_AT(d->w->hdr, at + 1);
		d->next = 0;
		if (at + 4 <= d->end)
			d->next = (u32)RG_AT(d->w->hdr, at + 2) << 8 | RG_AT(d->w->hdr, at + 3);
		d->at = at + 4;
	}
	return rg_decode_number(d, d->next++);
}

/*
 * Inverted releases (RFC 5570, section 2.4.2): a zero that is really there
 * releases.  Enumerations and ranges have no zeros.
 */
RG_CALLBACK long rg_decode_inverted(u32 i, void *ctx)
{
	struct rg_decode *d = ctx;
	u32 number = rg_pool16(d->img, RG_SEC_WIRE, d->inv_first + i);
	u32 octet = RG_AT(d->w->hdr, d->w->pkt.body + (number >> 3));

	if (number >= (u32)d->w->pkt.body_len * 8 || number >= d->wire_count)
		return 0;
	if (octet & (0x80 >> (number & 7)))
		return 0;
	rg_label_add(&d->w->label, rg_pool16(d->img, RG_SEC_WIRE, d->wire_first + number) &
				   ~(u32)RG_WIRE_INVERTED);
	return 0;
}

RG_LOCAL void rg_label_clear(struct rg_label *label)
{
	u32 i;

	for (i = 0; i < RG_SET_WORDS; i++)
		label->cat[i] = 0;
	for (i = 0; i < RG_NSET_WORDS; i++) {
		label->release[i] = 0;
		label->origin[i] = 0;
	}
	label->level = 0;
}

RG_LOCAL void rg_decode_categories(struct rg_decode *d, const struct rg_packet *pkt, u32 inv_count)
{
	if (pkt->kind == RG_LABEL_CIPSO && pkt->tag == 2) {
		rg_loop(pkt->body_len / 2, rg_decode_enumerated, d);
	} else if (pkt->kind == RG_LABEL_CIPSO && pkt->tag == 5) {
		d->at = pkt->body;
		d->end = (u32)pkt->body + pkt->body_len;
		d->next = 1;
		d->high = 0;
		rg_loop(RG_NAMES_MAX, rg_decode_range, d);
		if (d->reason == RG_R_OK && (d->at < d->end || d->next <= d->high))
			d->reason = RG_R_CATEGORY_UNKNOWN;
	} else {
		rg_loop(pkt->body_len, rg_decode_octet, d);
		if (inv_count)
			rg_loop(inv_count, rg_decode_inverted, d);
	}
}

#define RG_DOI_NONE 0xffffu

/* The accepted DOI's index in the image. */
RG_LOCAL u32 rg_accept_doi(const struct rg_interface *ifc, u32 doi)
{
	u32 i;

	for (i = 0; i < RG_DOI_PER_IF_MAX; i++) {
		if (i >= ifc->doi_count)
			break;
		if (ifc->doi[i] == doi)
			return ifc->doi_index[i];
	}
	return RG_DOI_NONE;
}

struct rg_doi_search {
	const struct rg_image *img;
	u32 doi, low, high, found;
};

RG_CALLBACK long rg_doi_search_step(u32 i, void *ctx)
{
	struct rg_doi_search *s = ctx;
	u32 mid = s->low + (s->high - s->low) / 2;
	u32 doi;

	(void)i;
	if (s->low >= s->high)
		return 1;
	doi = rg_doi(s->img, mid)->doi;
	if (doi == s->doi) {
		s->found = 1;
		return 1;
	}
	if (doi < s->doi)
		s->low = mid + 1;
	else
		s->high = mid;
	return 0;
}

/* Only to say the truer of two reasons: refused here, or known to nobody. */
RG_LOCAL u32 rg_doi_reason(const struct rg_image *img, u32 doi)
{
	struct rg_doi_search s = {
		.img = img, .doi = doi, .high = rg_header(img)->sec[RG_SEC_DOI].count,
	};

	rg_loop(32, rg_doi_search_step, &s);
	return s.found ? RG_R_DOI_REFUSED : RG_R_DOI_UNKNOWN;
}

/**
 * rg_label_decode() - put the packet's label in the policy's terms
 * @img: policy
 * @w: parsed packet with a label, which came in on interface @w->in
 *
 * Return: RG_R_OK and @w->label, or the reason why the label is refused.
 */
RG_API u32 rg_label_decode(const struct rg_image *img, struct rg_work *w)
{
	const struct rg_encoding *enc;
	struct rg_decode d = { .img = img, .w = w, .reason = RG_R_OK };
	u32 index;

	rg_label_clear(&w->label);
	index = rg_accept_doi(rg_interface(img, w->in), w->pkt.doi);
	if (index == RG_DOI_NONE)
		return rg_doi_reason(img, w->pkt.doi);
	enc = rg_encoding(img, rg_doi(img, index)->encoding);
	w->label.level = enc->level[w->pkt.level];
	if (w->label.level == RG_LEVEL_NONE)
		return RG_R_LEVEL_UNKNOWN;
	d.wire_first = enc->wire_first;
	d.wire_count = enc->wire_count;
	d.inv_first = enc->inv_first;
	rg_decode_categories(&d, &w->pkt, enc->inv_count);
	return d.reason;
}

/**
 * rg_label_supplied() - the label that the gate supplies on a single-level interface
 * @img: policy
 * @ifc: the interface, with RG_IF_SUPPLIED
 * @label: the result
 */
RG_API void rg_label_supplied(const struct rg_image *img, const struct rg_interface *ifc,
			      struct rg_label *label)
{
	const struct rg_nset *release = rg_nset(img, ifc->sup_release);
	const struct rg_nset *origin = rg_nset(img, ifc->sup_origin);
	const struct rg_set *set = rg_set(img, ifc->sup_set);
	u32 i;

	for (i = 0; i < RG_SET_WORDS; i++)
		label->cat[i] = set->w[i];
	for (i = 0; i < RG_NSET_WORDS; i++) {
		label->release[i] = release->w[i];
		label->origin[i] = origin->w[i];
	}
	label->level = ifc->sup_level;
}
