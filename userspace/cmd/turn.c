// SPDX-License-Identifier: GPL-2.0-only
/* relgate confirm, relgate rollback: the answer to a change. */
#include "../boot/boot.h"
#include "../engine/engine.h"
#include "../lib/json.h"
#include "../lib/util.h"
#include "../record/record.h"
#include "verb.h"

static void turn_json(const struct rg_turn *t)
{
	json_t *out = json_pack("{sI}", "generation", (json_int_t)t->generation);

	if (t->left) {
		json_object_set_new(out, "left", json_integer(t->left));
		json_object_set_new(out, "by_itself", json_boolean(t->by_itself));
	}
	rg_json_print(out);
}

/* What is in force now is what the next boot finds. */
static void keep(const struct rg_engine *engine)
{
	struct rg_status st = { 0 };

	if (!rg_saved_here())
		return;
	if (engine->status(&st) ||
	    (st.in_force && (rg_time_keep(&st) || rg_saved_write(engine->name, st.image, st.image_size))))
		rg_warn("the policy is in force, but was not kept for the next boot");
	rg_status_free(&st);
}

/* What is done stays done, whether or not it could be written down. */
static void note(const char *what, const struct rg_engine *engine, const struct rg_turn *t)
{
	if (rg_note_turn(what, engine, t))
		rg_warn("this is not in the record");
}

/* A trial that ended by itself comes before what is done now. */
static void note_before(const struct rg_engine *engine)
{
	struct rg_status st = { 0 };

	if (!rg_record_here() || engine->status(&st))
		return;
	rg_note_expired(&st);
	rg_status_free(&st);
}

static int run_confirm(struct rg_call *c)
{
	const struct rg_engine *engine = rg_engine_pick("auto");
	struct rg_turn t = { 0 };

	if (!engine || engine->confirm(&t))
		return RG_EXIT_FAIL;
	note("confirm", engine, &t);
	keep(engine);
	if (c->json)
		turn_json(&t);
	else
		printf("confirmed: generation %llu stays in force\n",
		       (unsigned long long)t.generation);
	return RG_EXIT_YES;
}

static void rollback_text(const struct rg_turn *t)
{
	unsigned long long left = t->left, now = t->generation;

	if (t->by_itself)
		printf("generation %llu had not been confirmed in time, and was out of force already\n",
		       left);
	if (now)
		printf("generation %llu is in force again\n", now);
	else
		puts("nothing is in force, and everything drops: `relgate apply FILE` puts a policy in "
		     "force, `relgate detach` opens");
}

static int run_rollback(struct rg_call *c)
{
	const struct rg_engine *engine = rg_engine_pick("auto");
	struct rg_turn t = { 0 };

	if (!engine)
		return RG_EXIT_FAIL;
	note_before(engine);
	if (engine->rollback(&t))
		return RG_EXIT_FAIL;
	note("rollback", engine, &t);
	keep(engine);
	if (c->json)
		turn_json(&t);
	else
		rollback_text(&t);
	return RG_EXIT_YES;
}

static const struct rg_verb confirm = {
	.name = "confirm", .rank = 22, .flags = RG_VERB_JSON, .args = "",
	.summary = "what was applied with --confirm stays in force",
	.details = "Exit code 2: nothing waits to be confirmed, or it is too late.",
	.examples = "relgate apply --confirm 60s new.rg\n"
		    "relgate confirm",
	.max = 0, .run = run_confirm,
};
RG_VERB(confirm);

static const struct rg_verb rollback = {
	.name = "rollback", .rank = 24, .flags = RG_VERB_JSON, .args = "",
	.summary = "back to the policy that was in force before the last apply",
	.details = "The engine keeps that policy until the next apply, and goes back to it in one step;\n"
		   "it binds to the devices that it was bound to, and one that is gone stays closed.\n"
		   "There is no way back from a rollback but to apply again. If the first policy is\n"
		   "on trial there is none to go back to: everything drops.",
	.examples = "relgate rollback",
	.max = 0, .run = run_rollback,
};
RG_VERB(rollback);
