// SPDX-License-Identifier: GPL-2.0-only
/*
 * XDP in the driver, or none.  Generic XDP is no choice: what it redirects goes around
 * what completes checksums and cuts up aggregates.  Nor is a veth unless it is asked
 * for: a sender behind it may leave checksums to be completed, and nothing would.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <linux/ethtool.h>
#include <linux/if_link.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <bpf/bpf.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>
#include <netlink/genl/genl.h>
#include <netlink/genl/ctrl.h>
#include "bind.h"
#include "syscall.h"
#include "xdp.h"
#include "lib/util.h"

/* The kernel's family `netdev` (Linux 6.3); older headers do not name it. */
#define NETDEV_FAMILY		"netdev"
#define NETDEV_DEV_GET		1
#define NETDEV_DEV_IFINDEX	1
#define NETDEV_DEV_FEATURES	3
#define NETDEV_XDP_BASIC	0x1
#define NETDEV_XDP_REDIRECT	0x2
#define NETDEV_XDP_XMIT		0x4

static int on_features(struct nl_msg *msg, void *arg)
{
	struct nlattr *tb[NETDEV_DEV_FEATURES + 1];
	struct rg_host *host = arg;
	uint64_t features;
	size_t i;

	if (genlmsg_parse(nlmsg_hdr(msg), 0, tb, NETDEV_DEV_FEATURES, NULL) ||
	    !tb[NETDEV_DEV_IFINDEX] || !tb[NETDEV_DEV_FEATURES])
		return NL_OK;
	features = nla_get_u64(tb[NETDEV_DEV_FEATURES]);
	for (i = 0; i < host->dev_count; i++) {
		struct rg_device *d = &host->dev[i];

		if (d->ifindex != nla_get_u32(tb[NETDEV_DEV_IFINDEX]))
			continue;
		if (features & NETDEV_XDP_BASIC && features & NETDEV_XDP_REDIRECT)
			d->can |= RG_CAN_JUDGE;
		if (features & NETDEV_XDP_XMIT)
			d->can |= RG_CAN_XMIT;
	}
	return NL_OK;
}

/* Of a kernel that has no such family nothing is known, and so nothing can. */
static int read_features(struct nl_sock *sk)
{
	int family = genl_ctrl_resolve(sk, NETDEV_FAMILY);
	struct nl_msg *msg;
	int err;

	if (family < 0)
		return 0;
	msg = nlmsg_alloc();
	if (!msg || !genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, family, 0, NLM_F_DUMP,
				 NETDEV_DEV_GET, 1)) {
		nlmsg_free(msg);
		return -NLE_NOMEM;
	}
	err = nl_send_auto(sk, msg);
	nlmsg_free(msg);
	return err < 0 ? err : nl_recvmsgs_default(sk);
}

/* A veth hands tags over as its peer sent them; there is nothing to switch off here. */
static bool leaves_tags(int sock, const struct rg_device *dev)
{
	struct ethtool_value value = { .cmd = ETHTOOL_GFLAGS };
	struct ifreq req = { .ifr_data = (char *)&value };

	snprintf(req.ifr_name, sizeof(req.ifr_name), "%s", dev->name);
	return !strcmp(dev->kind, "veth") ||
	       (!ioctl(sock, SIOCETHTOOL, &req) && !(value.data & ETH_FLAG_RXVLAN));
}

/**
 * rg_xdp_probe() - what the drivers of this namespace's devices can
 * @host: devices; each gets can
 *
 * Return: 0, or -1 after rg_error().
 */
int rg_xdp_probe(struct rg_host *host)
{
	struct nl_sock *sk = nl_socket_alloc();
	int sock = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int err = -NLE_NOMEM;
	size_t i;

	for (i = 0; i < host->dev_count; i++)
		host->dev[i].can = sock >= 0 && leaves_tags(sock, &host->dev[i]) ? RG_CAN_TAGS : 0;
	if (sk) {
		nl_socket_modify_cb(sk, NL_CB_VALID, NL_CB_CUSTOM, on_features, host);
		err = genl_connect(sk);
		if (!err)
			err = read_features(sk);
	}
	nl_socket_free(sk);
	if (sock >= 0)
		close(sock);
	return err < 0 ? rg_error("cannot ask what the drivers can: %s", nl_geterror(err)) : 0;
}

