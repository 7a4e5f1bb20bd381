// SPDX-License-Identifier: GPL-2.0-only
#include "utf8.h"

size_t utf8_decode(const char *s, size_t len, uint32_t *cp)
{
	static const uint32_t least[5] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *p = (const unsigned char *)s;
	size_t n, i;

	*cp = p[0];
	if (p[0] < 0x80)
		return 1;
	n = p[0] >= 0xf0 && p[0] < 0xf5 ? 4 : p[0] >= 0xe0 && p[0] < 0xf0 ? 3 :
	    p[0] >= 0xc2 && p[0] < 0xe0 ? 2 : 0;
	*cp = 0xfffd;
	if (!n || n > len)
		return 1;
	*cp = p[0] & (0x7f >> n);
	for (i = 1; i < n && (p[i] & 0xc0) == 0x80; i++)
		*cp = *cp << 6 | (p[i] & 0x3f);
	if (i == n && *cp >= least[n] && *cp < 0x110000 && (*cp < 0xd800 || *cp > 0xdfff))
		return n;
	*cp = 0xfffd;
	return 1;
}

int utf8_valid(const char *s, size_t len)
{
	size_t i, n;
	uint32_t cp;

	for (i = 0; i < len; i += n) {
		n = utf8_decode(s + i, len - i, &cp);
		if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || (cp == 0xfffd && n == 1))
			return 0;
	}
	return 1;
}

/* East Asian Wide and Fullwidth (Unicode's EastAsianWidth.txt), in coarse blocks. */
static const uint32_t wide[][2] = {
	{ 0x1100, 0x115f }, { 0x2e80, 0x303e }, { 0x3041, 0xa4cf }, { 0xa960, 0xa97f },
	{ 0xac00, 0xd7a3 }, { 0xf900, 0xfaff }, { 0xfe30, 0xfe6f }, { 0xff00, 0xff60 },
	{ 0xffe0, 0xffe6 }, { 0x1f300, 0x1f64f }, { 0x1f900, 0x1f9ff }, { 0x20000, 0x3fffd },
};

unsigned int utf8_width(uint32_t cp)
{
	size_t i;

	if ((cp >= 0x300 && cp <= 0x36f) || (cp >= 0x200b && cp <= 0x200f))
		return 0;
	for (i = 0; i < sizeof(wide) / sizeof(wide[0]); i++)
		if (cp >= wide[i][0] && cp <= wide[i][1])
			return 2;
	return 1;
}
