// SPDX-License-Identifier: GPL-2.0-only
/* Frames, byte by byte, and the stamp in them. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include "lab.h"

/**
 * stamp_put() - write a stamp
 * @at: STAMP_LEN bytes
 * @nation: three letters, who really sends
 * @serial: which packet
 */
void stamp_put(uint8_t *at, const char *nation, uint64_t serial)
{
	int i;

	memcpy(at, STAMP_MAGIC, 8);
	strncpy((char *)at + 8, nation, 4);
	for (i = 0; i < 8; i++)
		at[12 + i] = serial >> (56 - 8 * i);
}

/** stamp_find() - the first stamp in @len bytes, wherever it is; or NULL */
const uint8_t *stamp_find(const uint8_t *buf, size_t len)
{
	const uint8_t *p = memmem(buf, len, STAMP_MAGIC, 8);

	return p && (size_t)(p - buf) + STAMP_LEN <= len ? p : NULL;
}

uint64_t stamp_serial(const uint8_t *stamp)
{
	uint64_t n = 0;
	int i;

	for (i = 0; i < 8; i++)
		n = n << 8 | stamp[12 + i];
	return n;
}

/** csum16() - the Internet checksum of @len bytes, going on from @sum */
uint16_t csum16(const uint8_t *p, size_t len, uint32_t sum)
{
	size_t i;

	for (i = 0; i + 1 < len; i += 2)
		sum += p[i] << 8 | p[i + 1];
	if (len & 1)
		sum += p[len - 1] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum;
}

void frame_init(struct frame *f)
{
	memset(f, 0, sizeof(*f));
	f->vlan = f->type = f->frag = -1;
	f->ttl = 64;
	f->proto = IPPROTO_UDP;
	f->sport = 7700;
	f->dport = 7777;
	f->size = 64;
	f->nation = "???";
}

static size_t put16(uint8_t *p, unsigned int v)
{
	p[0] = v >> 8;
	p[1] = v;
	return 2;
}

static uint32_t pseudo_sum(const struct frame *f, size_t len)
{
	size_t i, alen = f->family == 4 ? 4 : 16;
	uint32_t sum = len + f->proto;

	for (i = 0; i < alen; i += 2)
		sum += (f->src[i] << 8 | f->src[i + 1]) + (f->dst[i] << 8 | f->dst[i + 1]);
	return sum;
}

/* The part behind the IP headers: an upper-layer header, a stamp, filler. */
static size_t upper_put(const struct frame *f, uint8_t *p)
{
	bool icmp = f->proto == IPPROTO_ICMP || f->proto == IPPROTO_ICMPV6;
	size_t head, len, sum_at = 0;
	uint16_t sum;

	if (f->l4.set) {
		memcpy(p, f->l4.b, f->l4.len);
		head = f->l4.len;
		sum_at = icmp ? 2 : 0;
	} else if (f->frag > 0) {
		head = 0;
	} else if (f->proto == IPPROTO_UDP) {
		put16(p, f->sport);
		put16(p + 2, f->dport);
		put16(p + 4, 8 + f->size);
		head = 8;
		sum_at = 6;
	} else if (icmp) {
		memset(p, 0, 8);
		p[0] = f->proto == IPPROTO_ICMP ? 8 : 128;
		put16(p + 4, f->sport);
		put16(p + 6, f->serial);
		head = 8;
		sum_at = 2;
	} else if (f->proto == IPPROTO_TCP) {
		memset(p, 0, 20);
		put16(p, f->sport);
		put16(p + 2, f->dport);
		p[12] = 0x50;
		p[13] = 0x02;		/* SYN */
		put16(p + 14, 64240);
		head = 20;
		sum_at = 16;
	} else {
		head = 0;
	}
	len = head + f->size;
	memset(p + head, 'x', f->size);
	if (f->size >= STAMP_LEN)
		stamp_put(p + head, f->nation, f->serial);
	if (sum_at && !f->more) {
		put16(p + sum_at, 0);
		sum = csum16(p, len, f->proto == IPPROTO_ICMP ? 0 : pseudo_sum(f, len));
		put16(p + sum_at, sum ? sum : 0xffff);
	}
	return len;
}

