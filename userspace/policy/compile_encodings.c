// SPDX-License-Identifier: GPL-2.0-only
/* Encodings, their wire numbers, and the DOIs that use them. */
#include <string.h>
#include "image.h"

static uint32_t wire_count(struct image *img)
{
	return image_count(img, RG_SEC_WIRE, sizeof(__u16));
}

static void put_wires(struct image *img, const struct m_encoding *e, struct rg_encoding *out)
{
	__u16 *w;
	size_t i;

	out->wire_first = wire_count(img);
	out->wire_count = e->wire.n ? e->wire.v[e->wire.n - 1].number + 1 : 0;
	w = image_add(img, RG_SEC_WIRE, out->wire_count * sizeof(*w));
	for (i = 0; i < out->wire_count; i++)
		w[i] = RG_WIRE_NONE;
	for (i = 0; i < e->wire.n; i++)
		w[e->wire.v[i].number] = e->wire.v[i].wire;
	out->named_first = wire_count(img);
	out->named_count = e->wire.n;
	for (i = 0; i < e->wire.n; i++)
		*(__u16 *)image_add(img, RG_SEC_WIRE, sizeof(*w)) = e->wire.v[i].number;
	out->inv_first = wire_count(img);
	for (i = 0; i < e->wire.n; i++) {
		if (!e->wire.v[i].inverted)
			continue;
		w = image_add(img, RG_SEC_WIRE, sizeof(*w));
		*w = e->wire.v[i].number;
		out->inv_count++;
	}
}

/* The lowest number of each level; a level without one gets a number that says something else. */
static void put_send_levels(struct rg_encoding *out)
{
	unsigned int rung, n;

	for (rung = 0; rung < RG_LEVEL_MAX; rung++) {
		for (n = 0; n < 256 && out->level[n] != rung; n++)
			;
		out->send_level[rung] = n < 256 ? n : 0;
	}
}

void compile_encodings(struct image *img)
{
	struct model *m = img->m;
	size_t i, j;

	for (i = 0; i < m->encoding.n; i++) {
		const struct m_encoding *e = &m->encoding.v[i];
		struct rg_encoding *out = image_add(img, RG_SEC_ENCODING, sizeof(*out));

		memcpy(out->level, e->level, sizeof(out->level));
		out->name = image_string(img, e->name);
		for (j = 0; j < RG_LEVEL_MAX / 2; j++)
			if (e->own_word[j])
				out->level_name[j] = image_string(img, e->own_word[j]);
		put_send_levels(out);
		put_wires(img, e, out);
	}
	for (i = 0; i < m->doi.n; i++) {
		struct rg_doi *d = image_add(img, RG_SEC_DOI, sizeof(*d));

		d->doi = m->doi.v[i].doi;
		d->encoding = m->doi.v[i].encoding;
		d->nation = m->doi.v[i].nation;
	}
}
