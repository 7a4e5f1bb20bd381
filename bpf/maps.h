/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The maps of a gate.  All are pinned; programs write only counters, scratch, events
 * and the end of a trial, and the prober what it hears of relays.
 */
#ifndef RG_BPF_MAPS_H
#define RG_BPF_MAPS_H

#include "gate.h"
#include "../core/core.h"

/* Pages of a policy image, and the page of its binding. */
struct rg_policy_pages {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE | BPF_F_INNER_MAP | BPF_F_RDONLY_PROG);
	__uint(max_entries, 1);
	__uint(key_size, 4);
	__uint(value_size, RG_PAGE_SIZE);
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, RG_SLOT_COUNT);
	__type(key, __u32);
	__array(values, struct rg_policy_pages);
} policy SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_RDONLY_PROG);
	__uint(max_entries, RG_CONTROL_MAX);
	__type(key, __u32);
	__type(value, struct rg_control);
} control SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct rg_trial);
} trial SEC(".maps");

#endif /* RG_BPF_MAPS_H */
