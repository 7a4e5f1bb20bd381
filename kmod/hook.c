// SPDX-License-Identifier: GPL-2.0-only
/*
 * Our hooks on a device.  They stay while policies change; what they do depends
 * on the policy in force, and without one they drop.
 */
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include "gate.h"

#ifndef CONFIG_NETFILTER_EGRESS
#error relgate guards the egress of interfaces: the kernel needs CONFIG_NETFILTER_EGRESS (Linux 5.16)
#endif

/**
 * struct rg_hooked - a device with our hooks
 * @ifindex: the device
 * @fresh: set for a policy that is not in force yet
 * @ops: by enum rg_hook
 */
struct rg_hooked {
	struct list_head list;
	struct rcu_head rcu;
	int ifindex;
	bool fresh;
	struct nf_hook_ops ops[RG_HOOK_COUNT];
};

static struct rg_hooked *rg_hooked_find(const struct rg_net *rn, int ifindex)
{
	struct rg_hooked *h;

	list_for_each_entry(h, &rn->hooked, list) {
		if (h->ifindex == ifindex)
			return h;
	}
	return NULL;
}

static void rg_hook_fill(struct nf_hook_ops *ops, struct net_device *dev, enum rg_hook hook)
{
	ops->hook = hook == RG_HOOK_INGRESS ? rg_ingress : rg_egress;
	ops->hooknum = hook == RG_HOOK_INGRESS ? NF_NETDEV_INGRESS : NF_NETDEV_EGRESS;
	ops->pf = NFPROTO_NETDEV;
	ops->dev = dev;
	/* First in, so that nothing sees a frame before it is judged; last out. */
	ops->priority = hook == RG_HOOK_INGRESS ? INT_MIN : INT_MAX;
}

/**
 * rg_hook_device() - judge what comes in by a device and guard what leaves by it
 * @rn: gate of the device's namespace; RTNL is held
 * @dev: the device; nothing happens if it has our hooks
 * @fresh: for a policy that is not in force yet
 *
 * Return: 0 or a negative errno.
 */
int rg_hook_device(struct rg_net *rn, struct net_device *dev, bool fresh)
{
	struct rg_hooked *h;
	int err;

	ASSERT_RTNL();
	if (rg_hooked_find(rn, dev->ifindex))
		return 0;
	h = kzalloc(sizeof(*h), GFP_KERNEL_ACCOUNT);
	if (!h)
		return -ENOMEM;
	h->ifindex = dev->ifindex;
	h->fresh = fresh;
	rg_hook_fill(&h->ops[RG_HOOK_INGRESS], dev, RG_HOOK_INGRESS);
	rg_hook_fill(&h->ops[RG_HOOK_EGRESS], dev, RG_HOOK_EGRESS);
	err = nf_register_net_hooks(rn->net, h->ops, RG_HOOK_COUNT);
	if (err) {
		kfree(h);
		return err;
	}
	list_add(&h->list, &rn->hooked);
	/* What was merged in hardware cannot be sent on. */
	dev_disable_lro(dev);
	return 0;
}

/* Packets on other CPUs may still run our hooks: the operations go after them. */
static void rg_unhook(struct rg_net *rn, struct rg_hooked *h)
{
	list_del(&h->list);
	nf_unregister_net_hooks(rn->net, h->ops, RG_HOOK_COUNT);
	kfree_rcu(h, rcu);
}

static bool rg_hook_is(const struct nf_hook_entries *e, u32 at, nf_hookfn *fn)
{
	return e && at < e->num_hook_entries && e->hooks[at].hook == fn;
}

/**
 * rg_hook_placed() - whether our hook on a device stands where it must
 * @dev: device
 * @hook: ingress: nothing is before it; egress: nothing is behind it
 *
 * Another's hook with an extreme priority (an nft chain) could change a frame before
 * it is judged, or after it was guarded.
 */
bool rg_hook_placed(const struct net_device *dev, enum rg_hook hook)
{
	const struct nf_hook_entries *e;
	bool placed;

	rcu_read_lock();
	if (hook == RG_HOOK_INGRESS) {
		placed = rg_hook_is(rcu_dereference(dev->nf_hooks_ingress), 0, rg_ingress);
	} else {
		e = rcu_dereference(dev->nf_hooks_egress);
		placed = e && rg_hook_is(e, e->num_hook_entries - 1, rg_egress);
	}
	rcu_read_unlock();
	return placed;
}

/** rg_unhook_device() - take our hooks off a device, if it has them; RTNL is held */
void rg_unhook_device(struct rg_net *rn, const struct net_device *dev)
{
	struct rg_hooked *h = rg_hooked_find(rn, dev->ifindex);

	if (h)
		rg_unhook(rn, h);
}

static bool rg_bind_has(const struct rg_bind *bind, int ifindex)
{
	return bind && rg_bind_index(bind, ifindex) != RG_IF_NONE;
}

/**
 * rg_unhook_others() - a policy is in force: take our hooks off every other device
 * @rn: gate; RTNL is held
 * @bind, @other: the devices to keep, or NULL for none
 */
void rg_unhook_others(struct rg_net *rn, const struct rg_bind *bind, const struct rg_bind *other)
{
	struct rg_hooked *h, *next;

	list_for_each_entry_safe(h, next, &rn->hooked, list) {
		if (!rg_bind_has(bind, h->ifindex) && !rg_bind_has(other, h->ifindex))
			rg_unhook(rn, h);
		else
			h->fresh = false;
	}
}

/** rg_unhook_new() - take off the hooks that a policy set which did not come into force */
void rg_unhook_new(struct rg_net *rn)
{
	struct rg_hooked *h, *next;

	list_for_each_entry_safe(h, next, &rn->hooked, list) {
		if (h->fresh)
			rg_unhook(rn, h);
	}
}
