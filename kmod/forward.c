// SPDX-License-Identifier: GPL-2.0-only
/*
 * The lock on the stack's own forwarding: while it is closed, only what goes
 * between two unmanaged interfaces of the policy in force is forwarded.
 */
#include <linux/netdevice.h>
#include <linux/netfilter_ipv4.h>
#include <linux/rtnetlink.h>
#include "gate.h"

static bool rg_is_unmanaged(const struct rg_image *img, const struct net_device *dev)
{
	const struct rg_section *sec = &rg_header(img)->sec[RG_SEC_UNMANAGED];
	const char *name = (const char *)img->page0 + sec->off;
	u32 i;

	for (i = 0; i < sec->count; i++, name += RG_IFNAME_LEN) {
		if (!strncmp(name, dev->name, RG_IFNAME_LEN))
			return true;
	}
	return false;
}

static unsigned int rg_forward(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	const struct rg_force *f = rg_in_force(rg_net_of(state->net));

	if (!f || !state->in || !state->out)
		return NF_DROP;
	if (rg_is_unmanaged(&f->img, state->in) && rg_is_unmanaged(&f->img, state->out))
		return NF_ACCEPT;
	return NF_DROP;
}

static const struct nf_hook_ops rg_forward_ops[] = {
	{
		.hook = rg_forward,
		.pf = NFPROTO_IPV4,
		.hooknum = NF_INET_FORWARD,
		.priority = NF_IP_PRI_FIRST,
	},
	{
		.hook = rg_forward,
		.pf = NFPROTO_IPV6,
		.hooknum = NF_INET_FORWARD,
		.priority = NF_IP_PRI_FIRST,
	},
};

/** rg_forward_close() - shut the stack's forwarding; RTNL is held */
int rg_forward_close(struct rg_net *rn)
{
	int err;

	ASSERT_RTNL();
	if (rn->closed)
		return 0;
	err = nf_register_net_hooks(rn->net, rg_forward_ops, ARRAY_SIZE(rg_forward_ops));
	rn->closed = !err;
	return err;
}

void rg_forward_open(struct rg_net *rn)
{
	if (rn->closed)
		nf_unregister_net_hooks(rn->net, rg_forward_ops, ARRAY_SIZE(rg_forward_ops));
	rn->closed = false;
}
