// SPDX-License-Identifier: GPL-2.0-only
/*
 * Frames of every kind, right and wrong, for the attack: from the host of one
 * nation to that of the other.  The kind follows from the serial number
 * (serial % KINDS), so that the oracle can tell what should have passed.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "lab.h"

/* One side of the attack: KOR's host or JPN's. */
struct side {
	const char *nation, *doi, *peer_doi;
	const char *src4, *dst4, *src6, *dst6;
	const char *near4, *near6;		/* the gate's own addresses */
	const char *host_mac, *gate_mac, *peer_mac, *hub_mac;
};

static const struct side sides[] = {
	{ "KOR", "410", "392", "10.82.0.2", "10.81.0.2", "fd00:410::2", "fd00:392::2",
	  "10.82.0.1", "fd00:410::1",
	  "020000820002", "020000820001", "020000810002", "020000840002" },
	{ "JPN", "392", "410", "10.81.0.2", "10.82.0.2", "fd00:392::2", "fd00:410::2",
	  "10.81.0.1", "fd00:392::1",
	  "020000810002", "020000810001", "020000820002", "020000840002" },
};

#define GOOD	"SECRET//DPRK-MISSILE//REL TO USA, JPN, KOR"

static void hex_blob(struct blob *b, const char *text)
{
	unsigned int v;

	b->set = true;
	for (b->len = 0; sscanf(text, "%2x", &v) == 1; text += 2)
		b->b[b->len++] = v;
}

static void hex_mac(uint8_t mac[6], const char *text)
{
	struct blob b;

	hex_blob(&b, text);
	memcpy(mac, b.b, 6);
}

static void ends(struct frame *f, const char *src, const char *dst)
{
	f->family = family_of(dst);
	inet_pton(f->family == 4 ? AF_INET : AF_INET6, src, f->src);
	inet_pton(f->family == 4 ? AF_INET : AF_INET6, dst, f->dst);
}

static void label(struct frame *f, const char *doi, const char *marking)
{
	char text[256];

	snprintf(text, sizeof(text), "%s:%s", doi, marking);
	f->label_set = !mark_parse(text, &f->label);
	if (!f->label_set)
		die("not a label: %s", text);
}

/* What labels.md of hostile bytes there is, IPv4: option areas as they are. */
static const char *const bad_opt[] = {
	"860a0000019a01040103" "0000",				/* alignment octet */
	"860a0000000001040003" "0000",				/* DOI 0 */
	"860e0000019a01040003" "01040003" "0000",		/* two tags */
	"86130000019a010500032002080003" "0002" "0021",	/* tags 1 and 2 */
	"860c0000019a02060003" "ffff",				/* category 65535 */
	"860e0000019a05080003" "00020010",			/* low above high */
	"86100000019a050a0003002000100010",			/* ranges share an end */
	"86060000019a" "0000",					/* no tag */
	"860a0000019a01000003" "0000",				/* tag length 0 */
	"8600",							/* option length 0 */
	"00860a0000019a01040003" "00",				/* end of list, then a label */
	"860a0000019a01040003" "860a0000019a01040003",		/* two labels */
	"82045a20860a0000019a01040003" "0000",			/* RIPSO beside CIPSO */
	"82045a20",						/* RIPSO alone */
	"862a0000019a01240003",					/* longer than the area */
	"860b0000019a0605000320" "00",				/* tag 6 */
	"860c0000019a02060003" "0003",				/* category not in the encoding */
	"860a0000019a01040009" "0000",				/* level not in the encoding */
	"860a0000001001040003" "0000",				/* DOI of nobody */
	"860a0000019a01040003" "4401",				/* an option cut short behind it */
};

/* IPv6: hop-by-hop, from the first option on. */
static const char *const bad_hbh[] = {
	"07080000019a0003dead" "01020000",			/* wrong CRC */
	"0708000000000003ffff" "01020000",			/* DOI 0 */
	"01000000" "07080000019a0003dead",			/* misaligned */
	"07040000019a" "0100" "0104000000000000",		/* too short */
	"07ff0000019a0003dead" "01020000",			/* longer than the header */
	"07080000019a0303dead" "01020000",			/* compartments that are not there */
	"07080000019a0003dead" "07080000019a0003dead",		/* two labels */
	"010c000000000000000000000000",				/* no label */
};

static void kind_good4(struct frame *f, const struct side *s)
{
	ends(f, s->src4, s->dst4);
	label(f, s->doi, GOOD);
}

static void kind_good6(struct frame *f, const struct side *s)
{
	ends(f, s->src6, s->dst6);
	label(f, s->doi, GOOD);
}

static void kind_good4_ranges(struct frame *f, const struct side *s)
{
	ends(f, s->src4, s->dst4);
	label(f, s->doi, "CONFIDENTIAL//DPRK-NUCLEAR/DPRK-MISSILE//REL TO USA, JPN, KOR");
	f->label.tag = f->serial & 1 ? 2 : 5;
}

static void kind_good4_icmp(struct frame *f, const struct side *s)
{
	kind_good4(f, s);
	f->proto = IPPROTO_ICMP;
}

