/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory that lives as long as one compilation, and is freed in one go. */
#ifndef RELGATE_ARENA_H
#define RELGATE_ARENA_H

#include <stddef.h>

struct arena_block;
struct arena {
	struct arena_block *block;	/* being filled; older and big ones hang behind it */
	size_t used;
};

/** arena_alloc() - @size zeroed bytes, aligned for anything; ends the program if there are none */
void *arena_alloc(struct arena *a, size_t size);
/** arena_dup() - a copy of @len bytes, with a NUL behind them */
char *arena_dup(struct arena *a, const char *text, size_t len);
char *arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void arena_free(struct arena *a);

/* A growing array in an arena. */
#define VEC(type) struct { type *v; size_t n, cap; }

void *arena_grow(struct arena *a, void *old, size_t n, size_t *cap, size_t size);

/* The new, zeroed last element. */
#define vec_add(a, vec) \
	((vec)->v = (vec)->n < (vec)->cap ? (vec)->v : \
		arena_grow((a), (vec)->v, (vec)->n, &(vec)->cap, sizeof(*(vec)->v)), \
	 &(vec)->v[(vec)->n++])

#endif
