/* SPDX-License-Identifier: GPL-2.0-only */
/* Columns that line up, whatever the width of what stands in them. */
#ifndef RELGATE_TABLE_H
#define RELGATE_TABLE_H

#include <stdio.h>

#define RG_TABLE_COLUMNS 12

struct rg_table {
	int columns, rows, room;
	char **cell;
};

/** rg_table_row() - append a row of strings (copied), NULL behind the last; a row may be short */
void rg_table_row(struct rg_table *t, const char *first, ...) __attribute__((sentinel));

/**
 * rg_table_print() - print and free
 * @t: started as { .columns = N }
 * @out: where to
 * @header: the first row is a header: bold if @color
 * @color: colour allowed
 */
void rg_table_print(struct rg_table *t, FILE *out, int header, int color);

/** rg_width() - columns that a UTF-8 text takes on a terminal */
int rg_width(const char *text);

#endif
