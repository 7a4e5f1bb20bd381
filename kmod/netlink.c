// SPDX-License-Identifier: GPL-2.0-only
/*
 * The generic netlink family.  Everything it tells and does is for the administrator
 * of the initial user namespace: also how many packets there were is secret.
 */
#include <linux/netlink.h>
#include <linux/user_namespace.h>
#include "netlink.h"

#define RG_CONFIRM_MAX_NS (7 * 86400 * RG_NS)

const struct nla_policy rg_attr_policy[RELGATE_ATTR_MAX + 1] = {
	[RELGATE_ATTR_OFFSET] = { .type = NLA_U32 },
	[RELGATE_ATTR_SIZE] = { .type = NLA_U32 },
	[RELGATE_ATTR_DATA] = { .type = NLA_BINARY, .len = RELGATE_CHUNK_MAX },
	[RELGATE_ATTR_DIGEST] = NLA_POLICY_EXACT_LEN(RG_DIGEST_LEN),
	[RELGATE_ATTR_DRY_RUN] = { .type = NLA_FLAG },
	[RELGATE_ATTR_BLOCKED] = NLA_POLICY_MAX(NLA_U8, 1),
	[RELGATE_ATTR_MAC] = NLA_POLICY_EXACT_LEN(ETH_ALEN),
	[RELGATE_ATTR_QUESTION] = { .type = NLA_NESTED },
	[RELGATE_ATTR_ASK] = NLA_POLICY_MAX(NLA_U32, RELGATE_ASK_LOCAL_OUT),
	[RELGATE_ATTR_FRAME] = { .type = NLA_BINARY, .len = RELGATE_FRAME_MAX },
	[RELGATE_ATTR_FRAME_LEN] = { .type = NLA_U32 },
	[RELGATE_ATTR_IN] = { .type = NLA_U16 },
	[RELGATE_ATTR_OUT] = { .type = NLA_U16 },
	[RELGATE_ATTR_ROUTE] = { .type = NLA_U16 },
	[RELGATE_ATTR_RELAY] = NLA_POLICY_MAX(NLA_U8, 1),
	[RELGATE_ATTR_OWN] = NLA_POLICY_MAX(NLA_U8, 1),
	[RELGATE_ATTR_HUB_UP] = { .type = NLA_U32 },
	[RELGATE_ATTR_WALL] = { .type = NLA_S64 },
	[RELGATE_ATTR_MONO] = { .type = NLA_S64 },
	[RELGATE_ATTR_PARTIAL] = { .type = NLA_FLAG },
	[RELGATE_ATTR_CONFIRM] = { .type = NLA_U64 },
	[RELGATE_ATTR_IFINDEX] = { .type = NLA_U32 },
	[RELGATE_ATTR_DEADLINE] = { .type = NLA_U64 },
	[RELGATE_ATTR_SEEN] = { .type = NLA_S64 },
	[RELGATE_ATTR_ADDRESS] = NLA_POLICY_EXACT_LEN(16),
};

void *rg_netlink_head(struct sk_buff *skb, struct netlink_callback *cb, u8 cmd)
{
	return genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq, &rg_family,
			   NLM_F_MULTI, cmd);
}

/* ---- status ------------------------------------------------------------------------ */

static int rg_put_force(struct sk_buff *skb, const struct rg_force *f)
{
	const struct rg_image_header *h = rg_header(&f->img);
	const char *name = (const char *)f->img.page0 + h->sec[RG_SEC_STRING].off + h->name;

	return nla_put_u64_64bit(skb, RELGATE_ATTR_GENERATION, f->generation, RELGATE_ATTR_PAD) ||
	       nla_put_s64(skb, RELGATE_ATTR_SINCE, f->wall, RELGATE_ATTR_PAD) ||
	       nla_put_s64(skb, RELGATE_ATTR_MONO, rg_force_mono(f), RELGATE_ATTR_PAD) ||
	       nla_put_s64(skb, RELGATE_ATTR_SEEN, f->seen, RELGATE_ATTR_PAD) ||
	       nla_put_u32(skb, RELGATE_ATTR_SIZE, f->size) ||
	       nla_put_u32(skb, RELGATE_ATTR_IMAGE_VERSION, h->version) ||
	       nla_put(skb, RELGATE_ATTR_DIGEST, RG_DIGEST_LEN, h->digest) ||
	       nla_put_string(skb, RELGATE_ATTR_NAME, name);
}

