/* SPDX-License-Identifier: GPL-2.0-only */
/* From a label to option bytes.  For userspace and the module, not for BPF. */
#ifndef RG_CORE_EMIT_H
#define RG_CORE_EMIT_H

#include "core.h"

#define RG_CIPSO_MAX	40	/* bytes: the whole IPv4 option area */
#define RG_CALIPSO_MAX	254	/* bytes: 61 words of bitmap */
#define RG_HOPOPTS_MAX	264	/* bytes: a hop-by-hop header with the longest CALIPSO */
#define RG_EMIT_NAMES_MAX 2048	/* numbers that one label may take */
#define RG_PERMISSIVE_NUMBERS 208 /* from 0 on: what a permissive tag has room for at best */

/* X(symbol, what it says to an operator) */
#define RG_EMITS(X) \
	X(OK,		"the label can be written so") \
	X(DOI,		"DOI 0 is forbidden") \
	X(DOI_UNKNOWN,	"no nation of the policy owns this DOI") \
	X(LEVEL,	"a level on the wire is 0 to 255") \
	X(ORDER,	"category numbers must ascend") \
	X(RANGE,	"a category number is higher than this form can say") \
	X(SPACE,	"the label does not fit the option space in this form") \
	X(FORM,		"there is no such form of label") \
	X(INVERTED,	"this form cannot say that a nation is released by a zero bit") \
	X(LEVEL_NAME,	"the encoding has no number for the level") \
	X(CATEGORY_NAME, "the encoding has no number for one of the categories") \
	X(RELEASE_NAME,	"the encoding has no number for a nation that the label is released to") \
	X(RIPSO_LEVEL,	"RIPSO has four levels, 0x3d, 0x5a, 0x96 and 0xab") \
	X(RIPSO_FLAG,	"RIPSO has no such flag; it has 0 to 6, 8 to 14 and so on") \
	X(ORIGIN_NAME,	"the encoding has no number for a nation of origin")

enum rg_emit_fault {
#define RG_EMIT_ENUM(sym, text) RG_E_##sym,
	RG_EMITS(RG_EMIT_ENUM)
#undef RG_EMIT_ENUM
	RG_E_END
};

/* How to write CIPSO: tag types, and two more. */
#define RG_CIPSO_SHORTEST 0	/* whichever of the three is shortest */
#define RG_CIPSO_BITMAP	1
#define RG_CIPSO_LIST	2
#define RG_CIPSO_RANGES	5
#define RG_CIPSO_FIXED	0x101	/* tag 1 in its optimised form: always ten octets */

/**
 * struct rg_wire_label - a label in the numbers of its DOI
 * @doi: Domain of Interpretation, host order
 * @level: 0 to 255
 * @cat: category numbers, ascending
 * @count: how many
 * @span: a bitmap must have at least this many bits, because a zero bit there says
 *	something (inverted releases, RFC 5570, section 2.4.2); 0: it need not
 * @perm, @perm_count: CIPSO: numbers that stand in a permissive tag beside the other
 *	(FIPS 188, tag 6), ascending
 */
struct rg_wire_label {
	u32 doi, level;
	const u16 *cat;
	u32 count, span;
	const u16 *perm;
	u32 perm_count;
};

u32 rg_emit_cipso(const struct rg_wire_label *l, u32 form, u8 *opt, u32 *len);
u32 rg_emit_ripso(const struct rg_wire_label *l, u8 *opt, u32 *len);
u32 rg_emit_calipso(const struct rg_wire_label *l, bool even, u8 *opt, u32 *len);
u32 rg_emit_hopopts(u8 next, const u8 *opt, u32 opt_len, u8 *hdr);
u32 rg_emit_numbers(const struct rg_image *img, u32 doi, const struct rg_label *label, u16 *cat,
		    struct rg_wire_label *wire);
u32 rg_emit_apart(const struct rg_image *img, u16 *cat, u16 *perm, struct rg_wire_label *wire);

#endif /* RG_CORE_EMIT_H */
