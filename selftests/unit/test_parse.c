// SPDX-License-Identifier: GPL-2.0-only
/* rg_parse(): what the bytes of a frame say, and what they alone refuse. */
#include <stdio.h>
#include <stdlib.h>
#include "core/crc16.h"
#include "lib/cases.h"
#include "lib/ktap.h"

static struct rg_work w;
static struct frame f;

static void expect(const char *name, u32 reason)
{
	u32 got = frame_parse(&f, &w);

	if (!ktap_ok(got == reason, "%s: %s", name, reason_sym(reason)))
		ktap_note("got %s", reason_sym(got));
}

static bool label_is(const struct label_case *c)
{
	const struct rg_packet *p = &w.pkt;
	u8 body[512];
	u32 n = hex(c->body, body, sizeof(body));

	return p->kind == c->kind && p->tag == c->tag && p->level == c->level &&
	       p->doi == c->doi && p->body_len == n && !memcmp(w.hdr + p->body, body, n);
}

static void test_labels(void)
{
	const struct label_case *c;
	u32 i, got;

	for (i = 0; i < label_case_count; i++) {
		c = &label_cases[i];
		label_case_frame(c, &f);
		got = frame_parse(&f, &w);
		if (!ktap_ok(got == c->reason && (got != RG_R_OK || label_is(c)), "%s: %s",
			     c->name, reason_sym(c->reason)))
			ktap_note("got %s, kind %u, tag %u, level %u, doi %u, %u octets",
				  reason_sym(got),
				  w.pkt.kind, w.pkt.tag, w.pkt.level, w.pkt.doi, w.pkt.body_len);
		else if (got == RG_R_OK && (w.pkt.sport != 12345 || w.pkt.dport != 53))
			ktap_ok(false, "%s: ports behind the options", c->name);
		/* Whatever is said must be said of a frame that is cut short, too. */
		while (f.len-- > 0) {
			got = frame_parse(&f, &w);
			if (got == RG_R_OK)
				ktap_ok(false, "%s: cut to %u bytes, refused", c->name, f.len);
		}
	}
}

static const u8 udp[8] = { 0x30, 0x39, 0, 53, 0, 8, 0, 0 };

static void ip4(u32 proto, const char *payload)
{
	u8 bytes[512];

	frame_ip4(&f, proto, NULL, 0, bytes, hex(payload, bytes, sizeof(bytes)));
}

static void ip6(u32 next, const char *rest)
{
	u8 bytes[2048];

	frame_ip6(&f, next, bytes, hex(rest, bytes, sizeof(bytes)));
}

#define UDP "3039003500080000"

static void test_ethernet(void)
{
	ip4(17, UDP);
	expect("plain UDP", RG_R_OK);
	ktap_ok(w.pkt.family == 4 && w.pkt.l3 == 14 && w.pkt.l4 == 34 && w.pkt.ip_len == 28 &&
		w.pkt.ttl == 64 && w.pkt.proto == 17 && w.pkt.sport == 12345 && w.pkt.dport == 53 &&
		w.pkt.src[1] == 82 && w.pkt.dst[1] == 81 && !w.pkt.flags && !w.pkt.kind,
		"plain UDP: the fields");
	f.b[5] ^= 1;
	expect("another station's MAC", RG_R_FRAME_MAC);
	memset(f.b, 0xff, 6);
	expect("broadcast IPv4", RG_R_FRAME_GROUP);
	f.b[12] = 0x81, f.b[13] = 0;
	expect("broadcast VLAN", RG_R_FRAME_VLAN);
	memcpy(f.b, frame_gate_mac, 6);
	expect("802.1Q", RG_R_FRAME_VLAN);
	f.b[12] = 0x88, f.b[13] = 0xa8;
	expect("802.1ad", RG_R_FRAME_VLAN);
	f.b[12] = 0x91, f.b[13] = 0;
	expect("old QinQ", RG_R_FRAME_VLAN);
	f.b[12] = 0x88, f.b[13] = 0x47;
	expect("MPLS", RG_R_FRAME_TYPE);
	f.b[12] = 0, f.b[13] = 46;
	expect("802.3 length", RG_R_FRAME_TYPE);
	f.len = 13;
	expect("13 bytes", RG_R_FRAME_TRUNCATED);
	f.len = 0;
	expect("no bytes", RG_R_FRAME_TRUNCATED);
	frame_work(&f, &w);
	w.hdr_len = RG_HDR_MAX + 1;
	w.frame_len = 2000;
	ktap_ok(rg_parse(&w) == RG_R_INTERNAL, "more header bytes than there can be: INTERNAL");
	w.hdr_len = 64;
	w.frame_len = 60;
	ktap_ok(rg_parse(&w) == RG_R_INTERNAL, "more header bytes than frame: INTERNAL");
}

