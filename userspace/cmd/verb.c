// SPDX-License-Identifier: GPL-2.0-only
/* From the command line to a call of a verb. */
#include <getopt.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "../lib/netns.h"
#include "../lib/util.h"
#include "verb.h"

#define GIVEN_MAX 1024

/**
 * struct parse - all options that may stand in this command line
 * @opt: the verb's own, then the global ones
 * @lopt, @sopt: the same for getopt_long()
 */
struct parse {
	const struct rg_opt *opt[2 * RG_OPTIONS_MAX];
	struct option lopt[2 * RG_OPTIONS_MAX];
	char sopt[8 * RG_OPTIONS_MAX];
	int n;
};

static void parse_add(struct parse *p, const struct rg_opt *o)
{
	char *s = p->sopt + strlen(p->sopt);

	for (; o && o->name; o++) {
		p->lopt[p->n] = (struct option){ o->name, o->arg ? required_argument : no_argument,
						 NULL, 256 + p->n };
		p->opt[p->n++] = o;
		if (o->key) {
			*s++ = o->key;
			if (o->arg)
				*s++ = ':';
		}
	}
	*s = '\0';
}

static const struct rg_opt *parse_find(const struct parse *p, int key)
{
	int i;

	if (key >= 256)
		return p->opt[key - 256];
	for (i = 0; i < p->n; i++)
		if (p->opt[i]->key == key)
			return p->opt[i];
	return NULL;
}

int rg_usage(const struct rg_call *c, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (c->verb)
		rg_error("%s: %s\nTry `relgate %s --help`.", c->verb->name, text, c->verb->name);
	else
		rg_error("%s\nTry `relgate --help`.", text);
	return RG_EXIT_FAIL;
}

static int bad_option(const struct rg_call *c, const struct parse *p, int key, char **argv)
{
	const char *names[2 * RG_OPTIONS_MAX + 1], *near;
	const char *word = argv[optind - 1];
	int i;

	if (key == ':') {
		const struct rg_opt *o = parse_find(p, optopt);

		return rg_usage(c, "%s needs %s behind it", word, o && o->arg ? o->arg : "a value");
	}
	/* getopt_long() tells a long option by optopt 0, a needless argument by its value. */
	if (optopt >= 256)
		return rg_usage(c, "--%s takes no value", p->opt[optopt - 256]->name);
	if (optopt)
		return rg_usage(c, "unknown option -%c", optopt);
	for (i = 0; i < p->n; i++)
		names[i] = p->opt[i]->name;
	names[i] = NULL;
	near = rg_suggest(word + strspn(word, "-"), names);
	if (near)
		return rg_usage(c, "unknown option %s; did you mean --%s?", word, near);
	return rg_usage(c, "unknown option %s", word);
}

/* Fills the call; -1: go on, else the exit code. */
static int parse(struct rg_call *c, const struct parse *p, int argc, char **argv)
{
	int key;

	optind = 0;
	opterr = 0;
	while ((key = getopt_long(argc, argv, p->sopt, p->lopt, NULL)) != -1) {
		const struct rg_opt *o = parse_find(p, key);

		if (key == '?' || key == ':' || !o)
			return bad_option(c, p, key, argv);
		if (c->given_count == GIVEN_MAX)
			return rg_usage(c, "too many options");
		c->given[c->given_count++] = (struct rg_given){ o, optarg ? optarg : "" };
	}
	c->argc = argc - optind;
	c->argv = argv + optind;
	return -1;
}

const char *rg_opt_next(const struct rg_call *c, const char *name, int *at)
{
	while (*at < c->given_count) {
		const struct rg_given *g = &c->given[(*at)++];

		if (!strcmp(g->opt->name, name))
			return g->value;
	}
	return NULL;
}

const char *rg_opt_get(const struct rg_call *c, const char *name)
{
	const char *value, *last = NULL;
	int at = 0;

	while ((value = rg_opt_next(c, name, &at)))
		last = value;
	return last;
}

static int unknown_verb(const struct rg_call *c, const char *word)
{
	const char *names[65], *near;
	const struct rg_verb *v;
	int i;

	for (i = 0; i < 64 && (v = rg_verb_at(i)); i++)
		names[i] = v->name;
	names[i] = NULL;
	near = rg_suggest(word, names);
	if (near)
		return rg_usage(c, "unknown verb '%s'; did you mean '%s'?", word, near);
	return rg_usage(c, "unknown verb '%s'", word);
}

