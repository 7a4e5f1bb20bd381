// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include "bpf/vectors.skel.h"
#include "core/core.h"
#include "page.h"
#include "testrun.h"
#include "lib/util.h"

#define LOG_SIZE 65536
#define LOG_STATS 4

struct rg_testrun {
	struct vectors_bpf *skel;
	uint64_t insns;
};

/** rg_bpf_testrun_open() - load the program: NULL after rg_error() */
struct rg_testrun *rg_bpf_testrun_open(void)
{
	struct rg_testrun *t = calloc(1, sizeof(*t));
	char *log = calloc(1, LOG_SIZE), *p;
	int err = -ENOMEM;

	if (t && log)
		t->skel = vectors_bpf__open();
	if (t && t->skel) {
		bpf_program__set_log_level(t->skel->progs.vectors, LOG_STATS);
		bpf_program__set_log_buf(t->skel->progs.vectors, log, LOG_SIZE);
		err = vectors_bpf__load(t->skel);
		p = strstr(log, "processed ");
		t->insns = p ? strtoull(p + strlen("processed "), NULL, 10) : 0;
	}
	if (err) {
		rg_error("cannot load the BPF program for test vectors: %s%s%s", strerror(-err),
			 log && *log ? ":\n" : "", log ? log : "");
		rg_bpf_testrun_close(t);
		t = NULL;
	}
	free(log);
	return t;
}

/** rg_bpf_testrun_insns() - instructions that the verifier processed */
uint64_t rg_bpf_testrun_insns(const struct rg_testrun *t)
{
	return t->insns;
}

/** rg_bpf_testrun_policy() - put a validated image in its place: 0, or -1 after rg_error() */
int rg_bpf_testrun_policy(struct rg_testrun *t, const uint8_t *image, size_t size)
{
	struct rg_gate g = { 0 };
	int pages, err;

	pages = rg_pages_make(image, size, NULL);
	if (pages < 0)
		return -1;
	g.map[RG_MAP_POLICY] = bpf_map__fd(t->skel->maps.policy);
	err = rg_pages_swap(&g, pages);
	close(pages);
	return err;
}

/**
 * rg_bpf_testrun() - ask one question
 * @t: with a policy
 * @q: the question
 * @frame: its frame, @q->hdr_len bytes, at most RG_HDR_MAX
 * @reply: the answer
 *
 * Return: 0, or -1 after rg_error().
 */
int rg_bpf_testrun(struct rg_testrun *t, const struct rg_query *q, const uint8_t *frame,
		   struct rg_reply *reply)
{
	uint8_t in[sizeof(*reply) + sizeof(*q) + RG_HDR_MAX] = { 0 }, out[sizeof(in)];
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = in, .data_out = out,
		    .data_size_out = sizeof(out), .repeat = 1);

	if (q->hdr_len > RG_HDR_MAX)
		return rg_error("a test frame has more than %d bytes of headers", RG_HDR_MAX);
	memcpy(in, q, sizeof(*q));
	memcpy(in + sizeof(*q), frame, q->hdr_len);
	opts.data_size_in = sizeof(in);	/* the reply must have room, whatever the question */
	if (bpf_prog_test_run_opts(bpf_program__fd(t->skel->progs.vectors), &opts))
		return rg_error("BPF_PROG_TEST_RUN: %s", strerror(errno));
	memcpy(reply, out, sizeof(*reply));
	if (opts.retval || reply->magic != RG_REPLY_MAGIC)
		return rg_error("the BPF program could not be asked (%d)", (int)opts.retval);
	return 0;
}

/**
 * rg_bpf_testrun_counted() - what the engine's counter of a reason says
 * @t: loaded
 * @ingress: of the judge, else of the guard
 * @reason: below RG_R_COUNT
 * @packets: the count
 *
 * Return: 0, or -1 after rg_error().
 */
int rg_bpf_testrun_counted(struct rg_testrun *t, bool ingress, uint32_t reason, uint64_t *packets)
{
	uint32_t key = (ingress ? RG_COUNT_INGRESS : RG_COUNT_EGRESS) + reason;
	int i, cpus = libbpf_num_possible_cpus();
	struct rg_count *c = cpus > 0 ? calloc(cpus, sizeof(*c)) : NULL;
	int err = c ? bpf_map_lookup_elem(bpf_map__fd(t->skel->maps.counters), &key, c) : -1;

	*packets = 0;
	for (i = 0; !err && i < cpus; i++)
		*packets += c[i].packets;
	free(c);
	return err ? rg_error("cannot read the counters of the BPF program") : 0;
}

void rg_bpf_testrun_close(struct rg_testrun *t)
{
	if (!t)
		return;
	vectors_bpf__destroy(t->skel);
	free(t);
}
