/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the CLI asks of an engine (BPF or the kernel module).  Engines
 * adapt; they never decide.  Every call returns 0 or -1 with the cause already
 * said by rg_error().
 */
#ifndef RELGATE_ENGINE_H
#define RELGATE_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "../../bpf/gate.h"
#include "../../core/core.h"
#include "../../core/tally.h"

/**
 * struct rg_if_state - an enrolled interface, as the engine sees it now
 * @name: as in the policy
 * @ifindex: bound at apply; 0: none
 * @mac: bound at apply
 * @present: a device with that ifindex, name and MAC is there
 * @judged: our ingress program is attached (and first)
 * @xdp: BPF: and before it, our XDP program
 * @guarded: our egress program is attached (and last)
 * @foreign: a program or filter of others is on the device; foreign_what says which
 * @up: hub interfaces: link up, the next hop routed through it, and @answers
 * @answers: hub interfaces: the relay answers its probes, or none are wanted
 */
struct rg_if_state {
	char name[RG_IFNAME_LEN];
	uint32_t ifindex;
	uint8_t mac[6];
	bool present, judged, guarded, foreign, up, answers, xdp;
	char foreign_what[96];
};

/**
 * struct rg_status - what is in force
 * @in_force: a policy is; else only @residue may say that something is left of a gate
 * @engine: "bpf" or "kmod"
 * @attach: how programs are attached: "tcx", "clsact", ...
 * @generation: counts applies in this namespace, from 1
 * @since: wall clock at apply, seconds
 * @mono: time as reckoned from apply, now
 * @seen: a time that was reached once, see rg_clock_set()
 * @newest, @trial, @deadline: the generation that was applied last, whether it had to be
 *	confirmed, and until when (CLOCK_BOOTTIME, ns); if it was not, @generation is older
 * @previous: generation that `relgate rollback` goes back to; 0: there is none
 * @blocked: `relgate block` is on
 * @locked: the stack's own forwarding is shut by every lock that was set
 * @lock_what: which locks, or what is missing
 * @elsewhere: "DEVICE: WHAT" of others on a device that is not enrolled could redirect
 *	into an enrolled one; empty: nothing
 */
struct rg_status {
	bool in_force, residue, blocked, locked, guarded;
	char engine[8], attach[16], lock_what[160], elsewhere[128];
	uint64_t generation, newest, previous;
	enum rg_trial_state trial;
	uint64_t deadline;
	int64_t since, mono, seen;
	uint8_t *image;			/* the live image, read back from the engine; free() */
	size_t image_size;
	struct rg_if_state *ifs;	/* one per interface of the image, in its order; free() */
	size_t if_count;
};

/** struct rg_counter - packets and bytes of one reason at one question */
struct rg_counter {
	uint64_t packets, bytes;
};

/** struct rg_tallied - what was counted for one key of the policy in force */
struct rg_tallied {
	uint64_t key;
	struct rg_counter n;
};

/**
 * struct rg_counters - what was counted
 * @generation: given: the policy whose nations, levels and agreements are asked for
 * @agreements: given: how many it has
 * @clock: given: the clocks by which it is in force
 * @stale: another policy came into force meanwhile
 * @ingress, @egress: by reason, since the gate was made
 * @way: passed at ingress, by way, since the gate was made
 * @agreed: by agreement, since the policy came into force
 * @flow: by origin, destination, level, agreement, way and reason, since the policy
 *	came into force; @flow_count of them
 * @other: of those, what did not fit the tables: refused, passed
 */
struct rg_counters {
	uint64_t generation;
	uint32_t agreements;
	struct rg_clock clock;
	bool stale;
	struct rg_counter ingress[RG_R_COUNT], egress[RG_R_COUNT];
	struct rg_counter way[RG_WAY_COUNT];
	struct rg_counter agreed[RG_AGREEMENT_MAX][RG_AGREED_COUNT];
	struct rg_tallied *flow;
	size_t flow_count, flow_room;
	struct rg_counter other[2];
	uint64_t icmp_sent, events_lost, xdp_sent, cached;
};

/**
 * struct rg_event - one verdict, as monitor shows it
 * @ns: CLOCK_BOOTTIME
 * @hook: 0 ingress, 1 egress; RG_EVENT_CHANGE: another policy is in force, and @reason is
 *	enum rg_change; @generation is the one in force then, or 0.  RG_EVENT_HUB: the hub
 *	interface @in went down or, if @pass, came up
 */
