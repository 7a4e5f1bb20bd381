/* SPDX-License-Identifier: GPL-2.0-only */
/* What a router does with a packet that may pass: TTL, MTU, next hop, out. */
#ifndef RG_BPF_SEND_H
#define RG_BPF_SEND_H

#include "icmp.h"
#include "route.h"
#include "split.h"
#include "cache.h"

#define RG_EXCESS_MAX	0xfff	/* what the helper can make room for at once */
#define RG_EXCESS_STEPS	16

/* The device is the one that the policy was bound to. */
static __always_inline bool rg_egress_bound(const struct rg_bind_if *b,
					    const struct rg_nexthop *nh)
{
	if (nh->ifindex != b->ifindex || !rg_bind_alive(b))
		return false;
	if (nh->state == RG_NH_UNRESOLVED)
		return true;	/* no MAC yet; the guard compares it */
	return nh->state == RG_NH_REACHED && rg_mac_same(nh->smac, b->mac);
}

/* MTU that the packet does not fit with its label, or 0. */
static __always_inline u32 rg_too_big(struct __sk_buff *skb, const struct rg_work *w,
				      const struct rg_nexthop *nh)
{
	u32 mtu = 0;
	long rc;

	if (!skb->gso_size)
		return nh->mtu;
	rc = bpf_check_mtu(skb, nh->ifindex, &mtu, 0, BPF_MTU_CHK_SEGS);
	if (!mtu)
		return rc ? 1280 : 0;
	if (!nh->grow)
		return rc ? mtu : 0;
	return !w->pkt.l4 || rg_segment_head(w) + skb->gso_size + nh->grow > mtu ? mtu : 0;
}

/* What the sender may send at most: the MTU, less what the label will take of it. */
static __always_inline u32 rg_announce(struct __sk_buff *skb, const struct rg_work *w,
				       const struct rg_nexthop *nh)
{
	u32 mtu = rg_too_big(skb, w, nh);

	return mtu ? mtu - nh->grow : 0;
}

/*
 * Smaller segments, and more of them, rather than fragments of each.  The helper takes from
 * their size what it makes room for, and gives none of it back with the room.
 */
static __noinline int rg_segment_less(struct __sk_buff *skb, u32 excess)
{
	u32 i, some;

	for (i = 0; i < RG_EXCESS_STEPS && excess; i++) {
		some = excess < RG_EXCESS_MAX ? excess : RG_EXCESS_MAX;
		if (bpf_skb_adjust_room(skb, some, BPF_ADJ_ROOM_NET, 0) ||
		    bpf_skb_adjust_room(skb, -(s32)some, BPF_ADJ_ROOM_NET,
					BPF_F_ADJ_ROOM_FIXED_GSO))
			return -1;
		excess -= some;
	}
	return excess ? -1 : 0;
}

/*
 * A packet that goes via the hub is announced the MTU of the whole way: an error
 * about it on its second crossing would end at the hub.
 */
static __always_inline u32 rg_way_mtu(struct __sk_buff *skb, const struct rg_scratch *s,
				      const struct rg_nexthop *nh)
{
	u32 mtu = rg_announce(skb, &s->w, nh), rest;

	if (s->w.v.way != RG_WAY_VIA)
		return mtu;
	rest = rg_announce(skb, &s->w, &s->to);
	return mtu && (!rest || mtu < rest) ? mtu : rest;
}

static __noinline int rg_time_exceeded(struct __sk_buff *skb, struct rg_scratch *s,
				       const struct rg_bind_if *in)
{
	struct rg_icmp ic = { .type = s->w.pkt.family == 4 ? 11 : 3 };

	s->w.v.pass = 0;
	s->w.v.reason = RG_R_TTL;
	return rg_icmp_send(skb, s, in, &ic);
}

static __noinline int rg_packet_too_big(struct __sk_buff *skb, struct rg_scratch *s,
					const struct rg_bind_if *in, u32 mtu)
{
	struct rg_icmp ic = { .type = 2, .info = mtu };

	if (s->w.pkt.family == 4) {
		ic.type = 3;
		ic.code = 4;
		ic.info = mtu & 0xffff;
	}
	s->w.v.pass = 0;
	s->w.v.reason = RG_R_TOO_BIG;
	return rg_icmp_send(skb, s, in, &ic);
}

/* One hop less, in the frame too. */
static __always_inline int rg_send_age(struct __sk_buff *skb, struct rg_work *w)
{
	const u8 *ip = w->hdr + RG_ETH_LEN;

	rg_age(w);
	if (w->pkt.family == 6)
		return bpf_skb_store_bytes(skb, RG_ETH_LEN + 7, ip + 7, 1, BPF_F_RECOMPUTE_CSUM);
	return bpf_skb_store_bytes(skb, RG_ETH_LEN + 8, ip + 8, 4, BPF_F_RECOMPUTE_CSUM);
}

