// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a policy's interfaces to devices.  An interface is bound to one device by
 * name, and to its number and MAC from then on.  When the device goes, the
 * interface is closed; when one with its name and MAC comes, it is bound to that.
 */
#include <linux/etherdevice.h>
#include <linux/if_arp.h>
#include <linux/if_vlan.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include "gate.h"

const struct rg_bound rg_bound_none;

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
		if (READ_ONCE(bind->ifc[i - 1].ifindex) == ifindex)
			return i - 1;
	}
}

static void rg_bind_slot(struct rg_bind *bind, u32 i)
{
	u32 at = bind->ifc[i].ifindex;

	while (bind->slot[at & (RG_BIND_SLOTS - 1)])
		at++;
	bind->slot[at & (RG_BIND_SLOTS - 1)] = i + 1;
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

/* The interface that a device is by its name, or RG_IF_NONE. */
static u32 rg_bind_named(const struct rg_image *img, const struct net_device *dev)
{
	u32 i;

	for (i = 0; i < rg_interface_count(img); i++) {
		if (!strncmp(rg_interface(img, i)->name, dev->name, IFNAMSIZ))
			return i;
	}
	return RG_IF_NONE;
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
	if (netdev_is_rx_handler_busy((struct net_device *)dev))
		return "an enrolled interface carries a device that takes its frames (macvlan, ipvlan, macsec)";
	if (dev_xdp_prog_count((struct net_device *)dev))
		return "an XDP program is attached to an enrolled interface";
	return NULL;
}

/**
 * rg_bind_check() - may a policy be bound to the devices of a namespace
 * @net: namespace; RTNL is held
 * @img: validated image
 * @partial: a device that is not there is no fault
 * @extack: why not
 *
 * Return: 0 or a negative errno.
 */
int rg_bind_check(struct net *net, const struct rg_image *img, bool partial,
		  struct netlink_ext_ack *extack)
{
	const struct net_device *dev;
	const char *why;
	u32 i;

	for (i = 0; i < rg_interface_count(img); i++) {
		dev = rg_device(net, rg_interface(img, i));
		if (!dev && partial)
			continue;
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
		if (!dev || rg_device_unfit(dev))
			continue;
		bind->ifc[i].ifindex = dev->ifindex;
		ether_addr_copy(bind->ifc[i].mac, dev->dev_addr);
		rg_bind_slot(bind, i);
	}
	return bind;
}

/* A device lost its name, or goes: its interface is closed, and remembers its MAC. */
static void rg_bind_clear(struct rg_bind *bind, int ifindex)
{
	u32 i = rg_bind_index(bind, ifindex);

	if (i != RG_IF_NONE)
		WRITE_ONCE(bind->ifc[i].ifindex, 0);
}

static struct rg_bind *rg_bind_with(const struct rg_bind *old, u32 at, int ifindex)
{
	struct rg_bind *bind = kzalloc(sizeof(*bind), GFP_KERNEL_ACCOUNT);
	u32 i;

	for (i = 0; bind && i < RG_INTERFACE_MAX; i++) {
		bind->ifc[i] = old->ifc[i];
		if (i == at)
			bind->ifc[i].ifindex = ifindex;
		if (bind->ifc[i].ifindex)
			rg_bind_slot(bind, i);
	}
	return bind;
}

/*
 * A device came, or got a name.  One with the name of an interface is hooked before it
 * can be up, and so is closed; it is bound only if it is the one that the policy was
 * applied to, by its MAC: two that change their names must not change their nations.
 * One that lost its name keeps the hooks, and is closed.
 */
static int rg_device_came(struct rg_net *rn, struct rg_force *f, struct net_device *dev,
			  bool hook)
{
	struct rg_bind *old = rtnl_dereference(f->bind), *bind;
	u32 i = rg_bind_named(&f->img, dev);
	int err = 0;

	rg_bind_clear(old, dev->ifindex);
	if (i == RG_IF_NONE)
		return 0;
	if (hook)
		err = rg_hook_device(rn, dev, false);
	if (err || !ether_addr_equal(old->ifc[i].mac, dev->dev_addr) || rg_device_unfit(dev))
		return err;
	bind = rg_bind_with(old, i, dev->ifindex);
	if (!bind)
		return -ENOMEM;
	rcu_assign_pointer(f->bind, bind);
	kfree_rcu(old, rcu);
	return 0;
}

/*
 * A device on top would take an enrolled interface out of the policy's hands.  Tagged
 * frames do not cross anyway, so that a VLAN does no harm.
 */
static int rg_device_enslaved(struct rg_force *f, const struct net_device *dev,
			      const struct netdev_notifier_changeupper_info *info)
{
	const struct rg_force *back = rtnl_dereference(f->previous);

	if (!info->linking || is_vlan_dev(info->upper_dev))
		return NOTIFY_DONE;
	if (rg_bind_index(rtnl_dereference(f->bind), dev->ifindex) == RG_IF_NONE &&
	    !(back && rg_bind_index(rtnl_dereference(back->bind), dev->ifindex) != RG_IF_NONE))
		return NOTIFY_DONE;
	NL_SET_ERR_MSG_MOD(info->info.extack, "the interface is enrolled in the policy in force, or in the one before it");
	return notifier_from_errno(-EBUSY);
}

/* The previous policy keeps its binding; its devices are ours only while it may come back. */
static int rg_device_named(struct rg_net *rn, struct rg_force *f, struct net_device *dev)
{
	struct rg_force *back = rtnl_dereference(f->previous);
	int state = atomic_read(&f->trial);
	int err = rg_device_came(rn, f, dev, true);

	if (!err && back)
		err = rg_device_came(rn, back, dev, state == RG_TRIAL_PENDING ||
						    state == RG_TRIAL_EXPIRED);
	return notifier_from_errno(err);
}

static void rg_device_gone(struct rg_force *f, const struct net_device *dev)
{
	struct rg_force *back = rtnl_dereference(f->previous);

	rg_bind_clear(rtnl_dereference(f->bind), dev->ifindex);
	if (back)
		rg_bind_clear(rtnl_dereference(back->bind), dev->ifindex);
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
			return rg_device_named(rn, f, dev);
		break;
	case NETDEV_UNREGISTER:
		if (f)
			rg_device_gone(f, dev);
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
