// SPDX-License-Identifier: GPL-2.0-only
/*
 * The programs ask the routing table as from lo, so lo must forward, and for the
 * relays out of the hub interfaces, so these must.  A hub whose link is down must
 * have no route: ignore_routes_with_linkdown.  And the kernel
 * shall keep the relays' MACs fresh (managed neighbours, Linux 5.16), because a
 * frame from the hub is known by its relay's MAC.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <linux/neighbour.h>
#include "bind.h"
#include "nl.h"
#include "tune.h"
#include "lib/sysctl.h"
#include "lib/util.h"

static int sysctl_set(int value, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* 0, or a negative errno; a family that is not there needs nothing. */
static int sysctl_set(int value, const char *fmt, ...)
{
	char path[160], text[16];
	int len, fd, n, err = 0;
	va_list ap;

	len = snprintf(path, sizeof(path), "/proc/sys/");
	va_start(ap, fmt);
	vsnprintf(path + len, sizeof(path) - len, fmt, ap);
	va_end(ap);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? 0 : -errno;
	/* Without a newline: some of them take the number alone, and say so. */
	n = snprintf(text, sizeof(text), "%d", value);
	if (write(fd, text, n) < 0)
		err = -errno;
	close(fd);
	return err;
}

static int tune_hub(const char *family, const char *name)
{
	int err = sysctl_set(1, "net/%s/conf/%.16s/ignore_routes_with_linkdown", family, name);

	return err ? err : sysctl_set(1, "net/%s/conf/%.16s/forwarding", family, name);
}

/**
 * rg_tune_routes() - make the routing table answer, and truly
 * @image: policy about to be in force
 *
 * Return: 0, or -1 after rg_error().
 */
int rg_tune_routes(const uint8_t *image)
{
	const struct rg_interface *ifc;
	size_t i, n;
	int err;

	err = sysctl_set(1, "net/ipv4/conf/lo/forwarding");
	if (!err)
		err = sysctl_set(1, "net/ipv6/conf/lo/forwarding");
	ifc = rg_image_interfaces(image, &n);
	for (i = 0; i < n && !err; i++) {
		if (!(ifc[i].flags & RG_IF_HUB))
			continue;
		err = tune_hub("ipv4", ifc[i].name);
		if (!err)
			err = tune_hub("ipv6", ifc[i].name);
	}
	if (err)
		return rg_error("cannot write to /proc/sys/net: %s", strerror(-err));
	return 0;
}

struct neighbour {
	int family;
	uint32_t ifindex;
	const void *addr;
	unsigned int state, ext;
};

static struct nl_msg *neigh_msg(int type, int flags, const struct neighbour *n)
{
	struct ndmsg ndm = { .ndm_family = n->family, .ndm_ifindex = n->ifindex };
	struct nl_msg *msg = nlmsg_alloc_simple(type, flags);

	if (!msg)
		return NULL;
	if (nlmsg_append(msg, &ndm, sizeof(ndm), NLMSG_ALIGNTO) ||
	    nla_put(msg, NDA_DST, n->family == AF_INET ? 4 : 16, n->addr)) {
		nlmsg_free(msg);
		return NULL;
	}
	return msg;
}

static int on_neigh(struct nlmsghdr *msg, void *arg)
{
	struct ndmsg *ndm = nlmsg_data(msg);
	struct nlattr *tb[NDA_MAX + 1];
	struct neighbour *n = arg;

	if (msg->nlmsg_type != RTM_NEWNEIGH || nlmsg_parse(msg, sizeof(*ndm), tb, NDA_MAX, NULL))
		return 0;
	n->state = ndm->ndm_state;
	n->ext = tb[NDA_FLAGS_EXT] ? nla_get_u32(tb[NDA_FLAGS_EXT]) : 0;
	return 0;
}

static void neigh_get(struct neighbour *n)
{
	struct nl_msg *msg = neigh_msg(RTM_GETNEIGH, 0, n);

	n->state = NUD_NONE;
	n->ext = 0;
	if (msg)
		rg_nl_get(msg, on_neigh, n);
}

/* A static entry is the administrator's; older kernels have no managed ones. */
static void neigh_manage(struct neighbour *n)
{
	struct nl_msg *msg;

	neigh_get(n);
	if (n->state & (NUD_PERMANENT | NUD_NOARP) || n->ext & NTF_EXT_MANAGED)
		return;
	msg = neigh_msg(RTM_NEWNEIGH, NLM_F_CREATE | NLM_F_REPLACE, n);
	if (!msg)
		return;
	if (nla_put_u32(msg, NDA_FLAGS_EXT, NTF_EXT_MANAGED))
		nlmsg_free(msg);
	else
		rg_nl_do(msg);
}

static void neigh_unmanage(struct neighbour *n)
{
	struct nl_msg *msg;

	neigh_get(n);
	if (!(n->ext & NTF_EXT_MANAGED))
		return;
	msg = neigh_msg(RTM_DELNEIGH, 0, n);
	if (msg)
		rg_nl_do(msg);
}

static void each_relay(const uint8_t *image, const struct rg_host *host,
		       void (*fn)(struct neighbour *n))
{
	static const uint8_t none[16];
	const struct rg_interface *ifc;
	const struct rg_device *dev;
	size_t i, n;

	ifc = rg_image_interfaces(image, &n);
	for (i = 0; i < n; i++) {
		dev = rg_host_device(host, ifc[i].name);
		if (!(ifc[i].flags & RG_IF_HUB) || !dev)
			continue;
		if (memcmp(ifc[i].nexthop4, none, 4))
			fn(&(struct neighbour){ AF_INET, dev->ifindex, ifc[i].nexthop4, 0, 0 });
		if (memcmp(ifc[i].nexthop6, none, 16))
			fn(&(struct neighbour){ AF_INET6, dev->ifindex, ifc[i].nexthop6, 0, 0 });
	}
}

/** rg_tune_relays() - have the kernel keep the relays' MACs; what it cannot it leaves */
void rg_tune_relays(const uint8_t *image, const struct rg_host *host)
{
	each_relay(image, host, neigh_manage);
}

/* What a device's forwarding would be without us. */
static void untune(const char *family, const char *name)
{
	int all = rg_sysctl_get("net/%s/conf/all/forwarding", family);

	if (all >= 0)
		sysctl_set(all, "net/%s/conf/%.16s/forwarding", family, name);
	sysctl_set(0, "net/%s/conf/%.16s/ignore_routes_with_linkdown", family, name);
}

/** rg_untune() - back to the defaults, as far as that was ours; @image may be NULL */
void rg_untune(const uint8_t *image, const struct rg_host *host)
{
	const struct rg_interface *ifc;
	size_t i, n;

	untune("ipv4", "lo");
	untune("ipv6", "lo");
	if (!image)
		return;
	each_relay(image, host, neigh_unmanage);
	ifc = rg_image_interfaces(image, &n);
	for (i = 0; i < n; i++) {
		if (!(ifc[i].flags & RG_IF_HUB))
			continue;
		untune("ipv4", ifc[i].name);
		untune("ipv6", ifc[i].name);
	}
}
