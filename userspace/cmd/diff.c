// SPDX-License-Identifier: GPL-2.0-only
/* relgate diff: which packets a change of policy allows, denies or sends another way. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "../diff/diff.h"
#include "../lib/util.h"
#include "../lib/when.h"
#include "source.h"
#include "verb.h"

/**
 * struct group - one change in words, and where it happens
 * @text: the change
 * @where: "KOR -> JPN", "KOR -> JPN, in on kr0, toward jp1" ... and how many of them
 * @facts: the same for -j, without the pairs
 */
struct group {
	char *text;
	json_t *pairs, *facts;
};

struct groups {
	struct group *v;
	unsigned int n;
};

static struct group *group_of(struct groups *g, char *text, json_t *facts)
{
	unsigned int i;

	for (i = 0; i < g->n && strcmp(g->v[i].text, text); i++)
		;
	if (i < g->n) {
		free(text);
		json_decref(facts);
		return &g->v[i];
	}
	g->v = realloc(g->v, (g->n + 1) * sizeof(*g->v));
	if (!g->v)
		abort();
	g->v[g->n] = (struct group){ text, json_array(), facts };
	return &g->v[g->n++];
}

/* ---- passages ---- */

static const struct rg_interface *interface_of(const struct compared *c, unsigned int ifc, int side)
{
	int32_t id = c->ifc.id[ifc][side];

	return id < 0 ? NULL : rg_interface(&c->side[side].v->img, id);
}

static bool is_hub(const struct compared *c, unsigned int ifc)
{
	const struct rg_interface *x = interface_of(c, ifc, 1);

	x = x ? x : interface_of(c, ifc, 0);
	return x->flags & RG_IF_HUB;
}

/* Is it, in one policy or the other, an interface of the nation's own network? */
static bool network_of(const struct compared *c, unsigned int ifc, unsigned int nation)
{
	const struct rg_interface *x;
	int side;

	for (side = 0; side < 2; side++) {
		x = interface_of(c, ifc, side);
		if (x && !(x->flags & RG_IF_HUB) && x->nation == c->nation.id[nation][side])
			return true;
	}
	return false;
}

static bool hub_in(const struct compared *c, unsigned int ifc)
{
	const struct rg_interface *x;
	int side;

	for (side = 0; side < 2; side++) {
		x = interface_of(c, ifc, side);
		if (x && x->flags & RG_IF_HUB)
			return true;
	}
	return false;
}

/* Can anything cross from one nation to the other in one of the policies? */
static bool related(const struct compared *c, unsigned int from, unsigned int to)
{
	int side;

	for (side = 0; side < 2; side++) {
		int32_t f = c->nation.id[from][side], t = c->nation.id[to][side];

		if (f >= 0 && t >= 0 && (f == t || has_nation(&c->side[side].hubs, f) ||
					 rg_pair(&c->side[side].v->img, f, t)))
			return true;
	}
	return false;
}

static void add_passage(struct groups *g, const struct compared *c, const struct cells *k,
			const struct change *ch)
{
	json_t *where = json_pack("{so so so so sb}",
		"from", rg_json_text(c->nation.name[k->from]),
		"to", rg_json_text(c->nation.name[k->to]),
		"in", rg_json_text(c->ifc.name[k->in]),
		"toward", rg_json_text(c->ifc.name[k->route]), "relayed", is_hub(c, k->in));
	struct group *group = group_of(g, diff_words(c, k, ch), diff_json(c, k, ch));

	json_array_append_new(group->pairs, where);
}

static int passage(struct compared *c, struct cells *k, struct groups *g)
{
	struct change *list = NULL;
	unsigned int n, i;

	if (diff_cells(c, k))
		return -1;
	n = diff_changes(c, k, &list);
	for (i = 0; i < n; i++)
		add_passage(g, c, k, &list[i]);
	free(list);
	return 0;
}

static int pair_passages(struct compared *c, struct cells *k, struct groups *g)
{
	for (k->in = 0; k->in < c->ifc.n; k->in++) {
		if (!network_of(c, k->in, k->from) && !(hub_in(c, k->in) && k->from != k->to))
			continue;
		for (k->route = 0; k->route < c->ifc.n; k->route++)
			if (network_of(c, k->route, k->to) && passage(c, k, g))
				return -1;
	}
	return 0;
}

