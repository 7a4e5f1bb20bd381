/* SPDX-License-Identifier: GPL-2.0-only */
/* The policy image while it is put together. */
#ifndef RELGATE_IMAGE_H
#define RELGATE_IMAGE_H

#include "model.h"
#include "policy.h"

struct image {
	struct model *m;
	struct rg_image_header h;
	VEC(uint8_t) sec[RG_SEC_COUNT];
	const char **string;		/* sorted */
	uint32_t *string_off;
	size_t string_count;
	size_t set_buckets[1024];	/* heads of chains of sets with one hash, plus 1 */
	VEC(size_t) set_next;
};

/** image_add() - a zeroed record behind those of a section */
void *image_add(struct image *img, enum rg_section_id sec, size_t size);
/** image_count() - records in a section so far */
size_t image_count(const struct image *img, enum rg_section_id sec, size_t size);
/** image_string() - offset of a string; it must have been collected before */
uint32_t image_string(const struct image *img, const char *text);
/** image_set_at_once() - a set behind the others, even if it stands there already */
uint32_t image_set_at_once(struct image *img, const struct rg_set *set);
/** image_set(), image_nset() - index of a set in its section, each set standing there once */
uint32_t image_set(struct image *img, const struct rg_set *set);
uint32_t image_nset(struct image *img, const __u64 *words);

/* The sections. */
void compile_strings(struct image *img);
void compile_terms(struct image *img);		/* nations, levels, categories, the first sets */
void compile_encodings(struct image *img);	/* encodings, wire pool, DOIs */
void compile_interfaces(struct image *img);	/* interfaces, local, hubs, unmanaged */
void compile_agreements(struct image *img);	/* agreements, windows, pairs */

/**
 * image_finish() - lay the sections out, add the nation tables and the digest
 * @img: all sections but the cells
 * @out: gets the image
 */
void image_finish(struct image *img, struct rg_compiled *out);

#endif
