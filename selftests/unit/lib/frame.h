/* SPDX-License-Identifier: GPL-2.0-only */
/* Frames for tests, byte by byte. */
#ifndef SELFTESTS_FRAME_H
#define SELFTESTS_FRAME_H

#include "core/core.h"

#define FRAME_MAX 4096

struct frame {
	u8 b[FRAME_MAX];
	u32 len;
};

extern const u8 frame_gate_mac[6];

/**
 * hex() - bytes from their hexadecimal digits; spaces don't matter
 * @text: "**" twice stands for the checksum of the CALIPSO option that began
 *	eight bytes before
 * @out: where to
 * @room: ends the program if this is too little
 *
 * Return: how many bytes.
 */
u32 hex(const char *text, u8 *out, u32 room);

/** frame_ip4() - Ethernet, IPv4 with @opts (zero-padded to 4), and @payload; a valid header */
void frame_ip4(struct frame *f, u32 proto, const u8 *opts, u32 opts_len, const u8 *payload,
	       u32 payload_len);
/** frame_ip6() - Ethernet, IPv6 with @next, and all that follows it */
void frame_ip6(struct frame *f, u32 next, const u8 *rest, u32 rest_len);
/** frame_sum4() - set the IPv4 header checksum right again */
void frame_sum4(struct frame *f);
/** frame_work() - a question about the frame, received by the gate; not parsed */
void frame_work(const struct frame *f, struct rg_work *w);
/** frame_parse() - the same, parsed: the reason */
u32 frame_parse(const struct frame *f, struct rg_work *w);
/** reason_sym() - "LABEL_MISSING" */
const char *reason_sym(u32 reason);

#endif
