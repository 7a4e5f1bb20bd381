// SPDX-License-Identifier: GPL-2.0-only
/* A frame made from a description. */
#include <string.h>
#include "../lib/util.h"
#include "forge.h"

#define IP4_HLEN 20
#define IP6_HLEN 40
#define FRAME_MAX 65589		/* Ethernet header and the largest IPv6 packet */

static const uint8_t gate_mac[6] = { 2, 0, 0, 0, 0, 1 };

static uint8_t *put16(uint8_t *p, uint32_t v)
{
	*p++ = v >> 8;
	*p++ = v;
	return p;
}

static void ip4_checksum(uint8_t *ip, size_t hlen)
{
	uint32_t sum = 0;
	size_t i;

	for (i = 0; i < hlen; i += 2)
		sum += rg_be16(ip + i);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	put16(ip + 10, ~sum);
}

/* Upper-layer header, as far as the core looks at it; returns its length. */
static size_t put_upper(const struct rg_forge *f, uint8_t *p)
{
	switch (f->proto) {
	case 6:
		put16(put16(p, f->sport), f->dport);
		p[12] = 5 << 4;
		p[13] = 0x10;	/* ACK */
		return 20;
	case 17:
		put16(put16(put16(p, f->sport), f->dport), 8 + f->payload);
		return 8;
	default:
		p[0] = f->icmp_type;
		return 8;
	}
}

static size_t put_ip4(const struct rg_forge *f, uint8_t *ip)
{
	size_t hlen = IP4_HLEN + (f->options_len + 3) / 4 * 4, total;

	total = hlen + put_upper(f, ip + hlen) + f->payload;
	ip[0] = 0x40 | hlen / 4;
	put16(ip + 2, total);
	ip[6] = 0x40;		/* don't fragment */
	ip[8] = f->ttl;
	ip[9] = f->proto;
	memcpy(ip + 12, f->src, 4);
	memcpy(ip + 16, f->dst, 4);
	memcpy(ip + IP4_HLEN, f->options, f->options_len);
	ip4_checksum(ip, hlen);
	return total;
}

/* The options, padded by Pad1 or PadN to a multiple of eight. */
static size_t put_hopopts(const struct rg_forge *f, uint8_t *p)
{
	size_t len = (2 + f->options_len + 7) / 8 * 8, pad = len - 2 - f->options_len;

	p[0] = f->proto;
	p[1] = len / 8 - 1;
	memcpy(p + 2, f->options, f->options_len);
	if (pad > 1) {
		p[2 + f->options_len] = 1;
		p[3 + f->options_len] = pad - 2;
	}
	return len;
}

static size_t put_ip6(const struct rg_forge *f, uint8_t *ip)
{
	size_t ext = f->options_len ? put_hopopts(f, ip + IP6_HLEN) : 0;
	size_t len = ext + put_upper(f, ip + IP6_HLEN + ext) + f->payload;

	ip[0] = 0x60;
	put16(ip + 4, len);
	ip[6] = ext ? 0 : f->proto;
	ip[7] = f->ttl;
	memcpy(ip + 8, f->src, 16);
	memcpy(ip + 24, f->dst, 16);
	return IP6_HLEN + len;
}

int rg_forge_frame(const struct rg_forge *f, struct rg_work *w)
{
	size_t len;

	if (f->options_len > (f->family == 4 ? 40u : RG_FORGE_OPTIONS - 2u))
		return rg_error("%zu bytes of options do not fit an %s header", f->options_len,
				f->family == 4 ? "IPv4" : "IPv6 hop-by-hop");
	if (f->payload > 65535 - 512)
		return rg_error("a payload of %u bytes does not fit a packet", f->payload);
	memset(w->hdr, 0, sizeof(w->hdr));
	memcpy(w->hdr, gate_mac, 6);
	memcpy(w->mac, gate_mac, 6);
	w->hdr[6] = 2;
	w->hdr[11] = 2;
	put16(w->hdr + 12, f->family == 4 ? 0x0800 : 0x86dd);
	len = f->family == 4 ? put_ip4(f, w->hdr + RG_ETH_LEN) : put_ip6(f, w->hdr + RG_ETH_LEN);
	w->frame_len = RG_ETH_LEN + len;
	w->hdr_len = w->frame_len < RG_HDR_MAX ? w->frame_len : RG_HDR_MAX;
	return 0;
}

void rg_frame_set(struct rg_work *w, const uint8_t *bytes, size_t captured, size_t frame_len)
{
	if (frame_len > FRAME_MAX)
		frame_len = FRAME_MAX;
	if (captured > frame_len)
		captured = frame_len;
	w->hdr_len = captured < RG_HDR_MAX ? captured : RG_HDR_MAX;
	w->frame_len = frame_len;
	memcpy(w->hdr, bytes, w->hdr_len);
	memset(w->hdr + w->hdr_len, 0, RG_HDR_MAX - w->hdr_len);
	memcpy(w->mac, w->hdr[0] & 1 ? gate_mac : w->hdr, 6);
}
