/* SPDX-License-Identifier: GPL-2.0-only */
/* The checksum of CALIPSO: CRC-16 of RFC 1662, appendix C. */
#ifndef RG_CORE_CRC16_H
#define RG_CORE_CRC16_H

#include "port.h"

#define RG_CRC16_INIT 0xffffu

/* One octet, reflected polynomial 0x8408, without a table. */
RG_LOCAL u32 rg_crc16_octet(u32 crc, u32 octet)
{
	u32 x = (crc ^ octet) & 0xff;

	x = (x ^ x << 4) & 0xff;
	return (crc >> 8) ^ x << 8 ^ x << 3 ^ x >> 4;
}

RG_LOCAL u32 rg_crc16_end(u32 crc)
{
	return ~crc & 0xffff;
}

#endif /* RG_CORE_CRC16_H */
