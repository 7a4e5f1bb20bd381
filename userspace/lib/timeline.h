/* SPDX-License-Identifier: GPL-2.0-only */
/* Where an agreement stands at a given time, for people. */
#ifndef RELGATE_TIMELINE_H
#define RELGATE_TIMELINE_H

#include "view.h"

/** rg_timeline_operates() - does an agreement operate, by both clocks */
bool rg_timeline_operates(const struct rg_view *v, uint32_t agreement, const struct rg_clock *c);

/** rg_timeline_next() - the next date at which it begins or ceases to operate, or RG_TIME_NEVER */
int64_t rg_timeline_next(const struct rg_view *v, uint32_t agreement, const struct rg_clock *c);

/**
 * rg_timeline_state() - "operating, notice given", "signed", "lapsed by notice" ...
 * @v: the policy
 * @agreement: its index
 * @c: the clocks
 * @buf: at least 96 bytes
 *
 * Return: @buf.
 */
const char *rg_timeline_state(const struct rg_view *v, uint32_t agreement,
			      const struct rg_clock *c, char *buf, size_t size);

/** rg_timeline_json() - its dates: [{ "when": seconds, "event": "signed" }, ...] */
json_t *rg_timeline_json(const struct rg_view *v, uint32_t agreement);

#endif
