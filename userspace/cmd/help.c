// SPDX-License-Identifier: GPL-2.0-only
/* The table of verbs, and the help that is made from it. */
#include <stdlib.h>
#include <string.h>
#include "verb.h"

#define VERBS_MAX 64

/* The linker gathers what RG_VERB() put into the section. */
extern const struct rg_verb *const __start_rg_verbs[];
extern const struct rg_verb *const __stop_rg_verbs[];

static const struct rg_opt globals[] = {
	{ "json", 'j', NULL, "print JSON" },
	{ "netns", 'n', "NETNS", "the gate of that network namespace (a name of `ip netns`, or a path)" },
	{ "help", 'h', NULL, "this text" },
	{ "version", 'V', NULL, "the version" },
	{ NULL, 0, NULL, NULL },
};

const struct rg_opt *rg_verb_globals(void)
{
	return globals;
}

static int by_rank(const void *a, const void *b)
{
	const struct rg_verb *x = *(const struct rg_verb *const *)a;
	const struct rg_verb *y = *(const struct rg_verb *const *)b;

	return x->rank - y->rank;
}

const struct rg_verb *rg_verb_at(int i)
{
	static const struct rg_verb *sorted[VERBS_MAX + 1];
	size_t n = __stop_rg_verbs - __start_rg_verbs;

	if (!sorted[0]) {
		memcpy(sorted, __start_rg_verbs, n * sizeof(*sorted));
		qsort(sorted, n, sizeof(*sorted), by_rank);
	}
	return sorted[i];
}

static void print_option(const struct rg_opt *o, FILE *out)
{
	char left[64];

	snprintf(left, sizeof(left), "%c%c%s--%s%s%s", o->key ? '-' : ' ', o->key ? o->key : ' ',
		 o->key ? ", " : "  ", o->name, o->arg ? " " : "", o->arg ? o->arg : "");
	if (strlen(left) < 24)
		fprintf(out, "  %-24s%s\n", left, o->help);
	else
		fprintf(out, "  %s\n  %-24s%s\n", left, "", o->help);
}

static void print_options(const struct rg_opt *o, FILE *out)
{
	for (; o && o->name; o++)
		print_option(o, out);
}

void rg_help_program(FILE *out)
{
	const struct rg_verb *v;
	int i;

	fputs("Usage: relgate [OPTIONS] VERB [ARGUMENTS]\n\n"
	      "A gateway that routes packets by their security label and nation of origin.\n"
	      "A packet crosses only if an agreement between nations grants it.\n\nVerbs:\n", out);
	for (i = 0; (v = rg_verb_at(i)); i++)
		fprintf(out, "  %-10s%s\n", v->name, v->summary);
	fputs("\nOptions of every verb:\n", out);
	print_options(globals, out);
	fputs("\nExit code: 0 yes or done, 1 no (refused, not in force, findings), 2 it could not be done.\n"
	      "`relgate VERB --help` has the details and examples; relgate(8) all of it.\n", out);
}

static void print_examples(const char *text, FILE *out)
{
	while (*text) {
		const char *end = strchrnul(text, '\n');

		fprintf(out, "  %.*s\n", (int)(end - text), text);
		text = *end ? end + 1 : end;
	}
}

void rg_help_verb(const struct rg_verb *v, FILE *out)
{
	fprintf(out, "Usage: relgate %s%s%s%s\n\n%s\n", v->name, v->opts ? " [OPTIONS]" : "",
		*v->args ? " " : "", v->args, v->summary);
	if (v->details)
		fprintf(out, "\n%s\n", v->details);
	fputs("\nOptions:\n", out);
	print_options(v->opts, out);
	print_options(v->flags & RG_VERB_JSON ? globals : globals + 1, out);
	if (v->examples) {
		fputs("\nExamples:\n", out);
		print_examples(v->examples, out);
	}
}
