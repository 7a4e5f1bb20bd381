// SPDX-License-Identifier: GPL-2.0-only
/* The clocks of a question: what was seen once closes, and opens nothing. */
#include "core/core.h"
#include "lib/ktap.h"

static s64 least(const struct rg_clock *c)
{
	return c->wall < c->mono ? c->wall : c->mono;
}

static s64 most(const struct rg_clock *c)
{
	return c->wall > c->mono ? c->wall : c->mono;
}

int main(void)
{
	s64 wall, mono, seen, want;
	int least_off = 0, most_off = 0, kept = 0;
	struct rg_clock c;

	for (wall = -2; wall <= 2; wall++)
		for (mono = -2; mono <= 2; mono++)
			for (seen = -3; seen <= 3; seen++) {
				rg_clock_set(&c, wall, mono, seen);
				want = wall > mono ? wall : mono;
				least_off += least(&c) != (wall < mono ? wall : mono);
				most_off += most(&c) != (seen > want ? seen : want);
				kept += seen <= want && (c.wall != wall || c.mono != mono);
			}
	ktap_ok(!least_off, "what opens is the earlier of the two clocks");
	ktap_ok(!most_off, "what closes is the latest of all three");
	ktap_ok(!kept, "what was seen is nothing when a clock is later");
	return ktap_done();
}
