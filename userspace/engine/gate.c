// SPDX-License-Identifier: GPL-2.0-only
/* The gate of this network namespace, opened by its pins. */
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include "gate.h"
#include "syscall.h"
#include "lib/util.h"

const char *const rg_map_name[RG_MAP_COUNT] = {
	[RG_MAP_POLICY] = "policy",
	[RG_MAP_CONTROL] = "control",
	[RG_MAP_TRIAL] = "trial",
	[RG_MAP_PROBED] = "probed",
	[RG_MAP_COUNTERS] = "counters",
	[RG_MAP_TALLY] = "tally",
	[RG_MAP_AGREED] = "agreed",
	[RG_MAP_EVENTS] = "events",
	[RG_MAP_DEVICES] = "devices",
	[RG_MAP_SCRATCH] = "scratch",
};

static void gate_clear(struct rg_gate *g)
{
	unsigned int i;

	for (i = 0; i < RG_MAP_COUNT; i++)
		g->map[i] = -1;
	g->ingress = -1;
	g->egress = -1;
	g->xdp = -1;
	g->ingress_id = 0;
	g->egress_id = 0;
	g->xdp_id = 0;
	g->whole = false;
}

static void close_all(struct rg_gate *g)
{
	unsigned int i;

	for (i = 0; i < RG_MAP_COUNT; i++)
		if (g->map[i] >= 0)
			close(g->map[i]);
	if (g->ingress >= 0)
		close(g->ingress);
	if (g->egress >= 0)
		close(g->egress);
	if (g->xdp >= 0)
		close(g->xdp);
	gate_clear(g);
}

/** rg_gate_reopen() - take hold of what is pinned now; says whether the gate is whole */
int rg_gate_reopen(struct rg_gate *g)
{
	unsigned int i;

	close_all(g);
	g->whole = true;
	for (i = 0; i < RG_MAP_COUNT; i++) {
		g->map[i] = rg_pin_get(g->dir, rg_map_name[i]);
		g->whole &= g->map[i] >= 0;
	}
	g->ingress = rg_pin_get(g->dir, "ingress");
	g->egress = rg_pin_get(g->dir, "egress");
	g->xdp = rg_pin_get(g->dir, "xdp");
	g->whole &= g->ingress >= 0 && g->egress >= 0;
	if (g->ingress >= 0)
		g->ingress_id = rg_sys_prog_id(g->ingress);
	if (g->egress >= 0)
		g->egress_id = rg_sys_prog_id(g->egress);
	if (g->xdp >= 0)
		g->xdp_id = rg_sys_prog_id(g->xdp);
	return g->whole ? 0 : -ENOENT;
}

/**
 * rg_gate_open() - the gate of this network namespace
 * @g: result; rg_gate_close() it if this returned 0
 * @lock: keep others from changing it; makes the directory
 *
 * Return: 0, also if there is none yet (@g->whole says), or -1 after rg_error().
 */
int rg_gate_open(struct rg_gate *g, bool lock)
{
	g->lock = -1;
	gate_clear(g);
	if (rg_pins_enter())
		return -1;
	if (rg_pin_dir(g->dir))
		goto fail;
	if (lock) {
		g->lock = rg_pin_lock(g->dir);
		if (g->lock < 0)
			goto fail;
	}
	rg_gate_reopen(g);
	return 0;
fail:
	rg_pins_leave();
	return -1;
}

void rg_gate_close(struct rg_gate *g)
{
	close_all(g);
	if (g->lock >= 0)
		close(g->lock);
	g->lock = -1;
	rg_pins_leave();
}

/** rg_control_read() - one entry of the control map: 0, or -1 after rg_error() */
int rg_control_read(const struct rg_gate *g, uint32_t key, struct rg_control *c)
{
	memset(c, 0, sizeof(*c));
	if (bpf_map_lookup_elem(g->map[RG_MAP_CONTROL], &key, c))
		return rg_error("cannot read the gate's control map: %s", strerror(errno));
	return 0;
}

int rg_control_write(const struct rg_gate *g, uint32_t key, const struct rg_control *c)
{
	if (bpf_map_update_elem(g->map[RG_MAP_CONTROL], &key, c, BPF_ANY))
		return rg_error("cannot write the gate's control map: %s", strerror(errno));
	return 0;
}
