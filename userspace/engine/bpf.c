// SPDX-License-Identifier: GPL-2.0-only
/* The BPF engine, and the choice of an engine. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include "engine.h"
#include "gate.h"
#include "kmod.h"
#include "ops.h"
#include "remove.h"
#include "lib/util.h"

/* 0 if the kernel takes a map that only later kernels, and only root, can have. */
static int bpf_probe(void)
{
	LIBBPF_OPTS(bpf_map_create_opts, opts,
		    .map_flags = BPF_F_MMAPABLE | BPF_F_INNER_MAP | BPF_F_RDONLY_PROG);
	int fd = bpf_map_create(BPF_MAP_TYPE_ARRAY, "rg_probe", 4, RG_PAGE_SIZE, 1, &opts);

	if (fd < 0)
		return rg_error("this kernel, or this user, cannot use BPF: %s", strerror(errno));
	close(fd);
	return rg_netns_cookie() ? 0 : rg_error("Linux 5.14 or newer is needed");
}

/** rg_bpf_block() - see struct rg_engine */
int rg_bpf_block(bool on)
{
	struct rg_control c = { .blocked = on };
	struct rg_gate g;
	int err;

	/* Without the gate's lock: an apply that hangs must not stop this. */
	if (rg_gate_open(&g, false))
		return -1;
	if (!g.whole)
		err = rg_error("no policy is in force in this network namespace: apply one first");
	else
		err = rg_control_write(&g, RG_CONTROL_BLOCK, &c);
	rg_gate_close(&g);
	return err;
}

/** rg_bpf_detach() - see struct rg_engine */
int rg_bpf_detach(void)
{
	struct rg_host host;
	struct rg_gate g;
	int err;

	if (rg_gate_open(&g, true))
		return -1;
	err = rg_host_read(&host);
	if (!err)
		err = rg_gate_remove(&g, &host);
	if (!err)
		rg_gate_sweep(g.dir);
	rg_host_free(&host);
	rg_gate_close(&g);
	return err;
}

const struct rg_engine rg_engine_bpf = {
	.name = "bpf",
	.probe = bpf_probe,
	.apply = rg_bpf_apply,
	.confirm = rg_bpf_confirm,
	.rollback = rg_bpf_rollback,
	.status = rg_bpf_status,
	.counters = rg_bpf_counters,
	.block = rg_bpf_block,
	.detach = rg_bpf_detach,
	.generation = rg_bpf_generation,
	.answered = rg_bpf_answered,
	.hubs_up = rg_bpf_hubs_up,
	.monitor = rg_bpf_monitor,
};

/* A policy of the BPF engine is in force in this network namespace. */
static bool bpf_in_force(void)
{
	struct rg_gate g;
	bool whole;

	if (rg_gate_open(&g, false))
		return false;
	whole = g.whole;
	rg_gate_close(&g);
	return whole;
}

/* Whose policy is in force; if nobody's, the module if it is loaded. */
static const struct rg_engine *pick_auto(void)
{
	if (!rg_knl_there())
		return &rg_engine_bpf;
	return !rg_kmod_in_force() && bpf_in_force() ? &rg_engine_bpf : &rg_engine_kmod;
}

/** rg_engine_pick() - by name; NULL after rg_error() */
const struct rg_engine *rg_engine_pick(const char *name)
{
	if (!strcmp(name, "auto"))
		return pick_auto();
	if (!strcmp(name, rg_engine_kmod.name))
		return &rg_engine_kmod;
	if (strcmp(name, rg_engine_bpf.name)) {
		rg_error("there is no engine \"%s\": there are bpf, kmod and auto", name);
		return NULL;
	}
	if (rg_kmod_in_force()) {
		rg_error("the kernel module has a policy in force in this network namespace: "
			 "detach first");
		return NULL;
	}
	return &rg_engine_bpf;
}

/** rg_status_free() - free what a status call filled in */
void rg_status_free(struct rg_status *st)
{
	free(st->image);
	free(st->ifs);
	st->image = NULL;
	st->ifs = NULL;
}
