// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rule 9 carried out: the IP header, with its options, that a packet has when its
 * label was put on, taken off or translated.  The bytes that go and the bytes that
 * take their place; engines only copy them.
 */
#include "edit.h"
#include "image.h"

#define RG_IP4_FIXED	20
#define RG_IP4_AREA	40	/* options, bytes */
#define RG_IP6_FIXED	40
#define RG_IP6_HDR_MAX	400	/* fixed header and hop-by-hop options that we make */
#define RG_PADN		1

/* One octet of the option that was written. */
RG_CALLBACK long rg_copy_new(u32 i, void *ctx)
{
	struct rg_work *w = ((struct rg_ctx *)ctx)->w;

	RG_AT(w->edit.hdr, w->edit.len + i) = RG_AT(w->write.opt, i);
	return 0;
}

RG_LOCAL void rg_new_option(struct rg_ctx *c)
{
	rg_loop(c->w->write.opt_len, rg_copy_new, c);
	c->w->edit.len += c->w->write.opt_len;
}

RG_CALLBACK long rg_edit_sum(u32 i, void *ctx)
{
	struct rg_work *w = ((struct rg_ctx *)ctx)->w;
	const u8 *p = &w->edit.hdr[(i * 4) & (RG_HDR_MAX - 4)];

	w->edit.sum += rg_be16(p) + rg_be16(p + 2);
	return 0;
}

/* Lengths and checksum of the IPv4 header; what follows the options is zero already. */
RG_LOCAL u32 rg_finish_ip4(struct rg_ctx *c)
{
	struct rg_edit_out *e = &c->w->edit;
	u8 *ip = e->hdr;
	u32 total;

	e->len = (e->len + 3) & ~3u;
	if (e->len > RG_IP4_FIXED + RG_IP4_AREA)
		return RG_R_LABEL_ROOM;
	total = c->w->pkt.ip_len - e->cut + e->len;
	if (total > 0xffff)
		return RG_R_TOO_BIG;
	ip[0] = 0x40 | e->len >> 2;
	ip[2] = total >> 8;
	ip[3] = total;
	ip[10] = 0;
	ip[11] = 0;
	e->sum = 0;
	rg_loop(e->len >> 2, rg_edit_sum, c);
	e->sum = (e->sum & 0xffff) + (e->sum >> 16);
	e->sum = ~((e->sum & 0xffff) + (e->sum >> 16));
	ip[10] = e->sum >> 8;
	ip[11] = e->sum;
	return RG_R_OK;
}

/* Other options are kept, in their order; NOPs beside the label go with it. */
RG_LOCAL u32 rg_edit_ip4(struct rg_ctx *c, bool label)
{
	struct rg_work *w = c->w;
	struct rg_edit_out *e = &w->edit;

	e->cut = (w->hdr[RG_ETH_LEN] & 15u) * 4;
	e->len = RG_IP4_FIXED;
	__builtin_memcpy(e->hdr, w->hdr + RG_ETH_LEN, RG_IP4_FIXED);
	rg_keep_options(c, RG_ETH_LEN + RG_IP4_FIXED, w->keep.before);
	if (label)
		rg_new_option(c);
	if (w->keep.after)
		rg_keep_options(c, w->keep.after, w->keep.end);
	return rg_finish_ip4(c);
}

/* Padding up to @len from the header's start: RFC 8200, section 4.2. */
RG_LOCAL void rg_pad6(struct rg_edit_out *e, u32 len)
{
	u32 n = len - e->len;

	if (n > 1 && n < 8) {
		RG_AT(e->hdr, e->len) = RG_PADN;
		RG_AT(e->hdr, e->len + 1) = n - 2;
	}
	e->len = len;
}

RG_LOCAL u32 rg_finish_ip6(struct rg_ctx *c, u32 next)
{
	struct rg_edit_out *e = &c->w->edit;
	u32 payload;

	if (e->len == RG_IP6_FIXED + 2) {	/* no option is left */
		e->len = RG_IP6_FIXED;
		e->hdr[6] = next;
	} else {
		rg_pad6(e, (e->len + 7) & ~7u);
		e->hdr[6] = 0;
		e->hdr[RG_IP6_FIXED] = next;
		e->hdr[RG_IP6_FIXED + 1] = (e->len - RG_IP6_FIXED) / 8 - 1;
	}
	if (e->len > RG_IP6_HDR_MAX)
		return RG_R_LABEL_ROOM;
	payload = c->w->pkt.ip_len - e->cut + e->len - RG_IP6_FIXED;
	if (payload > 0xffff)
		return RG_R_TOO_BIG;
	e->hdr[4] = payload >> 8;
	e->hdr[5] = payload;
	return RG_R_OK;
}

