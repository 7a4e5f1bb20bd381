/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A box: the labels, and times, that some choice of agreements grants.  Every
 * test that the core makes of a label narrows one of the box's sides, so the
 * labels that cross are a union of boxes, less what deny statements take away.
 */
#ifndef RELGATE_BOX_H
#define RELGATE_BOX_H

#include "prove.h"

#define BOX_WINDOWS_MAX 256	/* 15 agreements of 16 windows are asked at most */

/**
 * struct box - labels and times
 * @lo, @hi: rungs
 * @allowed: categories that the label may have
 * @needs_subject: it must have one
 * @need: nations that it must count as released to
 * @strict: nations that its own release list must name
 * @win, @wins: the times; win comes last, so that a copy can stop early
 */
struct box {
	int lo, hi;
	struct rg_set allowed;
	bool needs_subject;
	struct rg_nset need, strict;
	unsigned int wins;
	struct rg_window win[BOX_WINDOWS_MAX];
};

void box_copy(struct box *to, const struct box *from);
/** box_levels() - only these rungs; box_set(): only these categories */
void box_levels(struct box *b, int lo, int hi);
void box_set(struct box *b, const struct rg_set *set);
/** box_windows() - only within these times, ascending */
void box_windows(struct box *b, const struct rg_window *w, unsigned int n);
/** box_grant() - what a direct agreement grants for @to; false if nothing is left */
bool box_grant(struct box *b, const struct rg_view *v, const struct rg_agreement *a, uint32_t to);

#endif
