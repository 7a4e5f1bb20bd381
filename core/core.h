/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The decision core: bytes in, verdict and reason out.
 *
 * A question is a struct rg_work: the caller fills the inputs, the core fills
 * the rest.  Its size is fixed, so that an engine can keep one per CPU.
 *
 *   rg_parse()    where the headers and the label are; what can be refused by
 *                 the bytes alone
 *   rg_choose()   at ingress: which verdict
 *   rg_steer()    ... and, for a packet that goes via a hub, which hub interface
 *   rg_relabel()  ... and, if the label changes on the way out, the bytes
 *   rg_tell()     ... and, if it is refused, what its sender is told
 *   rg_permits()  at egress: may this packet, which came in there, leave here
 *   rg_local_in(), rg_local_out()   traffic to and from the gate itself
 *
 * Nothing here allocates, and nothing depends on the order in which a policy
 * was written.
 */
#ifndef RG_CORE_H
#define RG_CORE_H

#include "port.h"

#define RG_HDR_MAX	512	/* a power of two: how much of a frame the core sees */
#define RG_ETH_LEN	14
#define RG_HUB_TURN_SHIFT 31	/* ns, two seconds: how long one hub is asked for before the next */

#define RG_ROUTE_NONE	0xfff0u	/* the routing table has no way */
#define RG_ROUTE_LOCAL	0xfff1u	/* it is for the gate itself */
#define RG_ROUTE_OTHER	0xfff2u	/* out of an interface that is not enrolled */
#define RG_IF_NONE	0xffffu

#define RG_AGREEMENT_NONE 0xffffu

enum rg_label_kind {
	RG_LABEL_NONE,
	RG_LABEL_CIPSO,
	RG_LABEL_CALIPSO,
	RG_LABEL_RIPSO,
};

#define RG_PKT_ARP	0x01	/* no IP header: ARP */
#define RG_PKT_LINK	0x02	/* ND or MLD: link-local business */
#define RG_PKT_ND_BAD	0x04	/* router advertisement or redirect */
#define RG_PKT_GROUP	0x08	/* group destination MAC */
#define RG_PKT_FRAG	0x10	/* a fragment; RG_PKT_FRAG_MORE: not the first */
#define RG_PKT_FRAG_MORE 0x20
#define RG_PKT_ICMP_ERR	0x40	/* an ICMP or ICMPv6 error message */

/**
 * struct rg_packet - what the bytes say (rg_parse)
 * @family: 4, 6, or 0 for ARP
 * @kind: enum rg_label_kind of the one label found
 * @proto: upper-layer protocol
 * @flags: RG_PKT_*
 * @tag: CIPSO: the tag's type
 * @level: the level on the wire
 * @l3: offset of the IP header in the frame
 * @l4: offset of the upper-layer header; 0 if it lies beyond RG_HDR_MAX
 * @opt, @opt_len: the label's option, offset in the frame and length in bytes
 * @body, @body_len: its categories: CIPSO from the octet after the level,
 *	CALIPSO the bitmap, RIPSO the flags
 * @perm, @perm_len: CIPSO: the bitmap of a permissive tag (FIPS 188, tag 6) beside the
 *	other; 0: there is none
 * @doi: Domain of Interpretation, host order; of RIPSO, which names none: that of the
 *	interface, from rg_label_decode() on
 * @ip_len: IPv4 total length, IPv6 payload length + 40; bytes
 * @ttl: TTL or hop limit
 * @sport, @dport: host order, 0 where there are none or in a later fragment
 * @src, @dst: network order; an IPv4 address is the first four bytes
 */
struct rg_packet {
	u8 family, kind, proto, flags;
	u8 tag, level, ttl, icmp_type;
	u16 l3, l4;
	u16 opt, opt_len;
	u16 body, body_len;
	u16 perm, perm_len;
	u32 doi;
	u32 ip_len;
	u16 sport, dport;
	u8 src[16], dst[16];
};

