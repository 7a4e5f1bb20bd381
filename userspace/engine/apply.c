// SPDX-License-Identifier: GPL-2.0-only
/*
 * Putting a policy in force.  At every instant the gate is closed, or one policy
 * is in force: the locks are set before any program is attached, the programs
 * drop everything until a policy is swapped in, and the swap is one store.  What
 * fails before it leaves what was; whoever is killed leaves a gate that another
 * apply or detach takes up.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "attach.h"
#include "bind.h"
#include "change.h"
#include "core/validate.h"
#include "engine.h"
#include "foreign.h"
#include "ops.h"
#include "page.h"
#include "remove.h"
#include "tune.h"
#include "xdp.h"
#include "lib/util.h"

/**
 * struct applying - one apply under way
 * @a: what was asked
 * @gate: the gate, locked
 * @host: devices
 * @standing, @live: what is in force before; live.image is NULL if nothing is
 * @bind: the new binding
 * @pages: the new generation's map
 * @changing: something was changed that undo() has to put right
 */
struct applying {
	struct rg_apply *a;
	struct rg_gate gate;
	struct rg_host host;
	struct rg_standing standing;
	struct rg_live live;
	struct rg_bind *bind;
	int pages;
	bool changing;
};

static uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000ull + ts.tv_nsec;
}

static int check_image(const struct rg_apply *a)
{
	static const char *const text[] = {
#define FAULT_TEXT(sym, text) text,
		RG_FAULTS(FAULT_TEXT)
#undef FAULT_TEXT
	};
	struct rg_fault fault;
	uint8_t digest[RG_DIGEST_LEN];

	if (a->size > RG_IMAGE_MAX)
		return rg_error("the policy image is larger than %u MiB", RG_IMAGE_MAX >> 20);
	if (rg_validate(a->image, a->size, &fault))
		return rg_error("the policy image is refused: %s (section %u, record %u)",
				fault.code < RG_F_COUNT ? text[fault.code] : "unknown fault",
				fault.section, fault.index);
	if (rg_image_digest(a->image, a->size, digest))
		return -1;
	if (memcmp(digest, ((const struct rg_image_header *)a->image)->digest, RG_DIGEST_LEN))
		return rg_error("the policy image is damaged: its digest does not match its bytes");
	return 0;
}

/* Of another build: the maps must be the same, the programs are replaced. */
static int check_build(const struct rg_gate *g, bool *same)
{
	struct rg_control c;
	uint8_t build[16];

	if (rg_control_read(g, RG_CONTROL_GATE, &c) || rg_object_build(build))
		return -1;
	if (c.abi != RG_GATE_ABI)
		return rg_error("the gate in force was made by another version of relgate, and its "
				"maps do not fit: detach first");
	*same = !memcmp(c.build, build, sizeof(build));
	return 0;
}

static bool wants_xdp(const struct applying *ap)
{
	return rg_xdp_wanted(ap->a->image, &ap->host, ap->a->hook);
}

static int replace_programs(struct applying *ap)
{
	struct rg_gate old = ap->gate;	/* for the ids of its programs */

	if (rg_gate_load(&ap->gate, true, old.xdp >= 0 || wants_xdp(ap), ap->a->verified_insns))
		return -1;
	return rg_attach_update(&ap->gate, &old, &ap->host);
}

/*
 * Programs and maps, from the pins or new.  A gate that is not whole was left by
 * somebody who was killed: the stack is shut before its remains are removed.
 */
static int ready_gate(struct applying *ap)
{
	bool same = false;

	if (ap->gate.whole) {
		if (check_build(&ap->gate, &same))
			return -1;
		same &= ap->gate.xdp >= 0 || !wants_xdp(ap);
		return same || ap->a->dry_run ? 0 : replace_programs(ap);
	}
	if (ap->a->dry_run)
		return rg_gate_load(&ap->gate, false, wants_xdp(ap), ap->a->verified_insns);
	if (rg_rules_close() || rg_gate_empty(&ap->gate, &ap->host))
		return -1;
	return rg_gate_load(&ap->gate, true, wants_xdp(ap), ap->a->verified_insns);
}

static int make_generation(struct applying *ap)
{
	struct rg_control c;

	if (rg_control_read(&ap->gate, RG_CONTROL_GATE, &c))
		return -1;
	c.generation++;
	c.hook = ap->a->hook;
	if (!ap->a->dry_run && rg_control_write(&ap->gate, RG_CONTROL_GATE, &c))
		return -1;
	ap->a->generation = c.generation;
	ap->bind = malloc(sizeof(*ap->bind));
	if (!ap->bind)
		return rg_error("out of memory");
	if (rg_bind_make(ap->a->image, &ap->host, c.generation, ap->bind))
		return -1;
	ap->bind->on_trial = ap->a->confirm_ns != 0;
	if (ap->a->base)
		ap->bind->base = ap->a->base;
	ap->bind->seen = ap->a->seen;
	ap->pages = rg_pages_make(ap->a->image, ap->a->size, ap->bind);
	return ap->pages < 0 ? -1 : 0;
}

static int attach_all(struct applying *ap)
{
	const struct rg_interface *ifc;
	const struct rg_device *dev;
	size_t i, n;

	ifc = rg_image_interfaces(ap->a->image, &n);
	for (i = 0; i < n; i++) {
		dev = rg_host_device(&ap->host, ifc[i].name);
		if (!dev)
			continue;
		if (rg_attach(&ap->gate, dev) || rg_xdp_attach(&ap->gate, dev, ap->a->hook))
			return -1;
	}
	return 0;
}

