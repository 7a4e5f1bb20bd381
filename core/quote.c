// SPDX-License-Identifier: GPL-2.0-only
/*
 * ICMP errors on their way to a single-level network.  They quote a packet that had its
 * label put on here: the label is taken out of the quotation as well, and an MTU is
 * announced less by what the label will take again.  No length changes: padding takes
 * the label's place, of whatever kind it is.
 */
#include "edit.h"
#include "ripso.h"

#define RG_ICMP_HEAD	8
#define RG_QUOTED_NOP	1
#define RG_QUOTED_PADN	1
#define RG_QUOTED_ESO	133
#define RG_QUOTED_CIPSO	134
#define RG_QUOTED_CALIPSO 7

RG_LOCAL bool rg_quoted_label(bool four, u32 type)
{
	if (!four)
		return type == RG_QUOTED_CALIPSO;
	return type == RG_QUOTED_CIPSO || type == RG_RIPSO_TYPE || type == RG_QUOTED_ESO;
}

/* An option begins at octet @i; one that does not end where it should takes the rest with it. */
RG_LOCAL void rg_quoted_option(struct rg_work *w, u32 i, u32 type)
{
	struct rg_quote *q = &w->quote;
	u32 len = RG_AT(w->edit.hdr, q->at + i + 1) + (q->four ? 0 : 2);

	q->blank = rg_quoted_label(q->four, type);
	q->left = len;
	if (i + 2 > q->len || len < 2 || i + len > q->len) {
		q->left = q->len - i;
		q->blank = 1;
	}
	q->first = i;
	if (q->blank)
		q->label += q->left;
}

/* One octet of the quoted options. */
RG_CALLBACK long rg_quoted_step(u32 i, void *ctx)
{
	struct rg_work *w = ((struct rg_ctx *)ctx)->w;
	struct rg_quote *q = &w->quote;
	u32 old = RG_AT(w->edit.hdr, q->at + i), new = old;
	u32 shift = i & 1 ? 0 : 8;

	if (!q->left) {
		if (q->four && !old)
			return 1;	/* end of the list */
		q->left = 1;
		q->blank = 0;
		if (old != (q->four ? RG_QUOTED_NOP : 0u))
			rg_quoted_option(w, i, old);
	}
	if (q->blank) {
		if (q->four)
			new = RG_QUOTED_NOP;
		else if (i != q->first + 1)
			new = i == q->first ? RG_QUOTED_PADN : 0;
	}
	q->left--;
	q->minus += old << shift;
	q->plus += new << shift;
	RG_AT(w->edit.hdr, q->at + i) = new;
	return 0;
}

RG_LOCAL u32 rg_fold16(u32 sum)
{
	sum = (sum & 0xffff) + (sum >> 16);
	return (sum & 0xffff) + (sum >> 16);
}

/* The checksum at @off of the new header, of which @minus was taken and to which @plus was added. */
RG_LOCAL void rg_mend(struct rg_work *w, u32 off, u32 minus, u32 plus)
{
	u8 *hi = &RG_AT(w->edit.hdr, off), *lo = &RG_AT(w->edit.hdr, off + 1);
	u32 sum = ~((u32)*hi << 8 | *lo) & 0xffff;

	sum = ~rg_fold16(sum + (rg_fold16(minus) ^ 0xffff) + rg_fold16(plus));
	*hi = sum >> 8;
	*lo = sum;
}

/* The MTU in an error whose header is at @icmp: less by what the quoted label takes. */
RG_LOCAL void rg_quoted_mtu(struct rg_work *w, u32 icmp)
{
	struct rg_quote *q = &w->quote;
	u32 at = icmp + 6, type = RG_AT(w->edit.hdr, icmp), code = RG_AT(w->edit.hdr, icmp + 1);
	u32 grow = q->four ? (q->label + 3) & ~3u : ((q->label + 9) & ~7u) + 8;
	u32 options = q->four ? q->len : q->len + 2, mtu;

	if (q->four ? type != 3 || code != 4 : type != 2)
		return;
	if (grow > options)
		grow = options;	/* nothing else is there: it goes with the label */
	mtu = (u32)RG_AT(w->edit.hdr, at) << 8 | RG_AT(w->edit.hdr, at + 1);
	if (!q->label || mtu <= grow)
		return;
	RG_AT(w->edit.hdr, at) = (mtu - grow) >> 8;
	RG_AT(w->edit.hdr, at + 1) = mtu - grow;
	rg_mend(w, icmp + 2, mtu, mtu - grow);
}

/* Where the options of the packet quoted at @off of the frame begin and end; false: it is cut off. */
RG_LOCAL bool rg_quoted_find(struct rg_work *w, u32 off, u32 *first, u32 *last)
{
	u32 held = RG_ETH_LEN + w->pkt.ip_len, version = RG_AT(w->hdr, off) >> 4;

	if (held > w->hdr_len)
		held = w->hdr_len;
	if (w->pkt.family == 4) {
		*first = off + 20;
		*last = off + (RG_AT(w->hdr, off) & 15) * 4;
		return version == 4 && *last >= *first && *last <= held;
	}
	*first = off + 42;
	*last = *first;
	if (version != 6 || off + 40 > held)
		return false;
	if (RG_AT(w->hdr, off + 6)) {
		*first = off + 40;
		*last = *first;
		return true;
	}
	*last = off + 40 + (RG_AT(w->hdr, off + 41) + 1u) * 8;
	return *last <= held;
}

/**
 * rg_edit_quote() - take the label out of what an ICMP error quotes
 * @c: question whose new IP header is made; the new header and what it replaces grow
 *	by what lies between, up to the quoted options
 *
 * Return: RG_R_OK; RG_R_FRAME_TRUNCATED: the quoted header is not there as a whole.
 */
RG_API u32 rg_edit_quote(struct rg_ctx *c)
{
	struct rg_work *w = c->w;
	struct rg_edit_out *e = &w->edit;
	struct rg_quote *q = &w->quote;
	u32 from = RG_ETH_LEN + e->cut, shift = e->len - from, first, last;

	if (!rg_quoted_find(w, w->pkt.l4 + RG_ICMP_HEAD, &first, &last) || last < from)
		return RG_R_FRAME_TRUNCATED;
	*q = (struct rg_quote){ .at = first + shift, .len = last - first,
				.four = w->pkt.family == 4 };
	rg_keep_options(c, from, last);
	e->cut += last - from;
	rg_loop(q->len, rg_quoted_step, c);
	if (q->four)	/* which keeps the sum that the error's own checksum is of */
		rg_mend(w, w->pkt.l4 + RG_ICMP_HEAD + 10 + shift, q->minus, q->plus);
	else
		rg_mend(w, w->pkt.l4 + 2 + shift, q->minus, q->plus);
	rg_quoted_mtu(w, w->pkt.l4 + shift);
	return RG_R_OK;
}
