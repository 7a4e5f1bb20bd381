// SPDX-License-Identifier: GPL-2.0-only
/* The decision core, asked about real packets: what a proof rests on. */
#include <stdlib.h>
#include <string.h>
#include "../../core/emit.h"
#include "../packet/forge.h"
#include "../packet/judge.h"
#include "prove.h"

bool oracle_option(struct prover *p, struct witness *wit, int kind)
{
	static const uint32_t forms[] = { RG_CIPSO_SHORTEST, RG_CIPSO_BITMAP };
	uint16_t cat[RG_EMIT_NAMES_MAX], perm[RG_EMIT_NAMES_MAX];
	struct rg_wire_label wire;
	uint32_t len = 0;
	int i;

	if (rg_emit_numbers(&p->v->img, wit->doi, &wit->label, cat, &wire) != RG_E_OK)
		return false;
	if (kind == RG_LABEL_CIPSO && wit->apart &&
	    rg_emit_apart(&p->v->img, cat, perm, &wire) != RG_E_OK)
		return false;
	if (kind == RG_LABEL_CALIPSO) {
		if (rg_emit_calipso(&wire, false, wit->option, &len) != RG_E_OK)
			return false;
	} else if (kind == RG_LABEL_RIPSO) {
		if (rg_emit_ripso(&wire, wit->option, &len) != RG_E_OK)
			return false;
	} else {
		/* A list cannot say that a zero bit releases; a bitmap can. */
		for (i = 0; i < 2; i++)
			if (rg_emit_cipso(&wire, forms[i], wit->option, &len) == RG_E_OK)
				break;
		if (i == 2)
			return false;
	}
	wit->option_len = len;
	wit->family = kind == RG_LABEL_CALIPSO ? 6 : 4;
	return true;
}

bool oracle_frame(struct prover *p, const struct witness *wit, struct rg_work *w)
{
	struct rg_forge f = { .family = wit->family, .proto = 17, .ttl = 64, .sport = 40000,
			      .dport = 9, .payload = 32, .options_len = wit->option_len };
	int six = wit->family == 6;

	if (!p->has[wit->leg.s][six] || !p->has[wit->leg.d][six])
		return false;
	memcpy(f.src, p->address[wit->leg.s][six], 16);
	memcpy(f.dst, p->address[wit->leg.d][six], 16);
	memcpy(f.options, wit->option, wit->option_len);
	memset(w, 0, sizeof(*w));
	if (rg_forge_frame(&f, w))
		return false;
	w->in = wit->leg.in;
	w->out = RG_IF_NONE;
	w->hub_up = ~0u;
	w->relay = !!(rg_interface(&p->v->img, w->in)->flags & RG_IF_HUB);
	w->clock.wall = wit->time;
	w->clock.mono = wit->time;
	return true;
}

bool oracle_permits(struct prover *p, struct witness *wit)
{
	if (!oracle_frame(p, wit, &wit->w))
		return false;
	wit->w.out = wit->leg.out;
	p->asked++;
	rg_judge_egress(p->v, &wit->w);
	/*
	 * What the egress's encoding cannot say of this label, it may be able to say of
	 * another one that all rules treat alike: no proof rests on it.
	 */
	return wit->w.v.pass || wit->w.v.reason == RG_R_UNTRANSLATABLE ||
	       wit->w.v.reason == RG_R_LABEL_ROOM;
}

/* ---- an address of each nation ---- */

/**
 * struct walk - a walk over one nation table
 * @addr: the address that the cell under examination begins with
 * @budget: cells that may still be visited
 */
struct walk {
	struct prover *p;
	uint8_t addr[16];
	unsigned int width, budget;
};

static void set_bits(uint8_t *addr, unsigned int at, unsigned int n, uint32_t value)
{
	unsigned int i, bit;

	for (i = 0; i < n; i++) {
		bit = at + i;
		if (n - 1 - i < 32 && value >> (n - 1 - i) & 1)
			addr[bit / 8] |= 0x80 >> (bit % 8);
		else
			addr[bit / 8] &= ~(0x80 >> (bit % 8));
	}
}

/* Addresses that no router may forward are nobody's example. */
static bool usable(const struct walk *w, const uint8_t *a)
{
	static const uint8_t zero[15];

	if (w->width == 32)
		return a[0] && a[0] != 127 && a[0] < 224;
	return a[0] != 0xff && !(a[0] == 0xfe && (a[1] & 0xc0) == 0x80) && memcmp(a, zero, 10);
}

static void keep(struct walk *w, uint32_t value)
{
	uint32_t nation = RG_VALUE_NATION(value);
	unsigned int last = w->width / 8 - 1, six = w->width != 32;
	uint8_t near[16];

	if (!nation || value & RG_VALUE_GEO || w->p->has[nation][six] || !usable(w, w->addr))
		return;
	/* Not the network's own address, if there is another. */
	memcpy(near, w->addr, sizeof(near));
	if (!near[last])
		near[last] = 2;
	if (rg_nation(&w->p->v->img, six ? 6 : 4, near) != value)
		memcpy(near, w->addr, sizeof(near));
	memcpy(w->p->address[nation][six], near, sizeof(near));
	w->p->has[nation][six] = 1;
}

static uint64_t cell_at(const struct walk *w, uint32_t index)
{
	const uint8_t *image = w->p->v->bytes;

	return *(const uint64_t *)(image + rg_header(&w->p->v->img)->sec[RG_SEC_CELL].off +
				   (size_t)index * 8);
}

static void walk_cell(struct walk *w, uint64_t cell, unsigned int used)
{
	uint32_t i, n = RG_CELL_N(cell), first = RG_CELL_FIRST(cell);
	unsigned int bits;
	uint64_t elem;

	if (!w->budget--) {
		w->budget = 0;
		return;
	}
	if (RG_CELL_KIND(cell) == RG_CELL_LEAF) {
		set_bits(w->addr, used, w->width - used, 0);
		keep(w, first);
	} else if (RG_CELL_KIND(cell) == RG_CELL_NODE) {
		for (i = 0; i < 1u << n; i++) {
			set_bits(w->addr, used, n, i);
			walk_cell(w, cell_at(w, first + i), used + n);
		}
	} else {
		bits = w->width - used < 32 ? w->width - used : 32;
		for (i = 0; i < n; i++) {
			elem = cell_at(w, first + i);
			set_bits(w->addr, used, bits, RG_ELEM_KEY(elem) >> (32 - bits));
			set_bits(w->addr, used + bits, w->width - used - bits, 0);
			if (RG_ELEM_VALUE(elem) & RG_ELEM_MORE)
				walk_cell(w, cell_at(w, RG_ELEM_VALUE(elem) & ~RG_ELEM_MORE),
					  used + bits);
			else
				keep(w, RG_ELEM_VALUE(elem));
		}
	}
}

void oracle_addresses(struct prover *p)
{
	const struct rg_image_header *h = rg_header(&p->v->img);
	unsigned int budget = h->sec[RG_SEC_CELL].count * 4 + 2;
	struct walk w4 = { .p = p, .width = 32, .budget = budget };
	struct walk w6 = { .p = p, .width = 128, .budget = budget };

	walk_cell(&w4, h->root4, 0);
	walk_cell(&w6, h->root6, 0);
}
