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
#define LOGS 3

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

/* @log: of the three programs, one after the other; the one at fault has the last. */
static int load_failed(int err, const char *log)
{
	char line[200];
	unsigned int i;

	for (i = LOGS - 1; i > 0 && !log[i * LOG_SIZE]; i--)
		;
	log_complaint(log + i * LOG_SIZE, line, sizeof(line));
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

static int take_prog(const struct bpf_program *prog, int *fd, uint32_t *id)
{
	if (*fd >= 0)
		close(*fd);
	*fd = dup(bpf_program__fd(prog));
	*id = *fd < 0 ? 0 : rg_sys_prog_id(*fd);
	return *fd < 0 ? -1 : 0;
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
	if (take_prog(skel->progs.gate_ingress, &g->ingress, &g->ingress_id) ||
	    take_prog(skel->progs.gate_egress, &g->egress, &g->egress_id) ||
	    (bpf_program__autoload(skel->progs.gate_xdp) &&
	     take_prog(skel->progs.gate_xdp, &g->xdp, &g->xdp_id)))
		return rg_error("cannot keep the programs: %s", strerror(errno));
	return 0;
}

static int pin_all(const struct rg_gate *g)
{
	unsigned int i;

	for (i = 0; i < RG_MAP_COUNT; i++)
		if (!rg_pin_exists(g->dir, rg_map_name[i]) &&
		    rg_pin_set(g->dir, rg_map_name[i], g->map[i]))
			return -1;
	if (rg_pin_set(g->dir, "ingress", g->ingress) ||
	    rg_pin_set(g->dir, "egress", g->egress) ||
	    (g->xdp >= 0 && rg_pin_set(g->dir, "xdp", g->xdp)))
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

static int load_object(struct rg_gate *g, struct gate_bpf *skel, uint64_t insns[LOGS])
{
	struct bpf_program *prog[LOGS] = { skel->progs.gate_ingress, skel->progs.gate_egress,
					   skel->progs.gate_xdp };
	char *log = calloc(LOGS, LOG_SIZE);
	unsigned int i;
	int err;

	if (!log)
		return rg_error("out of memory");
	for (i = 0; i < LOGS; i++) {
		bpf_program__set_log_level(prog[i], LOG_STATS);
		bpf_program__set_log_buf(prog[i], log + i * LOG_SIZE, LOG_SIZE);
	}
	err = g->whole ? reuse_maps(skel, g) : 0;
	if (!err) {
		err = gate_bpf__load(skel);
		if (err)
			err = load_failed(err, log);
	}
	for (i = 0; i < LOGS; i++)
		insns[i] = log_insns(log + i * LOG_SIZE);
	free(log);
	return err;
}

/**
 * rg_gate_load() - load programs, and maps unless the gate has them
 * @g: open and locked gate; gets the descriptors
 * @pin: keep them beyond this process
 * @xdp: the XDP program, too
 * @insns: what the verifier processed for ingress, egress and XDP
 *
 * Return: 0, or -1 after rg_error().
 */
int rg_gate_load(struct rg_gate *g, bool pin, bool xdp, uint64_t insns[LOGS])
{
	struct gate_bpf *skel;
	bool fresh = !g->whole;
	int err;

	libbpf_set_print(quiet);
	skel = gate_bpf__open();
	if (!skel)
		return rg_error("cannot read the BPF programs: %s", strerror(errno));
	bpf_program__set_autoload(skel->progs.gate_xdp, xdp);
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
