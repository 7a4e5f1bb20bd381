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
 * @meet: pairs of DOIs of which the policy lets the first be translated to the second;
 *	indices of the image's DOIs
 * @compile_ns: time it took
 * @assertions: how many were asked for, and @broken: of them do not hold
 * @at_wrong: the date to prove them for is none (said)
 * @prove_ns: time that the proof took
 * @packets: how many packets the core was asked about for it
 */
struct rg_compiled {
	uint8_t *image;
	size_t size;
	unsigned int errors, warnings;
	size_t prefixes4, prefixes6;
	struct rg_meet { uint16_t from, to; uint8_t from_ripso, to_ripso, from_apart, to_apart; } *meet;
	size_t meets;
	uint64_t compile_ns;
	unsigned int assertions, broken, at_wrong;
	uint64_t prove_ns, packets;
};

/**
 * struct rg_compile - what to do beyond compiling
 * @prove: prove the assertions, those that are written and the built-in ones; one that
 *	does not hold is an error
 * @at: prove them for this time alone, a date as rg_when_parse() takes it; NULL: for all
 */
struct rg_compile {
	int prove;
	const char *at;
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
/** rg_policy_prove() - the same, and what @how asks for */
int rg_policy_prove(const char *path, const struct rg_compile *how, FILE *diag, int color,
		    struct rg_compiled *out);
/** rg_policy_prove_text() - the same for a policy in memory */
int rg_policy_prove_text(const char *name, const char *text, size_t len,
			 const struct rg_compile *how, FILE *diag, int color,
			 struct rg_compiled *out);
/**
 * rg_policy_compile_text() - the same for a policy in memory
 * @name: stands for its path in diagnostics; includes are relative to it
 * @text: the policy, @len bytes
 */
int rg_policy_compile_text(const char *name, const char *text, size_t len, FILE *diag, int color,
			   struct rg_compiled *out);
void rg_compiled_free(struct rg_compiled *out);

#endif
