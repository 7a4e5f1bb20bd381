// SPDX-License-Identifier: GPL-2.0-only
/* Chance that can be repeated: splitmix64. */
#include "gen.h"

uint64_t rng_next(struct rng *r)
{
	uint64_t z = r->s += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

unsigned int rng_below(struct rng *r, unsigned int n)
{
	return n ? (rng_next(r) >> 16) % n : 0;
}

bool rng_chance(struct rng *r, unsigned int percent)
{
	return rng_below(r, 100) < percent;
}

int rng_bit(struct rng *r, uint32_t set)
{
	unsigned int n = __builtin_popcount(set), k;
	int i;

	if (!n)
		return -1;
	k = rng_below(r, n);
	for (i = 0; i < 32; i++)
		if (set >> i & 1 && !k--)
			return i;
	return -1;
}

uint32_t rng_subset(struct rng *r, uint32_t set, unsigned int percent)
{
	uint32_t out = 0;
	int i;

	for (i = 0; i < 32; i++)
		if (set >> i & 1 && rng_chance(r, percent))
			out |= 1u << i;
	return out;
}