static __always_inline int rg_out(struct __sk_buff *skb, struct rg_work *w,
				  const struct rg_nexthop *nh)
{
	struct bpf_redir_neigh rn = { .nh_family = nh->family };
	u8 mac[12];

	/* To a relay by the neighbour's hand, who finds out when it is gone: another hub is next. */
	if (nh->state == RG_NH_UNRESOLVED || w->v.way == RG_WAY_VIA) {
		__builtin_memcpy(rn.ipv6_nh, nh->addr, 16);
		return bpf_redirect_neigh(nh->ifindex, &rn, sizeof(rn), 0);
	}
	__builtin_memcpy(mac, nh->dmac, 6);
	__builtin_memcpy(mac + 6, nh->smac, 6);
	if (bpf_skb_store_bytes(skb, 0, mac, sizeof(mac), 0)) {
		w->v.pass = 0;
		w->v.reason = RG_R_INTERNAL;
		return TC_ACT_SHOT;
	}
	return bpf_redirect(nh->ifindex, 0);
}

/* A packet that fits, to a next hop that was found: as it came, one hop older. */
static __always_inline int rg_send_on(struct __sk_buff *skb, const struct rg_force *f,
				      struct rg_scratch *s, const struct rg_nexthop *nh)
{
	if (rg_send_age(skb, &s->w)) {
		s->w.tally = 0;
		s->w.v.pass = 0;
		s->w.v.reason = RG_R_INTERNAL;
		return TC_ACT_SHOT;
	}
	if (nh->state == RG_NH_REACHED)
		s->onward = f->bind->generation;
	return rg_out(skb, &s->w, nh);
}

/*
 * The label changes the packet's length: ask again whether it fits.  On the way
 * that is left behind the hub it is labelled as on the way there, or not at all.
 */
static __noinline int rg_regrow(struct __sk_buff *skb, const struct rg_force *f,
				struct rg_scratch *s)
{
	struct rg_work *w = &s->w;
	s32 grow = w->edit.len - w->edit.cut;
	const struct rg_interface *egress = rg_interface(&f->img, w->v.egress);
	struct rg_nexthop *nh = &s->to;

	if (w->v.way == RG_WAY_VIA) {
		nh = &s->hub[egress->hub_slot & (RG_HUB_MAX - 1)];
		nh->grow = grow;
		RG_RUN(rg_relay_ask(skb, f, w->v.egress, s, nh));
		nh = &s->to;
		if (rg_interface(&f->img, w->route)->flags & RG_IF_SUPPLIED)
			grow = w->pkt.kind == RG_LABEL_NONE ? 0 : -(s32)w->pkt.opt_len;
	}
	nh->grow = grow;
	RG_RUN(rg_resolve(skb, s, 0, (const u32 *)w->pkt.dst, nh));
	return rg_done();
}

/**
 * rg_send() - send a packet on as the verdict says
 * @skb: the frame
 * @f: generation that judged it
 * @s: its question, with a verdict that passes; turned into a drop if it cannot be
 *
 * Return: what the program returns.
 */
static __noinline int rg_send(struct __sk_buff *skb, const struct rg_force *f,
			      struct rg_scratch *s)
{
	const struct rg_bind_if *in = rg_bind_if(f->bind, s->w.in);
	const struct rg_nexthop *nh = &s->to;
	u32 egress = s->w.v.egress, slot, mtu, cut;
	struct rg_split split = { 0 };

	if (s->w.v.edit != RG_EDIT_KEEP)
		RG_RUN(rg_regrow(skb, f, s));
	if (s->w.v.way == RG_WAY_VIA) {
		slot = rg_interface(&f->img, egress)->hub_slot;
		nh = &s->hub[slot & (RG_HUB_MAX - 1)];
	}
	if (!rg_egress_bound(rg_bind_if(f->bind, egress), nh)) {
		s->w.v.pass = 0;
		s->w.v.reason = RG_R_EGRESS_CHANGED;
		return TC_ACT_SHOT;
	}
	if (s->w.pkt.ttl <= 1)
		return rg_time_exceeded(skb, s, in);
	mtu = rg_way_mtu(skb, s, nh);
	cut = mtu ? rg_fit(&s->w, skb->gso_size, mtu) : RG_FIT_NOT;
	if (cut == RG_FIT_SEGMENTS) {
		if (rg_segment_less(skb, skb->gso_size - rg_segment_room(&s->w, mtu))) {
			s->w.v.pass = 0;
			s->w.v.reason = RG_R_INTERNAL;
			return TC_ACT_SHOT;
		}
		mtu = 0;
	}
	/* An aggregate's checksums are still to be filled in, which no program can do. */
	if (mtu && (cut != RG_FIT_PIECES || skb->gso_size || !rg_split_load(skb, s, &split)))
		return rg_packet_too_big(skb, s, in, mtu);
	if (!mtu) {
		RG_RUN(rg_stream_keep(s, nh));
		return rg_send_on(skb, f, s, nh);
	}
	s->w.foreseen.pass = 0;		/* that was of the packet in one piece */
	if (rg_send_age(skb, &s->w) || rg_split(skb, s, &split, nh, mtu)) {
		s->w.v.pass = 0;
		s->w.v.reason = RG_R_INTERNAL;
		return TC_ACT_SHOT;
	}
	return rg_out(skb, &s->w, nh);
}

#endif /* RG_BPF_SEND_H */