static void test_arp(void)
{
	ip4(17, UDP UDP);
	f.b[12] = 8, f.b[13] = 6;
	expect("ARP", RG_R_OK);
	ktap_ok(w.pkt.family == 0 && w.pkt.flags == RG_PKT_ARP, "ARP: flags");
	memset(f.b, 0xff, 6);
	expect("ARP broadcast", RG_R_OK);
	ktap_ok(w.pkt.flags == (RG_PKT_ARP | RG_PKT_GROUP), "ARP broadcast: flags");
	f.len = 41;
	expect("ARP cut short", RG_R_FRAME_TRUNCATED);
}

/* One header byte changed, the checksum right again. */
static void ip4_with(const char *name, u32 off, u8 value, u32 reason)
{
	ip4(17, UDP);
	f.b[14 + off] = value;
	frame_sum4(&f);
	expect(name, reason);
}

static void test_ip4_header(void)
{
	ip4_with("version 6 in an IPv4 frame", 0, 0x65, RG_R_IP_HEADER);
	ip4(17, UDP);
	f.b[14] = 0x44;
	expect("header length 16", RG_R_IP_HEADER);
	ip4(17, UDP);
	f.b[14] = 0x4f;
	expect("header longer than the frame", RG_R_FRAME_TRUNCATED);
	ip4_with("total length beyond the frame", 3, 29, RG_R_IP_HEADER);
	ip4_with("total length less than the header", 3, 19, RG_R_IP_HEADER);
	ip4_with("total length 0 (BIG TCP)", 3, 0, RG_R_IP_HEADER);
	ip4_with("total length cuts the ports off", 3, 27, RG_R_FRAME_TRUNCATED);
	ip4(17, UDP);
	f.b[24] ^= 1;
	expect("checksum", RG_R_IP_CHECKSUM);
	ip4(17, UDP);
	f.len = 60;
	expect("Ethernet padding", RG_R_OK);
	ip4(17, UDP UDP UDP);
	frame_work(&f, &w);
	w.frame_len = 65536 + 14;
	ktap_ok(rg_parse(&w) == RG_R_OK,
		"more frame than an IPv4 packet can be: its own length counts");
	ip4(17, UDP);
	f.len = 33;
	expect("header cut short", RG_R_FRAME_TRUNCATED);
}

static void test_ip4_addresses(void)
{
	static const struct {
		u8 a[4];
		u32 reason;
	} t[] = {
		{ { 0, 1, 2, 3 }, RG_R_IP_ADDRESS }, { { 127, 0, 0, 1 }, RG_R_IP_ADDRESS },
		{ { 224, 0, 0, 1 }, RG_R_IP_ADDRESS }, { { 240, 0, 0, 1 }, RG_R_IP_ADDRESS },
		{ { 255, 255, 255, 255 }, RG_R_IP_ADDRESS }, { { 169, 254, 1, 1 },
		    RG_R_IP_ADDRESS },
		{ { 1, 0, 0, 0 }, RG_R_OK }, { { 126, 255, 255, 255 }, RG_R_OK },
		{ { 128, 0, 0, 0 }, RG_R_OK }, { { 223, 255, 255, 255 }, RG_R_OK },
		{ { 169, 253, 1, 1 }, RG_R_OK },
	};
	char name[64];
	u32 i, at;

	for (i = 0; i < 2 * sizeof(t) / sizeof(t[0]); i++) {
		at = i & 1 ? 30 : 26;
		ip4(17, UDP);
		memcpy(f.b + at, t[i / 2].a, 4);
		frame_sum4(&f);
		snprintf(name, sizeof(name), "%s %u.%u.%u.%u", i & 1 ? "to" : "from", t[i / 2].a[0],
			 t[i / 2].a[1], t[i / 2].a[2], t[i / 2].a[3]);
		expect(name, t[i / 2].reason);
	}
}

