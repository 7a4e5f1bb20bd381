/* SPDX-License-Identifier: GPL-2.0-only */
/* Generations: a policy image and its binding in one map of pages. */
#ifndef RELGATE_ENGINE_PAGE_H
#define RELGATE_ENGINE_PAGE_H

#include "gate.h"

/**
 * struct rg_live - a generation, read back from the kernel
 * @image: the policy image, @size bytes; free()
 * @bind: its binding; free()
 */
struct rg_live {
	uint8_t *image;
	size_t size;
	struct rg_bind *bind;
};

int rg_pages_make(const uint8_t *image, size_t size, const struct rg_bind *bind);
int rg_pages_swap(const struct rg_gate *g, int pages);
int rg_pages_clear(const struct rg_gate *g);
int rg_pages_live(const struct rg_gate *g, struct rg_live *live);
uint64_t rg_pages_generation(const struct rg_gate *g);
void rg_live_free(struct rg_live *live);

#endif
