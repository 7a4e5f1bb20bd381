/* SPDX-License-Identifier: GPL-2.0-only */
/* From a policy file to a policy image. */
#ifndef RELGATE_POLICY_H
#define RELGATE_POLICY_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/**
 * struct rg_compiled - what the compiler made of a policy file
 * @image: the policy image; owned by this struct
 * @size: its length in bytes
 * @errors: how many errors were reported (with any, there is no image)
 * @warnings: how many warnings were reported
 * @prefixes4, @prefixes6: prefixes in the nation tables
 * @compile_ns: time it took
 */
struct rg_compiled {
	uint8_t *image;
	size_t size;
	unsigned int errors, warnings;
	size_t prefixes4, prefixes6;
	uint64_t compile_ns;
};

/**
 * rg_policy_compile() - read, check and compile a policy file
 * @path: the file; "-" is standard input; `include` is relative to the including file
 * @diag: where errors and warnings go, each as file:line:column, the line, a
 *	caret, and what would be right
 * @color: colour the diagnostics
 * @out: the result; free it with rg_compiled_free() in any case
 *
 * Return: 0, or -1 if there were errors (all that could be found are reported).
 */
int rg_policy_compile(const char *path, FILE *diag, int color, struct rg_compiled *out);
/**
 * rg_policy_compile_text() - the same for a policy in memory
 * @name: stands for its path in diagnostics; includes are relative to it
 * @text: the policy, @len bytes
 */
int rg_policy_compile_text(const char *name, const char *text, size_t len, FILE *diag, int color,
			   struct rg_compiled *out);
void rg_compiled_free(struct rg_compiled *out);

#endif
