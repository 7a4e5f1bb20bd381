// SPDX-License-Identifier: GPL-2.0-only
/*
 * Events are made only while somebody listens: the monitor renews a lease in the
 * control map, so that one that was killed costs nothing for long.
 */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include "gate.h"
#include "ops.h"
#include "page.h"
#include "syscall.h"
#include "lib/alone.h"
#include "lib/util.h"

#define LEASE_NS	2000000000ull
#define RENEW_MS	500
#define LOOK_NS		100000000ull	/* between two looks at which policy is in force */

#define SAME(field) \
	_Static_assert(offsetof(struct rg_event, field) == offsetof(struct rg_gate_event, field), \
		       "struct rg_event: " #field)
SAME(ns);
SAME(generation);
SAME(ifindex);
SAME(in);
SAME(dest);
SAME(hook);
SAME(family);
SAME(doi);
SAME(src);
SAME(dst);
_Static_assert(sizeof(struct rg_event) == sizeof(struct rg_gate_event), "struct rg_event");

struct listener {
	int (*fn)(const struct rg_event *ev, void *arg);
	void *arg;
	bool live;		/* what an earlier monitor left unread is skipped */
	bool stop;
	struct rg_standing standing;	/* at the last look */
	uint64_t looked;
	struct rg_hubs hubs;
};

static uint64_t in_force(const struct rg_standing *s)
{
	return s->slot == RG_SLOT_NEW ? s->generation : s->slot == RG_SLOT_PREVIOUS ? s->previous : 0;
}

static enum rg_change what_changed(const struct rg_standing *was, const struct rg_standing *is)
{
	if (is->generation > was->generation)
		return RG_CHANGE_APPLIED;
	if (is->generation < was->generation)
		return was->trial == RG_TRIAL_EXPIRED ? RG_CHANGE_COUNT : RG_CHANGE_ROLLED_BACK;
	if (is->trial == was->trial)
		return RG_CHANGE_COUNT;
	if (is->trial == RG_TRIAL_CONFIRMED)
		return RG_CHANGE_CONFIRMED;
	/* Ended before its time: by hand. */
	return rg_boottime() < is->deadline ? RG_CHANGE_ROLLED_BACK : RG_CHANGE_EXPIRED;
}

/* Programs have no event for what happens to the policy: the maps tell it. */
static void look(const struct rg_gate *g, struct listener *l)
{
	struct rg_event ev = { .ns = rg_boottime(), .hook = RG_EVENT_CHANGE };
	struct rg_standing is;
	enum rg_change change;

	if (ev.ns - l->looked < LOOK_NS || rg_pages_standing(g, &is))
		return;
	change = l->looked ? what_changed(&l->standing, &is) : RG_CHANGE_COUNT;
	l->looked = ev.ns;
	l->standing = is;
	if (change == RG_CHANGE_COUNT)
		return;
	ev.reason = change;
	ev.generation = in_force(&is);
	l->stop |= l->fn(&ev, l->arg) != 0;
}

static int on_event(void *ctx, void *data, size_t size)
{
	struct listener *l = ctx;

	if (!l->live || size < sizeof(struct rg_event))
		return 0;
	if (l->fn(data, l->arg)) {
		l->stop = true;
		return -ECANCELED;
	}
	return 0;
}

static int renew(const struct rg_gate *g)
{
	struct rg_control c = { 0 };
	struct timespec ts;

	clock_gettime(CLOCK_BOOTTIME, &ts);
	c.monitor_until = ts.tv_sec * 1000000000ull + ts.tv_nsec + LEASE_NS;
	return rg_control_write(g, RG_CONTROL_MONITOR, &c);
}

static int end_lease(const struct rg_gate *g)
{
	struct rg_control c = { 0 };

	return rg_control_write(g, RG_CONTROL_MONITOR, &c);
}

/* Detached under our feet, perhaps made anew: our maps are no gate's any more. */
static bool still_pinned(const struct rg_gate *g)
{
	int fd = rg_pin_get(g->dir, rg_map_name[RG_MAP_EVENTS]);
	bool same;

	if (fd < 0)
		return false;
	same = rg_sys_map_id(fd) == rg_sys_map_id(g->map[RG_MAP_EVENTS]);
	close(fd);
	return same;
}

static int listen_on(const struct rg_gate *g, struct ring_buffer *rb, struct listener *l)
{
	int err;

	ring_buffer__consume(rb);
	l->live = true;
	while (!l->stop) {
		if (!still_pinned(g)) {
			rg_warn("the gate was detached");
			return 0;
		}
		if (renew(g))
			return -1;
		look(g, l);
		l->stop |= !l->stop && rg_hubs_look(&rg_engine_bpf, &l->hubs, l->fn, l->arg);
		if (l->stop)
			break;
		err = ring_buffer__poll(rb, RENEW_MS);
		if (err == -EINTR)
			break;
		if (err < 0 && err != -ECANCELED)
			return rg_error("cannot read events: %s", strerror(-err));
	}
	end_lease(g);
	return 0;
}

static int listen_to(const struct rg_gate *g, struct listener *l)
{
	struct ring_buffer *rb;
	int sock, err;

	if (!g->whole)
		return rg_error("no policy is in force in this network namespace");
	sock = rg_alone("monitor");	/* a ring has one reader */
	if (sock < 0)
		return rg_error("another monitor is listening to this gate, and one is all it takes");
	rb = ring_buffer__new(g->map[RG_MAP_EVENTS], on_event, l, NULL);
	if (!rb)
		err = rg_error("cannot read events: %s", strerror(errno));
	else
		err = listen_on(g, rb, l);
	ring_buffer__free(rb);
	close(sock);
	return err;
}

/** rg_bpf_monitor() - see struct rg_engine */
int rg_bpf_monitor(int (*fn)(const struct rg_event *ev, void *arg), void *arg)
{
	struct listener l = { .fn = fn, .arg = arg };
	struct rg_gate g;
	int err;

	if (rg_gate_open(&g, false))
		return -1;
	err = listen_to(&g, &l);
	rg_gate_close(&g);
	return err;
}
