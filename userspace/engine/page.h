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

/**
 * struct rg_standing - which generation stands
 * @generation: the newest; 0: there is none
 * @previous: the one before it, to which one can go back; 0: there is none
 * @trial: of the newest
 * @deadline: of its trial, CLOCK_BOOTTIME, ns
 * @slot: what is in force; RG_SLOT_COUNT: nothing is
 */
struct rg_standing {
	uint64_t generation, previous;
	enum rg_trial_state trial;
	uint64_t deadline;
	uint32_t slot;
};

int rg_pages_make(const uint8_t *image, size_t size, const struct rg_bind *bind);
int rg_pages_swap(const struct rg_gate *g, int pages);
int rg_pages_clear(const struct rg_gate *g);
int rg_pages_copy(const struct rg_gate *g, uint32_t from, uint32_t to);
int rg_pages_read(const struct rg_gate *g, uint32_t slot, struct rg_live *live);
int rg_pages_standing(const struct rg_gate *g, struct rg_standing *s);
int rg_pages_live(const struct rg_gate *g, struct rg_live *live);
uint64_t rg_pages_generation(const struct rg_gate *g);
/* trial.c */
int rg_trial_begin(const struct rg_gate *g, uint64_t generation, uint64_t deadline);
int rg_trial_look(const struct rg_gate *g, uint64_t generation, uint64_t *deadline);
int rg_trial_end(const struct rg_gate *g, uint64_t generation, enum rg_trial_state how);

void rg_live_free(struct rg_live *live);

#endif
