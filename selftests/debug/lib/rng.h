/* SPDX-License-Identifier: GPL-2.0-only */
/* Random numbers that a seed repeats (splitmix64). */
#ifndef RELGATE_DEBUG_RNG_H
#define RELGATE_DEBUG_RNG_H

#include <stdint.h>

struct rng {
	uint64_t state;
};

static inline uint64_t rng_next(struct rng *r)
{
	uint64_t z = r->state += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

/** rng_below() - 0 to @n - 1; 0 for @n = 0 */
static inline uint32_t rng_below(struct rng *r, uint32_t n)
{
	return n ? (rng_next(r) >> 32) % n : 0;
}

/** rng_one_in() - true once in @n times */
static inline uint32_t rng_one_in(struct rng *r, uint32_t n)
{
	return !rng_below(r, n);
}

static inline void rng_bytes(struct rng *r, uint8_t *at, uint32_t len)
{
	while (len--)
		*at++ = rng_next(r) >> 24;
}

#endif
