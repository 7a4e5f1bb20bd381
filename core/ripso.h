/* SPDX-License-Identifier: GPL-2.0-only */
/* RIPSO (RFC 1108) as parser, writers and the policy compiler know it. */
#ifndef RG_CORE_RIPSO_H
#define RG_CORE_RIPSO_H

#include "core.h"

#define RG_RIPSO_TYPE	130
#define RG_RIPSO_HLEN	3	/* type, length, level */
#define RG_RIPSO_MAX	40	/* the whole option area */
#define RG_RIPSO_MORE	1u	/* in an octet of flags: another follows */
#define RG_RIPSO_NUMBERS ((RG_RIPSO_MAX - RG_RIPSO_HLEN) * 8)

/* Levels by table: any two differ in several bits.  Those reserved (01, 66, CC, F1) are none. */
RG_LOCAL bool rg_ripso_level_ok(u32 level)
{
	return level == 0x3d || level == 0x5a || level == 0x96 || level == 0xab;
}

/* Is there a flag of that number? */
RG_LOCAL bool rg_ripso_number_ok(u32 number)
{
	return number < RG_RIPSO_NUMBERS && (number & 7) != 7;
}

#endif /* RG_CORE_RIPSO_H */
