// SPDX-License-Identifier: GPL-2.0-only
/*
 * Nation look-up by longest prefix: a walk over the cells of the image (see the
 * uapi header).  The compiler has resolved which prefix wins, so the walk only
 * finds the interval that an address lies in.
 */
#include "core.h"
#include "image.h"

#define RG_LIST_STEPS 6		/* halves RG_LIST_MAX to one */

RG_LOCAL u64 rg_cell_in(const u8 *page, u32 off)
{
	return *(const u64 *)(page + (off & (RG_PAGE_SIZE - 1) & ~7u));
}

/* The last element of a list whose key is not above @key; the first key is 0. */
RG_LOCAL u64 rg_list_search(const u8 *page, u32 off, u32 count, u32 key)
{
	u32 i, half;

	for (i = 0; i < RG_LIST_STEPS && count > 1; i++) {
		half = count >> 1;
		if (RG_ELEM_KEY(rg_cell_in(page, off + half * 8)) <= key)
			off += half * 8;
		count -= half;
	}
	return rg_cell_in(page, off);
}

/* @hi, @lo: the address from its most significant bit on; both are shifted up as bits are used. */
RG_CALLBACK u32 rg_nation_walk(const struct rg_image *img, u64 cell, u64 hi, u64 lo)
{
	u32 cells = rg_header(img)->sec[RG_SEC_CELL].off;
	u32 step, bits, off;
	const u8 *page;
	u64 elem;

	for (step = 0; step < RG_WALK_MAX; step++) {
		if (RG_CELL_KIND(cell) == RG_CELL_LEAF)
			return RG_CELL_FIRST(cell);
		off = cells + RG_CELL_FIRST(cell) * 8;
		bits = 32;
		if (RG_CELL_KIND(cell) == RG_CELL_NODE) {
			bits = RG_CELL_N(cell) & 31;
			if (!bits)
				return 0;
			off += (u32)(hi >> 32 >> (32 - bits)) * 8;
		}
		page = rg_page(img, off);
		if (!page)
			return 0;
		if (RG_CELL_KIND(cell) == RG_CELL_NODE) {
			cell = rg_cell_in(page, off);
		} else {
			elem = rg_list_search(page, off, RG_CELL_N(cell), hi >> 32);
			if (!(RG_ELEM_VALUE(elem) & RG_ELEM_MORE))
				return RG_ELEM_VALUE(elem);
			off = cells + (RG_ELEM_VALUE(elem) & ~RG_ELEM_MORE) * 8;
			page = rg_page(img, off);
			if (!page)
				return 0;
			cell = rg_cell_in(page, off);
		}
		hi = hi << bits | lo >> (64 - bits);
		lo <<= bits;
	}
	return 0;
}

/**
 * rg_nation4() - whose IPv4 address this is
 * @img: policy
 * @addr: four bytes, network order
 *
 * Return: a value as in RG_VALUE_NATION(); 0 if nobody owns the address.
 */
RG_API u32 rg_nation4(const struct rg_image *img, const u8 *addr)
{
	return rg_nation_walk(img, rg_header(img)->root4, (u64)rg_be32(addr) << 32, 0);
}

/**
 * rg_nation6() - whose IPv6 address this is
 * @img: policy
 * @addr: sixteen bytes, network order
 *
 * Return: as rg_nation4().
 */
RG_API u32 rg_nation6(const struct rg_image *img, const u8 *addr)
{
	return rg_nation_walk(img, rg_header(img)->root6,
			      (u64)rg_be32(addr) << 32 | rg_be32(addr + 4),
			      (u64)rg_be32(addr + 8) << 32 | rg_be32(addr + 12));
}

/**
 * rg_nation() - whose address this is
 * @img: policy
 * @family: 4 or 6
 * @addr: four or sixteen bytes, network order; sixteen must be readable
 *
 * Return: as rg_nation4().
 */
RG_API u32 rg_nation(const struct rg_image *img, u32 family, const u8 *addr)
{
	const struct rg_image_header *h = rg_header(img);
	u64 hi = (u64)rg_be32(addr) << 32;
	u64 root = h->root4;
	u64 lo = 0;

	if (family != 4) {
		hi |= rg_be32(addr + 4);
		lo = (u64)rg_be32(addr + 8) << 32 | rg_be32(addr + 12);
		root = h->root6;
	}
	return rg_nation_walk(img, root, hi, lo);
}
