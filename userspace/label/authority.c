// SPDX-License-Identifier: GPL-2.0-only
/* The names of RIPSO's flags (RFC 1108, section 2.4). */
#include <stddef.h>
#include <string.h>
#include "authority.h"

/* In the order of the bits, from 0x80 down. */
static const char *const authority[] = { "GENSER", "SIOP-ESI", "SCI", "NSA", "DOE" };

#define AUTHORITIES (sizeof(authority) / sizeof(*authority))

int rg_authority_number(const char *name)
{
	size_t i;

	for (i = 0; i < AUTHORITIES; i++)
		if (!strcmp(name, authority[i]))
			return i;
	return -1;
}

const char *rg_authority_name(unsigned int number)
{
	return number < AUTHORITIES ? authority[number] : NULL;
}

const char *rg_authority_names(void)
{
	return "GENSER, SIOP-ESI, SCI, NSA, DOE";
}
