// SPDX-License-Identifier: GPL-2.0-only
/*
 * The reason that no vector can have: both programs of the BPF engine, loaded and
 * without a policy, drop every frame and count it as no-policy.
 */
#include <stdio.h>
#include <string.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/pkt_cls.h>
#include "bpf/gate.h"
#include "bpf/gate.skel.h"

#define FRAMES 3

static int test, failed;

static void ok(bool right, const char *what)
{
	printf("%sok %d %s\n", right ? "" : "not ", ++test, what);
	failed += !right;
}

/* Packets of a counter, over all CPUs. */
static __u64 packets(const struct gate_bpf *skel, __u32 key)
{
	int i, cpus = libbpf_num_possible_cpus();
	struct rg_count v[cpus > 0 ? cpus : 1];
	__u64 sum = 0;

	if (cpus <= 0 || bpf_map_lookup_elem(bpf_map__fd(skel->maps.counters), &key, v))
		return ~0ull;
	for (i = 0; i < cpus; i++)
		sum += v[i].packets;
	return sum;
}

/* What the program returns for an IPv4 frame; -1 if it could not be asked. */
static int run(const struct bpf_program *prog)
{
	unsigned char frame[64] = { 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0, 0x45 };
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = frame, .data_size_in = sizeof(frame),
		    .repeat = 1);

	return bpf_prog_test_run_opts(bpf_program__fd(prog), &opts) ? -1 : (int)opts.retval;
}

static void check(const struct gate_bpf *skel, const struct bpf_program *prog, __u32 base,
		  const char *hook)
{
	char what[64];
	int i, dropped = 0;

	for (i = 0; i < FRAMES; i++)
		dropped += run(prog) == TC_ACT_SHOT;
	snprintf(what, sizeof(what), "no policy, %s: every frame is dropped", hook);
	ok(dropped == FRAMES, what);
	snprintf(what, sizeof(what), "no policy, %s: counted as no-policy", hook);
	ok(packets(skel, base + RG_R_NO_POLICY) == FRAMES, what);
}

int main(void)
{
	struct gate_bpf *skel = gate_bpf__open_and_load();

	printf("KTAP version 1\n1..4\n");
	if (!skel) {
		printf("Bail out! the programs cannot be loaded\n");
		return 1;
	}
	check(skel, skel->progs.gate_ingress, RG_COUNT_INGRESS, "ingress");
	check(skel, skel->progs.gate_egress, RG_COUNT_EGRESS, "egress");
	gate_bpf__destroy(skel);
	return failed != 0;
}
