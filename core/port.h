/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the core needs of the place it is compiled for, and the only #ifdefs.
 *
 * Three places: userspace, kernel module (__KERNEL__), BPF (__bpf__).  In BPF
 * the whole core is one unit (core.c is included), the policy image lives in
 * the pages of a map, and loops that run longer than a few steps go through
 * bpf_loop(), so that the verifier walks their body once.
 */
#ifndef RG_PORT_H
#define RG_PORT_H

#if defined(__bpf__)

#include <linux/bpf.h>
#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <bpf/bpf_helpers.h>

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __s32 s32;
typedef __u64 u64;
typedef __s64 s64;

#define RG_API static __always_inline
#define RG_SUB static __attribute__((noinline, unused))
#define RG_LOCAL static __always_inline
#define RG_CALLBACK static __attribute__((noinline))

#elif defined(__KERNEL__)

#include <linux/types.h>
#include <linux/stddef.h>
#include <linux/string.h>
#include <asm/barrier.h>

#define RG_API
#define RG_SUB
#define RG_LOCAL static inline
#define RG_CALLBACK static

#else

#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __s32 s32;
typedef __u64 u64;
typedef __s64 s64;

#define RG_API
#define RG_SUB
#define RG_LOCAL static inline
#define RG_CALLBACK static

#endif

#include "../include/uapi/linux/relgate.h"

/*
 * Loads from any address, in the host's order.  BPF's compiler would put them together
 * from single octets; the kernels that run us load words from any address.
 */
#if defined(__bpf__)
#define RG_LOAD(type, p) (*(const type *)(p))
#else
#define RG_LOAD(type, p) \
	({ \
		type rg_v_; \
		__builtin_memcpy(&rg_v_, (p), sizeof(rg_v_)); \
		rg_v_; \
	})
#endif

RG_LOCAL u32 rg_load16(const u8 *p)
{
	return RG_LOAD(u16, p);
}

RG_LOCAL u32 rg_load32(const u8 *p)
{
	return RG_LOAD(u32, p);
}

RG_LOCAL u64 rg_load64(const u8 *p)
{
	return RG_LOAD(u64, p);
}

/* Network order. */
RG_LOCAL u32 rg_be16(const u8 *p)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	return __builtin_bswap16(rg_load16(p));
#else
	return rg_load16(p);
#endif
}

/* Big-endian. */
RG_LOCAL void rg_put16(u8 *p, u32 v)
{
	p[0] = v >> 8;
	p[1] = v;
}

RG_LOCAL void rg_put32(u8 *p, u32 v)
{
	rg_put16(p, v >> 16);
	rg_put16(p + 2, v);
}

RG_LOCAL u32 rg_be32(const u8 *p)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	return __builtin_bswap32(rg_load32(p));
#else
	return rg_load32(p);
#endif
}

#if defined(__bpf__)
#define RG_STORE_AT(type, p, v) (*(type *)(p) = (v))
#else
#define RG_STORE_AT(type, p, v) \
	do { \
		type rg_v_ = (v); \
		__builtin_memcpy((p), &rg_v_, sizeof(rg_v_)); \
	} while (0)
#endif

/* A word whose octets, in the order of memory, are all ones where the argument is 1. */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define RG_OCTETS(a, b, c, d, e, f, g, h) \
	(0xffull * ((u64)(a) | (u64)(b) << 8 | (u64)(c) << 16 | (u64)(d) << 24 | \
		    (u64)(e) << 32 | (u64)(f) << 40 | (u64)(g) << 48 | (u64)(h) << 56))
#else
#define RG_OCTETS(a, b, c, d, e, f, g, h) \
	(0xffull * ((u64)(h) | (u64)(g) << 8 | (u64)(f) << 16 | (u64)(e) << 24 | \
		    (u64)(d) << 32 | (u64)(c) << 40 | (u64)(b) << 48 | (u64)(a) << 56))
#endif

