// SPDX-License-Identifier: GPL-2.0-only
/* Reading a policy image. */
#include <stdlib.h>
#include <string.h>
#include "../../core/validate.h"
#include "util.h"
#include "view.h"

static int check_digest(const uint8_t *bytes, size_t size, const char *what)
{
	const struct rg_image_header *h = (const void *)bytes;
	uint8_t digest[RG_DIGEST_LEN];

	if (rg_image_digest(bytes, size, digest))
		return -1;
	if (memcmp(digest, h->digest, sizeof(digest)))
		return rg_error("%s: the image's digest is wrong: it was damaged or altered", what);
	return 0;
}

static const char *section_name(uint32_t section)
{
	static const char *const names[] = {
		"strings", "nations", "levels", "categories", "category sets", "nation sets",
		"encodings", "wire numbers", "DOIs", "interfaces", "hub slots",
		"unmanaged interfaces", "local statements", "agreements", "windows of time",
		"indices", "pairs", "time lines", "cells", "header",
	};

	_Static_assert(sizeof(names) / sizeof(*names) == RG_SEC_COUNT + 1, "one name each");
	return section <= RG_SEC_COUNT ? names[section] : "?";
}

static int check_structure(const uint8_t *bytes, size_t size, const char *what)
{
	static const char *const texts[] = {
#define X(sym, text) text,
		RG_FAULTS(X)
#undef X
	};
	struct rg_fault fault;

	if (size > RG_IMAGE_MAX)
		return rg_error("%s: an image of %zu bytes is larger than any may be", what, size);
	if (rg_validate(bytes, size, &fault) == RG_F_OK)
		return 0;
	return rg_error("%s: the image is refused: %s (%s, record %u)", what,
			fault.code < RG_F_END ? texts[fault.code] : "?",
			section_name(fault.section), fault.index);
}

int rg_view_open(struct rg_view *v, uint8_t *bytes, size_t size, const char *what)
{
	*v = (struct rg_view){ 0 };
	if (check_structure(bytes, size, what) || check_digest(bytes, size, what)) {
		free(bytes);
		return -1;
	}
	if (marking_names_from_image(bytes, &v->names)) {
		free(bytes);
		return rg_error("out of memory");
	}
	v->img.page0 = bytes;
	v->bytes = bytes;
	v->size = size;
	return 0;
}

uint32_t rg_view_count(const struct rg_view *v, enum rg_section_id section)
{
	return rg_header(&v->img)->sec[section].count;
}

const char *rg_view_string(const struct rg_view *v, uint32_t off)
{
	if (off >= rg_view_count(v, RG_SEC_STRING))
		return "?";
	return (const char *)v->bytes + rg_header(&v->img)->sec[RG_SEC_STRING].off + off;
}

const char *rg_view_nation(const struct rg_view *v, uint32_t id)
{
	return id && id < v->names.nation_count ? v->names.nation[id] : "?";
}

const char *rg_view_level(const struct rg_view *v, uint32_t rung)
{
	return rung < v->names.level_count ? v->names.level[rung] : "?";
}

const char *rg_view_category(const struct rg_view *v, uint32_t id)
{
	return id < v->names.category_count ? v->names.category[id] : "?";
}

const char *rg_view_agreement(const struct rg_view *v, uint32_t index)
{
	if (index >= rg_view_count(v, RG_SEC_AGREEMENT))
		return "?";
	return rg_view_string(v, rg_agreement(&v->img, index)->name);
}

const char *rg_view_interface(const struct rg_view *v, uint32_t index)
{
	if (index >= rg_view_count(v, RG_SEC_INTERFACE))
		return "?";
	return rg_interface(&v->img, index)->name;
}

const char *rg_view_zone(const struct rg_view *v)
{
	return rg_view_string(v, rg_header(&v->img)->zone);
}

int rg_view_find_interface(const struct rg_view *v, const char *name)
{
	const char *names[RG_INTERFACE_MAX + 1], *near;
	uint32_t i, n = rg_view_count(v, RG_SEC_INTERFACE);

	for (i = 0; i < n && i < RG_INTERFACE_MAX; i++) {
		names[i] = rg_view_interface(v, i);
		if (!strcmp(names[i], name))
			return i;
	}
	names[i] = NULL;
	near = rg_suggest(name, names);
	if (near)
		return rg_error("the policy has no interface %s; did you mean %s?", name, near);
	return rg_error("the policy has no interface %s", name);
}

uint32_t rg_view_find_nation(const struct rg_view *v, const char *code)
{
	uint32_t i;

	for (i = 1; i < rg_view_count(v, RG_SEC_NATION); i++)
		if (!strcmp(rg_view_nation(v, i), code))
			return i;
	return 0;
}

const struct rg_doi *rg_view_find_doi(const struct rg_view *v, uint32_t doi)
{
	uint32_t i;

	for (i = 0; i < rg_view_count(v, RG_SEC_DOI); i++)
		if (rg_doi(&v->img, i)->doi == doi)
			return rg_doi(&v->img, i);
	return NULL;
}

json_t *rg_view_set_json(const struct rg_view *v, const u64 *w, int kind)
{
	json_t *array = json_array();
	uint32_t id;

	for (id = 0; id < v->names.category_count && id < RG_CATEGORY_MAX; id++) {
		int its = v->names.is_form[id] ? RG_CAT_FORM : RG_CAT_SUBJECT;

		if ((w[id / 64] >> (id % 64) & 1) && (kind < 0 || kind == its))
			json_array_append_new(array, rg_json_text(v->names.category[id]));
	}
	return array;
}

json_t *rg_view_nset_json(const struct rg_view *v, const u64 *w)
{
	json_t *array = json_array();
	uint32_t id;

	for (id = 1; id < RG_NATION_MAX; id++)
		if (rg_nset_has(w, id))
			json_array_append_new(array, json_string(rg_view_nation(v, id)));
	return array;
}

char *rg_view_marking(const struct rg_view *v, const struct rg_label *label, uint32_t owner)
{
	char *text = malloc(MARKING_MAX);

	if (!text)
		abort();
	return marking_print(&v->names, label, owner, text);
}

void rg_view_close(struct rg_view *v)
{
	if (v->bytes)
		marking_names_free(&v->names);
	free(v->bytes);
	*v = (struct rg_view){ 0 };
}
