// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <linux/netlink.h>
#include <netlink/genl/ctrl.h>
#include "kmod.h"
#include "lib/util.h"

#define MESSAGE_SIZE	(RELGATE_CHUNK_MAX + 4096)
#define EVENT_BUFFER	(4 << 20)
#define TICK_MS		500

#ifndef NLM_F_ACK_TLVS
#define NLM_F_ACK_TLVS	0x200
#endif
#ifndef NLMSGERR_ATTR_MSG
#define NLMSGERR_ATTR_MSG 1
#endif

/* What the kernel says in words: behind the errno, where the request is not repeated. */
static int on_error(struct sockaddr_nl *from, struct nlmsgerr *err, void *arg)
{
	struct nlmsghdr *h = (struct nlmsghdr *)err - 1;
	struct rg_knl *k = arg;
	int len = (int)h->nlmsg_len - NLMSG_HDRLEN - (int)sizeof(*err);
	struct nlattr *a;

	(void)from;
	if (h->nlmsg_flags & NLM_F_ACK_TLVS && len > 0) {
		a = nla_find((struct nlattr *)(err + 1), len, NLMSGERR_ATTR_MSG);
		if (a)
			nla_strlcpy(k->message, a, sizeof(k->message));
	}
	return err->error;
}

static int on_message(struct nl_msg *msg, void *arg)
{
	struct nlattr *tb[RELGATE_ATTR_MAX + 1];
	struct rg_knl *k = arg;

	if (genlmsg_parse(nlmsg_hdr(msg), 0, tb, RELGATE_ATTR_MAX, NULL))
		return NL_SKIP;
	k->stop |= k->fn && k->fn(tb, k->arg);
	return k->stop ? NL_STOP : NL_OK;
}

static int on_any(struct nl_msg *msg, void *arg)
{
	(void)msg;
	(void)arg;
	return NL_OK;
}

static int on_end(struct nl_msg *msg, void *arg)
{
	(void)msg;
	*(int *)arg = 0;
	return NL_STOP;
}

static struct nl_sock *connected(void)
{
	struct nl_sock *sk = nl_socket_alloc();
	int one = 1;

	if (!sk)
		return NULL;
	if (genl_connect(sk)) {
		nl_socket_free(sk);
		return NULL;
	}
	setsockopt(nl_socket_get_fd(sk), SOL_NETLINK, NETLINK_EXT_ACK, &one, sizeof(one));
	setsockopt(nl_socket_get_fd(sk), SOL_NETLINK, NETLINK_CAP_ACK, &one, sizeof(one));
	nl_socket_set_msg_buf_size(sk, MESSAGE_SIZE);
	return sk;
}

/** rg_knl_there() - whether the module is loaded */
bool rg_knl_there(void)
{
	struct nl_sock *sk = connected();
	bool there = sk && genl_ctrl_resolve(sk, RELGATE_FAMILY_NAME) >= 0;

	if (sk)
		nl_socket_free(sk);
	return there;
}

/** rg_knl_open() - a socket to the module, in this network namespace: 0, or -1 after rg_error() */
int rg_knl_open(struct rg_knl *k)
{
	memset(k, 0, sizeof(*k));
	k->sk = connected();
	if (!k->sk)
		return rg_error("cannot open a netlink socket: %s", strerror(errno));
	k->family = genl_ctrl_resolve(k->sk, RELGATE_FAMILY_NAME);
	if (k->family >= 0)
		return 0;
	rg_knl_close(k);
	return rg_error("the kernel module is not loaded: modprobe relgate");
}

void rg_knl_close(struct rg_knl *k)
{
	if (k->sk)
		nl_socket_free(k->sk);
	k->sk = NULL;
}

/** rg_knl_msg() - a request, to be given to rg_knl_call(); NULL: no memory */
struct nl_msg *rg_knl_msg(const struct rg_knl *k, int cmd, int flags)
{
	struct nl_msg *msg = nlmsg_alloc_size(MESSAGE_SIZE);

	if (msg && !genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, k->family, 0, flags, cmd,
				RELGATE_FAMILY_VERSION)) {
		nlmsg_free(msg);
		return NULL;
	}
	return msg;
}