/**
 * struct rg_label - a label in the policy's own terms
 * @level: rung of the ladder
 * @cat: subjects and forms
 * @release: nations that the label names as releasable to
 * @origin: nations that it names as origin
 */
struct rg_label {
	u64 cat[RG_SET_WORDS];
	u64 release[RG_NSET_WORDS];
	u64 origin[RG_NSET_WORDS];
	u32 level;
	u32 pad;
};

/**
 * struct rg_verdict - the answer
 * @pass: 1 pass, 0 drop
 * @way: enum rg_way
 * @reason: enum rg_reason
 * @edit: enum rg_edit, what has to happen to the label
 * @egress: interface index, or RG_IF_NONE
 * @agreement: index, or RG_AGREEMENT_NONE
 */
struct rg_verdict {
	u8 pass, way, reason, edit;
	u16 egress;
	u16 agreement;
};

/**
 * struct rg_told - the ICMP error that a refused packet is answered with
 * @type: of the packet's family; 0: none
 * @pointer: octet of the packet as it came that is not understood, or the option
 *	that is missing; in the first octet of the error's second word
 */
struct rg_told {
	u8 type, code, pointer, pad;
};

/**
 * struct rg_clock - the two clocks of the rule of time, seconds since 1970 UTC
 * @wall: the wall clock now
 * @mono: wall clock at apply, plus the boottime since
 */
struct rg_clock {
	s64 wall, mono;
};

/* Which of the two clocks is behind, and which ahead. */
RG_LOCAL s64 rg_earlier(const struct rg_clock *c)
{
	return c->wall < c->mono ? c->wall : c->mono;
}

RG_LOCAL s64 rg_later(const struct rg_clock *c)
{
	return c->wall < c->mono ? c->mono : c->wall;
}

/**
 * rg_clock_set() - the clocks of a question
 * @c: result
 * @wall: the wall clock
 * @mono: apply time plus the boottime since
 * @seen: a time that some clock had reached already, before the last start perhaps: it
 *	closes as a clock does, and opens nothing
 */
RG_LOCAL void rg_clock_set(struct rg_clock *c, s64 wall, s64 mono, s64 seen)
{
	c->wall = wall;
	c->mono = mono;
	if (seen <= wall || seen <= mono)
		return;
	if (wall > mono)
		c->wall = seen;
	else
		c->mono = seen;
}

/*
 * State of the core's loops.  It lives in struct rg_work and not on the stack,
 * because the BPF verifier follows every value on the stack from step to step,
 * but takes what comes from a map as unknown, and so is done after one step.
 */
struct rg_decode {
	u32 wire_first, wire_count, inv_first, reason;
	u32 mask;		/* bits of an octet that are categories */
	u32 body;		/* of the tag under way */
	u32 kinds;		/* bit enum rg_wire_kind: what may stand in it */
	u32 at, end;		/* tag 5: next pair, end of pairs */
	u32 next, high;		/* tag 5: range under way; next > high: none */
};

/**
 * struct rg_ask - what the agreements of one pair say
 * @from, @to: the pair, nation ids
 * @slot: hub slot that is asked about: where the packet came in, or would leave
 * @hub: nation that is asked about: the sender, who may be the pair's hub itself
 * @consent_direct: every originator consents to the direct way
 * @consent_mask: hub slots by which every originator consents
 * @reason: the furthest refusal, RG_R_NO_AGREEMENT if nobody was there to ask
 * @denied: deny statement that covers the packet
 * @direct: first agreement that grants the direct way
 * @via_slot: first that grants a way via a hub and may use @slot
 * @via_hub: first that grants a way via the nation @hub
 * @via_mask: hub slots that those which grant may use
 * @via_pos: which of the pair's agreements grant a way via a hub
 * @pair: the pair's cell of the matrix
 *
 * Agreements are indices or RG_AGREEMENT_NONE.
 */
