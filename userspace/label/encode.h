/* SPDX-License-Identifier: GPL-2.0-only */
/* From what a user writes to option bytes, and back. */
#ifndef RELGATE_ENCODE_H
#define RELGATE_ENCODE_H

#include "../lib/view.h"
#include "wire.h"

#define RG_OPTION_MAX 254	/* bytes of the longest option, a CALIPSO */

/**
 * struct rg_encode - how a label is to be written
 * @kind: RG_LABEL_CIPSO, RG_LABEL_RIPSO or RG_LABEL_CALIPSO
 * @form: CIPSO: RG_CIPSO_* of core/emit.h
 * @apart: CIPSO: releases of a marking go to a permissive tag (FIPS 188, tag 6)
 * @perm: CIPSO, from numbers: those of the permissive tag, a list; NULL: no such tag
 * @doi: host order; of RIPSO, which does not name it, the one whose encoding is used
 */
struct rg_encode {
	int kind;
	uint32_t form, doi;
	bool apart;
	const char *perm;
};

/**
 * rg_encode_form() - the CIPSO form of a word: auto, 1, 2, 5, or fixed; with "+6" behind
 *	it, and a permissive tag
 * @word: the word
 * @how: @how->form and @how->apart are the result
 *
 * Return: 0, or -1 after rg_error().
 */
int rg_encode_form(const char *word, struct rg_encode *how);

/**
 * rg_encode_marking() - option bytes of a marking
 * @v: the policy whose words and encodings are used
 * @text: the marking
 * @how: what to write
 * @opt: RG_OPTION_MAX bytes
 * @len: length of the option, bytes
 *
 * Return: 0, or -1 after rg_error().
 */
int rg_encode_marking(const struct rg_view *v, const char *text, const struct rg_encode *how,
		      uint8_t *opt, size_t *len);

/**
 * rg_encode_numbers() - option bytes of a label given in wire numbers
 * @level: 0 to 255
 * @list: categories as in "0,17,200-300", RIPSO's flags also by name; NULL or "": none
 * @how, @opt, @len: as above
 *
 * Return: 0, or -1 after rg_error().
 */
int rg_encode_numbers(uint32_t level, const char *list, const struct rg_encode *how, uint8_t *opt,
		      size_t *len);

/**
 * rg_decode_label() - a label on the wire in a policy's terms
 * @v: the policy
 * @w: parsed option (rg_wire_options(), rg_parse()); of RIPSO with the DOI that it is of
 * @label: the result
 *
 * Return: enum rg_reason; whether an interface accepts the DOI is not asked.
 */
uint32_t rg_decode_label(const struct rg_view *v, const struct rg_work *w, struct rg_label *label);

#endif
