// SPDX-License-Identifier: GPL-2.0-only
/* IPv6: the chain of extension headers, and the addresses that may cross. */
#include "core.h"
#include "ip6.h"

/* Are the next @len bytes of the chain there, in the packet and in what we hold? */
RG_LOCAL bool rg_chain_holds(struct rg_work *w, u32 len)
{
	struct rg_chain *c = &w->chain;

	/* RFC 7112: the whole chain is in the packet, and in the first fragment. */
	if (w->at + len > c->end)
		c->reason = RG_R_IP_OPTIONS;
	else if (w->at + len > w->hdr_len)
		c->reason = rg_beyond(w);
	return c->reason == RG_R_OK;
}

RG_LOCAL void rg_chain_fragment(struct rg_work *w, const u8 *p)
{
	struct rg_chain *c = &w->chain;
	struct rg_packet *pkt = &w->pkt;
	u32 off = rg_be16(p + 2) & 0xfff8;

	if (pkt->flags & RG_PKT_FRAG)
		c->reason = RG_R_IP_OPTIONS;
	else if (off + (c->end - w->at - 8) > 0xffff)
		c->reason = RG_R_IP_HEADER;
	pkt->flags |= RG_PKT_FRAG;
	if (off) {
		pkt->flags |= RG_PKT_FRAG_MORE;
		c->done = 1;
	}
}

/* Before a routing header and before the upper layer: RFC 8200, section 4.1. */
RG_LOCAL void rg_chain_dstopts(struct rg_work *w, u32 len)
{
	struct rg_chain *c = &w->chain;

	if (c->dst_count == 0)
		c->dst0 = w->at << 16 | len;
	else if (c->dst_count == 1)
		c->dst1 = w->at << 16 | len;
	else
		c->reason = RG_R_IP_OPTIONS;
	c->dst_count++;
}

RG_CALLBACK long rg_chain_step(u32 i, void *ctx)
{
	struct rg_work *w = ((struct rg_ctx *)ctx)->w;
	struct rg_chain *c = &w->chain;
	const u8 *p = &RG_AT(w->hdr, w->at);
	u32 next = w->pkt.proto;
	u32 len = 8;

	if (next != RG_NEXT_ROUTING && next != RG_NEXT_FRAGMENT &&
	    next != RG_NEXT_AUTH && next != RG_NEXT_DSTOPTS &&
	    next != RG_NEXT_HOPOPTS) {
		c->done = 1;
		return 1;
	}
	if (next == RG_NEXT_HOPOPTS || i >= RG_EXT_MAX) {
		c->reason = RG_R_IP_OPTIONS;
		return 1;
	}
	if (!rg_chain_holds(w, len))
		return 1;
	if (next == RG_NEXT_AUTH)
		len = (p[1] + 2u) * 4;
	else if (next != RG_NEXT_FRAGMENT)
		len = (p[1] + 1u) * 8;
	if (!rg_chain_holds(w, len))
		return 1;
	if (next == RG_NEXT_FRAGMENT)
		rg_chain_fragment(w, p);
	else if (next == RG_NEXT_DSTOPTS)
		rg_chain_dstopts(w, len);
	else if (next == RG_NEXT_ROUTING && p[3])
		c->reason = RG_R_SOURCE_ROUTE;
	w->pkt.proto = p[0];
	w->at += len;
	return c->done || c->reason != RG_R_OK;
}

/**
 * rg_ip6_headers() - walk the extension headers of an IPv6 packet
 * @w: frame, with the fixed header checked and @w->pkt.proto its next header
 * @upper: out: offset of the upper-layer header in the frame; of a later
 *	fragment, of its data
 * @end: end of the packet, offset in the frame
 *
 * Hop-by-hop options stand first or nowhere, at most RG_EXT_MAX others follow,
 * all of them within RG_HDR_MAX (RFC 8200, section 4.1; RFC 7112).
 *
 * Return: RG_R_OK, or the reason to drop the packet.
 */
RG_API u32 rg_ip6_headers(struct rg_work *w, u32 *upper, u32 end)
{
	struct rg_ctx ctx = { .w = w };
	struct rg_chain *c = &w->chain;
	u32 off = RG_ETH_LEN + RG_IP6_HLEN, len;

	*c = (struct rg_chain){ .end = end, .reason = RG_R_OK };
	w->at = off;
	if (w->pkt.proto == RG_NEXT_HOPOPTS) {
		if (!rg_chain_holds(w, 8))
			return c->reason;
		len = (w->hdr[off + 1] + 1u) * 8;
		if (!rg_chain_holds(w, len))
			return c->reason;
		c->reason = rg_parse_hopopts(w, off, len);
		if (c->reason != RG_R_OK)
			return c->reason;
		w->pkt.proto = w->hdr[off];
		w->at = off + len;
	}
	rg_loop(RG_EXT_MAX + 1, rg_chain_step, &ctx);
	*upper = w->at;
	if (c->reason == RG_R_OK && c->dst_count > 0)
		c->reason = rg_parse_dstopts(w, c->dst0 >> 16, c->dst0 & 0xffff);
	if (c->reason == RG_R_OK && c->dst_count > 1)
		c->reason = rg_parse_dstopts(w, c->dst1 >> 16, c->dst1 & 0xffff);
	if (c->reason == RG_R_OK && !c->done)
		c->reason = RG_R_INTERNAL;
	return c->reason;
}

/* ::/96 (unspecified, loopback, v4-compatible) and ::ffff:0:0/96 (v4-mapped). */
RG_LOCAL bool rg_ip6_embedded(const u8 *a)
{
	return !rg_be32(a) && !rg_be32(a + 4) && (!rg_be32(a + 8) || rg_be32(a + 8) == 0xffff);
}

RG_LOCAL bool rg_ip6_unspecified(const u8 *a)
{
	return !(rg_be32(a) | rg_be32(a + 4) | rg_be32(a + 8) | rg_be32(a + 12));
}

RG_LOCAL bool rg_ip6_link_local(const u8 *a)
{
	return a[0] == 0xfe && (a[1] & 0xc0) == 0x80;
}

/**
 * rg_ip6_addresses() - may these addresses stand on a packet that reaches a router
 * @pkt: parsed packet
 *
 * Link-local addresses (RFC 4291, section 2.5.6: never forwarded), the
 * unspecified source and multicast destinations are for ND and MLD alone.
 *
 * Return: RG_R_OK or RG_R_IP_ADDRESS.
 */
RG_API u32 rg_ip6_addresses(const struct rg_packet *pkt)
{
	bool link = pkt->flags & (RG_PKT_LINK | RG_PKT_ND_BAD);

	if (pkt->src[0] == 0xff || rg_ip6_embedded(pkt->dst))
		return RG_R_IP_ADDRESS;
	if (rg_ip6_embedded(pkt->src) && !(link && rg_ip6_unspecified(pkt->src)))
		return RG_R_IP_ADDRESS;
	if (!link && (pkt->dst[0] == 0xff || rg_ip6_link_local(pkt->src) ||
		      rg_ip6_link_local(pkt->dst)))
		return RG_R_IP_ADDRESS;
	return RG_R_OK;
}
