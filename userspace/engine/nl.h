/* SPDX-License-Identifier: GPL-2.0-only */
/* rtnetlink by libnl, as much as the engine needs. */
#ifndef RELGATE_ENGINE_NL_H
#define RELGATE_ENGINE_NL_H

#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>

typedef int (*rg_nl_fn)(struct nlmsghdr *msg, void *arg);

int rg_nl_dump(int type, const void *header, size_t len, rg_nl_fn fn, void *arg);
int rg_nl_do(struct nl_msg *msg);
int rg_nl_get(struct nl_msg *msg, rg_nl_fn fn, void *arg);

#endif
