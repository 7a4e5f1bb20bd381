// SPDX-License-Identifier: GPL-2.0-only
/* Columns that line up. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "table.h"

/*
 * wcwidth() needs a locale; levels have Korean and Japanese names in every
 * locale, so the wide ranges are known here.
 */
static int wide(unsigned int c)
{
	return (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf) ||
	       (c >= 0xac00 && c <= 0xd7a3) || (c >= 0xf900 && c <= 0xfaff) ||
	       (c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff60) ||
	       (c >= 0xffe0 && c <= 0xffe6) || (c >= 0x20000 && c <= 0x3fffd);
}

int rg_width(const char *text)
{
	const unsigned char *p = (const unsigned char *)text;
	int width = 0;

	while (*p) {
		unsigned int c = *p++;
		int more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : c >= 0xc0 ? 1 : 0;

		c &= more ? 0x3f >> more : 0x7f;
		while (more-- && (*p & 0xc0) == 0x80)
			c = c << 6 | (*p++ & 0x3f);
		width += 1 + wide(c);
	}
	return width;
}

static int grow(struct rg_table *t)
{
	int room = t->room ? 2 * t->room : 32;
	char **cell;

	if (t->rows < t->room)
		return 0;
	cell = realloc(t->cell, sizeof(*cell) * room * t->columns);
	if (!cell)
		return -1;
	t->cell = cell;
	t->room = room;
	return 0;
}

void rg_table_row(struct rg_table *t, const char *first, ...)
{
	const char *text = first;
	char **row;
	va_list ap;
	int i;

	if (t->columns > RG_TABLE_COLUMNS || grow(t))
		abort();
	row = t->cell + (size_t)t->rows++ * t->columns;
	va_start(ap, first);
	for (i = 0; i < t->columns; i++) {
		row[i] = strdup(text ? text : "");
		/* A row may end early: the rest is empty. */
		text = text ? va_arg(ap, const char *) : NULL;
	}
	va_end(ap);
}

static void print_row(char **row, const int *width, int columns, FILE *out)
{
	int i, last = columns - 1;

	while (last > 0 && !(row[last] && *row[last]))
		last--;
	for (i = 0; i <= last; i++) {
		const char *text = row[i] ? row[i] : "";

		fputs(text, out);
		if (i < last)
			fprintf(out, "%*s", width[i] - rg_width(text) + 2, "");
	}
	fputc('\n', out);
}

void rg_table_print(struct rg_table *t, FILE *out, int header, int color)
{
	int width[RG_TABLE_COLUMNS] = { 0 };
	int i, n = t->rows * t->columns;

	for (i = 0; i < n; i++) {
		int w = t->cell[i] ? rg_width(t->cell[i]) : 0;

		if (w > width[i % t->columns])
			width[i % t->columns] = w;
	}
	for (i = 0; i < t->rows; i++) {
		int bold = header && color && !i;

		fputs(bold ? "\033[1m" : "", out);
		print_row(t->cell + (size_t)i * t->columns, width, t->columns, out);
		fputs(bold ? "\033[0m" : "", out);
	}
	for (i = 0; i < n; i++)
		free(t->cell[i]);
	free(t->cell);
	*t = (struct rg_table){ .columns = t->columns };
}