static void fragment(struct frame *f)
{
	bool second = f->serial & 64;

	f->frag = second ? 72 : 0;
	f->more = !second;
	f->id = 0x4000 | (f->serial & 0x3fff);
}

static void kind_good4_frag(struct frame *f, const struct side *s)
{
	kind_good4(f, s);
	fragment(f);
}

static void kind_good6_frag(struct frame *f, const struct side *s)
{
	kind_good6(f, s);
	fragment(f);
}

static void kind_no_release(struct frame *f, const struct side *s)
{
	if (f->serial & 64)
		ends(f, s->src6, s->dst6);
	else
		ends(f, s->src4, s->dst4);
	label(f, s->doi, f->serial & 128 ? "SECRET//DPRK-MISSILE//REL TO USA, KOR" :
	      "SECRET//DPRK-MISSILE//NOFORN");
	if (f->serial & 128)	/* release to the sender and the hub, not to the other */
		label(f, s->doi, !strcmp(s->nation, "KOR") ?
		      "SECRET//DPRK-MISSILE//REL TO USA, KOR" :
		      "SECRET//DPRK-MISSILE//REL TO USA, JPN");
}

static void kind_level(struct frame *f, const struct side *s)
{
	if (f->serial & 64)
		kind_good6(f, s);
	else
		kind_good4(f, s);
	label(f, s->doi, f->serial & 128 ? "TOP-SECRET//DPRK-MISSILE//REL TO USA, JPN, KOR" :
	      "RESTRICTED//DPRK-MISSILE//REL TO USA, JPN, KOR");
}

static void kind_no_subject(struct frame *f, const struct side *s)
{
	kind_good4(f, s);
	label(f, s->doi, "SECRET//REL TO USA, JPN, KOR");
}

static void kind_unlabelled(struct frame *f, const struct side *s)
{
	if (f->serial & 64)
		ends(f, s->src6, s->dst6);
	else
		ends(f, s->src4, s->dst4);
}

static void kind_bad_cipso(struct frame *f, const struct side *s)
{
	ends(f, s->src4, s->dst4);
	hex_blob(&f->opt, bad_opt[f->serial / 32 % (sizeof(bad_opt) / sizeof(bad_opt[0]))]);
}

static void kind_bad_calipso(struct frame *f, const struct side *s)
{
	ends(f, s->src6, s->dst6);
	hex_blob(&f->hbh, bad_hbh[f->serial / 32 % (sizeof(bad_hbh) / sizeof(bad_hbh[0]))]);
}

static void kind_spoofed(struct frame *f, const struct side *s)
{
	static const char *const from[] = { "10.84.1.2", "10.84.0.2", "192.0.2.1", "127.0.0.1" };
	unsigned int n = f->serial / 32 % 6;

	kind_good4(f, s);
	if (n < 4)
		ends(f, from[n], s->dst4);
	else if (n == 4)	/* as if the other nation spoke to itself */
		ends(f, s->dst4, s->dst4);
	else
		ends(f, s->dst6, s->dst6);
	label(f, f->serial & 1024 ? s->peer_doi : s->doi, GOOD);
}

static void kind_source_route(struct frame *f, const struct side *s)
{
	char hex[96];
	uint8_t lab[40];
	size_t i, len;

	kind_good4(f, s);
	ends(f, s->src4, s->near4);
	len = mark_cipso(&f->label, lab);
	strcpy(hex, f->serial & 64 ? "830704" : "890704");
	inet_pton(AF_INET, s->dst4, f->rh.b);
	for (i = 0; i < 4; i++)
		sprintf(hex + strlen(hex), "%02x", f->rh.b[i]);
	strcat(hex, "01");
	for (i = 0; i < len; i++)
		sprintf(hex + strlen(hex), "%02x", lab[i]);
	hex_blob(&f->opt, hex);
}

static void kind_routing_header(struct frame *f, const struct side *s)
{
	kind_good6(f, s);
	ends(f, s->src6, s->near6);
	memset(&f->rh, 0, sizeof(f->rh));
	f->rh.set = true;
	f->rh.len = 22;
	f->rh.b[0] = f->serial & 64 ? 0 : f->serial & 128 ? 2 : 4;
	f->rh.b[1] = 1;		/* segments left */
	inet_pton(AF_INET6, s->dst6, f->rh.b + 6);
}

static void kind_vlan(struct frame *f, const struct side *s)
{
	if (f->serial & 64)
		kind_good6(f, s);
	else
		kind_good4(f, s);
	f->vlan = f->serial & 128 ? 0 : 100;
}

static void kind_foreign_mac(struct frame *f, const struct side *s)
{
	static const char *const group[] = { "ffffffffffff", "01005e000001", "333300000001" };
	unsigned int n = f->serial / 32 % 5;

	if (f->serial & 1024)
		kind_good6(f, s);
	else
		kind_good4(f, s);
	hex_mac(f->dmac, n == 0 ? s->peer_mac : n == 1 ? s->hub_mac : group[n - 2]);
}

static void kind_from_hub_mac(struct frame *f, const struct side *s)
{
	kind_no_release(f, s);
	hex_mac(f->smac, s->hub_mac);
}

