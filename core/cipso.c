// SPDX-License-Identifier: GPL-2.0-only
/*
 * The IPv4 option area, and CIPSO in it (draft-ietf-cipso-ipsecurity-01, FIPS 188).
 *
 * Strict: a label that two systems could read in two ways is refused, whatever
 * Linux thinks of it.
 */
#include "ripso.h"

#define RG_IPOPT_END	0
#define RG_IPOPT_NOP	1
#define RG_IPOPT_LSRR	131
#define RG_IPOPT_ESO	133	/* extended security, RFC 1108 */
#define RG_IPOPT_CIPSO	134
#define RG_IPOPT_SSRR	137
#define RG_IPOPT_AREA	40

#define RG_CIPSO_HLEN	6	/* type, length, DOI */
#define RG_TAG_HLEN	4	/* type, length, alignment octet, level */
#define RG_TAG_MAX	34
#define RG_TAG_FIXED	10	/* octets of the optimised bitmap */
#define RG_TAG_RANGES	28	/* seven ranges */
#define RG_CATEGORY_INVALID 65535
#define RG_TAG_PERMISSIVE 6	/* FIPS 188 */

/* An option at w->at that is no padding: beside the label, or the label itself. */
RG_LOCAL void rg_keep_option(struct rg_work *w, u32 len, bool label)
{
	struct rg_keep *k = &w->keep;

	if (label) {
		k->label = 1;
		return;
	}
	if (!k->label)
		k->before = w->at + len;
	else if (!k->after)
		k->after = w->at;
	k->end = w->at + len;
}

/* The label's option; @at: where one of its kind stands. */
RG_LOCAL void rg_label_option(struct rg_ip4_walk *s, u32 *at, u32 off, u32 len)
{
	if (*at)
		s->reason = RG_R_LABEL_DUPLICATE;
	*at = off;
	s->label_len = len;
}

/* One option; all that follows the end of the list must be zero. */
RG_CALLBACK long rg_ip4_option_step(u32 i, void *ctx)
{
	struct rg_work *w = ((struct rg_ctx *)ctx)->w;
	struct rg_ip4_walk *s = &w->ip4;
	u32 off = w->at;
	u32 type, len = 1;

	(void)i;
	if (off >= s->end)
		return 1;
	type = RG_AT(w->hdr, off);
	if (type == RG_IPOPT_END || s->ended) {
		s->ended = 1;
		s->reason = type == RG_IPOPT_END ? RG_R_OK : RG_R_IP_OPTIONS;
	} else if (type != RG_IPOPT_NOP) {
		len = RG_AT(w->hdr, off + 1);
		if (off + 2 > s->end || len < 2 || off + len > s->end) {
			s->reason = RG_R_IP_OPTIONS;
		} else if (type == RG_IPOPT_LSRR || type == RG_IPOPT_SSRR) {
			s->reason = RG_R_SOURCE_ROUTE;
		} else if (type == RG_IPOPT_ESO) {
			s->extended = 1;
		} else if (type == RG_IPOPT_CIPSO) {
			rg_label_option(s, &s->cipso, off, len);
		} else if (type == RG_RIPSO_TYPE) {
			rg_label_option(s, &s->ripso, off, len);
		}
		rg_keep_option(w, len, type == RG_IPOPT_CIPSO || type == RG_RIPSO_TYPE);
	}
	w->at = off + len;
	return s->reason != RG_R_OK;
}

/*
 * One number of tag 2 (ascending) or of tag 5: (high, low) pairs, descending,
 * no two ranges with a number in common.
 */
RG_CALLBACK long rg_tag_number_step(u32 i, void *ctx)
{
	struct rg_work *w = ((struct rg_ctx *)ctx)->w;
	struct rg_tag_walk *t = &w->tags;
	u32 off = t->off + i * 2;
	u32 v = (u32)RG_AT(w->hdr, off) << 8 | RG_AT(w->hdr, off + 1);

	if (v == RG_CATEGORY_INVALID)
		t->bad = 1;
	else if (!i)
		t->bad = 0;
	else if (!t->ranges)
		t->bad = v <= t->last;
	else if (i & 1)
		t->bad = v > t->last;
	else
		t->bad = v >= t->last;
	t->last = v;
	return t->bad;
}

RG_LOCAL u32 rg_tag_numbers(struct rg_work *w, u32 off, u32 len, u32 type)
{
	struct rg_ctx c = { .w = w };

	if (len & 1 || (type == 5 && len > RG_TAG_RANGES))
		return RG_R_CIPSO_LENGTH;
	w->tags.off = off;
	w->tags.ranges = type == 5;
	w->tags.last = 0;
	w->tags.bad = 0;
	rg_loop(len >> 1, rg_tag_number_step, &c);
	return w->tags.bad ? RG_R_CIPSO_CATEGORY : RG_R_OK;
}

/* No trailing zero octet, or one label could be written in many ways. */
RG_LOCAL u32 rg_tag_bitmap(const struct rg_work *w, u32 off, u32 len)
{
	if (len && len != RG_TAG_FIXED && !RG_AT(w->hdr, off + len - 1))
		return RG_R_CIPSO_LENGTH;
	return RG_R_OK;
}

