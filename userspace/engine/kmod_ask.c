// SPDX-License-Identifier: GPL-2.0-only
/* A question to the core in the module, about the policy in force there. */
#include <string.h>
#include "core/core.h"
#include "kmod.h"
#include "lib/util.h"

static int put_question(struct nl_msg *msg, const struct rg_query *q, const uint8_t *frame)
{
	struct nlattr *nest = nla_nest_start(msg, RELGATE_ATTR_QUESTION);

	if (!nest || nla_put_u32(msg, RELGATE_ATTR_ASK, q->question) ||
	    nla_put(msg, RELGATE_ATTR_FRAME, q->hdr_len, frame) ||
	    nla_put_u32(msg, RELGATE_ATTR_FRAME_LEN, q->frame_len) ||
	    nla_put_u16(msg, RELGATE_ATTR_IN, q->in) ||
	    nla_put_u16(msg, RELGATE_ATTR_OUT, q->out) ||
	    nla_put_u16(msg, RELGATE_ATTR_ROUTE, q->route) ||
	    nla_put_u8(msg, RELGATE_ATTR_RELAY, !!q->relay) ||
	    nla_put_u8(msg, RELGATE_ATTR_OWN, !!q->own) ||
	    nla_put_u32(msg, RELGATE_ATTR_HUB_UP, q->hub_up) ||
	    nla_put(msg, RELGATE_ATTR_MAC, 6, q->mac) ||
	    nla_put_u64(msg, RELGATE_ATTR_WALL, q->wall) ||
	    nla_put_u64(msg, RELGATE_ATTR_MONO, q->mono))
		return -1;
	nla_nest_end(msg, nest);
	return 0;
}

static void read_edit(struct nlattr **a, struct rg_reply *r)
{
	int len;

	if (!a[RELGATE_ATTR_HEADER] || !a[RELGATE_ATTR_CUT] || !a[RELGATE_ATTR_MSS_OFFSET] ||
	    !a[RELGATE_ATTR_MSS])
		return;
	len = nla_len(a[RELGATE_ATTR_HEADER]);
	if (len > RG_REPLY_HDR)
		return;
	memcpy(r->hdr, nla_data(a[RELGATE_ATTR_HEADER]), len);
	r->len = len;
	r->cut = nla_get_u16(a[RELGATE_ATTR_CUT]);
	r->mss_off = nla_get_u16(a[RELGATE_ATTR_MSS_OFFSET]);
	r->mss = nla_get_u16(a[RELGATE_ATTR_MSS]);
}

static void read_answer(struct nlattr *answer, struct rg_reply *r)
{
	struct nlattr *a[RELGATE_ATTR_MAX + 1];

	if (nla_parse_nested(a, RELGATE_ATTR_MAX, answer, NULL) ||
	    !a[RELGATE_ATTR_PASS] || !a[RELGATE_ATTR_WAY] || !a[RELGATE_ATTR_REASON] ||
	    !a[RELGATE_ATTR_EDIT] || !a[RELGATE_ATTR_EGRESS] || !a[RELGATE_ATTR_AGREEMENT] ||
	    !a[RELGATE_ATTR_SENDER] || !a[RELGATE_ATTR_DEST] || !a[RELGATE_ATTR_RUNG] ||
	    !a[RELGATE_ATTR_VIA_MASK])
		return;
	r->magic = RG_REPLY_MAGIC;
	r->pass = nla_get_u8(a[RELGATE_ATTR_PASS]);
	r->way = nla_get_u8(a[RELGATE_ATTR_WAY]);
	r->reason = nla_get_u8(a[RELGATE_ATTR_REASON]);
	r->edit = nla_get_u8(a[RELGATE_ATTR_EDIT]);
	r->egress = nla_get_u16(a[RELGATE_ATTR_EGRESS]);
	r->agreement = nla_get_u16(a[RELGATE_ATTR_AGREEMENT]);
	r->sender = nla_get_u16(a[RELGATE_ATTR_SENDER]);
	r->dest = nla_get_u16(a[RELGATE_ATTR_DEST]);
	r->level = nla_get_u32(a[RELGATE_ATTR_RUNG]);
	r->via_mask = nla_get_u32(a[RELGATE_ATTR_VIA_MASK]);
	if (a[RELGATE_ATTR_ICMP_TYPE] && a[RELGATE_ATTR_ICMP_CODE] && a[RELGATE_ATTR_ICMP_POINTER]) {
		r->told_type = nla_get_u8(a[RELGATE_ATTR_ICMP_TYPE]);
		r->told_code = nla_get_u8(a[RELGATE_ATTR_ICMP_CODE]);
		r->told_pointer = nla_get_u8(a[RELGATE_ATTR_ICMP_POINTER]);
	}
	read_edit(a, r);
}

struct replies {
	struct rg_reply *reply;
	unsigned int n, got;
};

/* Answers stand behind the generation, in the order of the questions; the last one is in @tb. */
static int on_answers(struct nlattr **tb, void *arg)
{
	struct nlattr *a = tb[RELGATE_ATTR_GENERATION], *last = tb[RELGATE_ATTR_ANSWER];
	struct replies *r = arg;
	int rest;

	if (!a || !last || last < a)
		return 0;
	rest = (char *)last + NLA_ALIGN(last->nla_len) - (char *)a;
	for (; nla_ok(a, rest); a = nla_next(a, &rest))
		if (nla_type(a) == RELGATE_ATTR_ANSWER && r->got < r->n)
			read_answer(a, &r->reply[r->got++]);
	return 0;
}

/**
 * rg_kmod_ask_all() - ask the core in the module, all by one policy
 * @k: socket
 * @q: questions
 * @frame: of each, as many bytes as its hdr_len says
 * @reply: answers
 * @n: how many, at most RG_KMOD_ASK_MAX
 *
 * Return: 0, or -1 after rg_error().
 */
int rg_kmod_ask_all(struct rg_knl *k, const struct rg_query *q, const uint8_t *const *frame,
		    struct rg_reply *reply, unsigned int n)
{
	struct replies r = { .reply = reply, .n = n };
	struct nl_msg *msg = rg_knl_msg(k, RELGATE_CMD_EXPLAIN, 0);
	unsigned int i;

	memset(reply, 0, n * sizeof(*reply));
	for (i = 0; i < n && msg; i++) {
		if (put_question(msg, &q[i], frame[i])) {
			nlmsg_free(msg);
			msg = NULL;
		}
	}
	if (rg_knl_call(k, msg, on_answers, &r))
		return -1;
	for (i = 0; i < n; i++)
		if (reply[i].magic != RG_REPLY_MAGIC)
			return rg_error("the kernel module gave no answer");
	return 0;
}

/** rg_kmod_ask() - likewise, one question */
int rg_kmod_ask(struct rg_knl *k, const struct rg_query *q, const uint8_t *frame,
		struct rg_reply *reply)
{
	return rg_kmod_ask_all(k, q, &frame, reply, 1);
}
