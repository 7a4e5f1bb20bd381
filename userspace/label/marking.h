/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Labels as people write them: SECRET//DPRK-MISSILE//FGI KOR//REL TO USA, JPN, KOR
 * (CAPCO register; DoDM 5200.01).  Between "//" stand, in this order: the level;
 * subjects and forms, separated by "/"; FGI with the nations whose information it
 * is, separated by spaces; REL TO with the nations that it may go to, or NOFORN.
 */
#ifndef RELGATE_MARKING_H
#define RELGATE_MARKING_H

#include <stddef.h>
#include <stdint.h>
#include "../../core/core.h"

#define MARKING_MAX	8192	/* bytes that any marking fits in, its NUL included */

/**
 * struct marking_names - the words of a policy, by id
 * @level: rungs of the ladder, lowest first
 * @category: subjects and forms
 * @is_form: of each category: it is a form, not a subject
 * @nation: alpha-3 codes; nation[0] is nobody and ""
 */
struct marking_names {
	const char **level;
	const char **category;
	uint8_t *is_form;
	const char **nation;
	unsigned int level_count, category_count, nation_count;
};

/**
 * struct marking_error - what is wrong with a marking
 * @text: says which rule is broken, and what would be right
 * @at, @len: the bytes of the marking that it is about
 */
struct marking_error {
	char text[320];
	size_t at, len;
};

/**
 * marking_names_from_image() - the words of a policy image
 * @image: a validated image; it must outlive @names
 * @names: free with marking_names_free()
 *
 * Return: 0, or -1 if there is no memory.
 */
int marking_names_from_image(const uint8_t *image, struct marking_names *names);
void marking_names_free(struct marking_names *names);

/**
 * marking_parse() - a label from its marking
 * @names: the policy's words
 * @text: the marking
 * @owner: nation id of the label's owner (its sender), which decides whether a
 *	list of nations begins with USA; 0 if it is not known: either order will do
 * @label: the result
 * @err: what was wrong
 *
 * Return: 0, or -1 with @err filled in.
 */
int marking_parse(const struct marking_names *names, const char *text, unsigned int owner,
		  struct rg_label *label, struct marking_error *err);

/**
 * marking_print() - the marking of a label
 * @names: the policy's words
 * @label: the label
 * @owner: as for marking_parse(); 0: USA, if listed, comes first
 * @buf: MARKING_MAX bytes
 *
 * A label that is released to nobody says NOFORN.
 *
 * Return: @buf.
 */
char *marking_print(const struct marking_names *names, const struct rg_label *label,
		    unsigned int owner, char *buf);

#endif
