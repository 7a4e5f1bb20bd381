// SPDX-License-Identifier: GPL-2.0-only
/* relgate detach: take the gate off. */
#include "../boot/boot.h"
#include "../engine/engine.h"
#include "../lib/util.h"
#include "../record/record.h"
#include "verb.h"

static int run(struct rg_call *c)
{
	const struct rg_engine *engine = rg_engine_pick("auto");

	(void)c;
	/* First: a detach that is cut off must not come back at boot half done. */
	if (!engine || (rg_saved_here() && rg_saved_remove()) || engine->detach() ||
	    rg_boot_open(NULL))
		return RG_EXIT_FAIL;
	if (rg_note("detach", json_object()))
		rg_warn("this is not in the record");
	puts("detached: this host forwards as its routing table says, with no regard to labels");
	return RG_EXIT_YES;
}

static const struct rg_verb detach = {
	.name = "detach", .rank = 110, .args = "",
	.summary = "take relgate off, with its programs, maps, counters and locks",
	.details = "From then on the kernel forwards as its own settings say. To stop all traffic, use\n"
		   "`relgate block` instead.",
	.examples = "relgate detach\n"
		    "relgate -n gate detach",
	.max = 0, .run = run,
};
RG_VERB(detach);