/* Receive until the end of the answer: 0 or a negative errno. */
static int receive(struct rg_knl *k)
{
	struct nl_cb *cb = nl_cb_alloc(NL_CB_DEFAULT);
	int more = 1, err = 0;

	if (!cb)
		return -ENOMEM;
	nl_cb_err(cb, NL_CB_CUSTOM, on_error, k);
	nl_cb_set(cb, NL_CB_VALID, NL_CB_CUSTOM, on_message, k);
	nl_cb_set(cb, NL_CB_ACK, NL_CB_CUSTOM, on_end, &more);
	nl_cb_set(cb, NL_CB_FINISH, NL_CB_CUSTOM, on_end, &more);
	while (more && !err && !k->stop)
		err = nl_recvmsgs(k->sk, cb);
	nl_cb_put(cb);
	return err < 0 ? err : 0;
}

static int said(const struct rg_knl *k, int err)
{
	const char *text = k->message;

	if (!strncmp(text, "relgate: ", 9))
		text += 9;
	if (*text)
		return rg_error("%s", text);
	if (err == -EPERM)
		return rg_error("the kernel module refused: only root of the initial user "
				"namespace may do this");
	return rg_error("the kernel module refused: %s", strerror(-err));
}

/**
 * rg_knl_call() - send a request and wait for its end
 * @k: socket
 * @msg: from rg_knl_msg(); freed
 * @fn: called for each message of the answer, or NULL; non-zero ends it
 *
 * Return: 0, or -1 after rg_error().
 */
int rg_knl_call(struct rg_knl *k, struct nl_msg *msg,
		int (*fn)(struct nlattr **tb, void *arg), void *arg)
{
	int err;

	if (!msg)
		return rg_error("out of memory");
	k->fn = fn;
	k->arg = arg;
	k->stop = false;
	k->message[0] = '\0';
	err = nl_send_auto(k->sk, msg);
	nlmsg_free(msg);
	if (err < 0)
		return rg_error("cannot send to the kernel module: %s", nl_geterror(err));
	err = receive(k);
	return err ? said(k, err) : 0;
}

int rg_knl_dump(struct rg_knl *k, int cmd, int (*fn)(struct nlattr **tb, void *arg), void *arg)
{
	return rg_knl_call(k, rg_knl_msg(k, cmd, NLM_F_DUMP), fn, arg);
}

/**
 * rg_knl_events() - call @fn for every event until it returns non-zero or a signal comes
 * @k: socket
 * @fn: gets the attributes
 * @tick: called now and then, at least every half second; non-zero ends it
 * @arg: of both
 *
 * Return: 0, or -1 after rg_error().
 */
int rg_knl_events(struct rg_knl *k, int (*fn)(struct nlattr **tb, void *arg),
		  int (*tick)(void *arg), void *arg)
{
	int group = genl_ctrl_resolve_grp(k->sk, RELGATE_FAMILY_NAME, RELGATE_MCGRP_EVENTS);
	struct nl_cb *cb = nl_cb_alloc(NL_CB_DEFAULT);
	struct pollfd p = { .fd = nl_socket_get_fd(k->sk), .events = POLLIN };
	int err = 0;

	k->fn = fn;
	k->arg = arg;
	if (!cb || group < 0 || nl_socket_add_membership(k->sk, group)) {
		nl_cb_put(cb);
		return rg_error("cannot listen to the kernel module's events");
	}
	nl_socket_set_buffer_size(k->sk, EVENT_BUFFER, 0);
	nl_socket_set_nonblocking(k->sk);
	nl_cb_set(cb, NL_CB_SEQ_CHECK, NL_CB_CUSTOM, on_any, NULL);
	nl_cb_set(cb, NL_CB_VALID, NL_CB_CUSTOM, on_message, k);
	while (!k->stop && !tick(arg) && poll(&p, 1, TICK_MS) >= 0) {
		err = nl_recvmsgs(k->sk, cb);
		if (err == -NLE_NOMEM || err == -NLE_AGAIN)	/* some were lost; go on */
			err = 0;
		if (err < 0)
			break;
	}
	nl_cb_put(cb);
	return err < 0 ? rg_error("lost the kernel module's events: %s", nl_geterror(err)) : 0;
}
