// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <net/if_arp.h>
#include <stdlib.h>
#include <string.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include "device.h"
#include "nl.h"
#include "lib/util.h"

static void *grow(void *array, size_t count, size_t size)
{
	/* Powers of two from 16 up. */
	if (count >= 16 && count & (count - 1))
		return array;
	return count && count < 16 ? array : realloc(array, (count ? 2 * count : 16) * size);
}

static void copy_name(char *to, struct nlattr *a)
{
	if (a)
		nla_strlcpy(to, a, RG_IFNAME_LEN);
}

/* Any program's id will do: there is more than one only where an offloaded one is. */
static uint32_t xdp_prog(struct nlattr *a)
{
	struct nlattr *tb[IFLA_XDP_MAX + 1];

	if (!a || nla_parse_nested(tb, IFLA_XDP_MAX, a, NULL))
		return 0;
	if (!tb[IFLA_XDP_ATTACHED] || !nla_get_u8(tb[IFLA_XDP_ATTACHED]))
		return 0;
	return tb[IFLA_XDP_PROG_ID] ? nla_get_u32(tb[IFLA_XDP_PROG_ID]) : UINT32_MAX;
}

static void link_kind(struct rg_device *d, struct nlattr *a)
{
	struct nlattr *tb[IFLA_INFO_MAX + 1];

	if (a && !nla_parse_nested(tb, IFLA_INFO_MAX, a, NULL))
		copy_name(d->kind, tb[IFLA_INFO_KIND]);
}

static int on_link(struct nlmsghdr *msg, void *arg)
{
	struct ifinfomsg *ifi = nlmsg_data(msg);
	struct nlattr *tb[IFLA_MAX + 1];
	struct rg_host *host = arg;
	struct rg_device *d;

	if (msg->nlmsg_type != RTM_NEWLINK || nlmsg_parse(msg, sizeof(*ifi), tb, IFLA_MAX, NULL))
		return 0;
	d = grow(host->dev, host->dev_count, sizeof(*d));
	if (!d)
		return -ENOMEM;
	host->dev = d;
	d += host->dev_count++;
	memset(d, 0, sizeof(*d));
	d->ifindex = ifi->ifi_index;
	d->ethernet = ifi->ifi_type == ARPHRD_ETHER;
	d->up = ifi->ifi_flags & IFF_UP;
	d->carrier = ifi->ifi_flags & IFF_LOWER_UP;
	copy_name(d->name, tb[IFLA_IFNAME]);
	link_kind(d, tb[IFLA_LINKINFO]);
	if (tb[IFLA_ADDRESS] && nla_len(tb[IFLA_ADDRESS]) == 6)
		memcpy(d->mac, nla_data(tb[IFLA_ADDRESS]), 6);
	d->master = tb[IFLA_MASTER] ? nla_get_u32(tb[IFLA_MASTER]) : 0;
	/* Of a veth, IFLA_LINK is the peer; only stacked devices interest us. */
	if (tb[IFLA_LINK] && !tb[IFLA_LINK_NETNSID])
		d->lower = nla_get_u32(tb[IFLA_LINK]);
	d->xdp = xdp_prog(tb[IFLA_XDP]);
	return 0;
}

static int on_address(struct nlmsghdr *msg, void *arg)
{
	struct ifaddrmsg *ifa = nlmsg_data(msg);
	struct nlattr *tb[IFA_MAX + 1], *a;
	struct rg_host *host = arg;
	struct rg_address *ad;
	uint32_t flags;
	int len = ifa->ifa_family == AF_INET ? 4 : 16;

	if (msg->nlmsg_type != RTM_NEWADDR || nlmsg_parse(msg, sizeof(*ifa), tb, IFA_MAX, NULL))
		return 0;
	a = tb[IFA_LOCAL] ? tb[IFA_LOCAL] : tb[IFA_ADDRESS];
	if (!a || nla_len(a) != len)
		return 0;
	ad = grow(host->addr, host->addr_count, sizeof(*ad));
	if (!ad)
		return -ENOMEM;
	host->addr = ad;
	ad += host->addr_count++;
	memset(ad, 0, sizeof(*ad));
	flags = tb[IFA_FLAGS] ? nla_get_u32(tb[IFA_FLAGS]) : ifa->ifa_flags;
	ad->ifindex = ifa->ifa_index;
	ad->family = len == 4 ? 4 : 6;
	ad->global = ifa->ifa_scope == RT_SCOPE_UNIVERSE && !(flags & IFA_F_DADFAILED);
	memcpy(ad->addr, nla_data(a), len);
	return 0;
}