struct rg_event {
	uint64_t ns;
	uint64_t generation;
	uint32_t ifindex, len;
	uint16_t in, egress, agreement, sender, dest;
	uint8_t hook, pass, way, reason;
	uint8_t family, kind, level, proto;
	uint32_t doi;
	uint8_t src[16], dst[16];
};

struct rg_apply {
	const uint8_t *image;
	size_t size;
	bool dry_run;			/* everything but the swap */
	bool quiet;
	enum rg_hook_choice hook;	/* BPF: where frames are judged */
	bool partial;			/* interfaces without a device stay closed, else a fault */
	uint64_t confirm_ns;		/* go back unless confirmed within this; 0: for good */
	int64_t base;			/* time to reckon from; 0: the wall clock */
	int64_t seen;			/* a time that was reached once: closes, opens nothing */
	/* out: */
	uint64_t generation;
	uint64_t deadline;		/* CLOCK_BOOTTIME, ns */
	bool first;			/* nothing was in force before */
	uint64_t load_ns;		/* from image to in force */
	uint64_t verified_insns[3];	/* ingress, egress, XDP: what the verifier processed, 0 if not loaded now */
};

/**
 * struct rg_turn - a confirmation, or a way back
 * @generation: in force now; 0: none, everything drops
 * @left: the one that was gone back from
 * @by_itself: the engine had gone back already, for want of a confirmation
 */
struct rg_turn {
	uint64_t generation, left;
	bool by_itself;
};

/**
 * struct rg_answer - a hub's relay has answered its probe
 * @ifindex: of the device that leads to it
 * @addr: its address, network order; IPv4: the first four bytes, the others zero
 * @until: CLOCK_BOOTTIME, ns, from when on it counts as dead unless it answers again
 */
struct rg_answer {
	uint32_t ifindex;
	uint8_t addr[16];
	uint64_t until;
};

/**
 * struct rg_hubs - the hub interfaces of a policy, in its order of preference
 * @generation: of the policy
 * @hub: its interfaces, and their index in it
 * @up: bit i: hub[i] is up
 * @looked: when, CLOCK_BOOTTIME, ns
 */
struct rg_hubs {
	uint64_t generation, looked;
	size_t count;
	struct { struct rg_interface ifc; uint16_t index; } hub[RG_HUB_MAX];
	uint32_t up;
};

/**
 * struct rg_engine - one engine; all calls act on the calling thread's network namespace
 * @probe: 0 if this kernel can run it
 * @apply: put an image in force, atomically; on failure what was in force stays
 * @confirm: what waits for it stays in force; an error if nothing does, or it is too late
 * @rollback: back to the previous policy, or to none if the first one is on trial
 * @status: fill @st; free with rg_status_free()
 * @counters: sum over CPUs; @c comes zero but for what is given
 * @block: on: nothing crosses, at once; off: the policy speaks again
 * @detach: take everything off
 * @generation: of the policy in force; 0: none is
 * @answered: a relay has answered; a hub that is probed is up only until its answer ends
 * @hubs_up: fill @h->up
 * @monitor: call @fn for every event until it returns non-zero or a signal comes
 */
struct rg_engine {
	const char *name;
	int (*probe)(void);
	int (*apply)(struct rg_apply *a);
	int (*confirm)(struct rg_turn *t);
	int (*rollback)(struct rg_turn *t);
	int (*status)(struct rg_status *st);
	int (*counters)(struct rg_counters *c);
	int (*block)(bool on);
	int (*detach)(void);
	int (*generation)(uint64_t *generation);
	int (*answered)(const struct rg_answer *a);
	int (*hubs_up)(struct rg_hubs *h);
	int (*monitor)(int (*fn)(const struct rg_event *ev, void *arg), void *arg);
};

extern const struct rg_engine rg_engine_bpf;

/** rg_engine_pick() - by name ("auto", "bpf", ...); NULL after rg_error() */
const struct rg_engine *rg_engine_pick(const char *name);
void rg_status_free(struct rg_status *st);

/** rg_boottime() - CLOCK_BOOTTIME, ns: the clock of deadlines */
uint64_t rg_boottime(void);

/* hubs.c */
int rg_hubs_read(const struct rg_engine *engine, struct rg_hubs *h);
int rg_hubs_look(const struct rg_engine *engine, struct rg_hubs *h,
		 int (*fn)(const struct rg_event *ev, void *arg), void *arg);

/* tally.c */
int rg_counters_add(struct rg_counters *c, uint64_t key, uint64_t packets, uint64_t bytes);
void rg_counters_merge(struct rg_counters *c);
void rg_counters_free(struct rg_counters *c);

#endif
