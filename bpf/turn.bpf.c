// SPDX-License-Identifier: GPL-2.0-only
/*
 * The confirmation of a policy on trial, by BPF_PROG_TEST_RUN.  Clock and exchange lie
 * within one run: whoever asks can be stopped before it or after it, but not between.
 */
#include "../core/core.h"
#include "maps.h"

char LICENSE[] SEC("license") = "GPL";

SEC("tc")
int confirm(struct __sk_buff *skb)
{
	u64 generation, pending, to;
	struct rg_trial *t;
	u32 zero = 0;

	t = bpf_map_lookup_elem(&trial, &zero);
	if (!t || bpf_skb_load_bytes(skb, 0, &generation, sizeof(generation)))
		return -1;
	pending = RG_TRIAL_WORD(generation, RG_TRIAL_PENDING);
	to = RG_TRIAL_WORD(generation, RG_TRIAL_CONFIRMED);
	if (bpf_ktime_get_boot_ns() >= *(volatile u64 *)&t->deadline)
		to = RG_TRIAL_WORD(generation, RG_TRIAL_EXPIRED);
	__sync_val_compare_and_swap(&t->word, pending, to);
	return 0;
}
