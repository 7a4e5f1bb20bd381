/* SPDX-License-Identifier: GPL-2.0-only */
/* Small things that every part of the CLI uses. */
#ifndef RELGATE_UTIL_H
#define RELGATE_UTIL_H

#include <stdint.h>
#include <stddef.h>

/* Exit codes that scripts can trust. */
enum rg_exit { RG_EXIT_YES = 0, RG_EXIT_NO = 1, RG_EXIT_FAIL = 2 };

/**
 * rg_error() - say on standard error, after "relgate: ", what went wrong
 * @fmt: like printf, without a newline; says what, where, and what would be right
 *
 * Return: -1, so that a caller may `return rg_error(...)`.
 */
int rg_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void rg_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/** rg_reason_name() - "no-agreement" for RG_R_NO_AGREEMENT; NULL if there is none */
const char *rg_reason_name(unsigned int reason);
/** rg_reason_text() - the line of the manual for a reason */
const char *rg_reason_text(unsigned int reason);
/** rg_reason_by_name() - the number, or -1 */
int rg_reason_by_name(const char *name);
const char *rg_way_name(unsigned int way);

/** rg_sha256() - SHA-256 of the image with its digest field taken as zero (OpenSSL's) */
int rg_image_digest(const uint8_t *image, size_t size, uint8_t digest[32]);

/** rg_hex() - @n bytes in hexadecimal, @out holds 2n + 1 */
void rg_hex(char *out, const uint8_t *bytes, size_t n);

/**
 * rg_hex_parse() - bytes from hexadecimal text; blanks, colons, commas and 0x are skipped
 * @text: the text
 * @out: the bytes
 * @max: how many @out holds
 *
 * Return: how many bytes there were, or -1 after rg_error().
 */
int rg_hex_parse(const char *text, uint8_t *out, size_t max);

/**
 * rg_number() - an unsigned number in decimal or 0x hexadecimal, the whole text
 * @what: what it is, for the error message
 * @text: the text
 * @max: the largest value allowed
 * @out: the number
 *
 * Return: 0, or -1 after rg_error().
 */
int rg_number(const char *what, const char *text, uint64_t max, uint64_t *out);

/**
 * rg_suggest() - the entry of a list that was probably meant
 * @word: what was written
 * @list: NULL-terminated
 *
 * Return: the nearest entry, or NULL if none is near.
 */
const char *rg_suggest(const char *word, const char *const *list);

/**
 * rg_file_read() - a whole file
 * @path: the file; "-" is standard input
 * @max: refuse more bytes than this
 * @size: its length
 *
 * Return: the bytes with a NUL behind them, to be freed, or NULL after rg_error().
 */
uint8_t *rg_file_read(const char *path, size_t max, size_t *size);

/** rg_file_write() - replace a file whole, by rename; -1 after rg_error() */
int rg_file_write(const char *path, const uint8_t *bytes, size_t size);

/** rg_color_wanted() - whether to colour what goes to @fd: a terminal, and no NO_COLOR */
int rg_color_wanted(int fd);

#endif
