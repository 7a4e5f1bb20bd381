// SPDX-License-Identifier: GPL-2.0-only
/* What is read out in many messages.  One policy is held from first to last. */
#include <linux/rtnetlink.h>
#include <linux/etherdevice.h>
#include <linux/sched.h>
#include <linux/timekeeping.h>
#include <net/sock.h>
#include "netlink.h"

#define RG_DUMP_CHUNK	3072	/* bytes of the image in a message: any buffer holds one */

static struct rg_dump *rg_dump(struct netlink_callback *cb)
{
	BUILD_BUG_ON(sizeof(struct rg_dump) > sizeof(cb->ctx));
	return (struct rg_dump *)cb->ctx;
}

static struct rg_net *rg_dump_net(const struct netlink_callback *cb)
{
	return rg_net_of(sock_net(cb->skb->sk));
}

int rg_dump_start(struct netlink_callback *cb)
{
	struct rg_dump *d = rg_dump(cb);

	d->f = rg_force_get(rg_dump_net(cb));
	d->at = 0;
	d->kind = 0;
	return 0;
}

int rg_dump_done(struct netlink_callback *cb)
{
	rg_force_put(rg_dump(cb)->f);
	return 0;
}

static int rg_put_generation(struct sk_buff *skb, const struct rg_force *f)
{
	return nla_put_u64_64bit(skb, RELGATE_ATTR_GENERATION, f->generation, RELGATE_ATTR_PAD);
}

static bool rg_put_chunk(struct sk_buff *skb, struct netlink_callback *cb,
			 const struct rg_dump *d, u32 len)
{
	void *head = rg_netlink_head(skb, cb, RELGATE_CMD_IMAGE_GET);

	if (!head)
		return false;
	if (rg_put_generation(skb, d->f) || nla_put_u32(skb, RELGATE_ATTR_SIZE, d->f->size) ||
	    nla_put_u32(skb, RELGATE_ATTR_OFFSET, d->at) ||
	    nla_put(skb, RELGATE_ATTR_DATA, len, d->f->img.page0 + d->at)) {
		genlmsg_cancel(skb, head);
		return false;
	}
	genlmsg_end(skb, head);
	return true;
}

int rg_dump_image(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct rg_dump *d = rg_dump(cb);
	u32 len;

	while (d->f && d->at < d->f->size) {
		len = min_t(u32, d->f->size - d->at, RG_DUMP_CHUNK);
		if (!rg_put_chunk(skb, cb, d, len))
			break;
		d->at += len;
	}
	return skb->len;
}

/* Is the device there, is it the one, and do our hooks stand where they must? */
static int rg_put_device(struct sk_buff *skb, const struct rg_net *rn, const struct rg_bound *b,
			 const char *name)
{
	const struct net_device *dev = b->ifindex ? __dev_get_by_index(rn->net, b->ifindex) : NULL;
	bool present = dev && ether_addr_equal(dev->dev_addr, b->mac) &&
		       !strncmp(dev->name, name, IFNAMSIZ);
	bool judged = dev && rg_hook_placed(dev, RG_HOOK_INGRESS);
	bool guarded = dev && rg_hook_placed(dev, RG_HOOK_EGRESS);

	return nla_put_u32(skb, RELGATE_ATTR_IFINDEX, b->ifindex) ||
	       nla_put(skb, RELGATE_ATTR_MAC, ETH_ALEN, b->mac) ||
	       nla_put_u8(skb, RELGATE_ATTR_PRESENT, present) ||
	       nla_put_u8(skb, RELGATE_ATTR_JUDGED, judged) ||
	       nla_put_u8(skb, RELGATE_ATTR_GUARDED, guarded);
}

/* In every family that the relay has an address in. */
static bool rg_answers(const struct rg_net *rn, const struct rg_interface *ifc, int ifindex)
{
	return (!memchr_inv(ifc->nexthop4, 0, 4) || rg_probed_answers(rn, ifc, ifindex, 4)) &&
	       (!memchr_inv(ifc->nexthop6, 0, 16) || rg_probed_answers(rn, ifc, ifindex, 6));
}

