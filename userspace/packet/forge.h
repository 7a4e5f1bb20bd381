/* SPDX-License-Identifier: GPL-2.0-only */
/* A frame made from a description, and a question made from a frame. */
#ifndef RELGATE_FORGE_H
#define RELGATE_FORGE_H

#include <stdint.h>
#include "../../core/core.h"

#define RG_FORGE_OPTIONS 264	/* the longest hop-by-hop header, less its two octets */

/**
 * struct rg_forge - a packet to be made
 * @family: 4 or 6
 * @src, @dst: network order; IPv4 in the first four bytes
 * @proto: upper-layer protocol
 * @ttl: TTL or hop limit
 * @icmp_type: for ICMP
 * @sport, @dport: host order
 * @payload: bytes behind the upper-layer header
 * @options, @options_len: IPv4 option area, or options of a hop-by-hop header
 *	(without its first two octets); padded as the protocol wants
 */
struct rg_forge {
	uint8_t family, proto, ttl, icmp_type;
	uint8_t src[16], dst[16];
	uint16_t sport, dport;
	uint32_t payload;
	uint8_t options[RG_FORGE_OPTIONS];
	size_t options_len;
};

/**
 * rg_forge_frame() - the frame, in a question's buffer
 * @f: description
 * @w: hdr, hdr_len, frame_len and mac are filled; the rest is left alone
 *
 * Return: 0, or -1 after rg_error().
 */
int rg_forge_frame(const struct rg_forge *f, struct rg_work *w);

/**
 * rg_frame_set() - a question's buffer from a captured frame
 * @w: hdr, hdr_len, frame_len are filled, and mac from the frame's own destination
 *	(nobody knows which MAC the gate had), unless that is a group's
 * @bytes: from the Ethernet header on
 * @captured: bytes there
 * @frame_len: length of the frame on the wire
 */
void rg_frame_set(struct rg_work *w, const uint8_t *bytes, size_t captured, size_t frame_len);

#endif
