// SPDX-License-Identifier: GPL-2.0-only
/* Packets that carry packets. */
#include "core.h"

/* The usual ports, of either side. */
RG_LOCAL bool rg_tunnel_port(u32 port)
{
	return port == 4789 || port == 8472 ||	/* VXLAN */
	       port == 6081 ||			/* Geneve */
	       port == 4500 ||			/* ESP in UDP */
	       port == 1701 ||			/* L2TP */
	       port == 3544 ||			/* Teredo */
	       port == 2152;			/* GTP-U */
}

/**
 * rg_tunnel() - does it carry a packet of its own, or what cannot be read
 * @pkt: from rg_parse()
 *
 * That packet's sender, destination and label nobody judges.  By protocol number; by
 * UDP port where that is all there is.
 */
RG_API bool rg_tunnel(const struct rg_packet *pkt)
{
	switch (pkt->proto) {
	case 4:		/* IPv4 in IP */
	case 41:	/* IPv6 in IP */
	case 47:	/* GRE */
	case 50:	/* ESP */
	case 55:	/* minimal encapsulation */
	case 94:	/* IPIP */
	case 97:	/* Ethernet in IP */
	case 98:	/* ENCAP */
	case 108:	/* compressed payload */
	case 115:	/* L2TP */
	case 137:	/* MPLS in IP */
		return true;
	case 17:
		return rg_tunnel_port(pkt->sport) || rg_tunnel_port(pkt->dport);
	default:
		return false;
	}
}