struct rg_ask {
	u32 from, to;
	u32 slot, hub;
	u32 consent_direct, consent_mask;
	u32 reason;
	u32 denied, direct, via_slot, via_hub;
	u32 via_mask;
	u64 via_pos;
	u32 pair, pad;
};

struct rg_hop {
	u32 pair, to, first, count, granted;
};

/**
 * struct rg_origins - what the originators say
 * @direct, @mask: the ways to which all consent
 * @by_hub: all may be sent on by the sender, as their hub
 * @agreement: the first agreement that says so
 * @count: originators that are neither sender nor destination
 * @denied: deny statement that covers one of them
 * @left: those not yet asked
 */
struct rg_origins {
	u32 direct, mask, by_hub, agreement, count, denied;
	struct rg_nset left;
};

struct rg_find {
	u32 low, high, key, found;
};

/**
 * struct rg_ip4_walk - a walk along an IPv4 option area; rg_work.at is the next option
 * @end: of the area, offset in the frame
 * @ended: the end-of-list octet was seen
 * @cipso, @ripso: the label's option, frame offset (0: none)
 * @label_len: its length
 * @extended: there is an extended security option (RFC 1108)
 */
struct rg_ip4_walk {
	u32 end, reason, ended;
	u32 cipso, ripso, label_len, extended;
};

/**
 * struct rg_tag_walk - a walk along the numbers of a CIPSO tag
 * @off: the first, offset in the frame
 * @ranges: tag 5, else tag 2
 */
struct rg_tag_walk {
	u32 off, ranges, last, bad;
};

/**
 * struct rg_tlv_walk - a walk along IPv6 options; rg_work.at is the next option,
 *	rg_work.run counts the octets of padding before it
 * @end: of the header, offset in the frame
 * @dst: destination options: another system's business
 * @label, @label_len: the label's option, frame offset (0: none) and length
 */
struct rg_tlv_walk {
	u32 end, reason, dst;
	u32 label, label_len, pad;
};

/**
 * struct rg_chain - a walk along IPv6 extension headers; rg_work.at is the next
 *	header, rg_packet.proto its type
 * @end: of the packet, offset in the frame
 * @dst0, @dst1: destination options: offset and length, 16 bits each
 */
struct rg_chain {
	u32 end, reason, done;
	u32 dst0, dst1, dst_count;
};

/**
 * struct rg_keep - what is kept of the options around the label, frame offsets
 * @before: end of the last option before the label (without one: of the last)
 * @after: the first option behind it; 0: none
 * @end: end of the last option behind it
 * @label: the label was met
 */
struct rg_keep {
	u32 before, after, end, label;
};

/**
 * struct rg_write - a label being written in the numbers of a DOI
 * @left: names that have not been written
 * @opt, @opt_len: the option
 * @wire_first, @named_first: in RG_SEC_WIRE: the encoding's numbers
 * @count, @last: numbers written, and the highest
 * @span: a bitmap must have at least this many bits, because a zero there releases
 * @ranges: runs of numbers in @low and @high, ascending
 * @body: octets of the categories in the form that was chosen
 * @reason: why it cannot be written (RIPSO)
 * @apart: releases go to a tag of their own (CIPSO)
 * @perm, @perm_bits: its bitmap
 */
struct rg_write {
	struct rg_label left;
	u8 opt[256];
	u32 opt_len, wire_first, named_first, level;
	u32 count, last, span, ranges;
	u32 body, crc, reason;
	u32 apart, perm_bits;
	u8 perm[32];
	u16 list[16], low[8], high[8];
};

/**
 * struct rg_edit_out - the IP header on the way out (rg_relabel)
 * @hdr, @len: the new one, options included
 * @cut: bytes of the old one, from rg_packet.l3 on
 * @mss_off: offset in the frame as it came of an MSS to be changed; 0: none
 * @mss: what it becomes
 */
struct rg_edit_out {
	u8 hdr[RG_HDR_MAX];
	u32 len, cut;
	u32 mss_off, mss;
	u32 from, sum;
};

