/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * relgate: the one ABI.  Reasons, ways, and the layout of the policy image.
 *
 * The image is what the policy compiler makes of a policy file: one flat,
 * position-independent block, the same bytes for every engine, all integers
 * little endian, all references offsets or indices.  No engine trusts an image
 * that rg_validate() has not accepted.
 *
 * Two parts.  The policy part (header and every section but the cells) lies
 * within the first RG_PAGE_SIZE bytes, its records have power-of-two sizes and
 * are aligned to them.  The cells (nation tables) may follow over many pages,
 * and no node or list of cells straddles a page.  An engine may therefore keep
 * the image in pages of RG_PAGE_SIZE.
 */
#ifndef _UAPI_LINUX_RELGATE_H
#define _UAPI_LINUX_RELGATE_H

#include <linux/types.h>

#define RG_IMAGE_MAGIC		0x31544752u	/* "RGT1" */
#define RG_IMAGE_VERSION	7
#define RG_PAGE_SHIFT		21
#define RG_PAGE_SIZE		(1u << RG_PAGE_SHIFT)
#define RG_IMAGE_MAX		(64u << 20)
#define RG_DIGEST_LEN		32
#define RG_SECTION_ALIGN	512

#define RG_NATION_MAX		256	/* ids 1..255; 0 is nobody */
#define RG_LEVEL_MAX		64	/* rungs of the ladder */
#define RG_CATEGORY_MAX		1024	/* subjects and forms */
#define RG_INTERFACE_MAX	256
#define RG_HUB_MAX		32	/* hub interfaces, in order of preference */
#define RG_AGREEMENT_MAX	4096
#define RG_PAIR_AGREEMENT_MAX	64	/* agreements that cover one pair */
#define RG_HOP_MAX		8	/* agreements that protect the hops of one */
#define RG_WINDOW_MAX		16	/* times at which one agreement operates */
#define RG_EVENT_MAX		64	/* dates in the time line of one agreement */
#define RG_DOI_PER_IF_MAX	16
#define RG_LOCAL_PER_IF_MAX	16
#define RG_ORIGIN_MAX		4	/* origins that one label may carry */
#define RG_IFNAME_LEN		16
#define RG_PROBE_MS_MIN		100	/* between two probes of a hub's relay */
#define RG_PROBE_MS_MAX		60000
#define RG_PROBE_LOST_MAX	10	/* unanswered ones that make it dead */

#define RG_SET_WORDS		(RG_CATEGORY_MAX / 64)
#define RG_NSET_WORDS		(RG_NATION_MAX / 64)

/* How a packet crosses. */
enum rg_way {
	RG_WAY_NONE,
	RG_WAY_DIRECT,		/* to the interface of the destination's nation */
	RG_WAY_VIA,		/* out of a hub interface */
	RG_WAY_RELAYED,		/* it came back from the hub (or the hub sends it on) */
	RG_WAY_DOMESTIC,	/* between interfaces of one nation */
	RG_WAY_LOCAL,		/* to or from the gate itself */
	RG_WAY_COUNT
};

/* A policy that stands only if it is confirmed in time. */
enum rg_trial_state {
	RG_TRIAL_NONE,
	RG_TRIAL_PENDING,	/* in force until its deadline */
	RG_TRIAL_EXPIRED,	/* not confirmed: the one before it is in force */
	RG_TRIAL_CONFIRMED,
};

/* What happened to the policy in force: the reason of an event whose hook is RG_EVENT_CHANGE. */
#define RG_EVENT_CHANGE	2
#define RG_EVENT_HUB	3	/* likewise, of one whose pass says that a hub interface came up, or went down */
enum rg_change {
	RG_CHANGE_APPLIED,
	RG_CHANGE_CONFIRMED,
	RG_CHANGE_ROLLED_BACK,
	RG_CHANGE_EXPIRED,	/* not confirmed in time */
	RG_CHANGE_COUNT
};

/* What has to happen to the label on the way out. */
enum rg_edit {
	RG_EDIT_KEEP,
	RG_EDIT_TAG,
	RG_EDIT_STRIP,
	RG_EDIT_TRANSLATE,
};

/*
 * Every reason: X(symbol, name, what it says to an operator).  The numbers are
 * ABI: append only.  RG_R_OK is the only one that goes with "pass".
 */
