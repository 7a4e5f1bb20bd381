// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a label of the policy to the bytes of an option, such as the parsers
 * accept: CIPSO (draft-ietf-cipso-ipsecurity-01), RIPSO (RFC 1108, in ripso.c) and
 * CALIPSO (RFC 5570).
 *
 * The numbers of an encoding are gone through in ascending order once; bitmap,
 * list and ranges are made at the same time, and the tag that is asked for is
 * taken at the end.
 */
#include "core.h"
#include "crc16.h"
#include "edit.h"
#include "image.h"

#define RG_CIPSO_TYPE	134
#define RG_CALIPSO_TYPE	7
#define RG_BITMAP_MAX	30	/* octets of CIPSO's */
#define RG_BITMAP_FIXED	10	/* the only length at which it may end with a zero octet */
#define RG_LIST_MAX_15	15
#define RG_RANGES_MAX	7
#define RG_WORDS_MAX	61	/* of CALIPSO's bitmap */
#define RG_PERMISSIVE_HLEN 4
#define RG_AREA_MAX	40	/* of IPv4's options */

/* The word of the label's sets that a number's name stands in. */
RG_LOCAL u64 *rg_write_word(struct rg_label *left, u32 code)
{
	u32 i = RG_WIRE_ID(code) >> 6;

	switch (RG_WIRE_KIND(code)) {
	case RG_WIRE_RELEASE:
		return &left->release[i & (RG_NSET_WORDS - 1)];
	case RG_WIRE_ORIGIN:
		return &left->origin[i & (RG_NSET_WORDS - 1)];
	default:
		return &left->cat[i & (RG_SET_WORDS - 1)];
	}
}

RG_LOCAL void rg_write_add(struct rg_write *o, u32 number)
{
	u32 at = RG_OPT_BODY + (number >> 3);

	if (at < sizeof(o->opt))
		RG_AT(o->opt, at) |= 0x80 >> (number & 7);
	RG_AT16(o->list, o->count) = number;
	if (!o->count || number != o->last + 1)
		RG_AT16(o->low, o->ranges++) = number;
	RG_AT16(o->high, o->ranges - 1) = number;
	o->last = number;
	o->count++;
}

/* Numbers come in ascending order. */
RG_LOCAL void rg_write_release(struct rg_write *o, u32 number)
{
	if (number < sizeof(o->perm) * 8)
		RG_AT(o->perm, number >> 3) |= 0x80 >> (number & 7);
	o->perm_bits = number + 1;
}

/*
 * One number.  It is written if its name is on the label; an inverted one if its
 * nation is not: all of those, because other systems may take one that is missing
 * for a release.  A permissive tag has no zeros that release.
 */
RG_CALLBACK long rg_write_step(u32 i, void *ctx)
{
	struct rg_ctx *c = ctx;
	struct rg_write *o = &c->w->write;
	u32 number = rg_pool16(c->img, RG_SEC_WIRE, o->named_first + i);
	u32 code = rg_pool16(c->img, RG_SEC_WIRE, o->wire_first + number);
	u64 *word, bit;
	bool write;

	if (o->apart && code & RG_WIRE_INVERTED)
		return 0;
	word = rg_write_word(&o->left, code);
	bit = 1ull << (code & 63);
	write = *word & bit;
	*word &= ~bit;
	if (code & RG_WIRE_INVERTED) {
		if (write)
			o->span = number + 1;
		write = !write;
	}
	if (write && o->apart && RG_WIRE_KIND(code) == RG_WIRE_RELEASE)
		rg_write_release(o, number);
	else if (write)
		rg_write_add(o, number);
	return 0;
}

/* Is every name of the label written? */
RG_LOCAL bool rg_write_all(const struct rg_write *o)
{
	u64 left = 0;
	u32 i;

	for (i = 0; i < RG_SET_WORDS; i++)
		left |= o->left.cat[i];
	for (i = 0; i < RG_NSET_WORDS; i++)
		left |= o->left.release[i] | o->left.origin[i];
	return !left;
}

