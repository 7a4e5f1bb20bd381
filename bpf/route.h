/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The routing table, asked the way the gate's own traffic asks it: as from lo.
 * So the lock's rule ("not iif lo blackhole") is not met, the local table is, and
 * the forwarding switch that counts is lo's, which apply sets.
 */
#ifndef RG_BPF_ROUTE_H
#define RG_BPF_ROUTE_H

#include "bind.h"

#ifndef AF_INET
#define AF_INET		2
#define AF_INET6	10
#endif

/* A route there is; the neighbour may be known or not. */
static __always_inline bool rg_fib_way(long rc)
{
	return rc == BPF_FIB_LKUP_RET_SUCCESS || rc == BPF_FIB_LKUP_RET_NO_NEIGH;
}

static __always_inline void rg_fib_fill(struct bpf_fib_lookup *p, const struct rg_packet *pkt,
					u32 oif, const u32 *dst)
{
	p->family = pkt->family == 4 ? AF_INET : AF_INET6;
	p->l4_protocol = pkt->proto;
	p->ifindex = oif ? oif : RG_LOOPBACK;
	if (pkt->family == 4) {
		__builtin_memcpy(&p->ipv4_src, pkt->src, 4);
		p->ipv4_dst = dst[0];
	} else {
		__builtin_memcpy(p->ipv6_src, pkt->src, 16);
		__builtin_memcpy(p->ipv6_dst, dst, 16);
	}
}

static __always_inline void rg_nexthop_fill(struct rg_nexthop *nh, const struct bpf_fib_lookup *p,
					    long rc)
{
	nh->state = rc == BPF_FIB_LKUP_RET_SUCCESS ? RG_NH_REACHED : RG_NH_UNRESOLVED;
	nh->family = p->family;
	nh->ifindex = p->ifindex;
	__builtin_memcpy(nh->smac, p->smac, 6);
	__builtin_memcpy(nh->dmac, p->dmac, 6);
	__builtin_memcpy(nh->addr, p->ipv6_dst, 16);
}

/* Length that counts against an MTU: of a packet that the device will cut up, checked later. */
static __always_inline u32 rg_route_len(const struct rg_scratch *s, s32 grow)
{
	u32 len = s->gso_size ? 1 : s->w.pkt.ip_len + grow;

	return len > 0xffff ? 0xffff : len;
}

/*
 * The next hop on the way to @dst (network order), out of device @oif if that is
 * not 0.  With a length the kernel compares MTUs and says no more if it is too
 * big, so that such a packet is asked for twice.
 */
static __noinline int rg_resolve(void *ctx, const struct rg_scratch *s, u32 oif,
				 const u32 *dst, struct rg_nexthop *nh)
{
	const struct rg_packet *pkt = &s->w.pkt;
	u32 flags = oif ? BPF_FIB_LOOKUP_OUTPUT : 0;
	struct bpf_fib_lookup p = { 0 };
	long rc;

	nh->state = RG_NH_NONE;
	nh->ifindex = 0;
	nh->mtu = 0;
	rg_fib_fill(&p, pkt, oif, dst);
	p.tot_len = rg_route_len(s, nh->grow);
	rc = bpf_fib_lookup(ctx, &p, sizeof(p), flags);
	if (rc == BPF_FIB_LKUP_RET_FRAG_NEEDED) {
		nh->mtu = p.mtu_result;
		rg_fib_fill(&p, pkt, oif, dst);
		p.tot_len = 1;
		rc = bpf_fib_lookup(ctx, &p, sizeof(p), flags);
	}
	if (rg_fib_way(rc))
		rg_nexthop_fill(nh, &p, rc);
	else if (rc == BPF_FIB_LKUP_RET_NOT_FWDED)
		nh->state = RG_NH_LOCAL;
	return rg_done();
}

/*
 * "Not forwarded" is what the kernel says of an own address, of a broadcast one,
 * and if there is no route at all.  It is the gate's own if it was at apply, or
 * if the main table, asked past the local one, would send it out.
 */
static __noinline int rg_is_local(void *ctx, const struct rg_packet *pkt,
				  const struct rg_bind *bind)
{
	struct bpf_fib_lookup p = { 0 };

	if (rg_bind_own(bind, (const u32 *)pkt->dst))
		return 1;
	rg_fib_fill(&p, pkt, 0, (const u32 *)pkt->dst);
	p.tot_len = 1;
	return rg_fib_way(bpf_fib_lookup(ctx, &p, sizeof(p), BPF_FIB_LOOKUP_DIRECT));
}

/* w->route: the interface that the routing table gives for the destination. */
static __always_inline void rg_route_ask(void *ctx, const struct rg_bind *bind,
					 struct rg_scratch *s)
{
	struct rg_work *w = &s->w;
	u32 i;

	s->to.grow = 0;
	RG_RUN(rg_resolve(ctx, s, 0, (const u32 *)w->pkt.dst, &s->to));
	if (s->to.state == RG_NH_LOCAL) {
		w->route = rg_is_local(ctx, &w->pkt, bind) ? RG_ROUTE_LOCAL : RG_ROUTE_NONE;
	} else if (s->to.state == RG_NH_NONE) {
		w->route = RG_ROUTE_NONE;
	} else {
		i = rg_bind_index(bind, s->to.ifindex);
		w->route = i == RG_IF_NONE ? RG_ROUTE_OTHER : i;
	}
}

/* IPv4 has a route to the hub interface's relay out of that interface. */
static __noinline int rg_link_routed(void *ctx, const struct rg_interface *ifc,
				     u32 ifindex)
{
	struct bpf_fib_lookup p = { .family = AF_INET, .tot_len = 1, .ifindex = ifindex };

	__builtin_memcpy(&p.ipv4_dst, ifc->nexthop4, 4);
	if (!p.ipv4_dst)
		return 0;
	return rg_fib_way(bpf_fib_lookup(ctx, &p, sizeof(p), BPF_FIB_LOOKUP_OUTPUT));
}

