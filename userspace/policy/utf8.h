/* SPDX-License-Identifier: GPL-2.0-only */
/* UTF-8, as far as diagnostics need it (RFC 3629). */
#ifndef RELGATE_UTF8_H
#define RELGATE_UTF8_H

#include <stddef.h>
#include <stdint.h>

/**
 * utf8_decode() - one character
 * @s: text, not NUL-terminated
 * @len: its bytes, at least 1
 * @cp: the character; 0xfffd for a byte that is not UTF-8
 *
 * Return: bytes used, at least 1.
 */
size_t utf8_decode(const char *s, size_t len, uint32_t *cp);
/** utf8_valid() - is it all UTF-8, and are there no control characters in it */
int utf8_valid(const char *s, size_t len);
/** utf8_width() - columns that a character takes in a terminal: 0, 1 or 2 */
unsigned int utf8_width(uint32_t cp);

#endif
