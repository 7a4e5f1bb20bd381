// SPDX-License-Identifier: GPL-2.0-only
/* What is in force, as the kernel has it: nothing here is remembered by us. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <bpf/bpf.h>
#include "attach.h"
#include "bind.h"
#include "foreign.h"
#include "nl.h"
#include "ops.h"
#include "page.h"
#include "remove.h"
#include "rule.h"
#include "shut.h"
#include "lib/util.h"

static int on_route(struct nlmsghdr *msg, void *arg)
{
	struct rtmsg *rtm = nlmsg_data(msg);
	struct nlattr *tb[RTA_MAX + 1];
	uint32_t *oif = arg;

	if (msg->nlmsg_type != RTM_NEWROUTE || rtm->rtm_type != RTN_UNICAST ||
	    nlmsg_parse(msg, sizeof(*rtm), tb, RTA_MAX, NULL) || !tb[RTA_OIF])
		return 0;
	*oif = nla_get_u32(tb[RTA_OIF]);
	return 0;
}

/* Device that the gate's own traffic to @addr leaves by; 0: none. */
static uint32_t route_to(int family, const void *addr, int len)
{
	struct rtmsg rtm = { .rtm_family = family, .rtm_dst_len = len * 8 };
	struct nl_msg *msg = nlmsg_alloc_simple(RTM_GETROUTE, 0);
	uint32_t oif = 0;

	if (!msg)
		return 0;
	if (nlmsg_append(msg, &rtm, sizeof(rtm), NLMSG_ALIGNTO) ||
	    nla_put(msg, RTA_DST, len, addr))
		nlmsg_free(msg);
	else
		rg_nl_get(msg, on_route, &oif);
	return oif;
}

static int on_neigh(struct nlmsghdr *msg, void *arg)
{
	bool *failed = arg;

	if (msg->nlmsg_type == RTM_NEWNEIGH)
		*failed = ((struct ndmsg *)nlmsg_data(msg))->ndm_state & NUD_FAILED;
	return 0;
}

/* The link was asked for the address, and nobody answered. */
static bool unreachable(int family, uint32_t ifindex, const void *addr, int len)
{
	struct ndmsg ndm = { .ndm_family = family, .ndm_ifindex = ifindex };
	struct nl_msg *msg = nlmsg_alloc_simple(RTM_GETNEIGH, 0);
	bool failed = false;

	if (!msg)
		return false;
	if (nlmsg_append(msg, &ndm, sizeof(ndm), NLMSG_ALIGNTO) || nla_put(msg, NDA_DST, len, addr))
		nlmsg_free(msg);
	else
		rg_nl_get(msg, on_neigh, &failed);
	return failed;
}

static bool reached(int family, const void *addr, int len, uint32_t ifindex)
{
	return route_to(family, addr, len) == ifindex && !unreachable(family, ifindex, addr, len);
}

/** rg_hub_up() - the relay is reached through its link, in every family that it has an address in */
bool rg_hub_up(const struct rg_interface *ifc, const struct rg_device *dev)
{
	static const uint8_t none[16];
	bool four = memcmp(ifc->nexthop4, none, 4), six = memcmp(ifc->nexthop6, none, 16);

	if (!dev->up || !dev->carrier)
		return false;
	if (four && !reached(AF_INET, ifc->nexthop4, 4, dev->ifindex))
		return false;
	return !six || reached(AF_INET6, ifc->nexthop6, 16, dev->ifindex);
}

static bool alive(const struct rg_gate *g, const struct rg_bind_if *b)
{
	uint32_t ifindex;

	return !bpf_map_lookup_elem(g->map[RG_MAP_DEVICES], &b->dev_key, &ifindex);
}

static int fill_if(const struct rg_gate *g, const struct rg_host *host,
		   const struct rg_interface *ifc, const struct rg_bind_if *b,
		   struct rg_if_state *s, bool *tcx, bool *xdp)
{
	const struct rg_device *dev = rg_host_ifindex(host, b->ifindex);
	struct rg_attached found;

