/* SPDX-License-Identifier: GPL-2.0-only */
/* Asking the core, as an engine would, and telling what it said. */
#ifndef RELGATE_JUDGE_H
#define RELGATE_JUDGE_H

#include "../lib/view.h"

#define RG_ROUTE_DEFAULT 0xffffffffu

/**
 * rg_judge() - the verdict for a frame at ingress
 * @v: the policy
 * @w: frame and inputs (in, relay, hub_up, clock); the verdict is in @w->v
 * @route: interface index or RG_ROUTE_*: what the routing table says; with
 *	RG_ROUTE_DEFAULT it leads to the first interface of the destination's nation
 *	that is no hub's
 */
void rg_judge(const struct rg_view *v, struct rg_work *w, uint32_t route);

/**
 * rg_judge_egress() - the guard's answer: may the frame leave by @w->out
 * @v: the policy
 * @w: as for rg_judge(), and out
 */
void rg_judge_egress(const struct rg_view *v, struct rg_work *w);

/**
 * rg_judge_label() - the label that was judged
 * @v: the policy
 * @w: a judged frame
 * @label: from the packet, or the one that the interface supplies
 *
 * Return: enum rg_reason, RG_R_OK if there is a label that the policy understands.
 */
uint32_t rg_judge_label(const struct rg_view *v, const struct rg_work *w, struct rg_label *label);

/** rg_judge_json() - packet, label and verdict */
json_t *rg_judge_json(const struct rg_view *v, const struct rg_work *w);

/** rg_edit_name() - what has to happen to a label on the way out */
const char *rg_edit_name(unsigned int edit);

/** rg_address_text() - source or destination of a parsed packet; @buf: 46 bytes */
const char *rg_address_text(const struct rg_work *w, const uint8_t *addr, char *buf);

/** rg_nation_text() - code of the nation that owns an address, "-" if nobody does */
const char *rg_nation_text(const struct rg_view *v, const struct rg_work *w, const uint8_t *addr);

#endif
