// SPDX-License-Identifier: GPL-2.0-only
/* The hubs of a policy that the kernel module has in force. */
#include "kmod.h"
#include "ops.h"
#include "lib/util.h"

/** rg_kmod_answered() - see struct rg_engine */
int rg_kmod_answered(const struct rg_answer *a)
{
	struct nl_msg *msg;
	struct rg_knl k;
	int err;

	if (rg_knl_open(&k))
		return -1;
	msg = rg_knl_msg(&k, RELGATE_CMD_ANSWERED, 0);
	if (msg && (nla_put_u32(msg, RELGATE_ATTR_IFINDEX, a->ifindex) ||
		    nla_put(msg, RELGATE_ATTR_ADDRESS, sizeof(a->addr), a->addr) ||
		    nla_put_u64(msg, RELGATE_ATTR_DEADLINE, a->until))) {
		nlmsg_free(msg);
		msg = NULL;
	}
	err = rg_knl_call(&k, msg, NULL, NULL);
	rg_knl_close(&k);
	return err;
}

static bool yes(struct nlattr *a)
{
	return a && nla_get_u8(a);
}

static int on_hub(struct nlattr **tb, void *arg)
{
	struct nlattr *generation = tb[RELGATE_ATTR_GENERATION], *index = tb[RELGATE_ATTR_INDEX];
	struct rg_hubs *h = arg;
	size_t i;

	if (!generation || nla_get_u64(generation) != h->generation || !index ||
	    !yes(tb[RELGATE_ATTR_PRESENT]) || !yes(tb[RELGATE_ATTR_ANSWERS]))
		return 0;
	for (i = 0; i < h->count; i++)
		if (h->hub[i].index == nla_get_u32(index))
			h->up |= 1u << i;
	return 0;
}

/** rg_kmod_hubs_up() - see struct rg_engine */
int rg_kmod_hubs_up(struct rg_hubs *h)
{
	const struct rg_device *dev;
	struct rg_host host;
	struct rg_knl k;
	size_t i;
	int err;

	h->up = 0;
	if (rg_knl_open(&k))
		return -1;
	err = rg_knl_dump(&k, RELGATE_CMD_INTERFACE_GET, on_hub, h);
	rg_knl_close(&k);
	if (!err && !rg_host_read(&host)) {
		for (i = 0; i < h->count; i++) {
			dev = rg_host_device(&host, h->hub[i].ifc.name);
			if (!dev || !rg_hub_up(&h->hub[i].ifc, dev))
				h->up &= ~(1u << i);
		}
		rg_host_free(&host);
	}
	return err;
}
