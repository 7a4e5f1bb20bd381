// SPDX-License-Identifier: GPL-2.0-only
/* Addresses that changed hands: the two policies' nation tables, laid side by side. */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include "diff.h"

/** struct piece - addresses from @first on, to the next piece, have one owner */
struct piece {
	uint8_t first[16];
	uint32_t value;
};

struct table {
	struct piece *v;
	size_t n, cap;
	const struct rg_view *view;
	unsigned int width;
};

static void add_piece(struct table *t, const uint8_t *first, uint32_t value)
{
	if (t->n && t->v[t->n - 1].value == value)
		return;
	if (t->n == t->cap) {
		t->cap = t->cap ? t->cap * 2 : 1024;
		t->v = realloc(t->v, t->cap * sizeof(*t->v));
		if (!t->v)
			abort();
	}
	memcpy(t->v[t->n].first, first, 16);
	t->v[t->n++].value = value;
}

static void put_bits(uint8_t *addr, unsigned int at, unsigned int n, uint32_t value)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		uint8_t bit = 0x80 >> ((at + i) % 8);

		if (n - 1 - i < 32 && value >> (n - 1 - i) & 1)
			addr[(at + i) / 8] |= bit;
		else
			addr[(at + i) / 8] &= ~bit;
	}
}

static uint64_t cell_at(const struct table *t, uint32_t index)
{
	return *(const uint64_t *)(t->view->bytes +
				   rg_header(&t->view->img)->sec[RG_SEC_CELL].off +
				   (size_t)index * 8);
}

/* Depth first, lowest address first; the validator has seen to it that it ends. */
static void flatten(struct table *t, uint64_t cell, uint8_t *addr, unsigned int used)
{
	uint32_t i, n = RG_CELL_N(cell), first = RG_CELL_FIRST(cell);
	unsigned int bits;
	uint64_t elem;

	put_bits(addr, used, t->width - used, 0);
	if (RG_CELL_KIND(cell) == RG_CELL_LEAF) {
		add_piece(t, addr, first);
	} else if (RG_CELL_KIND(cell) == RG_CELL_NODE) {
		for (i = 0; i < 1u << n; i++) {
			put_bits(addr, used, n, i);
			flatten(t, cell_at(t, first + i), addr, used + n);
		}
	} else {
		bits = t->width - used < 32 ? t->width - used : 32;
		for (i = 0; i < n; i++) {
			elem = cell_at(t, first + i);
			put_bits(addr, used, bits, RG_ELEM_KEY(elem) >> (32 - bits));
			put_bits(addr, used + bits, t->width - used - bits, 0);
			if (RG_ELEM_VALUE(elem) & RG_ELEM_MORE)
				flatten(t, cell_at(t, RG_ELEM_VALUE(elem) & ~RG_ELEM_MORE), addr,
					used + bits);
			else
				add_piece(t, addr, RG_ELEM_VALUE(elem));
		}
	}
}

static struct table table_of(const struct rg_view *v, unsigned int width)
{
	struct table t = { .view = v, .width = width };
	uint8_t addr[16] = { 0 };

	flatten(&t, width == 32 ? rg_header(&v->img)->root4 : rg_header(&v->img)->root6, addr, 0);
	return t;
}

static bool same_owner(const struct table *a, uint32_t x, const struct table *b, uint32_t y)
{
	return !((x ^ y) & RG_VALUE_GEO) && !strcmp(rg_view_nation(a->view, RG_VALUE_NATION(x)),
						    rg_view_nation(b->view, RG_VALUE_NATION(y)));
}

static json_t *owner(const struct table *t, uint32_t value)
{
	if (!RG_VALUE_NATION(value))
		return json_string("nobody's");
	return json_sprintf("%s%s", rg_view_nation(t->view, RG_VALUE_NATION(value)),
			    value & RG_VALUE_GEO ? " (by geography)" : "");
}

static json_t *address(const struct table *t, const uint8_t *addr, bool before)
{
	uint8_t last[16];
	char text[INET6_ADDRSTRLEN];
	int i;

	memcpy(last, addr, sizeof(last));
	for (i = t->width / 8 - 1; before && i >= 0 && last[i]-- == 0; i--)
		;
	inet_ntop(t->width == 32 ? AF_INET : AF_INET6, last, text, sizeof(text));
	return json_string(text);
}

/* The owner changes hands where either table has a new piece. */
static void compare(json_t *out, const struct table *a, const struct table *b)
{
	static const uint8_t zero[16];
	size_t i = 0, k = 0;
	json_t *open = NULL;
	uint32_t x = 0, y = 0;
	const uint8_t *at;
	int order;

	while (i < a->n || k < b->n) {
		order = i == a->n ? 1 : k == b->n ? -1 :
			memcmp(a->v[i].first, b->v[k].first, a->width / 8);
		at = order <= 0 ? a->v[i].first : b->v[k].first;
		if (open)
			json_object_set_new(open, "last", address(a, at, true));
		open = NULL;
		if (order <= 0)
			x = a->v[i++].value;
		if (order >= 0)
			y = b->v[k++].value;
		if (same_owner(a, x, b, y))
			continue;
		open = json_pack("{so so so}", "first", address(a, at, false),
				 "was", owner(a, x), "now", owner(b, y));
		json_array_append_new(out, open);
	}
	if (open)
		json_object_set_new(open, "last", address(a, zero, true));
}

json_t *diff_addresses(const struct compared *c)
{
	static const unsigned int width[] = { 32, 128 };
	json_t *out = json_array();
	struct table a, b;
	int i;

	for (i = 0; i < 2; i++) {
		a = table_of(c->side[0].v, width[i]);
		b = table_of(c->side[1].v, width[i]);
		compare(out, &a, &b);
		free(a.v);
		free(b.v);
	}
	return out;
}