static void ip4_fragment(const char *name, u32 frag, u32 reason, u32 flags, bool ports)
{
	u32 got;

	ip4(17, UDP);
	f.b[20] = frag >> 8;
	f.b[21] = frag;
	frame_sum4(&f);
	got = frame_parse(&f, &w);
	ktap_ok(got == reason && (reason || (w.pkt.flags == flags && !!w.pkt.dport == ports &&
					     !!w.pkt.l4 == ports)),
		"%s: %s", name, reason_sym(reason));
}

static void test_ip4_upper(void)
{
	ip4_fragment("don't fragment", 0x4000, RG_R_OK, 0, true);
	ip4_fragment("first fragment", 0x2000, RG_R_OK, RG_PKT_FRAG, true);
	ip4_fragment("middle fragment", 0x2010, RG_R_OK, RG_PKT_FRAG | RG_PKT_FRAG_MORE, false);
	ip4_fragment("last fragment", 0x0010, RG_R_OK, RG_PKT_FRAG | RG_PKT_FRAG_MORE, false);
	ip4_fragment("fragment beyond 65,535", 0x1fff, RG_R_IP_HEADER, 0, false);
	ip4(6, UDP UDP "50021000 00000000");
	expect("TCP", RG_R_OK);
	ktap_ok(w.pkt.sport == 12345 && w.pkt.dport == 53, "TCP: ports");
	ip4(132, UDP "00000000");
	expect("SCTP", RG_R_OK);
	ktap_ok(w.pkt.dport == 53, "SCTP: ports");
	ip4(17, "30390035");
	expect("half a UDP header", RG_R_FRAME_TRUNCATED);
	ip4(1, "0800");
	expect("two octets of ICMP", RG_R_FRAME_TRUNCATED);
	ip4(47, "");
	expect("GRE with nothing in it", RG_R_OK);
	ip4(1, "0800000000000000");
	expect("echo request", RG_R_OK);
	ktap_ok(w.pkt.icmp_type == 8 && !w.pkt.flags && !w.pkt.sport, "echo request: no error");
	ip4(1, "0304000000000000");
	expect("ICMP error", RG_R_OK);
	ktap_ok(w.pkt.flags == RG_PKT_ICMP_ERR, "ICMP error: flag");
	ip4(1, "0501000000000000");
	expect("ICMP redirect", RG_R_OK);
	ktap_ok(w.pkt.flags == (RG_PKT_ICMP_ERR | RG_PKT_ND_BAD), "ICMP redirect: flags");
	ip4(1, "0900000000000000");
	expect("IRDP advertisement", RG_R_OK);
	ktap_ok(w.pkt.flags == RG_PKT_ND_BAD, "IRDP advertisement: flag");
}

static void test_ip6_header(void)
{
	ip6(17, UDP);
	expect("plain UDP over IPv6", RG_R_OK);
	ktap_ok(w.pkt.family == 6 && w.pkt.l3 == 14 && w.pkt.l4 == 54 && w.pkt.ip_len == 48 &&
		w.pkt.ttl == 64 && w.pkt.proto == 17 && w.pkt.sport == 12345 && w.pkt.dport == 53 &&
		w.pkt.src[0] == 0xfd && w.pkt.dst[2] == 3 && !w.pkt.flags,
		"plain UDP over IPv6: the fields");
	f.b[14] = 0x45;
	expect("version 4 in an IPv6 frame", RG_R_IP_HEADER);
	ip6(17, UDP);
	f.b[19]++;
	expect("payload beyond the frame", RG_R_IP_HEADER);
	f.b[19] = 0;
	expect("payload length 0", RG_R_IP_HEADER);
	f.b[19] = 7;
	expect("payload ends in the ports", RG_R_FRAME_TRUNCATED);
	ip6(17, UDP);
	f.len += 10;
	expect("IPv6 with padding", RG_R_OK);
	f.len = 53;
	expect("IPv6 header cut short", RG_R_FRAME_TRUNCATED);
	ip6(59, UDP);
	expect("no next header", RG_R_OK);
	ktap_ok(w.pkt.proto == 59 && !w.pkt.dport, "no next header: no ports");
}

