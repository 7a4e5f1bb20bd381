// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>
#include <netlink/handlers.h>
#include "nl.h"

struct nl_call {
	rg_nl_fn fn;
	void *arg;
	int err;
};

static int nl_valid(struct nl_msg *msg, void *arg)
{
	struct nl_call *call = arg;

	if (!call->err && call->fn)
		call->err = call->fn(nlmsg_hdr(msg), call->arg);
	return NL_OK;
}

static struct nl_sock *nl_open(struct nl_call *call)
{
	struct nl_sock *sk = nl_socket_alloc();

	if (!sk)
		return NULL;
	nl_socket_disable_seq_check(sk);
	if (nl_connect(sk, NETLINK_ROUTE) < 0) {
		nl_socket_free(sk);
		return NULL;
	}
	nl_socket_set_buffer_size(sk, 1 << 20, 0);
	nl_socket_set_msg_buf_size(sk, 1 << 16);
	nl_socket_modify_cb(sk, NL_CB_VALID, NL_CB_CUSTOM, nl_valid, call);
	return sk;
}

/* libnl folds errnos into its own numbers; these are the ones that callers ask for. */
static int nl_errno(int err)
{
	switch (-err) {
	case 0:
		return 0;
	case NLE_EXIST:
		return -EEXIST;
	case NLE_OBJ_NOTFOUND:
		return -ENOENT;
	case NLE_PERM:
	case NLE_NOACCESS:
		return -EPERM;
	case NLE_NODEV:
		return -ENODEV;
	case NLE_OPNOTSUPP:
		return -EOPNOTSUPP;
	case NLE_NOMEM:
		return -ENOMEM;
	case NLE_BUSY:
		return -EBUSY;
	case NLE_DUMP_INTR:
		return -EAGAIN;
	default:
		return err < 0 ? -EINVAL : 0;
	}
}

/**
 * rg_nl_dump() - call @fn for every message of a dump
 * @type: RTM_GET*
 * @header: its family header, @len bytes
 * @fn: returns 0, or an error that becomes the result
 *
 * Return: 0 or a negative errno.
 */
int rg_nl_dump(int type, const void *header, size_t len, rg_nl_fn fn, void *arg)
{
	struct nl_call call = { .fn = fn, .arg = arg };
	struct nl_sock *sk = nl_open(&call);
	int err;

	if (!sk)
		return -ENOMEM;
	err = nl_send_simple(sk, type, NLM_F_DUMP, (void *)header, len);
	if (err >= 0)
		err = nl_recvmsgs_default(sk);
	nl_socket_free(sk);
	return err < 0 ? nl_errno(err) : call.err;
}

/**
 * rg_nl_get() - send a request that is answered by one message
 * @msg: the request; freed
 */
int rg_nl_get(struct nl_msg *msg, rg_nl_fn fn, void *arg)
{
	struct nl_call call = { .fn = fn, .arg = arg };
	struct nl_sock *sk = nl_open(&call);
	int err = -NLE_NOMEM;

	if (sk) {
		nl_socket_disable_auto_ack(sk);
		err = nl_send_auto(sk, msg);
		if (err >= 0)
			err = nl_recvmsgs_default(sk);
	}
	nl_socket_free(sk);
	nlmsg_free(msg);
	return err < 0 ? nl_errno(err) : call.err;
}

/**
 * rg_nl_do() - send a request and wait for the acknowledgement
 * @msg: the request; freed
 */
int rg_nl_do(struct nl_msg *msg)
{
	struct nl_call call = { 0 };
	struct nl_sock *sk = nl_open(&call);
	int err = -NLE_NOMEM;

	if (sk) {
		err = nl_send_auto(sk, msg);
		if (err >= 0)
			err = nl_wait_for_ack(sk);
	}
	nl_socket_free(sk);
	nlmsg_free(msg);
	return nl_errno(err);
}
