// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a policy's interfaces to devices.  An interface is bound to one device by
 * name, and to its number and MAC from then on.  When the device goes, the
 * interface is closed; when one with its name comes, it is bound to that.
 */
#include <linux/etherdevice.h>
#include <linux/if_arp.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include "gate.h"

/**
 * rg_bind_index() - interface of a device
 * @bind: binding
 * @ifindex: device
 *
 * Return: interface index of the policy, or RG_IF_NONE.
 */
u32 rg_bind_index(const struct rg_bind *bind, int ifindex)
{
	u32 at = ifindex, i;

	/* A quarter of the slots at most is taken: there is a free one to end at. */
	for (;; at++) {
		i = bind->slot[at & (RG_BIND_SLOTS - 1)];
		if (!i)
			return RG_IF_NONE;
		if (bind->ifc[i - 1].ifindex == ifindex)
			return i - 1;
	}
}

/** rg_bound() - device of an interface; of one that the policy has not, an unbound one */
const struct rg_bound *rg_bound(const struct rg_bind *bind, u32 i)
{
	static const struct rg_bound none;

	return i < RG_INTERFACE_MAX ? &bind->ifc[i] : &none;
}

static void rg_bind_add(struct rg_bind *bind, u32 i, const struct net_device *dev)
{
	u32 at = dev->ifindex;

	while (bind->slot[at & (RG_BIND_SLOTS - 1)])
		at++;
	bind->slot[at & (RG_BIND_SLOTS - 1)] = i + 1;
	bind->ifc[i].ifindex = dev->ifindex;
	ether_addr_copy(bind->ifc[i].mac, dev->dev_addr);
}

static u32 rg_interface_count(const struct rg_image *img)
{
	return min_t(u32, rg_header(img)->sec[RG_SEC_INTERFACE].count, RG_INTERFACE_MAX);
}

static struct net_device *rg_device(struct net *net, const struct rg_interface *ifc)
{
	char name[IFNAMSIZ];

	strscpy(name, ifc->name, sizeof(name));
	return name[0] ? __dev_get_by_name(net, name) : NULL;
}

/* What a frame could come from or go to without passing our hooks, or by another name. */
static const char *rg_device_unfit(const struct net_device *dev)
{
	if (dev->type != ARPHRD_ETHER || dev->flags & IFF_LOOPBACK)
		return "an enrolled interface is not an Ethernet device";
	if (netif_is_l3_slave(dev) || netif_is_l3_master(dev))
		return "an enrolled interface belongs to a VRF";
	if (netdev_master_upper_dev_get((struct net_device *)dev))
		return "an enrolled interface is a port of a bridge, bond or team";
	if (netif_is_bridge_master(dev) || netif_is_bond_master(dev) || netif_is_team_master(dev))
		return "an enrolled interface is a bridge, bond or team";
	if (dev_xdp_prog_count((struct net_device *)dev))
		return "an XDP program is attached to an enrolled interface";
	return NULL;
}

/**
 * rg_bind_check() - may a policy be bound to the devices of a namespace
 * @net: namespace; RTNL is held
 * @img: validated image
 * @extack: why not
 *
 * Return: 0 or a negative errno.
 */
int rg_bind_check(struct net *net, const struct rg_image *img, struct netlink_ext_ack *extack)
{
	const struct net_device *dev;
	const char *why;
	u32 i;

	for (i = 0; i < rg_interface_count(img); i++) {
		dev = rg_device(net, rg_interface(img, i));
		why = dev ? rg_device_unfit(dev) : "an interface of the policy does not exist here";
		if (!why)
			continue;
		extack->_msg = why;
		return dev ? -EINVAL : -ENODEV;
	}
	return 0;
}

/**
 * rg_bind_make() - bind a policy to the devices that are there now
 * @net: namespace; RTNL is held
 * @img: validated image
 *
 * Return: the binding, to be freed with kfree(), or NULL.
 */
struct rg_bind *rg_bind_make(struct net *net, const struct rg_image *img)
{
	struct rg_bind *bind = kzalloc(sizeof(*bind), GFP_KERNEL_ACCOUNT);
	const struct net_device *dev;
	u32 i;

	ASSERT_RTNL();
	for (i = 0; bind && i < rg_interface_count(img); i++) {
		dev = rg_device(net, rg_interface(img, i));
		if (dev && !rg_device_unfit(dev))
			rg_bind_add(bind, i, dev);
	}
	return bind;
}

