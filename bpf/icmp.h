/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ICMP errors about judged packets: out of the interface that the packet came in
 * on, with its label, quoting headers only.  The frame itself is made into the
 * error: cut after what is quoted, with room made in front.
 */
#ifndef RG_BPF_ICMP_H
#define RG_BPF_ICMP_H

#include "account.h"

#define RG_IPPROTO_ICMP	1
#define RG_IPPROTO_TCP	6
#define RG_IPPROTO_UDP	17
#define RG_IPPROTO_ICMP6 58

#define RG_QUOTE_MAX	256	/* bytes of the original from its IP header on */
#define RG_QUOTE_UPPER	8
#define RG_LABEL4_MAX	40
#define RG_LABEL6_MAX	200
#define RG_ICMP_HLEN	8
#define RG_ICMP_TTL	64
#define RG_TOS_CONTROL	0xc0	/* RFC 1812, section 4.3.2.5 */

/**
 * struct rg_icmp - an ICMP error about to be sent
 * @type, @code: of its family
 * @info: the second word of its header, host order (MTU, pointer)
 * @hlen: its own IP header with options, bytes
 * @quote: bytes quoted
 */
struct rg_icmp {
	u8 type, code;
	u32 info;
	u32 hlen, quote;
};

/* One's complement sum of @sum, folded to 16 bits, in the order of the bytes. */
static __always_inline u32 rg_fold(s64 sum)
{
	u64 s = (u32)sum;

	s = (s & 0xffff) + (s >> 16);
	s = (s & 0xffff) + (s >> 16);
	return s;
}

/* GCRA: RG_ICMP_BURST at once, then one every RG_ICMP_EVERY_NS. */
static __always_inline bool rg_icmp_due(struct rg_scratch *s)
{
	u64 floor = s->now - RG_ICMP_BURST * RG_ICMP_EVERY_NS;

	if (s->icmp_earned < floor)
		s->icmp_earned = floor;
	if (s->icmp_earned + RG_ICMP_EVERY_NS > s->now)
		return false;
	s->icmp_earned += RG_ICMP_EVERY_NS;
	return true;
}

/*
 * The device may still be about to fill in the checksum of the quoted TCP or UDP
 * header (CHECKSUM_PARTIAL), after ours is made.  Then put a number there that
 * filling in gives again: f = ~(d + f), that is -d / 2 modulo 65535.
 */
static __always_inline void rg_quote_fixpoint(struct rg_scratch *s, u32 l4, u32 len, u32 field)
{
	u8 *p = s->w.hdr + (l4 & 255);
	u32 d, f;

	p[field] = 0;
	p[field + 1] = 0;
	d = rg_fold(bpf_csum_diff(NULL, 0, (__be32 *)p, len, 0));
	f = (65535 - d % 65535) * 32768ull % 65535;
	__builtin_memcpy(p + field, &(u16){ f }, 2);
}

static __always_inline bool rg_cut(struct __sk_buff *skb, u32 len)
{
	return !bpf_skb_change_tail(skb, len, 0);
}

/* Cut after @end with the quoted checksum made a fixed point; it stands at l4 + @field. */
static __always_inline bool rg_cut_partial(struct __sk_buff *skb, struct rg_scratch *s, u32 end,
					   u32 field)
{
	u32 l4 = s->w.pkt.l4 & 255;

	rg_quote_fixpoint(s, l4, field == 6 ? 8 : 20, field);
	return rg_cut(skb, end) &&
	       !bpf_skb_store_bytes(skb, l4 + field, s->w.hdr + l4 + field, 2, 0);
}

/*
 * Cut the frame after what is quoted: headers, and 8 bytes of the upper one.  The
 * kernel refuses to cut before a checksum that is still to be filled in, which is
 * how to find out.
 *
 * Return: bytes quoted, a multiple of 4; 0 if there can be no error message.
 */
static __noinline int rg_icmp_quote(struct __sk_buff *skb, struct rg_scratch *s)
{
	const struct rg_packet *pkt = &s->w.pkt;
	u32 quote = pkt->l4 - RG_ETH_LEN + RG_QUOTE_UPPER;
	u32 end;

	if (!pkt->l4 || quote > RG_QUOTE_MAX - 12)
		return 0;
	if (quote > pkt->ip_len)
		quote = pkt->ip_len & ~3u;
	end = RG_ETH_LEN + quote;
	if (pkt->proto == RG_IPPROTO_UDP) {
		if (!rg_cut(skb, end - 1))
			return rg_cut_partial(skb, s, end, 6) ? quote : 0;
		if (!rg_cut(skb, end) ||
		    bpf_skb_store_bytes(skb, end - 1, &RG_AT(s->w.hdr, end - 1), 1, 0))
			return 0;
		return quote;
	}
	if (rg_cut(skb, end))
		return quote;
	if (pkt->proto != RG_IPPROTO_TCP || end + 12 > s->w.hdr_len)
		return 0;
	return rg_cut_partial(skb, s, end + 12, 16) ? quote + 12 : 0;
}

