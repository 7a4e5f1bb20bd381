// SPDX-License-Identifier: GPL-2.0-only
/* The agreements of a policy. */
#include <stdlib.h>
#include "../lib/table.h"
#include "../lib/timeline.h"
#include "../lib/util.h"
#include "../lib/when.h"
#include "show.h"

/* For each agreement the pairs that it covers, as [from, to]. */
static json_t *pairs(const struct rg_view *v)
{
	uint32_t dim = rg_header(&v->img)->pair_dim, n = rg_view_count(v, RG_SEC_AGREEMENT);
	json_t *out = json_array();
	uint32_t from, to, i;

	for (i = 0; i < n; i++)
		json_array_append_new(out, json_array());
	for (from = 1; from < dim; from++)
		for (to = 1; to < dim; to++) {
			uint32_t pair = rg_pair(&v->img, from, to);

			for (i = 0; i < RG_PAIR_COUNT(pair); i++)
				json_array_append_new(
					json_array_get(out, rg_pair_agreement(&v->img, pair, i)),
					json_pack("[ss]", rg_view_nation(v, from),
						  rg_view_nation(v, to)));
		}
	return out;
}

static json_t *names(const struct rg_view *v, uint32_t first, uint32_t count)
{
	json_t *out = json_array();
	uint32_t i;

	for (i = 0; i < count; i++)
		json_array_append_new(out, rg_json_text(
			rg_view_agreement(v, rg_pool16(&v->img, RG_SEC_INDEX, first + i))));
	return out;
}

static json_t *instant(int64_t when)
{
	return when == RG_TIME_NEVER ? json_null() : json_integer(when);
}

static json_t *windows(const struct rg_view *v, const struct rg_agreement *a)
{
	json_t *out = json_array();
	uint32_t i;

	for (i = 0; i < a->window_count; i++) {
		const struct rg_window *w = rg_window(&v->img, a->window_first + i);

		json_array_append_new(out, json_pack("{so so}", "from", instant(w->from),
						     "until", instant(w->until)));
	}
	return out;
}

static json_t *subjects(const struct rg_view *v, const struct rg_agreement *a)
{
	if (a->flags & RG_A_SUBJECT_ANY)
		return json_string("any");
	return rg_view_set_json(v, rg_set(&v->img, a->set)->w, RG_CAT_SUBJECT);
}

static json_t *hubs(const struct rg_view *v, const struct rg_agreement *a)
{
	json_t *out = json_array();
	uint32_t i, n = rg_view_count(v, RG_SEC_HUB);

	for (i = 0; i < n && i < RG_HUB_MAX; i++)
		if (a->hub_mask >> i & 1)
			json_array_append_new(out, rg_json_text(rg_view_interface(v,
				rg_pool16(&v->img, RG_SEC_HUB, i))));
	return out;
}

static json_t *agreement(const struct rg_view *v, uint32_t i, json_t *pairs, const struct rg_clock *at)
{
	const struct rg_agreement *a = rg_agreement(&v->img, i);
	char state[96];
	json_t *out = json_pack("{so ss sO ss ss so sb ss ss so so so sb}",
		"agreement", rg_json_text(rg_view_agreement(v, i)),
		"kind", a->flags & RG_A_DENY ? "deny" : "grant",
		"pairs", pairs,
		"level_min", rg_view_level(v, a->level_min),
		"level_max", rg_view_level(v, a->level_max),
		"subjects", subjects(v, a),
		"or_none", !!(a->flags & RG_A_OR_NONE),
		"release", a->flags & RG_A_RELEASE_ANY ? "any" : "marked",
		"third_party", a->flags & RG_A_THIRD_MARKED ? "marked" : "denied",
		"requires", names(v, a->require_first, a->require_count),
		"each_hop_under", names(v, a->hop_first, a->hop_count),
		"windows", windows(v, a),
		"operating", rg_timeline_operates(v, i, at));

	json_object_set_new(out, "state",
		json_string(rg_timeline_state(v, i, at, state, sizeof(state))));
	json_object_set_new(out, "time_line", rg_timeline_json(v, i));
	json_object_set_new(out, "way", json_string(a->flags & RG_A_VIA ? "via" : "direct"));
	if (a->flags & RG_A_VIA) {
		json_object_set_new(out, "hub", json_string(rg_view_nation(v, a->hub)));
		json_object_set_new(out, "hub_interfaces", hubs(v, a));
	}
	return out;
}

/* What was asked under it at ingress since the policy came into force. */
static void counted(json_t *out, const struct rg_counter *n)
{
	json_object_set_new(out, "sent", rg_counter_json(&n[RG_AGREED_SENT]));
	json_object_set_new(out, "relayed", rg_counter_json(&n[RG_AGREED_RELAYED]));
	json_object_set_new(out, "refused", rg_counter_json(&n[RG_AGREED_REFUSED]));
}

