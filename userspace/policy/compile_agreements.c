// SPDX-License-Identifier: GPL-2.0-only
/* Agreements, when they operate, and which of them cover each pair of nations. */
#include <string.h>
#include "image.h"

static uint32_t put_indices(struct image *img, const uint16_t *v, size_t n)
{
	uint32_t first = image_count(img, RG_SEC_INDEX, sizeof(*v));

	if (n)
		memcpy(image_add(img, RG_SEC_INDEX, n * sizeof(*v)), v, n * sizeof(*v));
	return first;
}

static void put_agreement(struct image *img, const struct m_agreement *a)
{
	struct rg_agreement *out = image_add(img, RG_SEC_AGREEMENT, sizeof(*out));
	size_t size = a->window.n * sizeof(struct rg_window);
	size_t events = a->event.n * sizeof(struct rg_milestone);

	out->name = image_string(img, a->name);
	out->flags = a->flags;
	out->level_min = a->level_min;
	out->level_max = a->level_max;
	out->hub = a->hub;
	out->hub_mask = a->hub_mask;
	out->set = image_set(img, &a->set);
	out->hop_count = a->hop.n;
	out->hop_first = put_indices(img, a->hop.v, a->hop.n);
	out->require_count = a->require.n;
	out->require_first = put_indices(img, a->require.v, a->require.n);
	out->window_first = image_count(img, RG_SEC_WINDOW, sizeof(struct rg_window));
	out->window_count = a->window.n;
	if (size)
		memcpy(image_add(img, RG_SEC_WINDOW, size), a->window.v, size);
	out->event_first = image_count(img, RG_SEC_EVENT, sizeof(struct rg_milestone));
	out->event_count = a->event.n;
	if (events)
		memcpy(image_add(img, RG_SEC_EVENT, events), a->event.v, events);
}

/* Which agreements cover each pair: lists of indices, ascending. */
struct pairs {
	struct image *img;
	unsigned int dim;
	uint16_t (*list)[RG_PAIR_AGREEMENT_MAX];
	uint8_t *count;
	uint32_t *bucket;	/* of lists in the pool, by hash: RG_PAIR() */
};

#define PAIR_BUCKETS	(1u << 17)	/* more than there are pairs */

static int pair_add(struct pairs *p, const struct m_agreement *a, uint16_t index,
		    unsigned int from, unsigned int to)
{
	struct model *m = p->img->m;
	unsigned int at = from * p->dim + to;

	if (p->count[at] == RG_PAIR_AGREEMENT_MAX) {
		diag_error(m->d, a->node->a->loc, "more than %u agreements and deny statements "
			   "cover the pair %s -> %s", RG_PAIR_AGREEMENT_MAX,
			   m->nation.v[from].code, m->nation.v[to].code);
		diag_help(m->d, "make one of several");
		return -1;
	}
	p->list[at][p->count[at]++] = index;
	return 0;
}

static int pairs_of(struct pairs *p, const struct m_agreement *a, uint16_t index)
{
	struct rg_nset from_any = { { 0 } };
	unsigned int from, to;
	size_t i, w;

	for (i = 0; i < a->side.n; i++)
		for (w = 0; w < RG_NSET_WORDS; w++)
			from_any.w[w] |= a->side.v[i].from.w[w];
	for (from = 1; from < p->dim; from++) {
		if (!nset_has(&from_any, from))
			continue;
		for (to = 1; to < p->dim; to++)
			if (agreement_covers(a, from, to) && pair_add(p, a, index, from, to))
				return -1;
	}
	return 0;
}

/* Where the list stands in the pool; equal lists share one place. */
static uint32_t place_list(struct pairs *p, const uint16_t *list, unsigned int count)
{
	const uint16_t *pool;
	uint32_t h = count, first;
	unsigned int i;

	for (i = 0; i < count; i++)
		h = (h ^ list[i]) * 2654435761u;
	for (h >>= 15;; h = (h + 1) & (PAIR_BUCKETS - 1)) {
		pool = (const uint16_t *)p->img->sec[RG_SEC_INDEX].v;
		if (!p->bucket[h])
			break;
		if (RG_PAIR_COUNT(p->bucket[h]) == count &&
		    !memcmp(pool + RG_PAIR_FIRST(p->bucket[h]), list, count * sizeof(*list)))
			return p->bucket[h];
	}
	first = put_indices(p->img, list, count);
	p->bucket[h] = RG_PAIR(first, count);
	return p->bucket[h];
}

static void put_matrix(struct pairs *p)
{
	unsigned int n = p->dim * p->dim, i;
	__u32 *matrix = image_add(p->img, RG_SEC_PAIR, n * sizeof(*matrix));

	for (i = 0; i < n; i++)
		if (p->count[i])
			matrix[i] = place_list(p, p->list[i], p->count[i]);
}

/* Pairs that an agreement by a hub names together with the hub itself are none of its. */
static void check_empty(struct model *m, const struct m_agreement *a)
{
	unsigned int from, to;

	for (from = 1; from < m->nation.n; from++)
		for (to = 1; to < m->nation.n; to++)
			if (agreement_covers(a, from, to))
				return;
	diag_error(m->d, a->node->a->loc, "'%s' covers no pair of nations", a->name);
	diag_help(m->d, "an agreement via a hub covers no pair that contains the hub");
}

void compile_agreements(struct image *img)
{
	struct model *m = img->m;
	size_t cells = m->nation.n * m->nation.n, i;
	struct pairs p = { .img = img, .dim = m->nation.n };

	p.list = arena_alloc(m->arena, cells * sizeof(*p.list));
	p.count = arena_alloc(m->arena, cells);
	p.bucket = arena_alloc(m->arena, PAIR_BUCKETS * sizeof(*p.bucket));
	for (i = 0; i < m->agreement.n; i++) {
		check_empty(m, &m->agreement.v[i]);
		put_agreement(img, &m->agreement.v[i]);
	}
	for (i = 0; i < m->agreement.n; i++)
		if (pairs_of(&p, &m->agreement.v[i], i))
			break;
	put_matrix(&p);
}
