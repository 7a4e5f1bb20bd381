// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where the headers and the label of a frame are, and what the bytes alone refuse.
 *
 * The gate takes packets before the stack validates them, so whatever a router
 * must check of a header is checked here.
 */
#include "core.h"
#include "frame.h"
#include "ip6.h"

#define RG_ETHERTYPE_ARP	0x0806
#define RG_ETHERTYPE_VLAN	0x8100
#define RG_ETHERTYPE_QINQ	0x88a8
#define RG_ETHERTYPE_QINQ_OLD	0x9100

#define RG_IP4_HLEN_MAX		60
#define RG_ARP_LEN		28	/* of IPv4 over Ethernet */

#define RG_PROTO_ICMP		1
#define RG_PROTO_TCP		6
#define RG_PROTO_UDP		17
#define RG_PROTO_DCCP		33
#define RG_PROTO_ICMPV6		58
#define RG_PROTO_SCTP		132
#define RG_PROTO_UDPLITE	136

/** rg_has_ports() - does this protocol number stand for one with ports, in its first octets */
RG_API bool rg_has_ports(u32 proto)
{
	return proto == RG_PROTO_TCP || proto == RG_PROTO_UDP || proto == RG_PROTO_SCTP ||
	       proto == RG_PROTO_DCCP || proto == RG_PROTO_UDPLITE;
}

RG_LOCAL u32 rg_icmp4_flags(u32 type)
{
	switch (type) {
	case 5:		/* redirect: an error message, and one that no neighbour may send us */
		return RG_PKT_ICMP_ERR | RG_PKT_ND_BAD;
	case 9:		/* router advertisement, RFC 1256 */
		return RG_PKT_ND_BAD;
	case 3:
	case 4:
	case 11:
	case 12:
		return RG_PKT_ICMP_ERR;
	default:
		return 0;
	}
}

/*
 * ND counts as link-local business only as RFC 4861 sends it (hop limit 255, and
 * by RFC 6980 in one piece), MLD as RFC 3810 does (hop limit 1), and both only
 * without a label.
 */
RG_LOCAL u32 rg_icmp6_flags(const struct rg_packet *pkt, u32 type)
{
	bool plain = pkt->kind == RG_LABEL_NONE && !(pkt->flags & RG_PKT_FRAG);

	if (type < 128)
		return RG_PKT_ICMP_ERR;
	if (type == 134 || type == 137)
		return RG_PKT_ND_BAD;
	if (type == 133 || type == 135 || type == 136)
		return plain && pkt->ttl == 255 ? RG_PKT_LINK : 0;
	if ((type >= 130 && type <= 132) || type == 143)
		return plain && pkt->ttl == 1 ? RG_PKT_LINK : 0;
	return 0;
}

/*
 * Ports or ICMP type.  A packet or first fragment that ends before them is
 * refused (RFC 1858, RFC 7112): it could not be judged by its ports.
 */
RG_LOCAL u32 rg_parse_upper(struct rg_work *w, u32 off, u32 end)
{
	struct rg_packet *pkt = &w->pkt;
	const u8 *p = &RG_AT(w->hdr, off);
	bool icmp = pkt->proto == (pkt->family == 4 ? RG_PROTO_ICMP : RG_PROTO_ICMPV6);

	if (pkt->flags & RG_PKT_FRAG_MORE)
		return RG_R_OK;
	if (!icmp && !rg_has_ports(pkt->proto)) {
		pkt->l4 = off < w->hdr_len ? off : 0;
		return RG_R_OK;
	}
	if (off + RG_UPPER_MIN > end)
		return RG_R_FRAME_TRUNCATED;
	if (off + RG_UPPER_MIN > w->hdr_len)
		return rg_beyond(w);
	pkt->l4 = off;
	if (icmp) {
		pkt->icmp_type = p[0];
		pkt->flags |= pkt->family == 4 ? rg_icmp4_flags(p[0]) : rg_icmp6_flags(pkt, p[0]);
	} else {
		pkt->sport = rg_be16(p);
		pkt->dport = rg_be16(p + 2);
	}
	return RG_R_OK;
}