static void kind_ethertype(struct frame *f, const struct side *s)
{
	kind_good4(f, s);
	f->type = f->serial & 64 ? 0x8847 : 0x86dd;
	if (f->serial & 128)
		f->type = 0x88a8;
}

static void kind_broken_ip(struct frame *f, const struct side *s)
{
	kind_good4(f, s);
	switch (f->serial / 32 % 5) {
	case 0:
		f->bad_csum = true;
		break;
	case 1:
		f->cut = 30;
		break;
	case 2:
		f->patch[0].off = 0;
		f->patch[0].val = 0x4f;
		f->npatch = 1;
		break;
	case 3:
		f->patch[0].off = 2;
		f->patch[0].val = 0x40;
		f->npatch = 1;
		break;
	default:
		f->patch[0].off = 0;
		f->patch[0].val = 0x59;
		f->npatch = 1;
	}
}

static void kind_ttl(struct frame *f, const struct side *s)
{
	kind_good4(f, s);
	f->ttl = f->serial & 64 ? 0 : 1;
}

static void kind_redirect(struct frame *f, const struct side *s)
{
	ends(f, s->src6, s->dst6);
	f->proto = IPPROTO_ICMPV6;
	f->ttl = 255;
	hex_blob(&f->l4, f->serial & 64 ? "8900000000000000" : "8600000040000000");
}

/* In an attack many more right packets than wrong ones would prove less. */
#define KINDS 25
static const struct kind {
	void (*make)(struct frame *f, const struct side *s);
	bool passes;
} kinds[KINDS] = {
	{ kind_good4, true }, { kind_good6, true }, { kind_good4_ranges, true },
	{ kind_good4_icmp, true }, { kind_good4_frag, true }, { kind_good6_frag, true },
	{ kind_no_release, false }, { kind_level, false }, { kind_no_subject, false },
	{ kind_unlabelled, false }, { kind_bad_cipso, false }, { kind_bad_calipso, false },
	{ kind_spoofed, false }, { kind_source_route, false }, { kind_routing_header, false },
	{ kind_vlan, false }, { kind_foreign_mac, false }, { kind_from_hub_mac, false },
	{ kind_ethertype, false }, { kind_broken_ip, false }, { kind_ttl, false },
	{ kind_redirect, false }, { kind_bad_cipso, false }, { kind_good4, true },
	{ kind_good6, true },
};

static size_t make(const struct side *s, uint64_t serial, uint8_t *buf, size_t room)
{
	struct frame f;

	frame_init(&f);
	f.nation = s->nation;
	f.serial = serial;
	hex_mac(f.smac, s->host_mac);
	hex_mac(f.dmac, s->gate_mac);
	kinds[serial % KINDS].make(&f, s);
	return frame_build(&f, buf, room);
}

/*
 * The link may go away and come back in the middle: then the frame is lost,
 * and the socket is opened again as soon as there is a device.
 */
static bool throw(int *fd, const char *dev, const uint8_t *buf, size_t len)
{
	int ifindex;

	if (*fd < 0)
		*fd = packet_socket(dev, &ifindex);
	if (*fd >= 0 && send(*fd, buf, len, 0) == (ssize_t)len)
		return true;
	if (*fd >= 0 && errno != EMSGSIZE && errno != ENOBUFS) {
		close(*fd);
		*fd = -1;
	}
	return false;
}

/**
 * do_flood() - --ns NETNS --nation KOR|JPN --serial FIRST --count N --rate R --out FILE
 *
 * --out gets the serials that were sent and should pass, one a line.  --seconds
 * ends it early; so do SIGINT and SIGTERM.
 */
int do_flood(struct opts *o)
{
	uint64_t start, i, sent = 0, lost = 0, passes = 0, until;
	const struct side *s = NULL;
	uint8_t buf[2048];
	FILE *out = NULL;
	size_t n, len;
	int fd = -1;

	for (n = 0; n < 2; n++)
		if (!strcmp(o->nation, sides[n].nation))
			s = &sides[n];
	if (!s)
		die("--nation KOR or JPN, please");
	if (o->out && !(out = fopen(o->out, "we")))
		die("%s: %s", o->out, strerror(errno));
	enter_ns(o->ns);
	catch_end();
	start = now_ns();
	until = o->seconds ? start + o->seconds * 1000000000ull : UINT64_MAX;
	for (i = 0; i < o->count && !ended && now_ns() < until; i++) {
		len = make(s, o->serial + i, buf, sizeof(buf));
		pace(start, i, o->rate);
		if (!throw(&fd, o->dev, buf, len)) {
			lost++;
			continue;
		}
		sent++;
		if (!kinds[(o->serial + i) % KINDS].passes)
			continue;
		passes++;
		if (out)
			fprintf(out, "%llu\n", (unsigned long long)(o->serial + i));
	}
	if (out && fclose(out))
		die("%s: %s", o->out, strerror(errno));
	printf("{\"sent\": %llu, \"unsent\": %llu, \"should_pass\": %llu}\n",
	       (unsigned long long)sent, (unsigned long long)lost, (unsigned long long)passes);
	return 0;
}