static const char *get(const json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));

	return s ? s : "";
}

static bool has_pair(const json_t *pairs, const char *from, const char *to)
{
	json_t *p;
	size_t i;

	json_array_foreach(pairs, i, p)
		if (!strcmp(json_string_value(json_array_get(p, 0)), from) &&
		    !strcmp(json_string_value(json_array_get(p, 1)), to))
			return true;
	return false;
}

#define PAIRS_SHOWN 4

static char *pairs_text(const json_t *pairs)
{
	char *text = NULL;
	size_t size, i, shown = 0, n = json_array_size(pairs);
	FILE *f = open_memstream(&text, &size);
	json_t *p;

	if (!f)
		abort();
	json_array_foreach(pairs, i, p) {
		const char *from = json_string_value(json_array_get(p, 0));
		const char *to = json_string_value(json_array_get(p, 1));
		bool both = n <= 64 && has_pair(pairs, to, from);

		if (both && strcmp(from, to) > 0)
			continue;
		if (shown == PAIRS_SHOWN) {
			fprintf(f, ", ... (%zu pairs)", n);
			break;
		}
		fprintf(f, "%s%s %s %s", shown++ ? ", " : "", from, both ? "<->" : "->", to);
	}
	fclose(f);
	return text;
}

/* "operating, notice given, until 2019-11-23 00:00 UTC" */
static const char *standing(const struct rg_view *v, uint32_t i, const struct rg_clock *at,
			    char *buf, size_t size)
{
	int64_t next = rg_timeline_next(v, i, at);
	char state[96], date[64];

	rg_timeline_state(v, i, at, state, sizeof(state));
	if (next == RG_TIME_NEVER)
		snprintf(buf, size, "%s", state);
	else
		snprintf(buf, size, "%s, %s %s", state,
			 rg_timeline_operates(v, i, at) ? "until" : "opens",
			 rg_when_date(date, sizeof(date), next, rg_view_zone(v)));
	return buf;
}

static void row(struct rg_table *t, const struct rg_view *v, uint32_t i, const json_t *a,
		const struct rg_counters *n, const struct rg_clock *at)
{
	const json_t *set = json_object_get(a, "subjects");
	char *pair = pairs_text(json_object_get(a, "pairs"));
	char *subject = json_is_string(set) ? strdup("any") : rg_json_join(set, ", ");
	char way[32], when[192], level[256], count[RG_AGREED_COUNT][24] = { "" };
	bool deny = !strcmp(get(a, "kind"), "deny");
	int k;

	snprintf(way, sizeof(way), "%s%s%s", deny ? "deny" : get(a, "way"),
		 *get(a, "hub") ? " " : "", get(a, "hub"));
	snprintf(level, sizeof(level), "%s .. %s", get(a, "level_min"), get(a, "level_max"));
	for (k = 0; n && k < RG_AGREED_COUNT; k++)
		snprintf(count[k], sizeof(count[k]), "%llu",
			 (unsigned long long)n->agreed[i][k].packets);
	rg_table_row(t, get(a, "agreement"), pair, way, level, subject,
		     standing(v, i, at, when, sizeof(when)), count[RG_AGREED_SENT],
		     count[RG_AGREED_RELAYED], count[RG_AGREED_REFUSED], NULL);
	free(pair);
	free(subject);
}

static void table(const struct rg_call *c, const struct rg_view *v, const struct rg_counters *n,
		  const json_t *list, const struct rg_clock *at)
{
	struct rg_table t = { .columns = n ? 9 : 6 };
	uint32_t i;

	rg_table_row(&t, "AGREEMENT", "PAIRS", "WAY", "LEVEL", "SUBJECT", "STATE", "SENT", "RELAYED",
		     "REFUSED", NULL);
	for (i = 0; i < rg_view_count(v, RG_SEC_AGREEMENT); i++)
		row(&t, v, i, json_array_get(list, i), n, at);
	rg_table_print(&t, stdout, 1, c->color);
}

void rg_show_agreements(const struct rg_call *c, const struct rg_view *v,
			const struct rg_counters *n, const struct rg_clock *at)
{
	json_t *all = pairs(v), *list = json_array(), *one;
	uint32_t i;

	for (i = 0; i < rg_view_count(v, RG_SEC_AGREEMENT); i++) {
		one = agreement(v, i, json_array_get(all, i), at);
		if (n)
			counted(one, n->agreed[i]);
		json_array_append_new(list, one);
	}
	json_decref(all);
	if (c->json) {
		rg_json_print(list);
		return;
	}
	table(c, v, n, list, at);
	json_decref(list);
}