#define RG_REASONS(X) \
	X(OK,			"ok",			"the packet may cross") \
	X(NO_POLICY,		"no-policy",		"no policy is in force") \
	X(BLOCKED,		"blocked",		"the gate was blocked by hand (relgate block)") \
	X(INTERNAL,		"internal",		"the gate met a state it cannot explain, and closed") \
	X(NOT_ENROLLED,		"not-enrolled",		"the interface is not enrolled in the policy in force") \
	X(FRAME_TRUNCATED,	"truncated",		"the frame ends before its headers do") \
	X(FRAME_MAC,		"not-for-us",		"the frame is not addressed to the interface's own MAC") \
	X(FRAME_VLAN,		"vlan",			"VLAN-tagged frames do not cross") \
	X(FRAME_TYPE,		"ethertype",		"only ARP, IPv4 and IPv6 are known here") \
	X(FRAME_GROUP,		"group",		"broadcast and multicast do not cross") \
	X(IP_HEADER,		"bad-header",		"version, header length or total length is wrong") \
	X(IP_CHECKSUM,		"bad-checksum",		"the IPv4 header checksum is wrong") \
	X(IP_ADDRESS,		"martian",		"an address that no packet may carry across a router") \
	X(IP_OPTIONS,		"bad-options",		"the option area or an extension header is malformed or too long") \
	X(SOURCE_ROUTE,		"source-route",		"IPv4 source routes and IPv6 routing headers with segments left do not cross") \
	X(LABEL_MISSING,	"unlabelled",		"a label is required on this interface and there is none") \
	X(LABEL_UNEXPECTED,	"label-unexpected",	"this interface is single-level: the gate supplies the label, packets must not bring one") \
	X(LABEL_KIND,		"label-kind",		"this interface does not take labels of this kind") \
	X(LABEL_DUPLICATE,	"label-duplicate",	"more than one label of one kind") \
	X(LABEL_CONFLICT,	"label-conflict",	"labels of two kinds on one packet, or tags of two levels") \
	X(LABEL_PLACE,		"label-place",		"a label stands where no system may look for it (destination options)") \
	X(RIPSO,		"ripso",		"RIPSO labels are not accepted here, and extended ones (option 133) nowhere") \
	X(CIPSO_LENGTH,		"cipso-length",		"a CIPSO length is out of bounds") \
	X(CIPSO_DOI,		"cipso-doi",		"CIPSO DOI 0 is forbidden") \
	X(CIPSO_TAG,		"cipso-tag",		"a CIPSO tag type that is not understood, or not taken here") \
	X(CIPSO_TAGS,		"cipso-tags",		"CIPSO takes exactly one MAC tag, and behind it at most a tag 6") \
	X(CIPSO_ALIGN,		"cipso-alignment",	"the CIPSO alignment octet is not zero") \
	X(CIPSO_CATEGORY,	"cipso-category",	"CIPSO categories are out of order, overlap or are out of range") \
	X(CALIPSO_LENGTH,	"calipso-length",	"a CALIPSO length is out of bounds or disagrees with the compartment length") \
	X(CALIPSO_ALIGN,	"calipso-alignment",	"CALIPSO is not aligned to 4n+2") \
	X(CALIPSO_CRC,		"calipso-crc",		"the CALIPSO checksum is wrong") \
	X(CALIPSO_DOI,		"calipso-doi",		"CALIPSO DOI 0 is forbidden") \
	X(DOI_UNKNOWN,		"doi-unknown",		"no nation of the policy owns this DOI") \
	X(DOI_REFUSED,		"doi-refused",		"the DOI is known but not accepted on this interface") \
	X(LEVEL_UNKNOWN,	"level-unknown",	"the DOI's encoding does not name this level") \
	X(CATEGORY_UNKNOWN,	"category-unknown",	"the DOI's encoding does not name this category") \
	X(ORIGINS,		"too-many-origins",	"the label names more origins than the gate will judge") \
	X(SPOOFED,		"spoofed",		"the source address belongs to another nation than the interface") \
	X(SOURCE_UNKNOWN,	"source-unknown",	"no nation owns the source address") \
	X(GEO_ONLY,		"geo-only",		"only a geographic table knows the address; that may refuse, never grant") \
	X(NOT_RELAY,		"not-relay",		"a frame on a hub interface that the hub's relay did not send") \
	X(HUB_OWN,		"hub-own",		"a packet from or to the hub nation's own hosts on its hub interface") \
	X(DEST_UNKNOWN,		"dest-unknown",		"no nation owns the destination address") \
	X(NO_ROUTE,		"no-route",		"the routing table has no way to the destination") \
	X(MISROUTED,		"misrouted",		"the routing table leads to an interface of another nation than the destination's") \
	X(IN_LEVEL,		"in-level",		"the level is outside the ingress interface's range") \
	X(IN_SUBJECT,		"in-subject",		"a subject is outside the ingress interface's set") \
	X(OUT_LEVEL,		"out-level",		"the level is outside the egress interface's range") \
	X(OUT_SUBJECT,		"out-subject",		"a subject is outside the egress interface's set") \
	X(DENIED,		"denied",		"a deny statement covers the packet") \
	X(NO_AGREEMENT,		"no-agreement",		"no agreement covers this pair of nations this way") \
	X(NOT_OPERATING,	"not-operating",	"the agreement is not in operation now") \
	X(AGREEMENT_LEVEL,	"agreement-level",	"the level is outside the agreement's range") \
	X(AGREEMENT_SUBJECT,	"agreement-subject",	"a subject is not in the agreement's set, or there is none") \
	X(RELEASE,		"release",		"the label's release list does not name a nation on the way") \
	X(HOP,			"hop",			"an agreement that protects a hop does not grant the label") \
	X(THIRD_PARTY,		"third-party",		"an originator has not consented to this release") \
	X(WAY,			"way",			"granted, but not out of this interface") \
	X(HUB_DOWN,		"hub-down",		"the agreement goes via a hub, and no hub interface is up") \
	X(HUB_LOOP,		"hub-loop",		"a packet from the hub would go to the hub again") \
	X(LAUNDER,		"launder",		"the egress network's supplied label does not dominate the packet's") \
	X(LOCAL,		"local",		"traffic to or from the gate itself needs a local statement") \
	X(ND_FORBIDDEN,		"nd-forbidden",		"router advertisements and redirects are not taken from, nor sent to, enrolled networks") \
	X(TTL,			"ttl",			"TTL or hop limit ran out here") \
	X(TOO_BIG,		"too-big",		"the packet does not fit the way out") \
	X(EGRESS_CHANGED,	"egress-changed",	"the egress interface is not the device that the policy was bound to") \
	X(UNTRANSLATABLE,	"untranslatable",	"the label cannot be said in the labels that the egress interface takes") \
	X(LABEL_ROOM,		"label-room",		"the label does not fit the option space on the way out") \
	X(TUNNEL,		"tunnel",		"a packet within the packet, or what cannot be read, needs a tunnel statement on both interfaces") \
	X(RIPSO_LENGTH,		"ripso-length",		"a RIPSO option is shorter than its level") \
	X(RIPSO_LEVEL,		"ripso-level",		"a RIPSO level that is reserved or in no table") \
	X(RIPSO_FLAGS,		"ripso-flags",		"the flags of RIPSO authorities do not end where their octets say, or end with a zero octet")

