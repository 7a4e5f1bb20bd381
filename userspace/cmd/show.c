// SPDX-License-Identifier: GPL-2.0-only
/* relgate show: what is in force, or what a file would put there. */
#include <string.h>
#include <time.h>
#include "../lib/util.h"
#include "../lib/when.h"
#include "../show/show.h"

static int counters(struct rg_call *c)
{
	const struct rg_engine *engine = rg_engine_pick("auto");
	struct rg_counters *n;
	int ret = RG_EXIT_FAIL;

	if (rg_opt_get(c, "policy"))
		return rg_usage(c, "counters are the gate's; a policy file has none");
	if (c->argc > 1)
		return rg_usage(c, "'%s' is one argument too many", c->argv[1]);
	n = calloc(1, sizeof(*n));
	if (engine && n && !engine->counters(n)) {
		rg_show_counters(c, n);
		ret = RG_EXIT_YES;
	}
	free(n);
	return ret;
}

/* Agreements stand elsewhere on another day; nothing else does. */
static int agreements(struct rg_call *c, const struct rg_view *v)
{
	const char *at = rg_opt_get(c, "at");
	int64_t when = time(NULL);

	if (at && rg_when_parse(at, rg_view_zone(v), &when))
		return RG_EXIT_FAIL;
	rg_show_agreements(c, v, when);
	return RG_EXIT_YES;
}

static int run(struct rg_call *c)
{
	static const struct {
		const char *name;
		void (*show)(const struct rg_call *c, const struct rg_view *v);
	} what[] = {
		{ "nations", rg_show_nations },
		{ "interfaces", rg_show_interfaces },
		{ "agreements", NULL },
	};
	static const char *const words[] = { "nations", "interfaces", "agreements", "counters",
					     NULL };
	const char *word = c->argv[0], *near = rg_suggest(word, words);
	struct rg_view view;
	size_t i;
	int ret;

	if (!strcmp(word, "counters"))
		return counters(c);
	for (i = 0; i < 3 && strcmp(word, what[i].name); i++)
		;
	if (i == 3)
		return rg_usage(c, "cannot show '%s'%s%s%s", word, near ? "; did you mean '" : "",
				near ? near : "", near ? "'?" : "");
	if (c->argc > 1 && i)
		return rg_usage(c, "'%s' is one argument too many", c->argv[1]);
	if (rg_opt_get(c, "at") && what[i].show)
		return rg_usage(c, "--at is for agreements; %s have no dates", word);
	ret = rg_source(&view, rg_opt_get(c, "policy"));
	if (ret != RG_EXIT_YES)
		return ret;
	if (c->argc > 1)
		ret = rg_show_lookup(c, &view);
	else if (what[i].show)
		what[i].show(c, &view);
	else
		ret = agreements(c, &view);
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
		   "input); exit code 1 if nobody does for one of them. Counters count since the gate\n"
		   "was made in this namespace; their reasons are explained beside them.",
	.examples = "relgate show counters\n"
		    "relgate show agreements -j | jq -r '.[] | select(.operating).agreement'\n"
		    "relgate show agreements --policy policies/history.rg --at 2019-10-01\n"
		    "relgate show nations --policy world.rg 203.0.113.7 2001:db8::1",
	.min = 1, .max = 1 << 20, .opts = opts, .run = run,
};
RG_VERB(show);
