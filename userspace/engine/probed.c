// SPDX-License-Identifier: GPL-2.0-only
/* The answers of hubs' relays to their probes, in the map that the programs look at. */
#include <errno.h>
#include <string.h>
#include <bpf/bpf.h>
#include "bind.h"
#include "ops.h"
#include "page.h"
#include "lib/util.h"

/** rg_bpf_generation() - see struct rg_engine */
int rg_bpf_generation(uint64_t *generation)
{
	struct rg_gate g;

	*generation = 0;
	if (rg_gate_open(&g, false))
		return -1;
	if (g.whole)
		*generation = rg_pages_generation(&g);
	rg_gate_close(&g);
	return 0;
}

/* Room for relays of today: those whose answer has ended go. */
static void forget(const struct rg_gate *g)
{
	struct rg_relay key[8 * RG_HUB_MAX];
	uint64_t until, now = rg_boottime();
	unsigned int n = 0;
	void *prev = NULL;

	while (n < 8 * RG_HUB_MAX && !bpf_map_get_next_key(g->map[RG_MAP_PROBED], prev, &key[n]))
		prev = &key[n++];
	while (n-- > 0)
		if (!bpf_map_lookup_elem(g->map[RG_MAP_PROBED], &key[n], &until) && until <= now)
			bpf_map_delete_elem(g->map[RG_MAP_PROBED], &key[n]);
}

static int put(const struct rg_gate *g, const struct rg_answer *a)
{
	struct rg_relay key = { .ifindex = a->ifindex };

	memcpy(key.addr, a->addr, sizeof(key.addr));
	if (!bpf_map_update_elem(g->map[RG_MAP_PROBED], &key, &a->until, BPF_ANY))
		return 0;
	forget(g);
	if (!bpf_map_update_elem(g->map[RG_MAP_PROBED], &key, &a->until, BPF_ANY))
		return 0;
	return rg_error("cannot tell the gate that a relay answers: %s", strerror(errno));
}

/** rg_bpf_answered() - see struct rg_engine */
int rg_bpf_answered(const struct rg_answer *a)
{
	struct rg_gate g;
	int err = 0;

	if (rg_gate_open(&g, false))
		return -1;
	if (g.whole)
		err = put(&g, a);
	rg_gate_close(&g);
	return err;
}

static bool answers(const struct rg_gate *g, uint32_t ifindex, const uint8_t *addr, size_t len)
{
	struct rg_relay key = { .ifindex = ifindex };
	uint64_t until;

	memcpy(key.addr, addr, len);
	return !memcmp(key.addr, (uint8_t[16]){ 0 }, 16) ||
	       (!bpf_map_lookup_elem(g->map[RG_MAP_PROBED], &key, &until) && rg_boottime() < until);
}

/** rg_bpf_answers() - the relay answers in every family that it has an address in */
bool rg_bpf_answers(const struct rg_gate *g, const struct rg_interface *ifc, uint32_t ifindex)
{
	return !ifc->probe_ms || (answers(g, ifindex, ifc->nexthop4, 4) &&
				  answers(g, ifindex, ifc->nexthop6, 16));
}

/** rg_bpf_hubs_up() - see struct rg_engine */
int rg_bpf_hubs_up(struct rg_hubs *h)
{
	const struct rg_device *dev;
	struct rg_host host;
	struct rg_gate g;
	size_t i;
	int err;

	h->up = 0;
	if (rg_gate_open(&g, false))
		return -1;
	err = g.whole ? rg_host_read(&host) : -1;
	for (i = 0; !err && i < h->count; i++) {
		dev = rg_host_device(&host, h->hub[i].ifc.name);
		if (dev && rg_hub_up(&h->hub[i].ifc, dev) &&
		    rg_bpf_answers(&g, &h->hub[i].ifc, dev->ifindex))
			h->up |= 1u << i;
	}
	if (g.whole)
		rg_host_free(&host);
	rg_gate_close(&g);
	return err;
}