/**
 * struct rg_quote - a walk along the options of the packet that an ICMP error quotes
 * @at, @len: where they stand in the new header
 * @four: IPv4
 * @left: octets of the option under way, which began at @first
 * @blank: it is to go
 * @label: octets that went
 * @minus, @plus: sums of what was there and of what is there now
 */
struct rg_quote {
	u32 at, len, four, left, first, blank, label;
	u32 minus, plus, pad;
};

struct rg_mss {
	u32 off, end;
};

#define RG_MEMO_OPT	64	/* octets of a label's option at most; a longer one is not kept */
#define RG_MEMO_FIXED	6
#define RG_MEMO_WORDS	(RG_MEMO_FIXED + RG_MEMO_OPT / 8)
#define RG_MEMO_SLOTS	256	/* of one CPU */
#define RG_MEMO_NONE	0xffffffffu

enum rg_memo_question { RG_MEMO_CHOOSE, RG_MEMO_PERMITS };

/**
 * struct rg_memo - an answer, kept
 * @key: all that it depends on, see rg_memo_key()
 * @doi: of struct rg_packet, as the answer left it
 * @v, @via_pos, @via_mask, @via_pair, @sender, @dest, @labelled, @label: as in
 *	struct rg_work
 */
struct rg_memo {
	u64 key[RG_MEMO_WORDS];
	struct rg_verdict v;
	u64 via_pos;
	u32 via_mask, via_pair;
	u32 doi;
	u16 sender, dest;
	u32 labelled, pad;
	struct rg_label label;
};

#define RG_CACHE_WORDS	16	/* 128 octets of a frame; one whose ports lie behind is not kept */
#define RG_CACHE_SLOTS	512	/* of one CPU */
#define RG_CACHE_NONE	0xffffffffu

/**
 * struct rg_cached - the answer to packets that are alike
 * @key: what they have in common, see rg_cache_key()
 * @hash: of the key; 0: the slot is empty
 * @hint: of the last packet that was to be kept here
 * @generation, @tick: what it stands for
 * @tally: what they are counted by: rg_tally_key()
 * @v, @foreseen, @in: as in struct rg_work
 * @longest: length at the network layer of the longest that was asked about
 */
struct rg_cached {
	u64 key[RG_CACHE_WORDS];
	u64 hash, hint;
	u64 generation, tick, tally;
	struct rg_verdict v, foreseen;
	u32 in, longest;
};

#define RG_ALIKE_FROM	12	/* behind the MACs, which differ */
#define RG_ALIKE_WORDS	11	/* up to octet 100 */
#define RG_ALIKE_MAX	(RG_ALIKE_FROM + 8 * RG_ALIKE_WORDS)
#define RG_ALIKE_UPPER	8u	/* octets of the upper layer that are compared */

/* A hash of @n words, at most @max: sums of products do not wait for each other. */
RG_LOCAL u64 rg_mix(const u64 *key, u32 n, u32 max)
{
	u64 h = 0;
	u32 i;

	for (i = 0; i < max; i++) {
		if (i >= n)
			break;
		h += (key[i] ^ key[i] >> 29) * (0x9e3779b97f4a7c15ull + i * 0xc2b2ae3d27d4eb4eull);
	}
	h ^= h >> 32;
	return h * 0xff51afd7ed558ccdull;
}

