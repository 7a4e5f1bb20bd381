// SPDX-License-Identifier: GPL-2.0-only
/*
 * judged NETNS IN OUT: a frame is judged by the newest policy; before its guard sees it,
 * the two policies of the gate change places.  Prints what the guard does in each case.
 *
 * The programs of the gate itself are run, by BPF_PROG_TEST_RUN.
 */
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <linux/pkt_cls.h>
#include "core/core.h"
#include "userspace/engine/page.h"
#include "userspace/lib/util.h"
#include "lib/netns.h"

#define LEN	80
#define TRIES	20	/* a frame of the lab's own can come between */

struct bed {
	struct rg_gate gate;
	unsigned int in, out;
	unsigned char frame[LEN], sent[LEN];
	int slot[RG_SLOT_COUNT];	/* the two generations */
};

/* UDP from 10.82.0.2 to 10.81.0.2. */
static const unsigned char header[] = {
	0x02, 0, 0, 0x82, 0, 0x01, 0x02, 0, 0, 0x82, 0, 0x02, 0x08, 0x00,
	0x45, 0, 0, LEN - 14, 0, 1, 0x40, 0, 64, 17, 0, 0, 10, 82, 0, 2, 10, 81, 0, 2,
	0x30, 0x39, 0x30, 0x3a, 0, LEN - 34, 0, 0,
};

static void make_frame(unsigned char *f)
{
	unsigned int sum = 0, i;

	memset(f, 'x', LEN);
	memcpy(f, header, sizeof(header));
	for (i = 14; i < 34; i += 2)
		sum += f[i] << 8 | f[i + 1];
	sum = ~(sum + (sum >> 16)) & 0xffff;
	f[24] = sum >> 8;
	f[25] = sum;
}

static int run(int prog, unsigned int dev, unsigned int came, const unsigned char *in,
	       unsigned char *out)
{
	struct __sk_buff ctx = { .ifindex = dev, .ingress_ifindex = came };
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = in, .data_size_in = LEN, .data_out = out,
		    .data_size_out = LEN, .ctx_in = &ctx, .ctx_size_in = sizeof(ctx), .repeat = 1);

	if (bpf_prog_test_run_opts(prog, &opts)) {
		perror("BPF_PROG_TEST_RUN");
		return -1;
	}
	return opts.retval;
}

/* The two slots of the gate: these two generations. */
static int put(const struct bed *b, int newest, int previous)
{
	__u32 slot = RG_SLOT_PREVIOUS;
	int map = b->gate.map[RG_MAP_POLICY];

	if (bpf_map_update_elem(map, &slot, &b->slot[previous], BPF_ANY))
		return -1;
	slot = RG_SLOT_NEW;
	return bpf_map_update_elem(map, &slot, &b->slot[newest], BPF_ANY);
}

static int slots(struct bed *b)
{
	__u32 slot, id;

	for (slot = 0; slot < RG_SLOT_COUNT; slot++) {
		if (bpf_map_lookup_elem(b->gate.map[RG_MAP_POLICY], &slot, &id))
			return -1;
		b->slot[slot] = bpf_map_get_fd_by_id(id);
		if (b->slot[slot] < 0)
			return -1;
	}
	return 0;
}

enum happening { NOTHING, REPLACED, TWICE, OCTET, DEVICE, LATE, UNJUDGED, FORGOTTEN, COUNT };

static const char *const names[COUNT] = {
	"nothing", "replaced", "twice", "octet", "device", "late", "unjudged", "forgotten",
};

/* What becomes of the frame at the guard; -1: no answer. */
static int happen(struct bed *b, enum happening what)
{
	unsigned char out[LEN], frame[LEN];
	unsigned int came = b->in;

	make_frame(b->frame);
	if (put(b, RG_SLOT_NEW, RG_SLOT_PREVIOUS))
		return -1;
	if (run(b->gate.ingress, b->in, 0, b->frame, b->sent) != TC_ACT_REDIRECT)
		return -1;
	memcpy(frame, b->sent, LEN);
	if (what == UNJUDGED) {		/* another one was, since */
		b->frame[LEN - 1] ^= 1;
		run(b->gate.ingress, b->in, 0, b->frame, out);
	}
	if (what != NOTHING && put(b, RG_SLOT_PREVIOUS, what == FORGOTTEN ? RG_SLOT_PREVIOUS :
				   RG_SLOT_NEW))
		return -1;
	if (what == TWICE)
		run(b->gate.egress, b->out, came, frame, out);
	if (what == OCTET)
		frame[LEN - 1] ^= 1;
	if (what == DEVICE)
		came = b->out;
	if (what == LATE)
		usleep(60000);
	return run(b->gate.egress, b->out, came, frame, out);
}

static bool passes(struct bed *b, enum happening what)
{
	int i, act = -1;

	for (i = 0; i < TRIES && act != TC_ACT_OK; i++)
		act = happen(b, what);
	return act == TC_ACT_OK;
}

int main(int argc, char **argv)
{
	struct bed b = { .gate.lock = -1 };
	cpu_set_t one;
	int what;

	CPU_ZERO(&one);
	CPU_SET(sched_getcpu(), &one);
	if (argc != 4 || rg_netns_enter(argv[1]) || sched_setaffinity(0, sizeof(one), &one))
		return 2;
	b.in = if_nametoindex(argv[2]);
	b.out = if_nametoindex(argv[3]);
	if (rg_gate_open(&b.gate, true) || !b.gate.whole || slots(&b)) {
		fprintf(stderr, "no gate with two policies in %s\n", argv[1]);
		return 2;
	}
	for (what = 0; what < COUNT; what++)
		printf("%s: %s\n", names[what], passes(&b, what) ? "passes" : "refused");
	put(&b, RG_SLOT_NEW, RG_SLOT_PREVIOUS);
	rg_gate_close(&b.gate);
	return 0;
}
