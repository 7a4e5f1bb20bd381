// SPDX-License-Identifier: GPL-2.0-only
/* Packets and bytes: by reason, by way, and by all that the policy tells apart. */
#include <stdlib.h>
#include "../lib/table.h"
#include "../lib/util.h"
#include "show.h"

json_t *rg_counter_json(const struct rg_counter *n)
{
	return json_pack("{sI sI}", "packets", (json_int_t)n->packets,
			 "bytes", (json_int_t)n->bytes);
}

static bool wanted(const struct rg_call *c, uint64_t packets)
{
	return packets || rg_opt_get(c, "all");
}

static json_t *reasons_json(const struct rg_call *c, const struct rg_counters *n)
{
	json_t *out = json_object();
	int i;

	for (i = 0; i < RG_R_COUNT; i++)
		if (wanted(c, n->ingress[i].packets + n->egress[i].packets))
			json_object_set_new(out, rg_reason_name(i), json_pack("{so so}",
				"ingress", rg_counter_json(&n->ingress[i]),
				"egress", rg_counter_json(&n->egress[i])));
	return out;
}

static const char *origin_name(const struct rg_view *v, uint32_t origin)
{
	if (origin == RG_ORIGIN_SEVERAL)
		return "several";
	return origin ? rg_view_nation(v, origin) : NULL;
}

/* Words for the numbers of a key; NULL: there is none. */
struct words {
	const char *origin, *dest, *level, *agreement, *way, *reason, *hook;
};

static struct words words_of(const struct rg_view *v, uint64_t key)
{
	struct rg_flow f = rg_tally_flow(key);

	return (struct words){
		.origin = origin_name(v, f.origin),
		.dest = f.dest ? rg_view_nation(v, f.dest) : NULL,
		.level = f.level == RG_LEVEL_NONE ? NULL : rg_view_level(v, f.level),
		.agreement = f.agreement == RG_AGREEMENT_NONE ? NULL :
			     rg_view_agreement(v, f.agreement),
		.way = f.way ? rg_way_name(f.way) : NULL,
		.reason = rg_reason_name(f.reason),
		.hook = f.hook == RG_HOOK_INGRESS ? "ingress" : "egress",
	};
}

static json_t *flows_json(const struct rg_view *v, const struct rg_counters *n)
{
	json_t *out = json_array();
	size_t i;

	for (i = 0; i < n->flow_count; i++) {
		struct words w = words_of(v, n->flow[i].key);

		json_array_append_new(out, json_pack("{ss? ss? so so ss? ss ss sI sI}",
			"origin", w.origin, "destination", w.dest,
			"level", w.level ? rg_json_text(w.level) : json_null(),
			"agreement", w.agreement ? rg_json_text(w.agreement) : json_null(),
			"way", w.way, "reason", w.reason, "hook", w.hook,
			"packets", (json_int_t)n->flow[i].n.packets,
			"bytes", (json_int_t)n->flow[i].n.bytes));
	}
	return out;
}

static void counters_json(const struct rg_call *c, const struct rg_view *v,
			  const struct rg_counters *n)
{
	json_t *ways = json_object();
	int i;

	for (i = 1; i < RG_WAY_COUNT; i++)
		if (wanted(c, n->way[i].packets))
			json_object_set_new(ways, rg_way_name(i), rg_counter_json(&n->way[i]));
	rg_json_print(json_pack("{so so sI sI sI sI sI so s{so so}}",
				"reasons", reasons_json(c, n), "ways", ways,
				"icmp_sent", (json_int_t)n->icmp_sent,
				"events_lost", (json_int_t)n->events_lost,
				"xdp_sent", (json_int_t)n->xdp_sent,
				"cached", (json_int_t)n->cached,
				"generation", (json_int_t)n->generation,
				"flows", flows_json(v, n), "flows_other",
				"passed", rg_counter_json(&n->other[RG_TALLY_OTHER_PASSED]),
				"refused", rg_counter_json(&n->other[RG_TALLY_OTHER_REFUSED])));
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

static void number(char buf[24], uint64_t n)
{
	snprintf(buf, 24, "%llu", (unsigned long long)n);
}

static void way_rows(struct rg_table *t, const struct rg_call *c, const struct rg_counters *n)
{
	char packets[24], bytes[24];
	int i;

	rg_table_row(t, "WAY", "PACKETS", "BYTES", NULL);
	for (i = 1; i < RG_WAY_COUNT; i++) {
		if (!wanted(c, n->way[i].packets))
			continue;
		number(packets, n->way[i].packets);
		number(bytes, n->way[i].bytes);
		rg_table_row(t, rg_way_name(i), packets, bytes, NULL);
	}
}

static const char *or_dash(const char *text)
{
	return text ? text : "-";
}

static void flow_rows(struct rg_table *t, const struct rg_view *v, const struct rg_counters *n)
{
	char packets[24], bytes[24];
	size_t i;

	rg_table_row(t, "ORIGIN", "TO", "LEVEL", "AGREEMENT", "WAY", "REASON", "PACKETS", "BYTES",
		     NULL);
	for (i = 0; i < n->flow_count; i++) {
		struct words w = words_of(v, n->flow[i].key);

		number(packets, n->flow[i].n.packets);
		number(bytes, n->flow[i].n.bytes);
		rg_table_row(t, or_dash(w.origin), or_dash(w.dest), or_dash(w.level),
			     or_dash(w.agreement), or_dash(w.way), w.reason, packets, bytes, NULL);
	}
	for (i = 0; i < 2; i++) {
		if (!n->other[i].packets)
			continue;
		number(packets, n->other[i].packets);
		number(bytes, n->other[i].bytes);
		rg_table_row(t, "other", "-", "-", "-", "-",
			     i == RG_TALLY_OTHER_PASSED ? "passed" : "refused", packets, bytes, NULL);
	}
}

static void counters_text(const struct rg_call *c, const struct rg_view *v,
			  const struct rg_counters *n)
{
	struct rg_table reasons = { .columns = 6 }, ways = { .columns = 3 }, flows = { .columns = 8 };
	int i;

	rg_table_row(&reasons, "REASON", "IN", "BYTES", "OUT", "BYTES", "", NULL);
	for (i = 0; i < RG_R_COUNT; i++)
		if (wanted(c, n->ingress[i].packets + n->egress[i].packets))
			row(&reasons, rg_reason_name(i), &n->ingress[i], &n->egress[i],
			    rg_reason_text(i));
	rg_table_print(&reasons, stdout, 1, c->color);
	putchar('\n');
	way_rows(&ways, c, n);
	rg_table_print(&ways, stdout, 1, c->color);
	if (v->bytes) {
		printf("\nSince generation %llu:\n", (unsigned long long)n->generation);
		flow_rows(&flows, v, n);
		rg_table_print(&flows, stdout, 1, c->color);
	}
	printf("\nICMP errors sent: %llu, events lost: %llu\n",
	       (unsigned long long)n->icmp_sent, (unsigned long long)n->events_lost);
	if (n->xdp_sent)
		printf("Of those that passed, sent on by XDP: %llu\n",
		       (unsigned long long)n->xdp_sent);
	if (n->cached)
		printf("Judged like a packet of the same stream just before: %llu\n",
		       (unsigned long long)n->cached);
}

void rg_show_counters(const struct rg_call *c, const struct rg_view *v,
		      const struct rg_counters *n)
{
	if (c->json)
		counters_json(c, v, n);
	else
		counters_text(c, v, n);
}
