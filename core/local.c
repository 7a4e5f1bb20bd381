// SPDX-License-Identifier: GPL-2.0-only
/*
 * Traffic to and from the gate itself.  ARP, ND and MLD are the link's own
 * business; anything else needs a `local` statement, because a proxy on the gate
 * would go around everything.
 */
#include "core.h"
#include "image.h"

#define RG_PROTO_ICMP	1
#define RG_PROTO_ICMP6	58

RG_LOCAL void rg_local_pass(struct rg_work *w)
{
	rg_drop(w, RG_R_OK);
	w->v.pass = 1;
	w->v.way = RG_WAY_LOCAL;
}

/* The port that a statement speaks of: the gate's own, or the other side's. */
RG_LOCAL bool rg_local_port(const struct rg_local *l, const struct rg_work *w, bool in)
{
	u32 gate = in ? w->pkt.dport : w->pkt.sport;
	u32 peer = in ? w->pkt.sport : w->pkt.dport;

	if (l->dir & RG_LOCAL_IN && gate >= l->port_min && gate <= l->port_max)
		return true;
	return l->dir & RG_LOCAL_OUT && peer >= l->port_min && peer <= l->port_max;
}

RG_LOCAL bool rg_local_stated(const struct rg_image *img, const struct rg_interface *ifc,
			      const struct rg_work *w, bool in)
{
	u32 proto = w->pkt.proto == RG_PROTO_ICMP6 ? RG_PROTO_ICMP : w->pkt.proto;
	const struct rg_local *l;
	u32 i;

	for (i = 0; i < RG_LOCAL_PER_IF_MAX; i++) {
		if (i >= ifc->local_count)
			break;
		l = rg_local(img, ifc->local_first + i);
		if (l->proto == proto && rg_local_port(l, w, in))
			return true;
	}
	return false;
}

/*
 * A probe of the relay, or its answer: one that the policy asks for, in its one form.
 * An answer comes from the relay's own MAC.
 */
RG_LOCAL bool rg_local_probe(const struct rg_interface *ifc, const struct rg_work *w,
			     const u8 *addr, bool in)
{
	const struct rg_packet *pkt = &w->pkt;
	bool four = pkt->family == 4;
	u32 l4 = RG_ETH_LEN + (four ? 20 : 40), i, differ = 0;

	if (!ifc->probe_ms || !(ifc->flags & RG_IF_HUB) || (in && !w->relay))
		return false;
	if (pkt->kind != RG_LABEL_NONE || pkt->l4 != l4 ||
	    pkt->ip_len != l4 - RG_ETH_LEN + 8 + RG_PROBE_LEN || w->hdr_len < l4 + 8 + RG_PROBE_LEN)
		return false;
	if (pkt->proto != (four ? RG_PROTO_ICMP : RG_PROTO_ICMP6) || w->hdr[l4 + 1] ||
	    pkt->icmp_type != (four ? (in ? 0 : 8) : (in ? 129 : 128)))
		return false;
	for (i = 0; i < RG_PROBE_MAGIC_LEN; i++)
		differ |= w->hdr[l4 + 8 + i] ^ (u8)(RG_PROBE_MAGIC >> (8 * i));
	for (i = 0; i < 16; i++) {
		if (i < 4 || !four)
			differ |= addr[i] ^ (four ? ifc->nexthop4[i & 3] : ifc->nexthop6[i]);
	}
	return !differ;
}

/* @addr is the other side's; it must be of the interface's nation. */
RG_LOCAL u32 rg_local_ask(const struct rg_image *img, struct rg_work *w, u32 i, const u8 *addr,
			  bool in)
{
	const struct rg_interface *ifc;
	u32 value;

	if (i >= rg_header(img)->sec[RG_SEC_INTERFACE].count)
		return RG_R_NOT_ENROLLED;
	if (w->pkt.flags & RG_PKT_ND_BAD)
		return RG_R_ND_FORBIDDEN;
	if (w->pkt.flags & (RG_PKT_ARP | RG_PKT_LINK))
		return RG_R_OK;
	if (!w->pkt.family || w->pkt.flags & RG_PKT_GROUP)
		return RG_R_FRAME_GROUP;
	ifc = rg_interface(img, i);
	if (!(w->pkt.flags & RG_PKT_FRAG) && rg_local_probe(ifc, w, addr, in))
		return RG_R_OK;
	/* A fragment has no port to go by. */
	if (w->pkt.flags & RG_PKT_FRAG || !rg_local_stated(img, ifc, w, in))
		return RG_R_LOCAL;
	value = rg_nation(img, w->pkt.family, addr);
	if (!RG_VALUE_NATION(value))
		return RG_R_SOURCE_UNKNOWN;
	if (RG_VALUE_NATION(value) != ifc->nation)
		return RG_R_SPOOFED;
	return value & RG_VALUE_GEO ? RG_R_GEO_ONLY : RG_R_OK;
}

/**
 * rg_local_in() - may this packet for the gate itself come in
 * @img: policy
 * @w: parsed packet; input: in
 */
RG_API void rg_local_in(const struct rg_image *img, struct rg_work *w)
{
	u32 reason = rg_local_ask(img, w, w->in, w->pkt.src, true);

	if (reason == RG_R_OK)
		rg_local_pass(w);
	else
		rg_drop(w, reason);
}

/**
 * rg_local_out() - may this packet of the gate itself go out
 * @img: policy
 * @w: parsed packet; input: out
 */
RG_API void rg_local_out(const struct rg_image *img, struct rg_work *w)
{
	u32 reason = rg_local_ask(img, w, w->out, w->pkt.dst, false);

	if (reason == RG_R_SOURCE_UNKNOWN || reason == RG_R_SPOOFED)
		reason = RG_R_MISROUTED;
	if (reason == RG_R_OK)
		rg_local_pass(w);
	else
		rg_drop(w, reason);
}
