// SPDX-License-Identifier: GPL-2.0-only
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "marking.h"

/* One part of the marking while it is read. */
struct part {
	const char *s;
	size_t len;
};

struct reading {
	const struct marking_names *names;
	const char *text;
	unsigned int owner;
	struct rg_label *label;
	struct marking_error *err;
};

static int fail(struct reading *r, struct part p, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static int fail(struct reading *r, struct part p, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(r->err->text, sizeof(r->err->text), fmt, ap);
	va_end(ap);
	r->err->at = p.s - r->text;
	r->err->len = p.len;
	return -1;
}

static int begins(struct part p, const char *word)
{
	return p.len >= strlen(word) && !memcmp(p.s, word, strlen(word));
}

static int is(struct part p, const char *word)
{
	return p.len == strlen(word) && !memcmp(p.s, word, p.len);
}

static int find(struct part p, const char **list, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		if (is(p, list[i]))
			return i;
	return -1;
}

/* What stands before @sep; @rest moves behind it.  False: @rest was used up. */
static int cut(struct part *rest, const char *sep, struct part *out)
{
	size_t n = strlen(sep), i;

	if (!rest->s)
		return 0;
	for (i = 0; i + n <= rest->len && memcmp(rest->s + i, sep, n); i++)
		;
	if (i + n > rest->len) {
		*out = *rest;
		rest->s = NULL;
		return 1;
	}
	*out = (struct part){ rest->s, i };
	rest->s += i + n;
	rest->len -= i + n;
	return 1;
}

static int read_level(struct reading *r, struct part p)
{
	char list[160] = "";
	int i, rung = find(p, r->names->level, r->names->level_count);
	size_t n = 0;

	if (rung >= 0) {
		r->label->level = rung;
		return 0;
	}
	for (i = 0; i < (int)r->names->level_count && n < sizeof(list); i++)
		n += snprintf(list + n, sizeof(list) - n, "%s%s", i ? ", " : "",
			      r->names->level[i]);
	return fail(r, p, "a marking begins with its level (%s), not with '%.*s'", list,
		    (int)p.len, p.s);
}

static int read_categories(struct reading *r, struct part p)
{
	struct part word;
	int id;

	while (cut(&p, "/", &word)) {
		id = find(word, r->names->category, r->names->category_count);
		if (id < 0 && memchr(word.s, ',', word.len))
			return fail(r, word, "subjects are separated by '/', not by commas");
		if (id < 0)
			return fail(r, word, "the policy has no subject or form '%.*s'",
				    (int)word.len, word.s);
		if (r->label->cat[id / 64] >> (id % 64) & 1)
			return fail(r, word, "'%.*s' stands twice", (int)word.len, word.s);
		r->label->cat[id / 64] |= 1ull << (id % 64);
	}
	return 0;
}

/* One nation of a list: known, and not before. */
static int read_nation(struct reading *r, struct part p, __u64 *set)
{
	int id;

	if (!p.len || memchr(p.s, ' ', p.len) || memchr(p.s, ',', p.len))
		return fail(r, p, "nations are three letters, in REL TO separated by ', ', "
			    "in FGI by ' '");
	id = find(p, r->names->nation, r->names->nation_count);
	if (id <= 0)
		return fail(r, p, "the policy has no nation '%.*s'", (int)p.len, p.s);
	if (set[id / 64] >> (id % 64) & 1)
		return fail(r, p, "'%.*s' stands twice", (int)p.len, p.s);
	set[id / 64] |= 1ull << (id % 64);
	return 0;
}

/* The order of a list, found out as it is read. */
struct order {
	struct part last;
	int count, usa_first, usa_at, ascending;
};

static void order_add(struct order *o, struct part p)
{
	int usa = is(p, "USA");

	if (usa)
		o->usa_at = o->count;
	o->usa_first |= usa && !o->count;
	/* The ascent is of the nations behind a leading USA. */
	if (o->count > o->usa_first && memcmp(o->last.s, p.s, 3) > 0)
		o->ascending = 0;
	o->last = p;
	o->count++;
}

/* USA-origin labels list USA first; else alphabetical, which may put USA last or anywhere. */
static int check_rel_order(struct reading *r, struct part p, const struct order *o, int plain)
{
	const char *owner = r->owner < r->names->nation_count ? r->names->nation[r->owner] : "";

	if (o->count == 1 && o->usa_at == 0)
		return fail(r, p, "REL TO USA alone is invalid: name the other nations too, "
			    "or write NOFORN");
	if (!strcmp(owner, "USA")) {
		if (!o->usa_first)
			return fail(r, p, "on a label of the USA the REL TO list begins with USA");
		if (!o->ascending)
			return fail(r, p, "behind USA, REL TO is in alphabetical order");
		return 0;
	}
	if (plain || (!*owner && o->usa_first && o->ascending))
		return 0;
	if (*owner && o->usa_first && o->ascending)
		return fail(r, p, "REL TO begins with USA only on labels of the USA; this one is "
			    "%s's: alphabetical order", owner);
	return fail(r, p, "REL TO is in alphabetical order%s", *owner ? "" :
		    " (on labels of the USA: USA first)");
}

static int read_rel(struct reading *r, struct part whole)
{
	struct part p = { whole.s + 7, whole.len - 7 }, word, last = { NULL, 0 };
	struct order o = { .usa_at = -1, .ascending = 1 };
	int plain = 1;

	while (cut(&p, ", ", &word)) {
		if (read_nation(r, word, r->label->release))
			return -1;
		if (last.s && memcmp(last.s, word.s, 3) > 0)
			plain = 0;
		last = word;
		order_add(&o, word);
	}
	return check_rel_order(r, whole, &o, plain);
}

static int read_fgi(struct reading *r, struct part whole)
{
	struct part p = { whole.s + 4, whole.len - 4 }, word, last = { NULL, 0 };
	int count = 0;

	while (cut(&p, " ", &word)) {
		if (read_nation(r, word, r->label->origin))
			return -1;
		if (last.s && memcmp(last.s, word.s, 3) > 0)
			return fail(r, whole, "FGI lists nations in alphabetical order");
		last = word;
		if (++count > RG_ORIGIN_MAX)
			return fail(r, whole, "FGI names more than %d nations, the most that the "
				    "gate will judge", RG_ORIGIN_MAX);
	}
	return 0;
}

enum { AT_LEVEL, AT_CATEGORIES, AT_FGI, AT_RELEASE };

static int place_of(struct part p)
{
	if (begins(p, "REL TO ") || is(p, "NOFORN"))
		return AT_RELEASE;
	return begins(p, "FGI ") ? AT_FGI : AT_CATEGORIES;
}

static int misplaced(struct reading *r, struct part p, int place, int before)
{
	static const char *const what[] = {
		"", "subjects and forms", "FGI", "REL TO or NOFORN",
	};

	if (place == AT_RELEASE && before == AT_RELEASE)
		return fail(r, p, "NOFORN and REL TO exclude each other, and each stands once");
	if (place == before)
		return fail(r, p, "%s stand in one part, not in two", what[place]);
	return fail(r, p, "%s stand before %s", what[place], what[before]);
}

static int read_part(struct reading *r, struct part p, int place)
{
	if (!p.len)
		return fail(r, p, "there is nothing between '//' and '//'");
	if (p.s[0] == ' ' || p.s[p.len - 1] == ' ')
		return fail(r, p, "no space stands beside '//'");
	if (is(p, "REL TO") || is(p, "REL") || is(p, "FGI"))
		return fail(r, p, "'%.*s' names no nation", (int)p.len, p.s);
	if (place == AT_RELEASE)
		return is(p, "NOFORN") ? 0 : read_rel(r, p);
	return place == AT_FGI ? read_fgi(r, p) : read_categories(r, p);
}

int marking_parse(const struct marking_names *names, const char *text, unsigned int owner,
		  struct rg_label *label, struct marking_error *err)
{
	struct reading r = {
		.names = names, .text = text, .owner = owner, .label = label, .err = err,
	};
	struct part rest = { text, strlen(text) }, p;
	int before = AT_LEVEL, place;

	memset(label, 0, sizeof(*label));
	if (rest.len >= MARKING_MAX)
		return fail(&r, rest, "a marking of more than %d bytes", MARKING_MAX - 1);
	cut(&rest, "//", &p);
	if (read_level(&r, p))
		return -1;
	while (cut(&rest, "//", &p)) {
		place = place_of(p);
		if (place <= before)
			return misplaced(&r, p, place, before);
		if (read_part(&r, p, place))
			return -1;
		before = place;
	}
	return 0;
}

/* ---- printing ---- */

struct out {
	char *buf;
	size_t n;
};

static void put(struct out *o, const char *a, const char *b)
{
	int n = snprintf(o->buf + o->n, MARKING_MAX - o->n, "%s%s", a, b);

	if (n > 0)
		o->n = o->n + n < MARKING_MAX ? o->n + n : MARKING_MAX - 1;
}

static int has(const __u64 *set, unsigned int id)
{
	return set[id / 64] >> (id % 64) & 1;
}

static void put_categories(struct out *o, const struct marking_names *names,
			   const struct rg_label *label)
{
	const char *sep = "//";
	unsigned int form, i;

	for (form = 0; form < 2; form++) {
		for (i = 0; i < names->category_count; i++) {
			if (names->is_form[i] != form || !has(label->cat, i))
				continue;
			put(o, sep, names->category[i]);
			sep = "/";
		}
	}
}

static void put_nations(struct out *o, const struct marking_names *names, const __u64 *set,
			const char *lead, const char *sep, int usa_first)
{
	unsigned int i, usa = 0;

	for (i = 1; i < names->nation_count; i++)
		if (usa_first && has(set, i) && !strcmp(names->nation[i], "USA"))
			usa = i;
	if (usa) {
		put(o, lead, "USA");
		lead = sep;
	}
	/* Nation ids ascend with their codes. */
	for (i = 1; i < names->nation_count; i++) {
		if (i == usa || !has(set, i))
			continue;
		put(o, lead, names->nation[i]);
		lead = sep;
	}
}

static int empty(const __u64 *set)
{
	return !(set[0] | set[1] | set[2] | set[3]);
}

/* REL TO USA alone is no valid marking, but the owner always counts as released to. */
static int only_usa(const struct marking_names *names, const __u64 *set)
{
	unsigned int i, count = 0, usa = 0;

	for (i = 1; i < names->nation_count; i++) {
		count += has(set, i);
		usa |= has(set, i) && !strcmp(names->nation[i], "USA");
	}
	return count == 1 && usa;
}

char *marking_print(const struct marking_names *names, const struct rg_label *label,
		    unsigned int owner, char *buf)
{
	__u64 release[RG_NSET_WORDS];
	struct out o = { .buf = buf };
	int usa_first;

	if (owner >= names->nation_count)
		owner = 0;
	usa_first = !owner || !strcmp(names->nation[owner], "USA");
	memcpy(release, label->release, sizeof(release));
	if (owner && only_usa(names, release))
		release[owner / 64] ^= 1ull << (owner % 64);
	put(&o, label->level < names->level_count ? names->level[label->level] : "?", "");
	put_categories(&o, names, label);
	put_nations(&o, names, label->origin, "//FGI ", " ", 0);
	if (empty(release))
		put(&o, "//", "NOFORN");
	else
		put_nations(&o, names, release, "//REL TO ", ", ", usa_first);
	return buf;
}

/* ---- the words of an image ---- */

static int names_alloc(struct marking_names *n)
{
	n->level = calloc(n->level_count + 1, sizeof(*n->level));
	n->category = calloc(n->category_count + 1, sizeof(*n->category));
	n->is_form = calloc(n->category_count + 1, 1);
	n->nation = calloc(n->nation_count + 1, sizeof(*n->nation));
	return n->level && n->category && n->is_form && n->nation ? 0 : -1;
}

int marking_names_from_image(const uint8_t *image, struct marking_names *n)
{
	const struct rg_image_header *h = (const void *)image;
	const char *string = (const char *)image + h->sec[RG_SEC_STRING].off;
	const __u32 *level = (const void *)(image + h->sec[RG_SEC_LEVEL].off);
	const struct rg_category *cat = (const void *)(image + h->sec[RG_SEC_CATEGORY].off);
	const struct rg_nation *nation = (const void *)(image + h->sec[RG_SEC_NATION].off);
	unsigned int i;

	memset(n, 0, sizeof(*n));
	n->level_count = h->sec[RG_SEC_LEVEL].count;
	n->category_count = h->sec[RG_SEC_CATEGORY].count;
	n->nation_count = h->sec[RG_SEC_NATION].count;
	if (names_alloc(n)) {
		marking_names_free(n);
		return -1;
	}
	for (i = 0; i < n->level_count; i++)
		n->level[i] = string + level[i];
	for (i = 0; i < n->category_count; i++) {
		n->category[i] = string + cat[i].name;
		n->is_form[i] = cat[i].kind == RG_CAT_FORM;
	}
	for (i = 0; i < n->nation_count; i++)
		n->nation[i] = nation[i].code;
	return 0;
}

void marking_names_free(struct marking_names *n)
{
	free(n->level);
	free(n->category);
	free(n->is_form);
	free(n->nation);
	memset(n, 0, sizeof(*n));
}
