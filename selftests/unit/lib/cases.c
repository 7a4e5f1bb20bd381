// SPDX-License-Identifier: GPL-2.0-only
/*
 * The table of option bytes.  Values as tshark and the drafts have them; "CVE"
 * and "Linux" rows are bugs that others had and forms that Linux lets through.
 */
#include <stdio.h>
#include <stdlib.h>
#include "cases.h"

#define C4(name, bytes, reason) { name, 4, bytes, RG_R_##reason, 0, 0, 0, 0, NULL }
#define C6(name, bytes, reason) { name, 6, bytes, RG_R_##reason, 0, 0, 0, 0, NULL }
#define NONE4(name, bytes) { name, 4, bytes, RG_R_OK, RG_LABEL_NONE, 0, 0, 0, "" }
#define NONE6(name, bytes) { name, 6, bytes, RG_R_OK, RG_LABEL_NONE, 0, 0, 0, "" }
#define OK4(name, bytes, tag, level, doi, body) \
	{ name, 4, bytes, RG_R_OK, RG_LABEL_CIPSO, tag, level, doi, body }
#define OK4R(name, bytes, level, body) \
	{ name, 4, bytes, RG_R_OK, RG_LABEL_RIPSO, 0, level, 0, body }
#define OK6(name, bytes, level, doi, body) \
	{ name, 6, bytes, RG_R_OK, RG_LABEL_CALIPSO, 0, level, doi, body }

#define FF8 "ffffffffffffffff"
#define FF30 FF8 FF8 FF8 "ffffffffffff"
#define NUMBERS15 "0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 000a 000b 000c 000d fffe"
#define ZERO32 "00000000000000000000000000000000" "00000000000000000000000000000000"

