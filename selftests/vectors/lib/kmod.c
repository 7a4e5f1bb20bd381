// SPDX-License-Identifier: GPL-2.0-only
/*
 * The core in the loaded kernel module, as an executor: each policy is put in force
 * in a network namespace of our own, with a dummy device for each interface, and
 * asked by the family's explain command.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <net/if.h>
#include <netlink/netlink.h>
#include <netlink/route/link.h>
#include "engine/kmod.h"
#include "lib/util.h"
#include "query.h"
#include "vec.h"

static struct rg_knl knl;
static struct nl_sock *rt;
static unsigned int loaded;		/* serial of the policy, 0: none */

static int kmod_open(void)
{
	if (unshare(CLONE_NEWNET))
		return rg_error("cannot make a network namespace: %s", strerror(errno));
	rt = nl_socket_alloc();
	if (!rt || nl_connect(rt, NETLINK_ROUTE))
		return rg_error("cannot open a netlink socket");
	return rg_knl_open(&knl);
}

static int add_device(const char *name)
{
	struct rtnl_link *link;
	int err;

	if (if_nametoindex(name))
		return 0;
	link = rtnl_link_alloc();
	if (!link)
		return rg_error("out of memory");
	rtnl_link_set_name(link, name);
	rtnl_link_set_type(link, "dummy");
	err = rtnl_link_add(rt, link, NLM_F_CREATE | NLM_F_EXCL);
	rtnl_link_put(link);
	return err ? rg_error("cannot make the device %s: %s", name, nl_geterror(err)) : 0;
}

/* Some images were edited after they were compiled: the digest is made anew. */
static int apply(const struct vec_policy *p)
{
	uint8_t *image = malloc(p->size);
	struct rg_apply a = { .image = image, .size = p->size, .quiet = true };
	int err = -1;

	if (image) {
		memcpy(image, p->image, p->size);
		err = rg_image_digest(image, p->size, ((struct rg_image_header *)image)->digest);
	}
	if (!err)
		err = rg_engine_kmod.apply(&a);
	free(image);
	return err;
}

static int kmod_policy(const struct vec_policy *p)
{
	const struct rg_image_header *h = (const struct rg_image_header *)p->image;
	const struct rg_interface *ifc = (const void *)(p->image + h->sec[RG_SEC_INTERFACE].off);
	char name[RG_IFNAME_LEN + 1] = "";
	unsigned int i;

	if (p->serial == loaded)
		return 0;
	loaded = 0;
	for (i = 0; i < h->sec[RG_SEC_INTERFACE].count; i++) {
		memcpy(name, ifc[i].name, RG_IFNAME_LEN);
		if (add_device(name))
			return -1;
	}
	if (apply(p))
		return -1;
	loaded = p->serial;
	return 0;
}

static int kmod_ask(struct vec_ask *a)
{
	struct rg_query q = vec_query(a);
	struct rg_reply r;

	if (rg_kmod_ask(&knl, &q, a->w.hdr, &r))
		return -1;
	vec_answer(a, &r);
	return 0;
}

static int kmod_ask_some(struct vec_ask *a, unsigned int n)
{
	static struct rg_reply r[RG_KMOD_ASK_MAX];
	static struct rg_query q[RG_KMOD_ASK_MAX];
	const uint8_t *frame[RG_KMOD_ASK_MAX];
	unsigned int i;

	for (i = 0; i < n; i++) {
		q[i] = vec_query(&a[i]);
		frame[i] = a[i].w.hdr;
	}
	if (rg_kmod_ask_all(&knl, q, frame, r, n))
		return -1;
	for (i = 0; i < n; i++)
		vec_answer(&a[i], &r[i]);
	return 0;
}

static int kmod_ask_all(struct vec_ask *a, unsigned int n)
{
	unsigned int some;

	for (; n; a += some, n -= some) {
		some = n < RG_KMOD_ASK_MAX ? n : RG_KMOD_ASK_MAX;
		if (kmod_ask_some(a, some))
			return -1;
	}
	return 0;
}

static void kmod_close(void)
{
	rg_engine_kmod.detach();
	rg_knl_close(&knl);
	nl_socket_free(rt);
	rt = NULL;
	loaded = 0;
}

const struct vec_executor vec_kmod = {
	.name = "kmod",
	.open = kmod_open,
	.policy = kmod_policy,
	.ask = kmod_ask,
	.ask_all = kmod_ask_all,
	.close = kmod_close,
};
