// SPDX-License-Identifier: GPL-2.0-only
/*
 * The routing table, asked the way the gate's own traffic asks it: the BPF engine
 * asks likewise, and `ip rule` by ingress does not steer either.
 */
#include <linux/etherdevice.h>
#include <linux/netdevice.h>
#include <net/arp.h>
#include <net/ip.h>
#include <net/ip6_route.h>
#include <net/ndisc.h>
#include <net/route.h>
#include "gate.h"

static const struct rtable *rg_rt4(const struct rg_nexthop *nh)
{
	return container_of(nh->dst, struct rtable, dst);
}

static const struct rt6_info *rg_rt6(const struct rg_nexthop *nh)
{
	return container_of(nh->dst, struct rt6_info, dst);
}

static enum rg_nexthop_state rg_route4(struct net *net, const struct rg_packet *pkt,
				       struct rg_nexthop *nh)
{
	struct flowi4 fl4 = {
		.flowi4_proto = pkt->proto,
		.flowi4_scope = RT_SCOPE_UNIVERSE,
		/* The source is not ours. */
		.flowi4_flags = FLOWI_FLAG_ANYSRC,
	};
	struct rtable *rt;

	memcpy(&fl4.saddr, pkt->src, 4);
	memcpy(&fl4.daddr, nh->gw.addr, 4);
	rt = ip_route_output_key(net, &fl4);
	if (IS_ERR(rt))
		return RG_NH_NONE;
	nh->dst = &rt->dst;
	if (rt->rt_flags & (RTCF_BROADCAST | RTCF_MULTICAST))
		return RG_NH_BROADCAST;
	return rt->rt_flags & RTCF_LOCAL ? RG_NH_LOCAL : RG_NH_UNRESOLVED;
}

static enum rg_nexthop_state rg_route6(struct net *net, const struct rg_packet *pkt,
				       struct rg_nexthop *nh)
{
	struct flowi6 fl6 = {
		.flowi6_proto = pkt->proto,
		.flowi6_iif = LOOPBACK_IFINDEX,
	};

	memcpy(&fl6.saddr, pkt->src, 16);
	memcpy(&fl6.daddr, nh->gw.addr, 16);
	nh->dst = ip6_route_output(net, NULL, &fl6);
	if (nh->dst->error)
		return RG_NH_NONE;
	return rg_rt6(nh)->rt6i_flags & (RTF_LOCAL | RTF_ANYCAST) ? RG_NH_LOCAL : RG_NH_UNRESOLVED;
}

/* The route names a neighbour: that one, not the address that was asked for. */
static void rg_gateway4(struct rg_nexthop *nh)
{
	const struct rtable *rt = rg_rt4(nh);

	if (rt->rt_gw_family == AF_INET6) {
		nh->gw.family = 6;
		memcpy(nh->gw.addr, &rt->rt_gw6, 16);
	} else if (rt->rt_gw_family == AF_INET) {
		memcpy(nh->gw.addr, &rt->rt_gw4, 4);
	}
}

static void rg_gateway6(struct rg_nexthop *nh)
{
	struct in6_addr addr;

	memcpy(&addr, nh->gw.addr, 16);
	addr = *rt6_nexthop(rg_rt6(nh), &addr);
	memcpy(nh->gw.addr, &addr, 16);
}

static struct neighbour *rg_neigh(const struct net_device *dev, const struct rg_gateway *gw)
{
	__be32 addr;

	if (gw->family != 4)
		return __ipv6_neigh_lookup_noref((struct net_device *)dev, gw->addr);
	memcpy(&addr, gw->addr, 4);
	return __ipv4_neigh_lookup_noref((struct net_device *)dev, (__force u32)addr);
}

/**
 * rg_route_neigh() - the neighbour that a gateway stands for, made if need be
 * @dev: its device
 * @gw: the gateway
 *
 * Return: the neighbour, good while RCU is read, or an error pointer.
 */
struct neighbour *rg_route_neigh(const struct net_device *dev, const struct rg_gateway *gw)
{
	struct neighbour *n = rg_neigh(dev, gw);

	if (n)
		return n;
	return __neigh_create(gw->family == 4 ? &arp_tbl : &nd_tbl, gw->addr,
			      (struct net_device *)dev, false);
}

static const struct neighbour *rg_neigh_known(const struct rg_nexthop *nh)
{
	const struct neighbour *n = rg_neigh(nh->dst->dev, &nh->gw);

	return n && READ_ONCE(n->nud_state) & NUD_VALID ? n : NULL;
}

/**
 * rg_route() - the next hop on the way to an address
 * @net: namespace
 * @pkt: packet that is to go there
 * @addr: address, network order, of the packet's family
 * @nh: result; rg_route_put() it
 */
void rg_route(struct net *net, const struct rg_packet *pkt, const u8 *addr, struct rg_nexthop *nh)
{
	nh->dst = NULL;
	nh->family = pkt->family;
	nh->gw.ifindex = 0;
	nh->gw.family = pkt->family;
	memcpy(nh->gw.addr, addr, pkt->family == 4 ? 4 : 16);
	nh->state = pkt->family == 4 ? rg_route4(net, pkt, nh) : rg_route6(net, pkt, nh);
	if (nh->state != RG_NH_UNRESOLVED)
		return;
	nh->gw.ifindex = nh->dst->dev->ifindex;
	if (nh->family == 4)
		rg_gateway4(nh);
	else
		rg_gateway6(nh);
	/* Encapsulation would be stepped over. */
	if (nh->dst->lwtstate)
		nh->state = RG_NH_NONE;
	else if (rg_neigh_known(nh))
		nh->state = RG_NH_REACHED;
}

