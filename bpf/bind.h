/* SPDX-License-Identifier: GPL-2.0-only */
/* What a program asks of the binding of the policy in force. */
#ifndef RG_BPF_BIND_H
#define RG_BPF_BIND_H

#include "scratch.h"
#include "force.h"

/* Interface index of a device, or RG_IF_NONE. */
static __always_inline u32 rg_bind_index(const struct rg_bind *bind, u32 ifindex)
{
	u32 slot = rg_bind_hash_if(ifindex, bind->if_mult) & (RG_BIND_SLOTS - 1);
	u32 i = bind->if_slot[slot];

	if (!i)
		return RG_IF_NONE;
	i = (i - 1) & (RG_INTERFACE_MAX - 1);
	return bind->ifc[i].ifindex == ifindex ? i : RG_IF_NONE;
}

static __always_inline const struct rg_bind_if *rg_bind_if(const struct rg_bind *bind, u32 i)
{
	return &bind->ifc[i & (RG_INTERFACE_MAX - 1)];
}

/* Is this one of the gate's own addresses?  IPv4: the first word, the others zero. */
static __always_inline bool rg_bind_own(const struct rg_bind *bind, const u32 *addr)
{
	u32 slot = rg_bind_hash_own(addr, bind->own_mult) & (RG_BIND_SLOTS - 1);
	u32 i = bind->own_slot[slot];
	const u32 *own;

	if (!i)
		return false;
	own = (const u32 *)bind->own[(i - 1) & (RG_BIND_OWN_MAX - 1)];
	return own[0] == addr[0] && own[1] == addr[1] && own[2] == addr[2] && own[3] == addr[3];
}

/* The device that the policy was bound to is still there: not another one with its number. */
static __always_inline bool rg_bind_alive(const struct rg_bind_if *b)
{
	u32 key = b->dev_key;

	return bpf_map_lookup_elem(&devices, &key) != NULL;
}

struct rg_bcast_loop {
	const struct rg_bind *bind;
	u32 addr, found;
};

static __noinline long rg_bcast_step(u32 i, void *ctx)
{
	struct rg_bcast_loop *l = ctx;

	l->found = l->bind->bcast[i & (RG_BIND_BCAST_MAX - 1)] == l->addr;
	return l->found;
}

static __noinline int rg_bind_broadcast(const struct rg_bind *bind, u32 addr)
{
	struct rg_bcast_loop l = { .bind = bind, .addr = addr };
	u32 n = bind->bcast_count;

	if (n > RG_BIND_BCAST_MAX)
		n = RG_BIND_BCAST_MAX;
	bpf_loop(n, rg_bcast_step, &l, 0);
	return l.found;
}

#define RG_NS	1000000000ull

static __always_inline const struct rg_control *rg_control(u32 key)
{
	return bpf_map_lookup_elem(&control, &key);
}

/*
 * Both clocks, read again whenever the kernel's tick has moved on: so a clock that was
 * set is seen some milliseconds late at most, and most packets read none.
 */
static __always_inline void rg_read_clock(const struct rg_bind *bind, struct rg_scratch *s)
{
	u64 tick = bpf_ktime_get_coarse_ns();

	if (s->tick == tick && s->generation == bind->generation)
		return;
	s->tick = tick;
	s->generation = bind->generation;
	s->now = bpf_ktime_get_boot_ns();
	rg_clock_set(&s->w.clock, (bpf_ktime_get_tai_ns() - bind->tai_ns) / RG_NS,
		     bind->base + (s->now - bind->boot_ns) / RG_NS, bind->seen);
}

/* The switches of the control map. */
static __always_inline void rg_read_control(struct rg_scratch *s)
{
	const struct rg_control *c = rg_control(RG_CONTROL_BLOCK);

	s->blocked = !c || c->blocked;
	c = rg_control(RG_CONTROL_MONITOR);
	s->monitor_until = c ? c->monitor_until : 0;
}

#endif /* RG_BPF_BIND_H */
