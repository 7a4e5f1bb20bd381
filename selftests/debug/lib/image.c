// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "include/uapi/linux/relgate.h"
#include "lib/util.h"
#include "policy/policy.h"
#include "image.h"

static struct rg_compiled base;

/** image_load() - compile the policy that all images are made from: 0 or -1 */
int image_load(const char *path)
{
	return rg_policy_compile(path, stderr, 0, &base);
}

uint32_t image_size(void)
{
	return base.size;
}

static void sign(struct image *i)
{
	struct rg_image_header *h = (struct rg_image_header *)i->bytes;

	if (i->size >= sizeof(*h))
		rg_image_digest(i->bytes, i->size, h->digest);
}

static void copy(struct image *i)
{
	i->size = base.size;
	if (!i->bytes)
		i->bytes = calloc(1, base.size + IMAGE_SLACK);
	if (!i->bytes)
		abort();
	memcpy(i->bytes, base.image, base.size);
}

/** image_variant() - the policy under another name */
void image_variant(struct image *i, struct rng *r)
{
	const struct rg_image_header *h;
	uint8_t *name;

	copy(i);
	h = (const struct rg_image_header *)i->bytes;
	for (name = i->bytes + h->sec[RG_SEC_STRING].off + h->name; *name; name++)
		*name = 'A' + rng_below(r, 26);
	sign(i);
}

/* A byte of the header, of a section that is picked first, or of anywhere. */
static uint32_t spot(const struct image *i, struct rng *r)
{
	const struct rg_image_header *h = (const struct rg_image_header *)i->bytes;
	uint32_t s = rng_below(r, RG_SEC_COUNT), from = h->sec[s].off, to;

	if (rng_one_in(r, 4))
		return rng_below(r, sizeof(*h));
	to = s + 1 < RG_SEC_COUNT ? h->sec[s + 1].off : i->size;
	if (from >= to || to > i->size)
		return rng_below(r, i->size);
	return from + rng_below(r, to - from);
}

/** image_wrong() - the policy with some bytes changed; the digest is theirs */
void image_wrong(struct image *i, struct rng *r)
{
	static const uint8_t limits[] = { 0, 1, 0x7f, 0x80, 0xff };
	uint32_t n = 1 + rng_below(r, rng_one_in(r, 4) ? 30 : 3);
	uint8_t *b;

	copy(i);
	while (n--) {
		b = &i->bytes[spot(i, r)];
		*b = rng_one_in(r, 2) ? limits[rng_below(r, sizeof(limits))] : rng_next(r);
	}
	if (rng_one_in(r, 10))
		i->size += rng_below(r, 2) ? rng_below(r, IMAGE_SLACK) : -rng_below(r, i->size / 2);
	sign(i);
}

const uint8_t *image_digest(const struct image *i)
{
	return ((const struct rg_image_header *)i->bytes)->digest;
}
