// SPDX-License-Identifier: GPL-2.0-only
/*
 * Forwarding, case by case, in lockstep on one CPU: a burst of frames goes by a veth
 * into the gate's namespace, through it, and by another veth to a counter.  The time
 * of this process is that of the whole way, for nothing else runs on its CPU.  Each
 * burst stands between two of the reference; the ratio to both is what comes out.
 *
 * On standard input: one command a line, as commands[] below has them; the first case
 * is the reference.  On standard output: JSON.
 */
#include <errno.h>
#include <getopt.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <net/if.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <jansson.h>
#include "bench/peers.skel.h"
#include "selftests/bench/bpf/peers.h"
#include "lib/netns.h"
#include "lib/util.h"

#define CASES_MAX	64
#define PRIORITY	10
#define BATCH		64
#define PROBE_FRAMES	4096
#define ROUNDS_MAX	1000

/**
 * struct bench_case - one thing measured with one kind of frame
 * @out: device that the generator sends by
 * @sink: device that frames must arrive at
 * @frames: bytes of the frames, @count of them
 * @passes: they arrive; else none may
 * @repeat: frames of a burst
 * @sent, @received: in all
 * @ns: per packet, each round; @base: of the two reference bursts around it, the mean
 * @apart: by what part of their mean these two differed
 */
struct bench_case {
	char name[64];
	unsigned int out, sink;
	unsigned char *frames;
	unsigned int count;
	bool passes;
	unsigned int repeat;
	unsigned long long sent, received;
	double ns[ROUNDS_MAX], base[ROUNDS_MAX], apart[ROUNDS_MAX];
};

static struct bench_peers *peers;
static struct bench_case cases[CASES_MAX];
static unsigned int case_count, rounds = 20, burst_us = 10000;
static const struct bench_case *loaded;

static double cpu_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return ts.tv_sec * 1e9 + ts.tv_nsec;
}

static unsigned long long seen_on(unsigned int ifindex)
{
	static unsigned long long n[4096];
	unsigned long long sum = 0;
	int i, cpus = libbpf_num_possible_cpus();

	if (cpus < 1 || cpus > 4096 ||
	    bpf_map_lookup_elem(bpf_map__fd(peers->maps.seen), &ifindex, n))
		return 0;
	for (i = 0; i < cpus; i++)
		sum += n[i];
	return sum;
}

/* The generator gets the case's frames. */
static int load_frames(const struct bench_case *c)
{
	struct bench_gen gen = { .ifindex = c->out, .mask = c->count - 1 };
	unsigned int i, zero = 0;

	if (loaded == c)
		return 0;
	for (i = 0; i < c->count; i++)
		if (bpf_map_update_elem(bpf_map__fd(peers->maps.frames), &i,
					c->frames + i * BENCH_FRAME, BPF_ANY))
			return rg_error("cannot store a frame: %s", strerror(errno));
	loaded = c;
	if (bpf_map_update_elem(bpf_map__fd(peers->maps.gen), &zero, &gen, BPF_ANY))
		return rg_error("cannot set the generator: %s", strerror(errno));
	return 0;
}

static int send_frames(unsigned int repeat)
{
	unsigned char frame[BENCH_FRAME] = { 0 };
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = frame, .data_size_in = sizeof(frame),
		    .flags = BPF_F_TEST_XDP_LIVE_FRAMES, .repeat = repeat, .batch_size = BATCH);

	if (bpf_prog_test_run_opts(bpf_program__fd(peers->progs.generate), &opts))
		return rg_error("cannot send frames: %s", strerror(errno));
	return 0;
}

/* One burst; @ns: time per packet. */
static int burst(struct bench_case *c, double *ns)
{
	unsigned long long before = seen_on(c->sink), got;
	double start;

	if (load_frames(c))
		return -1;
	start = cpu_ns();
	if (send_frames(c->repeat))
		return -1;
	*ns = (cpu_ns() - start) / c->repeat;
	usleep(200);	/* a softirq left over would end up in the next burst */
	got = seen_on(c->sink) - before;
	c->sent += c->repeat;
	c->received += got;
	return 0;
}

/* How many frames make a burst of the time wished for. */
static int size_burst(struct bench_case *c)
{
	double ns;

	c->repeat = PROBE_FRAMES;
	if (burst(c, &ns) || burst(c, &ns))
		return -1;
	c->repeat = (unsigned int)(burst_us * 1000.0 / (ns > 1 ? ns : 1)) / BATCH * BATCH;
	if (c->repeat < BATCH)
		c->repeat = BATCH;
	return 0;
}

static int measure(struct bench_case *ref, struct bench_case *c, unsigned int round)
{
	double before, after;

	if (burst(ref, &before) || burst(c, &c->ns[round]) || burst(ref, &after))
		return -1;
	c->base[round] = (before + after) / 2;
	c->apart[round] = (before > after ? before - after : after - before) / c->base[round];
	return 0;
}

/* ---- commands --------------------------------------------------------------- */

struct attach {
	const char *device, *prog;
	unsigned int ifindex;
};

static int attach_here(const struct attach *a)
{
	struct bpf_program *p = bpf_object__find_program_by_name(peers->obj, a->prog);
	unsigned int ifindex = a->device ? if_nametoindex(a->device) : a->ifindex;
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = ifindex, .attach_point = BPF_TC_INGRESS);
	LIBBPF_OPTS(bpf_tc_opts, opts, .handle = 1, .priority = 1);
	int err;

	if (!p || !ifindex)
		return rg_error("no program %s, or no device for it", a->prog);
	if (bpf_program__type(p) == BPF_PROG_TYPE_XDP)
		err = bpf_xdp_attach(ifindex, bpf_program__fd(p), 1u << 2 /* native */, NULL);
	else if (!(err = bpf_tc_hook_create(&hook)) || err == -EEXIST)
		err = (opts.prog_fd = bpf_program__fd(p), bpf_tc_attach(&hook, &opts));
	return err ? rg_error("cannot attach %s: %s", a->prog, strerror(-err)) : 0;
}

