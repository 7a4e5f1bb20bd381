// SPDX-License-Identifier: GPL-2.0-only
/* Frames with random option areas, from a network of KOR to another. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include "../../../core/image.h"
#include "options.h"

/* Networks of one nation, one for each way to label, and RIPSO beside them. */
static const char policy_text[] =
	"include \"%s/selftests/vectors/edit.rg\";\n"
	"on refusal reject;\n"
	"encoding bso { level 0x5a = SECRET; level 0xab = UNCLASSIFIED; level 0x96 = RESTRICTED;\n"
	"  category 0 = subject A; category 1 = subject B; category 8 = release USA;\n"
	"  category 9 = release JPN; }\n"
	"nation AUS { doi 5 encoding bso; }\n"
	"interface r0 { nation KOR; labels ripso, calipso; accept doi 5;\n"
	"  in level UNCLASSIFIED .. UNCLASSIFIED; out level RESTRICTED .. RESTRICTED; }\n"
	"interface b0 { nation KOR; labels cipso, ripso doi 5, calipso; accept doi 1, 2, 5; send doi 1;\n"
	"  in level UNCLASSIFIED .. UNCLASSIFIED; out level RESTRICTED .. RESTRICTED; }\n";

static void put16(uint8_t *p, unsigned int v)
{
	p[0] = v >> 8;
	p[1] = v;
}

static void sum4(uint8_t *ip, unsigned int hlen)
{
	unsigned int i, sum = 0;

	put16(ip + 10, 0);
	for (i = 0; i < hlen; i += 2)
		sum += ip[i] << 8 | ip[i + 1];
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	put16(ip + 10, ~sum);
}

/* An IPv4 header with random options; @from, @to: last octet of the address. */
static unsigned int header4(struct rng *r, uint8_t *ip, unsigned int proto, int from, int to)
{
	uint8_t area[64];
	unsigned int n = rng_chance(r, 90) ? g_options4(r, area) : 0;

	memset(ip, 0, 20);
	ip[0] = 0x40 | (20 + n) / 4;
	ip[6] = rng_chance(r, 5) ? 0x20 : 0;
	ip[8] = 64;
	ip[9] = proto;
	memcpy(ip + 12, "\x0a\x52\x00\x02\x0a\x52\x01\x02", 8);
	ip[15] = from;
	ip[19] = to;
	memcpy(ip + 20, area, n);
	return 20 + n;
}

static unsigned int header6(struct rng *r, uint8_t *ip, unsigned int proto, int from, int to)
{
	bool bare = rng_chance(r, 10);
	unsigned int n = bare ? 0 : g_options6(r, ip + 40, proto);

	memset(ip, 0, 40);
	ip[0] = 0x60;
	ip[6] = bare ? proto : 0;
	ip[7] = 64;
	memcpy(ip + 8, "\xfd\x00\x04\x10\0\0\0\0\0\0\0\0\0\0\0\x02", 16);
	memcpy(ip + 24, "\xfd\x00\x04\x10\0\x01\0\0\0\0\0\0\0\0\0\x02", 16);
	ip[23] = from;
	ip[39] = to;
	return 40 + n;
}

/* UDP, a SYN, or an ICMP error that quotes a header made like the outer one. */
static unsigned int upper(struct rng *r, uint8_t *p, bool four, unsigned int proto)
{
	unsigned int n, i;

	memset(p, 0, 24);
	if (proto == 6) {
		memcpy(p, "\x04\x00\x00\x50\0\0\0\1\0\0\0\0\x60\x02\xff\xff\0\0\0\0\x02\x04\x05\xb4", 24);
		return 24;
	}
	if (proto == 17) {
		put16(p + 4, 8);
		return 8;
	}
	p[0] = four ? (rng_chance(r, 50) ? 3 : 11) : 1 + rng_below(r, 4);
	p[1] = rng_chance(r, 50) ? 4 : rng_below(r, 6);
	for (i = 2; i < 8; i++)
		p[i] = rng_next(r);
	n = 8 + (four ? header4(r, p + 8, 17, 3, 2) : header6(r, p + 8, 17, 3, 2));
	if (rng_chance(r, 5))
		p[8 + rng_below(r, n - 8)] = rng_next(r);
	return rng_chance(r, 85) ? n + 8 : n - rng_below(r, 20);
}

void g_area_frame(struct rng *r, struct rg_work *w)
{
	static uint8_t buf[1024];
	bool four = rng_chance(r, 60);
	unsigned int proto = rng_chance(r, 60) ? 17 : rng_chance(r, 30) ? 6 : four ? 1 : 58, n, len;
	uint8_t *ip = buf + 14;

	memset(buf, 0, sizeof(buf));
	memcpy(buf, "\x02\0\0\0\0\x01\x02\0\0\0\0\x02", 12);
	put16(buf + 12, four ? 0x0800 : 0x86dd);
	n = four ? header4(r, ip, proto, 2, 2) : header6(r, ip, proto, 2, 2);
	len = n + upper(r, ip + n, four, proto);
	put16(ip + (four ? 2 : 4), four ? len : len - 40);
	if (four)
		sum4(ip, n);
	if (rng_chance(r, 1))
		buf[14 + rng_below(r, len)] ^= 1 << rng_below(r, 8);
	w->frame_len = 14 + len;
	w->hdr_len = w->frame_len < RG_HDR_MAX ? w->frame_len : RG_HDR_MAX;
	memcpy(w->hdr, buf, w->hdr_len);
	memcpy(w->mac, buf, 6);
}

static bool takes(const struct rg_interface *ifc, const struct rg_packet *pkt)
{
	unsigned int i;

	if (pkt->kind == RG_LABEL_NONE)
		return ifc->flags & RG_IF_SUPPLIED;
	if (pkt->kind == RG_LABEL_RIPSO)
		return ifc->flags & RG_IF_RIPSO;
	if (pkt->perm && !(ifc->flags & RG_IF_PERMISSIVE))
		return false;
	for (i = 0; i < ifc->doi_count; i++)
		if (ifc->doi[i] == pkt->doi)
			return true;
	return false;
}

/* Any interface, or one that takes such a label. */
unsigned int g_area_inlet(const struct vec_policy *p, struct rng *g, const struct rg_work *w)
{
	unsigned int n = rg_header(&p->img)->sec[RG_SEC_INTERFACE].count;
	static struct rg_work copy;
	unsigned int in = rng_below(g, n), i;

	copy = *w;
	if (rng_chance(g, 25) || rg_parse(&copy) != RG_R_OK)
		return in;
	for (i = 0; i < 100 && !takes(rg_interface(&p->img, in), &copy.pkt); i++)
		in = rng_below(g, n);
	return in;
}

struct vec_policy *g_area_policy(const char *more, const char *wide)
{
	const char *top = getenv("TOP");
	char real[PATH_MAX], text[2 * PATH_MAX], names[256];
	struct vec_policy *p;
	int n;

	if (!top)
		top = realpath(".", real);
	n = snprintf(text, sizeof(text), policy_text, top ? top : ".");
	if (n + strlen(more) >= sizeof(text))
		return NULL;
	strcpy(text + n, more);
	snprintf(names, sizeof(names),
		 "c0 c1 c2 c5 h0 h1 h2 h5 i0 i2 l0 lx no p0 p5 s0 s1 r0 b0 %s", wide);
	p = vec_policy_text("options", text);
	return p ? vec_policy_widened(p, names) : NULL;
}
