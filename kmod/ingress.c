// SPDX-License-Identifier: GPL-2.0-only
/*
 * The judge: netfilter's netdev ingress, before the stack validates, routes or
 * bridges.  What may cross is taken from the stack and sent from here.
 */
#include <linux/etherdevice.h>
#include "gate.h"

/* Frames without an address to be routed by: the link's own business. */
static bool rg_link_only(const struct rg_packet *pkt)
{
	return pkt->flags & (RG_PKT_ARP | RG_PKT_LINK | RG_PKT_ND_BAD);
}

static bool rg_ingress_local(const struct rg_force *f, struct rg_scratch *s)
{
	if (s->to.state == RG_NH_BROADCAST) {
		rg_drop(&s->w, RG_R_FRAME_GROUP);
		return true;
	}
	if (s->w.route != RG_ROUTE_LOCAL)
		return false;
	rg_local_in(&f->img, &s->w);
	return true;
}

/* The verdict of a frame that was parsed; its next hops are in @s. */
static void rg_ingress_choose(struct net *net, const struct rg_force *f,
			      const struct rg_bind *bind, struct rg_scratch *s)
{
	struct rg_work *w = &s->w;

	if (rg_frame_own(net, &w->pkt)) {
		rg_drop(w, RG_R_SPOOFED);
		return;
	}
	rg_route_relay(net, f, bind, s);
	rg_route_ask(net, bind, s);
	if (rg_ingress_local(f, s))
		return;
	if (s->blocked) {
		rg_drop(w, RG_R_BLOCKED);
		return;
	}
	s->chosen = true;
	rg_ask(f, w, RG_MEMO_CHOOSE);
	if (w->v.way == RG_WAY_VIA) {
		rg_route_hub(net, f, bind, s);
		rg_steer(&f->img, w);
	}
	if (w->v.edit != RG_EDIT_KEEP)
		rg_relabel(&f->img, w);
}

/* The verdict of a frame that is like none before it in this tick. */
static unsigned int rg_judge_parsed(struct sk_buff *skb, struct rg_net *rn,
				    const struct rg_force *f, const struct rg_bind *bind,
				    struct rg_scratch *s)
{
	struct rg_work *w = &s->w;

	if (rg_link_only(&w->pkt)) {
		rg_local_in(&f->img, w);
		return w->v.pass ? NF_ACCEPT : NF_DROP;
	}
	rg_ingress_choose(rn->net, f, bind, s);
	if (!w->v.pass)
		return NF_DROP;
	if (w->v.way == RG_WAY_LOCAL)
		return NF_ACCEPT;
	rg_ask_ahead(f, w);
	rg_send(skb, f, bind, rn, s);
	return NF_STOLEN;
}

/* A frame that the stack loops back to itself comes without its Ethernet header. */
static u32 rg_ingress_load(const struct sk_buff *skb, struct rg_work *w)
{
	if (skb_mac_header_was_set(skb) && skb_mac_offset(skb) == -ETH_HLEN)
		return rg_frame_load(skb, -ETH_HLEN, w);
	memset(&w->pkt, 0, sizeof(w->pkt));
	return RG_R_FRAME_TRUNCATED;
}

static unsigned int rg_judge(struct sk_buff *skb, struct rg_net *rn, const struct rg_force *f,
			     const struct rg_bind *bind, struct rg_scratch *s)
{
	const struct rg_gateway *gw = NULL;
	u32 reason;

	reason = rg_ingress_load(skb, &s->w);
	if (reason == RG_R_OK)
		gw = rg_stream_find(skb, f, s);
	if (gw && !s->w.v.pass)
		return NF_DROP;
	if (gw && rg_send_on(skb, rn->net, bind, s, gw))
		return NF_STOLEN;
	rg_frame_asked(f, s);
	if (reason == RG_R_OK)
		reason = rg_parse(&s->w);
	if (reason == RG_R_OK)
		return rg_judge_parsed(skb, rn, f, bind, s);
	rg_drop(&s->w, reason);
	return NF_DROP;
}

/*
 * A refused packet, if the policy wants its sender to be told.  Of one that could not
 * be read nobody has asked yet whether the source is the gate's own.
 */
static void rg_refusal(const struct sk_buff *skb, struct rg_net *rn, const struct rg_force *f,
		       const struct rg_bind *bind, struct rg_scratch *s)
{
	const struct rg_told *t = &s->w.told;

	s->w.own = rg_frame_own(rn->net, &s->w.pkt);
	rg_tell(&f->img, &s->w);
	if (t->type)
		rg_icmp_send(skb, rg_bound(bind, s->w.in), rn, s, t->type, t->code,
			     (u32)t->pointer << 24);
	else if (s->chosen)
		rg_stream_keep(f, s, NULL);
}

static unsigned int rg_ingress_force(struct sk_buff *skb, struct rg_net *rn,
				     const struct rg_force *f)
{
	struct rg_scratch *s = this_cpu_ptr(rg_scratch[RG_HOOK_INGRESS]);
	const struct rg_bind *bind = rcu_dereference(f->bind);
	u32 in = rg_bind_index(bind, skb->dev->ifindex);
	int ifindex = skb->dev->ifindex;
	unsigned int verdict;

	if (in == RG_IF_NONE) {
		rg_count_one(rn, RG_HOOK_INGRESS, RG_R_NOT_ENROLLED, skb->len);
		return NF_DROP;
	}
	/* A tc filter behind the guard can throw what we send right back at an ingress. */
	if (s->busy) {
		rg_count_one(rn, RG_HOOK_INGRESS, RG_R_INTERNAL, skb->len);
		return NF_DROP;
	}
	s->busy = true;
	s->judging = f;
	rg_frame_start(s, rn, skb->len);
	s->w.in = in;
	s->w.out = RG_IF_NONE;
	ether_addr_copy(s->w.mac, rg_bound(bind, in)->mac);
	verdict = rg_judge(skb, rn, f, bind, s);
	if (verdict == NF_DROP && !s->w.v.pass && !s->w.tally)
		rg_refusal(skb, rn, f, bind, s);
	rg_route_put(&s->to);
	rg_route_put(&s->hub);
	rg_count(rn, f, &s->w, RG_HOOK_INGRESS);
	rg_event(rn, f, s, RG_HOOK_INGRESS, ifindex);
	s->judging = NULL;
	s->busy = false;
	return verdict;
}

/** rg_ingress() - the hook; BH is off, and RCU is read */
unsigned int rg_ingress(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	struct rg_net *rn = rg_net_of(state->net);
	const struct rg_force *f = rg_in_force(rn);

	if (f)
		return rg_ingress_force(skb, rn, f);
	rg_count_one(rn, RG_HOOK_INGRESS, RG_R_NO_POLICY, skb->len);
	return NF_DROP;
}
