/* SPDX-License-Identifier: GPL-2.0-only */
/* Reading a policy image: names for the numbers in it. */
#ifndef RELGATE_VIEW_H
#define RELGATE_VIEW_H

#include <stddef.h>
#include <stdint.h>
#include "../../core/core.h"
#include "../../core/image.h"
#include "../label/marking.h"
#include "json.h"

/**
 * struct rg_view - an image that has been validated
 * @img: as the core takes it
 * @bytes, @size: the same, owned by the view
 * @names: its words
 */
struct rg_view {
	struct rg_image img;
	uint8_t *bytes;
	size_t size;
	struct marking_names names;
};

/**
 * rg_view_open() - validate an image, digest included, and take it over
 * @v: the view; rg_view_close() frees the bytes
 * @bytes: the image, from malloc(); taken over in any case
 * @size: its length
 * @what: where it comes from, for the error message
 *
 * Return: 0, or -1 after rg_error().
 */
int rg_view_open(struct rg_view *v, uint8_t *bytes, size_t size, const char *what);
void rg_view_close(struct rg_view *v);

/* Names never are NULL: a number that means nothing gives "?". */
const char *rg_view_string(const struct rg_view *v, uint32_t off);
const char *rg_view_nation(const struct rg_view *v, uint32_t id);
const char *rg_view_level(const struct rg_view *v, uint32_t rung);
const char *rg_view_category(const struct rg_view *v, uint32_t id);
const char *rg_view_agreement(const struct rg_view *v, uint32_t index);
const char *rg_view_interface(const struct rg_view *v, uint32_t index);
const char *rg_view_zone(const struct rg_view *v);

uint32_t rg_view_count(const struct rg_view *v, enum rg_section_id section);

/** rg_view_find_interface() - its index, or -1 after rg_error() */
int rg_view_find_interface(const struct rg_view *v, const char *name);
/** rg_view_find_nation() - its id, or 0 */
uint32_t rg_view_find_nation(const struct rg_view *v, const char *code);
/** rg_view_find_doi() - the DOI's record, or NULL */
const struct rg_doi *rg_view_find_doi(const struct rg_view *v, uint32_t doi);

/* Names of the members of a set; @kind: enum rg_category_kind, or -1 for all. */
json_t *rg_view_set_json(const struct rg_view *v, const u64 *w, int kind);
json_t *rg_view_nset_json(const struct rg_view *v, const u64 *w);

/**
 * rg_view_marking() - a label as people write it
 * @v: the policy
 * @label: the label
 * @owner: nation id of its sender, which stands first in lists if it is USA; or 0
 *
 * Return: the text, to be freed.
 */
char *rg_view_marking(const struct rg_view *v, const struct rg_label *label, uint32_t owner);

#endif
