// SPDX-License-Identifier: GPL-2.0-only
/*
 * A block is all addresses with one prefix.  It is handed around as the run of
 * segments that it touches: the first one covers the block's first address, the
 * others begin inside.  One segment is a leaf; a few (in windows of 32 bits) are
 * a list; more are a node, and each of its children is a block again.
 *
 * A table is built once with small nodes and short lists.  Should some walk come
 * out longer than RG_WALK_MAX, it is built again with larger nodes: with 9 bits
 * no walk over 128 bits is longer than that.  Should the table not fit an image,
 * it is built again with longer lists, which are slower and smaller.
 */
#include <string.h>
#include "nation_table.h"

#define ROOT_SEGMENTS	50000	/* IPv4 tables from here on get a root that fills a page */
#define CELLS_MAX	(RG_IMAGE_MAX / 8)

struct build {
	struct nation_table *t;
	unsigned int width;
	unsigned int node_min;	/* bits of a node, at least */
	unsigned int list_good;	/* elements of a list for which no node is put before it */
	unsigned int visits;
	int full;
};

/* One element of a list to be; with @n, the block of its window has to be built. */
struct element {
	uint32_t key, value;
	const struct segment *sub;
	size_t n;
};

static uint64_t block_cell(struct build *b, const struct segment *s, size_t n, unsigned int depth,
			   unsigned int visit);

static addr_t behind(addr_t a, unsigned int bits)
{
	return bits >= 128 ? 0 : a << bits;
}

static uint32_t window(addr_t start, unsigned int depth)
{
	return (uint32_t)(behind(start, depth) >> 96);
}

/* Room for @n cells in one page; a node of a whole page gets one of its own. */
static size_t take(struct build *b, size_t n)
{
	struct nation_table *t = b->t;
	uint64_t in_page = (t->base + t->cell.n * 8) & (RG_PAGE_SIZE - 1);
	size_t pad = in_page + n * 8 > RG_PAGE_SIZE ? (RG_PAGE_SIZE - in_page) / 8 : 0;
	size_t need = t->cell.n + pad + n, first = t->cell.n + pad, cap;
	uint64_t *grown;

	if (need > CELLS_MAX) {
		b->full = 1;
		return 0;
	}
	if (need > t->cell.cap) {
		for (cap = t->cell.cap ? t->cell.cap : 1024; cap < need; cap *= 2)
			;
		grown = arena_alloc(t->arena, cap * sizeof(*grown));
		if (t->cell.n)
			memcpy(grown, t->cell.v, t->cell.n * sizeof(*grown));
		t->cell.v = grown;
		t->cell.cap = cap;
	}
	memset(t->cell.v + t->cell.n, 0, (pad + n) * sizeof(*t->cell.v));
	t->cell.n = need;
	return first;
}

struct plan {
	struct element e[RG_LIST_MAX + 1];
	size_t n;
};

static int plan_add(struct plan *p, uint32_t key, uint32_t value, const struct segment *sub,
		    size_t n)
{
	if (p->n > RG_LIST_MAX)
		return -1;
	p->e[p->n++] = (struct element){ key, value, sub, n };
	return p->n > RG_LIST_MAX ? -1 : 0;
}

/* The list that a block would make; more than RG_LIST_MAX elements: it would be too long. */
static void plan_list(struct plan *p, const struct segment *s, size_t n, unsigned int depth)
{
	size_t i = 1, first;
	uint32_t key, after = 0;
	int pending = 0;	/* an element is due at @after, unless a window begins there */

	p->n = 0;
	if (n == 1 || window(s[1].start, depth) || !behind(s[1].start, depth + 32))
		if (plan_add(p, 0, s[0].value, NULL, 0))
			return;
	while (i < n) {
		key = window(s[i].start, depth);
		if (pending && after < key && plan_add(p, after, s[i - 1].value, NULL, 0))
			return;
		for (first = i; i < n && window(s[i].start, depth) == key; i++)
			;
		pending = 0;
		if (!behind(s[i - 1].start, depth + 32)) {
			if (plan_add(p, key, s[first].value, NULL, 0))
				return;
			continue;
		}
		/* A window with structure inside: the segment that covers its start comes along. */
		if (behind(s[first].start, depth + 32))
			first--;
		if (plan_add(p, key, 0, s + first, i - first))
			return;
		after = key + 1;
		pending = key != 0xffffffff;
	}
	if (pending)
		plan_add(p, after, s[n - 1].value, NULL, 0);
}