/* What has a binding keeps it, MAC included: only a new device is bound anew. */
static void rg_bind_keep(struct rg_bind *bind, const struct rg_bind *old)
{
	u32 i;

	for (i = 0; i < RG_INTERFACE_MAX; i++) {
		if (old->ifc[i].ifindex && old->ifc[i].ifindex == bind->ifc[i].ifindex)
			ether_addr_copy(bind->ifc[i].mac, old->ifc[i].mac);
	}
}

static struct rg_bind *rg_bind_without(const struct rg_bind *bind, int ifindex)
{
	struct rg_bind *next = kzalloc(sizeof(*next), GFP_KERNEL_ACCOUNT);
	u32 i, at;

	for (i = 0; next && i < RG_INTERFACE_MAX; i++) {
		if (!bind->ifc[i].ifindex || bind->ifc[i].ifindex == ifindex)
			continue;
		next->ifc[i] = bind->ifc[i];
		for (at = next->ifc[i].ifindex; next->slot[at & (RG_BIND_SLOTS - 1)];)
			at++;
		next->slot[at & (RG_BIND_SLOTS - 1)] = i + 1;
	}
	return next;
}

static void rg_bind_replace(struct rg_force *f, struct rg_bind *bind)
{
	struct rg_bind *old = rtnl_dereference(f->bind);

	rcu_assign_pointer(f->bind, bind);
	kfree_rcu(old, rcu);
}

/*
 * A device came, or got a name: hooks first, so that it is closed until it is bound.
 * One that lost its name keeps the hooks, and stays closed.
 */
static void rg_device_came(struct rg_net *rn, struct rg_force *f, struct net_device *dev)
{
	const struct rg_bind *old = rtnl_dereference(f->bind);
	struct rg_bind *bind = rg_bind_make(rn->net, &f->img);

	if (!bind)
		return;
	rg_bind_keep(bind, old);
	if (rg_bind_index(bind, dev->ifindex) != RG_IF_NONE && rg_hook_device(rn, dev)) {
		kfree(bind);
		return;
	}
	rg_bind_replace(f, bind);
}

static void rg_device_went(struct rg_net *rn, struct rg_force *f, const struct net_device *dev)
{
	const struct rg_bind *old = rtnl_dereference(f->bind);
	struct rg_bind *bind;

	if (rg_bind_index(old, dev->ifindex) == RG_IF_NONE)
		return;
	/* Without memory the old binding stays: its number is used no more. */
	bind = rg_bind_without(old, dev->ifindex);
	if (bind)
		rg_bind_replace(f, bind);
}

/* Enslaving an enrolled interface would take it out of the policy's hands. */
static int rg_device_enslaved(struct rg_force *f, const struct net_device *dev,
			      const struct netdev_notifier_changeupper_info *info)
{
	if (!info->linking || !info->master)
		return NOTIFY_DONE;
	if (rg_bind_index(rtnl_dereference(f->bind), dev->ifindex) == RG_IF_NONE)
		return NOTIFY_DONE;
	NL_SET_ERR_MSG_MOD(info->info.extack, "the interface is enrolled in the policy in force");
	return notifier_from_errno(-EBUSY);
}

static int rg_device_event(struct notifier_block *nb, unsigned long event, void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	struct rg_net *rn = rg_net_of(dev_net(dev));
	struct rg_force *f = rtnl_dereference(rn->force);

	switch (event) {
	case NETDEV_REGISTER:
	case NETDEV_CHANGENAME:
		if (f)
			rg_device_came(rn, f, dev);
		break;
	case NETDEV_UNREGISTER:
		if (f)
			rg_device_went(rn, f, dev);
		rg_unhook_device(rn, dev);
		break;
	case NETDEV_PRECHANGEUPPER:
		if (f)
			return rg_device_enslaved(f, dev, ptr);
		break;
	}
	return NOTIFY_DONE;
}

static struct notifier_block rg_device_notifier = { .notifier_call = rg_device_event };

int rg_bind_start(void)
{
	return register_netdevice_notifier(&rg_device_notifier);
}

void rg_bind_stop(void)
{
	unregister_netdevice_notifier(&rg_device_notifier);
}