static const struct rg_verb *verb_by_name(const char *name)
{
	const struct rg_verb *v;
	int i;

	for (i = 0; (v = rg_verb_at(i)); i++)
		if (!strcmp(v->name, name))
			return v;
	return NULL;
}

/*
 * The verb is the first word that is no option.  Options may stand before it,
 * and an option's value must not be taken for it: only global ones can come
 * first, and only -n has a value.
 */
static int find_verb(int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++) {
		const char *word = argv[i], *n = strchr(word, 'n');

		if (word[0] != '-' || !word[1])
			return i;
		if (!strcmp(word, "--"))
			return i + 1;
		/* -n, or a cluster of letters that ends in n */
		if (word[1] == '-' ? !strcmp(word, "--netns") : n && !n[1])
			i++;
	}
	return argc;
}

static int print_version(void)
{
	puts("relgate " RELGATE_VERSION);
	return RG_EXIT_YES;
}

static int run(struct rg_call *c)
{
	const struct rg_verb *v = c->verb;

	if (rg_opt_get(c, "help")) {
		rg_help_verb(v, stdout);
		return RG_EXIT_YES;
	}
	if (rg_opt_get(c, "version"))
		return print_version();
	if (c->json && !(v->flags & RG_VERB_JSON))
		return rg_usage(c, "there is nothing to print as JSON");
	if (c->argc < v->min)
		return rg_usage(c, "%s expected", c->argc ? "more arguments" : v->args);
	if (c->argc > v->max)
		return rg_usage(c, "'%s' is one argument too many", c->argv[v->max]);
	if (c->netns && rg_netns_enter(c->netns))
		return RG_EXIT_FAIL;
	return v->run(c);
}

/* With no verb, only --help and --version make sense. */
static int no_verb(struct rg_call *c, int argc, char **argv)
{
	struct parse p = { .sopt = ":" };
	int ret;

	parse_add(&p, rg_verb_globals());
	ret = parse(c, &p, argc, argv);
	if (ret >= 0)
		return ret;
	if (rg_opt_get(c, "version"))
		return print_version();
	rg_help_program(rg_opt_get(c, "help") ? stdout : stderr);
	return rg_opt_get(c, "help") ? RG_EXIT_YES : RG_EXIT_FAIL;
}

/* Takes the verb out of argv, so that getopt sees one list of options. */
static void cut(int argc, char **argv, int at)
{
	memmove(argv + at, argv + at + 1, (argc - at) * sizeof(*argv));
}

static int dispatch(struct rg_call *c, int argc, char **argv)
{
	struct parse p = { .sopt = ":" };
	int at = find_verb(argc, argv);
	const char *word = at < argc ? argv[at] : NULL;
	int ret;

	if (!word)
		return no_verb(c, argc, argv);
	if (!strcmp(word, "help")) {
		word = at + 1 < argc ? argv[at + 1] : NULL;
		c->verb = word ? verb_by_name(word) : NULL;
		if (word && !c->verb)
			return unknown_verb(c, word);
		if (word)
			rg_help_verb(c->verb, stdout);
		else
			rg_help_program(stdout);
		return RG_EXIT_YES;
	}
	c->verb = verb_by_name(word);
	if (!c->verb)
		return unknown_verb(c, word);
	cut(argc, argv, at);
	parse_add(&p, c->verb->opts);
	parse_add(&p, rg_verb_globals());
	ret = parse(c, &p, argc - 1, argv);
	if (ret >= 0)
		return ret;
	c->json = rg_opt_get(c, "json");
	c->netns = rg_opt_get(c, "netns");
	c->color = !c->json && rg_color_wanted(STDOUT_FILENO);
	return run(c);
}

/* What was printed must have arrived: a full disk is no success. */
static int flush(int ret)
{
	if ((fflush(stdout) || ferror(stdout)) && ret != RG_EXIT_FAIL) {
		rg_error("standard output could not be written");
		return RG_EXIT_FAIL;
	}
	return ret;
}

int rg_verb_main(int argc, char **argv)
{
	struct rg_call c = { 0 };
	int ret;

	c.given = calloc(GIVEN_MAX, sizeof(*c.given));
	if (!c.given || argc < 1) {
		rg_error("out of memory");
		return RG_EXIT_FAIL;
	}
	ret = flush(dispatch(&c, argc, argv));
	free(c.given);
	return ret;
}
