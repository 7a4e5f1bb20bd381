// SPDX-License-Identifier: GPL-2.0-only
/* From what a user writes to option bytes, and back. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "../../core/emit.h"
#include "../lib/util.h"
#include "authority.h"
#include "encode.h"

static const char *emit_text(uint32_t fault)
{
	static const char *const texts[] = {
#define X(sym, text) text,
		RG_EMITS(X)
#undef X
	};

	return fault < RG_E_END ? texts[fault] : "?";
}

int rg_encode_form(const char *word, struct rg_encode *how)
{
	static const struct { const char *word; uint32_t form; } forms[] = {
		{ "auto", RG_CIPSO_SHORTEST }, { "1", RG_CIPSO_BITMAP }, { "2", RG_CIPSO_LIST },
		{ "5", RG_CIPSO_RANGES }, { "fixed", RG_CIPSO_FIXED },
	};
	size_t i, len;

	for (i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		len = strlen(forms[i].word);
		if (strncmp(word, forms[i].word, len) || (word[len] && strcmp(word + len, "+6")))
			continue;
		how->form = forms[i].form;
		how->apart = word[len];
		return 0;
	}
	return rg_error("there is no tag '%s'; 1 (bitmap), 2 (enumerated), 5 (ranges), fixed (tag 1 of ten octets), auto (the shortest); +6 behind it: and a permissive tag",
			word);
}

static int emit(const struct rg_wire_label *wire, const struct rg_encode *how, uint8_t *opt,
		size_t *len)
{
	uint32_t n = 0, fault;

	if (how->kind == RG_LABEL_CIPSO)
		fault = rg_emit_cipso(wire, how->form, opt, &n);
	else if (how->kind == RG_LABEL_RIPSO)
		fault = rg_emit_ripso(wire, opt, &n);
	else
		fault = rg_emit_calipso(wire, false, opt, &n);
	if (fault != RG_E_OK && !how->doi)
		return rg_error("the label cannot be written as %s: %s", rg_wire_kind(how->kind),
				emit_text(fault));
	if (fault != RG_E_OK)
		return rg_error("the label cannot be written as %s for DOI %u: %s",
				rg_wire_kind(how->kind), how->doi, emit_text(fault));
	*len = n;
	return 0;
}

/* The marking's text with a caret under what is wrong. */
static int bad_marking(const char *text, const struct marking_error *err)
{
	return rg_error("%s\n  %s\n  %*s%.*s", err->text, text, (int)err->at, "",
			err->len ? (int)err->len : 1,
			"^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~");
}

int rg_encode_marking(const struct rg_view *v, const char *text, const struct rg_encode *how,
		      uint8_t *opt, size_t *len)
{
	const struct rg_doi *doi = rg_view_find_doi(v, how->doi);
	uint16_t cat[RG_EMIT_NAMES_MAX], perm[RG_EMIT_NAMES_MAX];
	struct marking_error err;
	struct rg_wire_label wire;
	struct rg_label label;
	uint32_t fault;

	if (!doi)
		return rg_error("no nation of the policy owns DOI %u", how->doi);
	if (marking_parse(&v->names, text, doi->nation, &label, &err))
		return bad_marking(text, &err);
	fault = rg_emit_numbers(&v->img, how->doi, &label, cat, &wire);
	if (fault == RG_E_OK && how->apart)
		fault = rg_emit_apart(&v->img, cat, perm, &wire);
	if (fault != RG_E_OK)
		return rg_error("the label cannot be written for DOI %u: %s", how->doi,
				emit_text(fault));
	return emit(&wire, how, opt, len);
}

/* A flag of RIPSO by name; returns what is behind it, or NULL if it is none. */
static const char *read_flag(const char *p, unsigned long *low, unsigned long *high)
{
	size_t len = strcspn(p, ",");
	char name[16];
	int number;

	if (len >= sizeof(name))
		return NULL;
	memcpy(name, p, len);
	name[len] = '\0';
	number = rg_authority_number(name);
	if (number < 0)
		return NULL;
	*low = *high = number;
	return p[len] ? p + len + 1 : p + len;
}

/* One number or range; returns what is behind it, or NULL after rg_error(). */
static const char *read_range(const char *p, const char *list, unsigned long *low,
			      unsigned long *high)
{
	char *end;

	if (isdigit((unsigned char)*p)) {
		*low = *high = strtoul(p, &end, 10);
		if (*end == '-' && isdigit((unsigned char)end[1]))
			*high = strtoul(end + 1, &end, 10);
		if ((*end == ',' || !*end) && *low <= *high && *high < RG_WIRE_NUMBERS)
			return *end ? end + 1 : end;
	}
	rg_error("'%s' is no list of categories; write numbers from 0 to 65535 and ranges, as in 0,17,200-300",
		 list);
	return NULL;
}

/* All numbers of a list, ascending; their count, or -1 after rg_error(). */
static int read_list(const char *list, int kind, uint16_t *out)
{
	static bool set[RG_WIRE_NUMBERS];
	const char *p = list ? list : "";
	unsigned long low, high, n;
	int count = 0;

	memset(set, 0, sizeof(set));
	while (*p) {
		const char *behind = kind == RG_LABEL_RIPSO ? read_flag(p, &low, &high) : NULL;

		p = behind ? behind : read_range(p, list, &low, &high);
		if (!p)
			return -1;
		for (n = low; n <= high; n++)
			set[n] = true;
	}
	for (n = 0; n < RG_WIRE_NUMBERS; n++)
		if (set[n])
			out[count++] = n;
	return count;
}

int rg_encode_numbers(uint32_t level, const char *list, const struct rg_encode *how, uint8_t *opt,
		      size_t *len)
{
	static uint16_t cat[RG_WIRE_NUMBERS], perm[RG_WIRE_NUMBERS];
	struct rg_wire_label wire = { .doi = how->doi, .level = level, .cat = cat, .perm = perm };
	int count = read_list(list, how->kind, cat);
	int more = count < 0 ? -1 : read_list(how->perm, how->kind, perm);

	if (more < 0)
		return -1;
	wire.count = count;
	wire.perm_count = more;
	return emit(&wire, how, opt, len);
}

uint32_t rg_decode_label(const struct rg_view *v, const struct rg_work *w, struct rg_label *label)
{
	struct rg_work copy = *w;
	uint32_t i, reason;

	for (i = 0; i < rg_view_count(v, RG_SEC_DOI); i++)
		if (rg_doi(&v->img, i)->doi == w->pkt.doi) {
			reason = rg_label_decode_as(&v->img, &copy, i);
			*label = copy.label;
			return reason;
		}
	return RG_R_DOI_UNKNOWN;
}