void rg_route_put(struct rg_nexthop *nh)
{
	if (!nh->dst)
		return;
	dst_release(nh->dst);
	nh->dst = NULL;
}

/** rg_route_mtu() - MTU of the way behind a next hop, bytes from the IP header on */
u32 rg_route_mtu(const struct rg_nexthop *nh)
{
	return nh->family == 4 ? ip_dst_mtu_maybe_forward(nh->dst, true) :
				 ip6_dst_mtu_maybe_forward(nh->dst, true);
}

/** rg_route_ask() - w->route: the interface that the routing table gives for the destination */
void rg_route_ask(struct net *net, const struct rg_bind *bind, struct rg_scratch *s)
{
	struct rg_work *w = &s->w;
	u32 i;

	rg_route_put(&s->to);
	rg_route(net, &w->pkt, w->pkt.dst, &s->to);
	switch (s->to.state) {
	case RG_NH_LOCAL:
	case RG_NH_BROADCAST:
		w->route = RG_ROUTE_LOCAL;
		break;
	case RG_NH_NONE:
		w->route = RG_ROUTE_NONE;
		break;
	default:
		i = rg_bind_index(bind, s->to.gw.ifindex);
		w->route = i == RG_IF_NONE ? RG_ROUTE_OTHER : i;
	}
}

/* The relay behind hub interface @i; its state is none unless the link leads there. */
static void rg_relay(struct net *net, const struct rg_force *f, const struct rg_bind *bind,
		     u32 i, const struct rg_packet *pkt, struct rg_nexthop *nh)
{
	const struct rg_interface *ifc = rg_interface(&f->img, i);
	const u8 *addr = pkt->family == 4 ? ifc->nexthop4 : ifc->nexthop6;
	const struct net_device *dev;

	nh->state = RG_NH_NONE;
	if (!memchr_inv(addr, 0, pkt->family == 4 ? 4 : 16))
		return;
	rg_route(net, pkt, addr, nh);
	dev = nh->dst ? nh->dst->dev : NULL;
	if (!nh->gw.ifindex || nh->gw.ifindex != rg_bound(bind, i)->ifindex ||
	    !netif_running(dev) || !netif_carrier_ok(dev))
		nh->state = RG_NH_NONE;
}

/**
 * rg_route_hub() - w->hub_up and the next hop of the hub interface to take
 * @net: namespace
 * @f: policy
 * @bind: its binding
 * @s: after rg_choose(), which fills via_mask; gets @s->hub
 *
 * A relay whose address is known is preferred to one that does not answer, and
 * among those that are known the policy's order counts.
 */
void rg_route_hub(struct net *net, const struct rg_force *f, const struct rg_bind *bind,
		  struct rg_scratch *s)
{
	u32 count = min_t(u32, rg_header(&f->img)->sec[RG_SEC_HUB].count, RG_HUB_MAX);
	const struct rg_net *rn = rg_net_of(net);
	u32 turn = count ? (u32)(s->now >> RG_HUB_TURN_SHIFT) % count : 0;
	struct rg_nexthop nh = { 0 };
	u32 slot, i;

	s->w.hub_up = 0;
	for (slot = 0; slot < count; slot++) {
		if (!(s->w.via_mask >> slot & 1))
			continue;
		i = rg_pool16(&f->img, RG_SEC_HUB, slot);
		if (!rg_probed_answers(rn, rg_interface(&f->img, i), rg_bound(bind, i)->ifindex,
				       s->w.pkt.family))
			continue;
		rg_relay(net, f, bind, i, &s->w.pkt, &nh);
		/* Of those that nobody is known on each in its turn: a dead one hides no other. */
		if (nh.state == RG_NH_REACHED || (nh.state == RG_NH_UNRESOLVED &&
		    (!s->w.hub_up || (slot >= turn && s->w.hub_up < 1u << turn)))) {
			rg_route_put(&s->hub);
			s->hub = nh;
			nh.dst = NULL;
			s->w.hub_up = 1u << slot;
		}
		rg_route_put(&nh);
		if (s->w.hub_up && s->hub.state == RG_NH_REACHED)
			return;
	}
}

/** rg_route_relay() - w->relay: on a hub interface, the frame comes from the relay's MAC */
void rg_route_relay(struct net *net, const struct rg_force *f, const struct rg_bind *bind,
		    struct rg_scratch *s)
{
	const struct neighbour *n;
	struct rg_work *w = &s->w;
	u8 mac[MAX_ADDR_LEN];

	if (!(rg_interface(&f->img, w->in)->flags & RG_IF_HUB))
		return;
	rg_relay(net, f, bind, w->in, &w->pkt, &s->to);
	if (s->to.state != RG_NH_REACHED)
		return;
	n = rg_neigh_known(&s->to);
	if (!n)
		return;
	neigh_ha_snapshot((char *)mac, (struct neighbour *)n, s->to.dst->dev);
	w->relay = ether_addr_equal_unaligned(mac, w->hdr + ETH_ALEN);
}
