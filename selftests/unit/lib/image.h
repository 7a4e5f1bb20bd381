/* SPDX-License-Identifier: GPL-2.0-only */
/* A small policy image with something in every section, made without the compiler. */
#ifndef SELFTESTS_IMAGE_H
#define SELFTESTS_IMAGE_H

#include "core/core.h"

/* Nations, interfaces and agreements of the image, by id. */
enum { USA = 1, KOR, JPN, NATION_COUNT };
enum { KR0, JP0, US0, IF_COUNT };
enum { US_KOR, US_JPN, TISA, AGREEMENT_COUNT };

#define DOI_INVERTED 500	/* KOR's second DOI: releases are inverted */

/* Cells that a test may put its own table into. */
#define SPARE_FIRST 700
#define SPARE_COUNT 1400

/**
 * struct test_image - the image, and where its parts are
 * @b: its bytes; a copy of exactly @size bytes lets a sanitizer see its end
 * @cell: the nation tables
 */
struct test_image {
	u8 *b;
	u32 size;
	struct rg_image_header *h;
	struct rg_interface *ifc;
	struct rg_agreement *agreement;
	struct rg_encoding *encoding;
	u16 *wire, *index;
	u32 *pair;
	u64 *cell;
};

/** image_make() - KOR, JPN and USA, TISA via us0; ends the program if memory is out */
void image_make(struct test_image *t);
void image_free(struct test_image *t);

/** image_record() - a record of a section, by its size in bytes */
void *image_record(const struct test_image *t, u32 section, u32 index, u32 size);

/** image_view() - as the core wants it */
struct rg_image image_view(const struct test_image *t);

#endif
