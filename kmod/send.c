// SPDX-License-Identifier: GPL-2.0-only
/* What a router does with a packet that may pass: TTL, MTU, next hop, out. */
#include <linux/etherdevice.h>
#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <linux/netfilter_netdev.h>
#include <net/dst.h>
#ifdef RG_HAVE_GSO_H
#include <net/gso.h>
#endif
#include <net/ip.h>
#include <net/neighbour.h>
#include <net/route.h>
#include "gate.h"

static void rg_send_refuse(struct rg_work *w, u32 reason)
{
	w->v.pass = 0;
	w->v.reason = reason;
}

/* The device is the one that the policy was bound to. */
static bool rg_egress_bound(const struct rg_bound *b, const struct rg_nexthop *nh)
{
	if (nh->state != RG_NH_REACHED && nh->state != RG_NH_UNRESOLVED)
		return false;
	return nh->gw.ifindex == b->ifindex && ether_addr_equal(nh->dst->dev->dev_addr, b->mac);
}

/*
 * MTU that the packet does not fit, less what its label will take of it (@grow, or
 * what it will give back); 0: it fits.
 */
static u32 rg_too_big(const struct sk_buff *skb, const struct rg_packet *pkt,
		      const struct rg_nexthop *nh, int grow)
{
	u32 mtu;

	if (!nh->dst || !nh->gw.ifindex)
		return 0;
	mtu = (int)rg_route_mtu(nh) - grow;
	if (skb_is_gso(skb))
		return skb_gso_validate_network_len(skb, mtu) ? 0 : mtu;
	return pkt->ip_len > mtu ? mtu : 0;
}

/*
 * On the way that is left behind the hub a packet is labelled as on the way there,
 * or, toward a single-level network, not at all.
 */
static int rg_rest_grow(const struct rg_force *f, const struct rg_work *w, int grow)
{
	if (w->v.edit == RG_EDIT_KEEP || !(rg_interface(&f->img, w->route)->flags & RG_IF_SUPPLIED))
		return grow;
	return -(int)w->pkt.opt_len;
}

/*
 * A packet that goes via the hub is announced the MTU of the whole way: an error
 * about it on its second crossing would end at the hub.
 */
static u32 rg_way_mtu(const struct sk_buff *skb, const struct rg_force *f,
		      const struct rg_scratch *s, const struct rg_nexthop *nh)
{
	const struct rg_work *w = &s->w;
	int grow = w->v.edit == RG_EDIT_KEEP ? 0 : (int)w->edit.len - (int)w->edit.cut;
	u32 mtu = rg_too_big(skb, &w->pkt, nh, grow), rest;

	if (w->v.way != RG_WAY_VIA)
		return mtu;
	rest = rg_too_big(skb, &w->pkt, &s->to, rg_rest_grow(f, w, grow));
	return mtu && (!rest || mtu < rest) ? mtu : rest;
}

/* A packet of our own, without padding, one hop older, with room in front; or NULL. */
static struct sk_buff *rg_send_age(struct sk_buff *skb, struct rg_work *w,
				   const struct net_device *dev)
{
	bool four = w->pkt.family == 4;
	u32 hlen = four ? sizeof(struct iphdr) : sizeof(struct ipv6hdr);

	skb = skb_share_check(skb, GFP_ATOMIC);
	if (!skb)
		return NULL;
	if (skb_warn_if_lro(skb) || pskb_trim_rcsum(skb, w->pkt.ip_len) ||
	    !pskb_may_pull(skb, hlen) || skb_cow(skb, LL_RESERVED_SPACE(dev))) {
		kfree_skb(skb);
		return NULL;
	}
	rg_age(w);
	if (four)
		memcpy(ip_hdr(skb), w->hdr + ETH_HLEN, sizeof(struct iphdr));
	else
		memcpy(ipv6_hdr(skb), w->hdr + ETH_HLEN, sizeof(struct ipv6hdr));
	return skb;
}