/* Length of each form of CIPSO's categories in octets, RG_NO_FORM if it cannot say them. */
RG_LOCAL u32 rg_write_bitmap(const struct rg_write *o)
{
	u32 octets = (rg_write_bits(o) + 7) >> 3;

	if (octets > RG_BITMAP_MAX)
		return RG_NO_FORM;
	if (!octets || RG_AT(o->opt, RG_OPT_BODY + octets - 1))
		return octets;
	return octets <= RG_BITMAP_FIXED ? RG_BITMAP_FIXED : RG_NO_FORM;
}

RG_LOCAL u32 rg_write_list(const struct rg_write *o)
{
	return o->span || o->count > RG_LIST_MAX_15 ? RG_NO_FORM : o->count * 2;
}

RG_LOCAL u32 rg_write_ranges(const struct rg_write *o)
{
	if (o->span || o->ranges > RG_RANGES_MAX)
		return RG_NO_FORM;
	/* A last low of 0 is left out. */
	return o->ranges * 4 - (o->ranges && !o->low[0] ? 2 : 0);
}

/* The tag, by the form asked for; 0: the label cannot be said so. */
RG_LOCAL u32 rg_write_form(struct rg_write *o, u32 form)
{
	u32 bitmap = form && form != 1 ? RG_NO_FORM : rg_write_bitmap(o);
	u32 list = form && form != 2 ? RG_NO_FORM : rg_write_list(o);
	u32 ranges = form && form != 5 ? RG_NO_FORM : rg_write_ranges(o);

	o->body = bitmap;
	form = 1;
	if (list < o->body) {
		o->body = list;
		form = 2;
	}
	if (ranges < o->body) {
		o->body = ranges;
		form = 5;
	}
	return o->body == RG_NO_FORM ? 0 : form;
}

RG_LOCAL void rg_write_numbers(struct rg_write *o, u32 form)
{
	u8 *p = o->opt + RG_OPT_BODY;
	u32 i, from;

	__builtin_memset(p, 0, 32);
	for (i = 0; form == 2 && i < RG_LIST_MAX_15; i++) {
		if (i < o->count)
			rg_put16(p + i * 2, o->list[i]);
	}
	for (i = 0; form == 5 && i < RG_RANGES_MAX; i++) {
		if (i >= o->ranges)
			break;
		from = o->ranges - 1 - i;
		rg_put16(p + i * 4, RG_AT16(o->high, from));
		rg_put16(p + i * 4 + 2, RG_AT16(o->low, from));
	}
}

RG_CALLBACK long rg_write_permissive_step(u32 i, void *ctx)
{
	struct rg_write *o = &((struct rg_ctx *)ctx)->w->write;

	RG_AT(o->opt, o->opt_len + i) = RG_AT(o->perm, i);
	return 0;
}

/* The releases, in a tag of their own behind the other. */
RG_LOCAL u32 rg_write_permissive(struct rg_ctx *c)
{
	struct rg_write *o = &c->w->write;
	u32 octets = (o->perm_bits + 7) >> 3;

	if (o->opt_len + RG_PERMISSIVE_HLEN + octets > RG_AREA_MAX)
		return RG_R_LABEL_ROOM;
	RG_AT(o->opt, o->opt_len) = 6;
	RG_AT(o->opt, o->opt_len + 1) = RG_PERMISSIVE_HLEN + octets;
	RG_AT(o->opt, o->opt_len + 2) = 0;
	RG_AT(o->opt, o->opt_len + 3) = o->level;
	o->opt_len += RG_PERMISSIVE_HLEN;
	rg_loop(octets, rg_write_permissive_step, c);
	o->opt_len += octets;
	o->opt[1] = o->opt_len;
	return RG_R_OK;
}

