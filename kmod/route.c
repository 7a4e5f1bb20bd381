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
	memcpy(&fl4.daddr, nh->addr, 4);
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
	memcpy(&fl6.daddr, nh->addr, 16);
	nh->dst = ip6_route_output(net, NULL, &fl6);
	if (nh->dst->error)
		return RG_NH_NONE;
	return rg_rt6(nh)->rt6i_flags & (RTF_LOCAL | RTF_ANYCAST) ? RG_NH_LOCAL : RG_NH_UNRESOLVED;
}

static struct neighbour *rg_neigh4(const struct rg_nexthop *nh, bool make)
{
	const struct rtable *rt = rg_rt4(nh);
	struct net_device *dev = nh->dst->dev;
	__be32 addr;

	memcpy(&addr, nh->addr, 4);
	if (rt->rt_gw_family == AF_INET6)
		return make ? ip_neigh_gw6(dev, &rt->rt_gw6) :
			      __ipv6_neigh_lookup_noref(dev, &rt->rt_gw6);
	if (rt->rt_gw_family == AF_INET)
		addr = rt->rt_gw4;
	return make ? ip_neigh_gw4(dev, addr) : __ipv4_neigh_lookup_noref(dev, (__force u32)addr);
}

static struct neighbour *rg_neigh6(const struct rg_nexthop *nh, bool make)
{
	struct net_device *dev = nh->dst->dev;
	const struct in6_addr *hop;
	struct neighbour *neigh;
	struct in6_addr addr;

	memcpy(&addr, nh->addr, 16);
	hop = rt6_nexthop(rg_rt6(nh), &addr);
	neigh = __ipv6_neigh_lookup_noref(dev, hop);
	return neigh || !make ? neigh : __neigh_create(&nd_tbl, hop, dev, false);
}

/**
 * rg_route_neigh() - the neighbour that a next hop stands for, made if need be
 * @nh: next hop with a way
 *
 * Return: the neighbour, good while RCU is read, or NULL or an error pointer.
 */
struct neighbour *rg_route_neigh(const struct rg_nexthop *nh)
{
	return nh->family == 4 ? rg_neigh4(nh, true) : rg_neigh6(nh, true);
}

static const struct neighbour *rg_neigh_known(const struct rg_nexthop *nh)
{
	const struct neighbour *n = nh->family == 4 ? rg_neigh4(nh, false) : rg_neigh6(nh, false);

	return !IS_ERR_OR_NULL(n) && READ_ONCE(n->nud_state) & NUD_VALID ? n : NULL;
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
	nh->ifindex = 0;
	nh->family = pkt->family;
	memcpy(nh->addr, addr, pkt->family == 4 ? 4 : 16);
	nh->state = pkt->family == 4 ? rg_route4(net, pkt, nh) : rg_route6(net, pkt, nh);
	if (nh->state != RG_NH_UNRESOLVED)
		return;
	nh->ifindex = nh->dst->dev->ifindex;
	/* Encapsulation would be stepped over. */
	if (nh->dst->lwtstate)
		nh->state = RG_NH_NONE;
	else if (rg_neigh_known(nh))
		nh->state = RG_NH_REACHED;
}

void rg_route_put(struct rg_nexthop *nh)
{
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
		i = rg_bind_index(bind, s->to.ifindex);
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
	if (!nh->ifindex || nh->ifindex != rg_bound(bind, i)->ifindex ||
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
