// SPDX-License-Identifier: GPL-2.0-only
/* The programs and maps of a gate: from the bytes in this binary into the kernel. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <openssl/evp.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include "bpf/gate.skel.h"
#include "gate.h"
#include "syscall.h"
#include "lib/util.h"

#define LOG_SIZE (1u << 20)
#define LOG_STATS 4

static int quiet(enum libbpf_print_level level, const char *fmt, va_list ap)
{
	if (!getenv("RELGATE_DEBUG") || level == LIBBPF_DEBUG)
		return 0;
	return vfprintf(stderr, fmt, ap);
}

/** rg_object_build() - tells one build of the programs from another */
int rg_object_build(uint8_t build[16])
{
	uint8_t digest[EVP_MAX_MD_SIZE];
	const void *elf;
	size_t size;

	elf = gate_bpf__elf_bytes(&size);
	if (EVP_Digest(elf, size, digest, NULL, EVP_sha256(), NULL) != 1)
		return rg_error("cannot compute a SHA-256 digest");
	memcpy(build, digest, 16);
	return 0;
}

/* "processed 12345 insns (limit 1000000) ..." */
static uint64_t log_insns(const char *log)
{
	const char *p = strstr(log, "processed ");

	return p ? strtoull(p + strlen("processed "), NULL, 10) : 0;
}

/* The verifier's complaint is the last line but its statistics. */
static void log_complaint(const char *log, char *line, size_t size)
{
	const char *p = log, *end;

	line[0] = '\0';
	for (; *p; p = *end ? end + 1 : end) {
		end = strchrnul(p, '\n');
		if (end - p > 0 && strncmp(p, "processed ", 10) && strncmp(p, "verification ", 13) &&
		    strncmp(p, "stack depth ", 12))
			snprintf(line, size, "%.*s", (int)(end - p), p);
	}
}

static int load_failed(int err, const char *in_log, const char *eg_log)
{
	char line[200];

	log_complaint(*eg_log ? eg_log : in_log, line, sizeof(line));
	if (err == -EPERM || err == -EACCES)
		return rg_error("the kernel refused the BPF programs: %s%s%s", strerror(-err),
				*line ? ": " : "", line);
	return rg_error("cannot load the BPF programs: %s%s%s", strerror(-err), *line ? ": " : "",
			line);
}

static int reuse_maps(struct gate_bpf *skel, const struct rg_gate *g)
{
	struct bpf_map *map;
	unsigned int i;

	for (i = 0; i < RG_MAP_COUNT; i++) {
		map = bpf_object__find_map_by_name(skel->obj, rg_map_name[i]);
		if (!map || bpf_map__reuse_fd(map, g->map[i]))
			return rg_error("the map %s cannot be used again: detach first",
					rg_map_name[i]);
	}
	return 0;
}

static int take_fds(struct gate_bpf *skel, struct rg_gate *g)
{
	struct bpf_map *map;
	unsigned int i;

	for (i = 0; i < RG_MAP_COUNT; i++) {
		if (g->map[i] >= 0)
			continue;
		map = bpf_object__find_map_by_name(skel->obj, rg_map_name[i]);
		g->map[i] = map ? dup(bpf_map__fd(map)) : -1;
		if (g->map[i] < 0)
			return rg_error("the map %s is missing", rg_map_name[i]);
	}
	if (g->ingress >= 0)
		close(g->ingress);
	if (g->egress >= 0)
		close(g->egress);
	g->ingress = dup(bpf_program__fd(skel->progs.gate_ingress));
	g->egress = dup(bpf_program__fd(skel->progs.gate_egress));
	if (g->ingress < 0 || g->egress < 0)
		return rg_error("cannot keep the programs: %s", strerror(errno));
	g->ingress_id = rg_sys_prog_id(g->ingress);
	g->egress_id = rg_sys_prog_id(g->egress);
	return 0;
}

static int pin_all(const struct rg_gate *g)
{
	unsigned int i;

	for (i = 0; i < RG_MAP_COUNT; i++)
		if (!rg_pin_exists(g->dir, rg_map_name[i]) &&
		    rg_pin_set(g->dir, rg_map_name[i], g->map[i]))
			return -1;
	if (rg_pin_set(g->dir, "ingress", g->ingress) || rg_pin_set(g->dir, "egress", g->egress))
		return -1;
	return 0;
}

/* A fresh control map says whose it is; nothing is blocked. */
static int init_control(const struct rg_gate *g, bool fresh)
{
	struct rg_control c;

	if (rg_control_read(g, RG_CONTROL_GATE, &c))
		return -1;
	if (fresh) {
		c.abi = RG_GATE_ABI;
		c.netns = rg_netns_inode();
	}
	return rg_object_build(c.build) || rg_control_write(g, RG_CONTROL_GATE, &c) ? -1 : 0;
}

static int load_object(struct rg_gate *g, struct gate_bpf *skel, uint64_t insns[2])
{
	char *log = calloc(2, LOG_SIZE);
	int err;

	if (!log)
		return rg_error("out of memory");
	bpf_program__set_log_level(skel->progs.gate_ingress, LOG_STATS);
	bpf_program__set_log_buf(skel->progs.gate_ingress, log, LOG_SIZE);
	bpf_program__set_log_level(skel->progs.gate_egress, LOG_STATS);
	bpf_program__set_log_buf(skel->progs.gate_egress, log + LOG_SIZE, LOG_SIZE);
	err = g->whole ? reuse_maps(skel, g) : 0;
	if (!err) {
		err = gate_bpf__load(skel);
		if (err)
			err = load_failed(err, log, log + LOG_SIZE);
	}
	insns[0] = log_insns(log);
	insns[1] = log_insns(log + LOG_SIZE);
	free(log);
	return err;
}

/**
 * rg_gate_load() - load programs, and maps unless the gate has them
 * @g: open and locked gate; gets the descriptors
 * @pin: keep them beyond this process
 * @insns: what the verifier processed for ingress and egress
 *
 * Return: 0, or -1 after rg_error().
 */
int rg_gate_load(struct rg_gate *g, bool pin, uint64_t insns[2])
{
	struct gate_bpf *skel;
	bool fresh = !g->whole;
	int err;

	libbpf_set_print(quiet);
	skel = gate_bpf__open();
	if (!skel)
		return rg_error("cannot read the BPF programs: %s", strerror(errno));
	err = load_object(g, skel, insns);
	if (!err)
		err = take_fds(skel, g);
	if (!err)
		err = init_control(g, fresh);
	if (!err && pin)
		err = pin_all(g);
	gate_bpf__destroy(skel);
	return err ? -1 : 0;
}
