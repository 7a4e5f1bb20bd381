// SPDX-License-Identifier: GPL-2.0-only
/* Numbers, bytes and words from text. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../policy/suggest.h"
#include "util.h"

void rg_hex(char *out, const uint8_t *bytes, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		sprintf(out + 2 * i, "%02x", bytes[i]);
	out[2 * n] = '\0';
}

static const char *skip_separators(const char *p)
{
	for (;;) {
		if (p[0] == '0' && (p[1] == 'x' || p[1] == 'X'))
			p += 2;
		else if (isspace((unsigned char)*p) || *p == ':' || *p == ',')
			p++;
		else
			return p;
	}
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int rg_hex_parse(const char *text, uint8_t *out, size_t max)
{
	const char *p = text;
	size_t n = 0;

	while (*(p = skip_separators(p))) {
		int hi = hex_digit(p[0]);
		int lo = hi < 0 ? -1 : hex_digit(p[1]);

		if (hi < 0 || lo < 0)
			return rg_error("'%.32s' at column %td is no byte in hexadecimal; two digits each, as in 86 0a 00 00 01 9a",
					p, p - text + 1);
		if (n == max)
			return rg_error("too many bytes in hexadecimal, at most %zu fit here", max);
		out[n++] = hi << 4 | lo;
		p += 2;
	}
	return n;
}

int rg_number(const char *what, const char *text, uint64_t max, uint64_t *out)
{
	char *end;
	int base = text[0] == '0' && (text[1] == 'x' || text[1] == 'X') ? 16 : 10;

	errno = 0;
	if (!isdigit((unsigned char)text[0]))
		return rg_error("%s: '%s' is not a number", what, text);
	*out = strtoull(text, &end, base);
	if (*end)
		return rg_error("%s: '%s' is not a number", what, text);
	if (errno || *out > max)
		return rg_error("%s: %s is too large, at most %llu", what, text,
				(unsigned long long)max);
	return 0;
}

const char *rg_suggest(const char *word, const char *const *list)
{
	size_t len = strlen(word);
	int n;

	/* What begins like a word is that word cut short. */
	for (n = 0; list[n]; n++)
		if (len >= 2 && !strncmp(word, list[n], len))
			return list[n];
	return suggest(word, list, n);
}
