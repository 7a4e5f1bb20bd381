// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <string.h>
#include "suggest.h"

#define WORD_MAX 63

static unsigned int min3(unsigned int a, unsigned int b, unsigned int c)
{
	a = a < b ? a : b;
	return a < c ? a : c;
}

static int same(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* Edits (insert, delete, replace, swap of neighbours) between two words of at most WORD_MAX. */
static unsigned int distance(const char *a, size_t na, const char *b, size_t nb)
{
	unsigned int row[3][WORD_MAX + 1];
	unsigned int *older = row[0], *old = row[1], *cur = row[2], *spare;
	size_t i, j;

	for (j = 0; j <= nb; j++)
		old[j] = j;
	for (i = 1; i <= na; i++) {
		cur[0] = i;
		for (j = 1; j <= nb; j++) {
			cur[j] = min3(old[j] + 1, cur[j - 1] + 1,
				      old[j - 1] + !same(a[i - 1], b[j - 1]));
			if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) &&
			    same(a[i - 2], b[j - 1]) && older[j - 2] + 1 < cur[j])
				cur[j] = older[j - 2] + 1;
		}
		spare = older;
		older = old;
		old = cur;
		cur = spare;
	}
	return old[nb];
}

const char *suggest(const char *word, const char *const *known, int n)
{
	size_t len = strlen(word), known_len;
	unsigned int best = len < 5 ? 2 : len < 12 ? 3 : 4, dist;
	const char *found = NULL;
	int i;

	if (len > WORD_MAX)
		return NULL;
	for (i = 0; i < n; i++) {
		known_len = strlen(known[i]);
		if (known_len > WORD_MAX || known_len + best <= len || len + best <= known_len)
			continue;
		dist = distance(word, len, known[i], known_len);
		if (dist < best) {
			best = dist;
			found = known[i];
		}
	}
	return found;
}
