// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include "gate.h"
#include "ops.h"
#include "lib/util.h"

struct reading {
	int fd, cpus;
	struct rg_count *value;		/* one per CPU */
};

static int read_one(const struct reading *r, uint32_t key, struct rg_counter *out)
{
	int i;

	memset(out, 0, sizeof(*out));
	if (bpf_map_lookup_elem(r->fd, &key, r->value))
		return rg_error("cannot read the counters: %s", strerror(errno));
	for (i = 0; i < r->cpus; i++) {
		out->packets += r->value[i].packets;
		out->bytes += r->value[i].bytes;
	}
	return 0;
}

static int read_all(const struct reading *r, struct rg_counters *c)
{
	struct rg_counter icmp, lost;
	uint32_t i;

	for (i = 0; i < RG_R_COUNT; i++)
		if (read_one(r, RG_COUNT_INGRESS + i, &c->ingress[i]) ||
		    read_one(r, RG_COUNT_EGRESS + i, &c->egress[i]))
			return -1;
	for (i = 0; i < RG_WAY_COUNT; i++)
		if (read_one(r, RG_COUNT_WAY + i, &c->way[i]))
			return -1;
	if (read_one(r, RG_COUNT_ICMP, &icmp) || read_one(r, RG_COUNT_LOST, &lost))
		return -1;
	c->icmp_sent = icmp.packets;
	c->events_lost = lost.packets;
	return 0;
}

/** rg_bpf_counters() - see struct rg_engine */
int rg_bpf_counters(struct rg_counters *c)
{
	struct reading r = { .cpus = libbpf_num_possible_cpus() };
	struct rg_gate g;
	int err;

	if (r.cpus < 1)
		return rg_error("cannot tell how many CPUs there are");
	if (rg_gate_open(&g, false))
		return -1;
	r.fd = g.map[RG_MAP_COUNTERS];
	r.value = calloc(r.cpus, sizeof(*r.value));
	if (r.fd < 0)
		err = rg_error("no policy is in force in this network namespace");
	else
		err = r.value ? read_all(&r, c) : rg_error("out of memory");
	free(r.value);
	rg_gate_close(&g);
	return err;
}
