/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The fast path, before the kernel makes an skb: judge, steer, and send on what is
 * plain.  All else goes to the tc programs, which begin from the start: what is for the
 * gate itself, what has to be answered, edited or cut up, and neighbours to be asked.
 *
 * What is sent from here meets no egress hook.  So the guard's question is asked here,
 * of the same policy, and counted as if the guard had asked it.
 */
#ifndef RG_BPF_XDP_H
#define RG_BPF_XDP_H

#include "ask.h"
#include "account.h"
#include "route.h"
#include "send.h"

#define RG_XDP_KNOCK	(RG_NS / 2)	/* so often a relay's neighbour entry sees itself used */

/* As rg_load(): the frame's first bytes; false: it cannot be read. */
static __always_inline bool rg_xdp_load(struct xdp_md *ctx, struct rg_work *w)
{
	u32 len = ctx->data_end - ctx->data;

	rg_start(w, len);
	if (len > RG_HDR_MAX)
		len = RG_HDR_MAX;
	w->hdr_len = len;
	len--;
	RG_OPAQUE(len);
	if (len >= RG_HDR_MAX)
		return false;
	return !bpf_xdp_load_bytes(ctx, 0, w->hdr, len + 1);
}

/* Nothing but a router's everyday work is left to do. */
static __always_inline bool rg_xdp_plain(const struct rg_scratch *s, const struct rg_bind_if *b,
					 const struct rg_nexthop *nh)
{
	const struct rg_work *w = &s->w;

	return w->v.edit == RG_EDIT_KEEP && w->foreseen.pass && w->pkt.ttl > 1 &&
	       w->pkt.family && b->flags[0] & RG_BIND_XMIT && nh->state == RG_NH_REACHED &&
	       !nh->mtu && !s->to.mtu && rg_egress_bound(b, nh);
}

/*
 * A relay that is gone is found out by its neighbour entry, which must see that it is
 * used: now and then a packet goes by the other path.
 */
static __always_inline bool rg_xdp_knock(struct rg_scratch *s, u32 slot)
{
	u64 *last = &s->knocked[slot & (RG_HUB_MAX - 1)];

	if (s->now - *last < RG_XDP_KNOCK)
		return false;
	*last = s->now;
	return true;
}

/* One hop less, the new MACs, and out. */
static __always_inline int rg_xdp_out(struct xdp_md *ctx, struct rg_work *w,
				      const struct rg_nexthop *nh)
{
	u8 *p = (void *)(long)ctx->data;
	void *end = (void *)(long)ctx->data_end;

	if ((void *)(p + RG_ETH_LEN + 20) > end)
		return XDP_PASS;
	rg_age(w);
	if (w->pkt.family == 6)
		p[RG_ETH_LEN + 7] = w->hdr[RG_ETH_LEN + 7];
	else
		rg_copy4(p + RG_ETH_LEN + 8, w->hdr + RG_ETH_LEN + 8);
	rg_copy6(p, nh->dmac);
	rg_copy6(p + 6, nh->smac);
	return bpf_redirect(nh->ifindex, 0);
}

static __noinline int rg_xdp_send(struct xdp_md *ctx, const struct rg_force *f,
				  struct rg_scratch *s)
{
	const struct rg_nexthop *nh = &s->to;
	u32 egress = s->w.v.egress, slot;
	int act;

	if (s->w.v.way == RG_WAY_VIA) {
		slot = rg_interface(&f->img, egress)->hub_slot;
		if (rg_xdp_knock(s, slot))
			return XDP_PASS;
		nh = &s->hub[slot & (RG_HUB_MAX - 1)];
	}
	if (!rg_xdp_plain(s, rg_bind_if(f->bind, egress), nh))
		return XDP_PASS;
	act = rg_xdp_out(ctx, &s->w, nh);
	if (act != XDP_REDIRECT)
		return XDP_PASS;
	RG_RUN(rg_stream_keep(s, nh));
	return act;
}

/* As the packet of its stream before it. */
static __noinline int rg_xdp_send_on(struct xdp_md *ctx, const struct rg_force *f,
				     struct rg_scratch *s, const struct rg_nexthop *nh)
{
	u32 egress = s->w.v.egress;
	int act;

	if (!(rg_bind_if(f->bind, egress)->flags[0] & RG_BIND_XMIT) || nh->state != RG_NH_REACHED)
		return XDP_PASS;
	if (s->w.v.way == RG_WAY_VIA &&
	    rg_xdp_knock(s, rg_interface(&f->img, egress)->hub_slot))
		return XDP_PASS;
	act = rg_xdp_out(ctx, &s->w, nh);
	return act == XDP_REDIRECT ? act : XDP_PASS;
}

/* XDP_PASS: the tc programs judge it. */
static __always_inline int rg_xdp_judge(struct xdp_md *ctx, const struct rg_force *f,
					struct rg_scratch *s)
{
	struct rg_work *w = &s->w;
	const struct rg_nexthop *nh;

	if (!rg_xdp_load(ctx, w))
		return XDP_PASS;
	nh = rg_stream_take(s);
	if (nh)
		return w->v.pass ? rg_xdp_send_on(ctx, f, s, nh) : XDP_DROP;
	if (rg_parse_frame(w) != RG_R_OK || rg_link_only(&w->pkt) ||
	    rg_source_own(f->bind, &w->pkt))
		return XDP_PASS;
	rg_relay_check(ctx, f, s);
	rg_route_ask(ctx, f->bind, s);
	if (w->route == RG_ROUTE_LOCAL)
		return XDP_PASS;
	rg_ask(&f->img, s->generation, w, RG_MEMO_CHOOSE);
	if (w->v.way == RG_WAY_VIA) {
		RG_RUN(rg_hub_ask(ctx, f, s));
		RG_RUN(rg_ask_steer(&f->img, w));
	}
	if (w->v.edit != RG_EDIT_KEEP)
		return XDP_PASS;
	if (!w->v.pass) {
		RG_RUN(rg_ask_tell(&f->img, w));
		if (w->told.type)
			return XDP_PASS;
		RG_RUN(rg_stream_keep(s, &s->to));
		return XDP_DROP;
	}
	rg_ask_ahead(&f->img, w);
	return rg_xdp_send(ctx, f, s);
}

SEC("xdp")
int gate_xdp(struct xdp_md *ctx)
{
	struct rg_scratch *s = rg_scratch_get(RG_HOOK_INGRESS);
	u32 in, ifindex = ctx->ingress_ifindex;
	struct rg_force f;
	int act;

	if (!s || !rg_force_get(&f))
		return XDP_PASS;
	in = rg_bind_index(f.bind, ifindex);
	if (in == RG_IF_NONE)
		return XDP_PASS;
	rg_read_clock(f.bind, s);
	rg_read_control(s);
	if (s->blocked)
		return XDP_PASS;
	s->gso_size = 0;
	s->w.in = in;
	s->w.out = RG_IF_NONE;
	rg_copy6(s->w.mac, rg_bind_if(f.bind, in)->mac);
	act = rg_xdp_judge(ctx, &f, s);
	if (act == XDP_PASS)
		return act;
	rg_account(s, RG_HOOK_INGRESS, ifindex);
	if (act == XDP_REDIRECT) {
		rg_count(RG_COUNT_EGRESS + RG_R_OK, s->w.frame_len);
		rg_count(RG_COUNT_XDP, s->w.frame_len);
	}
	return act;
}

#endif /* RG_BPF_XDP_H */
