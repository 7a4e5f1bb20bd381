// SPDX-License-Identifier: GPL-2.0-only
/* relgate block: nothing crosses, at once. */
#include "../engine/engine.h"
#include "../lib/util.h"
#include "../record/record.h"
#include "verb.h"

static int run(struct rg_call *c)
{
	const struct rg_engine *engine = rg_engine_pick("auto");
	int on = !rg_opt_get(c, "off");

	if (!engine || engine->block(on))
		return RG_EXIT_FAIL;
	if (rg_note(on ? "block" : "unblock", json_object()))
		rg_warn("this is not in the record");
	puts(on ? "blocked: nothing crosses until `relgate block --off`"
		: "unblocked: the policy in force speaks again");
	return RG_EXIT_YES;
}

static const struct rg_opt opts[] = {
	{ "off", 0, NULL, "let the policy in force speak again" },
	{ NULL, 0, NULL, NULL },
};

static const struct rg_verb block = {
	.name = "block", .rank = 100, .args = "",
	.summary = "emergency: nothing crosses, at once, whatever the policy",
	.details = "The policy stays loaded; apply keeps the block. Counters and events go on.",
	.examples = "relgate block\n"
		    "relgate block --off",
	.max = 0, .opts = opts, .run = run,
};
RG_VERB(block);
