// SPDX-License-Identifier: GPL-2.0-only
/*
 * The guard: netfilter's netdev egress.  Whatever is about to leave by an enrolled
 * interface, by whoever's hand, is asked again.
 */
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include "gate.h"

/* The last question; then, and not before, the label is edited. */
static void rg_guard_permits(struct sk_buff *skb, const struct rg_force *f, struct rg_work *w)
{
	rg_ask(f, w, RG_MEMO_PERMITS);
	if (w->v.edit != RG_EDIT_KEEP)
		rg_relabel(&f->img, w);
	if (w->v.pass && w->v.edit != RG_EDIT_KEEP && !rg_put_label(skb, w)) {
		w->v.pass = 0;
		w->v.reason = RG_R_INTERNAL;
	}
}

static void rg_guard_forwarded(struct sk_buff *skb, const struct rg_force *f,
			       const struct rg_bind *bind, struct rg_scratch *s, u32 in)
{
	struct rg_work *w = &s->w;

	w->in = in;
	/* The relay cannot be seen any more; whoever let the frame in has looked. */
	w->relay = 1;
	if (in == RG_IF_NONE)
		rg_drop(w, RG_R_NOT_ENROLLED);
	else if (s->blocked)
		rg_drop(w, RG_R_BLOCKED);
	else if (!ether_addr_equal(w->hdr + ETH_ALEN, rg_bound(bind, w->out)->mac))
		rg_drop(w, RG_R_EGRESS_CHANGED);
	else
		rg_guard_permits(skb, f, w);
}

static void rg_guard(struct sk_buff *skb, struct net *net, const struct rg_force *f,
		     const struct rg_bind *bind, struct rg_scratch *s)
{
	struct rg_work *w = &s->w;
	u32 reason = RG_R_FRAME_TRUNCATED;

	/* The frame is for somebody else; whom it is for is the ingress's question. */
	if (!skb_copy_bits(skb, 0, w->mac, ETH_ALEN))
		reason = rg_frame_load(skb, 0, w);
	if (reason == RG_R_OK)
		reason = rg_parse(w);
	w->own = skb->skb_iif && rg_frame_own(net, &w->pkt);
	reason = rg_unread(w, reason);
	if (reason != RG_R_OK)
		rg_drop(w, reason);
	else if (!skb->skb_iif)
		rg_local_out(&f->img, w);
	else
		rg_guard_forwarded(skb, f, bind, s, rg_bind_index(bind, skb->skb_iif));
}

/* The same policy, device and length as of the frame that is being sent on here. */
static bool rg_egress_asked(const struct sk_buff *skb, const struct rg_net *rn,
			    const struct rg_force *f, const struct rg_bind *bind, u32 out)
{
	const struct rg_scratch *in = this_cpu_ptr(rg_scratch[RG_HOOK_INGRESS]);
	const struct rg_work *w = &in->w;

	return in->judging == f && w->foreseen.pass && w->v.pass && w->v.egress == out &&
	       skb->len == w->pkt.ip_len + ETH_HLEN &&
	       rg_bound(bind, w->in)->ifindex == skb->skb_iif &&
	       !skb_vlan_tag_present(skb) && !in->watched && !rg_blocked(rn);
}

/*
 * Is this, octet by octet, the frame that the judge is sending on here: what would be
 * asked now he has asked, of the same policy, in the same RCU read section.
 */
static bool rg_egress_alike(const struct sk_buff *skb, const struct rg_net *rn,
			    const struct rg_force *f, const struct rg_bind *bind, u32 out)
{
	const struct rg_work *w = &this_cpu_ptr(rg_scratch[RG_HOOK_INGRESS])->w;
	u32 len;

	if (!rg_egress_asked(skb, rn, f, bind, out))
		return false;
	len = rg_alike_len(w);
	return len && len <= skb_headlen(skb) && !(skb->data[0] & 1) &&
	       ether_addr_equal_unaligned(skb->data + ETH_ALEN, rg_bound(bind, out)->mac) &&
	       rg_alike_bytes(skb->data, w->hdr, len);
}

static unsigned int rg_egress_force(struct sk_buff *skb, struct rg_net *rn,
				    const struct rg_force *f)
{
	struct rg_scratch *s = this_cpu_ptr(rg_scratch[RG_HOOK_EGRESS]);
	const struct rg_bind *bind = rcu_dereference(f->bind);
	u32 out = rg_bind_index(bind, skb->dev->ifindex);

	if (out == RG_IF_NONE) {
		rg_count_one(rn, RG_HOOK_EGRESS, RG_R_NOT_ENROLLED, skb->len);
		return NF_DROP;
	}
	if (rg_egress_alike(skb, rn, f, bind, out)) {
		rg_count_one(rn, RG_HOOK_EGRESS, RG_R_OK, skb->len);
		return NF_ACCEPT;
	}
	rg_frame_start(s, rn, skb->len);
	rg_frame_asked(f, s);
	s->w.in = RG_IF_NONE;
	s->w.out = out;
	rg_guard(skb, rn->net, f, bind, s);
	rg_count(rn, f, &s->w, RG_HOOK_EGRESS);
	rg_event(rn, f, s, RG_HOOK_EGRESS, skb->dev->ifindex);
	return s->w.v.pass ? NF_ACCEPT : NF_DROP;
}

/*
 * The policy to ask: of a frame that a judge on this CPU is just sending on, the one that
 * he asks, in the same RCU read section.  Else one that is replaced between the two would
 * cost the packets that both let pass, by different ways.
 */
static const struct rg_force *rg_egress_policy(struct rg_net *rn)
{
	const struct rg_force *f = this_cpu_ptr(rg_scratch[RG_HOOK_INGRESS])->judging;

	return f && f->rn == rn ? f : rg_in_force(rn);
}

/**
 * rg_egress() - the hook; RCU is read
 *
 * A packet socket that goes around the queue (PACKET_QDISC_BYPASS) comes with BH on.
 */
unsigned int rg_egress(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	struct rg_net *rn = rg_net_of(state->net);
	const struct rg_force *f;
	unsigned int verdict = NF_DROP;

	local_bh_disable();
	f = rg_egress_policy(rn);
	if (f)
		verdict = rg_egress_force(skb, rn, f);
	else
		rg_count_one(rn, RG_HOOK_EGRESS, RG_R_NO_POLICY, skb->len);
	local_bh_enable();
	return verdict;
}
