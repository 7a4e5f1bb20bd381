/* SPDX-License-Identifier: GPL-2.0-only */
/* Random option areas. */
#ifndef SELFTESTS_OPTIONS_H
#define SELFTESTS_OPTIONS_H

#include "gen.h"
#include "../../vectors/lib/vec.h"

/** g_options4() - an IPv4 option area; returns its length, a multiple of 4, at most 40 */
unsigned int g_options4(struct rng *r, uint8_t area[64]);
/** g_options6() - a hop-by-hop header before @next; returns its length, a multiple of 8 */
unsigned int g_options6(struct rng *r, uint8_t area[272], uint8_t next);
/** g_area_frame() - a frame with such an area, or an ICMP error that quotes one, into @w */
void g_area_frame(struct rng *r, struct rg_work *w);
/** g_area_inlet() - any interface, or one that takes such a label */
unsigned int g_area_inlet(const struct vec_policy *p, struct rng *g, const struct rg_work *w);
/** g_area_policy() - the edits' policy, with RIPSO; @more of it, of which @wide are let meet */
struct vec_policy *g_area_policy(const char *more, const char *wide);

#endif
