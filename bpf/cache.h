/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Streams of packets that are alike, with their next hops: see core/cache.c.  What the
 * gate's switches say, and whether the device is still there, is asked for every packet.
 */
#ifndef RG_BPF_CACHE_H
#define RG_BPF_CACHE_H

#include "account.h"
#include "bind.h"

/* The slot of a frame that is loaded, if what was kept there stands for it; else NULL. */
static __noinline struct rg_stream *rg_stream_find(struct rg_scratch *s)
{
	struct rg_stream *st;
	u32 slot;

	s->stream = RG_CACHE_NONE;
	s->w.tally = 0;
	if (s->gso_size || s->blocked || s->now < s->monitor_until)
		return NULL;
	slot = rg_cache_key(&s->w);
	s->stream = slot;
	st = bpf_map_lookup_elem(&streams, &slot);
	if (!st || !rg_cache_same(&st->c, &s->w, s->generation, s->tick))
		return NULL;
	return st;
}

/* The verdict of a frame of a stream, and where it goes if it passes; NULL: it must be judged. */
static __always_inline const struct rg_nexthop *rg_stream_take(struct rg_scratch *s)
{
	struct rg_stream *st = rg_stream_find(s);

	if (!st)
		return NULL;
	rg_cache_take(&st->c, &s->w);
	return &st->nh;
}

/* A frame is sent to @nh as it came, or refused: so will be the next one of its stream. */
static __noinline int rg_stream_keep(struct rg_scratch *s, const struct rg_nexthop *nh)
{
	u32 slot = s->stream;
	struct rg_stream *st = bpf_map_lookup_elem(&streams, &slot);

	if (st && rg_cache_may(&s->w) &&
	    rg_cache_keep(&st->c, &s->w, s->generation, s->tick,
			  rg_tally_key(&s->w, RG_HOOK_INGRESS)))
		st->nh = *nh;
	return rg_done();
}

#endif /* RG_BPF_CACHE_H */
