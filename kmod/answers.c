// SPDX-License-Identifier: GPL-2.0-only
/*
 * Answers that a CPU keeps, for all namespaces: the policies of all have serial numbers
 * of their own.  See core/memo.c, core/cache.c.
 */
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/topology.h>
#include "gate.h"

struct rg_answers * __percpu *rg_kept_answers;

void rg_answers_free(void)
{
	int cpu;

	if (!rg_kept_answers)
		return;
	for_each_possible_cpu(cpu)
		kvfree(*per_cpu_ptr(rg_kept_answers, cpu));
	free_percpu(rg_kept_answers);
	rg_kept_answers = NULL;
}

/** rg_answers_alloc() - the tables, empty; 0 or -ENOMEM */
int rg_answers_alloc(void)
{
	struct rg_answers *a;
	int cpu;

	rg_kept_answers = alloc_percpu(struct rg_answers *);
	if (!rg_kept_answers)
		return -ENOMEM;
	for_each_possible_cpu(cpu) {
		a = kvzalloc_node(sizeof(*a), GFP_KERNEL, cpu_to_node(cpu));
		*per_cpu_ptr(rg_kept_answers, cpu) = a;
		if (!a) {
			rg_answers_free();
			return -ENOMEM;
		}
	}
	return 0;
}