/* Sum of the ICMP header and of what it quotes, on top of @sum. */
static __always_inline s64 rg_icmp_sum(struct rg_scratch *s, const struct rg_icmp *ic,
				       const u8 *head, s64 sum)
{
	u32 quote = ic->quote;

	RG_OPAQUE(quote);
	if (quote > RG_QUOTE_MAX)
		return 0;
	sum = bpf_csum_diff(NULL, 0, (__be32 *)head, RG_ICMP_HLEN, sum);
	return bpf_csum_diff(NULL, 0, (__be32 *)(s->w.hdr + RG_ETH_LEN), quote, sum);
}

/* The ICMP header behind the IP header in s->icmp; @sum is that of the pseudo-header. */
static __always_inline void rg_icmp_head(struct rg_scratch *s, const struct rg_icmp *ic, s64 sum)
{
	u8 head[RG_ICMP_HLEN] = { ic->type, ic->code };
	u8 *p = s->icmp + ((RG_ETH_LEN + ic->hlen) & 255);
	u16 check;

	rg_put16(head + 4, ic->info >> 16);
	rg_put16(head + 6, ic->info);
	check = ~rg_fold(rg_icmp_sum(s, ic, head, sum));
	__builtin_memcpy(head + 2, &check, 2);
	__builtin_memcpy(p, head, RG_ICMP_HLEN);
}

/* The frame's label, as it is, at @off of s->icmp. */
static __always_inline bool rg_icmp_label(struct __sk_buff *skb, struct rg_scratch *s, u32 off,
					  u32 max)
{
	u32 last = s->w.pkt.opt_len - 1;

	RG_OPAQUE(last);	/* as in rg_load() */
	if (last >= max)
		return false;
	return !bpf_skb_load_bytes(skb, s->w.pkt.opt, s->icmp + off, last + 1);
}

/* IPv4 header of the error, with the label as its only option. */
static __noinline int rg_icmp_ip4(struct __sk_buff *skb, struct rg_scratch *s,
				  const struct rg_bind_if *b, struct rg_icmp *ic)
{
	const struct rg_packet *pkt = &s->w.pkt;
	u8 *ip = s->icmp + RG_ETH_LEN;
	u32 hlen = 20;
	u16 check;

	if (pkt->kind != RG_LABEL_NONE) {
		if (!rg_icmp_label(skb, s, RG_ETH_LEN + 20, RG_LABEL4_MAX))
			return 0;
		hlen += (pkt->opt_len + 3u) & ~3u;
	}
	ip[0] = 0x40 | hlen >> 2;
	ip[1] = RG_TOS_CONTROL;
	rg_put16(ip + 2, hlen + RG_ICMP_HLEN + ic->quote);
	rg_put16(ip + 6, 0x4000);
	ip[8] = RG_ICMP_TTL;
	ip[9] = RG_IPPROTO_ICMP;
	__builtin_memcpy(ip + 12, b->addr4, 4);
	__builtin_memcpy(ip + 16, pkt->src, 4);
	RG_OPAQUE(hlen);
	if (hlen > 60)
		return 0;
	check = ~rg_fold(bpf_csum_diff(NULL, 0, (__be32 *)ip, hlen, 0));
	__builtin_memcpy(ip + 10, &check, 2);
	ic->hlen = hlen;
	rg_icmp_head(s, ic, 0);
	return 1;
}

/* Hop-by-hop header with the label as its only option, behind the IPv6 header. */
static __always_inline bool rg_icmp_hopopts(struct __sk_buff *skb, struct rg_scratch *s, u32 *len)
{
	u8 *hbh = s->icmp + RG_ETH_LEN + 40;
	u32 used = 2 + s->w.pkt.opt_len;
	u32 pad;

	if (!rg_icmp_label(skb, s, RG_ETH_LEN + 42, RG_LABEL6_MAX))
		return false;
	*len = (used + 7) & ~7u;
	hbh[0] = RG_IPPROTO_ICMP6;
	hbh[1] = (*len >> 3) - 1;
	pad = *len - used;
	if (pad > 1) {
		hbh[used & 255] = 1;	/* PadN */
		hbh[(used + 1) & 255] = pad - 2;
	}
	return true;
}

