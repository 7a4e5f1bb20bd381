// SPDX-License-Identifier: GPL-2.0-only
/*
 * From the label on the wire to the label in the policy's terms, through the
 * encoding of its DOI.  A number that the encoding does not name refuses the
 * packet; a bit that is absent never means "releasable".
 */
#include "ripso.h"
#include "image.h"

/* Categories that one option can name: 244 octets of CALIPSO, or ranges over all names. */
#define RG_NAMES_MAX (RG_CATEGORY_MAX + 2 * RG_NATION_MAX)

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
RG_LOCAL long rg_decode_number(const struct rg_ctx *c, u32 number)
{
	struct rg_decode *d = &c->w->decode;
	u32 code = RG_WIRE_NONE;

	if (number < d->wire_count)
		code = rg_pool16(c->img, RG_SEC_WIRE, d->wire_first + number);
	/* In a tag of its own, and only there, a release is what is named so; never inverted. */
	if (d->kinds && (code & RG_WIRE_INVERTED || !(d->kinds >> RG_WIRE_KIND(code) & 1)))
		code = RG_WIRE_NONE;
	d->reason = rg_label_add(&c->w->label, code);
	return d->reason != RG_R_OK;
}

RG_LOCAL u32 rg_hdr16(const struct rg_work *w, u32 off)
{
	return (u32)RG_AT(w->hdr, off) << 8 | RG_AT(w->hdr, off + 1);
}

RG_CALLBACK long rg_decode_octet(u32 i, void *ctx)
{
	struct rg_ctx *c = ctx;
	u32 octet = RG_AT(c->w->hdr, c->w->decode.body + i) & c->w->decode.mask;
	u32 bit;

	/* Most are zero. */
	if (!octet)
		return 0;
	for (bit = 0; bit < 8; bit++) {
		if ((octet & (0x80 >> bit)) && rg_decode_number(c, i * 8 + bit))
			return 1;
	}
	return 0;
}

RG_CALLBACK long rg_decode_enumerated(u32 i, void *ctx)
{
	struct rg_ctx *c = ctx;

	return rg_decode_number(c, rg_hdr16(c->w, c->w->pkt.body + i * 2));
}

/* The next number of a list of ranges; pairs (high, low), a last low of 0 may be left out. */
RG_CALLBACK long rg_decode_range(u32 i, void *ctx)
{
	struct rg_ctx *c = ctx;
	struct rg_decode *d = &c->w->decode;

	(void)i;
	if (d->next > d->high) {
		if (d->at >= d->end)
			return 1;
		d->high = rg_hdr16(c->w, d->at);
		d->next = 0;
		if (d->at + 4 <= d->end)
			d->next = rg_hdr16(c->w, d->at + 2);
		d->at += 4;
	}
	return rg_decode_number(c, d->next++);
}

/*
 * Inverted releases (RFC 5570, section 2.4.2): a zero that is really there
 * releases.  Enumerations and ranges have no zeros.
 */
