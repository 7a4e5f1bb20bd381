// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>
#include "image.h"
#include "nation_table.h"
#include "../lib/util.h"

static const uint16_t record[RG_SEC_COUNT] = {
	[RG_SEC_STRING] = 1,
	[RG_SEC_NATION] = sizeof(struct rg_nation),
	[RG_SEC_LEVEL] = sizeof(__u32),
	[RG_SEC_CATEGORY] = sizeof(struct rg_category),
	[RG_SEC_SET] = sizeof(struct rg_set),
	[RG_SEC_NSET] = sizeof(struct rg_nset),
	[RG_SEC_ENCODING] = sizeof(struct rg_encoding),
	[RG_SEC_WIRE] = sizeof(__u16),
	[RG_SEC_DOI] = sizeof(struct rg_doi),
	[RG_SEC_INTERFACE] = sizeof(struct rg_interface),
	[RG_SEC_HUB] = sizeof(__u16),
	[RG_SEC_UNMANAGED] = RG_IFNAME_LEN,
	[RG_SEC_LOCAL] = sizeof(struct rg_local),
	[RG_SEC_AGREEMENT] = sizeof(struct rg_agreement),
	[RG_SEC_WINDOW] = sizeof(struct rg_window),
	[RG_SEC_INDEX] = sizeof(__u16),
	[RG_SEC_PAIR] = sizeof(__u32),
	[RG_SEC_EVENT] = sizeof(struct rg_milestone),
	[RG_SEC_CELL] = sizeof(__u64),
};

void *image_add(struct image *img, enum rg_section_id sec, size_t size)
{
	size_t need = img->sec[sec].n + size, cap = img->sec[sec].cap;
	uint8_t *grown, *p;

	if (need > cap) {
		for (cap = cap ? cap : 1024; cap < need; cap *= 2)
			;
		grown = arena_alloc(img->m->arena, cap);
		if (img->sec[sec].n)
			memcpy(grown, img->sec[sec].v, img->sec[sec].n);
		img->sec[sec].v = grown;
		img->sec[sec].cap = cap;
	}
	p = img->sec[sec].v + img->sec[sec].n;
	img->sec[sec].n = need;
	return p;
}

size_t image_count(const struct image *img, enum rg_section_id sec, size_t size)
{
	return img->sec[sec].n / size;
}

uint32_t image_string(const struct image *img, const char *text)
{
	size_t lo = 0, hi = img->string_count, mid;
	int cmp;

	while (lo < hi) {
		mid = (lo + hi) / 2;
		cmp = strcmp(text, img->string[mid]);
		if (!cmp)
			return img->string_off[mid];
		if (cmp < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return 0;
}

static size_t hash(const void *p, size_t len)
{
	const uint8_t *b = p;
	uint64_t h = 14695981039346656037ull;
	size_t i;

	for (i = 0; i < len; i++)
		h = (h ^ b[i]) * 1099511628211ull;
	return h >> 32;
}

static size_t *set_bucket(struct image *img, const struct rg_set *set)
{
	return &img->set_buckets[hash(set, sizeof(*set)) % 1024];
}

uint32_t image_set_at_once(struct image *img, const struct rg_set *set)
{
	size_t *bucket = set_bucket(img, set);
	size_t count = image_count(img, RG_SEC_SET, sizeof(*set));

	memcpy(image_add(img, RG_SEC_SET, sizeof(*set)), set, sizeof(*set));
	*vec_add(img->m->arena, &img->set_next) = *bucket;
	*bucket = count + 1;
	return count;
}

uint32_t image_set(struct image *img, const struct rg_set *set)
{
	const struct rg_set *all = (const void *)img->sec[RG_SEC_SET].v;
	size_t i;

	for (i = *set_bucket(img, set); i; i = img->set_next.v[i - 1])
		if (!memcmp(&all[i - 1], set, sizeof(*set)))
			return i - 1;
	return image_set_at_once(img, set);
}

uint32_t image_nset(struct image *img, const __u64 *words)
{
	const struct rg_nset *all = (const void *)img->sec[RG_SEC_NSET].v;
	size_t count = image_count(img, RG_SEC_NSET, sizeof(*all)), i;

	for (i = 0; i < count; i++)
		if (!memcmp(all[i].w, words, sizeof(*all)))
			return i;
	memcpy(image_add(img, RG_SEC_NSET, sizeof(*all)), words, sizeof(*all));
	return count;
}

static uint32_t align(uint64_t off)
{
	return (off + RG_SECTION_ALIGN - 1) & ~(uint64_t)(RG_SECTION_ALIGN - 1);
}

/* Offsets of all sections but the cells; -1 if they don't fit the first page. */
static int lay_out(struct image *img)
{
	uint64_t off = sizeof(img->h);
	int i;

	for (i = 0; i < RG_SEC_CELL; i++) {
		img->h.sec[i].off = align(off);
		img->h.sec[i].count = img->sec[i].n / record[i];
		off = align(off) + img->sec[i].n;
		if (off > RG_PAGE_SIZE)
			return -1;
	}
	img->h.policy_size = align(off);
	img->h.sec[RG_SEC_CELL].off = align(off);
	return 0;
}

static int add_tables(struct image *img, struct nation_table *t, struct rg_compiled *out)
{
	struct segments s4, s6;

	segments_make(img->m, 4, &s4);
	segments_make(img->m, 6, &s6);
	out->prefixes4 = segments_prefixes(&s4);
	out->prefixes6 = segments_prefixes(&s6);
	t->arena = img->m->arena;
	t->base = img->h.sec[RG_SEC_CELL].off;
	return nation_table_add(t, &s4, &img->h.root4) | nation_table_add(t, &s6, &img->h.root6);
}

static uint8_t *assemble(const struct image *img, const struct nation_table *t)
{
	uint8_t *p = calloc(1, img->h.size);
	int i;

	if (!p)
		return NULL;
	memcpy(p, &img->h, sizeof(img->h));
	for (i = 0; i < RG_SEC_CELL; i++)
		if (img->sec[i].n)
			memcpy(p + img->h.sec[i].off, img->sec[i].v, img->sec[i].n);
	if (t->cell.n)
		memcpy(p + img->h.sec[RG_SEC_CELL].off, t->cell.v, t->cell.n * 8);
	return p;
}

void image_finish(struct image *img, struct rg_compiled *out)
{
	struct diag *d = img->m->d;
	struct nation_table t = { .visits = 0 };
	struct rg_image_header *h;

	if (lay_out(img)) {
		diag_file_error(d, d->source[0].path, "the policy without its nation tables is "
				"larger than %u bytes", RG_PAGE_SIZE);
		diag_help(d, "fewer agreements, encodings or names");
		return;
	}
	if (add_tables(img, &t, out) ||
	    img->h.sec[RG_SEC_CELL].off + t.cell.n * 8 > RG_IMAGE_MAX) {
		diag_file_error(d, d->source[0].path, "the nation tables need more than %u bytes",
				RG_IMAGE_MAX);
		diag_help(d, "fewer prefixes");
		return;
	}
	img->h.sec[RG_SEC_CELL].count = t.cell.n;
	img->h.size = img->h.sec[RG_SEC_CELL].off + t.cell.n * 8;
	out->image = assemble(img, &t);
	out->size = img->h.size;
	h = (void *)out->image;
	if (!h || rg_image_digest(out->image, out->size, h->digest)) {
		diag_file_error(d, d->source[0].path, "no memory for the image");
		free(out->image);
		out->image = NULL;
	}
}
