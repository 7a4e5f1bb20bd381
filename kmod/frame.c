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
 * rg_frame_start() - what is known of a frame before it is looked at
 * @s: scratch of this CPU; BH is off
 * @rn: gate
 * @len: of the frame as far as it is known, bytes
 */
void rg_frame_start(struct rg_scratch *s, const struct rg_net *rn, u32 len)
{
	struct rg_work *w = &s->w;

	s->blocked = rg_blocked(rn);
	s->watched = rg_watched(rn);
	s->chosen = false;
	s->stream = RG_CACHE_NONE;
	s->to.dst = NULL;
	s->hub.dst = NULL;
	w->frame_len = len;
	w->foreseen.pass = 0;
	w->tally = 0;
}

/** rg_frame_asked() - the rest of them, the time too, of a frame that no stream answers */
void rg_frame_asked(const struct rg_force *f, struct rg_scratch *s)
{
	struct rg_work *w = &s->w;

	w->tally = 0;
	w->route = RG_ROUTE_NONE;
	w->hub_up = 0;
	w->relay = 0;
	w->own = 0;
	w->labelled = 0;
	w->sender = 0;
	w->dest = 0;
	s->now = ktime_get_boottime_ns();
	rg_clock_set(&w->clock, ktime_get_real_seconds(),
		     f->base + (s64)div64_u64(s->now - f->boot_ns, RG_NS), f->seen);
}

/* Octets of a frame from @offset on; 0, or it is shorter. */
static int rg_frame_copy(const struct sk_buff *skb, int offset, u8 *to, u32 len)
{
	if (offset + (int)len > (int)skb_headlen(skb))
		return skb_copy_bits(skb, offset, to, len);
	memcpy(to, skb->data + offset, len);
	return 0;
}

/**
 * rg_frame_load() - copy a frame's headers
 * @skb: the frame
 * @offset: of the Ethernet header from skb->data, bytes; negative at ingress
 * @w: question; of one that cannot be read, pkt is empty
 *
 * Return: RG_R_OK, for rg_parse() to go on, or the reason to drop the frame.
 */
u32 rg_frame_load(const struct sk_buff *skb, int offset, struct rg_work *w)
{
	u32 reason = RG_R_OK;

	w->frame_len = skb->len - offset;
	w->hdr_len = min_t(u32, w->frame_len, RG_HDR_MAX);
	if (rg_frame_copy(skb, offset, w->hdr, w->hdr_len))
		reason = RG_R_FRAME_TRUNCATED;
	else if (skb_vlan_tag_present(skb))
		reason = RG_R_FRAME_VLAN;
	/* Nothing of the frame before: this one is counted and told of, too. */
	if (reason != RG_R_OK)
		memset(&w->pkt, 0, sizeof(w->pkt));
	return reason;
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