RG_CALLBACK long rg_decode_inverted(u32 i, void *ctx)
{
	struct rg_ctx *c = ctx;
	struct rg_decode *d = &c->w->decode;
	u32 number = rg_pool16(c->img, RG_SEC_WIRE, d->inv_first + i);
	u32 octet = RG_AT(c->w->hdr, c->w->pkt.body + (number >> 3));

	if (number >= (u32)c->w->pkt.body_len * 8 || number >= d->wire_count)
		return 0;
	if (octet & (0x80 >> (number & 7)))
		return 0;
	rg_label_add(&c->w->label, rg_pool16(c->img, RG_SEC_WIRE, d->wire_first + number) &
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

RG_LOCAL void rg_decode_ranges(struct rg_ctx *c)
{
	struct rg_decode *d = &c->w->decode;

	d->at = c->w->pkt.body;
	d->end = (u32)c->w->pkt.body + c->w->pkt.body_len;
	d->next = 1;
	d->high = 0;
	rg_loop(RG_NAMES_MAX, rg_decode_range, c);
	if (d->reason == RG_R_OK && (d->at < d->end || d->next <= d->high))
		d->reason = RG_R_CATEGORY_UNKNOWN;
}

RG_LOCAL void rg_decode_categories(struct rg_ctx *c, const struct rg_encoding *enc)
{
	const struct rg_packet *pkt = &c->w->pkt;
	struct rg_decode *d = &c->w->decode;

	d->reason = RG_R_OK;
	d->body = pkt->body;
	d->mask = pkt->kind == RG_LABEL_RIPSO ? 0xff & ~RG_RIPSO_MORE : 0xff;
	d->wire_first = enc->wire_first;
	d->wire_count = enc->wire_count;
	d->inv_first = enc->inv_first;
	if (pkt->kind == RG_LABEL_CIPSO && pkt->tag == 2) {
		rg_loop(pkt->body_len / 2, rg_decode_enumerated, c);
	} else if (pkt->kind == RG_LABEL_CIPSO && pkt->tag == 5) {
		rg_decode_ranges(c);
	} else {
		rg_loop(pkt->body_len, rg_decode_octet, c);
		if (!d->kinds)
			rg_loop(enc->inv_count, rg_decode_inverted, c);
	}
}

/* The releases, where they stand in a tag of their own: without it, there are none. */
RG_LOCAL void rg_decode_permissive(struct rg_ctx *c)
{
	struct rg_decode *d = &c->w->decode;

	d->kinds = 1 << RG_WIRE_RELEASE;
	d->body = c->w->pkt.perm;
	rg_loop(c->w->pkt.perm_len, rg_decode_octet, c);
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

RG_CALLBACK long rg_doi_step(u32 i, void *ctx)
{
	struct rg_ctx *c = ctx;
	struct rg_find *f = &c->w->find;
	u32 mid = f->low + (f->high - f->low) / 2;
	u32 doi;

	(void)i;
	if (f->low >= f->high)
		return 1;
	doi = rg_doi(c->img, mid)->doi;
	if (doi == f->key) {
		f->found = 1;
		return 1;
	}
	if (doi < f->key)
		f->low = mid + 1;
	else
		f->high = mid;
	return 0;
}

/* Only to say the truer of two reasons: refused here, or known to nobody. */
RG_LOCAL u32 rg_doi_reason(struct rg_ctx *c)
{
	struct rg_find *f = &c->w->find;

	f->low = 0;
	f->high = rg_header(c->img)->sec[RG_SEC_DOI].count;
	f->key = c->w->pkt.doi;
	f->found = 0;
	rg_loop(32, rg_doi_step, c);
	return f->found ? RG_R_DOI_REFUSED : RG_R_DOI_UNKNOWN;
}

/* @apart: releases stand in a tag of their own. */
RG_LOCAL u32 rg_decode_as(struct rg_ctx *c, u32 index, bool apart)
{
	struct rg_work *w = c->w;
	const struct rg_encoding *enc = rg_encoding(c->img, rg_doi(c->img, index)->encoding);

	rg_label_clear(&w->label);
	w->label.level = enc->level[w->pkt.level];
	if (w->label.level == RG_LEVEL_NONE)
		return RG_R_LEVEL_UNKNOWN;
	w->decode.kinds = apart ? 1 << RG_WIRE_CATEGORY | 1 << RG_WIRE_ORIGIN : 0;
	rg_decode_categories(c, enc);
	if (apart && w->decode.reason == RG_R_OK)
		rg_decode_permissive(c);
	return w->decode.reason;
}

/**
 * rg_label_decode_as() - put a label in the policy's terms, by a given DOI record
 * @img: policy
 * @w: parsed packet or option with a label
 * @index: the DOI's index in RG_SEC_DOI
 *
 * Of CIPSO, releases are looked for in the permissive tag, if there is one.
 *
 * Return: RG_R_OK and @w->label, or the reason why the label is refused.
 */
RG_API u32 rg_label_decode_as(const struct rg_image *img, struct rg_work *w, u32 index)
{
	struct rg_ctx c = { .img = img, .w = w };

	return rg_decode_as(&c, index, w->pkt.perm);
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
	struct rg_ctx c = { .img = img, .w = w };
	const struct rg_interface *in = rg_interface(img, w->in);
	bool apart = w->pkt.kind == RG_LABEL_CIPSO && in->flags & RG_IF_PERMISSIVE;
	u32 index;

	if (w->pkt.perm && !apart)
		return RG_R_CIPSO_TAG;
	/* RIPSO names no DOI: on this interface it is written as that one does. */
	if (w->pkt.kind == RG_LABEL_RIPSO)
		w->pkt.doi = rg_doi(img, in->ripso_index)->doi;
	index = rg_accept_doi(in, w->pkt.doi);
	if (index == RG_DOI_NONE) {
		rg_label_clear(&w->label);
		return rg_doi_reason(&c);
	}
	return rg_decode_as(&c, index, apart);
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
