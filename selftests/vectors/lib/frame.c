// SPDX-License-Identifier: GPL-2.0-only
/*
 * Frames from the fields of a case.  Nothing here is shared with the core or with
 * relgate's own packet maker: who checks must not borrow from whom he checks.
 *
 *	raw=HEX			the whole frame, and nothing else is looked at
 *	dmac= smac= ether=HEX	Ethernet header (defaults: the gate's MAC, another, by family)
 *	src= dst= ttl= tos= id=	IP header; the family is src's
 *	opt=HEX			IPv4: option area, filled up with zeros to a multiple of 4
 *	hbh=HEX			IPv6: options of a hop-by-hop header, filled up with PadN
 *	ext=TYPE:HEX, ...	IPv6: further extension headers, each without its first octet
 *	frag=OFFSET[+]		a fragment at this byte; +: more follow; v6: behind ext
 *	df=yes			IPv4
 *	proto=NAME|NUMBER	udp (the default), tcp, icmp (by family), or a number
 *	sport= dport= icmp=TYPE
 *	payload=N		bytes behind the upper-layer header; default 8
 *	l4=HEX			instead of upper-layer header and payload
 *	ver= ihl= len= nh=	lie in the IP header; len: total (v4) or payload (v6) length
 *	edit=OFFSET:HEX, ...	overwrite bytes of the frame, before the header checksum
 *	csum=HEX		IPv4 header checksum, instead of the right one
 *	patch=OFFSET:HEX, ...	overwrite bytes at the very end
 *	trunc=N			cut the frame to N bytes
 *	pad=N			append N bytes to the frame
 */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include "vec.h"

static const char *const frame_keys[] = {
	"raw", "dmac", "smac", "ether", "src", "dst", "ttl", "tos", "id", "opt", "hbh", "ext",
	"frag", "df", "proto", "sport", "dport", "icmp", "payload", "l4", "ver", "ihl", "len",
	"nh", "edit", "csum", "patch", "trunc", "pad",
};

/* A frame under construction; p[0..n) is written. */
struct build {
	const struct vec_case *c;
	uint8_t *p;
	size_t n;
	int family;
	int proto;
	int bad;
};

bool vec_frame_key(const char *key)
{
	size_t i;

	for (i = 0; i < sizeof(frame_keys) / sizeof(frame_keys[0]); i++)
		if (!strcmp(frame_keys[i], key))
			return true;
	return false;
}

static void wrong(struct build *b, const char *key)
{
	if (!b->bad)
		vec_say(b->c, "%s=%s makes no sense here", key, vec_get(b->c, key));
	b->bad = 1;
}

static int64_t num(struct build *b, const char *key, int64_t otherwise, int64_t max)
{
	const char *s = vec_get(b->c, key);
	int64_t v = otherwise;

	if (s && vec_long(s, 0, max, &v))
		wrong(b, key);
	return v;
}

static void put(struct build *b, const void *bytes, size_t n)
{
	if (b->n + n > VEC_FRAME_MAX) {
		b->bad = 1;
		return;
	}
	memcpy(b->p + b->n, bytes, n);
	b->n += n;
}

static void put8(struct build *b, unsigned int v)
{
	uint8_t x = v;

	put(b, &x, 1);
}

static void put16(struct build *b, unsigned int v)
{
	put8(b, v >> 8);
	put8(b, v);
}

static void at16(struct build *b, size_t at, unsigned int v)
{
	b->p[at] = v >> 8;
	b->p[at + 1] = v;
}

static void fill(struct build *b, size_t n, unsigned int v)
{
	while (n-- && !b->bad)
		put8(b, v);
}

/* Appends the bytes of a hexadecimal value; how many. */
static size_t put_hex(struct build *b, const char *key, const char *text)
{
	static uint8_t buf[VEC_FRAME_MAX];
	int n = vec_hex(text, buf, sizeof(buf));

	if (n < 0) {
		wrong(b, key);
		return 0;
	}
	put(b, buf, n);
	return n;
}

static void put_ethernet(struct build *b)
{
	static const uint8_t gate[6] = { 2, 0, 0, 0, 0, 1 }, host[6] = { 2, 0, 0, 0, 0, 2 };
	const char *d = vec_get(b->c, "dmac"), *s = vec_get(b->c, "smac");
	const char *e = vec_get(b->c, "ether");
	uint8_t mac[6];

	memcpy(mac, gate, 6);
	if (d && vec_mac(d, mac))
		wrong(b, "dmac");
	put(b, mac, 6);
	memcpy(mac, host, 6);
	if (s && vec_mac(s, mac))
		wrong(b, "smac");
	put(b, mac, 6);
	if (e)
		put_hex(b, "ether", e);
	else
		put16(b, b->family == 4 ? 0x0800 : 0x86dd);
}

