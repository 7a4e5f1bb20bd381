// SPDX-License-Identifier: GPL-2.0-only
/* Who is told of a verdict: tracing, and the listeners of the events group. */
#include "gate.h"
#define CREATE_TRACE_POINTS
#include "trace.h"

#define RG_EVENT_RATE 2000	/* events that one CPU may send in a second */

static bool rg_event_due(struct rg_scratch *s)
{
	if (s->now - s->event_second > RG_NS) {
		s->event_second = s->now;
		s->event_count = 0;
	}
	return s->event_count++ < RG_EVENT_RATE;
}

/** rg_watched() - is somebody told of each verdict */
bool rg_watched(const struct rg_net *rn)
{
	return trace_verdict_enabled() || rg_netlink_listened(rn);
}

/**
 * rg_event() - tell of a verdict
 * @rn: gate
 * @f: policy that answered
 * @s: the question
 * @hook: where it was asked
 * @ifindex: device
 *
 * Of one that was not watched when it came, not all is known.
 */
void rg_event(struct rg_net *rn, const struct rg_force *f, struct rg_scratch *s,
	      enum rg_hook hook, int ifindex)
{
	if (!s->watched)
		return;
	trace_verdict(&s->w, hook, ifindex, f->generation);
	if (!rg_netlink_listened(rn))
		return;
	if (!rg_event_due(s) || rg_netlink_event(rn, f, s, hook, ifindex))
		this_cpu_inc(rn->stats->lost);
}
