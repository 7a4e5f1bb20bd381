/* SPDX-License-Identifier: GPL-2.0-only */
/* The table of option bytes: what is said of each.  Tests run it, fuzzers begin with it. */
#ifndef SELFTESTS_CASES_H
#define SELFTESTS_CASES_H

#include "frame.h"

/**
 * struct label_case - option bytes, and what the parser must say
 * @name: the test's name
 * @family: 4: @bytes are the option area; 6: the whole hop-by-hop header
 * @bytes: see hex()
 * @reason: RG_R_OK: the rest is compared
 * @kind, @tag, @level, @doi, @body: of the label
 */
struct label_case {
	const char *name;
	u8 family;
	const char *bytes;
	u8 reason;
	u8 kind, tag, level;
	u32 doi;
	const char *body;
};

extern const struct label_case label_cases[];
extern const u32 label_case_count;

/** label_case_frame() - a frame that carries the bytes, UDP behind them */
void label_case_frame(const struct label_case *c, struct frame *f);

#endif