enum rg_reason {
#define RG_REASON_ENUM(sym, name, text) RG_R_##sym,
	RG_REASONS(RG_REASON_ENUM)
#undef RG_REASON_ENUM
	RG_R_COUNT
};

/* ---- the policy image ------------------------------------------------- */

enum rg_section_id {
	RG_SEC_STRING,		/* bytes: NUL-terminated UTF-8, offset 0 is "" */
	RG_SEC_NATION,		/* struct rg_nation, by id; 0 is nobody */
	RG_SEC_LEVEL,		/* __u32 string offset of each rung, lowest first */
	RG_SEC_CATEGORY,	/* struct rg_category, by id */
	RG_SEC_SET,		/* struct rg_set; 0 is "all subjects" (the mask), 1 is everything */
	RG_SEC_NSET,		/* struct rg_nset; 0 is empty */
	RG_SEC_ENCODING,	/* struct rg_encoding */
	RG_SEC_WIRE,		/* __u16 pool of the encodings */
	RG_SEC_DOI,		/* struct rg_doi, ascending by DOI */
	RG_SEC_INTERFACE,	/* struct rg_interface */
	RG_SEC_HUB,		/* __u16 interface index of each hub slot */
	RG_SEC_UNMANAGED,	/* char[16] interface names */
	RG_SEC_LOCAL,		/* struct rg_local */
	RG_SEC_AGREEMENT,	/* struct rg_agreement, by name */
	RG_SEC_WINDOW,		/* struct rg_window */
	RG_SEC_INDEX,		/* __u16 pool of agreement indices (pair lists, hops, requires) */
	RG_SEC_PAIR,		/* __u32 matrix [sender][destination], RG_PAIR() */
	RG_SEC_EVENT,		/* struct rg_milestone */
	RG_SEC_CELL,		/* __u64 cells of the nation tables */
	RG_SEC_COUNT
};