/* Between reading the devices and the swap one may have gone, and another come. */
static int check_unchanged(const struct applying *ap)
{
	const struct rg_device *was, *is;
	struct rg_host now;
	uint32_t i;
	int err = 0;

	if (rg_host_read(&now)) {
		rg_host_free(&now);
		return -1;
	}
	for (i = 0; i < ap->bind->if_count && !err; i++) {
		if (!ap->bind->ifc[i].ifindex)
			continue;
		was = rg_host_ifindex(&ap->host, ap->bind->ifc[i].ifindex);
		is = rg_host_ifindex(&now, ap->bind->ifc[i].ifindex);
		if (!is || strcmp(was->name, is->name) || memcmp(was->mac, is->mac, 6))
			err = rg_error("%s: the device changed while the policy was applied; "
				       "apply again", was->name);
	}
	rg_host_free(&now);
	return err;
}

/* A policy that waits for its confirmation may go only by an answer to that. */
static int check_trial(struct applying *ap)
{
	if (rg_pages_standing(&ap->gate, &ap->standing))
		return -1;
	if (ap->standing.trial != RG_TRIAL_PENDING)
		return 0;
	return rg_error("generation %llu waits to be confirmed: `relgate confirm` or `relgate "
			"rollback` first", (unsigned long long)ap->standing.generation);
}

static int prepare(struct applying *ap)
{
	if (ap->gate.whole && (check_trial(ap) ||
			       rg_pages_read(&ap->gate, ap->standing.slot, &ap->live) < 0))
		return -1;
	if (rg_host_read(&ap->host) || rg_xdp_probe(&ap->host) ||
	    rg_xdp_check(ap->a->image, &ap->host, ap->a->hook) || rg_bind_check(ap->a->image, &ap->host, ap->a->partial) ||
	    rg_foreign_check(ap->a->image, &ap->host, &ap->gate, false))
		return -1;
	ap->a->first = !ap->live.image;
	ap->changing = !ap->a->dry_run;
	return ready_gate(ap) || make_generation(ap) ? -1 : 0;
}

/*
 * What is in force becomes the previous one.  A policy whose trial ended is put
 * away first: where a later one is on trial, an earlier one counts as confirmed.
 */
static int keep_previous(struct applying *ap)
{
	const struct rg_gate *g = &ap->gate;

	if (ap->standing.trial == RG_TRIAL_EXPIRED &&
	    (ap->live.image ? rg_pages_copy(g, RG_SLOT_PREVIOUS, RG_SLOT_NEW) : rg_pages_clear(g)))
		return -1;
	if (ap->live.image && rg_pages_copy(g, RG_SLOT_NEW, RG_SLOT_PREVIOUS))
		return -1;
	if (!ap->a->confirm_ns)
		return 0;
	ap->a->deadline = rg_boottime() + ap->a->confirm_ns;
	return rg_trial_begin(g, ap->a->generation, ap->a->deadline);
}

static int put_in_force(struct applying *ap)
{
	if (rg_tune_routes(ap->a->image) ||
	    rg_change_shut(&ap->gate, ap->a->image, ap->live.image))
		return -1;
	if (ap->live.bind)
		rg_bind_prune(&ap->gate, ap->standing.generation, ap->standing.previous);
	if (attach_all(ap) || rg_bind_devices(&ap->gate, ap->bind) || check_unchanged(ap) ||
	    keep_previous(ap))
		return -1;
	return rg_pages_swap(&ap->gate, ap->pages);
}

/* The policy is in force; what is left over of the old one goes. */
static void settle(struct applying *ap)
{
	struct rg_live now = { .image = (uint8_t *)(uintptr_t)ap->a->image, .bind = ap->bind };

	if (rg_change_settle(&ap->gate, &ap->host, &now, ap->a->confirm_ns ? &ap->live : NULL))
		rg_warn("the policy is in force, but unmanaged interfaces stay shut");
	if (!ap->live.image)
		rg_gate_sweep(ap->gate.dir);
}

/* Back to what was in force; if nothing was, to no gate at all. */
static void undo(struct applying *ap)
{
	if (!ap->changing)
		rg_gate_unmake(&ap->gate);
	else if (ap->live.image || ap->standing.generation)
		rg_change_settle(&ap->gate, &ap->host, &ap->live, NULL);
	else
		rg_gate_remove(&ap->gate, &ap->host);
}

/** rg_bpf_apply() - see struct rg_engine */
int rg_bpf_apply(struct rg_apply *a)
{
	struct applying ap = { .a = a, .pages = -1 };
	uint64_t start = now_ns();
	int err;

	a->verified_insns[0] = 0;
	a->verified_insns[1] = 0;
	a->verified_insns[2] = 0;
	if (check_image(a) || rg_gate_open(&ap.gate, !a->dry_run))
		return -1;
	err = prepare(&ap);
	if (!err && !a->dry_run)
		err = put_in_force(&ap);
	a->load_ns = now_ns() - start;
	if (err)
		undo(&ap);
	else if (!a->dry_run)
		settle(&ap);
	if (ap.pages >= 0)
		close(ap.pages);
	free(ap.bind);
	rg_live_free(&ap.live);
	rg_host_free(&ap.host);
	rg_gate_close(&ap.gate);
	return err ? -1 : 0;
}
