// SPDX-License-Identifier: GPL-2.0-only
/* Strings, nations, levels, categories, and the sets that every image begins with. */
#include <stdlib.h>
#include <string.h>
#include "image.h"

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static size_t collect(const struct model *m, const char **v)
{
	size_t n = 0, i, j;

#define PUT(s) do { if (v) v[n] = (s); n++; } while (0)
	PUT(m->name);
	PUT(m->zone ? m->zone : "");
	for (i = 0; i < m->level.n; i++)
		PUT(m->level.v[i]);
	for (i = 0; i < m->category.n; i++)
		PUT(m->category.v[i].name);
	for (i = 0; i < m->encoding.n; i++) {
		PUT(m->encoding.v[i].name);
		for (j = 0; j < RG_LEVEL_MAX / 2; j++)
			PUT(m->encoding.v[i].own_word[j] ? m->encoding.v[i].own_word[j] : "");
	}
	for (i = 0; i < m->agreement.n; i++)
		PUT(m->agreement.v[i].name);
#undef PUT
	return n;
}

void compile_strings(struct image *img)
{
	struct model *m = img->m;
	size_t count = collect(m, NULL), i, n = 0;
	const char **v = arena_alloc(m->arena, count * sizeof(*v));
	uint8_t *p;

	collect(m, v);
	qsort(v, count, sizeof(*v), by_text);
	img->string = v;
	img->string_off = arena_alloc(m->arena, count * sizeof(*img->string_off));
	image_add(img, RG_SEC_STRING, 1);	/* offset 0 is "" */
	for (i = 0; i < count; i++) {
		if (!v[i][0] || (n && !strcmp(v[n - 1], v[i])))
			continue;
		v[n] = v[i];
		img->string_off[n++] = img->sec[RG_SEC_STRING].n;
		p = image_add(img, RG_SEC_STRING, strlen(v[i]) + 1);
		memcpy(p, v[i], strlen(v[i]));
	}
	img->string_count = n;
}

void compile_terms(struct image *img)
{
	static const struct rg_nset none;
	struct model *m = img->m;
	struct rg_category *c;
	struct rg_nation *n;
	__u32 *level;
	size_t i;

	for (i = 0; i < m->nation.n; i++) {
		n = image_add(img, RG_SEC_NATION, sizeof(*n));
		memcpy(n->code, m->nation.v[i].code, strlen(m->nation.v[i].code));
	}
	for (i = 0; i < m->level.n; i++) {
		level = image_add(img, RG_SEC_LEVEL, sizeof(*level));
		*level = image_string(img, m->level.v[i]);
	}
	for (i = 0; i < m->category.n; i++) {
		c = image_add(img, RG_SEC_CATEGORY, sizeof(*c));
		c->name = image_string(img, m->category.v[i].name);
		c->kind = m->category.v[i].kind;
	}
	img->h.set_words = m->category.n ? (m->category.n + 63) / 64 : 1;
	/* Without forms the two are equal, and still both have their place. */
	image_set_at_once(img, &m->subjects);
	image_set_at_once(img, &m->everything);
	image_nset(img, none.w);
	img->h.magic = RG_IMAGE_MAGIC;
	img->h.version = RG_IMAGE_VERSION;
	img->h.header_size = sizeof(img->h);
	img->h.name = image_string(img, m->name);
	img->h.zone = m->zone ? image_string(img, m->zone) : 0;
	img->h.pair_dim = m->nation.n;
	img->h.flags = m->flags;
}
