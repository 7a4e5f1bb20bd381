// SPDX-License-Identifier: GPL-2.0-only
/*
 * The BPF engine: a judge at the ingress and a guard at the egress of every
 * enrolled interface, around the core.
 */
#include "../core/core.c"
#include <linux/pkt_cls.h>
#include "bind.h"
#include "account.h"
#include "ask.h"
#include "route.h"
#include "edit.h"
#include "icmp.h"
#include "send.h"
#include "judged.h"

char LICENSE[] SEC("license") = "GPL";

static __always_inline struct rg_scratch *rg_scratch_get(u32 hook)
{
	return bpf_map_lookup_elem(&scratch, &hook);
}

/* The inputs that all questions share. */
static __always_inline void rg_start(struct rg_work *w, u32 frame_len)
{
	w->frame_len = frame_len;
	w->route = RG_ROUTE_NONE;
	w->hub_up = 0;
	w->relay = 0;
	w->own = 0;
	w->labelled = 0;
	w->sender = 0;
	w->dest = 0;
	w->foreseen.pass = 0;	/* of the frame before */
	w->tally = 0;
}

/* Those and the frame's first bytes; false: it cannot be read. */
static __always_inline bool rg_load(struct __sk_buff *skb, struct rg_work *w)
{
	u32 len = skb->len;

	rg_start(w, len);
	if (len > RG_HDR_MAX)
		len = RG_HDR_MAX;
	w->hdr_len = len;
	len--;
	RG_OPAQUE(len);		/* one check for both bounds: 6.1 learns nothing from "not 0" */
	if (len >= RG_HDR_MAX)
		return false;
	return !bpf_skb_load_bytes(skb, 0, w->hdr, len + 1);
}

static __always_inline bool rg_source_own(const struct rg_bind *bind, const struct rg_packet *pkt)
{
	return pkt->family && rg_bind_own(bind, (const u32 *)pkt->src);
}

static __noinline int rg_load_frame(struct __sk_buff *skb, struct rg_work *w)
{
	u32 reason = RG_R_OK;

	if (!rg_load(skb, w))
		reason = RG_R_FRAME_TRUNCATED;
	else if (skb->vlan_present)
		reason = RG_R_FRAME_VLAN;
	/* Nothing of the frame before: this one is counted and told of, too. */
	if (reason != RG_R_OK)
		w->pkt = (struct rg_packet){ 0 };
	return reason;
}

static __noinline int rg_parse_frame(struct rg_work *w)
{
	return rg_parse(w);
}

/* Frames without an address to be routed by: the link's own business. */
static __always_inline bool rg_link_only(const struct rg_packet *pkt)
{
	return pkt->flags & (RG_PKT_ARP | RG_PKT_LINK | RG_PKT_ND_BAD);
}

static __noinline int rg_ask_local_in(const struct rg_force *f, struct rg_work *w)
{
	rg_local_in(&f->img, w);
	return w->v.pass ? TC_ACT_OK : TC_ACT_SHOT;
}

static __always_inline int rg_refused(struct rg_work *w, u32 reason)
{
	rg_drop(w, reason);
	return TC_ACT_SHOT;
}

/*
 * A refused packet, if the policy wants its sender to be told.  Of one that could not
 * be read nobody has asked yet whether the source is the gate's own.
 */
static __noinline int rg_refusal(struct __sk_buff *skb, const struct rg_force *f,
				 struct rg_scratch *s)
{
	struct rg_icmp ic = { 0 };

	s->w.own = rg_source_own(f->bind, &s->w.pkt);
	RG_RUN(rg_ask_tell(&f->img, &s->w));
	if (!s->w.told.type) {
		if (s->refused)
			RG_RUN(rg_stream_keep(s, &s->to));
		return TC_ACT_SHOT;
	}
	ic.type = s->w.told.type;
	ic.code = s->w.told.code;
	ic.info = (u32)s->w.told.pointer << 24;
	return rg_icmp_send(skb, s, rg_bind_if(f->bind, s->w.in), &ic);
}

