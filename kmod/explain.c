// SPDX-License-Identifier: GPL-2.0-only
/* Questions from outside to the core in this kernel, about the policy in force. */
#include <linux/etherdevice.h>
#include <linux/slab.h>
#include "netlink.h"

#define RG_ANSWER_SIZE	664	/* bytes, nest and an IP header on the way out */

static u32 rg_u32(struct nlattr **tb, int attr, u32 other)
{
	return tb[attr] ? nla_get_u32(tb[attr]) : other;
}

static u16 rg_u16(struct nlattr **tb, int attr, u16 other)
{
	return tb[attr] ? nla_get_u16(tb[attr]) : other;
}

static bool rg_yes(struct nlattr **tb, int attr)
{
	return tb[attr] && nla_get_u8(tb[attr]);
}

static int rg_question_fill(struct rg_work *w, struct nlattr **tb, struct netlink_ext_ack *extack)
{
	if (!tb[RELGATE_ATTR_FRAME] || !tb[RELGATE_ATTR_WALL] || !tb[RELGATE_ATTR_MONO]) {
		NL_SET_ERR_MSG_MOD(extack, "a question needs frame, wall and mono");
		return -EINVAL;
	}
	memset(w, 0, sizeof(*w));
	w->hdr_len = nla_len(tb[RELGATE_ATTR_FRAME]);
	memcpy(w->hdr, nla_data(tb[RELGATE_ATTR_FRAME]), w->hdr_len);
	/* Less than the frame: the core says what it thinks of that. */
	w->frame_len = rg_u32(tb, RELGATE_ATTR_FRAME_LEN, w->hdr_len);
	w->in = rg_u16(tb, RELGATE_ATTR_IN, RG_IF_NONE);
	w->out = rg_u16(tb, RELGATE_ATTR_OUT, RG_IF_NONE);
	w->route = rg_u16(tb, RELGATE_ATTR_ROUTE, RG_ROUTE_NONE);
	w->relay = rg_yes(tb, RELGATE_ATTR_RELAY);
	w->own = rg_yes(tb, RELGATE_ATTR_OWN);
	w->hub_up = rg_u32(tb, RELGATE_ATTR_HUB_UP, 0);
	w->clock.wall = nla_get_s64(tb[RELGATE_ATTR_WALL]);
	w->clock.mono = nla_get_s64(tb[RELGATE_ATTR_MONO]);
	if (tb[RELGATE_ATTR_MAC])
		ether_addr_copy(w->mac, nla_data(tb[RELGATE_ATTR_MAC]));
	else if (w->hdr_len >= ETH_ALEN)
		memcpy(w->mac, w->hdr, ETH_ALEN);
	return 0;
}

static void rg_question_ask(const struct rg_image *img, struct rg_work *w, u32 ask)
{
	u32 reason = rg_parse(w);

	if (ask == RELGATE_ASK_PERMITS)
		reason = rg_unread(w, reason);
	if (reason != RG_R_OK) {
		rg_drop(w, reason);
		if (ask == RELGATE_ASK_CHOOSE)
			rg_tell(img, w);
		return;
	}
	switch (ask) {
	case RELGATE_ASK_CHOOSE:
		rg_choose(img, w);
		rg_steer(img, w);
		rg_relabel(img, w);
		rg_tell(img, w);
		break;
	case RELGATE_ASK_PERMITS:
		rg_permits(img, w);
		rg_relabel(img, w);
		break;
	case RELGATE_ASK_LOCAL_IN:
		rg_local_in(img, w);
		break;
	default:
		rg_local_out(img, w);
	}
}