static int check_forced(const struct rg_device *dev)
{
	if (!(dev->can & RG_CAN_JUDGE))
		return rg_error("%s: its driver runs no XDP program, or the kernel does not say so "
				"(Linux 6.3): use --hook tc", dev->name);
	if (!(dev->can & RG_CAN_TAGS))
		return rg_error("%s: takes VLAN tags off frames before XDP sees them: "
				"ethtool -K %s rxvlan off, or use --hook tc", dev->name, dev->name);
	return 0;
}

/**
 * rg_xdp_check() - can frames be judged where it was asked for
 * @image: validated policy; its devices that are there are looked at
 * @host: devices, after rg_xdp_probe()
 *
 * Return: 0, or -1 after rg_error() about every device that cannot.
 */
int rg_xdp_check(const uint8_t *image, const struct rg_host *host, enum rg_hook_choice choice)
{
	const struct rg_interface *ifc;
	const struct rg_device *dev;
	size_t i, n;
	int err = 0;

	ifc = rg_image_interfaces(image, &n);
	for (i = 0; i < n && choice == RG_JUDGE_XDP; i++) {
		dev = rg_host_device(host, ifc[i].name);
		if (dev)
			err |= check_forced(dev);
	}
	return err;
}

static bool wanted_on(const struct rg_device *dev, enum rg_hook_choice choice)
{
	if (choice == RG_JUDGE_XDP)
		return true;
	return choice == RG_JUDGE_AUTO && !dev->kind[0] && dev->can & RG_CAN_JUDGE &&
	       dev->can & RG_CAN_TAGS;
}

/**
 * rg_xdp_wanted() - is there a device that the XDP program is to run on
 * @image: validated policy
 * @host: devices, after rg_xdp_probe()
 */
bool rg_xdp_wanted(const uint8_t *image, const struct rg_host *host, enum rg_hook_choice choice)
{
	const struct rg_interface *ifc;
	const struct rg_device *dev;
	size_t i, n;

	ifc = rg_image_interfaces(image, &n);
	for (i = 0; i < n; i++) {
		dev = rg_host_device(host, ifc[i].name);
		if (dev && wanted_on(dev, choice))
			return true;
	}
	return false;
}

static void xdp_name(char name[32], uint32_t ifindex)
{
	snprintf(name, 32, "xdp_%u", ifindex);
}

static int attach(const struct rg_gate *g, const struct rg_device *dev)
{
	LIBBPF_OPTS(bpf_link_create_opts, opts, .flags = XDP_FLAGS_DRV_MODE);
	char name[32];
	int fd, err;

	fd = bpf_link_create(g->xdp, dev->ifindex, BPF_XDP, &opts);
	if (fd < 0)
		return -errno;
	xdp_name(name, dev->ifindex);
	err = rg_pin_set(g->dir, name, fd);
	close(fd);
	return err ? -EIO : 0;
}

/**
 * rg_xdp_attach() - put the XDP program where it is wanted, and take it off elsewhere
 * @g: gate with programs
 * @dev: enrolled device, with the tc programs on it
 * @choice: if the driver refuses after all, only RG_JUDGE_XDP makes that a fault
 *
 * Return: 0, or -1 after rg_error().
 */
int rg_xdp_attach(const struct rg_gate *g, const struct rg_device *dev,
		  enum rg_hook_choice choice)
{
	int err;

	if (!wanted_on(dev, choice)) {
		rg_xdp_unattach(g, dev->ifindex);
		return 0;
	}
	if (dev->xdp && dev->xdp == g->xdp_id)
		return 0;
	rg_xdp_unattach(g, dev->ifindex);
	err = attach(g, dev);
	if (!err || choice != RG_JUDGE_XDP)
		return 0;
	return rg_error("%s: cannot attach the XDP program: %s; use --hook tc", dev->name,
			strerror(-err));
}

/** rg_xdp_unattach() - take our XDP program off a device, which may be gone */
void rg_xdp_unattach(const struct rg_gate *g, uint32_t ifindex)
{
	struct rg_link_info info;
	char name[32];
	int fd;

	xdp_name(name, ifindex);
	fd = rg_pin_get(g->dir, name);
	if (fd < 0)
		return;
	if (!rg_sys_link_info(fd, &info) && info.type == RG_LINK_XDP)
		bpf_link_detach(fd);
	close(fd);
	rg_pin_drop(g->dir, name);
}
