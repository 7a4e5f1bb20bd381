/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Counting by origin, destination, level, agreement, way and reason, in tables of a
 * fixed size, one for each CPU; whoever calls keeps other callers off that CPU's.
 *
 * What passed and what was refused have tables of their own: whatever refused
 * packets claim to be, they take no place from those that pass.  In its table a key
 * may stand in either of two buckets; where both are full, "other" counts.
 *
 * Nations, levels and agreements are numbers of one policy.  So every slot says of
 * which generation it is, and one of an older generation is free.
 */
#ifndef RG_TALLY_H
#define RG_TALLY_H

#include "core.h"
#include "image.h"

#define RG_TALLY_WAYS	8	/* slots of a bucket */
#define RG_TALLY_HALF	256	/* buckets for what passed, and as many for what was refused; */
#define RG_TALLY_OTHER	(2 * RG_TALLY_HALF)	/* behind them a bucket for the rest: */
#define RG_TALLY_OTHER_REFUSED 0
#define RG_TALLY_OTHER_PASSED 1			/* its slots */
#define RG_TALLY_BUCKETS (RG_TALLY_OTHER + 1)

#define RG_ORIGIN_SEVERAL 0x100u	/* more than one nation */

enum rg_hook { RG_HOOK_INGRESS, RG_HOOK_EGRESS, RG_HOOK_COUNT };

/**
 * struct rg_tally_slot - what was counted for one key
 * @generation: policy whose numbers the key has; an older one: the slot is free
 * @key: rg_tally_key()
 */
struct rg_tally_slot {
	u64 generation, key;
	u64 packets, bytes;
};

struct rg_tally_bucket {
	struct rg_tally_slot slot[RG_TALLY_WAYS];
};

/* Asked about at ingress under one agreement. */
enum rg_agreed_kind {
	RG_AGREED_SENT,		/* passed, directly or to a hub */
	RG_AGREED_RELAYED,	/* passed, from a hub to its destination */
	RG_AGREED_REFUSED,	/* a deny statement met it, or the way out did not take it */
	RG_AGREED_COUNT
};

/** struct rg_agreed - what was counted for one agreement of one generation */
struct rg_agreed {
	u64 generation;
	u64 packets[RG_AGREED_COUNT], bytes[RG_AGREED_COUNT];
};

/**
 * struct rg_flow - a key, unpacked
 * @origin: nation, RG_ORIGIN_SEVERAL, or 0: unknown
 * @dest: nation, or 0: unknown
 * @level: rung, or RG_LEVEL_NONE
 * @agreement: index, or RG_AGREEMENT_NONE
 */
struct rg_flow {
	u16 origin, agreement;
	u8 dest, level, way, reason;
	u8 hook, pass;
};

/* Whose information the packet carries: what its label says, else its sender. */
RG_LOCAL u32 rg_tally_origin(const struct rg_work *w)
{
	u32 i, found = 0;
	u64 bits;

	for (i = 0; i < RG_NSET_WORDS && w->labelled; i++) {
		bits = w->label.origin[i];
		if (!bits)
			continue;
		if (found || bits & (bits - 1))
			return RG_ORIGIN_SEVERAL;
		found = i * 64 + rg_lowest(bits);
	}
	return found ? found : w->sender;
}

/**
 * rg_tally_key() - what a question is counted by, once it is answered
 * @w: the question; of a refused packet, nothing that it claims has been proven
 * @hook: RG_HOOK_*
 *
 * Return: never 0.
 */
RG_LOCAL u64 rg_tally_key(const struct rg_work *w, u32 hook)
{
	u32 level = w->labelled ? w->label.level & 0xff : RG_LEVEL_NONE;

	return (u64)w->v.reason | (u64)level << 8 | (u64)(w->dest & 0xff) << 16 |
	       (u64)rg_tally_origin(w) << 24 | (u64)(w->v.way & 7) << 33 | (u64)(hook & 1) << 36 |
	       (u64)(w->v.pass & 1) << 37 | (u64)w->v.agreement << 38 | 1ull << 63;
}

RG_LOCAL struct rg_flow rg_tally_flow(u64 key)
{
	return (struct rg_flow){
		.reason = key, .level = key >> 8, .dest = key >> 16, .origin = key >> 24 & 0x1ff,
		.way = key >> 33 & 7, .hook = key >> 36 & 1, .pass = key >> 37 & 1,
		.agreement = key >> 38,
	};
}

/* First bucket of a key (@second: the other one), in the half of its verdict. */
RG_LOCAL u32 rg_tally_bucket(u64 key, u32 second)
{
	u64 h = key;

	h = (h ^ h >> 33) * 0xff51afd7ed558ccdull;
	h = (h ^ h >> 33) * 0xc4ceb9fe1a85ec53ull;
	h ^= h >> 33;
	return (h >> (second ? 32 : 0) & (RG_TALLY_HALF - 1)) |
	       (key >> 37 & 1 ? RG_TALLY_HALF : 0);
}

/* Counts; says whether the slot is this key's, or free and so its now. */
RG_LOCAL bool rg_tally_slot(struct rg_tally_slot *s, u64 generation, u64 key, u32 bytes)
{
	if (s->generation < generation) {
		s->generation = 0;
		s->key = key;
		s->packets = 0;
		s->bytes = 0;
		/* Who reads meanwhile takes nothing of the old key for the new one's. */
		RG_PUBLISH(s->generation, generation);
	} else if (s->generation > generation || s->key != key) {
		return false;
	}
	RG_STORE(s->packets, s->packets + 1);
	RG_STORE(s->bytes, s->bytes + bytes);
	return true;
}

/**
 * rg_tally_add() - count a packet in a bucket
 * @b: the bucket
 * @generation: policy that answered
 * @key: rg_tally_key()
 * @bytes: length of the frame
 *
 * Slots are taken from the first on and given back by the next generation only: a
 * free one says that the key is in none behind it.
 *
 * Return: whether there was room.
 */
RG_LOCAL bool rg_tally_add(struct rg_tally_bucket *b, u64 generation, u64 key, u32 bytes)
{
	u32 i;

	for (i = 0; i < RG_TALLY_WAYS; i++) {
		if (rg_tally_slot(&b->slot[i], generation, key, bytes))
			return true;
	}
	return false;
}

/* Counts in the bucket RG_TALLY_OTHER. */
RG_LOCAL void rg_tally_other(struct rg_tally_bucket *b, u64 generation, u64 key, u32 bytes)
{
	struct rg_tally_slot *s = &b->slot[key >> 37 & 1];

	rg_tally_slot(s, generation, key & 1ull << 37, bytes);
}

/** rg_agreed_add() - count a packet for the agreement that the verdict names */
RG_LOCAL void rg_agreed_add(struct rg_agreed *a, u64 generation, const struct rg_verdict *v,
			    u32 bytes)
{
	u32 i, kind = RG_AGREED_REFUSED;

	if (v->pass)
		kind = v->way == RG_WAY_RELAYED ? RG_AGREED_RELAYED : RG_AGREED_SENT;
	if (a->generation > generation)
		return;
	if (a->generation < generation) {
		a->generation = 0;
		for (i = 0; i < RG_AGREED_COUNT; i++) {
			a->packets[i] = 0;
			a->bytes[i] = 0;
		}
		RG_PUBLISH(a->generation, generation);
	}
	RG_STORE(a->packets[kind], a->packets[kind] + 1);
	RG_STORE(a->bytes[kind], a->bytes[kind] + bytes);
}

#endif /* RG_TALLY_H */