static int protocol(struct build *b)
{
	const char *s = vec_get(b->c, "proto");
	int64_t v;

	if (!s && vec_get(b->c, "icmp"))
		s = "icmp";
	if (!s || !strcmp(s, "udp"))
		return 17;
	if (!strcmp(s, "tcp"))
		return 6;
	if (!strcmp(s, "icmp"))
		return b->family == 4 ? 1 : 58;
	if (vec_long(s, 0, 255, &v)) {
		wrong(b, "proto");
		return 0;
	}
	return v;
}

/* Upper-layer header and payload. */
static void put_upper(struct build *b, bool later_fragment)
{
	const char *l4 = vec_get(b->c, "l4");
	size_t payload = num(b, "payload", 8, 65535);
	unsigned int sport = num(b, "sport", 1024, 65535), dport = num(b, "dport", 9, 65535);

	if (l4) {
		put_hex(b, "l4", l4);
		return;
	}
	if (later_fragment) {
		fill(b, payload, 0xee);
		return;
	}
	switch (b->proto) {
	case 6:
		put16(b, sport);
		put16(b, dport);
		fill(b, 8, 0);
		put16(b, 0x5010);
		fill(b, 6, 0);
		break;
	case 17:
	case 33:
	case 132:
	case 136:
		put16(b, sport);
		put16(b, dport);
		put16(b, 8 + payload);
		put16(b, 0);
		break;
	case 1:
	case 58:
		put8(b, num(b, "icmp", b->proto == 1 ? 8 : 128, 255));
		fill(b, 7, 0);
		break;
	}
	fill(b, payload, 0xee);
}

/* frag=OFFSET[+]: offset in bytes, and whether more follow. */
static void fragment(struct build *b, unsigned int *off, unsigned int *more)
{
	const char *s = vec_get(b->c, "frag");
	char *end;

	*off = 0;
	*more = 0;
	if (!s)
		return;
	*off = strtoul(s, &end, 10);
	if (*end == '+') {
		*more = 1;
		end++;
	}
	if (*end || end == s || *off % 8 || *off > 65528)
		wrong(b, "frag");
}

/* "OFFSET:HEX, OFFSET:HEX" over the frame. */
static void overwrite(struct build *b, const char *key)
{
	const char *s = vec_get(b->c, key);
	char part[512], *end;
	uint8_t bytes[256];
	size_t len;
	unsigned long at;
	int n;

	while (s && *s) {
		len = strcspn(s, ",");
		at = strtoul(s, &end, 10);
		if (end == s || *end != ':' || len >= sizeof(part)) {
			wrong(b, key);
			return;
		}
		memcpy(part, end + 1, s + len - (end + 1));
		part[s + len - (end + 1)] = '\0';
		n = vec_hex(part, bytes, sizeof(bytes));
		if (n < 0 || at + n > b->n) {
			wrong(b, key);
			return;
		}
		memcpy(b->p + at, bytes, n);
		s += len;
		s += strspn(s, ", ");
	}
}

/* RFC 1071, summed octet by octet. */
void vec_checksum4(uint8_t *ip, size_t hlen)
{
	uint32_t sum = 0;
	size_t i;

	ip[10] = 0;
	ip[11] = 0;
	for (i = 0; i < hlen; i++)
		sum += i & 1 ? ip[i] : ip[i] << 8;
	while (sum > 0xffff)
		sum = (sum & 0xffff) + (sum >> 16);
	ip[10] = (0xffff - sum) >> 8;
	ip[11] = 0xffff - sum;
}

static void checksum4(struct build *b, size_t ip, size_t hlen)
{
	const char *fixed = vec_get(b->c, "csum");
	uint8_t value[2];

	if (fixed) {
		if (vec_hex(fixed, value, 2) != 2)
			wrong(b, "csum");
		memcpy(b->p + ip + 10, value, 2);
		return;
	}
	vec_checksum4(b->p + ip, hlen);
}

static void put_address(struct build *b, const char *key)
{
	const char *s = vec_get(b->c, key);
	uint8_t addr[16];

	if (!s || inet_pton(b->family == 4 ? AF_INET : AF_INET6, s, addr) != 1) {
		wrong(b, key);
		return;
	}
	put(b, addr, b->family == 4 ? 4 : 16);
}

