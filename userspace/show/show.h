/* SPDX-License-Identifier: GPL-2.0-only */
/* What `relgate show` can show; each prints, as JSON or as a table. */
#ifndef RELGATE_SHOW_H
#define RELGATE_SHOW_H

#include "../cmd/source.h"
#include "../cmd/verb.h"

void rg_show_nations(const struct rg_call *c, const struct rg_view *v);
void rg_show_interfaces(const struct rg_call *c, const struct rg_view *v);

/**
 * rg_show_agreements() - each, and where it stands at a time
 * @n: what was counted by agreement, or NULL: of a file
 * @at: by these clocks
 */
void rg_show_agreements(const struct rg_call *c, const struct rg_view *v,
			const struct rg_counters *n, const struct rg_clock *at);
/* @v: the policy in force, empty if there is none */
void rg_show_counters(const struct rg_call *c, const struct rg_view *v,
		      const struct rg_counters *n);

/** rg_counter_json() - packets and bytes */
json_t *rg_counter_json(const struct rg_counter *n);

/**
 * rg_show_lookup() - which nation owns each of some addresses
 * @c: its arguments behind the first are the addresses; "-" reads them from
 *	standard input, one a line
 * @v: the policy
 *
 * Return: an enum rg_exit; RG_EXIT_NO if somebody's owner is unknown.
 */
int rg_show_lookup(const struct rg_call *c, const struct rg_view *v);

#endif