static void test_ip6_chain(void)
{
	char many[2048];
	u32 i;

	ip6(0, "1100010400000000" UDP);
	expect("hop-by-hop first", RG_R_OK);
	ip6(60, "0000010400000000" "1100010400000000" UDP);
	expect("hop-by-hop second", RG_R_IP_OPTIONS);
	ip6(0, "0000010400000000" "1100010400000000" UDP);
	expect("hop-by-hop twice", RG_R_IP_OPTIONS);
	ip6(60, "1100010400000000" UDP);
	expect("destination options", RG_R_OK);
	ktap_ok(w.pkt.proto == 17 && w.pkt.l4 == 62 && w.pkt.dport == 53,
		"destination options: UDP behind");
	ip6(60, "1101 070800000010 0006deba 01020000" UDP);
	expect("calipso in destination options (Linux)", RG_R_LABEL_PLACE);
	ip6(0, "3c01 070800000010 0006deba 01020000" "1101 070800000010 0006deba 01020000" UDP);
	expect("calipso in hop-by-hop and destination options", RG_R_LABEL_PLACE);
	ip6(60, "2b00010400000000" "3c00000000000000" "1101 0708000000110006 0000 01020000" UDP);
	expect("calipso in the second destination options", RG_R_LABEL_PLACE);
	ip6(60, "1100c10400000000" UDP);
	expect("destination option for others to refuse", RG_R_OK);
	ip6(60, "11001e0500000000" UDP);
	expect("destination option beyond its header", RG_R_IP_OPTIONS);
	ip6(60, "3c00010400000000" "3c00010400000000" "1100010400000000" UDP);
	expect("destination options three times", RG_R_IP_OPTIONS);
	ip6(43, "1100000000000000" UDP);
	expect("routing header, no segments left", RG_R_OK);
	ip6(43, "1100000100000000" UDP);
	expect("routing header, type 0, segments left", RG_R_SOURCE_ROUTE);
	ip6(43, "1102040100000000" "fd000000000000000000000000000001" UDP);
	expect("segment routing header", RG_R_SOURCE_ROUTE);
	ip6(51, "1104 0000 00000001 00000001 000000000000000000000000" UDP);
	expect("authentication header", RG_R_OK);
	ktap_ok(w.pkt.proto == 17 && w.pkt.l4 == 54 + 24, "authentication header: UDP behind");
	ip6(50, UDP);
	expect("ESP", RG_R_OK);
	ip6(60, "1109010400000000" UDP);
	expect("extension header beyond the packet", RG_R_IP_OPTIONS);
	ip6(60, "11");
	expect("extension header of one octet", RG_R_IP_OPTIONS);
	ip6(0, "11");
	expect("hop-by-hop header of one octet", RG_R_IP_OPTIONS);
	many[0] = 0;
	for (i = 0; i < 5; i++)
		strcat(many, "2b00000000000000");
	strcat(many, "1100000000000000" UDP);
	ip6(43, many);
	expect("six extension headers", RG_R_OK);
	memmove(many + 16, many, strlen(many) + 1);
	ip6(43, many);
	expect("seven extension headers", RG_R_IP_OPTIONS);
}

/* Padding that no walk objects to, until the header ends at or beyond what the core sees. */
static void hopopts_of(u32 len)
{
	u8 rest[1024] = { 17, len / 8 - 1 };
	u32 at;

	for (at = 2; at + 8 <= len; at += 8) {
		rest[at] = 0x1e;
		rest[at + 1] = 6;
	}
	rest[len - 6] = 0x1e;
	rest[len - 5] = 4;
	memcpy(rest + len, udp, sizeof(udp));
	frame_ip6(&f, 0, rest, len + sizeof(udp));
}

static void test_ip6_long(void)
{
	hopopts_of(RG_HDR_MAX - 14 - 40 - 8 - 2);
	expect("hop-by-hop header and ports just fit", RG_R_OK);
	hopopts_of(RG_HDR_MAX - 14 - 40 - 2);
	expect("ports beyond what the gate sees", RG_R_IP_OPTIONS);
	hopopts_of(RG_HDR_MAX - 14 - 40 + 6);
	expect("hop-by-hop header beyond what the gate sees", RG_R_IP_OPTIONS);
}

static void ip6_fragment(const char *name, const char *rest, u32 reason, u32 flags, u32 proto)
{
	u32 got;

	ip6(44, rest);
	got = frame_parse(&f, &w);
	ktap_ok(got == reason && (reason || (w.pkt.flags == flags && w.pkt.proto == proto)),
		"%s: %s", name, reason_sym(reason));
}

