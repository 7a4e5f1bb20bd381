/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Between the BPF programs and the engine that loads them: what the maps hold.
 *
 * A slot of the policy map holds an array map of pages: the policy image, and
 * behind it, on a page of its own, the binding of the policy to this host's
 * devices.  One update of the slot changes both for every program.
 *
 * There are two slots: the newest policy, and the one that was in force before it.
 * A policy on trial is in force until its deadline, and beyond it only if it was
 * confirmed; else every program judges by the previous one, or, if there is none,
 * drops.  See struct rg_trial.
 */
#ifndef RG_BPF_GATE_H
#define RG_BPF_GATE_H

#include <linux/types.h>
#include "../include/uapi/linux/relgate.h"

#define RG_GATE_ABI	5	/* of everything in this file */

/* Linux 6.6 and 6.4; older headers do not name them. */
#define RG_BPF_TCX_INGRESS	46
#define RG_BPF_TCX_EGRESS	47
#define RG_BPF_PROG_TYPE_NETFILTER 32
#define RG_BPF_NETFILTER	45

#define RG_SLOT_NEW	0
#define RG_SLOT_PREVIOUS 1
#define RG_SLOT_COUNT	2

#define RG_BIND_XMIT	0x01	/* the device sends frames that XDP redirects to it */

#define RG_LOOPBACK	1		/* ifindex of lo, in every namespace */

#define RG_BIND_MAGIC	0x31424752u	/* "RGB1" */
#define RG_BIND_SLOTS	65536
#define RG_BIND_OWN_MAX	1024
#define RG_BIND_BCAST_MAX 2048

/**
 * struct rg_bind_if - an enrolled interface and its device
 * @ifindex, @mac: the device at apply
 * @dev_key: key in the map `devices`, where the kernel removes it with the device
 * @addr4, @addr6: the gate's own address there, for its ICMP errors; zero: none
 * @flags: the first one: RG_BIND_*
 */
struct rg_bind_if {			/* 64 bytes */
	__u32 ifindex;
	__u32 dev_key;
	__u8  mac[6];
	__u8  flags[2];
	__u8  addr4[4];
	__u8  addr6[16];
	__u8  reserved[28];
};

/**
 * struct rg_bind - a policy bound to this host
 * @magic: RG_BIND_MAGIC
 * @if_mult, @own_mult: odd multipliers that make the two hashes free of collisions
 * @generation: counts applies, from 1
 * @on_trial: it stands only until the deadline of struct rg_trial, unless confirmed
 * @wall, @boot_ns: both clocks at apply: seconds since 1970 UTC, CLOCK_BOOTTIME
 * @tai_ns: CLOCK_TAI less CLOCK_REALTIME at apply
 * @base: what the rule of time takes for the time at apply: @wall, or after a restart
 *	what it had come to before
 * @seen: a time that was reached once; see rg_clock_set()
 * @ifc: by interface index of the policy
 * @own: every address of the gate at apply; an IPv4 address is the first four
 *	bytes of one that is otherwise zero
 * @bcast: IPv4 broadcast addresses of the routing table at apply, network order
 * @if_slot, @own_slot: the hashes: index plus one, or 0
 */
struct rg_bind {
	__u32 magic;
	__u32 if_mult, own_mult;
	__u32 if_count, own_count, bcast_count;
	__u32 on_trial, reserved;
	__u64 generation;
	__s64 wall;
	__u64 boot_ns;
	__s64 tai_ns;
	__s64 base, seen;
	struct rg_bind_if ifc[RG_INTERFACE_MAX];
	__u8  own[RG_BIND_OWN_MAX][16];
	__u32 bcast[RG_BIND_BCAST_MAX];
	__u16 if_slot[RG_BIND_SLOTS];
	__u16 own_slot[RG_BIND_SLOTS];
};

/* Slot of an ifindex, and of an address given as four words. */
static inline __attribute__((always_inline)) __u32 rg_bind_hash_if(__u32 ifindex, __u32 mult)
{
	return ifindex * mult >> 16;
}