struct rg_section {
	__u32 off;		/* bytes from the image's start, RG_SECTION_ALIGN aligned */
	__u32 count;		/* records, not bytes */
};

#define RG_REJECT_4	0x01	/* the sender of a refused label is told by ICMP */
#define RG_REJECT_6	0x02	/* likewise by ICMPv6 */

struct rg_image_header {	/* 512 bytes */
	__u32 magic;
	__u16 version;
	__u16 header_size;
	__u32 size;		/* of the whole image, bytes */
	__u32 policy_size;	/* of all but the cells, at most RG_PAGE_SIZE */
	__u8  digest[RG_DIGEST_LEN];	/* SHA-256 of the image with this field zero */
	__u32 name;		/* string offset: the policy's name */
	__u32 zone;		/* string offset: the zone its dates are in */
	__u32 set_words;	/* words of rg_set in use, 1..RG_SET_WORDS */
	__u32 pair_dim;		/* width of the pair matrix: nations with id 0 */
	__u64 root4;		/* cell: root of the IPv4 table */
	__u64 root6;		/* cell: root of the IPv6 table */
	struct rg_section sec[RG_SEC_COUNT];
	__u32 flags;		/* RG_REJECT_* */
	__u8  reserved[512 - 84 - 8 * RG_SEC_COUNT];	/* zero */
};

struct rg_nation {		/* 16 bytes */
	char  code[4];		/* ISO 3166-1 alpha-3, NUL */
	__u32 flags;		/* 0 */
	__u32 reserved[2];
};

enum rg_category_kind { RG_CAT_SUBJECT, RG_CAT_FORM };

struct rg_category {		/* 8 bytes */
	__u32 name;
	__u32 kind;		/* enum rg_category_kind */
};

struct rg_set  { __u64 w[RG_SET_WORDS]; };	/* 128 bytes; category id c is bit c%64 of w[c/64] */
struct rg_nset { __u64 w[RG_NSET_WORDS]; };	/* 32 bytes; nation id likewise */

#define RG_LEVEL_NONE		0xff
#define RG_WIRE_NONE		0xffff		/* a wire number that the encoding does not name */
#define RG_WIRE_INVERTED	0x8000		/* release: the bit says "not", RFC 5570 */
#define RG_WIRE_KIND(x)		(((x) >> 12) & 7)
#define RG_WIRE_ID(x)		((x) & 0x0fff)
#define RG_WIRE(kind, id)	(((kind) << 12) | (id))
enum rg_wire_kind { RG_WIRE_CATEGORY, RG_WIRE_RELEASE, RG_WIRE_ORIGIN };

struct rg_encoding {		/* 512 bytes */
	__u8  level[256];	/* wire level -> rung, or RG_LEVEL_NONE */
	__u32 name;
	__u32 wire_first;	/* in RG_SEC_WIRE: RG_WIRE() of wire numbers 0.. */
	__u32 wire_count;
	__u32 inv_first;	/* in RG_SEC_WIRE: wire numbers of inverted releases, ascending */
	__u32 inv_count;
	__u32 level_name[RG_LEVEL_MAX / 2];	/* rung -> the encoding's own word, string offset or 0; first 32 rungs */
	__u8  send_level[RG_LEVEL_MAX];		/* rung -> wire level to send; one that does not read back: none */
	__u32 named_first;	/* in RG_SEC_WIRE: wire numbers that name something, ascending */
	__u32 named_count;
	__u8  reserved[512 - 256 - 28 - 4 * (RG_LEVEL_MAX / 2) - RG_LEVEL_MAX];
};

struct rg_doi {			/* 16 bytes */
	__u32 doi;
	__u16 encoding;
	__u16 nation;
	__u32 reserved[2];
};

