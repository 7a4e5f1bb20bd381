// SPDX-License-Identifier: GPL-2.0-only
/* JSON for standard output. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "json.h"
#include "util.h"

static void print(json_t *value, size_t flags)
{
	json_dumpf(value, stdout, flags | JSON_ENCODE_ANY);
	putchar('\n');
	json_decref(value);
}

void rg_json_print(json_t *value)
{
	print(value, JSON_INDENT(2));
}

void rg_json_line(json_t *value)
{
	print(value, JSON_COMPACT);
	fflush(stdout);
}

json_t *rg_json_text(const char *text)
{
	json_t *s = json_string(text ? text : "");

	return s ? s : json_string("?");
}

json_t *rg_json_hex(const void *bytes, size_t n)
{
	char *hex = malloc(2 * n + 1);
	json_t *s;

	if (!hex)
		abort();
	rg_hex(hex, bytes, n);
	s = json_string(hex);
	free(hex);
	return s;
}

char *rg_json_join(const json_t *array, const char *separator)
{
	char *text = NULL;
	size_t size, i;
	json_t *item;
	FILE *f = open_memstream(&text, &size);

	if (!f)
		abort();
	json_array_foreach(array, i, item)
		fprintf(f, "%s%s", i ? separator : "", json_string_value(item));
	fclose(f);
	return text;
}