RG_LOCAL void rg_copy4(u8 *to, const u8 *from)
{
	RG_STORE_AT(u32, to, RG_LOAD(u32, from));
}

RG_LOCAL void rg_copy6(u8 *to, const u8 *from)
{
	rg_copy4(to, from);
	RG_STORE_AT(u16, to + 4, RG_LOAD(u16, from + 4));
}

RG_LOCAL void rg_copy16(u8 *to, const u8 *from)
{
	RG_STORE_AT(u64, to, RG_LOAD(u64, from));
	RG_STORE_AT(u64, to + 8, RG_LOAD(u64, from + 8));
}

/* Six octets each. */
RG_LOCAL bool rg_mac_same(const u8 *a, const u8 *b)
{
	return !((rg_load32(a) ^ rg_load32(b)) | (rg_load16(a + 4) ^ rg_load16(b + 4)));
}

/* Counters that others read meanwhile: no store is torn; published after all before it. */
#define RG_STORE(x, v) (*(volatile __typeof__(x) *)&(x) = (v))
#if defined(__KERNEL__)
#define RG_PUBLISH(x, v) smp_store_release(&(x), v)
#else
#define RG_PUBLISH(x, v) \
	do { \
		asm volatile("" : : : "memory"); \
		RG_STORE(x, v); \
	} while (0)
#endif

/* Index of the lowest bit set, of a number that is not 0; BPF has no instruction for it. */
RG_LOCAL u32 rg_lowest(u64 x)
{
#if defined(__bpf__)
	u32 n = 0;

	if (!(x & 0xffffffffu)) {
		n += 32;
		x >>= 32;
	}
	if (!(x & 0xffff)) {
		n += 16;
		x >>= 16;
	}
	if (!(x & 0xff)) {
		n += 8;
		x >>= 8;
	}
	if (!(x & 0xf)) {
		n += 4;
		x >>= 4;
	}
	if (!(x & 0x3)) {
		n += 2;
		x >>= 2;
	}
	return n + !(x & 1);
#else
	return __builtin_ctzll(x);
#endif
}

/**
 * struct rg_image - a validated policy image, as this place holds it
 * @page0: the first RG_PAGE_SIZE bytes (or all of a shorter image)
 * @map: BPF: the array map of its pages; elsewhere unused
 */
struct rg_image {
	const u8 *page0;
	void *map;
};

/**
 * rg_page() - the page of the image that holds a byte
 * @img: the image
 * @off: offset in bytes from the image's start
 *
 * Return: the page's first byte, or NULL if the image has no such page.
 */
RG_LOCAL const u8 *rg_page(const struct rg_image *img, u32 off)
{
#if defined(__bpf__)
	u32 page = off >> RG_PAGE_SHIFT;

	return bpf_map_lookup_elem(img->map, &page);
#else
	return img->page0 + (off & ~(RG_PAGE_SIZE - 1));
#endif
}

/* A record of the policy part: power-of-two sized, aligned to its size, in page 0. */
#define RG_REC(img, off, type) \
	((const type *)((img)->page0 + \
			((off) & (RG_PAGE_SIZE - 1) & ~((u32)sizeof(type) - 1))))

/* Element @i (any value: it is masked) of the bytes @buf, whose size is a power of two. */
#define RG_AT(buf, i) ((buf)[(i) & (sizeof(buf) - 1)])

/**
 * rg_loop() - call @fn(i, ctx) for i = 0 .. n-1, until it returns non-zero
 * @n: steps at most
 * @fn: one step
 * @ctx: on the caller's stack
 */
#if defined(__bpf__)
#define rg_loop(n, fn, ctx) ((void)bpf_loop((n), (fn), (ctx), 0))
#else
#define rg_loop(n, fn, ctx) \
	do { \
		u32 rg_i_; \
		for (rg_i_ = 0; rg_i_ < (u32)(n) && !(fn)(rg_i_, (ctx)); rg_i_++) \
			; \
	} while (0)
#endif

#endif /* RG_PORT_H */