/*
 * Options before the label stay where they are; those behind it move by a multiple
 * of 8, so that whatever alignment they have holds.
 */
RG_LOCAL u32 rg_edit_ip6(struct rg_ctx *c, bool label)
{
	struct rg_work *w = c->w;
	struct rg_edit_out *e = &w->edit;
	u32 next = w->hdr[RG_ETH_LEN + 6];
	u32 base = RG_ETH_LEN, behind;

	e->cut = RG_IP6_FIXED;
	e->len = RG_IP6_FIXED + 2;
	__builtin_memcpy(e->hdr, w->hdr + RG_ETH_LEN, RG_IP6_FIXED);
	if (!next) {
		next = w->hdr[RG_ETH_LEN + RG_IP6_FIXED];
		e->cut += (w->hdr[RG_ETH_LEN + RG_IP6_FIXED + 1] + 1u) * 8;
		rg_keep_options(c, base + RG_IP6_FIXED + 2, w->keep.before);
	}
	if (label) {
		rg_pad6(e, e->len + ((2 - e->len) & 3));
		rg_new_option(c);
	}
	if (w->keep.after) {
		behind = w->keep.after - base;
		rg_pad6(e, e->len + ((behind - e->len) & 7));
		rg_keep_options(c, w->keep.after, w->keep.end);
	}
	return rg_finish_ip6(c, next);
}

RG_LOCAL u32 rg_sent_kind(const struct rg_work *w, const struct rg_interface *out)
{
	if (w->pkt.family == 6)
		return RG_IF_CALIPSO;
	return out->send_ripso ? RG_IF_RIPSO : RG_IF_CIPSO;
}

RG_LOCAL u32 rg_edit_packet(struct rg_ctx *c, const struct rg_interface *out)
{
	struct rg_work *w = c->w;
	bool label = w->v.edit != RG_EDIT_STRIP;
	u32 reason = RG_R_OK;

	/* What a family cannot carry, no translation can say. */
	if (label && !(out->flags & rg_sent_kind(w, out)))
		return RG_R_UNTRANSLATABLE;
	if (label)
		reason = rg_write_label(c->img, w, out);
	if (reason != RG_R_OK)
		return reason;
	__builtin_memset(w->edit.hdr, 0, sizeof(w->edit.hdr));
	reason = w->pkt.family == 4 ? rg_edit_ip4(c, label) : rg_edit_ip6(c, label);
	if (reason == RG_R_OK && !label && w->pkt.flags & RG_PKT_ICMP_ERR)
		reason = rg_edit_quote(c);
	return reason;
}

/**
 * rg_relabel() - what the packet's IP header is on the way out
 * @img: policy
 * @w: after rg_choose() and rg_steer(), or after rg_permits(); does nothing unless
 *	the verdict is a grant whose label has to change: a drop for RG_R_INTERNAL, with
 *	an edit
 *
 * If the edit can be done, the verdict becomes a pass, and the engine must put
 * @w->edit.len bytes of @w->edit.hdr in the place of the @w->edit.cut bytes from
 * @w->pkt.l3 on; and, if @w->edit.mss_off is not zero, the MSS @w->edit.mss at that
 * offset of the frame as it came.  TTL and hop limit are as they came.  Otherwise
 * it stays a drop, and the reason says why: RG_R_UNTRANSLATABLE, RG_R_LABEL_ROOM,
 * RG_R_TOO_BIG, or RG_R_FRAME_TRUNCATED of an ICMP error whose quotation cannot be
 * cleaned.
 */
RG_API void rg_relabel(const struct rg_image *img, struct rg_work *w)
{
	struct rg_ctx c = { .img = img, .w = w };
	struct rg_edit_out *e = &w->edit;
	u32 reason;

	if (w->v.reason != RG_R_INTERNAL || w->v.edit == RG_EDIT_KEEP)
		return;
	reason = RG_R_INTERNAL;
	if (rg_enrolled(img, w->v.egress))
		reason = rg_edit_packet(&c, rg_interface(img, w->v.egress));
	w->v.reason = reason;
	w->v.pass = reason == RG_R_OK;
	if (reason == RG_R_OK)
		rg_clamp_mss(w, e->len > e->cut ? e->len - e->cut : e->cut - e->len);
}