/**
 * struct rg_work - one question
 * @hdr: the frame from the Ethernet header on, its first RG_HDR_MAX bytes
 * @hdr_len: bytes valid in @hdr
 * @frame_len: length of the whole frame
 * @in: ingress interface, index in the policy
 * @out: rg_permits(), rg_local_out(): egress interface, index in the policy
 * @route: rg_choose(): egress that the routing table gives, or RG_ROUTE_*
 * @hub_up: rg_steer(): bit s says that hub slot s is up
 * @relay: the frame came from the MAC of @in's next hop (hub interfaces)
 * @own: the source address is one of the gate's own (its ICMP errors at egress;
 *	at ingress nobody may say so)
 * @mac: the ingress interface's own MAC
 * @clock: the time
 * @memo_key, @memo_may: rg_memo_key()
 * @foreseen: for engines that ask the guard's question ahead: rg_foresee_begin()
 * @cache_key, @cache_hash, @cache_words: rg_cache_key()
 * @tally: what it is counted by, where that is known; else 0
 * @labelled: @label was accepted; whoever asks without rg_choose() or rg_permits() clears it
 * @pkt, @label, @sender, @dest, @value_src, @value_dst, @via_mask, @via_pair, @via_pos: the core's own
 * @v: the answer
 * @told: what the sender is told of a refusal, from rg_tell()
 * @keep: options around the label, from rg_parse()
 * @edit: the header on the way out, if the label is edited
 * @decode, @ask, @hop, @origins, @find, @ip4, @tags, @tlv, @chain, @write, @mss, @quote: state
 *	of loops.
 *	Not on the stack: before Linux 6.8 the verifier walks a loop's body once, and
 *	takes out of the program what only a second step could reach
 * @at, @run: rg_parse()'s place in the options; here, and not on the stack, because
 *	the BPF verifier would follow each value that they could take
 */
struct rg_work {
	u8 hdr[RG_HDR_MAX];
	u32 hdr_len, frame_len;
	u16 in, out, route;
	u8 relay, own;
	u32 hub_up;
	u8 mac[6], labelled, pad1;
	struct rg_clock clock;
	struct rg_packet pkt;
	struct rg_label label;
	u16 sender, dest;		/* nation ids */
	u32 value_src, value_dst;	/* cells' values */
	u32 via_mask;			/* hub slots that a granting agreement may use */
	u32 via_pair;			/* cell of the pair matrix that was asked */
	u64 via_pos;			/* which of the pair's agreements grant a way via a hub */
	struct rg_verdict v;
	struct rg_told told;
	u32 at, run;
	struct rg_decode decode;
	struct rg_ask ask;
	struct rg_hop hop;
	struct rg_origins origins;
	struct rg_find find;
	struct rg_ip4_walk ip4;
	struct rg_tag_walk tags;
	struct rg_tlv_walk tlv;
	struct rg_chain chain;
	struct rg_keep keep;
	struct rg_mss mss;
	struct rg_quote quote;
	struct rg_write write;
	struct rg_edit_out edit;
	u64 memo_key[RG_MEMO_WORDS];
	struct rg_verdict foreseen;
	u32 memo_may, pad2;
	u64 cache_key[RG_CACHE_WORDS], cache_hash, tally;
	u32 cache_words, pad3;
};

/* What the steps of a loop are given. */
struct rg_ctx {
	const struct rg_image *img;
	struct rg_work *w;
};

/* frame.c */
RG_API u32 rg_parse(struct rg_work *w);
/* cipso.c, ripso.c, calipso.c: called by rg_parse() */
RG_API u32 rg_parse_ip4_options(struct rg_work *w, u32 off, u32 len);
RG_API u32 rg_parse_hopopts(struct rg_work *w, u32 off, u32 len);
RG_API u32 rg_parse_dstopts(struct rg_work *w, u32 off, u32 len);
RG_API u32 rg_crc16(const struct rg_work *w, u32 off, u32 len, u32 crc_off);

/* label.c */
RG_API u32 rg_label_decode(const struct rg_image *img, struct rg_work *w);
RG_API u32 rg_label_decode_as(const struct rg_image *img, struct rg_work *w, u32 index);
RG_API void rg_label_supplied(const struct rg_image *img, const struct rg_interface *ifc,
			      struct rg_label *label);

/* nation.c */
RG_API u32 rg_nation4(const struct rg_image *img, const u8 *addr);
RG_API u32 rg_nation6(const struct rg_image *img, const u8 *addr);
RG_API u32 rg_nation(const struct rg_image *img, u32 family, const u8 *addr);