static __always_inline int rg_judge(struct __sk_buff *skb, const struct rg_force *f,
				    struct rg_scratch *s)
{
	struct rg_work *w = &s->w;
	const struct rg_nexthop *nh;
	u32 reason;

	reason = rg_load_frame(skb, w);
	if (reason != RG_R_OK)
		return rg_refused(w, reason);
	nh = rg_stream_take(s);
	if (nh && !w->v.pass)
		return TC_ACT_SHOT;
	if (nh && rg_bind_alive(rg_bind_if(f->bind, w->v.egress)))
		return rg_send_on(skb, f, s, nh);
	w->tally = 0;
	reason = rg_parse_frame(w);
	if (reason != RG_R_OK)
		return rg_refused(w, reason);
	if (rg_link_only(&w->pkt))
		return rg_ask_local_in(f, w);
	if (rg_source_own(f->bind, &w->pkt))
		return rg_refused(w, RG_R_SPOOFED);
	rg_relay_check(skb, f, s);
	rg_route_ask(skb, f->bind, s);
	if (w->route == RG_ROUTE_LOCAL) {
		if (w->pkt.family == 4 && rg_bind_broadcast(f->bind, *(u32 *)w->pkt.dst))
			return rg_refused(w, RG_R_FRAME_GROUP);
		return rg_ask_local_in(f, w);
	}
	if (s->blocked)
		return rg_refused(w, RG_R_BLOCKED);
	rg_ask(&f->img, f->bind->generation, w, RG_MEMO_CHOOSE);
	if (w->v.way == RG_WAY_VIA) {
		RG_RUN(rg_hub_ask(skb, f, s));
		RG_RUN(rg_ask_steer(&f->img, w));
	}
	if (w->v.edit != RG_EDIT_KEEP)
		RG_RUN(rg_ask_relabel(&f->img, w));
	if (!w->v.pass) {
		s->refused = 1;
		return TC_ACT_SHOT;
	}
	rg_ask_ahead(&f->img, w);
	return rg_send(skb, f, s);
}

SEC("tc")
int gate_ingress(struct __sk_buff *skb)
{
	struct rg_scratch *s = rg_scratch_get(RG_HOOK_INGRESS);
	struct rg_force f;
	u32 in;
	int act;

	if (!s)
		return TC_ACT_SHOT;
	if (!rg_force_get(&f)) {
		rg_count(RG_COUNT_INGRESS + RG_R_NO_POLICY, skb->len);
		return TC_ACT_SHOT;
	}
	in = rg_bind_index(f.bind, skb->ifindex);
	if (in == RG_IF_NONE) {
		rg_count(RG_COUNT_INGRESS + RG_R_NOT_ENROLLED, skb->len);
		return TC_ACT_SHOT;
	}
	rg_read_clock(f.bind, s);
	rg_read_control(s);
	s->gso_size = skb->gso_size;
	s->onward = 0;
	s->refused = 0;
	s->w.in = in;
	s->w.out = RG_IF_NONE;
	rg_copy6(s->w.mac, rg_bind_if(f.bind, in)->mac);
	act = rg_judge(skb, &f, s);
	/* Of a stream that is refused nobody is told. */
	if (!s->w.v.pass && act == TC_ACT_SHOT && !s->w.tally)
		act = rg_refusal(skb, &f, s);
	rg_account(s, RG_HOOK_INGRESS, skb->ifindex);
	return act;
}

static __noinline int rg_ask_local_out(const struct rg_force *f, struct rg_work *w)
{
	rg_local_out(&f->img, w);
	return 0;
}

/* The frame's source is the MAC of the device that the policy was bound to. */
static __always_inline bool rg_mac_bound(const struct rg_work *w, const struct rg_bind_if *b)
{
	return rg_mac_same(w->hdr + 6, b->mac);
}

