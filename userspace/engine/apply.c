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
#include "core/validate.h"
#include "engine.h"
#include "foreign.h"
#include "ops.h"
#include "page.h"
#include "remove.h"
#include "shut.h"
#include "tune.h"
#include "lib/util.h"

/**
 * struct applying - one apply under way
 * @a: what was asked
 * @gate: the gate, locked
 * @host: devices
 * @live: what is in force before; live.image is NULL if nothing is
 * @bind: the new binding
 * @pages: the new generation's map
 * @changing: something was changed that undo() has to put right
 * @fresh: interfaces that were attached now, @fresh_count of them
 */
struct applying {
	struct rg_apply *a;
	struct rg_gate gate;
	struct rg_host host;
	struct rg_live live;
	struct rg_bind *bind;
	int pages;
	bool changing;
	uint32_t fresh[RG_INTERFACE_MAX];
	size_t fresh_count;
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

static int replace_programs(struct applying *ap)
{
	struct rg_gate old = ap->gate;	/* for the ids of its programs */

	if (rg_gate_load(&ap->gate, true, ap->a->verified_insns))
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
		return same || ap->a->dry_run ? 0 : replace_programs(ap);
	}
	if (ap->a->dry_run)
		return rg_gate_load(&ap->gate, false, ap->a->verified_insns);
	if (rg_rules_close() || rg_gate_empty(&ap->gate, &ap->host))
		return -1;
	return rg_gate_load(&ap->gate, true, ap->a->verified_insns);
}

static int make_generation(struct applying *ap)
{
	struct rg_control c;

	if (rg_control_read(&ap->gate, RG_CONTROL_GATE, &c))
		return -1;
	c.generation++;
	if (!ap->a->dry_run && rg_control_write(&ap->gate, RG_CONTROL_GATE, &c))
		return -1;
	ap->a->generation = c.generation;
	ap->bind = malloc(sizeof(*ap->bind));
	if (!ap->bind)
		return rg_error("out of memory");
	if (rg_bind_make(ap->a->image, &ap->host, c.generation, ap->bind))
		return -1;
	ap->pages = rg_pages_make(ap->a->image, ap->a->size, ap->bind);
	return ap->pages < 0 ? -1 : 0;
}

static bool name_in(const struct rg_names *names, const char *name)
{
	size_t i;

	for (i = 0; i < names->count; i++)
		if (!strncmp(names->name[i], name, RG_IFNAME_LEN))
			return true;
	return false;
}

/* Until the swap only what both policies leave alone goes around the locks. */
static int shut_stack(struct applying *ap)
{
	char both_name[RG_INTERFACE_MAX][RG_IFNAME_LEN];
	struct rg_names next, both = { .name = both_name };
	struct rg_names old = { 0 };
	size_t i;

	rg_image_unmanaged(ap->a->image, &next);
	if (ap->live.image)
		rg_image_unmanaged(ap->live.image, &old);
	for (i = 0; i < next.count && i < RG_INTERFACE_MAX; i++)
		if (name_in(&old, next.name[i]))
			memcpy(both_name[both.count++], next.name[i], RG_IFNAME_LEN);
	if (rg_rules_close() || rg_rules_jumps(&both, false))
		return -1;
	return rg_shut_close(&ap->gate, &both);
}

static int attach_all(struct applying *ap)
{
	const struct rg_interface *ifc;
	const struct rg_device *dev;
	bool fresh;
	size_t i, n;

	ifc = rg_image_interfaces(ap->a->image, &n);
	for (i = 0; i < n; i++) {
		dev = rg_host_device(&ap->host, ifc[i].name);
		fresh = false;
		if (!dev)
			continue;
		if (rg_attach(&ap->gate, dev, &fresh))
			return -1;
		if (fresh)
			ap->fresh[ap->fresh_count++] = dev->ifindex;
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

static int prepare(struct applying *ap)
{
	if (ap->gate.whole && rg_pages_live(&ap->gate, &ap->live) < 0)
		return -1;
	if (rg_host_read(&ap->host) || rg_bind_check(ap->a->image, &ap->host, ap->a->partial) ||
	    rg_foreign_check(ap->a->image, &ap->host, &ap->gate, false))
		return -1;
	ap->changing = !ap->a->dry_run;
	return ready_gate(ap) || make_generation(ap) ? -1 : 0;
}

static int put_in_force(struct applying *ap)
{
	if (rg_tune_routes(ap->a->image) || shut_stack(ap))
		return -1;
	if (ap->live.bind)
		rg_bind_prune(&ap->gate, ap->live.bind->generation);
	if (attach_all(ap) || rg_bind_devices(&ap->gate, ap->bind) || check_unchanged(ap))
		return -1;
	return rg_pages_swap(&ap->gate, ap->pages);
}

/* The policy is in force; what is left over of the old one goes. */
static void settle(struct applying *ap)
{
	uint32_t keep[RG_INTERFACE_MAX];
	struct rg_names unmanaged;
	uint32_t i;

	rg_image_unmanaged(ap->a->image, &unmanaged);
	if (rg_rules_jumps(&unmanaged, true) || rg_shut_unmanaged(&ap->gate, &unmanaged))
		rg_warn("the policy is in force, but unmanaged interfaces stay shut");
	for (i = 0; i < ap->bind->if_count; i++)
		keep[i] = ap->bind->ifc[i].ifindex;
	rg_unattach_others(&ap->gate, &ap->host, keep, ap->bind->if_count);
	rg_bind_prune(&ap->gate, ap->bind->generation);
	rg_tune_relays(ap->a->image, &ap->host);
	if (!ap->live.image)
		rg_gate_sweep(ap->gate.dir);
}

/* Back to what was in force; if nothing was, to no gate at all. */
static void undo(struct applying *ap)
{
	struct rg_names old;
	size_t i;

	if (!ap->changing) {
		rg_gate_unmake(&ap->gate);
		return;
	}
	if (!ap->live.image) {
		rg_gate_remove(&ap->gate, &ap->host);
		return;
	}
	for (i = 0; i < ap->fresh_count; i++)
		rg_unattach(&ap->gate, ap->fresh[i]);
	rg_bind_prune(&ap->gate, ap->live.bind->generation);
	rg_image_unmanaged(ap->live.image, &old);
	rg_rules_jumps(&old, true);
	rg_shut_unmanaged(&ap->gate, &old);
}

/** rg_bpf_apply() - see struct rg_engine */
int rg_bpf_apply(struct rg_apply *a)
{
	struct applying ap = { .a = a, .pages = -1 };
	uint64_t start = now_ns();
	int err;

	a->verified_insns[0] = 0;
	a->verified_insns[1] = 0;
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
