// SPDX-License-Identifier: GPL-2.0-only
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "arena.h"

#define ARENA_BLOCK	(64u << 10)
#define ARENA_ALIGN	16

struct arena_block {
	struct arena_block *older;
	char data[] __attribute__((aligned(ARENA_ALIGN)));
};

static struct arena_block *block_new(size_t size)
{
	struct arena_block *b = calloc(1, sizeof(*b) + size);

	if (!b) {
		fputs("relgate: out of memory\n", stderr);
		exit(2);
	}
	return b;
}

void *arena_alloc(struct arena *a, size_t size)
{
	struct arena_block *b;
	void *p;

	size = (size + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1);
	if (size > ARENA_BLOCK / 4) {
		b = block_new(size);
		if (!a->block) {
			a->block = b;
			a->used = ARENA_BLOCK;
		} else {
			b->older = a->block->older;
			a->block->older = b;
		}
		return b->data;
	}
	if (!a->block || a->used + size > ARENA_BLOCK) {
		b = block_new(ARENA_BLOCK);
		b->older = a->block;
		a->block = b;
		a->used = 0;
	}
	p = a->block->data + a->used;
	a->used += size;
	return p;
}

char *arena_dup(struct arena *a, const char *text, size_t len)
{
	char *p = arena_alloc(a, len + 1);

	memcpy(p, text, len);
	return p;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	char buf[1024];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(buf, sizeof(buf), fmt, ap);
	va_end(ap);
	if (n < 0)
		n = 0;
	return arena_dup(a, buf, (size_t)n < sizeof(buf) ? (size_t)n : sizeof(buf) - 1);
}

void *arena_grow(struct arena *a, void *old, size_t n, size_t *cap, size_t size)
{
	void *p;

	*cap = *cap ? *cap * 2 : 8;
	p = arena_alloc(a, *cap * size);
	if (n)
		memcpy(p, old, n * size);
	return p;
}

void arena_free(struct arena *a)
{
	struct arena_block *b, *older;

	for (b = a->block; b; b = older) {
		older = b->older;
		free(b);
	}
	a->block = NULL;
	a->used = 0;
}