/* Nothing of its past goes along but where it came in, which the guard asks for. */
static void rg_forget(struct sk_buff *skb)
{
	skb_forward_csum(skb);
	skb_orphan(skb);
	nf_reset_ct(skb);
	skb_ext_reset(skb);
	skb_clear_tstamp(skb);
	skb_dst_drop(skb);
	skb_reset_redirect(skb);
	/* Set on what a tc program redirected: the guard would be stepped over. */
	nf_skip_egress(skb, false);
	memset(skb->cb, 0, sizeof(skb->cb));
}

static void rg_out(struct sk_buff *skb, struct rg_work *w, struct net_device *dev,
		   const struct rg_gateway *gw)
{
	struct neighbour *neigh = rg_route_neigh(dev, gw);

	if (IS_ERR(neigh)) {
		rg_send_refuse(w, RG_R_INTERNAL);
		kfree_skb(skb);
		return;
	}
	skb->dev = dev;
	neigh_output(neigh, skb, gw->family != w->pkt.family);
}

/* Where a packet goes that is sent on. */
static const struct rg_nexthop *rg_way(const struct rg_scratch *s)
{
	return s->w.v.way == RG_WAY_VIA ? &s->hub : &s->to;
}

/* How it is made to fit. */
static u32 rg_fit_skb(const struct sk_buff *skb, const struct rg_work *w, u32 mtu)
{
	return rg_fit(w, skb_is_gso(skb) ? skb_shinfo(skb)->gso_size : 0, mtu);
}

/* Our own packet's, which nobody shares; how many they are is counted again. */
static void rg_segment_less(struct sk_buff *skb, const struct rg_work *w, u32 mtu)
{
	skb_shinfo(skb)->gso_size = rg_segment_room(w, mtu);
	skb_shinfo(skb)->gso_segs = 0;
	skb_shinfo(skb)->gso_type |= SKB_GSO_DODGY;
}

/* A piece, from ip_do_fragment(): the guard judges and labels it. */
static int rg_split_out(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	struct rg_scratch *s = this_cpu_ptr(rg_scratch[RG_HOOK_INGRESS]);

	skb_dst_drop(skb);
	memset(skb->cb, 0, sizeof(skb->cb));
	rg_out(skb, &s->w, rg_way(s)->dst->dev, &rg_way(s)->gw);
	return 0;
}

/* An IPv4 packet in pieces of at most @mtu; consumed. */
static void rg_split(struct sk_buff *skb, struct net *net, struct rg_scratch *s, u32 mtu)
{
	s->w.foreseen.pass = 0;		/* that was of the packet in one piece */
	skb_dst_set(skb, dst_clone(rg_way(s)->dst));
	IPCB(skb)->frag_max_size = mtu;
	IPCB(skb)->opt.optlen = ip_hdrlen(skb) - sizeof(struct iphdr);
	if (ip_do_fragment(net, NULL, skb, rg_split_out))
		rg_send_refuse(&s->w, RG_R_INTERNAL);
}

/* An aggregate that keeps the size of its packets: each of them in pieces; consumed. */
static void rg_split_each(struct sk_buff *skb, struct net *net, struct rg_scratch *s, u32 mtu)
{
	struct sk_buff *segs = skb_gso_segment(skb, 0), *next;

	if (IS_ERR_OR_NULL(segs)) {
		rg_send_refuse(&s->w, RG_R_INTERNAL);
		kfree_skb(skb);
		return;
	}
	consume_skb(skb);
	skb_list_walk_safe(segs, skb, next) {
		skb_mark_not_on_list(skb);
		rg_split(skb, net, s, mtu);
	}
}

/*
 * TTL and MTU; false: refused, and the sender was told.  @split: the packet must be
 * cut up, as rg_fit() says, into what has at most so much; 0: it fits.
 */
