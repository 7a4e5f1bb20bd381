/* SPDX-License-Identifier: GPL-2.0-only */
/* Addresses and prefixes in a policy. */
#ifndef RELGATE_ADDR_H
#define RELGATE_ADDR_H

#include "geoip.h"

struct addr {
	addr_t bits;		/* first bit on top */
	unsigned int len;	/* prefix length; 32 or 128 if none was written */
	int family;		/* 4 or 6 */
	int has_len;
};

/** addr_parse() - "10.84.0.0/16", "fd00::1"; NULL, or what is wrong */
const char *addr_parse(const char *text, struct addr *a);
/** addr_host_bits() - the bits behind the prefix */
addr_t addr_host_bits(const struct addr *a);
/** addr_print() - into 64 bytes, with /len if @a has one */
char *addr_print(const struct addr *a, char *buf);
/** addr_bytes() - in network order: 4 or 16 bytes */
void addr_bytes(const struct addr *a, uint8_t *out);

#endif