/* The next hop of a hub interface; false if the policy names none in this family. */
static __always_inline bool rg_relay_addr(const struct rg_interface *ifc, u32 family, u32 *addr)
{
	__builtin_memset(addr, 0, 16);
	if (family == 4)
		__builtin_memcpy(addr, ifc->nexthop4, 4);
	else
		__builtin_memcpy(addr, ifc->nexthop6, 16);
	return addr[0] | addr[1] | addr[2] | addr[3];
}

/*
 * Ask for the relay behind hub interface @i, among the routes out of that
 * interface alone: no other route leads a packet for the hub astray.  IPv6 lets
 * a more specific route elsewhere win all the same; then that the link is there
 * is asked of IPv4, and the relay of its neighbours.
 */
static __noinline int rg_relay_ask(void *ctx, const struct rg_force *f, u32 i,
				   const struct rg_scratch *s, struct rg_nexthop *nh)
{
	const struct rg_interface *ifc = rg_interface(&f->img, i);
	const struct rg_bind_if *b = rg_bind_if(f->bind, i);
	u32 family = s->w.pkt.family;
	u32 addr[4];

	nh->state = RG_NH_NONE;
	if (!rg_relay_addr(ifc, family, addr) || !rg_bind_alive(b))
		return rg_done();
	RG_RUN(rg_resolve(ctx, s, b->ifindex, addr, nh));
	if (nh->state != RG_NH_NONE && nh->ifindex == b->ifindex)
		return rg_done();
	nh->state = RG_NH_NONE;
	if (family != 6 || !rg_link_routed(ctx, ifc, b->ifindex))
		return rg_done();
	nh->state = RG_NH_UNRESOLVED;
	nh->family = AF_INET6;
	nh->ifindex = b->ifindex;
	__builtin_memcpy(nh->addr, addr, 16);
	return rg_done();
}

/* Has the relay behind hub interface @i answered lately, if the policy wants it to? */
static __noinline int rg_relay_answers(const struct rg_force *f, u32 i, u32 family, u64 now)
{
	const struct rg_interface *ifc = rg_interface(&f->img, i);
	struct rg_relay key = { .ifindex = rg_bind_if(f->bind, i)->ifindex };
	const u64 *until;

	if (!ifc->probe_ms)
		return true;
	if (family == 4)
		__builtin_memcpy(key.addr, ifc->nexthop4, 4);
	else
		__builtin_memcpy(key.addr, ifc->nexthop6, 16);
	until = bpf_map_lookup_elem(&probed, &key);
	return until && now < *(volatile const u64 *)until;
}

struct rg_hub_loop {
	void *ctx;
	const struct rg_force *f;
	struct rg_scratch *s;
	u32 known, asked;	/* hub slots whose relay is known, or must be asked for */
};

static __noinline long rg_hub_step(u32 i, void *ctx)
{
	struct rg_hub_loop *l = ctx;
	u32 slot = i & (RG_HUB_MAX - 1), ifc;
	struct rg_nexthop *nh = &l->s->hub[slot];

	if (!(l->s->w.via_mask >> slot & 1))
		return 0;
	nh->grow = 0;
	ifc = rg_pool16(&l->f->img, RG_SEC_HUB, slot);
	if (!rg_relay_answers(l->f, ifc, l->s->w.pkt.family, l->s->now))
		return 0;
	RG_RUN(rg_relay_ask(l->ctx, l->f, ifc, l->s, nh));
	if (nh->state == RG_NH_REACHED)
		l->known |= 1u << slot;
	else if (nh->state == RG_NH_UNRESOLVED)
		l->asked |= 1u << slot;
	return 0;
}

/*
 * Nobody is known on any of these links.  Each is asked in its turn, so that one that is
 * dead does not keep the others from being found.
 */
static __always_inline u32 rg_hub_turn(u32 asked, u32 n, u64 now)
{
	u32 turn = n ? (u32)(now >> RG_HUB_TURN_SHIFT) % n : 0;
	u32 later = asked >> (turn & 31) << (turn & 31);

	if (!asked)
		return 0;
	return 1u << (rg_lowest(later ? later : asked) & 31);
}

/*
 * w->hub_up: which hubs that the policy would take are up.  A relay whose
 * address is known is preferred to one that does not answer.
 */
static __noinline int rg_hub_ask(void *ctx, const struct rg_force *f, struct rg_scratch *s)
{
	struct rg_hub_loop l = { .ctx = ctx, .f = f, .s = s };
	u32 n = rg_header(&f->img)->sec[RG_SEC_HUB].count;

	bpf_loop(n > RG_HUB_MAX ? RG_HUB_MAX : n, rg_hub_step, &l, 0);
	s->w.hub_up = l.known ? l.known : rg_hub_turn(l.asked, n, s->now);
	return rg_done();
}

/* w->relay: on a hub interface, the frame's source is the relay's neighbour entry. */
static __always_inline void rg_relay_check(void *ctx, const struct rg_force *f,
					   struct rg_scratch *s)
{
	struct rg_work *w = &s->w;
	w->relay = 0;
	if (!(rg_interface(&f->img, w->in)->flags & RG_IF_HUB))
		return;
	s->to.grow = 0;
	RG_RUN(rg_relay_ask(ctx, f, w->in, s, &s->to));
	if (s->to.state != RG_NH_REACHED)
		return;
	w->relay = rg_mac_same(s->to.dmac, w->hdr + 6);
}

#endif /* RG_BPF_ROUTE_H */
