// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include "attach.h"
#include "filter.h"
#include "syscall.h"
#include "xdp.h"
#include "lib/util.h"

/* The first priority: what passes there meets no filter behind it. */
#define CLSACT_HANDLE	1
#define CLSACT_PRIORITY	1

/** rg_tcx_usable() - does this kernel attach by tcx */
bool rg_tcx_usable(void)
{
	struct rg_prog_list list;

	return !getenv("RELGATE_NO_TCX") && !rg_sys_tcx_query(RG_LOOPBACK, true, &list);
}

static void link_name(char name[32], uint32_t ifindex, bool ingress)
{
	snprintf(name, 32, "%s_%u", ingress ? "in" : "out", ifindex);
}

/* Our tcx link on a device: its descriptor, or a negative errno. */
static int our_link(const struct rg_gate *g, uint32_t ifindex, bool ingress)
{
	struct rg_link_info info;
	char name[32];
	int fd;

	link_name(name, ifindex, ingress);
	fd = rg_pin_get(g->dir, name);
	if (fd < 0)
		return fd;
	/* Once its device is gone a link is on none. */
	if (!rg_sys_link_info(fd, &info) && info.type == RG_LINK_TCX && info.ifindex == ifindex)
		return fd;
	close(fd);
	return -ENOENT;
}

static void prog_name(uint32_t id, char name[16 + 1])
{
	struct bpf_prog_info info = { 0 };
	__u32 len = sizeof(info);
	int fd = bpf_prog_get_fd_by_id(id);

	name[0] = '\0';
	if (fd >= 0 && !bpf_obj_get_info_by_fd(fd, &info, &len))
		snprintf(name, 17, "%.16s", info.name);
	if (fd >= 0)
		close(fd);
}

static void say_foreign(struct rg_attached *a, const char *hook, uint32_t id)
{
	char name[17];

	if (a->foreign)
		return;
	a->foreign = true;
	prog_name(id, name);
	snprintf(a->what, sizeof(a->what), "tcx %s program %u %s", hook, id, name);
}

/* @own: id of our program; says whether it stands where it must: first, or last. */
static bool inspect_tcx(uint32_t ifindex, bool ingress, uint32_t own, struct rg_attached *a)
{
	struct rg_prog_list list;
	uint32_t i, place;

	if (rg_sys_tcx_query(ifindex, ingress, &list) || !list.count)
		return false;
	for (i = 0; i < list.count; i++)
		if (list.id[i] != own)
			say_foreign(a, ingress ? "ingress" : "egress", list.id[i]);
	place = ingress ? 0 : list.count - 1;
	return own && list.id[place] == own;
}

/**
 * rg_attach_inspect() - what runs on a device
 * @g: open gate, perhaps without programs
 * @dev: device
 * @a: result
 *
 * Return: 0, or -1 after rg_error().
 */
int rg_attach_inspect(const struct rg_gate *g, const struct rg_device *dev, struct rg_attached *a)
{
	struct rg_filters f;
	bool in, eg;

	memset(a, 0, sizeof(*a));
	in = inspect_tcx(dev->ifindex, true, g->ingress_id, a);
	eg = inspect_tcx(dev->ifindex, false, g->egress_id, a);
	a->tcx = in || eg;
	if (rg_filters_read(dev->ifindex, g->ingress_id, g->egress_id, &f))
		return -1;
	a->ingress = in || f.ingress;
	a->egress = eg || f.egress;
	if (f.foreign && !a->foreign) {
		a->foreign = true;
		snprintf(a->what, sizeof(a->what), "%s", f.what);
	}
	a->xdp = dev->xdp && dev->xdp == g->xdp_id;
	if (dev->xdp && !a->xdp && !a->foreign) {
		a->foreign = true;
		snprintf(a->what, sizeof(a->what), "an XDP program");
	}
	return 0;
}

static int attach_tcx(const struct rg_gate *g, const struct rg_device *dev, bool ingress)
{
	char name[32];
	int fd, err;

	fd = rg_sys_tcx_link(ingress ? g->ingress : g->egress, dev->ifindex, ingress);
	if (fd < 0)
		return rg_error("%s: cannot attach the %s program: %s", dev->name,
				ingress ? "ingress" : "egress", strerror(-fd));
	link_name(name, dev->ifindex, ingress);
	err = rg_pin_set(g->dir, name, fd);
	close(fd);
	return err;
}

static int attach_clsact(const struct rg_gate *g, const struct rg_device *dev, bool ingress)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = dev->ifindex,
		    .attach_point = ingress ? BPF_TC_INGRESS : BPF_TC_EGRESS);
	LIBBPF_OPTS(bpf_tc_opts, opts, .handle = CLSACT_HANDLE, .priority = CLSACT_PRIORITY,
		    .prog_fd = ingress ? g->ingress : g->egress, .flags = BPF_TC_F_REPLACE);
	int err = bpf_tc_hook_create(&hook);

	if (!err || err == -EEXIST)
		err = bpf_tc_attach(&hook, &opts);
	if (err)
		return rg_error("%s: cannot attach the %s program to clsact: %s", dev->name,
				ingress ? "ingress" : "egress", strerror(-err));
	return 0;
}

/**
 * rg_attach() - attach what is not attached yet
 * @g: gate with programs
 * @dev: device, on which rg_attach_inspect() found nothing of others
 *
 * The guard comes first: what the judge lets pass has to meet it.
 *
 * Return: 0, or -1 after rg_error().
 */
