// SPDX-License-Identifier: GPL-2.0-only
/*
 * The label on the way out, put into the frame: after the last question, at the
 * egress.  The IP header is written anew, as the core made it.
 */
#include <linux/etherdevice.h>
#include <linux/tcp.h>
#include <net/checksum.h>
#include "gate.h"

/* Octets from the frame's start that are read or written here. */
static u32 rg_edit_reach(const struct rg_work *w)
{
	u32 reach = ETH_HLEN + w->edit.cut;

	if (w->edit.mss_off)
		reach = max_t(u32, reach, max_t(u32, w->edit.mss_off + 2,
						w->pkt.l4 + sizeof(struct tcphdr)));
	return reach;
}

/* A SYN's MSS; under CHECKSUM_PARTIAL the checksum is left alone, as it should be. */
static void rg_put_mss(struct sk_buff *skb, const struct rg_work *w, int diff)
{
	struct tcphdr *th = (struct tcphdr *)(skb->data + (int)w->pkt.l4 + diff);
	u8 *at = skb->data + (int)w->edit.mss_off + diff;
	__be16 from, to = htons(w->edit.mss);

	memcpy(&from, at, 2);
	memcpy(at, &to, 2);
	/* At an odd offset its octets stand in two words of the sum, swapped. */
	if ((w->edit.mss_off - w->pkt.l4) & 1) {
		from = (__force __be16)swab16((__force u16)from);
		to = (__force __be16)swab16((__force u16)to);
	}
	inet_proto_csum_replace2(&th->check, skb, from, to, false);
}

/* Make the space behind the Ethernet header @diff octets longer (or shorter). */
static void rg_move_mac(struct sk_buff *skb, int diff)
{
	bool same = skb->transport_header == skb->network_header;

	if (diff > 0) {
		__skb_push(skb, diff);
		memmove(skb->data, skb->data + diff, ETH_HLEN);
	} else if (diff < 0) {
		memmove(skb->data - diff, skb->data, ETH_HLEN);
		__skb_pull(skb, -diff);
	}
	skb_reset_mac_header(skb);
	skb_set_network_header(skb, ETH_HLEN);
	if (same)
		skb_reset_transport_header(skb);
}

/**
 * rg_put_label() - give a frame the header that the core made
 * @skb: the frame at egress, as it was judged, from its Ethernet header on
 * @w: its question, with a verdict that passes and edits
 *
 * Segments keep the size that they came with: whether they fit with the label, the
 * ingress has asked.
 *
 * Return: whether it was done; if not, the frame must not leave.
 */
bool rg_put_label(struct sk_buff *skb, const struct rg_work *w)
{
	const struct rg_edit_out *e = &w->edit;
	int diff = (int)e->len - (int)e->cut;

	if (skb_ensure_writable(skb, rg_edit_reach(w)) || skb_cow(skb, max(diff, 0)))
		return false;
	if (skb->ip_summed == CHECKSUM_COMPLETE)
		skb->ip_summed = CHECKSUM_NONE;
	rg_move_mac(skb, diff);
	memcpy(skb_network_header(skb), e->hdr, e->len);
	if (e->mss_off)
		rg_put_mss(skb, w, diff);
	return true;
}
