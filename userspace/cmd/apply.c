// SPDX-License-Identifier: GPL-2.0-only
/* relgate apply: put a policy in force. */
#include <string.h>
#include <time.h>
#include "../boot/boot.h"
#include "../lib/util.h"
#include "../lib/when.h"
#include "../record/record.h"
#include "source.h"
#include "verb.h"

#define CONFIRM_MAX (7 * 86400)		/* seconds */

static void done_json(const struct rg_view *v, const struct rg_engine *e, const struct rg_apply *a)
{
	json_t *out = rg_policy_json(v);

	json_object_update_new(out, json_pack("{ss sb sI sf s[III]}",
		"engine", e->name,
		"dry_run", a->dry_run,
		"generation", (json_int_t)a->generation,
		"load_ms", a->load_ns / 1e6,
		"verified_instructions", (json_int_t)a->verified_insns[0],
		(json_int_t)a->verified_insns[1], (json_int_t)a->verified_insns[2]));
	if (a->confirm_ns)
		json_object_set_new(out, "confirm_within", json_integer(a->confirm_ns / 1000000000));
	rg_json_print(out);
}

static void trial_text(const struct rg_apply *a)
{
	char span[64];

	printf("unless `relgate confirm` comes within %s, %s\n",
	       rg_when_span(span, sizeof(span), a->confirm_ns / 1000000000),
	       a->first ? "everything drops: there is no previous policy to go back to" :
			  "the previous policy comes back by itself");
}

static void done_text(const struct rg_view *v, const struct rg_engine *e, const struct rg_apply *a)
{
	const char *name = rg_view_string(v, rg_header(&v->img)->name);

	if (a->dry_run) {
		printf("%s could be put in force (engine %s); nothing was changed\n", name, e->name);
		return;
	}
	printf("%s is in force: generation %llu, engine %s, loaded in %.1f ms\n", name,
	       (unsigned long long)a->generation, e->name, a->load_ns / 1e6);
	if (a->verified_insns[0])
		printf("the verifier processed %llu instructions for ingress, %llu for egress, "
		       "%llu for XDP\n", (unsigned long long)a->verified_insns[0],
		       (unsigned long long)a->verified_insns[1],
		       (unsigned long long)a->verified_insns[2]);
	if (a->confirm_ns)
		trial_text(a);
}

static int read_confirm(const struct rg_call *c, struct rg_apply *a)
{
	const char *text = rg_opt_get(c, "confirm");
	uint32_t seconds = 0;

	if (text && rg_when_duration("--confirm", text, CONFIRM_MAX, &seconds))
		return -1;
	a->confirm_ns = seconds * 1000000000ull;
	return 0;
}

/* The module judges at one hook, whatever the driver can. */
static int read_hook(const struct rg_call *c, const struct rg_engine *engine, struct rg_apply *a)
{
	static const char *const name[] = { "auto", "xdp", "tc" };
	const char *text = rg_opt_get(c, "hook");
	unsigned int i;

	a->hook = RG_JUDGE_AUTO;
	if (!text)
		return 0;
	for (i = 0; i < 3; i++)
		if (!strcmp(text, name[i]))
			a->hook = i;
	if (strcmp(text, name[a->hook]))
		return rg_error("--hook %s: there are auto, xdp and tc", text);
	if (a->hook != RG_JUDGE_AUTO && engine != &rg_engine_bpf)
		return rg_error("--hook %s: is for the BPF engine, and this is %s", text, engine->name);
	return 0;
}

/*
 * The operator's clock counts, from now on.  But what it had come to before closes all
 * the same, unless he says that it was wrong.
 */
static int read_time(const struct rg_call *c, struct rg_apply *a)
{
	struct rg_time t = { 0 };
	char when[64];

	if (!rg_saved_here() || rg_opt_get(c, "clock-is-right"))
		return 0;
	if (rg_time_read(&t) == RG_SAVED_BAD)
		return rg_error("if the clock is right: relgate apply --clock-is-right");
	a->seen = t.seen;
	if (t.seen > time(NULL) + 60 && !a->quiet)
		rg_warn("the clock is behind: it had been %s already, and what ended by then stays "
			"ended; if it is right now: relgate apply --clock-is-right",
			rg_when_date(when, sizeof(when), t.seen, NULL));
	return 0;
}

