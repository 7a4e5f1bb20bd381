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

static int on_answer(struct nlattr **tb, void *arg)
{
	struct nlattr *a[RELGATE_ATTR_MAX + 1];
	struct rg_reply *r = arg;

	if (!tb[RELGATE_ATTR_ANSWER] ||
	    nla_parse_nested(a, RELGATE_ATTR_MAX, tb[RELGATE_ATTR_ANSWER], NULL) ||
	    !a[RELGATE_ATTR_PASS] || !a[RELGATE_ATTR_WAY] || !a[RELGATE_ATTR_REASON] ||
	    !a[RELGATE_ATTR_EDIT] || !a[RELGATE_ATTR_EGRESS] || !a[RELGATE_ATTR_AGREEMENT] ||
	    !a[RELGATE_ATTR_SENDER] || !a[RELGATE_ATTR_DEST] || !a[RELGATE_ATTR_RUNG] ||
	    !a[RELGATE_ATTR_VIA_MASK])
		return 0;
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
	return 0;
}

/**
 * rg_kmod_ask() - ask the core in the module
 * @k: socket
 * @q: question
 * @frame: @q->hdr_len bytes
 * @reply: answer
 *
 * Return: 0, or -1 after rg_error().
 */
int rg_kmod_ask(struct rg_knl *k, const struct rg_query *q, const uint8_t *frame,
		struct rg_reply *reply)
{
	struct nl_msg *msg = rg_knl_msg(k, RELGATE_CMD_EXPLAIN, 0);

	memset(reply, 0, sizeof(*reply));
	if (msg && put_question(msg, q, frame)) {
		nlmsg_free(msg);
		msg = NULL;
	}
	if (rg_knl_call(k, msg, on_answer, reply))
		return -1;
	return reply->magic == RG_REPLY_MAGIC ? 0 : rg_error("the kernel module gave no answer");
}
