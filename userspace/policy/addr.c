// SPDX-License-Identifier: GPL-2.0-only
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include "addr.h"

const char *addr_parse(const char *text, struct addr *a)
{
	const char *slash = strchr(text, '/');
	size_t n = slash ? (size_t)(slash - text) : strlen(text), i, count;
	unsigned int max;
	uint8_t raw[16];
	char buf[64];

	memset(a, 0, sizeof(*a));
	if (n >= sizeof(buf))
		return "that is not an address";
	memcpy(buf, text, n);
	buf[n] = '\0';
	a->family = strchr(buf, ':') ? 6 : 4;
	if (inet_pton(a->family == 6 ? AF_INET6 : AF_INET, buf, raw) != 1)
		return a->family == 6 ? "that is not an IPv6 address" : "that is not an IPv4 address";
	count = a->family == 6 ? 16 : 4;
	for (i = 0; i < count; i++)
		a->bits = a->bits << 8 | raw[i];
	if (a->family == 4)
		a->bits <<= 96;
	max = count * 8;
	a->len = max;
	a->has_len = !!slash;
	if (!slash)
		return NULL;
	if (strlen(slash + 1) > 3 || (unsigned int)atoi(slash + 1) > max)
		return a->family == 6 ? "an IPv6 prefix has a length of 0 to 128" :
		       "an IPv4 prefix has a length of 0 to 32";
	a->len = atoi(slash + 1);
	return NULL;
}

addr_t addr_host_bits(const struct addr *a)
{
	if (a->len >= 128)
		return 0;
	return a->bits & ((~(addr_t)0) >> a->len);
}

void addr_bytes(const struct addr *a, uint8_t *out)
{
	int i, count = a->family == 6 ? 16 : 4;

	for (i = 0; i < count; i++)
		out[i] = (uint8_t)(a->bits >> (120 - 8 * i));
}

char *addr_print(const struct addr *a, char *buf)
{
	char text[INET6_ADDRSTRLEN];
	uint8_t raw[16];

	addr_bytes(a, raw);
	inet_ntop(a->family == 6 ? AF_INET6 : AF_INET, raw, text, sizeof(text));
	if (a->has_len)
		snprintf(buf, 64, "%s/%u", text, a->len);
	else
		snprintf(buf, 64, "%s", text);
	return buf;
}
