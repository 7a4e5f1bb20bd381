/* SPDX-License-Identifier: GPL-2.0-only */
/* JSON for standard output. */
#ifndef RELGATE_JSON_H
#define RELGATE_JSON_H

#include <jansson.h>

/** rg_json_print() - print indented, with a newline, and free */
void rg_json_print(json_t *value);
/** rg_json_line() - print as one line of a stream, and free */
void rg_json_line(json_t *value);
/** rg_json_text() - a string, whatever its bytes: what is no UTF-8 becomes "?" */
json_t *rg_json_text(const char *text);
/** rg_json_hex() - bytes as a string of hexadecimal digits */
json_t *rg_json_hex(const void *bytes, size_t n);
/** rg_json_join() - the strings of an array with @separator between; free() it */
char *rg_json_join(const json_t *array, const char *separator);

#endif
