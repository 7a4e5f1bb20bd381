/* SPDX-License-Identifier: GPL-2.0-only */
/* Is a translation between two DOIs the identity, there and back, and what lies outside? */
#ifndef RELGATE_TRANSLATE_H
#define RELGATE_TRANSLATE_H

#include "../lib/view.h"

/**
 * struct rg_dialect - how labels are written
 * @doi: index in RG_SEC_DOI
 * @ripso: as RIPSO, and only in IPv4; else CIPSO and CALIPSO
 * @apart: CIPSO, and only in IPv4, with the releases in a permissive tag
 */
struct rg_dialect {
	uint16_t doi;
	bool ripso, apart;
};

/**
 * struct rg_translation - what of one DOI another can say
 * @levels, @names: levels, and names of categories, that come back as they were
 * @outside: JSON array: those that the other has no number for, as words
 * @wrong: a level or name that comes back as another, or NULL: then there is no proof
 */
struct rg_translation {
	unsigned int levels, names;
	json_t *outside;
	const char *wrong;
};

/**
 * rg_translate_prove() - translate every level and every name there and back
 * @v: the policy
 * @from, @to: how it is written on either side
 * @t: the result; @t->outside is to be released with json_decref()
 *
 * A label is written name by name and read number by number, so what holds for each
 * name alone, and for all of them at once, holds for every label that has room.
 *
 * Return: whether the translation is the identity on what it translates.
 */
bool rg_translate_prove(const struct rg_view *v, const struct rg_dialect *from,
			const struct rg_dialect *to, struct rg_translation *t);

#endif
