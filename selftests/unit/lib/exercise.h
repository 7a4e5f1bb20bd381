/* SPDX-License-Identifier: GPL-2.0-only */
/* Puts every question of the core to an image that was accepted. */
#ifndef SELFTESTS_EXERCISE_H
#define SELFTESTS_EXERCISE_H

#include <stdint.h>
#include "core/core.h"

/**
 * exercise() - ask everything, with sanitizers watching
 * @image: accepted by rg_validate(), in memory of exactly its length
 * @seed: what to ask
 *
 * Aborts if an answer is impossible: a reason or way that there is not, a pass
 * that has a reason, an interface or agreement out of range.
 */
void exercise(const u8 *image, uint64_t seed);

/** exercise_frame() - the same questions about one frame, which may be anything */
void exercise_frame(const u8 *image, const u8 *frame, u32 len, uint64_t seed);

#endif
