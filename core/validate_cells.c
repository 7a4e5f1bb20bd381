// SPDX-License-Identifier: GPL-2.0-only
/*
 * The validator: nation tables.  They are walked depth first, which needs no
 * memory: a level of the stack is a node or list and how far the walk is in it.
 */
#include "check.h"

struct rg_cell_walk {
	struct rg_check *c;
	u32 width;		/* bits of an address */
	u32 budget;		/* cells that may still be visited, of both tables */
	u32 depth;
	struct rg_cell_level {
		u32 first, at, end;
		u32 used;	/* bits of the address that lead into it, its own included */
		u32 list;
	} level[RG_WALK_MAX];
};

static u32 rg_refuse_cell(const struct rg_cell_walk *w, u32 code, u32 index)
{
	return rg_refuse_image(w->c, code, index);
}

static bool rg_value_ok(const struct rg_check *c, u32 value)
{
	return !(value & ~(0xffu | RG_VALUE_GEO)) &&
	       RG_VALUE_NATION(value) < rg_count(c, RG_SEC_NATION);
}

/* A node or list of @n cells from @first on; @min: the first cell it may point to. */
static u32 rg_cell_push(struct rg_cell_walk *w, u32 first, u32 n, u32 min, u32 used, u32 list)
{
	u64 start = w->c->h->sec[RG_SEC_CELL].off + (u64)first * 8;
	u64 last = start + (u64)n * 8 - 1;

	if (first < min || !rg_range_in(w->c, RG_SEC_CELL, first, n))
		return rg_refuse_cell(w, RG_F_CELL_BOUNDS, min);
	if (start >> RG_PAGE_SHIFT != last >> RG_PAGE_SHIFT)
		return rg_refuse_cell(w, RG_F_CELL_PAGE, first);
	if (n > w->budget)
		return rg_refuse_cell(w, RG_F_CELL_SHARED, first);
	w->budget -= n;
	w->level[w->depth++] = (struct rg_cell_level){
		.first = first, .at = first, .end = first + n, .used = used, .list = list,
	};
	return RG_F_OK;
}

/* A cell that a look-up visits as its (depth + 1)th; @min is the index behind its own. */
static u32 rg_check_cell(struct rg_cell_walk *w, u64 cell, u32 min)
{
	u32 used = w->depth ? w->level[w->depth - 1].used : 0;
	u32 n = RG_CELL_N(cell);

	if (w->depth >= RG_WALK_MAX)
		return rg_refuse_cell(w, RG_F_CELL_DEPTH, min);
	if (cell >> 48 & 0x3fff)
		return rg_refuse_cell(w, RG_F_CELL_KIND, min);
	switch (RG_CELL_KIND(cell)) {
	case RG_CELL_LEAF:
		if (n || !rg_value_ok(w->c, RG_CELL_FIRST(cell)))
			return rg_refuse_cell(w, RG_F_CELL_VALUE, min);
		return RG_F_OK;
	case RG_CELL_NODE:
		if (!n || n > RG_NODE_BITS_MAX || used + n > w->width)
			return rg_refuse_cell(w, RG_F_CELL_BITS, min);
		return rg_cell_push(w, RG_CELL_FIRST(cell), 1u << n, min, used + n, 0);
	case RG_CELL_LIST:
		if (used >= w->width)
			return rg_refuse_cell(w, RG_F_CELL_BITS, min);
		if (!n || n > RG_LIST_MAX)
			return rg_refuse_cell(w, RG_F_CELL_LIST, min);
		used = w->width - used > 32 ? used + 32 : w->width;
		return rg_cell_push(w, RG_CELL_FIRST(cell), n, min, used, 1);
	default:
		return rg_refuse_cell(w, RG_F_CELL_KIND, min);
	}
}

/* The element at @at of the list that is walked. */
static u32 rg_check_element(struct rg_cell_walk *w, const u64 *cells, u32 at)
{
	u32 value = RG_ELEM_VALUE(cells[at]);
	u32 key = RG_ELEM_KEY(cells[at]);
	bool first = at == w->level[w->depth - 1].first;

	if (first ? key != 0 : key <= RG_ELEM_KEY(cells[at - 1]))
		return rg_refuse_cell(w, RG_F_CELL_LIST, at);
	if (!(value & RG_ELEM_MORE))
		return rg_value_ok(w->c, value) ? RG_F_OK :
		       rg_refuse_cell(w, RG_F_CELL_VALUE, at);
	value &= ~RG_ELEM_MORE;
	if (value <= at || value >= rg_count(w->c, RG_SEC_CELL))
		return rg_refuse_cell(w, RG_F_CELL_BOUNDS, at);
	if (!w->budget)
		return rg_refuse_cell(w, RG_F_CELL_SHARED, at);
	w->budget--;
	return rg_check_cell(w, cells[value], value + 1);
}

static u32 rg_check_table(struct rg_cell_walk *w, u64 root, u32 width)
{
	const u64 *cells = rg_records(w->c, RG_SEC_CELL);
	struct rg_cell_level *l;
	u32 reason, at;

	w->width = width;
	w->depth = 0;
	reason = rg_check_cell(w, root, 0);
	while (!reason && w->depth) {
		l = &w->level[w->depth - 1];
		if (l->at == l->end) {
			w->depth--;
			continue;
		}
		at = l->at++;
		reason = l->list ? rg_check_element(w, cells, at) :
				   rg_check_cell(w, cells[at], at + 1);
	}
	return reason;
}

u32 rg_check_cells(struct rg_check *c)
{
	struct rg_cell_walk w = {
		.c = c, .budget = rg_count(c, RG_SEC_CELL) * RG_CELL_UNFOLD_MAX,
	};
	u32 reason = rg_check_table(&w, c->h->root4, 32);

	return reason ? reason : rg_check_table(&w, c->h->root6, 128);
}