int rg_attach(const struct rg_gate *g, const struct rg_device *dev)
{
	struct rg_attached a;
	bool tcx;

	if (rg_attach_inspect(g, dev, &a))
		return -1;
	tcx = a.tcx || (rg_tcx_usable() && !a.ingress && !a.egress);
	if (!a.egress && (tcx ? attach_tcx : attach_clsact)(g, dev, false))
		return -1;
	if (!a.ingress && (tcx ? attach_tcx : attach_clsact)(g, dev, true))
		return -1;
	return 0;
}

static int update_link(const char *dir, const char *name, void *arg)
{
	const struct rg_gate *g = arg;
	int fd, err, prog = -1;

	if (!strncmp(name, "in_", 3))
		prog = g->ingress;
	else if (!strncmp(name, "out_", 4))
		prog = g->egress;
	else if (!strncmp(name, "xdp_", 4))
		prog = g->xdp;
	if (prog < 0)
		return 0;
	fd = rg_pin_get(dir, name);
	if (fd < 0)
		return 0;
	err = bpf_link_update(fd, prog, NULL);
	if (err)
		err = errno;
	close(fd);
	/* A link whose device is gone takes no program, and needs none. */
	if (err && err != ENOLINK)
		return rg_error("cannot put the new program in the place of %s: %s", name,
				strerror(err));
	return 0;
}

/**
 * rg_attach_update() - put the gate's programs in the place of older ones, one by one
 * @g: gate with new programs
 * @old: the same gate with the old ones
 * @host: devices
 *
 * Return: 0, or -1 after rg_error().
 */
int rg_attach_update(const struct rg_gate *g, const struct rg_gate *old,
		     const struct rg_host *host)
{
	struct rg_filters f;
	size_t i;

	if (rg_pin_each(g->dir, update_link, (void *)g))
		return -1;
	for (i = 0; i < host->dev_count; i++) {
		if (rg_filters_read(host->dev[i].ifindex, old->ingress_id, old->egress_id, &f) ||
		    (f.egress && attach_clsact(g, &host->dev[i], false)) ||
		    (f.ingress && attach_clsact(g, &host->dev[i], true)))
			return -1;
	}
	return 0;
}

static void drop_link(const struct rg_gate *g, uint32_t ifindex, bool ingress)
{
	int fd = our_link(g, ifindex, ingress);
	char name[32];

	if (fd >= 0) {
		bpf_link_detach(fd);
		close(fd);
	}
	link_name(name, ifindex, ingress);
	rg_pin_drop(g->dir, name);
}

static int drop_filters(const struct rg_gate *g, uint32_t ifindex)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = ifindex);
	LIBBPF_OPTS(bpf_tc_opts, opts, .handle = CLSACT_HANDLE, .priority = CLSACT_PRIORITY);
	struct rg_filters f;

	if (rg_filters_read(ifindex, g->ingress_id, g->egress_id, &f))
		return -1;
	hook.attach_point = BPF_TC_INGRESS;
	if (f.ingress)
		bpf_tc_detach(&hook, &opts);
	hook.attach_point = BPF_TC_EGRESS;
	if (f.egress)
		bpf_tc_detach(&hook, &opts);
	hook.attach_point = BPF_TC_INGRESS | BPF_TC_EGRESS;
	if ((f.ingress || f.egress) && !f.foreign)
		bpf_tc_hook_destroy(&hook);
	return 0;
}

/**
 * rg_unattach() - take our programs off a device
 * @g: open gate
 * @ifindex: device, perhaps gone
 *
 * Return: 0, or -1 after rg_error().
 */
int rg_unattach(const struct rg_gate *g, uint32_t ifindex)
{
	rg_xdp_unattach(g, ifindex);
	drop_link(g, ifindex, true);
	drop_link(g, ifindex, false);
	return drop_filters(g, ifindex);
}

struct keep {
	const struct rg_gate *g;
	const uint32_t *id;
	size_t count;
};

static bool kept(const struct keep *k, uint32_t ifindex)
{
	size_t i;

	for (i = 0; i < k->count; i++)
		if (k->id[i] == ifindex)
			return true;
	return false;
}

static int drop_other_link(const char *dir, const char *name, void *arg)
{
	struct keep *k = arg;
	unsigned int ifindex;

	(void)dir;
	if (sscanf(name, "xdp_%u", &ifindex) == 1) {
		if (!kept(k, ifindex))
			rg_xdp_unattach(k->g, ifindex);
		return 0;
	}
	if (sscanf(name, "in_%u", &ifindex) != 1 && sscanf(name, "out_%u", &ifindex) != 1)
		return 0;
	if (!kept(k, ifindex))
		drop_link(k->g, ifindex, name[0] == 'i');
	return 0;
}

/**
 * rg_unattach_others() - take our programs off every device but some
 * @keep: ifindexes of those, @count of them
 *
 * Return: 0, or -1 after rg_error().
 */
int rg_unattach_others(const struct rg_gate *g, const struct rg_host *host,
		       const uint32_t *keep, size_t count)
{
	struct keep k = { .g = g, .id = keep, .count = count };
	size_t i;

	rg_pin_each(g->dir, drop_other_link, &k);
	for (i = 0; i < host->dev_count; i++)
		if (!kept(&k, host->dev[i].ifindex) && drop_filters(g, host->dev[i].ifindex))
			return -1;
	return 0;
}
