// SPDX-License-Identifier: GPL-2.0-only
/* From a socket buffer to a question. */
#include <linux/if_ether.h>
#include <linux/if_vlan.h>
#include <linux/inetdevice.h>
#include <linux/math64.h>
#include <linux/timekeeping.h>
#include <net/addrconf.h>
#include "gate.h"

/**
 * rg_frame_start() - the inputs that do not come from the frame
 * @s: scratch of this CPU; BH is off
 * @rn: gate
 * @f: policy in force
 * @len: of the frame as far as it is known, bytes
 */
void rg_frame_start(struct rg_scratch *s, const struct rg_net *rn, const struct rg_force *f,
		    u32 len)
{
	struct rg_work *w = &s->w;

	s->now = ktime_get_boottime_ns();
	s->blocked = rg_blocked(rn);
	s->to.dst = NULL;
	s->hub.dst = NULL;
	/* Nothing of the frame before: one that cannot be parsed is counted and told of, too. */
	memset(&w->pkt, 0, sizeof(w->pkt));
	w->frame_len = len;
	w->in = RG_IF_NONE;
	w->out = RG_IF_NONE;
	w->route = RG_ROUTE_NONE;
	w->hub_up = 0;
	w->relay = 0;
	w->own = 0;
	w->labelled = 0;
	w->sender = 0;
	w->dest = 0;
	rg_clock_set(&w->clock, ktime_get_real_seconds(),
		     f->base + (s64)div64_u64(s->now - f->boot_ns, RG_NS), f->seen);
}

/**
 * rg_frame_parse() - copy a frame's headers and find its label
 * @skb: the frame
 * @offset: of the Ethernet header from skb->data, bytes; negative at ingress
 * @w: question; @w->mac is given
 *
 * Return: RG_R_OK or the reason to drop the frame.
 */
u32 rg_frame_parse(struct sk_buff *skb, int offset, struct rg_work *w)
{
	w->frame_len = skb->len - offset;
	w->hdr_len = min_t(u32, w->frame_len, RG_HDR_MAX);
	if (skb_copy_bits(skb, offset, w->hdr, w->hdr_len))
		return RG_R_FRAME_TRUNCATED;
	if (skb_vlan_tag_present(skb))
		return RG_R_FRAME_VLAN;
	return rg_parse(w);
}

/** rg_frame_own() - whether the source address is one of the gate's */
bool rg_frame_own(const struct net *net, const struct rg_packet *pkt)
{
	struct in6_addr src6;
	__be32 src4;

	if (pkt->family == 4) {
		memcpy(&src4, pkt->src, sizeof(src4));
		return __ip_dev_find((struct net *)net, src4, false);
	}
	memcpy(&src6, pkt->src, sizeof(src6));
	return pkt->family == 6 && ipv6_chk_addr((struct net *)net, &src6, NULL, 0);
}
