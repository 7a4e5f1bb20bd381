// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads .vec files.  A line is one of
 *
 *	theme NAME
 *	policy FILE [with {		(policy text follows, up to a line "}")
 *	policy {			(likewise, a policy of its own)
 *	widen INTERFACE...		(in the image, their ranges of levels become all levels)
 *	label NAME = HEX		(a name for bytes, for opt= and hbh=)
 *	set KEY=VALUE ...		(defaults of the cases that follow, instead of the old ones)
 *	add KEY=VALUE ...		(likewise, on top of the old ones)
 *	NAME: [QUESTION] KEY=VALUE ... => EXPECTATION
 *
 * A line that begins with a blank goes on with the one before; # begins a
 * comment.  A word without "=" belongs to the value before it.  "KEY=" takes a
 * default away.
 */
#include <ctype.h>
#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "vec.h"
#include "lib/util.h"

#define LABELS_MAX 128

/* Text that cases point into. */
struct vec_text {
	struct vec_text *next;
	char s[];
};

struct reader {
	struct vec_table *t;
	char *path, *dir;
	char *text, *at;		/* the whole file; what is left of it */
	unsigned int line, start;	/* the line at @at; where the logical line began */
	struct vec_policy *policy;
	const char *theme;
	struct vec_key label[LABELS_MAX], key[VEC_KEYS_MAX];
	unsigned int labels, keys;
};

const char *const vec_question_name[VEC_QUESTIONS] = {
	"choose", "permits", "local-in", "local-out",
};

static const char *const case_keys[] = {
	"in", "out", "route", "relay", "own", "up", "time", "mono", "mac", "framelen",
};

static void *keep(struct vec_table *t, size_t len)
{
	struct vec_text *x = calloc(1, sizeof(*x) + len + 1);

	if (!x)
		abort();
	x->next = t->texts;
	t->texts = x;
	return x->s;
}

static char *keep_text(struct vec_table *t, const char *s, size_t len)
{
	char *copy = keep(t, len);

	memcpy(copy, s, len);
	return copy;
}

__attribute__((format(printf, 2, 3)))
static int complain(struct reader *r, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "%s:%u: ", r->path, r->start);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	r->t->errors++;
	return -1;
}

/* The next line as it stands, its newline cut off; NULL at the end. */
static char *raw_line(struct reader *r)
{
	char *s = r->at, *nl;

	if (!*s)
		return NULL;
	nl = strchr(s, '\n');
	r->line++;
	if (nl) {
		*nl = '\0';
		r->at = nl + 1;
	} else {
		r->at = s + strlen(s);
	}
	return s;
}

static bool blank(const char *s)
{
	return !s[strspn(s, " \t\r")];
}

/* A logical line: without comments, and with those that go on with it. */
static char *logical_line(struct reader *r)
{
	char *s, *more, *out;
	size_t len;

	do {
		s = raw_line(r);
		if (!s)
			return NULL;
		s[strcspn(s, "#")] = '\0';
	} while (blank(s));
	r->start = r->line;
	out = keep_text(r->t, s, strlen(s));
	while (*r->at == ' ' || *r->at == '\t') {
		more = raw_line(r);
		more[strcspn(more, "#")] = '\0';
		len = strlen(out);
		s = keep(r->t, len + strlen(more) + 1);
		memcpy(s, out, len);
		s[len] = ' ';
		strcpy(s + len + 1, more);
		out = s;
	}
	return out;
}

static bool known_key(const char *key)
{
	size_t i;

	for (i = 0; i < sizeof(case_keys) / sizeof(case_keys[0]); i++)
		if (!strcmp(case_keys[i], key))
			return true;
	return vec_frame_key(key);
}

static int add_key(struct reader *r, struct vec_key *v, unsigned int *n, const char *key,
		   const char *value)
{
	unsigned int i;

	if (!known_key(key))
		return complain(r, "there is no field '%s'", key);
	for (i = 0; i < *n && strcmp(v[i].key, key); i++)
		;
	if (i == VEC_KEYS_MAX)
		return complain(r, "too many fields");
	if (i == *n)
		(*n)++;
	v[i] = (struct vec_key){ key, value };
	return 0;
}

/* opt=NAME or hbh=NAME, where a label line has given the bytes a name. */
static const char *label_value(const struct reader *r, const char *key, const char *value)
{
	unsigned int i;

	if (strcmp(key, "opt") && strcmp(key, "hbh"))
		return value;
	for (i = 0; i < r->labels; i++)
		if (!strcmp(r->label[i].key, value))
			return r->label[i].value;
	return value;
}

/* "a=b c d=e": b c is a's value.  Cuts the text up. */
static int read_keys(struct reader *r, char *s, struct vec_key *v, unsigned int *n)
{
	char *key, *eq, *end, *next;

	s += strspn(s, " \t");
	while (*s) {
		key = s;
		eq = key + strcspn(key, "= \t");
		if (*eq != '=')
			return complain(r, "'%.*s' is no field", (int)(eq - key), key);
		/* The value ends before the word that holds the next '='. */
		next = eq + 1;
		end = next + strcspn(next, "=");
		if (*end) {
			while (end > next && !isspace((unsigned char)end[-1]))
				end--;
			s = end;
		} else {
			s = end;
		}
		while (end > next && isspace((unsigned char)end[-1]))
			end--;
		key = keep_text(r->t, key, eq - key);
		next = keep_text(r->t, next, end - next);
		if (add_key(r, v, n, key, label_value(r, key, next)))
			return -1;
	}
	return 0;
}

static int way_by_name(const char *name)
{
	int i;

	for (i = 0; i < RG_WAY_COUNT; i++)
		if (!strcmp(rg_way_name(i), name))
			return i;
	return -1;
}

static int expect_more(struct reader *r, struct vec_expect *e, char **save)
{
	char *word, *value;

	while ((word = strtok_r(NULL, " \t", save))) {
		value = strtok_r(NULL, " \t", save);
		if (!value)
			return complain(r, "'%s' needs a value", word);
		if (!strcmp(word, "by"))
			e->agreement = value;
		else if (!strcmp(word, "sender"))
			e->sender = value;
		else if (!strcmp(word, "dest"))
			e->dest = value;
		else if (!strcmp(word, "level"))
			e->level = value;
		else if (!strcmp(word, "options") && e->pass)
			e->options = value;
		else if (!strcmp(word, "quote") && e->pass)
			e->quote = value;
		else if (!strcmp(word, "mss") && e->pass)
			e->mss = value;
		else if (!strcmp(word, "icmp") && !e->pass)
			e->icmp = value;
		else if (!strcmp(word, "egress") && !e->pass)
			e->egress = value;
		else if (!strcmp(word, "way") && !e->pass && way_by_name(value) >= 0)
			e->way = way_by_name(value);
		else
			return complain(r, "'%s %s' is no part of an expectation", word, value);
	}
	return 0;
}

/* "via us0 by TISA", "local", "drop release by TISA" */
static int read_expect(struct reader *r, char *s, struct vec_expect *e)
{
	char *save, *word = strtok_r(s, " \t", &save), *value;

	*e = (struct vec_expect){ .way = -1 };
	if (!word)
		return complain(r, "nothing is expected");
	if (!strcmp(word, "drop")) {
		value = strtok_r(NULL, " \t", &save);
		e->reason = value ? rg_reason_by_name(value) : -1;
		if (e->reason <= 0)
			return complain(r, "'%s' is no reason to drop", value ? value : "");
		return expect_more(r, e, &save);
	}
	e->pass = true;
	e->way = way_by_name(word);
	if (e->way <= 0)
		return complain(r, "'%s' is no way", word);
	e->agreement = "none";
	e->egress = "none";
	if (e->way == RG_WAY_LOCAL)
		return expect_more(r, e, &save);
	e->egress = strtok_r(NULL, " \t", &save);
	if (!e->egress)
		return complain(r, "which interface?");
	return expect_more(r, e, &save);
}

static int read_question(char **s, enum vec_question *q)
{
	size_t len;
	int i;

	*s += strspn(*s, " \t");
	len = strcspn(*s, " \t");
	if (memchr(*s, '=', len))
		return 0;
	for (i = 0; i < VEC_QUESTIONS; i++) {
		if (strlen(vec_question_name[i]) != len || memcmp(*s, vec_question_name[i], len))
			continue;
		*q = i;
		*s += len;
		return 0;
	}
	return *s[0] ? -1 : 0;
}

static struct vec_case *new_case(struct vec_table *t)
{
	if (t->n == t->cap) {
		t->cap = t->cap ? t->cap * 2 : 64;
		t->v = realloc(t->v, t->cap * sizeof(*t->v));
		if (!t->v)
			abort();
	}
	memset(&t->v[t->n], 0, sizeof(t->v[t->n]));
	return &t->v[t->n++];
}

static int fill_case(struct reader *r, struct vec_case *c, char *s, char *colon)
{
	char *arrow = strstr(colon + 1, "=>");

	if (!arrow)
		return complain(r, "no '=>': what is expected?");
	if (!r->policy)
		return complain(r, "no policy before this case");
	*colon++ = '\0';
	*arrow = '\0';
	c->file = r->path;
	c->line = r->start;
	c->theme = r->theme;
	c->name = s;
	c->policy = r->policy;
	memcpy(c->key, r->key, sizeof(c->key));
	c->keys = r->keys;
	if (read_question(&colon, &c->question))
		return complain(r, "choose, permits, local-in or local-out, then fields");
	if (read_keys(r, colon, c->key, &c->keys))
		return -1;
	return read_expect(r, arrow + 2, &c->expect);
}

static int read_case(struct reader *r, char *s, char *colon)
{
	if (!fill_case(r, new_case(r->t), s, colon))
		return 0;
	r->t->n--;
	return -1;
}

static int read_label(struct reader *r, char *s)
{
	char *name = strtok(s, " \t"), *eq = strtok(NULL, " \t"), *hex = strtok(NULL, "");
	uint8_t buf[512];

	if (!name || !eq || strcmp(eq, "=") || !hex || vec_hex(hex, buf, sizeof(buf)) < 0)
		return complain(r, "label NAME = HEX");
	if (r->labels == LABELS_MAX)
		return complain(r, "too many labels");
	r->label[r->labels++] = (struct vec_key){ name, hex };
	return 0;
}

static void append(char **out, size_t *n, const char *s, size_t len)
{
	*out = realloc(*out, *n + len + 1);
	if (!*out)
		abort();
	memcpy(*out + *n, s, len);
	*n += len;
	(*out)[*n] = '\0';
}

/* Policy text up to a line "}", behind an include of @base. */
static int inline_policy(struct reader *r, const char *base)
{
	char what[PATH_MAX + 32], head[PATH_MAX + 32], *text = NULL, *s;
	unsigned int start = r->start;
	size_t n = 0;

	if (base) {
		snprintf(head, sizeof(head), "include \"%s/%s\"; ", r->dir, base);
		append(&text, &n, head, strlen(head));
	}
	for (;;) {
		s = raw_line(r);
		if (!s)
			break;
		if (!strcmp(s, "}"))
			break;
		append(&text, &n, s, strlen(s));
		append(&text, &n, "\n", 1);
	}
	if (!s) {
		free(text);
		return complain(r, "the policy that begins here has no '}' line");
	}
	snprintf(what, sizeof(what), "%s:%u", r->path, start);
	r->policy = vec_policy_text(what, text ? text : "");
	free(text);
	return r->policy ? 0 : complain(r, "this policy does not compile");
}

static int read_policy(struct reader *r, char *s)
{
	char *file = strtok(s, " \t"), *with = strtok(NULL, " \t"), *brace = strtok(NULL, " \t");
	char path[PATH_MAX];

	if (file && !strcmp(file, "{") && !with)
		return inline_policy(r, NULL);
	if (file && with && !strcmp(with, "with") && brace && !strcmp(brace, "{"))
		return inline_policy(r, file);
	if (!file || with)
		return complain(r, "policy FILE [with {, or policy {");
	snprintf(path, sizeof(path), "%s/%s", r->dir, file);
	r->policy = vec_policy_file(path);
	return r->policy ? 0 : complain(r, "this policy does not compile");
}

static char *directive(char *s, const char *word)
{
	size_t len = strlen(word);

	if (strncmp(s, word, len) || (s[len] != ' ' && s[len] != '\t'))
		return NULL;
	return s + len + 1;
}

static int read_line(struct reader *r, char *s)
{
	char *rest, *colon;

	if ((rest = directive(s, "theme")))
		return r->theme = strtok(rest, ""), 0;
	if ((rest = directive(s, "policy")))
		return read_policy(r, rest);
	if ((rest = directive(s, "widen"))) {
		r->policy = r->policy ? vec_policy_widened(r->policy, rest) : NULL;
		return r->policy ? 0 : complain(r, "these cannot be widened");
	}
	if ((rest = directive(s, "label")))
		return read_label(r, rest);
	if ((rest = directive(s, "set"))) {
		r->keys = 0;
		return read_keys(r, rest, r->key, &r->keys);
	}
	if ((rest = directive(s, "add")))
		return read_keys(r, rest, r->key, &r->keys);
	for (colon = s; *colon; colon++)
		if (*colon == ':' && (colon[1] == ' ' || colon[1] == '\t'))
			return read_case(r, s, colon);
	return complain(r, "no directive, and no 'NAME: ...' either");
}

/**
 * vec_read() - add the cases of a file to the table
 * @t: the table; t->errors counts what was wrong
 * @path: the file
 *
 * Return: 0, or -1 if the file could not be read or holds errors.
 */
int vec_read(struct vec_table *t, const char *path)
{
	struct reader r = { .t = t, .theme = "" };
	unsigned int before = t->errors;
	char real[PATH_MAX], *copy, *s;
	size_t size;

	r.path = keep_text(t, path, strlen(path));
	r.text = (char *)rg_file_read(path, 1 << 24, &size);
	if (!r.text || !realpath(path, real)) {
		free(r.text);
		t->errors++;
		return -1;
	}
	copy = keep_text(t, real, strlen(real));
	r.dir = dirname(copy);
	r.at = r.text;
	while ((s = logical_line(&r)))
		read_line(&r, s);
	free(r.text);
	return t->errors == before ? 0 : -1;
}

/** vec_read_line() - add one case, "NAME: ...", to the table */
int vec_read_line(struct vec_table *t, struct vec_policy *policy, const char *line)
{
	static struct reader r;

	r = (struct reader){ .t = t, .theme = "", .policy = policy };
	r.path = keep_text(t, "line", 4);
	return read_line(&r, keep_text(t, line, strlen(line)));
}

void vec_table_free(struct vec_table *t)
{
	struct vec_text *x;

	while ((x = t->texts)) {
		t->texts = x->next;
		free(x);
	}
	free(t->v);
	*t = (struct vec_table){ 0 };
}

/** vec_get() - a field of a case; NULL if it is not there */
const char *vec_get(const struct vec_case *c, const char *key)
{
	unsigned int i;

	for (i = 0; i < c->keys; i++)
		if (!strcmp(c->key[i].key, key))
			return *c->key[i].value ? c->key[i].value : NULL;
	return NULL;
}

void vec_say(const struct vec_case *c, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "%s:%u: %s: ", c->file, c->line, c->name);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
}