static void build4(struct build *b)
{
	const char *opt = vec_get(b->c, "opt"), *df = vec_get(b->c, "df");
	size_t ip = b->n, hlen;
	unsigned int off, more;

	b->proto = protocol(b);
	fragment(b, &off, &more);
	put8(b, 0);
	put8(b, num(b, "tos", 0, 255));
	put16(b, 0);
	put16(b, num(b, "id", 1, 65535));
	put16(b, (df && !strcmp(df, "yes") ? 0x4000 : 0) | more << 13 | off / 8);
	put8(b, num(b, "ttl", 64, 255));
	put8(b, num(b, "nh", b->proto, 255));
	put16(b, 0);
	put_address(b, "src");
	put_address(b, "dst");
	if (opt)
		put_hex(b, "opt", opt);
	fill(b, (ip + 60000 - b->n) % 4, 0);
	hlen = b->n - ip;
	put_upper(b, off);
	if (b->bad)
		return;
	b->p[ip] = num(b, "ver", 4, 15) << 4 | num(b, "ihl", hlen / 4 & 15, 15);
	at16(b, ip + 2, num(b, "len", b->n - ip, 65535));
	overwrite(b, "edit");
	checksum4(b, ip, hlen);
}

/* The first octet of the header at @at is the type of what comes next; returns it. */
static size_t chain(struct build *b, size_t link, unsigned int type)
{
	b->p[link] = type;
	put8(b, 0);
	return b->n - 1;
}

static size_t put_hbh(struct build *b, size_t link)
{
	const char *hbh = vec_get(b->c, "hbh");
	size_t start, pad;

	if (!hbh)
		return link;
	start = b->n;
	link = chain(b, link, 0);
	put8(b, 0);
	put_hex(b, "hbh", hbh);
	pad = (8 - (b->n - start) % 8) % 8;
	if (pad == 1)
		put8(b, 0);
	if (pad > 1) {
		put8(b, 1);
		put8(b, pad - 2);
		fill(b, pad - 2, 0);
	}
	b->p[start + 1] = (b->n - start) / 8 - 1;
	return link;
}

/* ext=60:00 01 04 00000000, 43:... */
static size_t put_ext(struct build *b, size_t link)
{
	const char *s = vec_get(b->c, "ext");
	char part[2048], *end;
	unsigned long type;
	size_t len;

	while (s && *s) {
		len = strcspn(s, ",");
		type = strtoul(s, &end, 10);
		if (end == s || *end != ':' || type > 255 || len >= sizeof(part)) {
			wrong(b, "ext");
			return link;
		}
		memcpy(part, end + 1, s + len - (end + 1));
		part[s + len - (end + 1)] = '\0';
		link = chain(b, link, type);
		put_hex(b, "ext", part);
		s += len;
		s += strspn(s, ", ");
	}
	return link;
}

static void build6(struct build *b)
{
	size_t ip = b->n, link;
	unsigned int off, more;

	b->proto = protocol(b);
	fragment(b, &off, &more);
	put8(b, 0x60);
	fill(b, 3, 0);
	put16(b, 0);
	put8(b, 0);
	put8(b, num(b, "ttl", 64, 255));
	put_address(b, "src");
	put_address(b, "dst");
	link = put_ext(b, put_hbh(b, ip + 6));
	if (vec_get(b->c, "frag")) {
		link = chain(b, link, 44);
		put8(b, 0);
		put16(b, off | more);
		put16(b, 0);
		put16(b, num(b, "id", 1, 65535));
	}
	b->p[link] = num(b, "nh", b->proto, 255);
	put_upper(b, off);
	if (b->bad)
		return;
	b->p[ip] = num(b, "ver", 6, 15) << 4;
	at16(b, ip + 4, num(b, "len", b->n - ip - 40, 65535));
	overwrite(b, "edit");
}

/**
 * vec_frame_build() - the frame of a case
 * @c: the case
 * @frame: the bytes
 * @len: how many
 *
 * Return: 0, or -1 after saying what is wrong with the case.
 */
int vec_frame_build(const struct vec_case *c, uint8_t frame[VEC_FRAME_MAX], size_t *len)
{
	struct build b = { .c = c, .p = frame };
	const char *raw = vec_get(c, "raw"), *src = vec_get(c, "src");

	if (raw) {
		put_hex(&b, "raw", raw);
	} else {
		b.family = src && strchr(src, ':') ? 6 : 4;
		put_ethernet(&b);
		if (b.family == 4)
			build4(&b);
		else
			build6(&b);
	}
	fill(&b, num(&b, "pad", 0, 4096), 0);
	if (!b.bad)
		overwrite(&b, "patch");
	if (vec_get(c, "trunc")) {
		if ((size_t)num(&b, "trunc", 0, VEC_FRAME_MAX) > b.n)
			wrong(&b, "trunc");
		else
			b.n = num(&b, "trunc", 0, VEC_FRAME_MAX);
	}
	*len = b.n;
	return b.bad ? -1 : 0;
}
