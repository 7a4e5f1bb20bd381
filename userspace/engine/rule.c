// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <linux/fib_rules.h>
#include "nl.h"
#include "rule.h"
#include "lib/util.h"

static const int families[] = { AF_INET, AF_INET6 };

struct rule {
	int family;
	unsigned int pref, action, flags, target;
	char iif[RG_IFNAME_LEN];
};

static const char *family_name(int family)
{
	return family == AF_INET ? "IPv4" : "IPv6";
}

static int rule_change(int type, const struct rule *r)
{
	struct fib_rule_hdr hdr = { .family = r->family, .action = r->action, .flags = r->flags };
	int flags = type == RTM_NEWRULE ? NLM_F_CREATE | NLM_F_EXCL : 0;
	struct nl_msg *msg = nlmsg_alloc_simple(type, flags);

	if (!msg)
		return -ENOMEM;
	if (nlmsg_append(msg, &hdr, sizeof(hdr), NLMSG_ALIGNTO) ||
	    nla_put_u32(msg, FRA_PRIORITY, r->pref) ||
	    nla_put_u8(msg, FRA_PROTOCOL, RG_RULE_PROTO) ||
	    (r->iif[0] && nla_put_string(msg, FRA_IIFNAME, r->iif)) ||
	    (r->target && nla_put_u32(msg, FRA_GOTO, r->target))) {
		nlmsg_free(msg);
		return -ENOMEM;
	}
	return rg_nl_do(msg);
}

struct rule_list {
	struct rule *rule;
	size_t count;
	int family;
};

static int on_rule(struct nlmsghdr *msg, void *arg)
{
	struct fib_rule_hdr *hdr = nlmsg_data(msg);
	struct nlattr *tb[FRA_MAX + 1];
	struct rule_list *l = arg;
	struct rule *r;

	if (msg->nlmsg_type != RTM_NEWRULE || hdr->family != l->family ||
	    nlmsg_parse(msg, sizeof(*hdr), tb, FRA_MAX, NULL) ||
	    !tb[FRA_PROTOCOL] || nla_get_u8(tb[FRA_PROTOCOL]) != RG_RULE_PROTO)
		return 0;
	r = realloc(l->rule, (l->count + 1) * sizeof(*r));
	if (!r)
		return -ENOMEM;
	l->rule = r;
	r += l->count++;
	memset(r, 0, sizeof(*r));
	r->family = hdr->family;
	r->action = hdr->action;
	r->flags = hdr->flags & FIB_RULE_INVERT;
	r->pref = tb[FRA_PRIORITY] ? nla_get_u32(tb[FRA_PRIORITY]) : 0;
	r->target = tb[FRA_GOTO] ? nla_get_u32(tb[FRA_GOTO]) : 0;
	if (tb[FRA_IIFNAME])
		nla_strlcpy(r->iif, tb[FRA_IIFNAME], sizeof(r->iif));
	return 0;
}

/* Our own rules of one family. */
static int rules_read(int family, struct rule_list *l)
{
	struct fib_rule_hdr hdr = { .family = family };
	int err = -EAGAIN, tries;

	for (tries = 0; err == -EAGAIN && tries < 10; tries++) {
		free(l->rule);
		memset(l, 0, sizeof(*l));
		l->family = family;
		err = rg_nl_dump(RTM_GETRULE, &hdr, sizeof(hdr), on_rule, l);
	}
	return err;
}

static void lock_rule(struct rule *r, int family)
{
	*r = (struct rule){ .family = family, .pref = RG_RULE_LOCK, .action = FR_ACT_BLACKHOLE,
			    .flags = FIB_RULE_INVERT, .iif = "lo" };
}

static bool is_lock(const struct rule *r)
{
	return r->pref == RG_RULE_LOCK && r->action == FR_ACT_BLACKHOLE &&
	       r->flags & FIB_RULE_INVERT && !strcmp(r->iif, "lo");
}

/**
 * rg_rules_close() - set the lock
 *
 * Return: 0, also if it was set, or -1 after rg_error().
 */
