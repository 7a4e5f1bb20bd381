// SPDX-License-Identifier: GPL-2.0-only
/*
 * Packets that are alike: octet by octet the same but for what each of a stream has of
 * its own (length, identification, TTL, checksum, and what stands behind the ports).
 * Of one that may cross as it came, or is refused without a word, the whole answer is
 * kept, the next hop with it; the next one needs only its own part to be looked at.
 *
 * The answer stands for the policy's generation and one tick of the kernel's clock: a
 * route, a neighbour or a relay that changes is seen some milliseconds late at most.
 * What is sent otherwise than it came, answered or cut up is not kept, nor are fragments,
 * packets without ports, and what was refused before rg_choose() was asked.
 */
#include "core.h"
#include "frame.h"
#include "ip6.h"

#define RG_CACHE_PORTS	4	/* octets of the upper layer that are alike */

/* The octets of words 2 and 3 that each packet has of its own, and TTL or hop limit. */
#define RG_CACHE_MASK4_2	RG_OCTETS(0, 0, 1, 1, 0, 0, 1, 0)	/* length, id; TTL */
#define RG_CACHE_MASK4_3	RG_OCTETS(1, 1, 0, 0, 0, 0, 0, 0)	/* checksum */
#define RG_CACHE_MASK6_2	RG_OCTETS(0, 0, 1, 1, 0, 1, 0, 0)	/* length, hop limit */

/* Offset of the upper layer, where the headers are plain; 0: they are not. */
RG_LOCAL u32 rg_cache_upper(const struct rg_work *w)
{
	const u8 *ip = w->hdr + RG_ETH_LEN;
	u32 type = rg_be16(w->hdr + 12), proto = ip[9], off;

	if (type == RG_ETHERTYPE_IP4) {
		off = RG_ETH_LEN + (ip[0] & 15u) * 4;
	} else if (type == RG_ETHERTYPE_IP6) {
		proto = ip[6];
		off = RG_ETH_LEN + RG_IP6_HLEN;
		if (proto == RG_NEXT_HOPOPTS) {
			proto = w->hdr[off];
			off += (w->hdr[off + 1] + 1u) * 8;
		}
	} else {
		return 0;
	}
	return rg_has_ports(proto) ? off : 0;
}

/* What rg_parse() asks of the octets that are not in the key. */
RG_LOCAL bool rg_cache_own(struct rg_work *w, u32 upper)
{
	struct rg_packet *pkt = &w->pkt;
	const u8 *ip = w->hdr + RG_ETH_LEN;

	if (rg_be16(w->hdr + 12) == RG_ETHERTYPE_IP4) {
		pkt->family = 4;
		pkt->ip_len = rg_be16(ip + 2);
		pkt->ttl = ip[8];
		if (!rg_ip4_checksum_ok(w, upper - RG_ETH_LEN))
			return false;
	} else {
		pkt->family = 6;
		pkt->ip_len = rg_be16(ip + 4) + RG_IP6_HLEN;
		pkt->ttl = ip[7];
		if (pkt->ip_len == RG_IP6_HLEN)
			return false;
	}
	pkt->l3 = RG_ETH_LEN;
	pkt->l4 = upper;
	return pkt->ttl > 1 && pkt->ip_len + RG_ETH_LEN <= w->frame_len &&
	       upper + RG_UPPER_MIN <= RG_ETH_LEN + pkt->ip_len;
}

/*
 * The octets up to the ports, 38 at least; the last word ends with them, and overlaps the
 * one before.
 * How many words there are follows from the octets, so that keys of two lengths differ.
 */
RG_LOCAL void rg_cache_words(struct rg_work *w, u32 end)
{
	bool four = w->pkt.family == 4;
	u64 *key = w->cache_key;
	u32 i;

	key[0] = rg_load64(w->hdr);
	key[1] = rg_load64(w->hdr + 8);
	key[2] = rg_load64(w->hdr + 16) & ~(four ? RG_CACHE_MASK4_2 : RG_CACHE_MASK6_2);
	key[3] = rg_load64(w->hdr + 24) & ~(four ? RG_CACHE_MASK4_3 : 0);
	for (i = 4; i < RG_CACHE_WORDS; i++) {
		if (i * 8 + 8 > end)
			break;
		key[i] = rg_load64(w->hdr + i * 8);
	}
	if (end & 7)
		key[end >> 3 & (RG_CACHE_WORDS - 1)] = rg_load64(&RG_AT(w->hdr, end - 8));
	w->cache_words = (end + 7) >> 3;
}

