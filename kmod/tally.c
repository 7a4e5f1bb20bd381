// SPDX-License-Identifier: GPL-2.0-only
/* Counters of one policy, a set per CPU; changed with BH off. */
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/topology.h>
#include "gate.h"

/** rg_tallies_free() - @tallies may be NULL */
void rg_tallies_free(struct rg_tallies * __percpu *tallies)
{
	int cpu;

	if (!tallies)
		return;
	for_each_possible_cpu(cpu)
		kvfree(*per_cpu_ptr(tallies, cpu));
	free_percpu(tallies);
}

/**
 * rg_tallies_alloc() - counters of a policy
 * @agreements: that it has
 *
 * Return: NULL: no memory.
 */
struct rg_tallies * __percpu *rg_tallies_alloc(u32 agreements)
{
	struct rg_tallies * __percpu *all = alloc_percpu_gfp(struct rg_tallies *, GFP_KERNEL_ACCOUNT);
	struct rg_tallies *t;
	int cpu;

	if (!all)
		return NULL;
	for_each_possible_cpu(cpu) {
		t = kvzalloc_node(struct_size(t, agreed, agreements), GFP_KERNEL_ACCOUNT,
				  cpu_to_node(cpu));
		*per_cpu_ptr(all, cpu) = t;
		if (!t) {
			rg_tallies_free(all);
			return NULL;
		}
	}
	return all;
}

/**
 * rg_tally() - count an answered question by all that its policy tells apart
 * @f: policy that answered
 * @w: the question
 * @hook: where it was asked
 */
void rg_tally(const struct rg_force *f, const struct rg_work *w, enum rg_hook hook)
{
	struct rg_tallies *t = *this_cpu_ptr(f->tallies);
	u64 key = w->tally ? w->tally : rg_tally_key(w, hook);

	if (!rg_tally_add(&t->bucket[rg_tally_bucket(key, 0)], f->generation, key, w->frame_len) &&
	    !rg_tally_add(&t->bucket[rg_tally_bucket(key, 1)], f->generation, key, w->frame_len))
		rg_tally_other(&t->bucket[RG_TALLY_OTHER], f->generation, key, w->frame_len);
	if (hook == RG_HOOK_INGRESS &&
	    w->v.agreement < rg_header(&f->img)->sec[RG_SEC_AGREEMENT].count)
		rg_agreed_add(&t->agreed[w->v.agreement], f->generation, &w->v, w->frame_len);
}

static void rg_tally_read(struct rg_count *sum, const struct rg_tally_slot *s)
{
	sum->packets += READ_ONCE(s->packets);
	sum->bytes += READ_ONCE(s->bytes);
}

static const struct rg_tally_slot *rg_tally_in(const struct rg_tally_bucket *b, u64 generation,
					       u64 key)
{
	u32 i;

	for (i = 0; i < RG_TALLY_WAYS; i++) {
		if (smp_load_acquire(&b->slot[i].generation) == generation && b->slot[i].key == key)
			return &b->slot[i];
	}
	return NULL;
}

/* Where a CPU counts a key, or NULL. */
static const struct rg_tally_slot *rg_tally_of(const struct rg_force *f, u32 cpu, u64 key)
{
	const struct rg_tallies *t = *per_cpu_ptr(f->tallies, cpu);
	const struct rg_tally_slot *s;

	s = rg_tally_in(&t->bucket[rg_tally_bucket(key, 0)], f->generation, key);
	return s ? s : rg_tally_in(&t->bucket[rg_tally_bucket(key, 1)], f->generation, key);
}

/**
 * rg_tally_sum() - what all CPUs counted for the key in a slot of one
 * @f: policy
 * @cpu: possible or not
 * @slot: below RG_TALLY_OTHER * RG_TALLY_WAYS
 * @key: the key
 * @sum: what was counted
 *
 * Return: false: the slot is free, or a CPU before this one has told of its key.
 */
bool rg_tally_sum(const struct rg_force *f, u32 cpu, u32 slot, u64 *key, struct rg_count *sum)
{
	const struct rg_tally_slot *s;
	u32 other;

	if (!cpu_possible(cpu))
		return false;
	s = &(*per_cpu_ptr(f->tallies, cpu))->bucket[slot / RG_TALLY_WAYS].slot[slot % RG_TALLY_WAYS];
	if (smp_load_acquire(&s->generation) != f->generation)
		return false;
	*key = s->key;
	memset(sum, 0, sizeof(*sum));
	for_each_possible_cpu(other) {
		s = rg_tally_of(f, other, *key);
		if (s && other < cpu)
			return false;
		if (s)
			rg_tally_read(sum, s);
	}
	return true;
}

/** rg_tally_rest() - what did not fit: @slot RG_TALLY_OTHER_* */
struct rg_count rg_tally_rest(const struct rg_force *f, u32 slot)
{
	struct rg_count sum = { 0 };
	int cpu;

	for_each_possible_cpu(cpu)
		rg_tally_read(&sum, &(*per_cpu_ptr(f->tallies, cpu))->bucket[RG_TALLY_OTHER].slot[slot]);
	return sum;
}

/** rg_tally_agreed() - what was counted for an agreement: @kind enum rg_agreed_kind */
struct rg_count rg_tally_agreed(const struct rg_force *f, u32 agreement, u32 kind)
{
	struct rg_count sum = { 0 };
	const struct rg_agreed *a;
	int cpu;

	for_each_possible_cpu(cpu) {
		a = &(*per_cpu_ptr(f->tallies, cpu))->agreed[agreement];
		sum.packets += READ_ONCE(a->packets[kind]);
		sum.bytes += READ_ONCE(a->bytes[kind]);
	}
	return sum;
}