	memcpy(s->name, ifc->name, RG_IFNAME_LEN);
	memcpy(s->mac, b->mac, 6);
	s->ifindex = b->ifindex;
	s->present = dev && alive(g, b) && !memcmp(dev->mac, b->mac, 6) &&
		     !strncmp(dev->name, ifc->name, RG_IFNAME_LEN);
	if (!dev)
		return 0;
	if (rg_attach_inspect(g, dev, &found))
		return -1;
	rg_foreign_on(dev, &found);
	s->judged = found.ingress;
	s->guarded = found.egress;
	s->xdp = found.xdp;
	s->foreign = found.foreign;
	snprintf(s->foreign_what, sizeof(s->foreign_what), "%s", found.what);
	s->answers = rg_bpf_answers(g, ifc, b->ifindex);
	s->up = ifc->flags & RG_IF_HUB && s->present && s->answers && rg_hub_up(ifc, dev);
	*tcx |= found.tcx;
	*xdp |= found.xdp;
	return 0;
}

static int fill_ifs(const struct rg_gate *g, const struct rg_live *live, struct rg_status *st)
{
	const struct rg_interface *ifc;
	struct rg_host host;
	bool tcx = false, xdp = false;
	size_t i;
	int err;

	ifc = rg_image_interfaces(live->image, &st->if_count);
	st->ifs = calloc(st->if_count, sizeof(*st->ifs));
	if (!st->ifs)
		return rg_error("out of memory");
	err = rg_host_read(&host);
	st->guarded = st->locked;
	for (i = 0; i < st->if_count && !err; i++) {
		struct rg_if_state *s = &st->ifs[i];

		err = fill_if(g, &host, &ifc[i], &live->bind->ifc[i], s, &tcx,
			      &xdp);
		st->guarded &= s->present && s->judged && s->guarded && !s->foreign;
	}
	if (!err)
		err = rg_foreign_elsewhere(live->image, &host, g->xdp_id, false, st->elsewhere);
	st->guarded &= !st->elsewhere[0];
	rg_host_free(&host);
	snprintf(st->attach, sizeof(st->attach), "%s%s", xdp ? "xdp, " : "", tcx ? "tcx" : "clsact");
	return err;
}

static void fill_lock(const struct rg_gate *g, struct rg_status *st)
{
	enum rg_shut shut = rg_shut_state(g->dir);
	bool rules = rg_rules_locked();

	st->locked = rules && shut != RG_SHUT_NONE;
	snprintf(st->lock_what, sizeof(st->lock_what), "%s, %s",
		 rules ? "ip rule" : "ip rule MISSING",
		 shut == RG_SHUT_LINK ? "BPF netfilter link" :
		 shut == RG_SHUT_NFT ? "nft table inet relgate_lock" : "netfilter lock MISSING");
}

static int fill_standing(const struct rg_gate *g, struct rg_status *st)
{
	struct rg_standing s;

	if (rg_pages_standing(g, &s))
		return -1;
	st->newest = s.generation;
	st->previous = s.slot == RG_SLOT_NEW ? s.previous : 0;
	st->trial = s.trial;
	st->deadline = s.deadline;
	return 0;
}

static int fill_policy(const struct rg_gate *g, struct rg_live *live, struct rg_status *st)
{
	struct rg_control c;

	if (rg_control_read(g, RG_CONTROL_BLOCK, &c))
		return -1;
	st->in_force = true;
	st->blocked = c.blocked;
	st->generation = live->bind->generation;
	st->since = live->bind->wall;
	st->mono = live->bind->base + (int64_t)((rg_boottime() - live->bind->boot_ns) / 1000000000);
	st->seen = live->bind->seen;
	if (fill_ifs(g, live, st))
		return -1;
	st->image = live->image;
	st->image_size = live->size;
	live->image = NULL;
	return 0;
}

/** rg_bpf_status() - see struct rg_engine */
int rg_bpf_status(struct rg_status *st)
{
	struct rg_live live = { 0 };
	struct rg_gate g;
	int found = 0, err = 0;

	memset(st, 0, sizeof(*st));
	strcpy(st->engine, "bpf");
	if (rg_gate_open(&g, false))
		return -1;
	fill_lock(&g, st);
	st->residue = rg_gate_residue(&g);
	if (g.whole)
		found = fill_standing(&g, st) ? -1 : rg_pages_live(&g, &live);
	if (found < 0)
		err = -1;
	else if (found)
		err = fill_policy(&g, &live, st);
	rg_live_free(&live);
	rg_gate_close(&g);
	if (err)
		rg_status_free(st);
	return err;
}
