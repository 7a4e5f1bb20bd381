// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include "gate.h"
#include "ops.h"
#include "page.h"
#include "lib/util.h"

struct reading {
	int fd, cpus;
	void *value;		/* one per CPU: of whichever map is read */
};

static int read_one(const struct reading *r, uint32_t key, struct rg_counter *out)
{
	const struct rg_count *value = r->value;
	int i;

	memset(out, 0, sizeof(*out));
	if (bpf_map_lookup_elem(r->fd, &key, r->value))
		return rg_error("cannot read the counters: %s", strerror(errno));
	for (i = 0; i < r->cpus; i++) {
		out->packets += value[i].packets;
		out->bytes += value[i].bytes;
	}
	return 0;
}

static int read_all(const struct reading *r, struct rg_counters *c)
{
	struct rg_counter icmp, lost, xdp, cached;
	uint32_t i;

	for (i = 0; i < RG_R_COUNT; i++)
		if (read_one(r, RG_COUNT_INGRESS + i, &c->ingress[i]) ||
		    read_one(r, RG_COUNT_EGRESS + i, &c->egress[i]))
			return -1;
	for (i = 0; i < RG_WAY_COUNT; i++)
		if (read_one(r, RG_COUNT_WAY + i, &c->way[i]))
			return -1;
	if (read_one(r, RG_COUNT_ICMP, &icmp) || read_one(r, RG_COUNT_LOST, &lost) ||
	    read_one(r, RG_COUNT_XDP, &xdp) || read_one(r, RG_COUNT_CACHED, &cached))
		return -1;
	c->icmp_sent = icmp.packets;
	c->events_lost = lost.packets;
	c->xdp_sent = xdp.packets;
	c->cached = cached.packets;
	return 0;
}

static int add_bucket(struct rg_counters *c, const struct rg_tally_bucket *b, uint32_t bucket)
{
	const struct rg_tally_slot *s;
	uint32_t i;

	for (i = 0; i < RG_TALLY_WAYS; i++) {
		s = &b->slot[i];
		if (s->generation != c->generation)
			continue;
		if (bucket < RG_TALLY_OTHER) {
			if (rg_counters_add(c, s->key, s->packets, s->bytes))
				return -1;
		} else if (i < 2) {
			c->other[i].packets += s->packets;
			c->other[i].bytes += s->bytes;
		}
	}
	return 0;
}

static int read_tally(const struct reading *r, struct rg_counters *c)
{
	const struct rg_tally_bucket *value = r->value;
	uint32_t bucket;
	int i;

	for (bucket = 0; bucket < RG_TALLY_BUCKETS; bucket++) {
		if (bpf_map_lookup_elem(r->fd, &bucket, r->value))
			return rg_error("cannot read the counters: %s", strerror(errno));
		for (i = 0; i < r->cpus; i++)
			if (add_bucket(c, &value[i], bucket))
				return -1;
	}
	rg_counters_merge(c);
	return 0;
}

static int read_agreed(const struct reading *r, struct rg_counters *c)
{
	const struct rg_agreed *value = r->value;
	uint32_t a;
	int i, k;

	for (a = 0; a < c->agreements && a < RG_AGREEMENT_MAX; a++) {
		if (bpf_map_lookup_elem(r->fd, &a, r->value))
			return rg_error("cannot read the counters: %s", strerror(errno));
		for (i = 0; i < r->cpus; i++)
			for (k = 0; k < RG_AGREED_COUNT; k++)
				if (value[i].generation == c->generation) {
					c->agreed[a][k].packets += value[i].packets[k];
					c->agreed[a][k].bytes += value[i].bytes[k];
				}
	}
	return 0;
}

static int read_gate(const struct rg_gate *g, struct reading *r, struct rg_counters *c)
{
	r->fd = g->map[RG_MAP_COUNTERS];
	if (read_all(r, c))
		return -1;
	/* 0: no policy, and also what slots say that were never used. */
	if (c->generation) {
		r->fd = g->map[RG_MAP_TALLY];
		if (read_tally(r, c))
			return -1;
		r->fd = g->map[RG_MAP_AGREED];
		if (read_agreed(r, c))
			return -1;
	}
	c->stale = rg_pages_generation(g) != c->generation;
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
	r.value = calloc(r.cpus, sizeof(struct rg_tally_bucket));
	if (!g.whole)
		err = rg_error("no policy is in force in this network namespace");
	else
		err = r.value ? read_gate(&g, &r, c) : rg_error("out of memory");
	free(r.value);
	rg_gate_close(&g);
	return err;
}