/* The last question; then, and not before, the label is edited. */
static __always_inline void rg_guard_permits(struct __sk_buff *skb, const struct rg_force *f,
					     struct rg_work *w)
{
	rg_ask(&f->img, f->bind->generation, w, RG_MEMO_PERMITS);
	if (w->v.edit != RG_EDIT_KEEP)
		RG_RUN(rg_ask_relabel(&f->img, w));
	if (w->v.pass && w->v.edit != RG_EDIT_KEEP && rg_put_label(skb, w)) {
		w->v.pass = 0;
		w->v.reason = RG_R_INTERNAL;
	}
}

/*
 * A frame that came in on @in leaves.  Its relay cannot be seen any more; whoever
 * let it in has looked.
 */
static __always_inline void rg_guard_forwarded(struct __sk_buff *skb, const struct rg_force *f,
					       struct rg_scratch *s, u32 in)
{
	struct rg_work *w = &s->w;

	w->in = in;
	w->relay = 1;
	if (in == RG_IF_NONE)
		rg_drop(w, RG_R_NOT_ENROLLED);
	else if (s->blocked)
		rg_drop(w, RG_R_BLOCKED);
	else if (!rg_mac_bound(w, rg_bind_if(f->bind, w->out)))
		rg_drop(w, RG_R_EGRESS_CHANGED);
	else
		rg_guard_permits(skb, f, w);
}

static __always_inline void rg_guard(struct __sk_buff *skb, const struct rg_force *f,
				     struct rg_scratch *s)
{
	struct rg_work *w = &s->w;
	u32 reason;

	w->in = RG_IF_NONE;
	reason = rg_load_frame(skb, w);
	if (reason == RG_R_OK)
		reason = rg_parse_frame(w);
	w->own = skb->ingress_ifindex && rg_source_own(f->bind, &w->pkt);
	reason = rg_unread(w, reason);
	if (reason != RG_R_OK)
		rg_drop(w, reason);
	else if (!skb->ingress_ifindex)
		rg_ask_local_out(f, w);
	else
		rg_guard_forwarded(skb, f, s, rg_bind_index(f->bind, skb->ingress_ifindex));
}

SEC("tc")
int gate_egress(struct __sk_buff *skb)
{
	struct rg_scratch *in = rg_scratch_get(RG_HOOK_INGRESS);
	struct rg_scratch *s = rg_scratch_get(RG_HOOK_EGRESS);
	struct rg_force f;
	u64 onward;
	u32 out;

	if (!s || !in)
		return TC_ACT_SHOT;
	if (!rg_force_get(&f)) {
		rg_count(RG_COUNT_EGRESS + RG_R_NO_POLICY, skb->len);
		return TC_ACT_SHOT;
	}
	onward = in->onward;
	in->onward = 0;		/* for the next frame here, and no other */
	if (onward && onward != f.bind->generation)
		RG_RUN(rg_judged(skb, s, in, onward, &f));
	out = rg_bind_index(f.bind, skb->ifindex);
	if (out == RG_IF_NONE) {
		rg_count(RG_COUNT_EGRESS + RG_R_NOT_ENROLLED, skb->len);
		return TC_ACT_SHOT;
	}
	rg_read_clock(f.bind, s);
	rg_read_control(s);
	s->w.out = out;
	if (rg_alike(skb, &f, s, in, out)) {
		rg_count(RG_COUNT_EGRESS + RG_R_OK, skb->len);
		return TC_ACT_OK;
	}
	/* The frame is for somebody else; the parser's question is the ingress's. */
	if (bpf_skb_load_bytes(skb, 0, s->w.mac, 6))
		return TC_ACT_SHOT;
	rg_guard(skb, &f, s);
	rg_account(s, RG_HOOK_EGRESS, skb->ifindex);
	return s->w.v.pass ? TC_ACT_OK : TC_ACT_SHOT;
}

#include "xdp.h"