static int all_passages(struct compared *c, struct groups *g)
{
	struct cells *k = calloc(1, sizeof(*k));
	int ret = 0;

	if (!k)
		abort();
	for (k->from = 0; k->from < c->nation.n && !ret; k->from++)
		for (k->to = 0; k->to < c->nation.n && !ret; k->to++)
			if (related(c, k->from, k->to))
				ret = pair_passages(c, k, g);
	free(k);
	return ret;
}

/* ---- what is told ---- */

static const char *get(const json_t *o, const char *key)
{
	return json_string_value(json_object_get(o, key));
}

/* "KOR -> JPN", once, whatever interfaces; those are told where not all are concerned. */
static char *pair_text(const json_t *w, bool both)
{
	char *text;

	if (asprintf(&text, both ? "%s%s <-> %s" : "%s%s -> %s", json_is_true(json_object_get(w, "relayed")) ?
		     "back from the hub, " : "", get(w, "from"), get(w, "to")) < 0)
		abort();
	return text;
}

static bool seen(const json_t *list, const char *text)
{
	json_t *x;
	size_t i;

	json_array_foreach(list, i, x)
		if (!strcmp(json_string_value(x), text))
			return true;
	return false;
}

/* All interfaces that some passage of the pair could use, and those that this change has. */
static bool all_ways(const struct compared *c, const json_t *pairs, const json_t *w)
{
	unsigned int in, out, want = 0, have = 0;
	json_t *x;
	size_t i;

	for (in = 0; in < c->ifc.n; in++)
		for (out = 0; out < c->ifc.n; out++) {
			unsigned int from = 0, to = 0;

			while (strcmp(c->nation.name[from], get(w, "from")))
				from++;
			while (strcmp(c->nation.name[to], get(w, "to")))
				to++;
			if (!network_of(c, out, to))
				continue;
			want += json_is_true(json_object_get(w, "relayed")) ? is_hub(c, in) :
				network_of(c, in, from) && !is_hub(c, in);
		}
	json_array_foreach(pairs, i, x)
		have += !strcmp(get(x, "from"), get(w, "from")) &&
			!strcmp(get(x, "to"), get(w, "to")) &&
			json_object_get(x, "relayed") == json_object_get(w, "relayed");
	return have == want;
}

/* The same change on every way there, and back. */
static bool both_ways(const struct compared *c, const json_t *pairs, const json_t *w)
{
	json_t *x;
	size_t i;

	json_array_foreach(pairs, i, x)
		if (!strcmp(get(x, "from"), get(w, "to")) &&
		    !strcmp(get(x, "to"), get(w, "from")) && all_ways(c, pairs, x) &&
		    json_object_get(x, "relayed") == json_object_get(w, "relayed"))
			return strcmp(get(w, "from"), get(w, "to"));
	return false;
}

static void print_group(const struct compared *c, const struct group *g)
{
	json_t *told = json_array(), *w;
	const char *sep = "";
	size_t i;

	json_array_foreach(g->pairs, i, w) {
		bool all = all_ways(c, g->pairs, w), both = all && both_ways(c, g->pairs, w);
		char *text;

		/* Told with the other direction. */
		if (both && strcmp(get(w, "from"), get(w, "to")) > 0)
			continue;
		text = pair_text(w, both);
		if (!all) {
			printf("%s%s (%s to %s)", sep, text, get(w, "in"), get(w, "toward"));
			sep = ", ";
		} else if (!seen(told, text)) {
			json_array_append_new(told, json_string(text));
			printf("%s%s", sep, text);
			sep = ", ";
		}
		free(text);
	}
	printf(", %s\n", g->text);
	json_decref(told);
}

static void print_addresses(const json_t *list)
{
	json_t *a;
	size_t i;

	json_array_foreach(list, i, a)
		printf("addresses %s to %s: were %s, now %s\n", get(a, "first"), get(a, "last"),
		       get(a, "was"), get(a, "now"));
}

