// SPDX-License-Identifier: GPL-2.0-only
/* Packets and bytes by reason, and by the way that they took. */
#include <stdlib.h>
#include "../lib/table.h"
#include "../lib/util.h"
#include "show.h"

static json_t *counter_json(const struct rg_counter *n)
{
	return json_pack("{sI sI}", "packets", (json_int_t)n->packets,
			 "bytes", (json_int_t)n->bytes);
}

static bool wanted(const struct rg_call *c, uint64_t packets)
{
	return packets || rg_opt_get(c, "all");
}

static void counters_json(const struct rg_call *c, const struct rg_counters *n)
{
	json_t *reasons = json_object(), *ways = json_object();
	int i;

	for (i = 0; i < RG_R_COUNT; i++)
		if (wanted(c, n->ingress[i].packets + n->egress[i].packets))
			json_object_set_new(reasons, rg_reason_name(i), json_pack("{so so}",
				"ingress", counter_json(&n->ingress[i]),
				"egress", counter_json(&n->egress[i])));
	for (i = 1; i < RG_WAY_COUNT; i++)
		if (wanted(c, n->way[i].packets))
			json_object_set_new(ways, rg_way_name(i), counter_json(&n->way[i]));
	rg_json_print(json_pack("{so so sI sI}", "reasons", reasons, "ways", ways,
				"icmp_sent", (json_int_t)n->icmp_sent,
				"events_lost", (json_int_t)n->events_lost));
}

static void row(struct rg_table *t, const char *name, const struct rg_counter *in,
		const struct rg_counter *out, const char *text)
{
	char cell[4][24];

	snprintf(cell[0], 24, "%llu", (unsigned long long)in->packets);
	snprintf(cell[1], 24, "%llu", (unsigned long long)in->bytes);
	snprintf(cell[2], 24, "%llu", (unsigned long long)out->packets);
	snprintf(cell[3], 24, "%llu", (unsigned long long)out->bytes);
	rg_table_row(t, name, cell[0], cell[1], cell[2], cell[3], text, NULL);
}

static void way_rows(struct rg_table *t, const struct rg_call *c, const struct rg_counters *n)
{
	char packets[24], bytes[24];
	int i;

	rg_table_row(t, "WAY", "PACKETS", "BYTES", NULL);
	for (i = 1; i < RG_WAY_COUNT; i++) {
		if (!wanted(c, n->way[i].packets))
			continue;
		snprintf(packets, sizeof(packets), "%llu", (unsigned long long)n->way[i].packets);
		snprintf(bytes, sizeof(bytes), "%llu", (unsigned long long)n->way[i].bytes);
		rg_table_row(t, rg_way_name(i), packets, bytes, NULL);
	}
}

void rg_show_counters(const struct rg_call *c, const struct rg_counters *n)
{
	struct rg_table reasons = { .columns = 6 }, ways = { .columns = 3 };
	int i;

	if (c->json) {
		counters_json(c, n);
		return;
	}
	rg_table_row(&reasons, "REASON", "IN", "BYTES", "OUT", "BYTES", "", NULL);
	for (i = 0; i < RG_R_COUNT; i++)
		if (wanted(c, n->ingress[i].packets + n->egress[i].packets))
			row(&reasons, rg_reason_name(i), &n->ingress[i], &n->egress[i],
			    rg_reason_text(i));
	rg_table_print(&reasons, stdout, 1, c->color);
	putchar('\n');
	way_rows(&ways, c, n);
	rg_table_print(&ways, stdout, 1, c->color);
	printf("\nICMP errors sent: %llu, events lost: %llu\n",
	       (unsigned long long)n->icmp_sent, (unsigned long long)n->events_lost);
}