/* Both halves of a 32-bit word, added. */
RG_LOCAL u32 rg_sum32(u32 v)
{
	return (v & 0xffff) + (v >> 16);
}

/**
 * rg_ip4_checksum_ok() - of an IPv4 header of @hlen octets, 20 to 60
 *
 * Its sum is good in any order of octets, and of words of any length (RFC 1071).
 */
RG_API bool rg_ip4_checksum_ok(const struct rg_work *w, u32 hlen)
{
	const u8 *ip = w->hdr + RG_ETH_LEN;
	u64 sum = 0;
	u32 i;

	for (i = 0; i < RG_IP4_HLEN; i += 4)
		sum += rg_load32(ip + i);
	for (; i < RG_IP4_HLEN_MAX; i += 4) {
		if (i >= hlen)
			break;
		sum += rg_load32(ip + i);
	}
	return rg_sum32(rg_sum32(rg_sum32(sum) + (u32)(sum >> 32))) == 0xffff;
}

/*
 * RFC 1812, section 5.3.7, RFC 3927: this network, loopback, link-local, and
 * 224.0.0.0 up: multicast, reserved, limited broadcast.
 */
RG_LOCAL bool rg_ip4_martian(const u8 *a)
{
	return a[0] == 0 || a[0] == 127 || a[0] >= 224 || (a[0] == 169 && a[1] == 254);
}

RG_LOCAL u32 rg_ip4_fragment(struct rg_packet *pkt, u32 frag, u32 hlen)
{
	u32 off = (frag & 0x1fff) * 8;

	if (off + pkt->ip_len - hlen > 0xffff)
		return RG_R_IP_HEADER;
	if (frag & 0x3fff)
		pkt->flags |= RG_PKT_FRAG;
	if (off)
		pkt->flags |= RG_PKT_FRAG_MORE;
	return RG_R_OK;
}

/*
 * The total length may be less than the frame's (Ethernet padding), never more.
 * A zero one (BIG TCP: an aggregate above 64 KiB) is refused.
 */
RG_LOCAL u32 rg_parse_ip4(struct rg_work *w)
{
	struct rg_packet *pkt = &w->pkt;
	const u8 *ip = w->hdr + RG_ETH_LEN;
	u32 hlen, reason, upper;

	if (w->hdr_len < RG_ETH_LEN + RG_IP4_HLEN)
		return RG_R_FRAME_TRUNCATED;
	pkt->family = 4;
	hlen = (ip[0] & 15u) * 4;
	if (ip[0] >> 4 != 4 || hlen < RG_IP4_HLEN)
		return RG_R_IP_HEADER;
	if (w->hdr_len < RG_ETH_LEN + hlen)
		return RG_R_FRAME_TRUNCATED;
	pkt->l3 = RG_ETH_LEN;
	pkt->ip_len = rg_be16(ip + 2);
	pkt->ttl = ip[8];
	pkt->proto = ip[9];
	rg_copy4(pkt->src, ip + 12);
	rg_copy4(pkt->dst, ip + 16);
	if (pkt->ip_len < hlen || pkt->ip_len > w->frame_len - RG_ETH_LEN)
		return RG_R_IP_HEADER;
	if (!rg_ip4_checksum_ok(w, hlen))
		return RG_R_IP_CHECKSUM;
	if (rg_ip4_martian(ip + 12) || rg_ip4_martian(ip + 16))
		return RG_R_IP_ADDRESS;
	reason = rg_ip4_fragment(pkt, rg_be16(ip + 6), hlen);
	if (reason == RG_R_OK && hlen > RG_IP4_HLEN)
		reason = rg_parse_ip4_options(w, RG_ETH_LEN + RG_IP4_HLEN, hlen - RG_IP4_HLEN);
	if (reason != RG_R_OK && reason != RG_R_CIPSO_TAG)
		return reason;
	upper = rg_parse_upper(w, RG_ETH_LEN + hlen, RG_ETH_LEN + pkt->ip_len);
	return reason != RG_R_OK ? reason : upper;
}

