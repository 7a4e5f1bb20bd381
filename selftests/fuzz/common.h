/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the fuzzers share.  Each target is one unit: the parts of the unit tests
 * that it uses are included, so that they are compiled with its coverage.
 */
#ifndef SELFTESTS_FUZZ_COMMON_H
#define SELFTESTS_FUZZ_COMMON_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../unit/lib/ktap.c"
#include "../unit/lib/frame.c"
#include "../unit/lib/cases.c"
#include "../unit/lib/image.c"
#include "../unit/lib/exercise.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned int seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max);

/* FNV-1a: the same input asks the same questions. */
static inline uint64_t fuzz_seed(const uint8_t *data, size_t size)
{
	uint64_t hash = 0xcbf29ce484222325ull;

	while (size--)
		hash = (hash ^ *data++) * 0x100000001b3ull;
	return hash;
}

#endif
