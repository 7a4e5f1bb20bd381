// SPDX-License-Identifier: GPL-2.0-only
/* The core, compiled for BPF and asked by BPF_PROG_TEST_RUN, as an executor. */
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include "engine/testrun.h"
#include "lib/util.h"
#include "query.h"
#include "vec.h"

static struct rg_testrun *run;
static uint64_t counted[2][RG_R_COUNT];	/* what the counters must say: egress, ingress */
static unsigned int loaded;		/* serial of the policy, 0: none */

static int bpf_open(void)
{
	run = rg_bpf_testrun_open();
	if (!run)
		return -1;
	printf("# the verifier processed %llu instructions\n",
	       (unsigned long long)rg_bpf_testrun_insns(run));
	return 0;
}

static int bpf_policy(const struct vec_policy *p)
{
	if (p->serial == loaded)
		return 0;
	loaded = 0;
	if (rg_bpf_testrun_policy(run, p->image, p->size))
		return -1;
	loaded = p->serial;
	return 0;
}

/* Each answer moves the engine's counter of its reason, by one. */
static int bpf_counted(const struct vec_ask *a, uint32_t reason)
{
	bool ingress = a->question == VEC_CHOOSE || a->question == VEC_LOCAL_IN;
	uint64_t now;

	if (reason >= RG_R_COUNT || rg_bpf_testrun_counted(run, ingress, reason, &now))
		return -1;
	if (now == ++counted[ingress][reason])
		return 0;
	return rg_error("the counter of %s is %llu, not %llu", rg_reason_name(reason),
			(unsigned long long)now, (unsigned long long)counted[ingress][reason]);
}

/* Asked once more, the answer comes out of the memo, where it may be kept. */
static int bpf_again(const struct vec_ask *a, const struct rg_query *q, const struct rg_reply *r)
{
	bool edit = r->pass && r->edit != RG_EDIT_KEEP;
	struct rg_reply again;

	if (rg_bpf_testrun(run, q, a->w.hdr, &again) || bpf_counted(a, again.reason))
		return -1;
	if (!memcmp(r, &again, offsetof(struct rg_reply, hdr) + (edit ? r->len : 0)))
		return 0;
	return rg_error("asked again, it answers otherwise: %s, and %s before",
			rg_reason_name(again.reason), rg_reason_name(r->reason));
}

static int bpf_ask(struct vec_ask *a)
{
	struct rg_query q = vec_query(a);
	struct rg_reply r;

	q.generation = loaded;
	if (rg_bpf_testrun(run, &q, a->w.hdr, &r))
		return -1;
	vec_answer(a, &r);
	return bpf_counted(a, r.reason) || bpf_again(a, &q, &r) ? -1 : 0;
}

static void bpf_close(void)
{
	rg_bpf_testrun_close(run);
	run = NULL;
	loaded = 0;
	memset(counted, 0, sizeof(counted));
}

const struct vec_executor vec_bpf = {
	.name = "bpf",
	.open = bpf_open,
	.policy = bpf_policy,
	.ask = bpf_ask,
	.close = bpf_close,
};
