// SPDX-License-Identifier: GPL-2.0-only
/*
 * Both ends of the wire, and what relgate is measured against: programs that look at
 * no label.  They find their next hop as relgate's do: bpf_fib_lookup() as from lo,
 * the MACs written by themselves, bpf_redirect().
 */
#include <linux/bpf.h>
#include <linux/pkt_cls.h>
#include <linux/types.h>
#include <stdbool.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include "peers.h"

char LICENSE[] SEC("license") = "GPL";

#define AF_INET		2
#define AF_INET6	10
#define ETH_LEN		14
#define LOOPBACK	1

struct frame {
	__u64 word[BENCH_FRAME / 8];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct bench_gen);
} gen SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, BENCH_FRAMES);
	__type(key, __u32);
	__type(value, struct frame);
} frames SEC(".maps");

/* Packets that a program saw, by the device that it is on. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, BENCH_DEVICES);
	__type(key, __u32);
	__type(value, __u64);
} seen SEC(".maps");

static __always_inline void count(__u32 ifindex)
{
	__u64 *n = bpf_map_lookup_elem(&seen, &ifindex);

	if (n)
		++*n;
}

/* Test runs with live frames do not make a frame new that was changed on its way: write it all. */
SEC("xdp")
int generate(struct xdp_md *ctx)
{
	struct frame *to = (void *)(long)ctx->data;
	void *end = (void *)(long)ctx->data_end;
	struct bench_gen *g;
	struct frame *from;
	__u32 key = 0;

	g = bpf_map_lookup_elem(&gen, &key);
	if (!g || (void *)(to + 1) > end)
		return XDP_ABORTED;
	key = g->next++ & g->mask;
	from = bpf_map_lookup_elem(&frames, &key);
	if (!from)
		return XDP_ABORTED;
	__builtin_memcpy(to, from, sizeof(*to));
	return bpf_redirect(g->ifindex, 0);
}

SEC("xdp")
int sink(struct xdp_md *ctx)
{
	count(ctx->ingress_ifindex);
	return XDP_DROP;
}

SEC("xdp")
int xdp_drop(struct xdp_md *ctx)
{
	count(ctx->ingress_ifindex);
	return XDP_DROP;
}

SEC("tc")
int tc_drop(struct __sk_buff *skb)
{
	count(skb->ifindex);
	return TC_ACT_SHOT;
}

/* The question of a router; false: not IP. */
static __always_inline bool question(struct bpf_fib_lookup *p, const __u8 *eth)
{
	const __u8 *ip = eth + ETH_LEN;

	p->ifindex = LOOPBACK;
	if (*(const __u16 *)(eth + 12) == bpf_htons(0x0800)) {
		p->family = AF_INET;
		p->tot_len = bpf_ntohs(*(const __u16 *)(ip + 2));
		p->ipv4_src = *(const __u32 *)(ip + 12);
		p->ipv4_dst = *(const __u32 *)(ip + 16);
		return ip[8] > 1;
	}
	p->family = AF_INET6;
	p->tot_len = bpf_ntohs(*(const __u16 *)(ip + 4)) + 40;
	__builtin_memcpy(p->ipv6_src, ip + 8, 16);
	__builtin_memcpy(p->ipv6_dst, ip + 24, 16);
	return *(const __u16 *)(eth + 12) == bpf_htons(0x86dd) && ip[7] > 1;
}

static __always_inline void age(__u8 *eth, __u32 family)
{
	__u8 *ip = eth + ETH_LEN;
	__u32 check;

	if (family == AF_INET6) {
		ip[7]--;
		return;
	}
	ip[8]--;
	check = bpf_ntohs(*(__u16 *)(ip + 10)) + 0x100;
	*(__u16 *)(ip + 10) = bpf_htons(check + (check >> 16));
}

SEC("xdp")
int xdp_blind(struct xdp_md *ctx)
{
	__u8 *eth = (void *)(long)ctx->data;
	void *end = (void *)(long)ctx->data_end;
	struct bpf_fib_lookup p = { 0 };

	count(ctx->ingress_ifindex);
	if ((void *)(eth + ETH_LEN + 40) > end || !question(&p, eth) ||
	    bpf_fib_lookup(ctx, &p, sizeof(p), 0) != BPF_FIB_LKUP_RET_SUCCESS)
		return XDP_PASS;
	age(eth, p.family);
	__builtin_memcpy(eth, p.dmac, 6);
	__builtin_memcpy(eth + 6, p.smac, 6);
	return bpf_redirect(p.ifindex, 0);
}

SEC("tc")
int tc_blind(struct __sk_buff *skb)
{
	__u8 *eth = (void *)(long)skb->data;
	void *end = (void *)(long)skb->data_end;
	struct bpf_fib_lookup p = { 0 };

	count(skb->ifindex);
	if ((void *)(eth + ETH_LEN + 40) > end || !question(&p, eth) ||
	    bpf_fib_lookup(skb, &p, sizeof(p), 0) != BPF_FIB_LKUP_RET_SUCCESS)
		return TC_ACT_OK;
	age(eth, p.family);
	__builtin_memcpy(eth, p.dmac, 6);
	__builtin_memcpy(eth + 6, p.smac, 6);
	return bpf_redirect(p.ifindex, 0);
}
