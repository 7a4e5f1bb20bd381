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
		return 0;
	}
	e->ns = s->now;
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
	if (s->now < s->monitor_until)
		rg_event(s, hook, ifindex);
}

#endif /* RG_BPF_ACCOUNT_H */