static int on_route(struct nlmsghdr *msg, void *arg)
{
	struct rtmsg *rtm = nlmsg_data(msg);
	struct nlattr *tb[RTA_MAX + 1];
	struct rg_host *host = arg;
	uint32_t *b;

	if (msg->nlmsg_type != RTM_NEWROUTE || rtm->rtm_type != RTN_BROADCAST ||
	    rtm->rtm_dst_len != 32 || nlmsg_parse(msg, sizeof(*rtm), tb, RTA_MAX, NULL) ||
	    !tb[RTA_DST] || nla_len(tb[RTA_DST]) != 4)
		return 0;
	b = grow(host->bcast, host->bcast_count, sizeof(*b));
	if (!b)
		return -ENOMEM;
	host->bcast = b;
	memcpy(b + host->bcast_count++, nla_data(tb[RTA_DST]), 4);
	return 0;
}

static int read_all(struct rg_host *host)
{
	struct ifinfomsg ifi = { .ifi_family = AF_UNSPEC };
	struct ifaddrmsg ifa = { .ifa_family = AF_UNSPEC };
	struct rtmsg rtm = { .rtm_family = AF_INET };
	int err;

	memset(host, 0, sizeof(*host));
	err = rg_nl_dump(RTM_GETLINK, &ifi, sizeof(ifi), on_link, host);
	if (!err)
		err = rg_nl_dump(RTM_GETADDR, &ifa, sizeof(ifa), on_address, host);
	if (!err)
		err = rg_nl_dump(RTM_GETROUTE, &rtm, sizeof(rtm), on_route, host);
	return err;
}

static bool is_macvlan(const char *kind)
{
	return !strncmp(kind, "macv", 4) || !strncmp(kind, "ipv", 3);
}

static void mark_parents(struct rg_host *host)
{
	size_t i, k;

	for (i = 0; i < host->dev_count; i++)
		for (k = 0; k < host->dev_count; k++)
			if (host->dev[k].lower == host->dev[i].ifindex &&
			    is_macvlan(host->dev[k].kind))
				host->dev[i].macvlan = true;
}

/**
 * rg_host_read() - read devices, addresses and broadcast routes of this namespace
 * @host: result; rg_host_free() it in any case
 *
 * Return: 0, or -1 after rg_error().
 */
int rg_host_read(struct rg_host *host)
{
	int err = -EAGAIN, tries;

	memset(host, 0, sizeof(*host));
	/* -EAGAIN: something changed while it was listed. */
	for (tries = 0; err == -EAGAIN && tries < 10; tries++) {
		rg_host_free(host);
		err = read_all(host);
	}
	if (err)
		return rg_error("cannot list the network devices: %s", strerror(-err));
	mark_parents(host);
	return 0;
}

void rg_host_free(struct rg_host *host)
{
	free(host->dev);
	free(host->addr);
	free(host->bcast);
	memset(host, 0, sizeof(*host));
}

/** rg_host_device() - the device of that name, or NULL */
const struct rg_device *rg_host_device(const struct rg_host *host, const char *name)
{
	size_t i;

	for (i = 0; i < host->dev_count; i++)
		if (!strncmp(host->dev[i].name, name, RG_IFNAME_LEN))
			return &host->dev[i];
	return NULL;
}

/** rg_host_ifindex() - the device with that number, or NULL */
const struct rg_device *rg_host_ifindex(const struct rg_host *host, uint32_t ifindex)
{
	size_t i;

	for (i = 0; i < host->dev_count; i++)
		if (host->dev[i].ifindex == ifindex)
			return &host->dev[i];
	return NULL;
}