static bool rg_put_interface(struct sk_buff *skb, struct netlink_callback *cb,
			     const struct rg_dump *d, const struct rg_bind *bind)
{
	const struct rg_interface *ifc = rg_interface(&d->f->img, d->at);
	void *head = rg_netlink_head(skb, cb, RELGATE_CMD_INTERFACE_GET);
	char name[IFNAMSIZ];

	if (!head)
		return false;
	strscpy(name, ifc->name, sizeof(name));
	if (rg_put_generation(skb, d->f) || nla_put_u32(skb, RELGATE_ATTR_INDEX, d->at) ||
	    nla_put_string(skb, RELGATE_ATTR_NAME, name) ||
	    rg_put_device(skb, rg_dump_net(cb), rg_bound(bind, d->at), name) ||
	    nla_put_u8(skb, RELGATE_ATTR_ANSWERS,
		       rg_answers(rg_dump_net(cb), ifc, rg_bound(bind, d->at)->ifindex))) {
		genlmsg_cancel(skb, head);
		return false;
	}
	genlmsg_end(skb, head);
	return true;
}

int rg_dump_interfaces(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct rg_dump *d = rg_dump(cb);

	if (!d->f)
		return skb->len;
	rtnl_lock();
	for (; d->at < rg_header(&d->f->img)->sec[RG_SEC_INTERFACE].count; d->at++) {
		if (!rg_put_interface(skb, cb, d, rtnl_dereference(d->f->bind)))
			break;
	}
	rtnl_unlock();
	return skb->len;
}

/* By both clocks, as the core asks. */
static bool rg_operating(const struct rg_force *f, const struct rg_agreement *a)
{
	struct rg_clock c;
	const struct rg_window *win;
	u32 i;

	rg_clock_set(&c, ktime_get_real_seconds(), rg_force_mono(f), f->seen);
	for (i = 0; i < a->window_count && i < RG_WINDOW_MAX; i++) {
		win = rg_window(&f->img, a->window_first + i);
		if (min(c.wall, c.mono) >= win->from && max(c.wall, c.mono) < win->until)
			return true;
	}
	return false;
}

static bool rg_put_agreement(struct sk_buff *skb, struct netlink_callback *cb,
			     const struct rg_dump *d)
{
	const struct rg_agreement *a = rg_agreement(&d->f->img, d->at);
	const struct rg_section *strings = &rg_header(&d->f->img)->sec[RG_SEC_STRING];
	void *head = rg_netlink_head(skb, cb, RELGATE_CMD_AGREEMENT_GET);

	if (!head)
		return false;
	if (rg_put_generation(skb, d->f) || nla_put_u32(skb, RELGATE_ATTR_INDEX, d->at) ||
	    nla_put_string(skb, RELGATE_ATTR_NAME,
			   (const char *)d->f->img.page0 + strings->off + a->name) ||
	    nla_put_u8(skb, RELGATE_ATTR_OPERATING, rg_operating(d->f, a))) {
		genlmsg_cancel(skb, head);
		return false;
	}
	genlmsg_end(skb, head);
	return true;
}

int rg_dump_agreements(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct rg_dump *d = rg_dump(cb);

	if (!d->f)
		return skb->len;
	for (; d->at < rg_header(&d->f->img)->sec[RG_SEC_AGREEMENT].count; d->at++) {
		if (!rg_put_agreement(skb, cb, d))
			break;
	}
	return skb->len;
}

/* ---- counters ------------------------------------------------------------------------ */

static u32 rg_counters_of(const struct rg_force *f, u32 kind)
{
	switch (kind) {
	case RELGATE_COUNTER_INGRESS:
	case RELGATE_COUNTER_EGRESS:
		return RG_R_COUNT;
	case RELGATE_COUNTER_WAY:
		return RG_WAY_COUNT;
	case RELGATE_COUNTER_AGREEMENT:
	case RELGATE_COUNTER_RELAYED:
	case RELGATE_COUNTER_REFUSED:
		return f ? rg_header(&f->img)->sec[RG_SEC_AGREEMENT].count : 0;
	case RELGATE_COUNTER_FLOW:
		return f ? nr_cpu_ids * RG_TALLY_OTHER * RG_TALLY_WAYS : 0;
	case RELGATE_COUNTER_OTHER:
		return f ? 2 : 0;
	default:
		return 1;
	}
}