static void print_json(const struct groups *g, json_t *addresses)
{
	json_t *list = json_array(), *one;
	unsigned int i;

	for (i = 0; i < g->n; i++) {
		one = json_deep_copy(g->v[i].facts);
		json_object_set_new(one, "text", json_string(g->v[i].text));
		json_object_set(one, "passages", g->v[i].pairs);
		json_array_append_new(list, one);
	}
	rg_json_print(json_pack("{sb so sO}", "same",
				!g->n && !json_array_size(addresses), "changes", list,
				"addresses", addresses));
}

static void print(const struct rg_call *call, const struct compared *c, const struct groups *g,
		  json_t *addresses)
{
	unsigned int i;

	if (call->json) {
		print_json(g, addresses);
		return;
	}
	print_addresses(addresses);
	for (i = 0; i < g->n; i++)
		print_group(c, &g->v[i]);
	if (!g->n && !json_array_size(addresses))
		puts("no difference: every packet has the same verdict, and goes the same way");
}

static int compare(const struct rg_call *call, struct compared *c)
{
	json_t *addresses = diff_addresses(c);
	struct groups g = { NULL, 0 };
	int ret = RG_EXIT_FAIL;
	unsigned int i;

	if (!all_passages(c, &g)) {
		print(call, c, &g, addresses);
		ret = g.n || json_array_size(addresses) ? RG_EXIT_NO : RG_EXIT_YES;
	}
	for (i = 0; i < g.n; i++) {
		free(g.v[i].text);
		json_decref(g.v[i].pairs);
		json_decref(g.v[i].facts);
	}
	free(g.v);
	json_decref(addresses);
	return ret;
}

/* ---- the two policies ---- */

static int open_side(struct rg_view *v, const char *name)
{
	int ret = rg_source(v, strcmp(name, "live") ? name : NULL);

	return ret == RG_EXIT_NO ? RG_EXIT_FAIL : ret;
}

/* From now on, unless one moment is asked for, or all time. */
static int span(const struct rg_call *call, struct compared *c)
{
	const char *at = rg_opt_get(call, "at");

	c->from = time(NULL);
	c->until = RG_TIME_NEVER;
	if (rg_opt_get(call, "all"))
		c->from = INT64_MIN;
	if (!at)
		return 0;
	if (rg_opt_get(call, "all"))
		return rg_error("--at and --all: one moment or all time, not both");
	if (rg_when_parse(at, rg_view_zone(c->side[1].v), &c->from))
		return -1;
	c->until = c->from + 1;
	return 0;
}

static int run(struct rg_call *call)
{
	struct compared *c = calloc(1, sizeof(*c));
	struct rg_view a = { .bytes = NULL }, b = { .bytes = NULL };
	int ret = RG_EXIT_FAIL;

	if (!c)
		abort();
	if (open_side(&a, call->argv[0]) == RG_EXIT_YES &&
	    open_side(&b, call->argv[1]) == RG_EXIT_YES) {
		if (!diff_open(c, &a, &b) && !span(call, c))
			ret = compare(call, c);
		diff_close(c);
	}
	rg_view_close(&a);
	rg_view_close(&b);
	free(c);
	return ret;
}

static const struct rg_opt opts[] = {
	{ "at", 0, "DATE", "at that time only (default: from now on)" },
	{ "all", 'a', NULL, "at all times, past ones too" },
	{ NULL, 0, NULL, NULL },
};

static const struct rg_verb diff = {
	.name = "diff", .rank = 55, .flags = RG_VERB_JSON, .args = "A B",
	.summary = "which packets a change of policy allows, denies or sends another way",
	.details = "A and B are policy files, or `live` for the policy in force. Both are asked about a\n"
		   "packet of every class that either can tell apart, by the gate's own decision core;\n"
		   "what differs is grouped and said in words. Exit code 0: no packet's verdict or way\n"
		   "differs, 1: some do.",
	.examples = "relgate diff policies/tisa-2014.rg policies/tisa-gsomia-2016.rg\n"
		    "relgate diff live policy.rg              # what apply would change\n"
		    "relgate diff -j live policy.rg | jq -r '.changes[].text'",
	.min = 2, .max = 2, .opts = opts, .run = run,
};
RG_VERB(diff);
