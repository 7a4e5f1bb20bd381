// SPDX-License-Identifier: GPL-2.0-only
/*
 * The gate's own ICMP errors: about judged packets only, out of the interface that
 * the packet came in on, with its label, quoting headers only.
 */
#include <linux/etherdevice.h>
#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <linux/inetdevice.h>
#include <net/addrconf.h>
#include <net/ip.h>
#include <net/ip6_checksum.h>
#include "gate.h"

#define RG_QUOTE_MAX	244	/* bytes of the original from its IP header on */
#define RG_QUOTE_UPPER	8
#define RG_LABEL4_MAX	40
#define RG_LABEL6_MAX	200
#define RG_ICMP_TTL	64
#define RG_TOS_CONTROL	0xc0	/* RFC 1812, section 4.3.2.5 */
#define RG_ICMP_MAX	(sizeof(struct ipv6hdr) + 208 + sizeof(struct icmphdr) + RG_QUOTE_MAX)
#define RG_ICMP_BURST	50	/* errors of one CPU: burst, */
#define RG_ICMP_EVERY_NS 5000000ull	/* and time that earns one */

/* GCRA */
static bool rg_icmp_due(struct rg_scratch *s)
{
	u64 floor = s->now - RG_ICMP_BURST * RG_ICMP_EVERY_NS;

	if (s->icmp_earned < floor)
		s->icmp_earned = floor;
	if (s->icmp_earned + RG_ICMP_EVERY_NS > s->now)
		return false;
	s->icmp_earned += RG_ICMP_EVERY_NS;
	return true;
}

static __be32 rg_icmp_source4(const struct net_device *dev)
{
	const struct in_device *in_dev = __in_dev_get_rcu(dev);
	const struct in_ifaddr *ifa;

	if (!in_dev)
		return 0;
	in_dev_for_each_ifa_rcu(ifa, in_dev) {
		if (ifa->ifa_scope == RT_SCOPE_UNIVERSE && !(ifa->ifa_flags & IFA_F_SECONDARY))
			return ifa->ifa_local;
	}
	return 0;
}

static bool rg_icmp_source6(struct net *net, const struct net_device *dev,
			    const struct in6_addr *to, struct in6_addr *from)
{
	if (ipv6_dev_get_saddr(net, dev, to, 0, from))
		return false;
	return ipv6_addr_type(from) & IPV6_ADDR_UNICAST &&
	       !(ipv6_addr_type(from) & IPV6_ADDR_LINKLOCAL) &&
	       ipv6_chk_addr(net, from, dev, 1);
}

/* Bytes of the packet to quote: its headers and 8 bytes more; 0: none can be. */
static u32 rg_icmp_quote(const struct rg_work *w)
{
	u32 quote = w->pkt.l4 - RG_ETH_LEN + RG_QUOTE_UPPER;

	if (!w->pkt.l4 || quote > RG_QUOTE_MAX)
		return 0;
	return min(quote, w->pkt.ip_len);
}

static void rg_icmp_fill(struct sk_buff *skb, const struct rg_work *w, u32 quote, u8 type,
			 u8 code, u32 info)
{
	struct icmphdr *icmp = skb_put_zero(skb, sizeof(*icmp));

	icmp->type = type;
	icmp->code = code;
	icmp->un.gateway = htonl(info);
	skb_put_data(skb, w->hdr + RG_ETH_LEN, quote);
}

/* IPv4 header of the error, with the label as its only option. */
static bool rg_icmp_ip4(struct sk_buff *skb, const struct rg_work *w, u32 len)
{
	const struct rg_packet *pkt = &w->pkt;
	u32 label = pkt->kind != RG_LABEL_NONE ? pkt->opt_len : 0;
	u32 hlen = sizeof(struct iphdr) + ALIGN(label, 4);
	struct iphdr *ip;

	if (label > RG_LABEL4_MAX)
		return false;
	skb_reset_network_header(skb);
	ip = skb_put_zero(skb, hlen);
	ip->version = 4;
	ip->ihl = hlen / 4;
	ip->tos = RG_TOS_CONTROL;
	ip->tot_len = htons(hlen + len);
	ip->frag_off = htons(IP_DF);
	ip->ttl = RG_ICMP_TTL;
	ip->protocol = IPPROTO_ICMP;
	ip->saddr = rg_icmp_source4(skb->dev);
	memcpy(&ip->daddr, pkt->src, 4);
	memcpy(ip + 1, w->hdr + pkt->opt, label);
	ip_send_check(ip);
	return ip->saddr;
}