static int keep_time(const struct rg_apply *a)
{
	struct rg_time t = { .reckoned = time(NULL), .seen = a->seen };

	if (t.seen < t.reckoned)
		t.seen = t.reckoned;
	return rg_time_write(&t);
}

/* Of what is in force: what boot closed is opened, and the next boot finds it. */
static void keep(const struct rg_engine *e, const struct rg_apply *a)
{
	if (rg_boot_open(e->name))
		rg_warn("the policy is in force, but what was closed at boot stays closed");
	/* A policy on trial must not outlive a reboot. */
	if (!a->confirm_ns && rg_saved_here() &&
	    (keep_time(a) || rg_saved_write(e->name, a->image, a->size)))
		rg_warn("the policy is in force, but was not kept for the next boot");
}

/*
 * Nothing is put in force that cannot be recorded.  What was in force before is read
 * for the sake of the record alone.
 */
static int put_in_force(const struct rg_engine *engine, struct rg_apply *a)
{
	struct rg_status before = { 0 };
	bool here = !a->dry_run && rg_record_here();
	int err;

	if (engine->probe())
		return -1;
	if (here && (rg_note_ready() || engine->status(&before)))
		return rg_error("nothing was changed, for it could not be recorded");
	if (here)
		rg_note_expired(&before);
	err = engine->apply(a);
	if (!err && !a->dry_run)
		keep(engine, a);
	if (!err && here && rg_note_apply(engine, a, &before))
		err = rg_error("the policy is in force, but this is not in the record");
	rg_status_free(&before);
	return err;
}

static int run(struct rg_call *c)
{
	const char *name = rg_opt_get(c, "engine");
	const struct rg_engine *engine = rg_engine_pick(name ? name : "auto");
	struct rg_apply a = { .dry_run = rg_opt_get(c, "dry-run"), .quiet = c->json };
	struct rg_view view;
	int ret;

	if (!engine || read_hook(c, engine, &a) || read_confirm(c, &a) || read_time(c, &a))
		return RG_EXIT_FAIL;
	ret = rg_source_proven(&view, c->argv[0], NULL, NULL);
	if (ret != RG_EXIT_YES)
		return ret;
	a.image = view.bytes;
	a.size = view.size;
	if (put_in_force(engine, &a))
		ret = RG_EXIT_FAIL;
	else
		(c->json ? done_json : done_text)(&view, engine, &a);
	rg_view_close(&view);
	return ret;
}

static const struct rg_opt opts[] = {
	{ "engine", 0, "NAME", "auto, bpf or kmod (default: auto)" },
	{ "hook", 0, "NAME", "BPF: judge by xdp, by tc, or auto: by XDP on hardware that can (default)" },
	{ "confirm", 0, "TIME", "go back by itself unless `relgate confirm` comes within 60s, 5m, 2h" },
	{ "clock-is-right", 0, NULL, "forget that the clock was once later than it is now" },
	{ "dry-run", 0, NULL, "do everything but the change" },
	{ NULL, 0, NULL, NULL },
};

static const struct rg_verb apply = {
	.name = "apply", .rank = 20, .flags = RG_VERB_JSON, .args = "FILE",
	.summary = "put a policy in force, atomically",
	.details = "Compiles the file, proves its assertions, loads it beside what is in force and changes over for all\n"
		   "interfaces at once. If anything fails, what was in force stays. From then on the\n"
		   "kernel's own forwarding is shut in this network namespace, but between interfaces\n"
		   "that the policy lists as unmanaged. In the machine's own network namespace the policy\n"
		   "is kept for the next boot (see `relgate boot`). Exit code 1: the policy is wrong.\n"
		   "With --confirm the policy is in force at once, and the engine itself goes back to\n"
		   "the previous one when the time is up, whatever became of this program or of the\n"
		   "session that it was called from. Without a previous one everything drops then.",
	.examples = "relgate apply policies/tisa-2014.rg\n"
		    "relgate apply --confirm 60s new.rg && relgate confirm\n"
		    "relgate -n gate apply policy.rg       # the gate in the namespace `gate`",
	.min = 1, .max = 1, .opts = opts, .run = run,
};
RG_VERB(apply);