RG_LOCAL u32 rg_write_cipso(struct rg_ctx *c, const struct rg_interface *out)
{
	struct rg_write *o = &c->w->write;
	u32 form = rg_write_form(o, out->send_tag);

	if (!form)
		return RG_R_LABEL_ROOM;
	if (form != 1)
		rg_write_numbers(o, form);
	o->opt_len = RG_OPT_BODY + o->body;
	o->opt[0] = RG_CIPSO_TYPE;
	o->opt[1] = o->opt_len;
	rg_put32(o->opt + 2, out->send_doi);
	o->opt[6] = form;
	o->opt[7] = o->opt_len - 6;
	o->opt[8] = 0;
	o->opt[9] = o->level;
	return o->perm_bits ? rg_write_permissive(c) : RG_R_OK;
}

RG_CALLBACK long rg_write_crc_step(u32 i, void *ctx)
{
	struct rg_write *o = &((struct rg_ctx *)ctx)->w->write;

	o->crc = rg_crc16_octet(o->crc, RG_AT(o->opt, i));
	return 0;
}

RG_LOCAL u32 rg_write_calipso(struct rg_ctx *c, const struct rg_interface *out)
{
	struct rg_write *o = &c->w->write;
	u32 words = (rg_write_bits(o) + 31) >> 5;

	if (!words && out->flags & RG_IF_LINUX)
		words = 1;	/* Linux takes a label without compartments for none */
	if (words > RG_WORDS_MAX)
		return RG_R_LABEL_ROOM;
	o->opt_len = RG_OPT_BODY + words * 4;
	o->opt[0] = RG_CALIPSO_TYPE;
	o->opt[1] = o->opt_len - 2;
	rg_put32(o->opt + 2, out->send_doi);
	o->opt[6] = words;
	o->opt[7] = o->level;
	o->opt[8] = 0;
	o->opt[9] = 0;
	o->crc = RG_CRC16_INIT;
	rg_loop(o->opt_len, rg_write_crc_step, c);
	o->crc = rg_crc16_end(o->crc);
	o->opt[8] = o->crc;
	o->opt[9] = o->crc >> 8;
	return RG_R_OK;
}

/**
 * rg_write_label() - write @w->label as an option for an interface
 * @img: policy
 * @w: question with a label; its family says which option: CIPSO (or RIPSO) or CALIPSO
 * @out: egress interface, which takes such labels
 *
 * The option is in @w->write.opt, @w->write.opt_len bytes.
 *
 * Return: RG_R_OK; RG_R_UNTRANSLATABLE: the encoding has no number for some name
 * of the label, or one that the option cannot say; RG_R_LABEL_ROOM: the option cannot hold it in the tag asked for.
 */
RG_API u32 rg_write_label(const struct rg_image *img, struct rg_work *w,
			  const struct rg_interface *out)
{
	struct rg_ctx c = { .img = img, .w = w };
	struct rg_write *o = &w->write;
	bool ripso = w->pkt.family == 4 && out->send_ripso;
	const struct rg_encoding *enc;

	if (!ripso && !out->send_doi)
		return RG_R_UNTRANSLATABLE;
	enc = rg_encoding(img, rg_doi(img, ripso ? out->ripso_index : out->send_index)->encoding);
	o->level = enc->send_level[w->label.level & (RG_LEVEL_MAX - 1)];
	if (enc->level[o->level & 255] != w->label.level)
		return RG_R_UNTRANSLATABLE;
	o->left = w->label;
	o->wire_first = enc->wire_first;
	o->named_first = enc->named_first;
	o->count = 0;
	o->last = 0;
	o->span = 0;
	o->ranges = 0;
	o->low[0] = 0;
	o->apart = w->pkt.family == 4 && !ripso && out->flags & RG_IF_PERMISSIVE;
	o->perm_bits = 0;
	__builtin_memset(o->opt, 0, sizeof(o->opt));
	__builtin_memset(o->perm, 0, sizeof(o->perm));
	rg_loop(enc->named_count, rg_write_step, &c);
	if (!rg_write_all(o))
		return RG_R_UNTRANSLATABLE;
	if (ripso)
		return rg_write_ripso(&c);
	return w->pkt.family == 4 ? rg_write_cipso(&c, out) : rg_write_calipso(&c, out);
}
