/* SPDX-License-Identifier: GPL-2.0-only */
/* The policy in force and its binding to devices, as a program finds them. */
#ifndef RG_BPF_FORCE_H
#define RG_BPF_FORCE_H

#include "maps.h"
#include "../core/image.h"

/**
 * struct rg_force - one generation: every question is asked of one of these
 * @img: policy image
 * @bind: its binding
 */
struct rg_force {
	struct rg_image img;
	const struct rg_bind *bind;
};

static __always_inline bool rg_slot_get(struct rg_force *f, u32 slot)
{
	u32 zero = 0, page;
	const struct rg_bind *bind;

	f->img.map = bpf_map_lookup_elem(&policy, &slot);
	if (!f->img.map)
		return false;
	f->img.page0 = bpf_map_lookup_elem(f->img.map, &zero);
	if (!f->img.page0)
		return false;
	page = rg_bind_page(rg_header(&f->img)->size);
	bind = bpf_map_lookup_elem(f->img.map, &page);
	if (!bind || bind->magic != RG_BIND_MAGIC)
		return false;
	f->bind = bind;
	return true;
}

/*
 * Does a policy on trial stand?  Whoever first sees its deadline pass ends the trial
 * for everybody, once and for all: confirmation and end are two exchanges of one word,
 * and one of them comes too late.
 */
static __noinline int rg_trial_stands(const struct rg_bind *bind)
{
	u64 pending = RG_TRIAL_WORD(bind->generation, RG_TRIAL_PENDING);
	u64 confirmed = RG_TRIAL_WORD(bind->generation, RG_TRIAL_CONFIRMED);
	struct rg_trial *t;
	u32 zero = 0;
	u64 word;

	t = bpf_map_lookup_elem(&trial, &zero);
	if (!t)
		return false;
	word = *(volatile u64 *)&t->word;
	if (word != pending)
		return word >= confirmed;
	if (bpf_ktime_get_boot_ns() < *(volatile u64 *)&t->deadline)
		return true;
	return __sync_val_compare_and_swap(&t->word, pending,
					   RG_TRIAL_WORD(bind->generation, RG_TRIAL_EXPIRED)) >=
	       confirmed;
}

/* Take hold of the generation in force; false: there is none. */
static __always_inline bool rg_force_get(struct rg_force *f)
{
	if (!rg_slot_get(f, RG_SLOT_NEW))
		return false;
	if (!f->bind->on_trial || rg_trial_stands(f->bind))
		return true;
	return rg_slot_get(f, RG_SLOT_PREVIOUS);
}

#endif /* RG_BPF_FORCE_H */
