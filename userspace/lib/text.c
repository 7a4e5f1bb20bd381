// SPDX-License-Identifier: GPL-2.0-only
/* Numbers, bytes and words from text. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "util.h"

#define WORD_MAX 64	/* longer words are nobody's typing errors */

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

/* Edit distance with transpositions, by three rows. */
static unsigned int distance(const char *a, const char *b)
{
	unsigned int row[3][WORD_MAX + 1];
	size_t i, j, n = strlen(a), m = strlen(b);

	if (n > WORD_MAX || m > WORD_MAX)
		return WORD_MAX;
	for (j = 0; j <= m; j++)
		row[0][j] = j;
	for (i = 1; i <= n; i++) {
		unsigned int *now = row[i % 3], *up = row[(i + 2) % 3], *upup = row[(i + 1) % 3];

		now[0] = i;
		for (j = 1; j <= m; j++) {
			unsigned int best = up[j - 1] + (a[i - 1] != b[j - 1]);

			if (up[j] + 1 < best)
				best = up[j] + 1;
			if (now[j - 1] + 1 < best)
				best = now[j - 1] + 1;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
			    upup[j - 2] + 1 < best)
				best = upup[j - 2] + 1;
			now[j] = best;
		}
	}
	return row[n % 3][m];
}

const char *rg_suggest(const char *word, const char *const *list)
{
	const char *best = NULL;
	size_t len = strlen(word);
	unsigned int best_d = len < 4 ? 2 : len < 8 ? 3 : 4;

	for (; *list; list++) {
		/* What begins like a word is that word cut short. */
		int cut = len >= 2 && !strncmp(word, *list, len);
		unsigned int d = cut ? 0 : distance(word, *list);

		if (d < best_d) {
			best_d = d;
			best = *list;
		}
	}
	return best;
}