static void test_ip6_fragments(void)
{
	ip6_fragment("IPv6 first fragment", "1100000100000001" UDP, RG_R_OK, RG_PKT_FRAG, 17);
	ktap_ok(w.pkt.dport == 53, "IPv6 first fragment: ports");
	ip6_fragment("IPv6 atomic fragment", "1100000000000001" UDP, RG_R_OK, RG_PKT_FRAG, 17);
	ip6_fragment("IPv6 later fragment", "1100000900000001" UDP, RG_R_OK,
		     RG_PKT_FRAG | RG_PKT_FRAG_MORE, 17);
	ktap_ok(!w.pkt.dport && !w.pkt.l4, "IPv6 later fragment: no ports");
	ip6_fragment("IPv6 later fragment that begins with options", "3c00000900000001" UDP,
		     RG_R_OK,
		     RG_PKT_FRAG | RG_PKT_FRAG_MORE, 60);
	ip6_fragment("first fragment without the whole chain", "3c00000100000001" "11",
		     RG_R_IP_OPTIONS, 0,
		     0);
	ip6_fragment("two fragment headers", "2c00000100000001" "1100000100000001" UDP,
		     RG_R_IP_OPTIONS, 0,
		     0);
	ip6_fragment("IPv6 fragment beyond 65,535", "1100fff900000001" UDP, RG_R_IP_HEADER, 0, 0);
	ip6_fragment("calipso behind a fragment header",
		     "3c00000100000001" "1101 070800000010 0006deba 01020000" UDP, RG_R_LABEL_PLACE,
		     0, 0);
}

/* Addresses in hexadecimal; an empty one stays as it is. */
static void ip6_addresses(const char *name, const char *src, const char *dst, u32 next,
			  const char *rest, u32 ttl, u32 reason, u32 flags)
{
	u32 got;

	ip6(next, rest);
	hex(src, f.b + 22, 16);
	hex(dst, f.b + 38, 16);
	f.b[21] = ttl;
	if (f.b[38] == 0xff) {
		memcpy(f.b, "\x33\x33", 2);
		memcpy(f.b + 2, f.b + 50, 4);
	}
	got = frame_parse(&f, &w);
	if (!ktap_ok(got == reason && (reason || w.pkt.flags == flags), "%s: %s", name,
		     reason_sym(reason)))
		ktap_note("got %s, flags %x", reason_sym(got), w.pkt.flags);
}

#define ANY	"00000000000000000000000000000000"
#define LOOP	"00000000000000000000000000000001"
#define COMPAT	"0000000000000000000000000a520002"
#define MAPPED	"00000000000000000000ffff0a520002"
#define LL	"fe800000000000000000000000000002"
#define LL2	"febf0000000000000000000000000002"
#define SITE	"fec00000000000000000000000000002"
#define NODES	"ff020000000000000000000000000001"
#define GLOBAL_GROUP "ff0e0000000000000000000000000001"
#define NS	"8700000000000000" "fd000410000000000000000000000001"
#define RA	"8600000000000000" "0000000000000000"
#define REDIRECT "8900000000000000" ANY ANY
#define MLD	"8f00000000000000"