static int rg_put_trial(struct sk_buff *skb, const struct rg_net *rn)
{
	u64 newest = 0, previous = 0, deadline = 0;
	int trial = RG_TRIAL_NONE;
	struct rg_force *f, *back;

	rcu_read_lock();
	f = rcu_dereference(rn->force);
	if (f) {
		trial = rg_trial_state(f);
		back = rcu_dereference(f->previous);
		newest = f->generation;
		deadline = f->deadline;
		previous = back && trial != RG_TRIAL_EXPIRED ? back->generation : 0;
	}
	rcu_read_unlock();
	return nla_put_u8(skb, RELGATE_ATTR_TRIAL, trial) ||
	       nla_put_u64_64bit(skb, RELGATE_ATTR_NEWEST, newest, RELGATE_ATTR_PAD) ||
	       nla_put_u64_64bit(skb, RELGATE_ATTR_PREVIOUS, previous, RELGATE_ATTR_PAD) ||
	       nla_put_u64_64bit(skb, RELGATE_ATTR_DEADLINE, deadline, RELGATE_ATTR_PAD);
}

static int rg_get(struct sk_buff *req, struct genl_info *info)
{
	struct rg_net *rn = rg_net_of(genl_info_net(info));
	struct rg_force *f = rg_force_get(rn);
	struct sk_buff *skb = genlmsg_new(NLMSG_GOODSIZE, GFP_KERNEL);
	int err = -EMSGSIZE;
	void *head;

	if (!skb) {
		rg_force_put(f);
		return -ENOMEM;
	}
	head = genlmsg_put_reply(skb, info, &rg_family, 0, RELGATE_CMD_GET);
	if (head && !nla_put_u8(skb, RELGATE_ATTR_IN_FORCE, !!f) &&
	    !nla_put_u8(skb, RELGATE_ATTR_BLOCKED, rg_blocked(rn)) &&
	    !nla_put_u8(skb, RELGATE_ATTR_LOCKED, READ_ONCE(rn->closed)) &&
	    !rg_put_trial(skb, rn) &&
	    !(f && rg_put_force(skb, f))) {
		genlmsg_end(skb, head);
		err = genlmsg_reply(skb, info);
	} else {
		nlmsg_free(skb);
	}
	rg_force_put(f);
	return err;
}

/* ---- changes ------------------------------------------------------------------------ */

static bool rg_lacks(struct genl_info *info, int attr)
{
	if (info->attrs[attr])
		return false;
	NL_SET_ERR_MSG_MOD(info->extack, "an attribute that the command needs is missing");
	return true;
}

static int rg_upload(struct sk_buff *skb, struct genl_info *info)
{
	struct rg_net *rn = rg_net_of(genl_info_net(info));
	const struct nlattr *data = info->attrs[RELGATE_ATTR_DATA];

	if (rg_lacks(info, RELGATE_ATTR_SIZE) || rg_lacks(info, RELGATE_ATTR_OFFSET) ||
	    rg_lacks(info, RELGATE_ATTR_DATA))
		return -EINVAL;
	return rg_policy_upload(rn, info->snd_portid, nla_get_u32(info->attrs[RELGATE_ATTR_SIZE]),
				nla_get_u32(info->attrs[RELGATE_ATTR_OFFSET]), nla_data(data),
				nla_len(data), info->extack);
}

static int rg_commit(struct sk_buff *req, struct genl_info *info)
{
	struct rg_net *rn = rg_net_of(genl_info_net(info));
	struct rg_commit c = {
		.dry_run = info->attrs[RELGATE_ATTR_DRY_RUN],
		.partial = info->attrs[RELGATE_ATTR_PARTIAL],
	};
	struct sk_buff *skb;
	void *head;
	int err;

	if (rg_lacks(info, RELGATE_ATTR_DIGEST))
		return -EINVAL;
	/* Before the swap: what is in force must not be reported as a failure. */
	skb = genlmsg_new(3 * nla_total_size_64bit(8), GFP_KERNEL);
	if (!skb)
		return -ENOMEM;
	if (info->attrs[RELGATE_ATTR_CONFIRM])
		c.confirm_ns = nla_get_u64(info->attrs[RELGATE_ATTR_CONFIRM]);
	if (c.confirm_ns > RG_CONFIRM_MAX_NS) {
		NL_SET_ERR_MSG_MOD(info->extack, "a policy may be on trial for a week at most");
		nlmsg_free(skb);
		return -ERANGE;
	}
	if (info->attrs[RELGATE_ATTR_MONO])
		c.base = nla_get_s64(info->attrs[RELGATE_ATTR_MONO]);
	if (info->attrs[RELGATE_ATTR_SEEN])
		c.seen = nla_get_s64(info->attrs[RELGATE_ATTR_SEEN]);
	c.digest = nla_data(info->attrs[RELGATE_ATTR_DIGEST]);
	err = rg_policy_commit(rn, info->snd_portid, &c, info->extack);
	if (err) {
		nlmsg_free(skb);
		return err;
	}
	head = genlmsg_put_reply(skb, info, &rg_family, 0, RELGATE_CMD_COMMIT);
	if (!head ||
	    nla_put_u64_64bit(skb, RELGATE_ATTR_GENERATION, c.generation, RELGATE_ATTR_PAD) ||
	    nla_put_u64_64bit(skb, RELGATE_ATTR_PREVIOUS, c.previous, RELGATE_ATTR_PAD) ||
	    nla_put_u64_64bit(skb, RELGATE_ATTR_DEADLINE, c.deadline, RELGATE_ATTR_PAD)) {
		nlmsg_free(skb);
		return 0;
	}
	genlmsg_end(skb, head);
	genlmsg_reply(skb, info);
	return 0;
}

