// SPDX-License-Identifier: GPL-2.0-only
/*
 * TCP's MSS on a SYN (RFC 9293, section 3.7.1): less by what a label takes, so
 * that neither side sends segments that do not fit once they are labelled.
 */
#include "edit.h"

#define RG_PROTO_TCP_6	6
#define RG_TCP_HLEN	20
#define RG_TCP_SYN	0x02
#define RG_TCP_RST	0x04
#define RG_TCPOPT_END	0
#define RG_TCPOPT_NOP	1
#define RG_TCPOPT_MSS	2
#define RG_TCPOPT_AREA	40
#define RG_MSS_FLOOR	88	/* RFC 9293: IPv4 must take 576 octets; smaller ones are left alone */

/* One option; w->at is its offset in the frame. */
RG_CALLBACK long rg_mss_step(u32 i, void *ctx)
{
	struct rg_work *w = ((struct rg_ctx *)ctx)->w;
	u32 off = w->at, type, len;

	(void)i;
	if (off + 4 > w->mss.end)
		return 1;
	type = RG_AT(w->hdr, off);
	len = RG_AT(w->hdr, off + 1);
	if (type == RG_TCPOPT_NOP)
		len = 1;
	if (type == RG_TCPOPT_END || !len || (type != RG_TCPOPT_NOP && len < 2))
		return 1;
	if (type == RG_TCPOPT_MSS) {
		w->mss.off = len == 4 ? off + 2 : 0;
		return 1;
	}
	w->at = off + len;
	return 0;
}

/**
 * rg_clamp_mss() - the MSS that a SYN must announce
 * @w: parsed packet; @w->edit.mss_off, @w->edit.mss are the result, an offset of 0:
 *	none to be changed
 * @by: octets that the label takes
 */
RG_API void rg_clamp_mss(struct rg_work *w, u32 by)
{
	struct rg_ctx c = { .w = w };
	u32 l4 = w->pkt.l4, mss;

	w->edit.mss_off = 0;
	w->edit.mss = 0;
	if (w->pkt.proto != RG_PROTO_TCP_6 || !l4 || l4 + RG_TCP_HLEN > w->hdr_len)
		return;
	if ((RG_AT(w->hdr, l4 + 13) & (RG_TCP_SYN | RG_TCP_RST)) != RG_TCP_SYN)
		return;
	w->mss.off = 0;
	w->mss.end = l4 + (RG_AT(w->hdr, l4 + 12) >> 4) * 4;
	if (w->mss.end > w->hdr_len)
		return;
	w->at = l4 + RG_TCP_HLEN;
	rg_loop(RG_TCPOPT_AREA, rg_mss_step, &c);
	if (!w->mss.off)
		return;
	mss = rg_be16(&RG_AT(w->hdr, w->mss.off));
	if (mss < by + RG_MSS_FLOOR)
		return;
	w->edit.mss_off = w->mss.off;
	w->edit.mss = mss - by;
}