/**
 * rg_cache_key() - what packets that are alike have in common
 * @w: a frame, not parsed: hdr, hdr_len, frame_len; gets cache_key, cache_hash and of pkt
 *	what a router needs: family, l3, l4, ip_len, ttl; the rest of pkt is of another frame
 *
 * Return: the slot where an answer may be kept, or RG_CACHE_NONE: it must be parsed.
 */
RG_API u32 rg_cache_key(struct rg_work *w)
{
	u32 upper;

	w->cache_hash = 0;
	if (w->hdr_len < RG_ETH_LEN + RG_IP6_HLEN || w->hdr_len > RG_HDR_MAX ||
	    w->hdr_len > w->frame_len)
		return RG_CACHE_NONE;
	upper = rg_cache_upper(w);
	if (upper < RG_ETH_LEN + RG_IP4_HLEN || upper + RG_UPPER_MIN > w->hdr_len ||
	    upper + RG_CACHE_PORTS > RG_CACHE_WORDS * 8 || !rg_cache_own(w, upper))
		return RG_CACHE_NONE;
	rg_cache_words(w, upper + RG_CACHE_PORTS);
	w->cache_hash = rg_mix(w->cache_key, w->cache_words, RG_CACHE_WORDS) | 1;
	return w->cache_hash >> 40 & (RG_CACHE_SLOTS - 1);
}

/**
 * rg_cache_same() - does an answer that was kept stand for this packet
 * @c: the slot that rg_cache_key() named
 * @w: after rg_cache_key(); input: in
 * @generation, @tick: now
 *
 * One that is longer than those before is asked about: it may not fit the way.
 */
RG_API bool rg_cache_same(const struct rg_cached *c, const struct rg_work *w, u64 generation,
			  u64 tick)
{
	u64 differ = (c->generation ^ generation) | (c->tick ^ tick) | (c->in ^ w->in) |
		     (c->hash ^ w->cache_hash);
	u32 i;

	if (differ || w->pkt.ip_len > c->longest)
		return false;
	for (i = 0; i < RG_CACHE_WORDS; i++) {
		if (i >= w->cache_words)
			break;
		differ |= c->key[i] ^ w->cache_key[i];
	}
	return !differ;
}

/**
 * rg_cache_take() - take the answer
 * @c: rg_cache_same() said yes
 * @w: gets the verdict, what the guard will say, and what the packet is counted by
 */
RG_API void rg_cache_take(const struct rg_cached *c, struct rg_work *w)
{
	w->v = c->v;
	w->foreseen = c->foreseen;
	w->tally = c->tally;
}

/**
 * rg_cache_may() - may the answer to this packet be kept
 * @w: judged by rg_choose(), and steered; if it passes with what the guard will say
 *	(rg_foresee_end()), if it is refused with what the sender is told (rg_tell())
 */
RG_API bool rg_cache_may(const struct rg_work *w)
{
	if (!w->cache_hash || !w->pkt.l4 || w->pkt.flags & (RG_PKT_FRAG | RG_PKT_GROUP))
		return false;
	if (!w->v.pass)
		return !w->told.type;
	return w->foreseen.pass && w->v.edit == RG_EDIT_KEEP && w->v.way != RG_WAY_LOCAL;
}

/**
 * rg_cache_keep() - keep the answer
 * @c: the slot that rg_cache_key() named
 * @w: rg_cache_may() said yes
 * @generation, @tick: when it was asked
 * @tally: what it is counted by
 *
 * A stream is kept when a second packet of it is asked about: one packet each of many
 * streams pushes nothing out.
 *
 * Return: whether it is kept.
 */
RG_API bool rg_cache_keep(struct rg_cached *c, const struct rg_work *w, u64 generation, u64 tick,
			  u64 tally)
{
	u32 i;

	if (c->hint != w->cache_hash) {
		c->hint = w->cache_hash;
		return false;
	}
	for (i = 0; i < RG_CACHE_WORDS; i++)
		c->key[i] = w->cache_key[i];
	c->hash = w->cache_hash;
	c->generation = generation;
	c->tick = tick;
	c->tally = tally;
	c->v = w->v;
	c->foreseen = w->foreseen;
	c->in = w->in;
	c->longest = w->pkt.ip_len;
	return true;
}
