// SPDX-License-Identifier: GPL-2.0-only
#include <stddef.h>
#include <string.h>
#include "box.h"

void box_copy(struct box *to, const struct box *from)
{
	memcpy(to, from, offsetof(struct box, win) + from->wins * sizeof(from->win[0]));
}

void box_levels(struct box *b, int lo, int hi)
{
	if (lo > b->lo)
		b->lo = lo;
	if (hi < b->hi)
		b->hi = hi;
}

void box_set(struct box *b, const struct rg_set *set)
{
	int i;

	for (i = 0; i < RG_SET_WORDS; i++)
		b->allowed.w[i] &= set->w[i];
}

void box_windows(struct box *b, const struct rg_window *w, unsigned int n)
{
	struct rg_window old[BOX_WINDOWS_MAX];
	unsigned int i = 0, k = 0, had = b->wins;
	int64_t from, until;

	memcpy(old, b->win, had * sizeof(old[0]));
	b->wins = 0;
	while (i < had && k < n) {
		from = old[i].from > w[k].from ? old[i].from : w[k].from;
		until = old[i].until < w[k].until ? old[i].until : w[k].until;
		if (from < until && b->wins < BOX_WINDOWS_MAX)
			b->win[b->wins++] = (struct rg_window){ from, until };
		if (old[i].until < w[k].until)
			i++;
		else
			k++;
	}
}

bool box_grant(struct box *b, const struct rg_view *v, const struct rg_agreement *a, uint32_t to)
{
	const struct rg_set *subjects = rg_set(&v->img, 0);
	uint64_t left = 0;
	int i;

	box_levels(b, a->level_min, a->level_max);
	if (!(a->flags & RG_A_SUBJECT_ANY)) {
		box_set(b, rg_set(&v->img, a->set));
		b->needs_subject |= !(a->flags & RG_A_OR_NONE);
	}
	if (!(a->flags & RG_A_RELEASE_ANY))
		add_nation(&b->need, to);
	if (b->lo > b->hi || !a->window_count)
		return false;
	box_windows(b, rg_window(&v->img, a->window_first), a->window_count);
	for (i = 0; i < RG_SET_WORDS; i++)
		left |= b->allowed.w[i] & subjects->w[i];
	return b->wins && (!b->needs_subject || left);
}
