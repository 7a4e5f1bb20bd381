// SPDX-License-Identifier: GPL-2.0-only
/*
 * Streams of packets that are alike, with their next hops: see core/cache.c.
 *
 * Nothing is held: the neighbour's address and its device's number are kept, and both are
 * looked up for each packet.  The tick is a jiffy.
 */
#include <linux/jiffies.h>
#include "gate.h"

/**
 * rg_stream_find() - has one of the packets that this is alike been judged in this tick
 * @skb: the frame
 * @f: policy
 * @s: its question, loaded and not parsed; gets the verdict, and its key either way
 *
 * Return: where it goes, if it passes; NULL: it must be judged.
 */
const struct rg_gateway *rg_stream_find(const struct sk_buff *skb, const struct rg_force *f,
					 struct rg_scratch *s)
{
	struct rg_stream *st;

	s->stream = RG_CACHE_NONE;
	if (skb_is_gso(skb) || s->blocked || s->watched)
		return NULL;
	s->tick = jiffies;
	s->stream = rg_cache_key(&s->w);
	if (s->stream == RG_CACHE_NONE)
		return NULL;
	st = &rg_answers_here()->stream[s->stream & (RG_CACHE_SLOTS - 1)];
	if (!rg_cache_same(&st->c, &s->w, f->serial, s->tick))
		return NULL;
	rg_cache_take(&st->c, &s->w);
	return &st->gw;
}

/**
 * rg_stream_keep() - so will be the next one of its stream
 * @f: policy
 * @s: a question that is answered, and whose sender is told nothing
 * @nh: it goes there, as it came; NULL: nowhere
 */
void rg_stream_keep(const struct rg_force *f, struct rg_scratch *s, const struct rg_nexthop *nh)
{
	struct rg_stream *st;

	if (s->stream == RG_CACHE_NONE || !rg_cache_may(&s->w))
		return;
	st = &rg_answers_here()->stream[s->stream & (RG_CACHE_SLOTS - 1)];
	if (!rg_cache_keep(&st->c, &s->w, f->serial, s->tick,
			   rg_tally_key(&s->w, RG_HOOK_INGRESS)))
		return;
	if (nh)
		st->gw = nh->gw;
}
