// SPDX-License-Identifier: GPL-2.0-only
/*
 * A frame at the guard that is, octet by octet, what the judge has just sent there: what
 * the guard would ask of it, the judge has asked (rg_foresee_begin()).
 */
#include "core.h"

/**
 * rg_alike_len() - how much of a frame the parser has looked at
 * @w: the judge's question
 *
 * Return: octets from the Ethernet header on, at most RG_ALIKE_MAX; 0: unknown, or more.
 */
RG_API u32 rg_alike_len(const struct rg_work *w)
{
	u32 len = w->pkt.l4 ? w->pkt.l4 + RG_ALIKE_UPPER : 0;

	return len >= RG_ALIKE_FROM + 8 && len <= RG_ALIKE_MAX ? len : 0;
}

/**
 * rg_alike_bytes() - are two frames the same but for their MACs
 * @a, @b: from the Ethernet header on
 * @len: octets of each, RG_ALIKE_FROM + 8 to RG_ALIKE_MAX
 *
 * The last word ends where they end, and overlaps the one before.
 */
RG_API bool rg_alike_bytes(const u8 *a, const u8 *b, u32 len)
{
	u64 differ = rg_load64(a + len - 8) ^ rg_load64(b + len - 8);
	u32 i;

	for (i = 0; i < RG_ALIKE_WORDS; i++) {
		if (RG_ALIKE_FROM + 8 * i + 8 > len)
			break;
		differ |= rg_load64(a + RG_ALIKE_FROM + 8 * i) ^
			  rg_load64(b + RG_ALIKE_FROM + 8 * i);
	}
	return !differ;
}

/**
 * rg_age() - one hop less
 * @w: a parsed packet, or one whose stream is known: its header in @w->hdr is changed,
 *	IPv4's checksum with it (RFC 1624, on the word that holds TTL and protocol)
 */
RG_API void rg_age(struct rg_work *w)
{
	u8 *ip = w->hdr + RG_ETH_LEN;
	u32 check;

	if (w->pkt.family == 6) {
		ip[7]--;
		return;
	}
	ip[8]--;
	check = rg_be16(ip + 10) + 0x100;
	rg_put16(ip + 10, check + (check >> 16));
}