static void patches(const struct frame *f, uint8_t *ip)
{
	size_t i;

	for (i = 0; i < f->npatch; i++)
		ip[f->patch[i].off] = f->patch[i].val;
}

static size_t ip4_put(const struct frame *f, uint8_t *p)
{
	uint8_t opt[60] = { 0 };
	size_t olen = 0, head, len;

	if (f->opt.set) {
		olen = f->opt.len > 40 ? 40 : f->opt.len;
		memcpy(opt, f->opt.b, olen);
		olen = (olen + 3) & ~3u;
	} else if (f->label_set) {
		olen = mark_cipso(&f->label, opt);
	}
	head = 20 + olen;
	memset(p, 0, 20);
	p[0] = 0x40 | head / 4;
	memcpy(p + 20, opt, olen);
	len = head + upper_put(f, p + head);
	put16(p + 2, len);
	put16(p + 4, f->id ? f->id : (unsigned int)f->serial & 0xffff);
	put16(p + 6, (f->df ? 0x4000 : 0) | (f->more ? 0x2000 : 0) |
	      (f->frag > 0 ? f->frag / 8 : 0));
	p[8] = f->ttl;
	p[9] = f->proto;
	memcpy(p + 12, f->src, 4);
	memcpy(p + 16, f->dst, 4);
	patches(f, p);
	put16(p + 10, 0);
	put16(p + 10, csum16(p, head, 0) ^ (f->bad_csum ? 0x1111 : 0));
	return len;
}

/* An options header: two octets, then what was given, padded with zero to 8. */
static size_t ext_put(const struct blob *b, uint8_t next, uint8_t *p)
{
	size_t len = (2 + b->len + 7) & ~(size_t)7;

	memset(p, 0, len);
	p[0] = next;
	p[1] = len / 8 - 1;
	memcpy(p + 2, b->b, b->len);
	return len;
}

static size_t ip6_put(const struct frame *f, uint8_t *p)
{
	size_t len = 40, n;
	uint8_t *next = p + 6;

	memset(p, 0, 40);
	p[0] = 0x60;
	p[7] = f->ttl;
	memcpy(p + 8, f->src, 16);
	memcpy(p + 24, f->dst, 16);
	*next = f->proto;
	if (f->hbh.set || f->label_set) {
		n = f->hbh.set ? ext_put(&f->hbh, *next, p + len) :
		    mark_hopopts(&f->label, *next, p + len, 256);
		*next = IPPROTO_HOPOPTS;
		next = p + len;
		len += n;
	}
	if (f->dopt.set) {
		n = ext_put(&f->dopt, *next, p + len);
		*next = IPPROTO_DSTOPTS;
		next = p + len;
		len += n;
	}
	if (f->rh.set) {
		n = ext_put(&f->rh, *next, p + len);
		*next = IPPROTO_ROUTING;
		next = p + len;
		len += n;
	}
	if (f->frag >= 0) {
		p[len] = *next;
		p[len + 1] = 0;
		put16(p + len + 2, (f->frag & ~7) | (f->more ? 1 : 0));
		memset(p + len + 4, 0, 4);
		put16(p + len + 6, f->id ? f->id : (unsigned int)f->serial & 0xffff);
		*next = IPPROTO_FRAGMENT;
		len += 8;
	}
	len += upper_put(f, p + len);
	put16(p + 4, len - 40);
	patches(f, p);
	return len;
}

/**
 * frame_build() - make the frame that @f describes
 * @f: what it shall be, wrong or right
 * @out: where; its size is @room
 *
 * Return: its length in bytes, or 0 if there is no room.
 */
size_t frame_build(const struct frame *f, uint8_t *out, size_t room)
{
	size_t len = 14;
	int type = f->type >= 0 ? f->type : f->family == 4 ? 0x0800 : 0x86dd;

	if (room < f->size + 1024)
		return 0;
	memcpy(out, f->dmac, 6);
	memcpy(out + 6, f->smac, 6);
	if (f->vlan >= 0) {
		put16(out + 12, 0x8100);
		put16(out + 14, f->vlan);
		len = 18;
	}
	put16(out + len - 2, type);
	len += f->family == 4 ? ip4_put(f, out + len) : ip6_put(f, out + len);
	return f->cut && f->cut < len ? f->cut : len;
}
