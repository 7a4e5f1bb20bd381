/* SPDX-License-Identifier: GPL-2.0-only */
/* Working memory of one question, a piece per CPU and hook. */
#ifndef RG_BPF_SCRATCH_H
#define RG_BPF_SCRATCH_H

#include "maps.h"
#include "../core/core.h"
#include "../core/tally.h"

/*
 * The compiler must not look behind a value: it would fold comparisons, and the
 * verifier would lose the bounds that they gave.
 */
#define RG_OPAQUE(x) asm volatile("" : "+r"(x))

/*
 * A call whose answer nobody wants, and the answer.  Were it unused, or known, the
 * compiler would make the function return nothing, with anything in R0; the verifier
 * refuses a stack pointer there.
 */
#define RG_RUN(call) asm volatile("" : : "r"(call))

static __always_inline int rg_done(void)
{
	int done = 0;

	RG_OPAQUE(done);
	return done;
}

#define RG_ICMP_MAX	512	/* a power of two: an ICMP error with its quotation */

enum rg_nexthop_state {
	RG_NH_NONE,		/* the routing table has no way, or refuses */
	RG_NH_LOCAL,		/* the gate's own address, or a broadcast one */
	RG_NH_REACHED,		/* the neighbour's address is known */
	RG_NH_UNRESOLVED,	/* there is a way; the neighbour must be asked for */
};

/**
 * struct rg_nexthop - what the routing table says of an address
 * @state: enum rg_nexthop_state
 * @family: AF_INET or AF_INET6, of @addr
 * @ifindex: egress device
 * @grow: bytes that its label will add (or, negative, take) before it leaves
 * @mtu: the packet is too big for this MTU; 0: it fits
 * @smac, @dmac: with RG_NH_REACHED
 * @addr: next hop, network order
 */
struct rg_nexthop {
	u16 state, family;
	u32 ifindex;
	s32 grow;
	u32 mtu;
	u8 smac[6], dmac[6];
	u32 addr[4];
};

struct rg_scratch {
	struct rg_work w;
	struct rg_nexthop to;			/* of the destination */
	struct rg_nexthop hub[RG_HUB_MAX];	/* of each hub slot's relay */
	u8 icmp[RG_ICMP_MAX];
	u64 tick;				/* when the clocks were read */
	u64 now;				/* CLOCK_BOOTTIME, ns */
	u64 generation;
	u64 onward;				/* ingress: by which it was sent to a known neighbour */
	u64 event_second, icmp_earned;
	u32 event_count, blocked;
	u32 gso_size;				/* of an aggregate's segments, or 0 */
	u32 refused;				/* ingress, tc: by the policy, not by the way */
	u32 stream;				/* slot of the frame's stream, or RG_CACHE_NONE */
	u64 monitor_until;
	u64 knocked[RG_HUB_MAX];		/* XDP: when a relay's neighbour was last used */
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct rg_scratch);
} scratch SEC(".maps");

/* Answers, kept; not pinned: programs that are loaded anew begin with none. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, RG_MEMO_SLOTS);
	__type(key, __u32);
	__type(value, struct rg_memo);
} memo SEC(".maps");

/* What packets that are alike have in common, and where they go. */
struct rg_stream {
	struct rg_cached c;
	struct rg_nexthop nh;
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, RG_CACHE_SLOTS);
	__type(key, __u32);
	__type(value, struct rg_stream);
} streams SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, RG_COUNT_MAX);
	__type(key, __u32);
	__type(value, struct rg_count);
} counters SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, RG_TALLY_BUCKETS);
	__type(key, __u32);
	__type(value, struct rg_tally_bucket);
} tally SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, RG_AGREEMENT_MAX);
	__type(key, __u32);
	__type(value, struct rg_agreed);
} agreed SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, RG_EVENT_RING);
} events SEC(".maps");

/* Devices of the bindings, by rg_bind_if.dev_key.  The kernel removes what it unregisters. */
struct {
	__uint(type, BPF_MAP_TYPE_DEVMAP_HASH);
	__uint(max_entries, 4 * RG_INTERFACE_MAX);
	__uint(key_size, 4);
	__uint(value_size, 4);
} devices SEC(".maps");

/* When the answers of relays that are probed end, see struct rg_relay. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_RDONLY_PROG);
	__uint(max_entries, 8 * RG_HUB_MAX);
	__type(key, struct rg_relay);
	__type(value, __u64);
} probed SEC(".maps");

#endif /* RG_BPF_SCRATCH_H */
