// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any bytes as a policy image.  What the validator accepts is asked everything:
 * no question may read beyond the image, or get an impossible answer.
 */
#include "common.h"
#include "core/validate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rg_fault fault;
	u8 *image;

	if (size > RG_IMAGE_MAX)
		return 0;
	/* On its own, so that its end is guarded. */
	image = malloc(size ? size : 1);
	if (!image)
		abort();
	memcpy(image, data, size);
	if (!rg_validate(image, size, &fault))
		exercise(image, fuzz_seed(data, size));
	else
		must(fault.code && fault.code < RG_F_END && fault.section <= RG_SEC_COUNT);
	free(image);
	return 0;
}

/* A record somewhere: small changes to the right bytes. */
static void mutate_record(uint8_t *data, size_t size, uint64_t *seed)
{
	const struct rg_image_header *h = (const void *)data;
	u32 section = ktap_below(seed, RG_SEC_COUNT);
	u64 at = h->sec[section].off;
	u32 len = sizes[section], count = h->sec[section].count;

	if (count)
		at += (u64)ktap_below(seed, count) * len;
	if (at + len <= size)
		LLVMFuzzerMutate(data + at, len, len);
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned int start)
{
	struct rg_image_header *h = (void *)data;
	uint64_t seed = start | 1ull << 32;
	u32 n;

	if (size < sizeof(*h) || !ktap_below(&seed, 8))
		return LLVMFuzzerMutate(data, size, max);
	for (n = 1 + ktap_below(&seed, 3); n; n--) {
		if (ktap_below(&seed, 4))
			mutate_record(data, size, &seed);
		else
			LLVMFuzzerMutate(data, sizeof(*h), sizeof(*h));
	}
	h->magic = RG_IMAGE_MAGIC;
	h->version = RG_IMAGE_VERSION;
	h->header_size = sizeof(*h);
	h->size = size;
	memset(h->reserved, 0, sizeof(h->reserved));
	return size;
}