static int rg_turn(struct genl_info *info, u8 cmd,
		   int (*turn)(struct rg_net *rn, struct rg_turn *t, struct netlink_ext_ack *extack))
{
	struct sk_buff *skb = genlmsg_new(NLMSG_GOODSIZE, GFP_KERNEL);
	struct rg_turn t = { 0 };
	void *head;
	int err;

	if (!skb)
		return -ENOMEM;
	err = turn(rg_net_of(genl_info_net(info)), &t, info->extack);
	head = err ? NULL : genlmsg_put_reply(skb, info, &rg_family, 0, cmd);
	if (!head ||
	    nla_put_u64_64bit(skb, RELGATE_ATTR_GENERATION, t.generation, RELGATE_ATTR_PAD) ||
	    nla_put_u64_64bit(skb, RELGATE_ATTR_LEFT, t.left, RELGATE_ATTR_PAD) ||
	    nla_put_u8(skb, RELGATE_ATTR_BY_ITSELF, t.by_itself)) {
		nlmsg_free(skb);
		return err;
	}
	genlmsg_end(skb, head);
	genlmsg_reply(skb, info);
	return 0;
}

static int rg_confirm(struct sk_buff *skb, struct genl_info *info)
{
	return rg_turn(info, RELGATE_CMD_CONFIRM, rg_trial_confirm);
}

static int rg_rollback(struct sk_buff *skb, struct genl_info *info)
{
	return rg_turn(info, RELGATE_CMD_ROLLBACK, rg_trial_rollback);
}

static int rg_abort(struct sk_buff *skb, struct genl_info *info)
{
	if (rg_policy_abort(rg_net_of(genl_info_net(info)), info->snd_portid))
		return 0;
	NL_SET_ERR_MSG_MOD(info->extack, "no upload of this socket is under way");
	return -ENOENT;
}

static int rg_block(struct sk_buff *skb, struct genl_info *info)
{
	struct rg_net *rn = rg_net_of(genl_info_net(info));
	/* Before the policy is asked for: a detach from then on makes this void. */
	u32 epoch = smp_load_acquire(&rn->epoch);
	struct rg_force *f;

	if (rg_lacks(info, RELGATE_ATTR_BLOCKED))
		return -EINVAL;
	f = rg_force_get(rn);
	if (!f) {
		NL_SET_ERR_MSG_MOD(info->extack, "no policy is in force in this namespace");
		return -ENOENT;
	}
	WRITE_ONCE(rn->blocked, nla_get_u8(info->attrs[RELGATE_ATTR_BLOCKED]) ? epoch : 0);
	rg_force_put(f);
	/* When this returns, nothing that was let through before is still on its way in. */
	synchronize_net();
	return 0;
}

static int rg_answered(struct sk_buff *skb, struct genl_info *info)
{
	if (rg_lacks(info, RELGATE_ATTR_IFINDEX) || rg_lacks(info, RELGATE_ATTR_ADDRESS) ||
	    rg_lacks(info, RELGATE_ATTR_DEADLINE))
		return -EINVAL;
	return rg_probed_put(rg_net_of(genl_info_net(info)),
			     nla_get_u32(info->attrs[RELGATE_ATTR_IFINDEX]),
			     nla_data(info->attrs[RELGATE_ATTR_ADDRESS]),
			     nla_get_u64(info->attrs[RELGATE_ATTR_DEADLINE]), info->extack);
}