#define RG_IF_HUB	0x01	/* the link to a hub's relay */
#define RG_IF_CIPSO	0x02	/* takes CIPSO labels */
#define RG_IF_CALIPSO	0x04	/* takes CALIPSO labels */
#define RG_IF_SUPPLIED	0x08	/* single-level: the gate supplies the label */
#define RG_IF_LINUX	0x10	/* Linux hosts: a CALIPSO without categories is sent with a zero word */
#define RG_IF_TUNNEL	0x20	/* tunnels may come in and go out */
#define RG_IF_RIPSO	0x40	/* takes RIPSO labels */
#define RG_IF_PERMISSIVE 0x80	/* in CIPSO, releases stand in a tag 6 of their own (FIPS 188) */
#define RG_HUB_NONE	0xff

struct rg_interface {		/* 256 bytes */
	char  name[RG_IFNAME_LEN];
	__u8  nation;
	__u8  flags;		/* RG_IF_* */
	__u8  in_min, in_max;	/* rungs, inclusive */
	__u8  out_min, out_max;
	__u8  hub_slot;		/* of a hub interface, else RG_HUB_NONE */
	__u8  doi_count;
	__u16 in_set, out_set;	/* sets of the categories allowed in and out */
	__u16 local_first, local_count;		/* in RG_SEC_LOCAL */
	__u8  nexthop4[4];	/* of a hub interface; zero: none */
	__u8  nexthop6[16];
	__u8  sup_level;	/* the supplied label */
	__u8  sup_pad;
	__u16 sup_set;		/* subjects and forms */
	__u16 sup_release;	/* nation sets */
	__u16 sup_origin;
	__u32 doi[RG_DOI_PER_IF_MAX];		/* accepted DOIs */
	__u16 doi_index[RG_DOI_PER_IF_MAX];	/* of each, in RG_SEC_DOI */
	__u32 send_doi;		/* of labels that are put on or translated here; 0: none may be */
	__u16 send_index;	/* of it, in RG_SEC_DOI */
	__u8  send_tag;		/* CIPSO: 1, 2, 5; 0: the shortest */
	__u8  send_ripso;	/* 1: labels made here are RIPSO in IPv4, not CIPSO */
	__u16 probe_ms;		/* of a hub interface: the relay is asked so often; 0: never */
	__u8  probe_lost;	/* so many probes without an answer: it is down */
	__u8  probe_pad;
	__u16 ripso_index;	/* RIPSO names no DOI: its labels are of this one, in RG_SEC_DOI */
	__u16 ripso_pad;
	__u8  reserved[256 - 16 - 8 - 8 - 20 - 8 - 6 * RG_DOI_PER_IF_MAX - 8 - 4 - 4];
};

#define RG_LOCAL_IN	0x01	/* others open connections to the gate's port */
#define RG_LOCAL_OUT	0x02	/* the gate opens connections to their port */

/*
 * The probe of a hub's relay: an ICMP echo request with these bytes behind its header,
 * RG_PROBE_MAGIC and as many more as the prober likes, and its answer.  No other form
 * passes without a local statement.
 */
#define RG_PROBE_LEN	16
#define RG_PROBE_MAGIC	0x3f657461676c6572ull	/* "relgate?", the first byte lowest */
#define RG_PROBE_MAGIC_LEN 8

struct rg_local {		/* 8 bytes */
	__u8  proto;		/* IP protocol number; 1 stands for ICMPv6 too */
	__u8  dir;		/* RG_LOCAL_* */
	__u16 port_min, port_max;	/* host order; 0..65535 for protocols without ports */
	__u16 reserved;
};

#define RG_A_DENY	0x01	/* a deny statement: beats every grant */
#define RG_A_VIA	0x02
#define RG_A_SUBJECT_ANY 0x04	/* no limit of subject */
#define RG_A_OR_NONE	0x08	/* a label without subject will do */
#define RG_A_RELEASE_ANY 0x10	/* the release list is not asked */
#define RG_A_THIRD_MARKED 0x20	/* the release list speaks for the originator */

