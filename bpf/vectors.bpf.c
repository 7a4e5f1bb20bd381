// SPDX-License-Identifier: GPL-2.0-only
/*
 * The core as BPF runs it, for test vectors.  Never attached: BPF_PROG_TEST_RUN
 * hands it a question and takes the answer.
 */
#include "../core/core.c"
#include "account.h"
#include "query.h"

char LICENSE[] SEC("license") = "GPL";

static __always_inline bool rg_query_read(struct __sk_buff *skb, struct rg_work *w, u32 *question)
{
	struct rg_query q;
	u32 len;

	if (bpf_skb_load_bytes(skb, 0, &q, sizeof(q)))
		return false;
	*question = q.question;
	w->hdr_len = q.hdr_len;
	w->frame_len = q.frame_len;
	w->in = q.in;
	w->out = q.out;
	w->route = q.route;
	w->relay = q.relay;
	w->own = q.own;
	w->hub_up = q.hub_up;
	__builtin_memcpy(w->mac, q.mac, 6);
	w->clock.wall = q.wall;
	w->clock.mono = q.mono;
	w->sender = 0;
	w->dest = 0;
	w->via_mask = 0;
	w->label.level = 0;
	len = q.hdr_len;
	if (!len)
		return true;	/* a frame of nothing is a question too */
	len--;
	RG_OPAQUE(len);		/* one check for both bounds: 6.1 learns nothing from "not 0" */
	if (len >= RG_HDR_MAX)
		return false;
	return !bpf_skb_load_bytes(skb, sizeof(q), w->hdr, len + 1);
}

static __noinline int rg_query_parse(struct rg_work *w)
{
	return rg_parse(w);
}

static __noinline int rg_query_choose(const struct rg_image *img, struct rg_work *w)
{
	rg_choose(img, w);
	return 0;
}

static __noinline int rg_query_steer(const struct rg_image *img, struct rg_work *w)
{
	rg_steer(img, w);
	return 0;
}

static __noinline int rg_query_permits(const struct rg_image *img, struct rg_work *w)
{
	rg_permits(img, w);
	return 0;
}

static __noinline int rg_query_local(const struct rg_image *img, struct rg_work *w, u32 question)
{
	if (question == RG_ASK_LOCAL_IN)
		rg_local_in(img, w);
	else
		rg_local_out(img, w);
	return 0;
}

static __always_inline void rg_query_ask(const struct rg_image *img, struct rg_work *w,
					 u32 question)
{
	u32 reason = rg_query_parse(w);

	if (reason != RG_R_OK) {
		rg_drop(w, reason);
		return;
	}
	if (question == RG_ASK_CHOOSE) {
		rg_query_choose(img, w);
		rg_query_steer(img, w);
	} else if (question == RG_ASK_PERMITS) {
		rg_query_permits(img, w);
	} else {
		rg_query_local(img, w, question);
	}
}

static __always_inline bool rg_query_image(struct rg_image *img)
{
	u32 zero = 0;

	img->map = bpf_map_lookup_elem(&policy, &zero);
	if (!img->map)
		return false;
	img->page0 = bpf_map_lookup_elem(img->map, &zero);
	return img->page0;
}

SEC("tc")
int vectors(struct __sk_buff *skb)
{
	struct rg_reply r = { .magic = RG_REPLY_MAGIC };
	struct rg_scratch *s;
	struct rg_image img;
	u32 zero = 0, question = 0;

	s = bpf_map_lookup_elem(&scratch, &zero);
	if (!s || !rg_query_image(&img) || !rg_query_read(skb, &s->w, &question))
		return -1;
	rg_query_ask(&img, &s->w, question);
	rg_account(s, question == RG_ASK_CHOOSE || question == RG_ASK_LOCAL_IN ?
		   RG_HOOK_INGRESS : RG_HOOK_EGRESS, 0);
	r.pass = s->w.v.pass;
	r.way = s->w.v.way;
	r.reason = s->w.v.reason;
	r.edit = s->w.v.edit;
	r.egress = s->w.v.egress;
	r.agreement = s->w.v.agreement;
	r.sender = s->w.sender;
	r.dest = s->w.dest;
	r.level = s->w.label.level;
	r.via_mask = s->w.via_mask;
	return bpf_skb_store_bytes(skb, 0, &r, sizeof(r), 0) ? -1 : 0;
}