static int rg_detach(struct sk_buff *skb, struct genl_info *info)
{
	int err = rg_policy_detach(rg_net_of(genl_info_net(info)));

	if (err)
		NL_SET_ERR_MSG_MOD(info->extack, "no policy is in force in this namespace");
	return err;
}

/* ---- events -------------------------------------------------------------------------- */

enum { RG_MCGRP_EVENTS };

static const struct genl_multicast_group rg_mcgrps[] = {
	[RG_MCGRP_EVENTS] = {
		.name = RELGATE_MCGRP_EVENTS,
		.flags = GENL_MCAST_CAP_NET_ADMIN,
	},
};

/*
 * The kernel asks who joins for a capability in the namespace's own user namespace;
 * there anybody could be root, so that such namespaces get no events at all.
 */
bool rg_netlink_listened(const struct rg_net *rn)
{
	return rn->net->user_ns == &init_user_ns &&
	       genl_has_listeners(&rg_family, rn->net, RG_MCGRP_EVENTS);
}

static int rg_put_verdict(struct sk_buff *skb, const struct rg_work *w)
{
	return nla_put_u8(skb, RELGATE_ATTR_PASS, w->v.pass) ||
	       nla_put_u8(skb, RELGATE_ATTR_WAY, w->v.way) ||
	       nla_put_u8(skb, RELGATE_ATTR_REASON, w->v.reason) ||
	       nla_put_u16(skb, RELGATE_ATTR_EGRESS, w->v.egress) ||
	       nla_put_u16(skb, RELGATE_ATTR_AGREEMENT, w->v.agreement) ||
	       nla_put_u16(skb, RELGATE_ATTR_SENDER, w->sender) ||
	       nla_put_u16(skb, RELGATE_ATTR_DEST, w->dest) ||
	       nla_put_u16(skb, RELGATE_ATTR_IN, w->in);
}

static int rg_put_packet(struct sk_buff *skb, const struct rg_packet *pkt)
{
	return nla_put_u8(skb, RELGATE_ATTR_FAMILY, pkt->family) ||
	       nla_put_u8(skb, RELGATE_ATTR_LABEL_KIND, pkt->kind) ||
	       nla_put_u8(skb, RELGATE_ATTR_LEVEL, pkt->level) ||
	       nla_put_u8(skb, RELGATE_ATTR_PROTO, pkt->proto) ||
	       nla_put_u32(skb, RELGATE_ATTR_DOI, pkt->doi) ||
	       nla_put(skb, RELGATE_ATTR_SRC, sizeof(pkt->src), pkt->src) ||
	       nla_put(skb, RELGATE_ATTR_DST, sizeof(pkt->dst), pkt->dst);
}

/** rg_netlink_event() - send a verdict to the listeners: 0 or a negative errno */
int rg_netlink_event(struct rg_net *rn, const struct rg_force *f, const struct rg_scratch *s,
		     enum rg_hook hook, int ifindex)
{
	struct sk_buff *skb = genlmsg_new(512, GFP_ATOMIC);
	void *head;

	if (!skb)
		return -ENOMEM;
	head = genlmsg_put(skb, 0, 0, &rg_family, 0, RELGATE_CMD_EVENT);
	if (!head ||
	    nla_put_u64_64bit(skb, RELGATE_ATTR_NS, s->now, RELGATE_ATTR_PAD) ||
	    nla_put_u64_64bit(skb, RELGATE_ATTR_GENERATION, f->generation, RELGATE_ATTR_PAD) ||
	    nla_put_u8(skb, RELGATE_ATTR_HOOK, hook) ||
	    nla_put_u32(skb, RELGATE_ATTR_IFINDEX, ifindex) ||
	    nla_put_u32(skb, RELGATE_ATTR_FRAME_LEN, s->w.frame_len) ||
	    rg_put_verdict(skb, &s->w) || rg_put_packet(skb, &s->w.pkt)) {
		nlmsg_free(skb);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, head);
	return genlmsg_multicast_netns(&rg_family, rn->net, skb, 0, RG_MCGRP_EVENTS, GFP_ATOMIC);
}

