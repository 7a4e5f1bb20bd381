// SPDX-License-Identifier: GPL-2.0-only
/*
 * A policy on trial is confirmed, or the previous one comes back.  Either is decided
 * by one store or one exchange; what is done around it can be done again.
 */
#include <stdlib.h>
#include <string.h>
#include "attach.h"
#include "bind.h"
#include "change.h"
#include "ops.h"
#include "remove.h"
#include "tune.h"
#include "xdp.h"
#include "lib/util.h"

/**
 * struct turning - a turn under way
 * @gate: locked
 * @standing: as it was before
 * @now: what is in force before
 * @back: the previous policy
 */
struct turning {
	struct rg_turn *t;
	struct rg_gate gate;
	struct rg_host host;
	struct rg_standing standing;
	struct rg_live now, back;
};

static unsigned long long number(uint64_t n)
{
	return n;
}

static int begin(struct turning *u)
{
	if (rg_gate_open(&u->gate, true))
		return -1;
	if (!u->gate.whole) {
		rg_gate_unmake(&u->gate);
		return rg_error("no policy is in force in this network namespace");
	}
	if (rg_pages_standing(&u->gate, &u->standing))
		return -1;
	if (!u->standing.generation)
		return rg_error("no policy is in force in this network namespace");
	if (rg_pages_read(&u->gate, u->standing.slot, &u->now) < 0 ||
	    rg_pages_read(&u->gate, u->standing.previous ? RG_SLOT_PREVIOUS : RG_SLOT_COUNT,
			  &u->back) < 0)
		return -1;
	return rg_host_read(&u->host);
}

static int end(struct turning *u, int err)
{
	rg_live_free(&u->now);
	rg_live_free(&u->back);
	rg_host_free(&u->host);
	if (u->gate.whole || u->gate.lock >= 0)
		rg_gate_close(&u->gate);
	return err ? -1 : 0;
}

static int confirm(struct turning *u)
{
	int state;

	if (u->standing.trial == RG_TRIAL_NONE || u->standing.trial == RG_TRIAL_CONFIRMED)
		return rg_error("nothing waits to be confirmed: generation %llu stays in force",
				number(u->standing.generation));
	state = rg_trial_end(&u->gate, u->standing.generation, RG_TRIAL_CONFIRMED);
	if (state < 0)
		return -1;
	if (state != RG_TRIAL_CONFIRMED)
		return rg_error("too late: generation %llu was not confirmed in time, and %s",
				number(u->standing.generation), u->standing.previous ?
				"the previous policy is in force again" : "nothing is in force");
	u->t->generation = u->standing.generation;
	if (rg_change_settle(&u->gate, &u->host, &u->now, NULL))
		rg_warn("the policy is confirmed, but unmanaged interfaces may stay shut");
	return 0;
}

/** rg_bpf_confirm() - see struct rg_engine */
int rg_bpf_confirm(struct rg_turn *t)
{
	struct turning u = { .t = t, .gate.lock = -1 };

	return end(&u, begin(&u) || confirm(&u));
}

/* Ready before it is in force again.  A device that is gone stays closed. */
static int attach_back(struct turning *u)
{
	const struct rg_device *dev;
	struct rg_attached found;
	struct rg_control c;
	uint32_t i;

	if (rg_control_read(&u->gate, RG_CONTROL_GATE, &c) || rg_xdp_probe(&u->host))
		return -1;
	for (i = 0; u->back.bind && i < u->back.bind->if_count; i++) {
		dev = rg_host_ifindex(&u->host, u->back.bind->ifc[i].ifindex);
		if (!dev)
			continue;
		if (rg_attach_inspect(&u->gate, dev, &found))
			return -1;
		if (found.foreign && !(found.ingress && found.egress))
			return rg_error("%s: %s is attached there and could take frames around "
					"the gate; remove it first", dev->name, found.what);
		if (rg_attach(&u->gate, dev) || rg_xdp_attach(&u->gate, dev, c.hook))
			return -1;
	}
	return 0;
}

static int go_back(struct turning *u)
{
	int state = RG_TRIAL_EXPIRED;

	/* One that is on trial goes at once; all else comes after. */
	if (u->standing.trial == RG_TRIAL_PENDING)
		state = rg_trial_end(&u->gate, u->standing.generation, RG_TRIAL_EXPIRED);
	if (state != RG_TRIAL_EXPIRED)
		return -1;
	if (!u->back.image)
		return 0;
	if (rg_tune_routes(u->back.image) ||
	    rg_change_shut(&u->gate, u->now.image, u->back.image) || attach_back(u))
		return -1;
	return rg_pages_copy(&u->gate, RG_SLOT_PREVIOUS, RG_SLOT_NEW);
}

static int rollback(struct turning *u)
{
	bool trial = u->standing.trial == RG_TRIAL_PENDING ||
		     u->standing.trial == RG_TRIAL_EXPIRED;

	if (!u->standing.previous && !trial)
		return rg_error("there is no previous policy to go back to: only one is kept, until the "
				"next apply");
	u->t->left = u->standing.generation;
	u->t->generation = u->standing.previous;
	u->t->by_itself = u->standing.trial == RG_TRIAL_EXPIRED;
	if (go_back(u)) {
		/* The one on trial is gone in any case. */
		if (!trial)
			rg_change_settle(&u->gate, &u->host, &u->now, NULL);
		return -1;
	}
	if (rg_change_settle(&u->gate, &u->host, &u->back, NULL))
		rg_warn("the previous policy is in force, but unmanaged interfaces may stay shut");
	return 0;
}

/** rg_bpf_rollback() - see struct rg_engine */
int rg_bpf_rollback(struct rg_turn *t)
{
	struct turning u = { .t = t, .gate.lock = -1 };

	return end(&u, begin(&u) || rollback(&u));
}
