/* SPDX-License-Identifier: GPL-2.0-only */
/* Random option areas. */
#ifndef SELFTESTS_OPTIONS_H
#define SELFTESTS_OPTIONS_H

#include "gen.h"

/** g_options4() - an IPv4 option area; returns its length, a multiple of 4, at most 40 */
unsigned int g_options4(struct rng *r, uint8_t area[64]);
/** g_options6() - a hop-by-hop header before @next; returns its length, a multiple of 8 */
unsigned int g_options6(struct rng *r, uint8_t area[272], uint8_t next);

#endif
