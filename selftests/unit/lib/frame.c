// SPDX-License-Identifier: GPL-2.0-only
/* Frames for tests, byte by byte. */
#include <stdio.h>
#include <stdlib.h>
#include "frame.h"

const u8 frame_gate_mac[6] = { 0x02, 0, 0, 0, 0, 0x01 };

static int digit(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

/* Written apart from the core's: bit by bit, as RFC 1662 has it. */
static u32 crc_reference(const u8 *p, u32 len)
{
	u32 i, bit, crc = 0xffff;

	for (i = 0; i < len; i++) {
		crc ^= p[i];
		for (bit = 0; bit < 8; bit++)
			crc = crc & 1 ? crc >> 1 ^ 0x8408 : crc >> 1;
	}
	return ~crc & 0xffff;
}

u32 hex(const char *text, u8 *out, u32 room)
{
	u32 n = 0, crc_at = 0, crc;

	for (; *text; text++) {
		if (*text == ' ')
			continue;
		if (n == room || (text[0] != '*' && (digit(text[0]) < 0 || digit(text[1]) < 0))) {
			fprintf(stderr, "bad bytes in a test: %s\n", text);
			exit(2);
		}
		if (text[0] == '*') {
			out[n++] = 0;
			crc_at = crc_at ? crc_at : n - 1;
		} else {
			out[n++] = digit(text[0]) << 4 | digit(text[1]);
		}
		text++;
	}
	if (crc_at) {
		crc = crc_reference(out + crc_at - 8, out[crc_at - 7] + 2u);
		out[crc_at] = crc;
		out[crc_at + 1] = crc >> 8;
	}
	return n;
}

static void frame_ethernet(struct frame *f, u32 type)
{
	static const u8 peer[6] = { 0x02, 0, 0, 0, 0, 0x02 };

	memset(f, 0, sizeof(*f));
	memcpy(f->b, frame_gate_mac, 6);
	memcpy(f->b + 6, peer, 6);
	f->b[12] = type >> 8;
	f->b[13] = type;
	f->len = RG_ETH_LEN;
}

static void frame_add(struct frame *f, const void *p, u32 len)
{
	if (f->len + len > sizeof(f->b)) {
		fprintf(stderr, "a test frame is too long\n");
		exit(2);
	}
	if (len)
		memcpy(f->b + f->len, p, len);
	f->len += len;
}

void frame_sum4(struct frame *f)
{
	u32 i, sum = 0, hlen = (f->b[14] & 15) * 4;

	f->b[24] = f->b[25] = 0;
	for (i = 0; i < hlen; i += 2)
		sum += rg_be16(f->b + 14 + i);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	f->b[24] = ~sum >> 8;
	f->b[25] = ~sum;
}

void frame_ip4(struct frame *f, u32 proto, const u8 *opts, u32 opts_len, const u8 *payload,
	       u32 payload_len)
{
	static const u8 zero[4];
	u32 area = (opts_len + 3) & ~3u;
	u32 total = 20 + area + payload_len;
	u8 ip[20] = {
		0x40 | (20 + area) / 4, 0, total >> 8, total, 0, 1, 0x40, 0, 64, proto, 0, 0,
		10, 82, 0, 2, 10, 81, 0, 2,
	};

	frame_ethernet(f, 0x0800);
	frame_add(f, ip, sizeof(ip));
	frame_add(f, opts, opts_len);
	frame_add(f, zero, area - opts_len);
	frame_sum4(f);
	frame_add(f, payload, payload_len);
}

void frame_ip6(struct frame *f, u32 next, const u8 *rest, u32 rest_len)
{
	u8 ip[40] = {
		0x60, 0, 0, 0, rest_len >> 8, rest_len, next, 64,
		0xfd, 0, 4, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2,
		0xfd, 0, 3, 0x92, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2,
	};

	frame_ethernet(f, 0x86dd);
	frame_add(f, ip, sizeof(ip));
	frame_add(f, rest, rest_len);
}

void frame_work(const struct frame *f, struct rg_work *w)
{
	/* What the core does not hold valid must not matter to it. */
	memset(w, 0xa5, sizeof(*w));
	w->frame_len = f->len;
	w->hdr_len = f->len < RG_HDR_MAX ? f->len : RG_HDR_MAX;
	memcpy(w->hdr, f->b, w->hdr_len);
	memcpy(w->mac, frame_gate_mac, 6);
}

u32 frame_parse(const struct frame *f, struct rg_work *w)
{
	frame_work(f, w);
	return rg_parse(w);
}

const char *reason_sym(u32 reason)
{
	static const char *const sym[RG_R_COUNT] = {
#define SYM(s, name, text) [RG_R_##s] = #s,
		RG_REASONS(SYM)
#undef SYM
	};

	return reason < RG_R_COUNT ? sym[reason] : "?";
}
