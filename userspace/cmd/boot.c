// SPDX-License-Identifier: GPL-2.0-only
/* relgate boot: from power-on to the last good policy, closed until then. */
#include <string.h>
#include "../boot/boot.h"
#include "../lib/util.h"
#include "../record/record.h"
#include "source.h"
#include "verb.h"

struct names {
	char name[RG_INTERFACE_MAX][RG_IFNAME_LEN];
	size_t count;
};

static void names_of(const struct rg_saved *s, struct names *n)
{
	size_t i;

	for (i = 0; i < s->if_count; i++)
		memcpy(n->name[i], s->ifc[i].name, RG_IFNAME_LEN);
	n->count = s->if_count;
}

static int do_close(void)
{
	static struct names names;
	struct rg_saved s;
	enum rg_saved_state state = rg_saved_read(&s);

	if (state == RG_SAVED_NONE) {
		puts("no policy was saved: nothing is closed");
		return RG_EXIT_YES;
	}
	if (state == RG_SAVED_GOOD)
		names_of(&s, &names);
	else
		names.count = rg_saved_names(names.name);
	rg_saved_free(&s);
	if (rg_boot_close(names.name, names.count, true))
		return RG_EXIT_FAIL;
	printf("closed: nothing is forwarded, and %zu interfaces reach nobody, until a policy is in force\n",
	       names.count);
	return RG_EXIT_YES;
}

/* A card that was changed, or two that changed their names, must not change nations. */
static int check_devices(const struct rg_saved *s, const struct rg_host *host, struct names *absent)
{
	const struct rg_device *dev;
	size_t i;
	int err = 0;

	for (i = 0; i < s->if_count; i++) {
		dev = rg_host_device(host, s->ifc[i].name);
		if (!dev)
			memcpy(absent->name[absent->count++], s->ifc[i].name, RG_IFNAME_LEN);
		else if (memcmp(dev->mac, s->ifc[i].mac, 6))
			err = rg_error("%s has another MAC than when the policy was applied: is it the "
				       "same device?  `relgate apply` binds it anew", dev->name);
	}
	return err;
}

static int find_absent(const struct rg_saved *s, struct names *absent)
{
	struct rg_host host;
	int err = rg_host_read(&host);

	if (!err)
		err = check_devices(s, &host, absent);
	rg_host_free(&host);
	return err;
}

/* The policy is in force: only what has no device yet stays closed. */
static int do_open(const struct rg_saved *s, struct names *absent)
{
	if (rg_boot_open(s->engine))
		return -1;
	return absent->count ? rg_boot_close(absent->name, absent->count, false) : 0;
}

static int put_in_force(const struct rg_saved *s)
{
	static struct names absent;
	const struct rg_engine *engine = rg_engine_pick(s->engine);
	struct rg_apply a = { .image = s->image, .size = s->image_size, .partial = true };
	const struct rg_status before = { 0 };
	struct rg_time t;
	size_t i;

	/* Without it nothing could tell that the clock was set while we were off. */
	if (rg_time_read(&t) != RG_SAVED_GOOD)
		return rg_error("what time it had been is not known: nothing is put in force that "
				"could have lapsed");
	a.base = t.reckoned;
	a.seen = t.seen;
	if (!engine || find_absent(s, &absent) || engine->probe() || engine->apply(&a))
		return -1;
	/* At boot the record may not be there yet: no reason to stay closed. */
	if (rg_note_apply(engine, &a, &before))
		rg_warn("the policy is in force, but this is not in the record");
	if (do_open(s, &absent))
		return -1;
	printf("the last good policy is in force: generation %llu, engine %s\n",
	       (unsigned long long)a.generation, engine->name);
	for (i = 0; i < absent.count; i++)
		printf("%.15s is not there: it stays closed; when it has come, `relgate boot restore` again\n",
		       absent.name[i]);
	return 0;
}

/* How far time has come; nothing takes it back but apply. */
static int do_mark(void)
{
	const struct rg_engine *engine = rg_engine_pick("auto");
	struct rg_status st = { 0 };
	int err;

	if (!rg_saved_here())
		return rg_error("only of the machine's own network namespace is time kept, or where "
				"RELGATE_STATE names a folder"), RG_EXIT_FAIL;
	if (!engine || engine->status(&st))
		return RG_EXIT_FAIL;
	err = st.in_force ? rg_time_keep(&st) : 0;
	rg_status_free(&st);
	return err ? RG_EXIT_FAIL : RG_EXIT_YES;
}

static int do_restore(void)
{
	struct rg_saved s;
	enum rg_saved_state state = rg_saved_read(&s);
	int err = -1;

	if (state == RG_SAVED_NONE) {
		puts("no policy was saved: nothing is put in force");
		return RG_EXIT_YES;
	}
	if (state == RG_SAVED_GOOD)
		err = put_in_force(&s);
	rg_saved_free(&s);
	if (!err)
		return RG_EXIT_YES;
	rg_error("the policy that was saved could not be put in force; what is closed stays closed, "
		 "until `relgate apply FILE`");
	return RG_EXIT_FAIL;
}

static int run(struct rg_call *c)
{
	if (!strcmp(c->argv[0], "close"))
		return do_close();
	if (!strcmp(c->argv[0], "restore")) {
		if (rg_opt_get(c, "waiting") && !rg_boot_closed())
			return RG_EXIT_YES;
		return do_restore();
	}
	if (!strcmp(c->argv[0], "mark"))
		return do_mark();
	return rg_usage(c, "'%s' is none of close, restore and mark", c->argv[0]);
}

static const struct rg_opt opts[] = {
	{ "waiting", 0, NULL, "restore: only if something is still closed" },
	{ NULL, 0, NULL, NULL },
};

static const struct rg_verb boot = {
	.name = "boot", .rank = 120, .args = "close|restore|mark",
	.summary = "at boot: close the interfaces, then put the last good policy in force",
	.details = "`apply` keeps the policy that it put in force in " RG_STATE_DIR ", `detach` removes it.\n"
		   "`close`, before the network is there: nothing is forwarded, and the policy's\n"
		   "interfaces reach nobody. `restore`: the policy is checked, put in force, and only\n"
		   "then is opened what was closed. Interfaces that are not there stay closed; run\n"
		   "`restore` again when they have come. If the saved policy is damaged, or a device has\n"
		   "another MAC than at apply, all stays closed (exit code 2). For relgate.service.\n"
		   "`mark` keeps how far time has come, for the next boot: there an agreement begins only when\n"
		   "the clock and the time since `apply`, without the time that the machine was off, have\n"
		   "reached its date, and ends if they or any clock before have. For relgate-mark.timer.",
	.examples = "relgate boot close\n"
		    "relgate boot restore\n"
		    "relgate boot mark",
	.min = 1, .max = 1, .opts = opts, .run = run,
};
RG_VERB(boot);