static void test_ip6_addresses(void)
{
	ip6_addresses("from ::", ANY, "", 17, UDP, 64, RG_R_IP_ADDRESS, 0);
	ip6_addresses("from ::1", LOOP, "", 17, UDP, 64, RG_R_IP_ADDRESS, 0);
	ip6_addresses("from a v4-compatible address", COMPAT, "", 17, UDP, 64, RG_R_IP_ADDRESS, 0);
	ip6_addresses("from a v4-mapped address", MAPPED, "", 17, UDP, 64, RG_R_IP_ADDRESS, 0);
	ip6_addresses("from a group", NODES, "", 17, UDP, 64, RG_R_IP_ADDRESS, 0);
	ip6_addresses("to ::", "", ANY, 17, UDP, 64, RG_R_IP_ADDRESS, 0);
	ip6_addresses("to ::1", "", LOOP, 17, UDP, 64, RG_R_IP_ADDRESS, 0);
	ip6_addresses("to a v4-mapped address", "", MAPPED, 17, UDP, 64, RG_R_IP_ADDRESS, 0);
	ip6_addresses("UDP from link-local", LL, "", 17, UDP, 64, RG_R_IP_ADDRESS, 0);
	ip6_addresses("UDP to link-local", "", LL2, 17, UDP, 64, RG_R_IP_ADDRESS, 0);
	ip6_addresses("UDP from beyond link-local", SITE, "", 17, UDP, 64, RG_R_OK, 0);
	ip6_addresses("UDP to a group", "", GLOBAL_GROUP, 17, UDP, 64, RG_R_FRAME_GROUP, 0);
	ip6_addresses("UDP to a group, our own MAC", "", NODES, 17, UDP, 64, RG_R_FRAME_GROUP, 0);
	ip6(17, UDP);
	hex(NODES, f.b + 38, 16);
	expect("a group address in a frame for us", RG_R_IP_ADDRESS);
	ip6_addresses("neighbour solicitation", LL, NODES, 58, NS, 255, RG_R_OK,
		      RG_PKT_LINK | RG_PKT_GROUP);
	ip6_addresses("neighbour solicitation from ::", ANY, NODES, 58, NS, 255, RG_R_OK,
		      RG_PKT_LINK | RG_PKT_GROUP);
	ip6_addresses("neighbour solicitation, unicast", "", "", 58, NS, 255, RG_R_OK, RG_PKT_LINK);
	ip6_addresses("neighbour solicitation from ::1", LOOP, NODES, 58, NS, 255, RG_R_IP_ADDRESS,
		      0);
	ip6_addresses("neighbour solicitation from afar", "", "", 58, NS, 254, RG_R_OK, 0);
	ip6_addresses("neighbour solicitation from afar, group", LL, NODES, 58, NS, 254,
		      RG_R_FRAME_GROUP, 0);
	ip6_addresses("neighbour solicitation in fragments", "", "", 44, "3a00000000000001" NS, 255,
		      RG_R_OK, RG_PKT_FRAG);
	ip6_addresses("neighbour solicitation with a label", "", "", 0,
		      "3a01 070800000010 0006deba 01020000" NS, 255, RG_R_OK, 0);
	ip6_addresses("router advertisement", LL, NODES, 58, RA, 255, RG_R_OK,
		      RG_PKT_ND_BAD | RG_PKT_GROUP);
	ip6_addresses("router advertisement from afar", "", "", 58, RA, 64, RG_R_OK, RG_PKT_ND_BAD);
	ip6_addresses("redirect", LL, "", 58, REDIRECT, 255, RG_R_OK, RG_PKT_ND_BAD);
	ip6_addresses("MLD report", LL, NODES, 0, "3a00050200000100" MLD, 1, RG_R_OK,
		      RG_PKT_LINK | RG_PKT_GROUP);
	ip6_addresses("MLD report with hop limit 2", LL, NODES, 0, "3a00050200000100" MLD, 2,
		      RG_R_FRAME_GROUP, 0);
	ip6_addresses("echo request", "", "", 58, "8000000000000000", 64, RG_R_OK, 0);
	ip6_addresses("packet too big", "", "", 58, "0200000000000500", 64, RG_R_OK,
		      RG_PKT_ICMP_ERR);
	ip6_addresses("half an ICMPv6 header", "", "", 58, "87000000", 255, RG_R_FRAME_TRUNCATED,
		      0);
}

static void test_crc(void)
{
	static const char check[] = "123456789";
	u32 i, crc = RG_CRC16_INIT;

	for (i = 0; i < 9; i++)
		crc = rg_crc16_octet(crc, check[i]);
	ktap_ok(rg_crc16_end(crc) == 0x906e, "CRC-16 check value");
	memset(&w, 0, sizeof(w));
	memcpy(w.hdr + 20, "\x07\x08\0\0\0\x10\0\x06\xde\xba", 10);
	ktap_ok(rg_crc16(&w, 20, 10, 28) == 0xbade, "CRC-16 with the checksum field as zero");
}

int main(void)
{
	test_labels();
	test_ethernet();
	test_arp();
	test_ip4_header();
	test_ip4_addresses();
	test_ip4_upper();
	test_ip6_header();
	test_ip6_chain();
	test_ip6_long();
	test_ip6_fragments();
	test_ip6_addresses();
	test_crc();
	return ktap_done();
}
