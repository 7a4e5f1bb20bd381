// SPDX-License-Identifier: GPL-2.0-only
/* Any filter, at any parent, can redirect: so every qdisc and class is asked for its own. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include "filter.h"
#include "nl.h"
#include "lib/util.h"

#define PARENTS_MAX 4096

struct parents {
	uint32_t ifindex, count;
	uint32_t id[PARENTS_MAX];
	bool clsact;
};

static int add_parent(struct parents *p, uint32_t id)
{
	if (p->count == PARENTS_MAX)
		return -E2BIG;
	p->id[p->count++] = id;
	return 0;
}

static int on_parent(struct nlmsghdr *msg, void *arg)
{
	struct tcmsg *tcm = nlmsg_data(msg);
	struct nlattr *tb[TCA_MAX + 1];
	struct parents *p = arg;

	if (tcm->tcm_ifindex != (int)p->ifindex || nlmsg_parse(msg, sizeof(*tcm), tb, TCA_MAX, NULL))
		return 0;
	if (msg->nlmsg_type == RTM_NEWQDISC && tb[TCA_KIND] &&
	    !strcmp(nla_get_string(tb[TCA_KIND]), "clsact")) {
		p->clsact = true;
		return 0;
	}
	return tcm->tcm_handle ? add_parent(p, tcm->tcm_handle) : 0;
}

struct search {
	uint32_t ifindex, in_prog, eg_prog, parent;
	struct rg_filters *f;
};

static uint32_t filter_prog(struct nlattr *kind, struct nlattr *options)
{
	struct nlattr *tb[TCA_BPF_MAX + 1];

	if (strcmp(nla_get_string(kind), "bpf") || !options ||
	    nla_parse_nested(tb, TCA_BPF_MAX, options, NULL) || !tb[TCA_BPF_ID])
		return 0;
	return nla_get_u32(tb[TCA_BPF_ID]);
}

static int on_filter(struct nlmsghdr *msg, void *arg)
{
	struct tcmsg *tcm = nlmsg_data(msg);
	struct nlattr *tb[TCA_MAX + 1];
	struct search *s = arg;
	uint32_t prog;

	if (msg->nlmsg_type != RTM_NEWTFILTER || nlmsg_parse(msg, sizeof(*tcm), tb, TCA_MAX, NULL) ||
	    !tb[TCA_KIND] || !tcm->tcm_handle)
		return 0;	/* handle 0 heads the filters of one priority */
	prog = filter_prog(tb[TCA_KIND], tb[TCA_OPTIONS]);
	if (prog && prog == s->in_prog && s->parent == TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS)) {
		s->f->ingress = true;
	} else if (prog && prog == s->eg_prog &&
		   s->parent == TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_EGRESS)) {
		s->f->egress = true;
	} else if (!s->f->foreign++) {
		snprintf(s->f->what, sizeof(s->f->what), "tc filter %s, parent %x:%x",
			 nla_get_string(tb[TCA_KIND]), TC_H_MAJ(s->parent) >> 16,
			 TC_H_MIN(s->parent));
	}
	return 0;
}

static int search_parent(struct search *s, uint32_t parent)
{
	struct tcmsg tcm = { .tcm_family = AF_UNSPEC, .tcm_ifindex = s->ifindex,
			     .tcm_parent = parent };
	int err;

	s->parent = parent;
	err = rg_nl_dump(RTM_GETTFILTER, &tcm, sizeof(tcm), on_filter, s);
	/* The qdisc may be one that takes no filters. */
	return err == -EAGAIN ? err : 0;
}

static int read_parents(struct parents *p)
{
	struct tcmsg tcm = { .tcm_family = AF_UNSPEC, .tcm_ifindex = p->ifindex };
	int err;

	err = rg_nl_dump(RTM_GETQDISC, &tcm, sizeof(tcm), on_parent, p);
	if (!err)
		err = rg_nl_dump(RTM_GETTCLASS, &tcm, sizeof(tcm), on_parent, p);
	return err;
}

/**
 * rg_filters_read() - which tc filters are on a device
 * @ifindex: the device
 * @in_prog, @eg_prog: ids of our programs; 0: none
 * @f: result
 *
 * Return: 0, or -1 after rg_error().
 */
int rg_filters_read(uint32_t ifindex, uint32_t in_prog, uint32_t eg_prog, struct rg_filters *f)
{
	struct search s = { .ifindex = ifindex, .in_prog = in_prog, .eg_prog = eg_prog, .f = f };
	struct parents *p = calloc(1, sizeof(*p));
	uint32_t i;
	int err;

	memset(f, 0, sizeof(*f));
	if (!p)
		return rg_error("out of memory");
	p->ifindex = ifindex;
	err = read_parents(p);
	f->clsact = p->clsact;
	if (!err && p->clsact) {
		err = add_parent(p, TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS));
		if (!err)
			err = add_parent(p, TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_EGRESS));
	}
	for (i = 0; !err && i < p->count; i++)
		err = search_parent(&s, p->id[i]);
	free(p);
	if (err)
		return rg_error("cannot list the tc filters of device %u: %s", ifindex,
				strerror(-err));
	return 0;
}
