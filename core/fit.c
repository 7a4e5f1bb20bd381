// SPDX-License-Identifier: GPL-2.0-only
/* What becomes of a packet that is too big for its way: who says "don't fragment" is told. */
#include "core.h"

#define RG_IP_DF	0x4000
#define RG_SEGMENT_MIN	64	/* octets that a segment must have room for */
#define RG_PIECE_MIN	8

/**
 * rg_segment_head() - octets of headers, from the network layer on, of each packet of an aggregate
 * @w: parsed question, of TCP or UDP
 */
RG_API u32 rg_segment_head(const struct rg_work *w)
{
	u32 l4 = w->pkt.l4, upper = 8;

	if (w->pkt.proto == RG_PROTO_TCP)
		upper = (RG_AT(w->hdr, l4 + 12) >> 4) * 4;
	return l4 - RG_ETH_LEN + upper;
}

/** rg_segment_room() - octets of TCP's that a segment of at most @mtu octets has room for */
RG_API u32 rg_segment_room(const struct rg_work *w, u32 mtu)
{
	u32 head = rg_segment_head(w);

	return mtu > head ? mtu - head : 0;
}

/**
 * rg_fit() - how a packet is made to fit
 * @w: parsed question
 * @size: of an aggregate: octets of its upper layer's that each of its packets carries; else 0
 * @mtu: octets that its way has room for, without the label that it will get
 *
 * TCP may get smaller segments, rather than pieces of each.  A datagram's end means something:
 * those of an aggregate are cut up one by one.
 *
 * Return: enum rg_fit.
 */
RG_API u32 rg_fit(const struct rg_work *w, u32 size, u32 mtu)
{
	const u8 *ip = w->hdr + RG_ETH_LEN;
	u32 room;

	if (w->pkt.family != 4 || rg_be16(ip + 6) & RG_IP_DF)
		return RG_FIT_NOT;
	if (size && w->pkt.proto == RG_PROTO_TCP && w->pkt.l4) {
		room = rg_segment_room(w, mtu);
		if (room >= RG_SEGMENT_MIN && room < size)
			return RG_FIT_SEGMENTS;
	}
	return mtu >= (ip[0] & 15u) * 4 + RG_PIECE_MIN ? RG_FIT_PIECES : RG_FIT_NOT;
}
