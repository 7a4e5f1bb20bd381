// SPDX-License-Identifier: GPL-2.0-only
/*
 * The basic security option of RIPSO (RFC 1108): a level by table, and flags of
 * protection authorities.  Flag n, counted from the most significant bit of the
 * first octet, is category n; the lowest bit of an octet says that another follows.
 */
#include "ripso.h"

/* One octet of flags; the field ends where its octets say so, and not with a zero one. */
RG_CALLBACK long rg_ripso_flags_step(u32 i, void *ctx)
{
	struct rg_work *w = ((struct rg_ctx *)ctx)->w;
	struct rg_tag_walk *t = &w->tags;
	u32 octet = RG_AT(w->hdr, t->off + i);
	bool end = i + 1 == t->last;

	t->bad = end == (octet & RG_RIPSO_MORE) || (end && i && !octet);
	return t->bad;
}

/* The option at @off, @len bytes that are known to lie in the option area. */
RG_LOCAL u32 rg_parse_ripso(struct rg_work *w, u32 off, u32 len)
{
	struct rg_ctx c = { .w = w };
	struct rg_packet *pkt = &w->pkt;

	if (len < RG_RIPSO_HLEN)
		return RG_R_RIPSO_LENGTH;
	if (!rg_ripso_level_ok(RG_AT(w->hdr, off + 2)))
		return RG_R_RIPSO_LEVEL;
	w->tags.off = off + RG_RIPSO_HLEN;
	w->tags.last = len - RG_RIPSO_HLEN;
	w->tags.bad = 0;
	rg_loop(w->tags.last, rg_ripso_flags_step, &c);
	if (w->tags.bad)
		return RG_R_RIPSO_FLAGS;
	pkt->kind = RG_LABEL_RIPSO;
	pkt->level = RG_AT(w->hdr, off + 2);
	pkt->opt = off;
	pkt->opt_len = len;
	pkt->body = off + RG_RIPSO_HLEN;
	pkt->body_len = len - RG_RIPSO_HLEN;
	return RG_R_OK;
}