/* agreement.c */
RG_API u32 rg_pair(const struct rg_image *img, u32 from, u32 to);
RG_API u32 rg_pair_agreement(const struct rg_image *img, u32 pair, u32 pos);
RG_API bool rg_agreement_operates(const struct rg_image *img, const struct rg_agreement *a,
				  const struct rg_clock *c);
RG_API u32 rg_answer(const struct rg_image *img, struct rg_work *w, u32 agreement,
		     u32 from, u32 to);

/* decide.c */
RG_API void rg_choose(const struct rg_image *img, struct rg_work *w);
RG_API void rg_steer(const struct rg_image *img, struct rg_work *w);
RG_API void rg_permits(const struct rg_image *img, struct rg_work *w);
RG_API void rg_local_in(const struct rg_image *img, struct rg_work *w);
RG_API void rg_local_out(const struct rg_image *img, struct rg_work *w);
RG_API void rg_drop(struct rg_work *w, u32 reason);

/* decide.c, for who has called rg_owners() already; memo.c */
RG_API void rg_owners(const struct rg_image *img, struct rg_work *w);
RG_API void rg_choose_owned(const struct rg_image *img, struct rg_work *w);
RG_API void rg_permits_owned(const struct rg_image *img, struct rg_work *w);
RG_API bool rg_tunnel(const struct rg_packet *pkt);
RG_API u32 rg_memo_key(struct rg_work *w, u64 generation, u32 question);
RG_API u32 rg_memo_next(struct rg_work *w, u32 question);
RG_API bool rg_foresee_begin(struct rg_work *w);
RG_API void rg_foresee_end(struct rg_work *w);
RG_API bool rg_ip4_checksum_ok(const struct rg_work *w, u32 hlen);
RG_API bool rg_has_ports(u32 proto);
RG_API u32 rg_cache_key(struct rg_work *w);
RG_API bool rg_cache_same(const struct rg_cached *c, const struct rg_work *w, u64 generation,
			  u64 tick);
RG_API void rg_cache_take(const struct rg_cached *c, struct rg_work *w);
RG_API bool rg_cache_may(const struct rg_work *w);
RG_API bool rg_cache_keep(struct rg_cached *c, const struct rg_work *w, u64 generation, u64 tick,
			  u64 tally);
RG_API bool rg_memo_answer(const struct rg_memo *m, struct rg_work *w);
RG_API void rg_memo_keep(struct rg_memo *m, const struct rg_work *w);

/* alike.c */
RG_API u32 rg_alike_len(const struct rg_work *w);
RG_API bool rg_alike_bytes(const u8 *a, const u8 *b, u32 len);
RG_API void rg_age(struct rg_work *w);

/* edit.c */
RG_API void rg_relabel(const struct rg_image *img, struct rg_work *w);

/* tell.c */
RG_API void rg_tell(const struct rg_image *img, struct rg_work *w);

/* How a packet that is too big is made to fit (rg_fit) */
enum rg_fit {
	RG_FIT_NOT,		/* not at all: its sender is told */
	RG_FIT_PIECES,		/* fragments; of each packet of an aggregate */
	RG_FIT_SEGMENTS,	/* more and smaller segments, of rg_segment_room() octets */
};

RG_API u32 rg_segment_head(const struct rg_work *w);
RG_API u32 rg_segment_room(const struct rg_work *w, u32 mtu);
RG_API u32 rg_fit(const struct rg_work *w, u32 size, u32 mtu);
RG_API u32 rg_unread(const struct rg_work *w, u32 reason);

/** rg_error_may() - about this packet an error may be sent: RFC 1122, 3.2.2; RFC 4443, 2.4 (e) */
RG_LOCAL bool rg_error_may(const struct rg_packet *pkt)
{
	return !(pkt->flags & (RG_PKT_ICMP_ERR | RG_PKT_FRAG_MORE | RG_PKT_GROUP));
}

#endif /* RG_CORE_H */