/* IPv6 header of the error. */
static __noinline int rg_icmp_ip6(struct __sk_buff *skb, struct rg_scratch *s,
				  const struct rg_bind_if *b, struct rg_icmp *ic)
{
	const struct rg_packet *pkt = &s->w.pkt;
	u8 *ip = s->icmp + RG_ETH_LEN;
	u32 hopopts = 0;
	u8 tail[8] = { 0 };
	s64 sum;

	if (pkt->kind == RG_LABEL_CALIPSO && !rg_icmp_hopopts(skb, s, &hopopts))
		return 0;
	ip[0] = 0x60 | RG_TOS_CONTROL >> 4;
	ip[1] = (RG_TOS_CONTROL & 15) << 4;
	rg_put16(ip + 4, hopopts + RG_ICMP_HLEN + ic->quote);
	ip[6] = hopopts ? 0 : RG_IPPROTO_ICMP6;
	ip[7] = RG_ICMP_TTL;
	__builtin_memcpy(ip + 8, b->addr6, 16);
	__builtin_memcpy(ip + 24, pkt->src, 16);
	rg_put16(tail + 2, RG_ICMP_HLEN + ic->quote);
	tail[7] = RG_IPPROTO_ICMP6;
	sum = bpf_csum_diff(NULL, 0, (__be32 *)(ip + 8), 32, 0);
	sum = bpf_csum_diff(NULL, 0, (__be32 *)tail, 8, sum);
	ic->hlen = 40 + hopopts;
	rg_icmp_head(s, ic, sum);
	return 1;
}

static __always_inline bool rg_icmp_addressed(const struct rg_bind_if *b, u32 family)
{
	const u32 *a = (const u32 *)b->addr6;
	u32 v4;

	__builtin_memcpy(&v4, b->addr4, 4);
	return family == 4 ? v4 : a[0] | a[1] | a[2] | a[3];
}

/* Put the headers before what is left of the frame, and send it back. */
static __noinline int rg_icmp_emit(struct __sk_buff *skb, struct rg_scratch *s,
				   const struct rg_bind_if *b, u32 hlen)
{
	u32 len = hlen + RG_ICMP_HLEN;
	u8 *eth = s->icmp;

	__builtin_memcpy(eth, s->w.hdr + 6, 6);
	__builtin_memcpy(eth + 6, b->mac, 6);
	__builtin_memcpy(eth + 12, s->w.hdr + 12, 2);
	if (bpf_skb_adjust_room(skb, len, BPF_ADJ_ROOM_MAC, 0))
		return TC_ACT_SHOT;
	RG_OPAQUE(len);
	if (len < RG_ICMP_HLEN || len > RG_ICMP_MAX - RG_ETH_LEN)
		return TC_ACT_SHOT;
	if (bpf_skb_store_bytes(skb, 0, eth, RG_ETH_LEN, 0) ||
	    bpf_skb_store_bytes(skb, RG_ETH_LEN, s->icmp + RG_ETH_LEN, len, BPF_F_RECOMPUTE_CSUM))
		return TC_ACT_SHOT;
	rg_count(RG_COUNT_ICMP, skb->len);
	return bpf_redirect(skb->ifindex, 0);
}

/**
 * rg_icmp_send() - make the frame an ICMP error about itself and send it back
 * @skb: the frame, judged and not yet changed
 * @s: its question
 * @b: the interface that it came in on
 * @ic: type, code and info
 *
 * Return: TC_ACT_REDIRECT, or TC_ACT_SHOT if no error can or may be sent.
 */
static __noinline int rg_icmp_send(struct __sk_buff *skb, struct rg_scratch *s,
				   const struct rg_bind_if *b, struct rg_icmp *ic)
{
	u32 family = s->w.pkt.family;
	int made;

	if (!rg_error_may(&s->w.pkt) || !rg_icmp_addressed(b, family) || !rg_icmp_due(s))
		return TC_ACT_SHOT;
	__builtin_memset(s->icmp, 0, 320);
	ic->quote = rg_icmp_quote(skb, s);
	if (!ic->quote || ic->quote > RG_QUOTE_MAX)
		return TC_ACT_SHOT;
	made = family == 4 ? rg_icmp_ip4(skb, s, b, ic) : rg_icmp_ip6(skb, s, b, ic);
	return made ? rg_icmp_emit(skb, s, b, ic->hlen) : TC_ACT_SHOT;
}

#endif /* RG_BPF_ICMP_H */