static int attach_in(void *arg)
{
	return attach_here(arg);
}

/* sink IFINDEX: the counter, on a device of this namespace */
static int cmd_sink(char **word)
{
	struct attach a = { .prog = "sink", .ifindex = atoi(word[0]) };

	return attach_here(&a);
}

/* peer NETNS DEVICE PROGRAM: something to be measured */
static int cmd_peer(char **word)
{
	struct attach a = { .device = word[1], .prog = word[2] };
	char path[128];

	snprintf(path, sizeof(path), "/run/netns/%s", word[0]);
	return rg_netns_run(path, attach_in, &a);
}

static int read_frames(struct bench_case *c, const char *path)
{
	FILE *f = fopen(path, "rb");

	c->frames = malloc(BENCH_FRAMES * BENCH_FRAME);
	if (!f || !c->frames)
		return rg_error("cannot read %s", path);
	c->count = fread(c->frames, BENCH_FRAME, BENCH_FRAMES, f);
	fclose(f);
	if (!c->count || (c->count & (c->count - 1)))
		return rg_error("%s: not a power of two frames of %d bytes", path, BENCH_FRAME);
	return 0;
}

/* case NAME OUT SINK FRAMES pass|drop: devices by number, frames in a file */
static int cmd_case(char **word)
{
	struct bench_case *c = &cases[case_count];

	if (case_count == CASES_MAX)
		return rg_error("too many cases");
	snprintf(c->name, sizeof(c->name), "%s", word[0]);
	c->out = atoi(word[1]);
	c->sink = atoi(word[2]);
	c->passes = !strcmp(word[4], "pass");
	case_count++;
	return read_frames(c, word[3]);
}

static const struct {
	const char *name;
	unsigned int words;
	int (*run)(char **word);
} commands[] = {
	{ "sink", 1, cmd_sink },
	{ "peer", 3, cmd_peer },
	{ "case", 5, cmd_case },
};

static int command(char *line)
{
	char *word[8], *at = NULL, *w;
	unsigned int i, n = 0;

	for (w = strtok_r(line, " \n", &at); w && n < 8; w = strtok_r(NULL, " \n", &at))
		word[n++] = w;
	for (i = 0; n && i < sizeof(commands) / sizeof(*commands); i++)
		if (!strcmp(word[0], commands[i].name) && n == commands[i].words + 1)
			return commands[i].run(word + 1);
	return n ? rg_error("not understood: %s", word[0]) : 0;
}

/* ---- results ------------------------------------------------------------------ */

static json_t *numbers(const double *v)
{
	json_t *out = json_array();
	unsigned int i;

	for (i = 0; i < rounds; i++)
		json_array_append_new(out, json_real(v[i]));
	return out;
}

static json_t *result(const struct bench_case *c)
{
	return json_pack("{ss sI sI sb so so so}", "case", c->name, "sent", (json_int_t)c->sent,
			 "received", (json_int_t)c->received, "passes", c->passes,
			 "ns", numbers(c->ns), "base", numbers(c->base), "apart", numbers(c->apart));
}

static int run(void)
{
	json_t *out = json_array();
	unsigned int i, round;

	for (i = 0; i < case_count; i++)
		if (size_burst(&cases[i]))
			return -1;
	for (round = 0; round < rounds; round++)
		for (i = 0; i < case_count; i++)
			if (measure(&cases[0], &cases[i], round))
				return -1;
	for (i = 0; i < case_count; i++)
		json_array_append_new(out, result(&cases[i]));
	json_dumpf(out, stdout, JSON_REAL_PRECISION(6));
	json_decref(out);
	return 0;
}

/* Alone on one CPU, before everything else that is not of real time. */
static int take_cpu(int cpu)
{
	struct sched_param p = { .sched_priority = PRIORITY };
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set) || sched_setscheduler(0, SCHED_FIFO, &p))
		return rg_error("cannot have CPU %d for itself: %s", cpu, strerror(errno));
	return 0;
}

static int usage(void)
{
	fprintf(stderr, "usage: forward [--rounds N] [--burst-us N] [--cpu N] NETNS <commands\n");
	return 2;
}

static int options(int argc, char **argv, int *cpu)
{
	static const struct option opt[] = {
		{ "rounds", required_argument, NULL, 'r' },
		{ "burst-us", required_argument, NULL, 'b' },
		{ "cpu", required_argument, NULL, 'c' },
		{ NULL, 0, NULL, 0 },
	};
	int o;

	while ((o = getopt_long(argc, argv, "", opt, NULL)) != -1) {
		if (o == 'r')
			rounds = atoi(optarg);
		else if (o == 'b')
			burst_us = atoi(optarg);
		else if (o == 'c')
			*cpu = atoi(optarg);
		else
			return -1;
	}
	return optind + 1 == argc && rounds && rounds <= ROUNDS_MAX && burst_us ? 0 : -1;
}

int main(int argc, char **argv)
{
	char line[512];
	int cpu = 0;

	if (options(argc, argv, &cpu))
		return usage();
	if (rg_netns_enter(argv[optind]))
		return 1;
	peers = bench_peers__open_and_load();
	if (!peers)
		return rg_error("cannot load the BPF programs: %s", strerror(errno)), 1;
	while (fgets(line, sizeof(line), stdin))
		if (command(line))
			return 1;
	if (!case_count || take_cpu(cpu))
		return 1;
	return run() ? 1 : 0;
}