static int rg_put_answer(struct sk_buff *skb, const struct rg_work *w)
{
	struct nlattr *nest = nla_nest_start(skb, RELGATE_ATTR_ANSWER);

	if (!nest || nla_put_u8(skb, RELGATE_ATTR_PASS, w->v.pass) ||
	    nla_put_u8(skb, RELGATE_ATTR_WAY, w->v.way) ||
	    nla_put_u8(skb, RELGATE_ATTR_REASON, w->v.reason) ||
	    nla_put_u8(skb, RELGATE_ATTR_EDIT, w->v.edit) ||
	    nla_put_u16(skb, RELGATE_ATTR_EGRESS, w->v.egress) ||
	    nla_put_u16(skb, RELGATE_ATTR_AGREEMENT, w->v.agreement) ||
	    nla_put_u16(skb, RELGATE_ATTR_SENDER, w->sender) ||
	    nla_put_u16(skb, RELGATE_ATTR_DEST, w->dest) ||
	    nla_put_u32(skb, RELGATE_ATTR_RUNG, w->label.level) ||
	    nla_put_u32(skb, RELGATE_ATTR_VIA_MASK, w->via_mask))
		return -EMSGSIZE;
	if (w->v.pass && w->v.edit != RG_EDIT_KEEP &&
	    (nla_put(skb, RELGATE_ATTR_HEADER, w->edit.len, w->edit.hdr) ||
	     nla_put_u16(skb, RELGATE_ATTR_CUT, w->edit.cut) ||
	     nla_put_u16(skb, RELGATE_ATTR_MSS_OFFSET, w->edit.mss_off) ||
	     nla_put_u16(skb, RELGATE_ATTR_MSS, w->edit.mss)))
		return -EMSGSIZE;
	if (w->told.type && (nla_put_u8(skb, RELGATE_ATTR_ICMP_TYPE, w->told.type) ||
			     nla_put_u8(skb, RELGATE_ATTR_ICMP_CODE, w->told.code) ||
			     nla_put_u8(skb, RELGATE_ATTR_ICMP_POINTER, w->told.pointer)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int rg_explain_one(struct sk_buff *skb, const struct rg_force *f, struct rg_work *w,
			  const struct nlattr *question, struct netlink_ext_ack *extack)
{
	struct nlattr *tb[RELGATE_ATTR_MAX + 1];
	int err;

	err = nla_parse_nested(tb, RELGATE_ATTR_MAX, question, rg_attr_policy, extack);
	if (err)
		return err;
	err = rg_question_fill(w, tb, extack);
	if (err)
		return err;
	rg_question_ask(&f->img, w, rg_u32(tb, RELGATE_ATTR_ASK, RELGATE_ASK_CHOOSE));
	return rg_put_answer(skb, w);
}

static int rg_explain_all(struct sk_buff *skb, const struct rg_force *f, struct genl_info *info)
{
	struct rg_work *w = kmalloc(sizeof(*w), GFP_KERNEL);
	const struct nlattr *a;
	int rest, err = 0;
	u32 n = 0;

	if (!w)
		return -ENOMEM;
	nlmsg_for_each_attr(a, info->nlhdr, GENL_HDRLEN, rest) {
		if (nla_type(a) != RELGATE_ATTR_QUESTION)
			continue;
		if (n++ == RELGATE_QUESTION_MAX) {
			NL_SET_ERR_MSG_MOD(info->extack, "too many questions in one message");
			err = -E2BIG;
		}
		if (!err)
			err = rg_explain_one(skb, f, w, a, info->extack);
		if (err)
			break;
	}
	kfree(w);
	return err;
}

/* Answers in the order of the questions, all by one policy. */
int rg_explain(struct sk_buff *req, struct genl_info *info)
{
	struct rg_force *f = rg_force_get(rg_net_of(genl_info_net(info)));
	struct sk_buff *skb;
	void *head;
	int err;

	if (!f) {
		NL_SET_ERR_MSG_MOD(info->extack, "no policy is in force in this namespace");
		return -ENOENT;
	}
	err = -ENOMEM;
	skb = genlmsg_new(RELGATE_QUESTION_MAX * RG_ANSWER_SIZE, GFP_KERNEL);
	head = skb ? genlmsg_put_reply(skb, info, &rg_family, 0, RELGATE_CMD_EXPLAIN) : NULL;
	if (head)
		err = nla_put_u64_64bit(skb, RELGATE_ATTR_GENERATION, f->generation,
					RELGATE_ATTR_PAD);
	if (head && !err)
		err = rg_explain_all(skb, f, info);
	rg_force_put(f);
	if (err) {
		nlmsg_free(skb);
		return err;
	}
	genlmsg_end(skb, head);
	return genlmsg_reply(skb, info);
}