/** rg_netlink_change() - tell the listeners what happened to the policy in force */
void rg_netlink_change(struct rg_net *rn, u64 generation, enum rg_change change)
{
	struct sk_buff *skb;
	void *head;

	if (!rg_netlink_listened(rn))
		return;
	skb = genlmsg_new(128, GFP_KERNEL);
	head = skb ? genlmsg_put(skb, 0, 0, &rg_family, 0, RELGATE_CMD_EVENT) : NULL;
	if (!head ||
	    nla_put_u64_64bit(skb, RELGATE_ATTR_NS, ktime_get_boottime_ns(), RELGATE_ATTR_PAD) ||
	    nla_put_u64_64bit(skb, RELGATE_ATTR_GENERATION, generation, RELGATE_ATTR_PAD) ||
	    nla_put_u8(skb, RELGATE_ATTR_HOOK, RG_EVENT_CHANGE) ||
	    nla_put_u8(skb, RELGATE_ATTR_REASON, change)) {
		nlmsg_free(skb);
		this_cpu_inc(rn->stats->lost);
		return;
	}
	genlmsg_end(skb, head);
	genlmsg_multicast_netns(&rg_family, rn->net, skb, 0, RG_MCGRP_EVENTS, GFP_KERNEL);
}

/* ---- the family ------------------------------------------------------------------------ */

static const struct genl_ops rg_ops[] = {
	{ .cmd = RELGATE_CMD_GET, .flags = GENL_ADMIN_PERM, .doit = rg_get },
	{ .cmd = RELGATE_CMD_UPLOAD, .flags = GENL_ADMIN_PERM, .doit = rg_upload },
	{ .cmd = RELGATE_CMD_COMMIT, .flags = GENL_ADMIN_PERM, .doit = rg_commit },
	{ .cmd = RELGATE_CMD_ABORT, .flags = GENL_ADMIN_PERM, .doit = rg_abort },
	{ .cmd = RELGATE_CMD_IMAGE_GET, .flags = GENL_ADMIN_PERM, .start = rg_dump_start,
	  .dumpit = rg_dump_image, .done = rg_dump_done },
	{ .cmd = RELGATE_CMD_INTERFACE_GET, .flags = GENL_ADMIN_PERM, .start = rg_dump_start,
	  .dumpit = rg_dump_interfaces, .done = rg_dump_done },
	{ .cmd = RELGATE_CMD_AGREEMENT_GET, .flags = GENL_ADMIN_PERM, .start = rg_dump_start,
	  .dumpit = rg_dump_agreements, .done = rg_dump_done },
	{ .cmd = RELGATE_CMD_COUNTER_GET, .flags = GENL_ADMIN_PERM, .start = rg_dump_start,
	  .dumpit = rg_dump_counters, .done = rg_dump_done },
	{ .cmd = RELGATE_CMD_EXPLAIN, .flags = GENL_ADMIN_PERM, .doit = rg_explain },
	{ .cmd = RELGATE_CMD_BLOCK, .flags = GENL_ADMIN_PERM, .doit = rg_block },
	{ .cmd = RELGATE_CMD_CONFIRM, .flags = GENL_ADMIN_PERM, .doit = rg_confirm },
	{ .cmd = RELGATE_CMD_ROLLBACK, .flags = GENL_ADMIN_PERM, .doit = rg_rollback },
	{ .cmd = RELGATE_CMD_ANSWERED, .flags = GENL_ADMIN_PERM, .doit = rg_answered },
	{ .cmd = RELGATE_CMD_DETACH, .flags = GENL_ADMIN_PERM, .doit = rg_detach },
};

struct genl_family rg_family __ro_after_init = {
	.name = RELGATE_FAMILY_NAME,
	.version = RELGATE_FAMILY_VERSION,
	.maxattr = RELGATE_ATTR_MAX,
	.policy = rg_attr_policy,
	.netnsok = true,
	.parallel_ops = true,
	.module = THIS_MODULE,
	.ops = rg_ops,
	.n_ops = ARRAY_SIZE(rg_ops),
	.mcgrps = rg_mcgrps,
	.n_mcgrps = ARRAY_SIZE(rg_mcgrps),
};

/* A socket that closes in the middle of an upload has aborted it. */
static int rg_socket_event(struct notifier_block *nb, unsigned long event, void *ptr)
{
	const struct netlink_notify *n = ptr;

	if (event == NETLINK_URELEASE && n->protocol == NETLINK_GENERIC)
		rg_policy_abort(rg_net_of(n->net), n->portid);
	return NOTIFY_DONE;
}

static struct notifier_block rg_socket_notifier = { .notifier_call = rg_socket_event };

int rg_netlink_start(void)
{
	int err = netlink_register_notifier(&rg_socket_notifier);

	if (err)
		return err;
	err = genl_register_family(&rg_family);
	if (err)
		netlink_unregister_notifier(&rg_socket_notifier);
	return err;
}

void rg_netlink_stop(void)
{
	genl_unregister_family(&rg_family);
	netlink_unregister_notifier(&rg_socket_notifier);
}