struct rg_agreement {		/* 64 bytes */
	__u32 name;
	__u8  flags;		/* RG_A_* */
	__u8  level_min, level_max;	/* rungs, inclusive */
	__u8  hub;		/* nation of the hub; 0: direct */
	__u32 hub_mask;		/* hub slots it may use */
	__u16 set;		/* subjects within (forms included); of a deny: subjects that it meets */
	__u8  hop_count, require_count;
	__u32 hop_first;	/* in RG_SEC_INDEX: agreements that protect the hops */
	__u32 require_first;	/* in RG_SEC_INDEX; their times are already in the windows */
	__u32 window_first;	/* in RG_SEC_WINDOW */
	__u32 window_count;	/* none: never operates */
	__u32 event_first;	/* in RG_SEC_EVENT: its time line, for people */
	__u32 event_count;
	__u32 reserved[6];
};

struct rg_window {		/* 16 bytes; seconds since 1970 UTC; [from, until) */
	__s64 from;
	__s64 until;
};
#define RG_TIME_NEVER	0x7fffffffffffffffLL

/*
 * The time line of an agreement, as it was written.  What it comes to stands in
 * the windows, and only they decide; this is to tell people why.  X(symbol, what
 * the agreement is called from that date on).
 */
#define RG_EVENTS(X) \
		X(DRAFTED,		"drafted") \
		X(SIGNED,		"signed") \
		X(IN_FORCE,		"in force") \
		X(OPERATE,		"operating") \
		X(SUSPENDED,		"suspended") \
		X(RESUMED,		"resumed") \
		X(NOTICE,		"notice given") \
		X(NOTICE_SUSPENDED,	"notice suspended") \
		X(NOTICE_WITHDRAWN,	"notice withdrawn") \
		X(NOTICE_LAPSED,	"lapsed by notice") \
		X(LAPSED,		"lapsed") \
		X(WITHDRAWN,		"withdrawn")

enum rg_event_kind {
#define RG_EVENT_ENUM(sym, name) RG_EV_##sym,
	RG_EVENTS(RG_EVENT_ENUM)
#undef RG_EVENT_ENUM
	RG_EV_COUNT
};

struct rg_milestone {		/* 16 bytes; of one agreement: ascending */
	__s64 when;		/* seconds since 1970 UTC */
	__u32 kind;		/* enum rg_event_kind */
	__u32 reserved;
};

/* A cell of the pair matrix: where the agreements of a pair stand in RG_SEC_INDEX. */
#define RG_PAIR(first, count)	(((__u32)(first) << 8) | (count))
#define RG_PAIR_FIRST(p)	((p) >> 8)
#define RG_PAIR_COUNT(p)	((p) & 0xff)

/*
 * Nation tables: a trie of cells, looked up from the most significant bit of
 * the address.  A cell is
 *   leaf   its value is the answer
 *   node   index the 2^bits cells from `first` on by the next `bits` bits
 *   list   search the `count` elements from `first` on by the next 32 bits (or
 *          what is left, shifted up); an element is { key : 32 | element value : 32 },
 *          ascending, the first key is 0; the last element whose key is not above
 *          the address's is the answer: a value, or (RG_ELEM_MORE) a cell index
 *          to go on from with the bits after those 32.
 * `first` and element cell indices point forward only, which makes every walk end.
 */
#define RG_CELL_LEAF	0
#define RG_CELL_NODE	1
#define RG_CELL_LIST	2
#define RG_CELL(kind, first, n)	(((__u64)(kind) << 62) | ((__u64)(n) << 32) | (__u32)(first))
#define RG_CELL_KIND(c)	((__u32)((c) >> 62))
#define RG_CELL_N(c)	((__u32)((c) >> 32) & 0xffff)	/* bits of a node, count of a list */
#define RG_CELL_FIRST(c) ((__u32)(c))			/* cell index; of a leaf: the value */
#define RG_ELEM(key, value)	(((__u64)(key) << 32) | (__u32)(value))
#define RG_ELEM_KEY(e)	((__u32)((e) >> 32))
#define RG_ELEM_VALUE(e) ((__u32)(e))
#define RG_ELEM_MORE	0x80000000u	/* the value is a cell index, not a nation */
#define RG_NODE_BITS_MAX 18
#define RG_LIST_MAX	64
#define RG_WALK_MAX	16	/* cells that one look-up may visit */
/* The value: a nation id, and whether only a geographic table says so. */
#define RG_VALUE_NATION(v)	((v) & 0xff)
#define RG_VALUE_GEO		0x100u

#endif /* _UAPI_LINUX_RELGATE_H */
