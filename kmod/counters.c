// SPDX-License-Identifier: GPL-2.0-only
/* Counters, a set per CPU; changed with BH off. */
#include <linux/percpu.h>
#include "gate.h"
#include "../include/uapi/linux/relgate_netlink.h"

void rg_count_add(struct rg_count *c, u32 len)
{
	WRITE_ONCE(c->packets, c->packets + 1);
	WRITE_ONCE(c->bytes, c->bytes + len);
}

/** rg_count_one() - count a frame that was not asked about */
void rg_count_one(struct rg_net *rn, enum rg_hook hook, u32 reason, u32 len)
{
	rg_count_add(&this_cpu_ptr(rn->stats)->hook[hook][reason], len);
}

/**
 * rg_count() - a question is answered: count it
 * @rn: gate
 * @f: policy that answered
 * @w: the question
 * @hook: where it was asked
 */
void rg_count(struct rg_net *rn, const struct rg_force *f, const struct rg_work *w,
	      enum rg_hook hook)
{
	struct rg_stats *st = this_cpu_ptr(rn->stats);

	if (w->v.reason < RG_R_COUNT)
		rg_count_add(&st->hook[hook][w->v.reason], w->frame_len);
	if (hook == RG_HOOK_INGRESS && w->v.pass && w->v.way < RG_WAY_COUNT)
		rg_count_add(&st->way[w->v.way], w->frame_len);
	if (hook == RG_HOOK_INGRESS && w->tally)
		rg_count_add(&st->cached, w->frame_len);
	/* What passes is told apart where it came in; the guard's refusals are rare. */
	if (hook == RG_HOOK_INGRESS || !w->v.pass)
		rg_tally(f, w, hook);
}

static const struct rg_count *rg_count_at(const struct rg_net *rn, u32 counter, u32 i, int cpu)
{
	const struct rg_stats *st = per_cpu_ptr(rn->stats, cpu);

	switch (counter) {
	case RELGATE_COUNTER_INGRESS:
		return i < RG_R_COUNT ? &st->hook[RG_HOOK_INGRESS][i] : NULL;
	case RELGATE_COUNTER_EGRESS:
		return i < RG_R_COUNT ? &st->hook[RG_HOOK_EGRESS][i] : NULL;
	case RELGATE_COUNTER_WAY:
		return i < RG_WAY_COUNT ? &st->way[i] : NULL;
	case RELGATE_COUNTER_ICMP:
		return i ? NULL : &st->icmp;
	case RELGATE_COUNTER_CACHED:
		return i ? NULL : &st->cached;
	default:
		return NULL;
	}
}

/**
 * rg_count_sum() - a counter over all CPUs
 * @rn: gate
 * @counter: enum relgate_counter, one of those that no policy owns
 * @i: reason or way
 */
struct rg_count rg_count_sum(const struct rg_net *rn, u32 counter, u32 i)
{
	struct rg_count sum = { 0 };
	const struct rg_count *c;
	int cpu;

	for_each_possible_cpu(cpu) {
		if (counter == RELGATE_COUNTER_LOST) {
			sum.packets += i ? 0 : READ_ONCE(per_cpu_ptr(rn->stats, cpu)->lost);
			continue;
		}
		c = rg_count_at(rn, counter, i, cpu);
		if (!c)
			continue;
		sum.packets += READ_ONCE(c->packets);
		sum.bytes += READ_ONCE(c->bytes);
	}
	return sum;
}