static bool rg_fits(const struct sk_buff *skb, const struct rg_force *f,
		    const struct rg_bind *bind, struct rg_net *rn, struct rg_scratch *s,
		    u32 *split)
{
	const struct rg_bound *in = rg_bound(bind, s->w.in);
	bool four = s->w.pkt.family == 4;
	u32 mtu;

	if (s->w.pkt.ttl <= 1) {
		rg_send_refuse(&s->w, RG_R_TTL);
		rg_icmp_send(skb, in, rn, s, four ? ICMP_TIME_EXCEEDED : ICMPV6_TIME_EXCEED, 0, 0);
		return false;
	}
	mtu = rg_way_mtu(skb, f, s, rg_way(s));
	*split = mtu;
	if (!mtu || rg_fit_skb(skb, &s->w, mtu) != RG_FIT_NOT)
		return true;
	rg_send_refuse(&s->w, RG_R_TOO_BIG);
	if (four)
		rg_icmp_send(skb, in, rn, s, ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED, mtu & 0xffff);
	else
		rg_icmp_send(skb, in, rn, s, ICMPV6_PKT_TOOBIG, 0, mtu);
	return false;
}

/**
 * rg_send() - send a packet on as the verdict says
 * @skb: the frame, at ingress; consumed
 * @f: policy that judged it
 * @bind: its binding
 * @rn: gate
 * @s: its question, with a verdict that passes; turned into a drop if it cannot be
 */
void rg_send(struct sk_buff *skb, const struct rg_force *f, const struct rg_bind *bind,
	     struct rg_net *rn, struct rg_scratch *s)
{
	const struct rg_nexthop *nh = rg_way(s);
	u32 split;

	if (!rg_egress_bound(rg_bound(bind, s->w.v.egress), nh)) {
		rg_send_refuse(&s->w, RG_R_EGRESS_CHANGED);
		kfree_skb(skb);
		return;
	}
	if (!rg_fits(skb, f, bind, rn, s, &split)) {
		kfree_skb(skb);
		return;
	}
	skb = rg_send_age(skb, &s->w, nh->dst->dev);
	if (!skb) {
		rg_send_refuse(&s->w, RG_R_INTERNAL);
		return;
	}
	rg_forget(skb);
	if (split && rg_fit_skb(skb, &s->w, split) == RG_FIT_SEGMENTS) {
		rg_segment_less(skb, &s->w, split);
		split = 0;
	}
	if (split && skb_is_gso(skb)) {
		rg_split_each(skb, rn->net, s, split);
		return;
	}
	if (split) {
		rg_split(skb, rn->net, s, split);
		return;
	}
	if (nh->state == RG_NH_REACHED)
		rg_stream_keep(f, s, nh);
	rg_out(skb, &s->w, nh->dst->dev, &nh->gw);
}

/**
 * rg_send_on() - send a packet on as the one of its stream before it
 * @skb: the frame, at ingress; consumed, if it is sent
 * @net: namespace
 * @bind: binding of the policy that judged it
 * @s: its question, with a verdict that passes; turned into a drop if it cannot be sent
 * @gw: where that went
 *
 * Return: false: the device is not the one that it was, and the frame must be judged.
 */
bool rg_send_on(struct sk_buff *skb, struct net *net, const struct rg_bind *bind,
		struct rg_scratch *s, const struct rg_gateway *gw)
{
	const struct rg_bound *b = rg_bound(bind, s->w.v.egress);
	struct net_device *dev = dev_get_by_index_rcu(net, gw->ifindex);

	if (!dev || b->ifindex != gw->ifindex || !ether_addr_equal(dev->dev_addr, b->mac))
		return false;
	skb = rg_send_age(skb, &s->w, dev);
	if (!skb) {
		s->w.tally = 0;
		rg_send_refuse(&s->w, RG_R_INTERNAL);
		return true;
	}
	rg_forget(skb);
	rg_out(skb, &s->w, dev, gw);
	return true;
}
