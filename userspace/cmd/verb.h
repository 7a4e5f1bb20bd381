/* SPDX-License-Identifier: GPL-2.0-only */
/* What a verb of the command line is, and how it gets its arguments. */
#ifndef RELGATE_VERB_H
#define RELGATE_VERB_H

#include <stdbool.h>
#include <stdio.h>

#define RG_OPTIONS_MAX 32

/**
 * struct rg_opt - an option of a verb
 * @name: without the two dashes
 * @key: the one-letter form, or 0
 * @arg: what the argument is, for the help; NULL if there is none
 * @help: one line
 */
struct rg_opt {
	const char *name;
	char key;
	const char *arg, *help;
};

/** struct rg_given - an option as it was given; @value is "" without an argument */
struct rg_given {
	const struct rg_opt *opt;
	const char *value;
};

/**
 * struct rg_call - one call of a verb
 * @verb: the verb
 * @argc, @argv: what is left when the options are taken out
 * @given, @given_count: the options
 * @json: -j
 * @color: standard output may be coloured
 * @netns: -n, already entered; NULL: the caller's
 */
struct rg_call {
	const struct rg_verb *verb;
	int argc;
	char **argv;
	struct rg_given *given;
	int given_count;
	bool json, color;
	const char *netns;
};

#define RG_VERB_JSON	0x01	/* knows -j */

/**
 * struct rg_verb - a verb
 * @name: the word
 * @rank: its place in the list of verbs
 * @flags: RG_VERB_*
 * @args: its arguments, for the help
 * @summary: one line
 * @details: paragraphs for its help; may be NULL
 * @examples: lines "command  # what it does"
 * @min, @max: how many arguments it takes
 * @opts: its options, ended by one without name; may be NULL
 * @run: does it; returns an enum rg_exit
 */
struct rg_verb {
	const char *name;
	int rank;
	unsigned int flags;
	const char *args, *summary, *details, *examples;
	int min, max;
	const struct rg_opt *opts;
	int (*run)(struct rg_call *c);
};

/* Puts a verb into the table: its file is all that has to be added. */
#define RG_VERB(verb) \
	static const struct rg_verb *const verb##_entry \
		__attribute__((section("rg_verbs"), used)) = &(verb)

/** rg_verb_main() - the command line: picks the verb, parses, runs; returns the exit code */
int rg_verb_main(int argc, char **argv);

/** rg_opt_get() - the last value given for an option, or NULL */
const char *rg_opt_get(const struct rg_call *c, const char *name);

/**
 * rg_opt_next() - each value of an option that may be given several times
 * @c: the call
 * @name: the option
 * @at: 0 at first
 *
 * Return: the next value, or NULL.
 */
const char *rg_opt_next(const struct rg_call *c, const char *name, int *at);

/** rg_usage() - rg_error() plus where the help is; returns RG_EXIT_FAIL */
int rg_usage(const struct rg_call *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* help.c */
const struct rg_verb *rg_verb_at(int i);	/* by rank; NULL behind the last */
const struct rg_opt *rg_verb_globals(void);
void rg_help_program(FILE *out);
void rg_help_verb(const struct rg_verb *verb, FILE *out);

#endif
