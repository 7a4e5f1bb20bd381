// SPDX-License-Identifier: GPL-2.0-only
/*
 * A gate is taken off from the inside out: the policy, the programs, the pins,
 * and last the locks.  Until the last step nothing crosses.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "attach.h"
#include "page.h"
#include "remove.h"
#include "rule.h"
#include "shut.h"
#include "tune.h"
#include "lib/util.h"

static int any_name(const char *dir, const char *name, void *arg)
{
	(void)dir;
	(void)name;
	(void)arg;
	return 1;
}

/** rg_gate_residue() - is anything of a gate here */
bool rg_gate_residue(const struct rg_gate *g)
{
	return rg_pin_each(g->dir, any_name, NULL) || rg_rules_any() ||
	       rg_shut_state(g->dir) != RG_SHUT_NONE;
}

/* The locks' pins stay until rg_shut_open(). */
static int drop_pin(const char *dir, const char *name, void *arg)
{
	(void)arg;
	return strncmp(name, "lock", 4) ? rg_pin_drop(dir, name) : 0;
}

/**
 * rg_gate_empty() - everything but the locks
 * @g: open and locked gate; holds nothing afterwards
 * @host: devices
 *
 * Return: 0, or -1 after rg_error().
 */
int rg_gate_empty(struct rg_gate *g, const struct rg_host *host)
{
	if (g->map[RG_MAP_POLICY] >= 0 && rg_pages_clear(g))
		return -1;
	if (rg_unattach_others(g, host, NULL, 0) || rg_pin_each(g->dir, drop_pin, NULL))
		return -1;
	rg_gate_reopen(g);
	return 0;
}

/** rg_gate_unmake() - remove the directory that locking made, if nothing came into it */
void rg_gate_unmake(const struct rg_gate *g)
{
	rmdir(g->dir);
	rmdir(RG_PIN_ROOT);
}

/**
 * rg_gate_remove() - take a gate off
 * @g: open and locked gate; holds nothing afterwards
 * @host: devices
 *
 * Return: 0, also if there was none, or -1 after rg_error().
 */
int rg_gate_remove(struct rg_gate *g, const struct rg_host *host)
{
	struct rg_live live = { 0 };

	if (g->map[RG_MAP_POLICY] >= 0)
		rg_pages_live(g, &live);
	if (rg_gate_empty(g, host)) {
		rg_live_free(&live);
		return -1;
	}
	rg_untune(live.image, host);
	rg_live_free(&live);
	if (rg_shut_open(g) || rg_rules_open())
		return -1;
	if (rmdir(g->dir) && errno != ENOENT)
		return rg_error("cannot remove %s: %s", g->dir, strerror(errno));
	rmdir(RG_PIN_ROOT);	/* stays if other gates are below it */
	return 0;
}
