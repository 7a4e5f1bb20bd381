/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The label on the way out, put into the frame: after the last question, at the
 * egress.  The IP header is written anew, as the core made it.
 */
#ifndef RG_BPF_EDIT_H
#define RG_BPF_EDIT_H

#include <bpf/bpf_endian.h>
#include "scratch.h"

/*
 * A SYN's MSS, where it stands now that the header before it has @diff more bytes.
 * Under CHECKSUM_PARTIAL the helper leaves the checksum alone, as it should.
 */
static __noinline int rg_put_mss(struct __sk_buff *skb, const struct rg_work *w, s32 diff)
{
	u32 check = w->pkt.l4 + diff + 16, at = w->edit.mss_off + diff;
	u16 old, mss = bpf_htons(w->edit.mss);
	u16 from, to = mss;

	__builtin_memcpy(&old, &RG_AT(w->hdr, w->edit.mss_off), 2);
	from = old;
	/* At an odd offset its octets stand in two words of the sum, swapped. */
	if ((w->edit.mss_off - w->pkt.l4) & 1) {
		from = __builtin_bswap16(from);
		to = __builtin_bswap16(to);
	}
	return bpf_l4_csum_replace(skb, check, from, to, 2) ||
	       bpf_skb_store_bytes(skb, at, &mss, 2, 0);
}

/**
 * rg_put_label() - give a frame the header that the core made
 * @skb: the frame, as it was judged
 * @w: its question, with a verdict that passes and edits
 *
 * Segments keep the size that they came with: whether they fit with the label, the
 * ingress has asked.
 *
 * Return: 0, or not 0 if it could not be done; then the frame must not leave.
 */
static __noinline int rg_put_label(struct __sk_buff *skb, const struct rg_work *w)
{
	u32 last = w->edit.len - 1;
	s32 diff = w->edit.len - w->edit.cut;

	RG_OPAQUE(last);	/* one check for both bounds */
	if (last >= RG_HDR_MAX - RG_ETH_LEN)
		return -1;
	if (diff && bpf_skb_adjust_room(skb, diff, BPF_ADJ_ROOM_NET, BPF_F_ADJ_ROOM_FIXED_GSO))
		return -1;
	if (bpf_skb_store_bytes(skb, RG_ETH_LEN, w->edit.hdr, last + 1, BPF_F_RECOMPUTE_CSUM))
		return -1;
	return w->edit.mss_off ? rg_put_mss(skb, w, diff) : 0;
}

#endif /* RG_BPF_EDIT_H */
