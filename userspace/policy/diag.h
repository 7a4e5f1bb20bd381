/* SPDX-License-Identifier: GPL-2.0-only */
/* What is wrong with a policy: file:line:column, the line, a caret, and what would be right. */
#ifndef RELGATE_DIAG_H
#define RELGATE_DIAG_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/** struct rg_loc - a piece of a source file: bytes [start, end) of file number @file */
struct rg_loc {
	uint32_t file, start, end;
};

/**
 * struct source - one file that was read
 * @path: as shown to the user
 * @text: its bytes, with a NUL behind them
 * @dev, @ino: which file it is, whatever its name
 */
struct source {
	char *path, *text;
	size_t len;
	uint64_t dev, ino;
};

struct diag {
	FILE *out;
	int color, muted;
	unsigned int errors, warnings, shown;
	struct source *source;
	size_t source_count;
};

#define DIAG_SHOWN_MAX	50	/* more errors than this are counted, not shown */

/** diag_error() - say what is wrong at @loc; diag_warn() likewise, and compile on */
void diag_error(struct diag *d, struct rg_loc loc, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void diag_warn(struct diag *d, struct rg_loc loc, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/** diag_note() - another place that the last error is about */
void diag_note(struct diag *d, struct rg_loc loc, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/** diag_help() - what would be right instead of the last error */
void diag_help(struct diag *d, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/** diag_file_error() - an error about a file as a whole */
void diag_file_error(struct diag *d, const char *path, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/** diag_summary() - say how many errors were not shown */
void diag_summary(struct diag *d);

#endif
