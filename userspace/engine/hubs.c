// SPDX-License-Identifier: GPL-2.0-only
/* The hubs of the policy in force: which are up, and when that changes. */
#include <string.h>
#include "bind.h"
#include "engine.h"
#include "lib/util.h"

#define LOOK_NS 500000000ull	/* between two looks */

/**
 * rg_hubs_read() - the hubs of the policy in force
 * @engine: that has it in force
 * @h: result; nothing is known of @h->up yet
 *
 * Return: 0, or -1 after rg_error().
 */
int rg_hubs_read(const struct rg_engine *engine, struct rg_hubs *h)
{
	const struct rg_image_header *head;
	const struct rg_interface *ifc;
	struct rg_status st = { 0 };
	const uint16_t *slot;
	size_t i, n;

	memset(h, 0, sizeof(*h));
	if (engine->status(&st))
		return -1;
	if (st.in_force) {
		head = (const struct rg_image_header *)st.image;
		ifc = rg_image_interfaces(st.image, &n);
		slot = (const uint16_t *)(st.image + head->sec[RG_SEC_HUB].off);
		h->generation = st.generation;
		h->count = head->sec[RG_SEC_HUB].count < RG_HUB_MAX ? head->sec[RG_SEC_HUB].count :
								     RG_HUB_MAX;
		for (i = 0; i < h->count; i++) {
			h->hub[i].index = slot[i] < n ? slot[i] : 0;
			h->hub[i].ifc = ifc[h->hub[i].index];
		}
	}
	rg_status_free(&st);
	return 0;
}

static int tell(const struct rg_hubs *h, uint32_t was,
		int (*fn)(const struct rg_event *ev, void *arg), void *arg)
{
	struct rg_event ev = { .ns = h->looked, .generation = h->generation, .hook = RG_EVENT_HUB };
	size_t i;
	int stop = 0;

	for (i = 0; i < h->count && !stop; i++) {
		if (!((was ^ h->up) >> i & 1))
			continue;
		ev.in = h->hub[i].index;
		ev.pass = h->up >> i & 1;
		stop = fn(&ev, arg);
	}
	return stop;
}

/**
 * rg_hubs_look() - call @fn for every hub that went down or came up since the last look
 * @engine: whose policy is in force
 * @h: zero at first; what is up at the first look of a policy is no news
 *
 * Does nothing if the last look is not long ago.
 *
 * Return: what @fn returned if that was not 0, else 0, also if it cannot be told.
 */
int rg_hubs_look(const struct rg_engine *engine, struct rg_hubs *h,
		 int (*fn)(const struct rg_event *ev, void *arg), void *arg)
{
	uint64_t now = rg_boottime(), generation = 0;
	uint32_t was = h->up;

	if (now - h->looked < LOOK_NS)
		return 0;
	if (engine->generation(&generation) || !generation)
		return 0;
	if (generation != h->generation) {
		if (rg_hubs_read(engine, h) || engine->hubs_up(h))
			h->generation = 0;
		h->looked = now;
		return 0;
	}
	h->looked = now;
	return engine->hubs_up(h) ? 0 : tell(h, was, fn, arg);
}