/* IPv6 header of the error, with a hop-by-hop header for the label. */
static bool rg_icmp_ip6(struct sk_buff *skb, const struct rg_work *w, u32 len)
{
	const struct rg_packet *pkt = &w->pkt;
	u32 label = pkt->kind == RG_LABEL_CALIPSO ? pkt->opt_len : 0;
	u32 hop = label ? ALIGN(2 + label, 8) : 0;
	struct ipv6hdr *ip;
	u8 *hbh;

	if (label > RG_LABEL6_MAX)
		return false;
	skb_reset_network_header(skb);
	ip = skb_put_zero(skb, sizeof(*ip) + hop);
	ip6_flow_hdr(ip, RG_TOS_CONTROL, 0);
	ip->payload_len = htons(hop + len);
	ip->nexthdr = hop ? NEXTHDR_HOP : IPPROTO_ICMPV6;
	ip->hop_limit = RG_ICMP_TTL;
	memcpy(&ip->daddr, pkt->src, 16);
	if (hop) {
		hbh = (u8 *)(ip + 1);
		hbh[0] = IPPROTO_ICMPV6;
		hbh[1] = hop / 8 - 1;
		memcpy(hbh + 2, w->hdr + pkt->opt, label);
		if (hop - 2 - label > 1) {
			hbh[2 + label] = IPV6_TLV_PADN;
			hbh[3 + label] = hop - 4 - label;
		}
	}
	return rg_icmp_source6(dev_net(skb->dev), skb->dev, &ip->daddr, &ip->saddr);
}

static void rg_icmp_sum(struct sk_buff *skb, u8 family, u32 len)
{
	struct icmphdr *icmp = (struct icmphdr *)(skb_tail_pointer(skb) - len);
	__wsum sum = csum_partial(icmp, len, 0);

	if (family == 4)
		icmp->checksum = csum_fold(sum);
	else
		icmp->checksum = csum_ipv6_magic(&ipv6_hdr(skb)->saddr, &ipv6_hdr(skb)->daddr,
						 len, IPPROTO_ICMPV6, sum);
}

static struct sk_buff *rg_icmp_make(struct net_device *dev, const struct rg_work *w, u32 quote,
				    u8 type, u8 code, u32 info)
{
	struct sk_buff *skb = alloc_skb(LL_RESERVED_SPACE(dev) + RG_ICMP_MAX, GFP_ATOMIC);
	u32 len = sizeof(struct icmphdr) + quote;
	bool made;

	if (!skb)
		return NULL;
	skb_reserve(skb, LL_RESERVED_SPACE(dev));
	skb->dev = dev;
	skb->protocol = w->pkt.family == 4 ? htons(ETH_P_IP) : htons(ETH_P_IPV6);
	made = w->pkt.family == 4 ? rg_icmp_ip4(skb, w, len) : rg_icmp_ip6(skb, w, len);
	if (!made) {
		kfree_skb(skb);
		return NULL;
	}
	rg_icmp_fill(skb, w, quote, type, code, info);
	rg_icmp_sum(skb, w->pkt.family, len);
	return skb;
}

/**
 * rg_icmp_send() - send an ICMP error about a packet back to where it came from
 * @skb: the packet, at ingress; not changed
 * @in: interface that it came in on
 * @rn: gate
 * @s: its question
 * @type: of the packet's family
 * @code: of the packet's family
 * @info: second word of the ICMP header (MTU, pointer)
 *
 * Nothing is sent where none may be, or where the gate has no address.
 */
void rg_icmp_send(const struct sk_buff *skb, const struct rg_bound *in, struct rg_net *rn,
		  struct rg_scratch *s, u8 type, u8 code, u32 info)
{
	u32 quote = rg_icmp_quote(&s->w);
	struct sk_buff *error;

	if (!quote || !rg_error_may(&s->w.pkt) || !rg_icmp_due(s))
		return;
	error = rg_icmp_make(skb->dev, &s->w, quote, type, code, info);
	if (!error)
		return;
	/* The guard asks on which interface the packet came in. */
	error->skb_iif = skb->dev->ifindex;
	if (dev_hard_header(error, skb->dev, ntohs(error->protocol), s->w.hdr + ETH_ALEN, in->mac,
			    error->len) < 0) {
		kfree_skb(error);
		return;
	}
	rg_count_add(&this_cpu_ptr(rn->stats)->icmp, error->len);
	dev_queue_xmit(error);
}