const struct label_case label_cases[] = {
	/* CIPSO as it should be */
	OK4("cipso tag 1, categories 0 and 17", "860d00000010 01070006800040 000000", 1, 6, 16,
	    "800040"),
	OK4("cipso tag 1, no category (CVE-2020-10711)", "860a00000010 01040006 0000", 1, 6, 16,
	    ""),
	OK4("cipso tag 1, optimised", "861400000010 010e0006 80004000000000000000", 1, 6, 16,
	    "80004000000000000000"),
	OK4("cipso tag 1, optimised and empty", "861400000010 010e0006 00000000000000000000", 1, 6,
	    16, "00000000000000000000"),
	OK4("cipso tag 2, categories 3 and 300", "860e00000010 02080006 0003012c 0000", 2, 6, 16,
	    "0003012c"),
	OK4("cipso tag 2, no category", "860a00000010 02040006", 2, 6, 16, ""),
	OK4("cipso tag 2, fifteen categories",
	    "862800000010 022200ff" NUMBERS15, 2, 255, 16, NUMBERS15),
	OK4("cipso tag 5, 300-200 and 17-0", "861000000010 050a0006 012c00c80011", 5, 6, 16,
	    "012c00c80011"),
	OK4("cipso tag 5, last low written", "861200000010 050c0006 012c00c800110000", 5, 6, 16,
	    "012c00c800110000"),
	OK4("cipso tag 5, adjacent ranges", "861200000010 050c0006 0005000500040004", 5, 6, 16,
	    "0005000500040004"),
	OK4("cipso tag 5, seven ranges",
	    "862600000010 05200006 000d000d 000c000c 000b000b 000a000a 00090009 00080008 00070007",
	    5, 6, 16, "000d000d000c000c000b000b000a000a000900090008000800070007"),
	OK4("cipso tag 5, category 0 alone", "860c00000010 05060006 0000", 5, 6, 16, "0000"),
	OK4("cipso tag 1, all 240 categories, area full", "8628000003e8 012200ff" FF30, 1, 255,
	    1000, FF30),
	OK4("cipso and NOPs to exactly 40 bytes",
	    "860a00000010 01040006 010101010101010101010101010101010101010101010101010101010101", 1,
	    6, 16, ""),
	OK4("cipso, highest DOI", "860affffffff 01040000", 1, 0, 0xffffffff, ""),
	OK4("NOPs before cipso", "0101860a00000010 01040006", 1, 6, 16, ""),
	OK4("cipso before record route", "860a00000010 01040006 07070400000000 000000", 1, 6, 16,
	    ""),
	OK4("record route before cipso", "07070400000000 860a00000010 01040006", 1, 6, 16, ""),
	OK4("router alert and cipso", "94040000 860a00000010 01040006", 1, 6, 16, ""),
	NONE4("no options", ""),
	NONE4("NOPs alone", "01010101"),
	NONE4("end of list alone", "00000000"),
	NONE4("router alert alone", "94040000"),

	/* the option walk */
	C4("option length 0", "8600000000100104 00060000", IP_OPTIONS),
	C4("option length 1", "8601000000100104 00060000", IP_OPTIONS),
	C4("option length 0 of an unknown option", "55000000", IP_OPTIONS),
	C4("option beyond the area", "860b00000010 0104", IP_OPTIONS),
	C4("option length beyond the area by far", "86ff0000", IP_OPTIONS),
	C4("option type as the last octet", "01010186", IP_OPTIONS),
	C4("end of list, garbage behind", "00860a00000010 0104000600", IP_OPTIONS),
	C4("end of list, one octet behind", "00000001", IP_OPTIONS),
	C4("cipso, end of list, garbage", "860a00000010 01040006 0001", IP_OPTIONS),
	C4("loose source route", "83070400000000 00", SOURCE_ROUTE),
	C4("strict source route", "89070400000000 00", SOURCE_ROUTE),
	C4("cipso beside a source route", "860a00000010 01040006 83030400", SOURCE_ROUTE),

	/* other labels */
	OK4R("ripso, unclassified, GENSER", "8204ab80", 0xab, "80"),
	OK4R("ripso, secret/sci", "82045a20", 0x5a, "20"),
	OK4R("ripso, no flags", "82033d00", 0x3d, ""),
	OK4R("ripso, an octet of no flags", "82049600", 0x96, "00"),
	OK4R("ripso, two octets", "82055a2102000000", 0x5a, "2102"),
	OK4R("ripso fills the area", "82285a" FF8 FF8 FF8 FF8 "fffffffffe", 0x5a, FF8 FF8 FF8 FF8 "fffffffffe"),
	C4("ripso, reserved level (Linux)", "82040180", RIPSO_LEVEL),
	C4("ripso, too short", "82020000", RIPSO_LENGTH),
	C4("ripso, another octet announced", "82045a21", RIPSO_FLAGS),
	C4("ripso, an octet too many", "82055a2080000000", RIPSO_FLAGS),
	C4("ripso, a zero octet at the end", "82055a2100000000", RIPSO_FLAGS),
	C4("two ripso options", "82045a2082045a20", LABEL_DUPLICATE),
	C4("ripso, extended", "85040100", RIPSO),
	C4("ripso beside cipso (Linux)", "8204ab80 860a00000010 01040006", LABEL_CONFLICT),
	C4("cipso beside ripso (Linux)", "860a00000010 01040006 0101 8204ab80", LABEL_CONFLICT),
	C4("two cipso options", "860a00000010 01040006 860a00000010 01040006", LABEL_DUPLICATE),

	/* CIPSO as it must not be */
	C4("cipso without a tag", "860600000010 0000", CIPSO_TAGS),
	C4("cipso, half a tag header", "860700000010 01 00", CIPSO_LENGTH),
	C4("cipso, length without DOI", "8604 0000", CIPSO_LENGTH),
	C4("cipso, DOI 0", "860a00000000 01040006", CIPSO_DOI),
	C4("cipso tag length 0 (endless loop)", "860a00000010 01000006", CIPSO_LENGTH),
	C4("cipso tag length 1", "860a00000010 01010006", CIPSO_LENGTH),
	C4("cipso tag length 3", "860a00000010 01030006", CIPSO_LENGTH),
	C4("cipso tag beyond the option (CVE-2019-25160)", "860a00000010 01220006", CIPSO_LENGTH),
	C4("cipso tag beyond the option by one", "860a00000010 01050006", CIPSO_LENGTH),
	C4("cipso tag shorter than the option", "860b00000010 01040006 80", CIPSO_TAGS),
	C4("cipso, zeros behind the tag", "860c00000010 01040006 0000", CIPSO_TAGS),
	C4("cipso, two tags 1 (Linux)", "860e00000010 01040006 01040006", CIPSO_TAGS),
	C4("cipso, tag 1 beside tag 2 (Linux)", "861000000010 01040006 02060006 0003", CIPSO_TAGS),
	C4("cipso, alignment octet set (Linux)", "860a00000010 01040106", CIPSO_ALIGN),
	C4("cipso tag 0", "860a00000010 00040006", CIPSO_TAG),
	C4("cipso tag 3", "860a00000010 03040006", CIPSO_TAG),
	C4("cipso tag 6, permissive bitmap", "860b00000010 06050006 80", CIPSO_TAG),
	OK4("cipso tag 1, tag 6 beside it (FIPS 188)", "861100000010 0105000680 060600060040 000000",
	    1, 6, 16, "80"),
	OK4("cipso tag 2, tag 6 beside it", "861300000010 020800060003012c 0605000680 00", 2, 6,
	    16, "0003012c"),
	OK4("cipso without categories, the longest tag 6 there can be",
	    "862800000010 01040006 061e0006" FF8 FF8 FF8 "ffff", 1, 6, 16, ""),
	C4("cipso tag 6 first", "861100000010 060600060040 0105000680", CIPSO_TAG),
	C4("cipso tag 6 twice", "861400000010 01040006 0605000680 0605000680", CIPSO_TAGS),
	C4("cipso tag 6 of another level", "861000000010 0105000680 0605000780", LABEL_CONFLICT),
	C4("cipso tag 6 without a category", "860e00000010 01040006 06040006", CIPSO_LENGTH),
	C4("cipso tag 6, a zero octet", "860f00000010 01040006 0605000600", CIPSO_LENGTH),
	C4("cipso tag 6 longer than the option", "860f00000010 01040006 0606000680", CIPSO_LENGTH),
	C4("cipso tag 6, length 0", "860f00000010 01040006 0600000680", CIPSO_LENGTH),
	C4("cipso tag 6, its type alone", "860b00000010 01040006 06", CIPSO_TAGS),
	C4("cipso tag 6, alignment octet set", "860f00000010 01040006 0605010680", CIPSO_ALIGN),
	C4("cipso tag 7, free form", "860b00000010 07050006 80", CIPSO_TAG),
	C4("cipso tag 128, Linux's own", "860c00000010 8006 00000001", CIPSO_TAG),
	C4("cipso tag 1, trailing zero octet", "860c00000010 01060006 8000", CIPSO_LENGTH),
	C4("cipso tag 1, one zero octet", "860b00000010 01050006 00", CIPSO_LENGTH),
	C4("cipso tag 1, eleven octets, the last zero",
	   "861500000010 010f0006 8000000000000000000000", CIPSO_LENGTH),
	C4("cipso tag 2, 65535 (Linux)", "860c00000010 02060006 ffff", CIPSO_CATEGORY),
	C4("cipso tag 2, descending", "860e00000010 02080006 012c0003", CIPSO_CATEGORY),
	C4("cipso tag 2, one category twice", "860e00000010 02080006 00030003", CIPSO_CATEGORY),
	C4("cipso tag 2, odd length", "860d00000010 02070006 000301", CIPSO_LENGTH),
	C4("cipso tag 5, low above high (Linux)", "860e00000010 05080006 00c8012c", CIPSO_CATEGORY),
	C4("cipso tag 5, ranges that share an end (Linux)",
	   "861200000010 050c0006 012c00c800c80011",
	   CIPSO_CATEGORY),
	C4("cipso tag 5, ascending ranges", "861200000010 050c0006 00110000012c00c8",
	   CIPSO_CATEGORY),
	C4("cipso tag 5, a range in a range", "861200000010 050c0006 012c001100c80012",
	   CIPSO_CATEGORY),
	C4("cipso tag 5, 65535", "860e00000010 05080006 ffff0001", CIPSO_CATEGORY),
	C4("cipso tag 5, left-out low shares an end", "861000000010 050a0006 001100000000",
	   CIPSO_CATEGORY),
	C4("cipso tag 5, odd length", "860d00000010 05070006 012c00", CIPSO_LENGTH),
	C4("cipso tag 5, eight ranges",
	   "862800000010 05220006 000d000d000c000c000b000b000a000a0009000900080008000700070006",
	   CIPSO_LENGTH),

	/* CALIPSO as it should be */
	OK6("calipso, no compartment", "1101 070800000010 0006deba 01020000", 6, 16, ""),
	OK6("calipso, categories 0 and 17, 32 bits", "1101 070c00000010 0106dfaf 80004000", 6, 16,
	    "80004000"),
	OK6("calipso, categories 0 and 17, 64 bits",
	    "1102 071000000010 020604bc 80004000 00000000 01020000",
	    6, 16, "8000400000000000"),
	OK6("calipso at offset 6", "1101 01020000 070800000010 0006 ****", 6, 16, ""),
	OK6("calipso, 61 words",
	    "111f 07fcffffffff 3dff ****" ZERO32 ZERO32 ZERO32 ZERO32 ZERO32 ZERO32 ZERO32
	    "0000000000000000000000000000000000000001", 255, 0xffffffff,
	    ZERO32 ZERO32 ZERO32 ZERO32 ZERO32 ZERO32 ZERO32
	    "0000000000000000000000000000000000000001"),
	OK6("calipso behind an unknown option to skip",
	    "1102 1e06aabbccddeeff 070800000010 0006 **** 01020000", 6, 16, ""),
	NONE6("router alert alone", "1100 05020000 0100"),
	NONE6("padding alone", "1100 010400000000"),
	NONE6("unknown option, action: skip", "1100 1e04aabbccdd"),

	/* the walk of hop-by-hop options */
	C6("unknown option, action: discard", "1100 4104aabbccdd", IP_OPTIONS),
	C6("unknown option, action: discard and report", "1100 8104aabbccdd", IP_OPTIONS),
	C6("unknown option, action: discard and report unless multicast", "1100 c104aabbccdd",
	   IP_OPTIONS),
	C6("jumbo payload", "1100 c20400010000", IP_OPTIONS),
	C6("PadN with content", "1100 010400000100", IP_OPTIONS),
	C6("PadN longer than seven", "1101 0106000000000000 010400000000", IP_OPTIONS),
	C6("Pad1 eight in a row", "1101 0000000000000000 010400000000", IP_OPTIONS),
	C6("option beyond the header", "1100 1e05aabbccdd", IP_OPTIONS),
	C6("option type as the last octet", "1100 01030000001e", IP_OPTIONS),
	C6("router alert of a wrong length", "1100 050400000000", IP_OPTIONS),
	C6("router alert of no length", "1100 0500 01020000", IP_OPTIONS),

	/* CALIPSO as it must not be */
	C6("calipso, wrong checksum", "1101 070800000010 0006deb9 01020000", CALIPSO_CRC),
	C6("calipso, checksum the other way round", "1101 070800000010 0006bade 01020000",
	   CALIPSO_CRC),
	C6("calipso, DOI 0", "1101 070800000000 0006 **** 01020000", CALIPSO_DOI),
	C6("calipso twice (Linux)", "1102 070800000010 0006deba 0100 070800000010 0006deba",
	   LABEL_DUPLICATE),
	C6("calipso, bytes after the bitmap (Linux)", "1101 070c00000010 0006 **** 80004000",
	   CALIPSO_LENGTH),
	C6("calipso, bitmap beyond the option", "1101 070800000010 0106 **** 01020000",
	   CALIPSO_LENGTH),
	C6("calipso, length 7", "1101 070700000010 0006de 0103000000", CALIPSO_LENGTH),
	C6("calipso, length 0", "1100 0700 01020000", CALIPSO_LENGTH),
	C6("calipso, length not of words", "1101 070a00000010 0006 **** 0000 0100", CALIPSO_LENGTH),
	C6("calipso, misaligned by one (Linux)", "1101 00 070800000010 0006 **** 010100",
	   CALIPSO_ALIGN),
	C6("calipso, misaligned by two (Linux)", "1101 0100 070800000010 0006 **** 0100",
	   CALIPSO_ALIGN),
	C6("calipso, level and length swapped", "1101 070800000010 0600 **** 01020000",
	   CALIPSO_LENGTH),
	C6("calipso beyond the header", "1101 07fe00000010 0006deba 01020000", IP_OPTIONS),
};

const u32 label_case_count = sizeof(label_cases) / sizeof(label_cases[0]);

void label_case_frame(const struct label_case *c, struct frame *f)
{
	static const u8 udp[8] = { 0x30, 0x39, 0, 53, 0, 8, 0, 0 };
	u8 bytes[600];
	u32 n = hex(c->bytes, bytes, sizeof(bytes) - sizeof(udp));

	if (c->family == 6 && n != (bytes[1] + 1u) * 8) {
		fprintf(stderr, "a test's hop-by-hop header is %u bytes long: %s\n", n, c->name);
		exit(2);
	}

	if (c->family == 4) {
		frame_ip4(f, 17, bytes, n, udp, sizeof(udp));
	} else {
		memcpy(bytes + n, udp, sizeof(udp));
		frame_ip6(f, 0, bytes, n + sizeof(udp));
	}
}