int rg_rules_close(void)
{
	struct rule r;
	unsigned int i;
	int err;

	for (i = 0; i < 2; i++) {
		lock_rule(&r, families[i]);
		err = rule_change(RTM_NEWRULE, &r);
		if (err && err != -EEXIST)
			return rg_error("cannot add the %s rule that shuts the stack's forwarding: %s",
					family_name(families[i]), strerror(-err));
	}
	return 0;
}

static bool listed(const struct rg_names *names, const char *name)
{
	size_t i;

	for (i = 0; i < names->count; i++)
		if (!strncmp(names->name[i], name, RG_IFNAME_LEN))
			return true;
	return false;
}

static int add_jump(int family, const char *name)
{
	struct rule land = { .family = family, .pref = RG_RULE_LAND, .action = FR_ACT_NOP };
	struct rule jump = { .family = family, .pref = RG_RULE_JUMP, .action = FR_ACT_GOTO,
			     .target = RG_RULE_LAND };
	int err;

	memcpy(jump.iif, name, RG_IFNAME_LEN - 1);
	err = rule_change(RTM_NEWRULE, &land);
	if (err && err != -EEXIST)
		return err;
	err = rule_change(RTM_NEWRULE, &jump);
	return err == -EEXIST ? 0 : err;
}

/* Take away the ways around the lock that are not in @keep. */
static int drop_jumps(int family, const struct rg_names *keep)
{
	struct rule_list l = { 0 };
	int err = rules_read(family, &l);
	size_t i;

	for (i = 0; !err && i < l.count; i++)
		if (l.rule[i].action == FR_ACT_GOTO && !listed(keep, l.rule[i].iif))
			err = rule_change(RTM_DELRULE, &l.rule[i]);
	free(l.rule);
	return err;
}

/**
 * rg_rules_jumps() - which interfaces' traffic may go around the lock
 * @keep: unmanaged interfaces; others lose their way
 * @add: also add what is missing
 *
 * Return: 0, or -1 after rg_error().
 */
int rg_rules_jumps(const struct rg_names *keep, bool add)
{
	unsigned int i;
	size_t k;
	int err;

	for (i = 0; i < 2; i++) {
		err = drop_jumps(families[i], keep);
		for (k = 0; !err && add && k < keep->count; k++)
			err = add_jump(families[i], keep->name[k]);
		if (err)
			return rg_error("cannot set the %s rules for unmanaged interfaces: %s",
					family_name(families[i]), strerror(-err));
	}
	return 0;
}

/* The lock goes last: while a jump is there without it, everything could cross. */
static int remove_family(int family)
{
	struct rule_list l = { 0 };
	int err = rules_read(family, &l);
	int pass;
	size_t i;

	for (pass = 0; pass < 2; pass++)
		for (i = 0; !err && i < l.count; i++)
			if (is_lock(&l.rule[i]) == pass)
				err = rule_change(RTM_DELRULE, &l.rule[i]);
	free(l.rule);
	return err;
}

/**
 * rg_rules_open() - take the lock off, with all rules of ours
 *
 * Return: 0, or -1 after rg_error().
 */
int rg_rules_open(void)
{
	unsigned int i;
	int err;

	for (i = 0; i < 2; i++) {
		err = remove_family(families[i]);
		if (err)
			return rg_error("cannot remove the %s rules: %s", family_name(families[i]),
					strerror(-err));
	}
	return 0;
}

static unsigned int count_rules(bool locks)
{
	unsigned int i, n = 0;
	size_t k;

	for (i = 0; i < 2; i++) {
		struct rule_list l = { 0 };
		unsigned int found = 0;

		if (!rules_read(families[i], &l))
			for (k = 0; k < l.count; k++)
				found += !locks || is_lock(&l.rule[k]);
		free(l.rule);
		n += found ? 1 : 0;
	}
	return n;
}

/** rg_rules_locked() - is the lock set in both families */
bool rg_rules_locked(void)
{
	return count_rules(true) == 2;
}

/** rg_rules_any() - is any rule of ours there */
bool rg_rules_any(void)
{
	return count_rules(false) > 0;
}