RG_LOCAL u32 rg_parse_ip6(struct rg_work *w)
{
	struct rg_packet *pkt = &w->pkt;
	const u8 *ip = w->hdr + RG_ETH_LEN;
	u32 off, end, reason;

	if (w->hdr_len < RG_ETH_LEN + RG_IP6_HLEN)
		return RG_R_FRAME_TRUNCATED;
	pkt->family = 6;
	if (ip[0] >> 4 != 6)
		return RG_R_IP_HEADER;
	pkt->l3 = RG_ETH_LEN;
	pkt->ip_len = rg_be16(ip + 4) + RG_IP6_HLEN;
	pkt->proto = ip[6];
	pkt->ttl = ip[7];
	rg_copy16(pkt->src, ip + 8);
	rg_copy16(pkt->dst, ip + 24);
	if (pkt->ip_len == RG_IP6_HLEN || pkt->ip_len > w->frame_len - RG_ETH_LEN)
		return RG_R_IP_HEADER;	/* nothing, or a jumbogram */
	end = RG_ETH_LEN + pkt->ip_len;
	reason = rg_ip6_headers(w, &off, end);
	if (reason == RG_R_OK)
		reason = rg_parse_upper(w, off, end);
	if (reason != RG_R_OK)
		return reason;
	if ((pkt->flags & RG_PKT_GROUP) && !(pkt->flags & (RG_PKT_LINK | RG_PKT_ND_BAD)))
		return RG_R_FRAME_GROUP;
	return rg_ip6_addresses(pkt);
}

/* A group destination is for later to judge; another station's is not for us. */
RG_LOCAL u32 rg_parse_mac(struct rg_work *w)
{
	if (w->hdr[0] & 1) {
		w->pkt.flags |= RG_PKT_GROUP;
		return RG_R_OK;
	}
	return rg_mac_same(w->hdr, w->mac) ? RG_R_OK : RG_R_FRAME_MAC;
}

RG_LOCAL u32 rg_parse_arp(struct rg_work *w)
{
	if (w->hdr_len < RG_ETH_LEN + RG_ARP_LEN)
		return RG_R_FRAME_TRUNCATED;
	w->pkt.flags |= RG_PKT_ARP;
	return RG_R_OK;
}

/**
 * rg_parse() - find the headers and the label of a frame
 * @w: @w->hdr, @w->hdr_len, @w->frame_len (lengths in bytes) and @w->mac are given
 *
 * Fills @w->pkt.  When it refuses, the fields up to the fault are filled (the
 * addresses, if the header was there) and the others are zero; of a CIPSO tag that
 * is not known all are but those of the label's contents.  Group frames
 * pass only for ARP and for ND and MLD (RG_PKT_LINK, RG_PKT_ND_BAD: RFC 4861,
 * RFC 3810); link-local IPv6 addresses likewise.  VLAN tags that the device has
 * taken off the frame are for the engine to see.
 *
 * Return: RG_R_OK, or the reason to drop the frame.
 */
RG_API u32 rg_parse(struct rg_work *w)
{
	u32 reason;

	w->pkt = (struct rg_packet){ 0 };
	w->keep = (struct rg_keep){ 0 };
	if (w->hdr_len > RG_HDR_MAX || w->hdr_len > w->frame_len)
		return RG_R_INTERNAL;
	if (w->hdr_len < RG_ETH_LEN)
		return RG_R_FRAME_TRUNCATED;
	reason = rg_parse_mac(w);
	if (reason != RG_R_OK)
		return reason;
	switch (rg_be16(w->hdr + 12)) {
	case RG_ETHERTYPE_IP4:
		return w->pkt.flags & RG_PKT_GROUP ? RG_R_FRAME_GROUP : rg_parse_ip4(w);
	case RG_ETHERTYPE_IP6:
		return rg_parse_ip6(w);
	case RG_ETHERTYPE_ARP:
		return rg_parse_arp(w);
	case RG_ETHERTYPE_VLAN:
	case RG_ETHERTYPE_QINQ:
	case RG_ETHERTYPE_QINQ_OLD:
		return RG_R_FRAME_VLAN;
	default:
		return RG_R_FRAME_TYPE;
	}
}
