/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The policy is replaced between a frame's judge and its guard: the guard asks the policy
 * that the judge asked, or it would drop what either of the two lets pass by another way.
 *
 * Only for a frame that the judge handed to a neighbour whose address was known: then the
 * guard runs in the same RCU read section, and whoever replaced the policy waits for that
 * to end before it says that the new one is in force.  What waited for its neighbour is
 * asked by the policy in force when it leaves.
 */
#ifndef RG_BPF_JUDGED_H
#define RG_BPF_JUDGED_H

#include "alike.h"

#define RG_ONWARD_NS	50000000ull	/* a neighbour can be lost within the section: no later */

/* The judge's frame, with another one's MACs. */
static __always_inline bool rg_onward_frame(struct __sk_buff *skb, struct rg_scratch *s,
					    const struct rg_scratch *in)
{
	u32 len = skb->len;

	if (in->w.frame_len != len || bpf_ktime_get_boot_ns() - in->now > RG_ONWARD_NS)
		return false;
	if (len > RG_ALIKE_MAX)
		len = RG_ALIKE_MAX;
	RG_OPAQUE(len);
	if (len < RG_ALIKE_FROM + 8 || len > RG_ALIKE_MAX)
		return false;
	return !bpf_skb_load_bytes(skb, 0, s->w.hdr, len) &&
	       rg_alike_bytes(s->w.hdr, in->w.hdr, len);
}

/* The generation in one of the two slots, with the devices of this way. */
static __noinline bool rg_onward_slot(struct __sk_buff *skb, const struct rg_scratch *in,
				      u32 slot, u64 generation, struct rg_force *f)
{
	struct rg_force was;

	if (!rg_slot_get(&was, slot) || was.bind->generation != generation ||
	    rg_bind_if(was.bind, in->w.in)->ifindex != skb->ingress_ifindex ||
	    rg_bind_if(was.bind, in->w.v.egress)->ifindex != skb->ifindex)
		return false;
	*f = was;
	return true;
}

/**
 * rg_judged() - the policy that the guard asks
 * @skb: the frame at the egress
 * @s: the guard's scratch; hdr is overwritten
 * @in: the judge's
 * @generation: by which it judged
 * @f: generation in force; result: that one, if this is the frame that was sent on just now
 */
static __noinline int rg_judged(struct __sk_buff *skb, struct rg_scratch *s,
				const struct rg_scratch *in, u64 generation,
				struct rg_force *f)
{
	if (rg_onward_frame(skb, s, in) &&
	    !rg_onward_slot(skb, in, RG_SLOT_PREVIOUS, generation, f))
		RG_RUN(rg_onward_slot(skb, in, RG_SLOT_NEW, generation, f));
	return rg_done();
}

#endif /* RG_BPF_JUDGED_H */