static uint64_t list_cell(struct build *b, const struct plan *p, unsigned int depth,
			  unsigned int visit)
{
	size_t first = take(b, p->n), more = 0, at, i;
	uint64_t cell;

	for (i = 0; i < p->n; i++)
		more += !!p->e[i].n;
	at = more && !b->full ? take(b, more) : 0;
	for (i = 0; i < p->n && !b->full; i++) {
		const struct element *e = &p->e[i];

		if (!e->n) {
			b->t->cell.v[first + i] = RG_ELEM(e->key, e->value);
			continue;
		}
		b->t->cell.v[first + i] = RG_ELEM(e->key, RG_ELEM_MORE | at);
		cell = block_cell(b, e->sub, e->n, depth + 32, visit + 1);
		if (!b->full)
			b->t->cell.v[at++] = cell;
	}
	return RG_CELL(RG_CELL_LIST, first, p->n);
}

static uint64_t node_cell(struct build *b, const struct segment *s, size_t n, unsigned int depth,
			  unsigned int bits, unsigned int visit)
{
	size_t children = (size_t)1 << bits, c, i = 1, end, from;
	size_t first = take(b, children);
	uint64_t cell;

	for (c = 0; c < children && !b->full; c++) {
		from = i - 1;
		/* A segment that begins with the child covers its start. */
		if (i < n && !behind(s[i].start, depth + bits) &&
		    behind(s[i].start, depth) >> (128 - bits) == c)
			from = i++;
		for (end = i; end < n && behind(s[end].start, depth) >> (128 - bits) == c; end++)
			;
		cell = block_cell(b, s + from, end - from, depth + bits, visit + 1);
		i = end;
		if (!b->full)
			b->t->cell.v[first + c] = cell;
	}
	return RG_CELL(RG_CELL_NODE, first, bits);
}

static unsigned int log2_floor(size_t n)
{
	unsigned int bits = 0;

	while (n >>= 1)
		bits++;
	return bits;
}

/* A node's size: each child gets a quarter of a good list, to a half. */
static unsigned int node_bits(const struct build *b, size_t inside, unsigned int depth)
{
	unsigned int bits = log2_floor(inside), child = log2_floor(b->list_good) - 2;

	bits -= bits > child ? child : bits;
	if (depth == 0 && b->width == 32 && inside > ROOT_SEGMENTS)
		bits = RG_NODE_BITS_MAX;
	if (bits < b->node_min)
		bits = b->node_min;
	if (bits > RG_NODE_BITS_MAX)
		bits = RG_NODE_BITS_MAX;
	return bits > b->width - depth ? b->width - depth : bits;
}

/* Do the segments inside the block all begin in one child of such a node? */
static int in_one_child(const struct segment *s, size_t n, unsigned int depth, unsigned int bits)
{
	return behind(s[1].start, depth) >> (128 - bits) ==
	       behind(s[n - 1].start, depth) >> (128 - bits);
}

static uint64_t block_cell(struct build *b, const struct segment *s, size_t n, unsigned int depth,
			   unsigned int visit)
{
	unsigned int bits;
	struct plan p;

	if (visit > b->visits)
		b->visits = visit;
	if (n == 1)
		return RG_CELL(RG_CELL_LEAF, s[0].value, 0);
	plan_list(&p, s, n, depth);
	if (p.n <= b->list_good)
		return list_cell(b, &p, depth, visit);
	bits = node_bits(b, n - 1, depth);
	if (p.n <= RG_LIST_MAX && in_one_child(s, n, depth, bits))
		return list_cell(b, &p, depth, visit);
	return node_cell(b, s, n, depth, bits, visit);
}

/* Nodes large enough for the depth, then lists long enough for the size. */
static const struct {
	unsigned int node_min, list_good;
} tuning[] = {
	{ 2, 8 }, { 5, 8 }, { 9, 8 }, { 2, 24 }, { 5, 24 }, { 9, 24 }, { 2, 64 }, { 5, 64 },
	{ 9, 64 },
};

int nation_table_add(struct nation_table *t, const struct segments *s, __u64 *root)
{
	size_t begin = t->cell.n, i;

	for (i = 0; i < sizeof(tuning) / sizeof(tuning[0]); i++) {
		struct build b = {
			.t = t, .width = s->width, .node_min = tuning[i].node_min,
			.list_good = tuning[i].list_good,
		};

		t->cell.n = begin;
		*root = block_cell(&b, s->seg.v, s->seg.n, 0, 1);
		if (b.full || b.visits > RG_WALK_MAX)
			continue;
		if (b.visits > t->visits)
			t->visits = b.visits;
		return 0;
	}
	return -1;
}
