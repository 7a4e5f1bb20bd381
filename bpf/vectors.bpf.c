// SPDX-License-Identifier: GPL-2.0-only
/*
 * The core as BPF runs it, for test vectors.  Never attached: BPF_PROG_TEST_RUN
 * hands it a question and takes the answer.
 */
#include "../core/core.c"
#include "account.h"
#include "ask.h"
#include "query.h"

char LICENSE[] SEC("license") = "GPL";

struct rg_asked {
	u64 generation;
	u32 question;
};

static __always_inline bool rg_query_read(struct __sk_buff *skb, struct rg_work *w,
					  struct rg_asked *asked)
{
	struct rg_query q;
	u32 len;

	if (bpf_skb_load_bytes(skb, 0, &q, sizeof(q)))
		return false;
	asked->question = q.question;
	asked->generation = q.generation;
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

static __noinline int rg_query_local(const struct rg_image *img, struct rg_work *w, u32 question)
{
	if (question == RG_ASK_LOCAL_IN)
		rg_local_in(img, w);
	else
		rg_local_out(img, w);
	return 0;
}

static __always_inline void rg_query_ask(const struct rg_image *img, struct rg_work *w,
					 const struct rg_asked *asked)
{
	u32 reason = rg_query_parse(w), question = asked->question;
	u64 generation = asked->generation;

	if (reason != RG_R_OK) {
		rg_drop(w, reason);
		return;
	}
	if (question == RG_ASK_CHOOSE) {
		rg_ask(img, generation, w, RG_MEMO_CHOOSE);
		RG_RUN(rg_ask_steer(img, w));
		RG_RUN(rg_ask_relabel(img, w));
	} else if (question == RG_ASK_PERMITS) {
		rg_ask(img, generation, w, RG_MEMO_PERMITS);
		RG_RUN(rg_ask_relabel(img, w));
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

/* The answer takes the question's place, in two pieces: the stack holds no header. */
static __always_inline bool rg_query_reply(struct __sk_buff *skb, const struct rg_work *w)
{
	struct {
		__u32 magic;
		__u8  pass, way, reason, edit;
		__u16 egress, agreement, sender, dest;
		__u32 level, via_mask;
		__u16 cut, len, mss_off, mss;
	} r = {
		.magic = RG_REPLY_MAGIC, .pass = w->v.pass, .way = w->v.way,
		.reason = w->v.reason, .edit = w->v.edit, .egress = w->v.egress,
		.agreement = w->v.agreement, .sender = w->sender, .dest = w->dest,
		.level = w->label.level, .via_mask = w->via_mask,
	};

	_Static_assert(sizeof(r) == offsetof(struct rg_reply, hdr), "struct rg_reply");
	_Static_assert(RG_REPLY_HDR == RG_HDR_MAX, "struct rg_reply");
	if (w->v.pass && w->v.edit != RG_EDIT_KEEP) {
		r.cut = w->edit.cut;
		r.len = w->edit.len;
		r.mss_off = w->edit.mss_off;
		r.mss = w->edit.mss;
	}
	return !bpf_skb_store_bytes(skb, 0, &r, sizeof(r), 0) &&
	       !bpf_skb_store_bytes(skb, sizeof(r), w->edit.hdr, RG_HDR_MAX, 0);
}

SEC("tc")
int vectors(struct __sk_buff *skb)
{
	struct rg_scratch *s;
	struct rg_image img;
	struct rg_asked asked = { 0 };
	u32 zero = 0;

	s = bpf_map_lookup_elem(&scratch, &zero);
	if (!s || !rg_query_image(&img) || !rg_query_read(skb, &s->w, &asked))
		return -1;
	rg_query_ask(&img, &s->w, &asked);
	rg_account(s, asked.question == RG_ASK_CHOOSE || asked.question == RG_ASK_LOCAL_IN ?
		   RG_HOOK_INGRESS : RG_HOOK_EGRESS, 0);
	return rg_query_reply(skb, &s->w) ? 0 : -1;
}
