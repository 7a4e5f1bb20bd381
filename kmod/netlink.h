/* SPDX-License-Identifier: GPL-2.0-only */
/* Between the parts of the generic netlink family. */
#ifndef RG_KMOD_NETLINK_H
#define RG_KMOD_NETLINK_H

#include <net/genetlink.h>
#include "../include/uapi/linux/relgate_netlink.h"
#include "gate.h"

extern struct genl_family rg_family;
extern const struct nla_policy rg_attr_policy[RELGATE_ATTR_MAX + 1];

/**
 * struct rg_dump - where a dump stands, in netlink_callback.ctx
 * @f: policy that is read out, held; or NULL
 * @at: next record or byte
 * @kind: counters: enum relgate_counter
 */
struct rg_dump {
	struct rg_force *f;
	u32 at, kind;
};

void *rg_netlink_head(struct sk_buff *skb, struct netlink_callback *cb, u8 cmd);

/* dump.c */
int rg_dump_start(struct netlink_callback *cb);
int rg_dump_done(struct netlink_callback *cb);
int rg_dump_image(struct sk_buff *skb, struct netlink_callback *cb);
int rg_dump_interfaces(struct sk_buff *skb, struct netlink_callback *cb);
int rg_dump_agreements(struct sk_buff *skb, struct netlink_callback *cb);
int rg_dump_counters(struct sk_buff *skb, struct netlink_callback *cb);

/* explain.c */
int rg_explain(struct sk_buff *skb, struct genl_info *info);

#endif /* RG_KMOD_NETLINK_H */
