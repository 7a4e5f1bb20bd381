// SPDX-License-Identifier: GPL-2.0-only
/* Values as .vec files write them. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "vec.h"

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/**
 * vec_hex() - bytes in hexadecimal; blanks may stand between bytes
 * @text: "86 0d 0000019a", or "-" for none
 * @out: the bytes
 * @max: how many @out holds
 *
 * Return: how many there were, or -1.
 */
int vec_hex(const char *text, uint8_t *out, size_t max)
{
	size_t n = 0;

	if (!strcmp(text, "-"))
		return 0;
	while (*text) {
		if (*text == ' ') {
			text++;
			continue;
		}
		if (digit(text[0]) < 0 || digit(text[1]) < 0 || n == max)
			return -1;
		out[n++] = digit(text[0]) << 4 | digit(text[1]);
		text += 2;
	}
	return n;
}

int vec_long(const char *text, int64_t min, int64_t max, int64_t *out)
{
	char *end;
	long long v;

	errno = 0;
	v = strtoll(text, &end, 0);
	if (errno || *end || end == text || v < min || v > max)
		return -1;
	*out = v;
	return 0;
}

/** vec_time() - seconds, or 2015-06-24 or 2015-06-24T12:00:00, in UTC */
int vec_time(const char *text, int64_t *out)
{
	struct tm tm = { 0 };
	const char *end;

	if (!vec_long(text, INT64_MIN, INT64_MAX, out))
		return 0;
	end = strptime(text, "%Y-%m-%d", &tm);
	if (end && *end == 'T')
		end = strptime(end + 1, "%H:%M:%S", &tm);
	if (!end || *end)
		return -1;
	*out = timegm(&tm);
	return 0;
}

int vec_mac(const char *text, uint8_t mac[6])
{
	int i;

	for (i = 0; i < 6; i++, text += 3) {
		if (digit(text[0]) < 0 || digit(text[1]) < 0 || text[2] != (i < 5 ? ':' : '\0'))
			return -1;
		mac[i] = digit(text[0]) << 4 | digit(text[1]);
	}
	return 0;
}
