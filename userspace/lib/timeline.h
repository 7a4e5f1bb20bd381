/* SPDX-License-Identifier: GPL-2.0-only */
/* Where an agreement stands at a given time, for people. */
#ifndef RELGATE_TIMELINE_H
#define RELGATE_TIMELINE_H

#include "view.h"

/** rg_timeline_operates() - does an agreement operate at @at (seconds since 1970, both clocks) */
bool rg_timeline_operates(const struct rg_view *v, uint32_t agreement, int64_t at);

/** rg_timeline_next() - when it next begins or ceases to operate after @at, or RG_TIME_NEVER */
int64_t rg_timeline_next(const struct rg_view *v, uint32_t agreement, int64_t at);

/**
 * rg_timeline_state() - "operating, notice given", "signed", "lapsed by notice" ...
 * @v: the policy
 * @agreement: its index
 * @at: seconds since 1970 UTC
 * @buf: at least 96 bytes
 *
 * Return: @buf.
 */
const char *rg_timeline_state(const struct rg_view *v, uint32_t agreement, int64_t at, char *buf,
			      size_t size);

/** rg_timeline_json() - its dates: [{ "when": seconds, "event": "signed" }, ...] */
json_t *rg_timeline_json(const struct rg_view *v, uint32_t agreement);

#endif
