/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel module, as userspace speaks to it. */
#ifndef RELGATE_ENGINE_KMOD_H
#define RELGATE_ENGINE_KMOD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <netlink/netlink.h>
#include <netlink/genl/genl.h>
#include "../../include/uapi/linux/relgate.h"
#include "../../include/uapi/linux/relgate_netlink.h"
#include "engine.h"
#include "bpf/query.h"

/**
 * struct rg_knl - a socket to the module
 * @family: of generic netlink
 * @fn: called for each message of an answer, with its attributes
 * @stop: it returned non-zero
 * @message: what the kernel said of an error
 */
struct rg_knl {
	struct nl_sock *sk;
	int family;
	int (*fn)(struct nlattr **tb, void *arg);
	void *arg;
	bool stop;
	char message[256];
};

/* kmod_nl.c */
bool rg_knl_there(void);
int rg_knl_open(struct rg_knl *k);
void rg_knl_close(struct rg_knl *k);
struct nl_msg *rg_knl_msg(const struct rg_knl *k, int cmd, int flags);
int rg_knl_call(struct rg_knl *k, struct nl_msg *msg,
		int (*fn)(struct nlattr **tb, void *arg), void *arg);
int rg_knl_dump(struct rg_knl *k, int cmd, int (*fn)(struct nlattr **tb, void *arg), void *arg);
int rg_knl_events(struct rg_knl *k, int (*fn)(struct nlattr **tb, void *arg),
		  int (*tick)(void *arg), void *arg);

/* kmod.c */
extern const struct rg_engine rg_engine_kmod;
bool rg_kmod_in_force(void);

/* kmod_hubs.c */
int rg_kmod_answered(const struct rg_answer *a);
int rg_kmod_hubs_up(struct rg_hubs *h);

/* kmod_ask.c: the core in the kernel, by explain: the third executor of the vectors */
#define RG_KMOD_ASK_MAX	32	/* questions, with whatever frames, that a message has room for */
int rg_kmod_ask_all(struct rg_knl *k, const struct rg_query *q, const uint8_t *const *frame,
		    struct rg_reply *reply, unsigned int n);
int rg_kmod_ask(struct rg_knl *k, const struct rg_query *q, const uint8_t *frame,
		struct rg_reply *reply);

#endif
