/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A frame at the guard that is, octet by octet, what the judge has just sent there: what
 * the guard would ask of it, the judge has asked (rg_ask_ahead()).
 */
#ifndef RG_BPF_ALIKE_H
#define RG_BPF_ALIKE_H

#include "bind.h"

/* The same policy, second, interfaces and length; and the guard would let it pass. */
static __always_inline bool rg_alike_asked(const struct __sk_buff *skb, const struct rg_force *f,
					   const struct rg_scratch *s, const struct rg_scratch *in,
					   u32 out)
{
	const struct rg_work *w = &in->w;

	return in->generation == s->generation && w->foreseen.pass && w->v.pass &&
	       w->v.egress == out && w->clock.wall == s->w.clock.wall &&
	       w->clock.mono == s->w.clock.mono && w->frame_len == skb->len &&
	       rg_bind_if(f->bind, w->in)->ifindex == skb->ingress_ifindex &&
	       !skb->vlan_present && !s->blocked && s->now >= s->monitor_until;
}

/**
 * rg_alike() - is this the frame that the judge sent here
 * @skb: the frame at the egress
 * @f: generation in force
 * @s: the guard's question: its clock and switches are read; hdr is overwritten
 * @in: the judge's
 * @out: interface
 *
 * The addresses' owners, the label and the ports follow from the octets; that the
 * source is not one of ours, and came from the relay, the judge has seen.
 *
 * Return: whether it is, and may leave.
 */
static __noinline bool rg_alike(struct __sk_buff *skb, const struct rg_force *f,
				struct rg_scratch *s, const struct rg_scratch *in, u32 out)
{
	u32 len;

	if (!rg_alike_asked(skb, f, s, in, out))
		return false;
	len = rg_alike_len(&in->w);
	RG_OPAQUE(len);
	if (len < RG_ALIKE_FROM + 8 || len > RG_ALIKE_MAX)	/* for the verifier */
		return false;
	if (bpf_skb_load_bytes(skb, 0, s->w.hdr, len))
		return false;
	return !(s->w.hdr[0] & 1) && rg_mac_same(s->w.hdr + 6, rg_bind_if(f->bind, out)->mac) &&
	       rg_alike_bytes(s->w.hdr, in->w.hdr, len);
}

#endif /* RG_BPF_ALIKE_H */
