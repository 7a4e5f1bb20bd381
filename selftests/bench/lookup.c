// SPDX-License-Identifier: GPL-2.0-only
/*
 * Nation look-ups by themselves: the core's walk, here and in BPF, and the kernel's LPM
 * trie with the same prefixes.  Files are binary: keys of 16 bytes each, as many as
 * BENCH_KEYS; prefixes as struct prefix.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <jansson.h>
#include "bench/lookup.skel.h"
#include "selftests/bench/bpf/peers.h"
#include "engine/page.h"
#include "lib/util.h"
#include "lib/view.h"

#define CHUNK	(BENCH_KEYS / 8)	/* looked up in one call */

struct prefix {
	uint32_t len;
	uint8_t addr[16];
	uint32_t value;
};

struct lookup {
	struct rg_view view;
	struct bench_lookup *skel;
	uint8_t (*keys)[16];
	unsigned int rounds;
};

static double cpu_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return ts.tv_sec * 1e9 + ts.tv_nsec;
}

static int load_keys(struct lookup *l, const char *path)
{
	size_t size;
	uint32_t i;

	free(l->keys);
	l->keys = (void *)rg_file_read(path, BENCH_KEYS * 16, &size);
	if (!l->keys)
		return -1;
	if (size != BENCH_KEYS * 16)
		return rg_error("%s: not %u addresses", path, BENCH_KEYS);
	for (i = 0; i < BENCH_KEYS; i++)
		if (bpf_map_update_elem(bpf_map__fd(l->skel->maps.keys), &i, l->keys[i], BPF_ANY))
			return rg_error("cannot store an address: %s", strerror(errno));
	return 0;
}

/* The kernel's trie: @family 4 or 6; @ms: how long it took. */
static int load_trie(struct lookup *l, const char *path, int family, double *ms, uint32_t *count)
{
	int fd = bpf_map__fd(family == 4 ? l->skel->maps.trie4 : l->skel->maps.trie6);
	struct prefix *p;
	double start;
	size_t size, i;

	p = (void *)rg_file_read(path, 64u << 20, &size);
	if (!p)
		return -1;
	start = cpu_ns();
	*count = size / sizeof(*p);
	for (i = 0; i < *count; i++)
		if (bpf_map_update_elem(fd, &p[i], &p[i].value, BPF_ANY))
			return rg_error("cannot fill the trie: %s", strerror(errno));
	*ms = (cpu_ns() - start) / 1e6;
	free(p);
	return 0;
}

static double ask_core(struct lookup *l, int family, uint64_t *sum)
{
	double start = cpu_ns();
	uint32_t i;

	*sum = 0;
	for (i = 0; i < BENCH_KEYS; i++)
		*sum += RG_VALUE_NATION(family == 4 ? rg_nation4(&l->view.img, l->keys[i]) :
					rg_nation6(&l->view.img, l->keys[i]));
	return (cpu_ns() - start) / BENCH_KEYS;
}

static double ask_bpf(struct lookup *l, struct bpf_program *prog, uint64_t *sum)
{
	unsigned char frame[64] = { 0 };
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = frame, .data_size_in = sizeof(frame),
		    .repeat = 1);
	struct bench_todo todo = { .count = CHUNK };
	int fd = bpf_map__fd(l->skel->maps.todo);
	uint32_t zero = 0, i;
	double start, ns = 0;

	*sum = 0;
	for (i = 0; i < BENCH_KEYS; i += CHUNK) {
		todo.first = i;
		bpf_map_update_elem(fd, &zero, &todo, BPF_ANY);
		start = cpu_ns();
		if (bpf_prog_test_run_opts(bpf_program__fd(prog), &opts) || opts.retval)
			return rg_error("the program failed"), -1;
		ns += cpu_ns() - start;
		bpf_map_lookup_elem(fd, &zero, &todo);
		*sum += todo.sum;
	}
	return ns / BENCH_KEYS;
}

/* All of one family, in turn, round by round. */
static int measure(struct lookup *l, int family, json_t *out)
{
	struct bpf_program *trie = family == 4 ? l->skel->progs.lpm4 : l->skel->progs.lpm6;
	struct bpf_program *cells = family == 4 ? l->skel->progs.cells4 : l->skel->progs.cells6;
	static const char *const name[] = { "core", "bpf_loop", "bpf_core", "bpf_lpm" };
	uint64_t sum[4];
	json_t *all = json_object();
	unsigned int i, round;
	double ns[4];

	for (i = 0; i < 4; i++)
		json_object_set_new(all, name[i], json_array());
	for (round = 0; round < l->rounds; round++) {
		ns[0] = ask_core(l, family, &sum[0]);
		ns[1] = ask_bpf(l, l->skel->progs.none, &sum[1]);
		ns[2] = ask_bpf(l, cells, &sum[2]);
		ns[3] = ask_bpf(l, trie, &sum[3]);
		for (i = 0; i < 4; i++)
			json_array_append_new(json_object_get(all, name[i]), json_real(ns[i]));
		if (sum[0] != sum[2] || ns[1] < 0)
			return rg_error("IPv%d: the core answers otherwise in BPF", family);
	}
	json_object_set_new(all, "sum_core", json_integer(sum[0]));
	json_object_set_new(all, "sum_lpm", json_integer(sum[3]));
	json_object_set_new(out, family == 4 ? "ipv4" : "ipv6", all);
	return 0;
}

static int put_image(struct lookup *l, const char *path)
{
	struct rg_gate g = { 0 };
	size_t size;
	uint8_t *image = rg_file_read(path, RG_IMAGE_MAX, &size);
	int pages, err;

	if (!image || rg_view_open(&l->view, image, size, path))
		return -1;
	pages = rg_pages_make(l->view.bytes, l->view.size, NULL);
	if (pages < 0)
		return -1;
	g.map[RG_MAP_POLICY] = bpf_map__fd(l->skel->maps.policy);
	err = rg_pages_swap(&g, pages);
	close(pages);
	return err;
}

static int run(struct lookup *l, char **path)
{
	json_t *out = json_object();
	uint32_t count[2];
	double ms[2];

	if (put_image(l, path[0]) || load_trie(l, path[1], 4, &ms[0], &count[0]) ||
	    load_trie(l, path[2], 6, &ms[1], &count[1]) ||
	    load_keys(l, path[3]) || measure(l, 4, out) ||
	    load_keys(l, path[4]) || measure(l, 6, out))
		return -1;
	json_object_set_new(out, "lpm_load_ms", json_pack("[ff]", ms[0], ms[1]));
	json_object_set_new(out, "lpm_prefixes", json_pack("[ii]", count[0], count[1]));
	json_object_set_new(out, "cells", json_integer(rg_header(&l->view.img)->sec[RG_SEC_CELL].count));
	json_dumpf(out, stdout, JSON_REAL_PRECISION(6));
	json_decref(out);
	return 0;
}

int main(int argc, char **argv)
{
	struct lookup l = { 0 };

	if (argc != 7 || (l.rounds = atoi(argv[6])) < 1) {
		fprintf(stderr, "usage: lookup IMAGE PREFIXES4 PREFIXES6 KEYS4 KEYS6 ROUNDS\n");
		return 2;
	}
	l.skel = bench_lookup__open_and_load();
	if (!l.skel)
		return rg_error("cannot load the BPF programs: %s", strerror(errno)), 1;
	return run(&l, argv + 1) ? 1 : 0;
}
