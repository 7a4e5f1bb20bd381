// SPDX-License-Identifier: GPL-2.0-only
/* What was counted by origin, destination, level and so on: from all CPUs. */
#include <stdlib.h>
#include "engine.h"
#include "lib/util.h"

/** rg_counters_add() - append what one CPU counted for a key: 0, or -1 after rg_error() */
int rg_counters_add(struct rg_counters *c, uint64_t key, uint64_t packets, uint64_t bytes)
{
	size_t room = c->flow_room ? 2 * c->flow_room : 64;
	struct rg_tallied *more;

	if (c->flow_count == c->flow_room) {
		more = realloc(c->flow, room * sizeof(*more));
		if (!more)
			return rg_error("out of memory");
		c->flow = more;
		c->flow_room = room;
	}
	c->flow[c->flow_count++] = (struct rg_tallied){ key, { packets, bytes } };
	return 0;
}

static int by_key(const void *a, const void *b)
{
	uint64_t x = ((const struct rg_tallied *)a)->key, y = ((const struct rg_tallied *)b)->key;

	return x < y ? -1 : x > y;
}

/** rg_counters_merge() - one entry for each key */
void rg_counters_merge(struct rg_counters *c)
{
	size_t i, n = 0;

	if (!c->flow_count)
		return;
	qsort(c->flow, c->flow_count, sizeof(*c->flow), by_key);
	for (i = 1; i < c->flow_count; i++) {
		if (c->flow[i].key == c->flow[n].key) {
			c->flow[n].n.packets += c->flow[i].n.packets;
			c->flow[n].n.bytes += c->flow[i].n.bytes;
		} else {
			c->flow[++n] = c->flow[i];
		}
	}
	c->flow_count = n + 1;
}

void rg_counters_free(struct rg_counters *c)
{
	if (c)
		free(c->flow);
	free(c);
}
