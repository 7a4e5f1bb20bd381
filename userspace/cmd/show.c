// SPDX-License-Identifier: GPL-2.0-only
/* relgate show: what is in force, or what a file would put there. */
#include <string.h>
#include <time.h>
#include "../lib/util.h"
#include "../lib/when.h"
#include "../show/show.h"

static int counters(struct rg_call *c)
{
	struct rg_counters *n;
	struct rg_view view;

	if (rg_opt_get(c, "policy"))
		return rg_usage(c, "counters are the gate's; a policy file has none");
	if (rg_opt_get(c, "at"))
		return rg_usage(c, "--at is for agreements; counters have no dates");
	if (c->argc > 1)
		return rg_usage(c, "'%s' is one argument too many", c->argv[1]);
	if (rg_source_counters(&view, &n) != RG_EXIT_YES)
		return RG_EXIT_FAIL;
	rg_show_counters(c, &view, n);
	rg_view_close(&view);
	rg_counters_free(n);
	return RG_EXIT_YES;
}

/* Agreements stand elsewhere on another day; nothing else does. */
static int agreements_at(struct rg_call *c, const struct rg_view *v, const struct rg_counters *n)
{
	const char *at = rg_opt_get(c, "at");
	int64_t when = time(NULL);
	struct rg_clock clock;

	if (at && rg_when_parse(at, rg_view_zone(v), &when))
		return RG_EXIT_FAIL;
	rg_clock_set(&clock, when, when, 0);
	if (n && !at)
		clock = n->clock;
	rg_show_agreements(c, v, n, &clock);
	return RG_EXIT_YES;
}

/* A file's, or those in force with what was counted for each. */
static int agreements(struct rg_call *c)
{
	const char *path = rg_opt_get(c, "policy");
	struct rg_counters *n = NULL;
	struct rg_view view;
	int ret;

	if (c->argc > 1)
		return rg_usage(c, "'%s' is one argument too many", c->argv[1]);
	ret = path ? rg_source(&view, path) : rg_source_counters(&view, &n);
	if (ret != RG_EXIT_YES)
		return ret;
	if (view.bytes) {
		ret = agreements_at(c, &view, n);
	} else {
		rg_error("no policy is in force in this network namespace");
		ret = RG_EXIT_FAIL;
	}
	rg_view_close(&view);
	rg_counters_free(n);
	return ret;
}

static int run(struct rg_call *c)
{
	static const struct {
		const char *name;
		void (*show)(const struct rg_call *c, const struct rg_view *v);
	} what[] = {
		{ "nations", rg_show_nations },
		{ "interfaces", rg_show_interfaces },
	};
	static const char *const words[] = { "nations", "interfaces", "agreements", "counters",
					     NULL };
	const char *word = c->argv[0], *near = rg_suggest(word, words);
	struct rg_view view;
	size_t i;
	int ret;

	if (!strcmp(word, "counters"))
		return counters(c);
	if (!strcmp(word, "agreements"))
		return agreements(c);
	for (i = 0; i < 2 && strcmp(word, what[i].name); i++)
		;
	if (i == 2)
		return rg_usage(c, "cannot show '%s'%s%s%s", word, near ? "; did you mean '" : "",
				near ? near : "", near ? "'?" : "");
	if (c->argc > 1 && i)
		return rg_usage(c, "'%s' is one argument too many", c->argv[1]);
	if (rg_opt_get(c, "at"))
		return rg_usage(c, "--at is for agreements; %s have no dates", word);
	ret = rg_source(&view, rg_opt_get(c, "policy"));
	if (ret != RG_EXIT_YES)
		return ret;
	if (c->argc > 1)
		ret = rg_show_lookup(c, &view);
	else
		what[i].show(c, &view);
	rg_view_close(&view);
	return ret;
}

static const struct rg_opt opts[] = {
	{ "policy", 'p', "FILE", "of that file, not of what is in force" },
	{ "at", 0, "DATE", "agreements: where they stand at that time (default: now)" },
	{ "all", 'a', NULL, "counters: zeros too" },
	{ NULL, 0, NULL, NULL },
};

static const struct rg_verb show = {
	.name = "show", .rank = 40, .flags = RG_VERB_JSON,
	.args = "nations [ADDRESS...] | interfaces | agreements | counters",
	.summary = "the nations, interfaces, agreements or counters",
	.details = "With addresses, `show nations` says who owns each (- reads them from standard\n"
		   "input); exit code 1 if nobody does for one of them. Counters by reason and by way\n"
		   "count since the gate was made in this namespace; those by origin, destination,\n"
		   "level and agreement since the policy came into force, and so do those that\n"
		   "`show agreements` has. Only root learns them.",
	.examples = "relgate show counters\n"
		    "relgate show agreements -j | jq -r '.[] | select(.operating).agreement'\n"
		    "relgate show agreements --policy policies/history.rg --at 2019-10-01\n"
		    "relgate show nations --policy world.rg 203.0.113.7 2001:db8::1",
	.min = 1, .max = 1 << 20, .opts = opts, .run = run,
};
RG_VERB(show);