RG_LOCAL void rg_cipso_found(struct rg_work *w, u32 off, u32 len)
{
	struct rg_packet *pkt = &w->pkt;

	pkt->kind = RG_LABEL_CIPSO;
	pkt->doi = rg_be32(&RG_AT(w->hdr, off) + 2);
	pkt->tag = RG_AT(w->hdr, off + RG_CIPSO_HLEN);
	pkt->opt = off;
	pkt->opt_len = len;
}

/*
 * The one tag that may stand beside a MAC tag, and behind it: a bitmap of permissive
 * categories.  Its level is the other's; an empty one, or one that ends with a zero
 * octet, would be a second way to say the same.
 */
RG_LOCAL u32 rg_parse_permissive(struct rg_work *w, u32 off, u32 len, u32 level)
{
	const u8 *p = &RG_AT(w->hdr, off);

	if (len < 2 || p[0] != RG_TAG_PERMISSIVE)
		return RG_R_CIPSO_TAGS;
	if (p[1] <= RG_TAG_HLEN || p[1] > RG_TAG_MAX || p[1] > len)
		return RG_R_CIPSO_LENGTH;
	if (p[1] < len)
		return RG_R_CIPSO_TAGS;
	if (p[2])
		return RG_R_CIPSO_ALIGN;
	if (p[3] != level)
		return RG_R_LABEL_CONFLICT;
	if (!RG_AT(w->hdr, off + len - 1))
		return RG_R_CIPSO_LENGTH;
	w->pkt.perm = off + RG_TAG_HLEN;
	w->pkt.perm_len = len - RG_TAG_HLEN;
	return RG_R_OK;
}

/* The option at @off, @len bytes that are known to lie in the option area. */
RG_LOCAL u32 rg_parse_cipso(struct rg_work *w, u32 off, u32 len)
{
	struct rg_packet *pkt = &w->pkt;
	const u8 *p = &RG_AT(w->hdr, off);
	u32 type, tag_len, body, reason, rest;

	if (len == RG_CIPSO_HLEN)
		return RG_R_CIPSO_TAGS;
	if (len < RG_CIPSO_HLEN + 2)
		return RG_R_CIPSO_LENGTH;
	if (!rg_be32(p + 2))
		return RG_R_CIPSO_DOI;
	type = p[RG_CIPSO_HLEN];
	tag_len = p[RG_CIPSO_HLEN + 1];
	if (type != 1 && type != 2 && type != 5) {
		rg_cipso_found(w, off, len);	/* who sent it may be told, with the same label */
		return RG_R_CIPSO_TAG;
	}
	if (tag_len < RG_TAG_HLEN || tag_len > RG_TAG_MAX || tag_len > len - RG_CIPSO_HLEN)
		return RG_R_CIPSO_LENGTH;
	if (p[RG_CIPSO_HLEN + 2])
		return RG_R_CIPSO_ALIGN;
	rest = len - RG_CIPSO_HLEN - tag_len;
	reason = RG_R_OK;
	if (rest)
		reason = rg_parse_permissive(w, off + len - rest, rest, p[RG_CIPSO_HLEN + 3]);
	if (reason != RG_R_OK)
		return reason;
	body = off + RG_CIPSO_HLEN + RG_TAG_HLEN;
	tag_len -= RG_TAG_HLEN;
	if (type == 1)
		reason = rg_tag_bitmap(w, body, tag_len);
	else
		reason = rg_tag_numbers(w, body, tag_len, type);
	if (reason != RG_R_OK)
		return reason;
	rg_cipso_found(w, off, len);
	pkt->level = p[RG_CIPSO_HLEN + 3];
	pkt->body = body;
	pkt->body_len = tag_len;
	return RG_R_OK;
}

/**
 * rg_parse_ip4_options() - walk an IPv4 option area and parse the label in it
 * @w: frame; its first @off + @len bytes are valid
 * @off: the first option, offset in the frame
 * @len: of the option area, bytes, at most 40 (RFC 791)
 *
 * Return: RG_R_OK and, if there is a label, @w->pkt's label fields; or the
 * reason to drop the packet.
 */
RG_API u32 rg_parse_ip4_options(struct rg_work *w, u32 off, u32 len)
{
	struct rg_ctx c = { .w = w };
	struct rg_ip4_walk *s = &w->ip4;

	*s = (struct rg_ip4_walk){ .end = off + len, .reason = RG_R_OK };
	w->at = off;
	rg_loop(RG_IPOPT_AREA, rg_ip4_option_step, &c);
	if (s->reason != RG_R_OK)
		return s->reason;
	if (w->at < s->end)
		return RG_R_IP_OPTIONS;
	if (s->cipso && (s->ripso || s->extended))
		return RG_R_LABEL_CONFLICT;
	if (s->extended)
		return RG_R_RIPSO;	/* what else it says of the label, nobody here can read */
	if (s->ripso)
		return rg_parse_ripso(w, s->ripso, s->label_len);
	return s->cipso ? rg_parse_cipso(w, s->cipso, s->label_len) : RG_R_OK;
}