/* The counter where the dump stands; @key: of a flow. */
static struct rg_count rg_counter_at(const struct rg_net *rn, const struct rg_dump *d, u64 *key)
{
	const u32 slots = RG_TALLY_OTHER * RG_TALLY_WAYS;
	struct rg_count c = { 0 };

	switch (d->kind) {
	case RELGATE_COUNTER_AGREEMENT:
		return rg_tally_agreed(d->f, d->at, RG_AGREED_SENT);
	case RELGATE_COUNTER_RELAYED:
		return rg_tally_agreed(d->f, d->at, RG_AGREED_RELAYED);
	case RELGATE_COUNTER_REFUSED:
		return rg_tally_agreed(d->f, d->at, RG_AGREED_REFUSED);
	case RELGATE_COUNTER_FLOW:
		rg_tally_sum(d->f, d->at / slots, d->at % slots, key, &c);
		return c;
	case RELGATE_COUNTER_OTHER:
		return rg_tally_rest(d->f, d->at);
	default:
		return rg_count_sum(rn, d->kind, d->at);
	}
}

/* What is unknown is left out. */
static int rg_put_flow(struct sk_buff *skb, u64 key)
{
	struct rg_flow f = rg_tally_flow(key);

	return nla_put_u8(skb, RELGATE_ATTR_HOOK, f.hook) ||
	       nla_put_u8(skb, RELGATE_ATTR_PASS, f.pass) ||
	       nla_put_u8(skb, RELGATE_ATTR_REASON, f.reason) ||
	       nla_put_u8(skb, RELGATE_ATTR_WAY, f.way) ||
	       (f.origin && nla_put_u16(skb, RELGATE_ATTR_ORIGIN, f.origin)) ||
	       (f.dest && nla_put_u16(skb, RELGATE_ATTR_DEST, f.dest)) ||
	       (f.level != RG_LEVEL_NONE && nla_put_u32(skb, RELGATE_ATTR_RUNG, f.level)) ||
	       (f.agreement != RG_AGREEMENT_NONE &&
		nla_put_u16(skb, RELGATE_ATTR_AGREEMENT, f.agreement));
}

/* Of a policy: its numbers are meant. */
static int rg_put_owner(struct sk_buff *skb, const struct rg_dump *d, u64 key)
{
	if (d->kind == RELGATE_COUNTER_FLOW)
		return rg_put_generation(skb, d->f) || rg_put_flow(skb, key);
	if (nla_put_u32(skb, RELGATE_ATTR_INDEX, d->at))
		return -EMSGSIZE;
	switch (d->kind) {
	case RELGATE_COUNTER_AGREEMENT:
	case RELGATE_COUNTER_RELAYED:
	case RELGATE_COUNTER_REFUSED:
	case RELGATE_COUNTER_OTHER:
		return rg_put_generation(skb, d->f);
	default:
		return 0;
	}
}

static bool rg_put_counter(struct sk_buff *skb, struct netlink_callback *cb,
			   const struct rg_dump *d, const struct rg_count *c, u64 key)
{
	void *head = rg_netlink_head(skb, cb, RELGATE_CMD_COUNTER_GET);

	if (!head)
		return false;
	if (nla_put_u32(skb, RELGATE_ATTR_COUNTER, d->kind) || rg_put_owner(skb, d, key) ||
	    nla_put_u64_64bit(skb, RELGATE_ATTR_PACKETS, c->packets, RELGATE_ATTR_PAD) ||
	    nla_put_u64_64bit(skb, RELGATE_ATTR_BYTES, c->bytes, RELGATE_ATTR_PAD)) {
		genlmsg_cancel(skb, head);
		return false;
	}
	genlmsg_end(skb, head);
	return true;
}

/* Only what was counted. */
int rg_dump_counters(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct rg_dump *d = rg_dump(cb);
	struct rg_count c;
	u64 key = 0;

	for (; d->kind <= RELGATE_COUNTER_MAX; d->kind++, d->at = 0) {
		for (; d->at < rg_counters_of(d->f, d->kind); d->at++) {
			c = rg_counter_at(rg_dump_net(cb), d, &key);
			if (c.packets && !rg_put_counter(skb, cb, d, &c, key))
				return skb->len;
			if (!(d->at % 1024))
				cond_resched();
		}
	}
	return skb->len;
}
