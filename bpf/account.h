/* SPDX-License-Identifier: GPL-2.0-only */
/* Counters and events. */
#ifndef RG_BPF_ACCOUNT_H
#define RG_BPF_ACCOUNT_H

#include "bind.h"

static __always_inline void rg_count(u32 key, u32 bytes)
{
	struct rg_count *c = bpf_map_lookup_elem(&counters, &key);

	if (!c)
		return;
	c->packets++;
	c->bytes += bytes;
}

/* So many events a second from one CPU, and no more. */
static __always_inline bool rg_event_due(struct rg_scratch *s)
{
	if (s->now - s->event_second > RG_NS) {
		s->event_second = s->now;
		s->event_count = 0;
	}
	return s->event_count++ < RG_EVENT_RATE;
}

static __noinline int rg_event(struct rg_scratch *s, u32 hook, u32 ifindex)
{
	const struct rg_work *w = &s->w;
	struct rg_gate_event *e = NULL;

	if (rg_event_due(s))
		e = bpf_ringbuf_reserve(&events, sizeof(*e), 0);
	if (!e) {
		rg_count(RG_COUNT_LOST, 0);
		return rg_done();
	}
	e->ns = bpf_ktime_get_boot_ns();
	e->generation = s->generation;
	e->ifindex = ifindex;
	e->len = w->frame_len;
	e->in = w->in;
	e->egress = w->v.egress;
	e->agreement = w->v.agreement;
	e->sender = w->sender;
	e->dest = w->dest;
	e->hook = hook;
	e->pass = w->v.pass;
	e->way = w->v.way;
	e->reason = w->v.reason;
	e->family = w->pkt.family;
	e->kind = w->pkt.kind;
	e->level = w->pkt.level;
	e->proto = w->pkt.proto;
	e->doi = w->pkt.doi;
	__builtin_memcpy(e->src, w->pkt.src, 16);
	__builtin_memcpy(e->dst, w->pkt.dst, 16);
	bpf_ringbuf_submit(e, 0);
	return rg_done();
}

/*
 * The next three are not static, and are given no pointers: so the verifier looks at
 * each once, and not again for every way that leads there.
 */
__noinline int rg_tally_at(u32 bucket, u64 generation, u64 key, u32 bytes)
{
	struct rg_tally_bucket *b = bpf_map_lookup_elem(&tally, &bucket);

	return b && rg_tally_add(b, generation, key, bytes);
}

__noinline u64 rg_tally_ask(u32 hook)
{
	const struct rg_scratch *s = bpf_map_lookup_elem(&scratch, &hook);

	return s ? rg_tally_key(&s->w, hook) : 0;
}

/* By origin, destination, level and so on, and by agreement. */
__noinline int rg_tally(u32 hook)
{
	const struct rg_scratch *s = bpf_map_lookup_elem(&scratch, &hook);
	u32 other = RG_TALLY_OTHER, agreement;
	struct rg_tally_bucket *b;
	struct rg_agreed *a;
	u64 key;

	if (!s)
		return 0;
	key = s->w.tally ? s->w.tally : rg_tally_ask(hook);
	if (!rg_tally_at(rg_tally_bucket(key, 0), s->generation, key, s->w.frame_len) &&
	    !rg_tally_at(rg_tally_bucket(key, 1), s->generation, key, s->w.frame_len)) {
		b = bpf_map_lookup_elem(&tally, &other);
		if (b)
			rg_tally_other(b, s->generation, key, s->w.frame_len);
	}
	agreement = s->w.v.agreement;
	a = hook == RG_HOOK_INGRESS ? bpf_map_lookup_elem(&agreed, &agreement) : NULL;
	if (a)
		rg_agreed_add(a, s->generation, &s->w.v, s->w.frame_len);
	return 0;
}

/* A question is answered: count it, and tell who listens. */
static __always_inline void rg_account(struct rg_scratch *s, u32 hook, u32 ifindex)
{
	const struct rg_work *w = &s->w;

	rg_count((hook == RG_HOOK_INGRESS ? RG_COUNT_INGRESS : RG_COUNT_EGRESS) + w->v.reason,
		 w->frame_len);
	if (hook == RG_HOOK_INGRESS && w->v.pass)
		rg_count(RG_COUNT_WAY + w->v.way, w->frame_len);
	if (hook == RG_HOOK_INGRESS && w->tally)
		rg_count(RG_COUNT_CACHED, w->frame_len);
	/* What passes is told apart where it came in; the guard's refusals are rare. */
	if (hook == RG_HOOK_INGRESS || !w->v.pass)
		RG_RUN(rg_tally(hook));
	if (s->now < s->monitor_until)
		RG_RUN(rg_event(s, hook, ifindex));
}

#endif /* RG_BPF_ACCOUNT_H */
