/* SPDX-License-Identifier: GPL-2.0-only */
/* Policy images to upload: right ones that differ, and wrong ones with a right digest. */
#ifndef RELGATE_DEBUG_IMAGE_H
#define RELGATE_DEBUG_IMAGE_H

#include <stdint.h>
#include "rng.h"

#define IMAGE_SLACK 64	/* bytes that a wrong image may be longer */

struct image {
	uint8_t *bytes;
	uint32_t size;
};

int image_load(const char *path);
uint32_t image_size(void);
void image_variant(struct image *i, struct rng *r);
void image_wrong(struct image *i, struct rng *r);
const uint8_t *image_digest(const struct image *i);

#endif
