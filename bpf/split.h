/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An IPv4 packet that is too big for the way and may be fragmented.  It is cut up
 * before the last question, so that the guard judges and labels each piece.
 */
#ifndef RG_BPF_SPLIT_H
#define RG_BPF_SPLIT_H

#include "icmp.h"
#include "route.h"

#define RG_SPLIT_MAX	10240	/* octets behind the IP header of a packet that is cut up */
#define RG_SPLIT_PIECES	1280	/* so many in the smallest pieces, of 8 octets */
#define RG_IPOPT_COPIED	0x80
#define RG_IP_MF	0x2000

/* Any piece can be taken from within: the verifier adds the largest offset to the largest length. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u8[2 * RG_SPLIT_MAX]);
} payload SEC(".maps");

/**
 * struct rg_split - a packet that is being cut up
 * @data: what stood behind its IP header, @len octets
 * @hlen: of its IP header
 * @piece: octets of a piece but the last, a multiple of 8
 * @at: where the next piece begins
 * @field: flags and offset as they came
 * @left: octets of the option under way, when options are cleared
 * @clear: it is in the first piece only
 * @fault: it could not be done
 * @ifindex: where the pieces go; 0: nowhere
 */
struct rg_split {
	struct __sk_buff *skb;
	struct rg_scratch *s;
	u8 *data;
	u32 hlen, len, piece, at, field, left, clear, fault, ifindex;
};

/*
 * Take hold of what is behind the IP header.  What cannot be cut to its first octet
 * has a checksum that a device is still to fill in, which no piece could have: no
 * program can fill it in.
 *
 * Return: whether it is in @l->data, and the frame cut behind that octet.
 */
static __noinline int rg_split_load(struct __sk_buff *skb, struct rg_scratch *s,
				    struct rg_split *l)
{
	u32 zero = 0, hlen = (s->w.hdr[RG_ETH_LEN] & 15u) * 4, last;

	l->data = bpf_map_lookup_elem(&payload, &zero);
	l->hlen = hlen;
	l->len = s->w.pkt.ip_len - hlen;
	last = l->len - 1;
	RG_OPAQUE(last);	/* as in rg_load() */
	if (!l->data || last >= RG_SPLIT_MAX)
		return false;
	return !bpf_skb_load_bytes(skb, RG_ETH_LEN + hlen, l->data, last + 1) &&
	       !bpf_skb_change_tail(skb, RG_ETH_LEN + hlen + 1, 0);
}

/* One octet of the options: those that are not copied become NOPs behind the first piece. */
static __noinline long rg_split_option(u32 i, void *ctx)
{
	struct rg_split *l = ctx;
	u8 *p = &RG_AT(l->s->w.hdr, RG_ETH_LEN + 20 + i);

	if (!l->left) {
		if (!*p)
			return 1;
		l->left = *p == 1 ? 1 : RG_AT(l->s->w.hdr, RG_ETH_LEN + 21 + i);
		l->clear = !(*p & RG_IPOPT_COPIED);
		if (!l->left)
			return 1;
	}
	if (l->clear)
		*p = 1;
	l->left--;
	return 0;
}

/* The IP header of the piece at @l->at. */
static __always_inline void rg_split_header(struct rg_split *l, u32 len, bool last)
{
	u8 *ip = l->s->w.hdr + RG_ETH_LEN;
	u32 field = (l->field & 0x1fff) + (l->at >> 3), hlen = l->hlen;
	u16 check;

	field |= last ? l->field & RG_IP_MF : RG_IP_MF;
	rg_put16(ip + 2, hlen + len);
	rg_put16(ip + 6, field);
	rg_put16(ip + 10, 0);
	RG_OPAQUE(hlen);
	if (hlen > 60)
		return;
	check = ~rg_fold(bpf_csum_diff(NULL, 0, (__be32 *)ip, hlen, 0));
	__builtin_memcpy(ip + 10, &check, 2);
}

/* Header and piece into the frame. */
static __always_inline bool rg_split_store(struct rg_split *l, u32 len)
{
	u32 at = l->at, hlen = l->hlen, last = len - 1;

	RG_OPAQUE(at);
	RG_OPAQUE(last);
	RG_OPAQUE(hlen);
	if (at >= RG_SPLIT_MAX || last >= RG_SPLIT_MAX || hlen < 20 || hlen > 60)
		return false;
	return !bpf_skb_change_tail(l->skb, RG_ETH_LEN + hlen + len, 0) &&
	       !bpf_skb_store_bytes(l->skb, RG_ETH_LEN, l->s->w.hdr + RG_ETH_LEN, hlen, 0) &&
	       !bpf_skb_store_bytes(l->skb, RG_ETH_LEN + hlen, l->data + at, last + 1, 0);
}

/* The next piece: sent, or, if it is the last, left in the frame. */
static __noinline long rg_split_step(u32 i, void *ctx)
{
	struct rg_split *l = ctx;
	u32 left = l->len - l->at;
	bool last = left <= l->piece;
	u32 len = last ? left : l->piece;

	if (i == 1) {
		l->left = 0;
		bpf_loop((l->hlen - 20) & 63, rg_split_option, l, 0);
	}
	rg_split_header(l, len, last);
	l->fault = !rg_split_store(l, len);
	if (last || l->fault)
		return 1;
	if (l->ifindex)
		bpf_clone_redirect(l->skb, l->ifindex, 0);
	l->at += len;
	return 0;
}

/**
 * rg_split() - send a packet in pieces
 * @skb: the frame, after rg_split_load()
 * @s: its question, one hop older
 * @l: from rg_split_load()
 * @nh: where it goes; of a neighbour that must be asked for, only the last piece comes
 * @mtu: pieces are not longer
 *
 * Return: 0, and the last piece is in the frame; else it must not leave.
 */
static __noinline int rg_split(struct __sk_buff *skb, struct rg_scratch *s, struct rg_split *l,
			       const struct rg_nexthop *nh, u32 mtu)
{
	u8 mac[12];

	l->skb = skb;
	l->s = s;
	l->at = 0;
	l->fault = 1;
	l->field = rg_be16(s->w.hdr + RG_ETH_LEN + 6);
	l->piece = (mtu - l->hlen) & ~7u;
	l->ifindex = nh->state == RG_NH_REACHED ? nh->ifindex : 0;
	__builtin_memcpy(mac, nh->dmac, 6);
	__builtin_memcpy(mac + 6, nh->smac, 6);
	if (bpf_skb_store_bytes(skb, 0, mac, sizeof(mac), 0))
		return -1;
	bpf_loop(RG_SPLIT_PIECES, rg_split_step, l, 0);
	return l->fault;
}

#endif /* RG_BPF_SPLIT_H */
