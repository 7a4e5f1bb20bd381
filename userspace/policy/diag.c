// SPDX-License-Identifier: GPL-2.0-only
#include <stdarg.h>
#include <string.h>
#include "diag.h"
#include "utf8.h"

#define LINE_BEFORE	96	/* bytes of a long line shown before the caret and behind it */
#define LINE_AFTER	64

struct kind {
	const char *name, *color;
};

static const struct kind kind_error = { "error", "\033[1;31m" };
static const struct kind kind_warning = { "warning", "\033[1;35m" };
static const struct kind kind_note = { "note", "\033[1;36m" };

static const char *on(const struct diag *d, const char *color)
{
	return d->color ? color : "";
}

/* The line that holds @pos: its number, its bounds, and the column of @pos in characters. */
struct line {
	unsigned int number, column;
	size_t start, end;
};

static struct line line_of(const struct source *s, size_t pos)
{
	struct line l = { .number = 1, .column = 1 };
	size_t i, n;
	uint32_t cp;

	if (pos > s->len)
		pos = s->len;
	for (i = 0; i < pos; i++) {
		const char *nl = memchr(s->text + i, '\n', pos - i);

		if (!nl)
			break;
		i = nl - s->text;
		l.number++;
		l.start = i + 1;
	}
	for (l.end = l.start; l.end < s->len && s->text[l.end] != '\n'; l.end++)
		;
	if (l.end > l.start && s->text[l.end - 1] == '\r')
		l.end--;
	for (i = l.start; i < pos; i += n) {
		n = utf8_decode(s->text + i, s->len - i, &cp);
		l.column++;
	}
	return l;
}

static int is_tail(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

static void put_bytes(FILE *f, const char *text, size_t len)
{
	if (f)
		fwrite(text, 1, len, f);
}

/*
 * Prints text so that a hostile file cannot drive the terminal; returns the
 * columns taken.  Without @f it only measures.
 */
static unsigned int put_text(FILE *f, const char *text, size_t len)
{
	unsigned int columns = 0;
	size_t i, n;
	uint32_t cp;

	for (i = 0; i < len; i += n) {
		n = utf8_decode(text + i, len - i, &cp);
		if (cp == '\t') {
			put_bytes(f, " ", 1);
			columns++;
		} else if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || (cp == 0xfffd && n == 1) ||
			   (cp >= 0x202a && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069)) {
			put_bytes(f, "?", 1);
			columns++;
		} else {
			put_bytes(f, text + i, n);
			columns += utf8_width(cp);
		}
	}
	return columns;
}

static void put_caret(struct diag *d, const struct line *l, size_t from, size_t to,
		      const struct source *s, size_t start, size_t end, const struct kind *k)
{
	unsigned int pad, mark, i;

	pad = put_text(NULL, s->text + from, start - from);
	if (end > to)
		end = to;
	mark = end > start ? put_text(NULL, s->text + start, end - start) : 1;
	fprintf(d->out, "      | %*s%s^", (int)(pad + (from > l->start ? 3 : 0)), "",
		on(d, k->color));
	for (i = 1; i < mark; i++)
		fputc('~', d->out);
	fprintf(d->out, "%s\n", on(d, "\033[0m"));
}

/* The line and the caret; of a very long line the part around the caret. */
static void put_line(struct diag *d, const struct source *s, const struct line *l,
		     struct rg_loc loc, const struct kind *k)
{
	size_t from = l->start, to = l->end;
	size_t start = loc.start < l->end ? loc.start : l->end;

	if (to - from > LINE_BEFORE + LINE_AFTER) {
		if (start - from > LINE_BEFORE)
			from = start - LINE_BEFORE;
		while (from < start && is_tail(s->text[from]))
			from++;
		if (to - start > LINE_AFTER)
			to = start + LINE_AFTER;
		while (to > start && to < l->end && is_tail(s->text[to]))
			to--;
	}
	fprintf(d->out, "%5u | %s", l->number, from > l->start ? "..." : "");
	put_text(d->out, s->text + from, to - from);
	fprintf(d->out, "%s\n", to < l->end ? "..." : "");
	put_caret(d, l, from, to, s, start, loc.end, k);
}

static void put(struct diag *d, const struct kind *k, struct rg_loc loc, const char *fmt,
		va_list ap)
{
	const struct source *s;
	struct line l;

	if (loc.file >= d->source_count) {
		fprintf(d->out, "%s%s:%s ", on(d, k->color), k->name, on(d, "\033[0m"));
		vfprintf(d->out, fmt, ap);
		fputc('\n', d->out);
		return;
	}
	s = &d->source[loc.file];
	l = line_of(s, loc.start);
	fprintf(d->out, "%s%s:%u:%u:%s %s%s:%s ", on(d, "\033[1m"), s->path, l.number, l.column,
		on(d, "\033[0m"), on(d, k->color), k->name, on(d, "\033[0m"));
	vfprintf(d->out, fmt, ap);
	fputc('\n', d->out);
	put_line(d, s, &l, loc, k);
}

void diag_error(struct diag *d, struct rg_loc loc, const char *fmt, ...)
{
	va_list ap;

	d->errors++;
	d->muted = d->shown >= DIAG_SHOWN_MAX;
	if (d->muted)
		return;
	d->shown++;
	va_start(ap, fmt);
	put(d, &kind_error, loc, fmt, ap);
	va_end(ap);
}

void diag_warn(struct diag *d, struct rg_loc loc, const char *fmt, ...)
{
	va_list ap;

	d->warnings++;
	d->muted = d->warnings > DIAG_SHOWN_MAX;
	if (d->muted)
		return;
	va_start(ap, fmt);
	put(d, &kind_warning, loc, fmt, ap);
	va_end(ap);
}

void diag_note(struct diag *d, struct rg_loc loc, const char *fmt, ...)
{
	va_list ap;

	if (d->muted)
		return;
	va_start(ap, fmt);
	put(d, &kind_note, loc, fmt, ap);
	va_end(ap);
}

void diag_help(struct diag *d, const char *fmt, ...)
{
	va_list ap;

	if (d->muted)
		return;
	fprintf(d->out, "      %s=%s ", on(d, "\033[1;32m"), on(d, "\033[0m"));
	va_start(ap, fmt);
	vfprintf(d->out, fmt, ap);
	va_end(ap);
	fputc('\n', d->out);
}

void diag_file_error(struct diag *d, const char *path, const char *fmt, ...)
{
	va_list ap;

	d->errors++;
	d->shown++;
	d->muted = 0;
	fprintf(d->out, "%s%s:%s %serror:%s ", on(d, "\033[1m"), path, on(d, "\033[0m"),
		on(d, kind_error.color), on(d, "\033[0m"));
	va_start(ap, fmt);
	vfprintf(d->out, fmt, ap);
	va_end(ap);
	fputc('\n', d->out);
}

void diag_summary(struct diag *d)
{
	if (d->errors > d->shown && d->shown >= DIAG_SHOWN_MAX)
		fprintf(d->out, "... and %u more error%s\n", d->errors - d->shown,
			d->errors - d->shown == 1 ? "" : "s");
}