static inline __attribute__((always_inline)) __u32 rg_bind_hash_own(const __u32 *a, __u32 mult)
{
	__u32 h = a[0] * mult;

	h = (h ^ h >> 15 ^ a[1]) * mult;
	h = (h ^ h >> 15 ^ a[2]) * mult;
	h = (h ^ h >> 15 ^ a[3]) * mult;
	return h >> 16;
}

/* The page of the binding: the one behind an image of @size bytes. */
static inline __attribute__((always_inline)) __u32 rg_bind_page(__u32 size)
{
	return (size + RG_PAGE_SIZE - 1) >> RG_PAGE_SHIFT;
}

/* Entries of the control map: each has one kind of writer, so that none undoes another's. */
#define RG_CONTROL_GATE		0	/* apply: all but the two below */
#define RG_CONTROL_BLOCK	1	/* block: blocked */
#define RG_CONTROL_MONITOR	2	/* monitor: monitor_until */
#define RG_CONTROL_MAX		3

/* Where frames are judged; RG_JUDGE_AUTO: by XDP where that is sure to do no harm. */
enum rg_hook_choice { RG_JUDGE_AUTO, RG_JUDGE_XDP, RG_JUDGE_TC };

/**
 * struct rg_control - what is known of a gate beyond its policy
 * @abi: RG_GATE_ABI
 * @blocked: nothing crosses
 * @monitor_until: CLOCK_BOOTTIME until which events are wanted, ns
 * @generation: of the last apply, started or done
 * @hook: enum rg_hook_choice of the last apply
 * @netns: inode of the network namespace, to tell dead gates from live ones
 * @build: first bytes of the SHA-256 of the programs that were loaded
 */
struct rg_control {
	__u32 abi;
	__u32 blocked;
	__u32 hook, reserved;
	__u64 monitor_until;
	__u64 generation;
	__u64 netns;
	__u8  build[16];
};

/* Words of a later generation are greater: one that had a successor had been confirmed. */
#define RG_TRIAL_WORD(generation, state) ((__u64)(generation) << 2 | (state))

/**
 * struct rg_trial - the policy that waits to be confirmed; also programs write the word
 * @word: RG_TRIAL_WORD() of the last policy on trial; changed by compare and exchange
 * @deadline: of the trial, CLOCK_BOOTTIME, ns; written before @word
 */
struct rg_trial {
	__u64 word;
	__u64 deadline;
};

/**
 * struct rg_relay - a relay that is probed: key of the map `probed`
 * @ifindex: of the device that leads to it
 * @addr: its address, network order; IPv4: the first four bytes, the others zero
 *
 * The value is the time (CLOCK_BOOTTIME, ns) until which its last answer stands; the
 * prober writes it.  One that is not there has not answered.
 */
struct rg_relay {
	__u32 ifindex;
	__u8  addr[16];
};

/* Keys of the counter map: by reason for either question, by way, and four more. */
#define RG_COUNT_INGRESS	0
#define RG_COUNT_EGRESS		256
#define RG_COUNT_WAY		512
#define RG_COUNT_ICMP		768
#define RG_COUNT_LOST		769
#define RG_COUNT_XDP		770	/* of those that passed: sent on by XDP */
#define RG_COUNT_CACHED		771	/* verdicts that stood for a packet before */
#define RG_COUNT_MAX		1024

struct rg_count {
	__u64 packets, bytes;
};

/* The same bytes as struct rg_event of the engine. */
struct rg_gate_event {
	__u64 ns;
	__u64 generation;
	__u32 ifindex, len;
	__u16 in, egress, agreement, sender, dest;
	__u8  hook, pass, way, reason;
	__u8  family, kind, level, proto;
	__u32 doi;
	__u8  src[16], dst[16];
};

#define RG_EVENT_RING	(1u << 20)
#define RG_EVENT_RATE	2000	/* events that one CPU may send in a second */
#define RG_ICMP_BURST	50	/* ICMP errors of one CPU: burst, */
#define RG_ICMP_EVERY_NS 5000000ull	/* and time that earns one */

#endif /* RG_BPF_GATE_H */
