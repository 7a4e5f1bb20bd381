// SPDX-License-Identifier: GPL-2.0-only
/* failnth: what the module does when memory fails, one allocation after the other. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <netlink/route/link.h>
#include "engine/kmod.h"
#include "lib/image.h"
#include "lib/role.h"

#define NEVER 1000000	/* allocations: more than anything here makes */
#define DEVICE "kr0"

static const char usage[] =
"usage: failnth [--policy FILE]            in a namespace with the policy's interfaces\n"
"       failnth --insmod KO [--last N]     nothing is loaded; the last N allocations\n"
"Does each thing that the module can be asked for with the first allocation failing,\n"
"then with the second, until none fails: it is done whole or not at all.  Wants a\n"
"kernel with fault injection, and /sys/kernel/debug/fail*/ignore-gfp-wait at N.\n";

static unsigned int tests, failed;
static struct role *me;
static struct image image;

static void ok(bool good, const char *name)
{
	printf("%sok %u %s\n", good ? "" : "not ", ++tests, name);
	failed += !good;
}

/* The @nth allocation of this thread fails from here on; 0: none. */
static void arm(uint32_t nth)
{
	int fd = open("/proc/thread-self/fail-nth", O_WRONLY | O_CLOEXEC);
	char text[16];
	int len = snprintf(text, sizeof(text), "%u", nth);

	if (fd < 0 || write(fd, text, len) != len) {
		printf("Bail out! no fault injection: %s\n", strerror(errno));
		exit(1);
	}
	close(fd);
}

/* How many allocations are left until the one that fails; 0: it has failed. */
static uint32_t left(void)
{
	int fd = open("/proc/thread-self/fail-nth", O_RDONLY | O_CLOEXEC);
	char text[16] = "";

	if (fd < 0 || read(fd, text, sizeof(text) - 1) < 0)
		exit(1);
	close(fd);
	return atoi(text);
}

/* ---- what may fail ---------------------------------------------------------------- */

static int ask(uint8_t cmd, uint16_t flags)
{
	me->w.len = 0;
	peer_begin(&me->p, &me->w, cmd, flags);
	wire_end(&me->w);
	return peer_call(&me->p, &me->w, NULL, NULL);
}

static int do_get(void) { return ask(RELGATE_CMD_GET, 0); }
static int do_image(void) { return ask(RELGATE_CMD_IMAGE_GET, NLM_F_DUMP); }
static int do_interfaces(void) { return ask(RELGATE_CMD_INTERFACE_GET, NLM_F_DUMP); }
static int do_agreements(void) { return ask(RELGATE_CMD_AGREEMENT_GET, NLM_F_DUMP); }
static int do_counters(void) { return ask(RELGATE_CMD_COUNTER_GET, NLM_F_DUMP); }
static int do_apply(void) { return role_put(me, &image, false); }
static int do_dry_run(void) { return role_put(me, &image, true); }

static int do_explain(void)
{
	uint8_t frame[60] = { 2, 0, 0, 0x82, 0, 1, 2, 0, 0, 0x82, 0, 2, 8, 0, 0x45 };
	int64_t wall = 1790000000;
	uint32_t nest;

	me->w.len = 0;
	peer_begin(&me->p, &me->w, RELGATE_CMD_EXPLAIN, 0);
	nest = wire_nest(&me->w, RELGATE_ATTR_QUESTION);
	wire_put(&me->w, RELGATE_ATTR_FRAME, frame, sizeof(frame));
	wire_put(&me->w, RELGATE_ATTR_WALL, &wall, sizeof(wall));
	wire_put(&me->w, RELGATE_ATTR_MONO, &wall, sizeof(wall));
	wire_nest_end(&me->w, nest);
	wire_end(&me->w);
	return peer_call(&me->p, &me->w, NULL, NULL);
}

static int do_block(void)
{
	static const uint8_t zero;

	me->w.len = 0;
	peer_begin(&me->p, &me->w, RELGATE_CMD_BLOCK, 0);
	wire_put(&me->w, RELGATE_ATTR_BLOCKED, &zero, 1);
	wire_end(&me->w);
	return peer_call(&me->p, &me->w, NULL, NULL);
}

/* From nothing in force: also the hooks are made. */
static int do_first(void)
{
	return role_put(me, &image, false);
}

static void detach(void)
{
	ask(RELGATE_CMD_DETACH, 0);
}

static struct nl_sock *rtnl;
static struct nl_addr *mac;	/* of the device: the policy knows it by that */

static int find_mac(void)
{
	struct rtnl_link *link;

	if (rtnl_link_get_kernel(rtnl, 0, DEVICE, &link))
		return -1;
	mac = nl_addr_clone(rtnl_link_get_addr(link));
	rtnl_link_put(link);
	return mac ? 0 : -1;
}

static int do_device(void)
{
	struct rtnl_link *link = rtnl_link_alloc();
	int err = -ENOMEM;

	if (link) {
		rtnl_link_set_name(link, DEVICE);
		rtnl_link_set_type(link, "dummy");
		rtnl_link_set_addr(link, mac);
		err = rtnl_link_add(rtnl, link, NLM_F_CREATE | NLM_F_EXCL);
		rtnl_link_put(link);
	}
	return err;
}

static void without_device(void)
{
	struct rtnl_link *link = rtnl_link_alloc();

	if (!link)
		exit(1);
	rtnl_link_set_name(link, DEVICE);
	rtnl_link_delete(rtnl, link);
	rtnl_link_put(link);
}

/**
 * struct deed - something to do while memory fails
 * @before: what to do first, while it does not
 * @swaps: it counts generations
 */
static const struct deed {
	const char *name;
	int (*act)(void);
	void (*before)(void);
	bool swaps;
} deeds[] = {
	{ "status", do_get, NULL, false },
	{ "the image is read out", do_image, NULL, false },
	{ "interfaces", do_interfaces, NULL, false },
	{ "agreements", do_agreements, NULL, false },
	{ "counters", do_counters, NULL, false },
	{ "explain", do_explain, NULL, false },
	{ "block", do_block, NULL, false },
	{ "a dry run", do_dry_run, NULL, false },
	{ "a swap", do_apply, NULL, true },
	{ "an interface returns", do_device, without_device, false },
	{ "the first policy", do_first, detach, true },
};

/* ---- one by one --------------------------------------------------------------------- */

static bool sound(const struct deed *d, int err, uint64_t before, uint64_t after)
{
	/* The answer itself was what there was no memory for. */
	if (err == -EIO && d->swaps && after > before)
		return true;
	if (d->before == detach)
		return err ? after == 0 : after > before;
	return after == before + (d->swaps && !err);
}

static uint64_t generation(void)
{
	uint64_t g = 0;

	return role_status(me, &g, NULL) ? 0 : g;
}

static void try(const struct deed *d)
{
	uint32_t n, refused = 0, wrong = 0;
	uint64_t before, after;
	char text[200];
	bool hit = true;
	int err = 0;

	for (n = 1; hit; n++) {
		before = generation();
		if (d->before)
			d->before();
		arm(n);
		err = d->act();
		hit = !left();
		arm(0);
		peer_receive(&me->p, 10000, NULL, NULL);
		after = generation();
		refused += !!err;
		wrong += !sound(d, err, before, after);
	}
	snprintf(text, sizeof(text), "%s: %u allocations failed, %u times refused, %u times half done",
		 d->name, n - 2, refused, wrong);
	ok(!err && !wrong && n > 2, text);
}

static int insert(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), err;

	if (fd < 0)
		return -errno;
	err = syscall(SYS_finit_module, fd, "", 0) ? -errno : 0;
	close(fd);
	return err;
}

static int take_out(void)
{
	return syscall(SYS_delete_module, "relgate", O_NONBLOCK) ? -errno : 0;
}

static int try_insmod(const char *path, uint32_t last)
{
	uint32_t all, n, refused = 0, stuck = 0;
	char text[200];
	int err;

	arm(NEVER);
	err = insert(path);
	all = NEVER - left();
	arm(0);
	ok(!err && !take_out(), "the module is inserted and removed");
	for (n = all > last ? all - last : 1; n <= all; n++) {
		arm(n);
		err = insert(path);
		arm(0);
		refused += !!err;
		stuck += !err && take_out();
	}
	snprintf(text, sizeof(text), "inserted with each of the last %u of %u allocations failing: %u times refused",
		 all < last ? all : last, all, refused);
	ok(refused && !stuck, text);
	ok(!insert(path) && !take_out(), "and then as if nothing had been");
	return 0;
}

static int prepare(const char *policy)
{
	struct rng r = { 1 };
	struct rg_knl k;

	rtnl = nl_socket_alloc();
	me = calloc(1, sizeof(*me));
	if (!me || !rtnl || nl_connect(rtnl, NETLINK_ROUTE) || find_mac() || image_load(policy) ||
	    rg_knl_open(&k))
		return -1;
	me->family = k.family;
	me->l = ledger_make();
	rg_knl_close(&k);
	image_variant(&image, &r);
	return !me->l || peer_open(&me->p, me->l, me->family) || do_apply() ? -1 : 0;
}

int main(int argc, char **argv)
{
	static const struct option longopts[] = { { "insmod", 1, 0, 'i' }, { "last", 1, 0, 'l' },
						  { "policy", 1, 0, 'p' }, { 0 } };
	const char *policy = "policies/tisa-2014.rg", *ko = NULL;
	uint32_t last = 100, i;
	int c;

	setvbuf(stdout, NULL, _IOLBF, 0);
	while ((c = getopt_long(argc, argv, "", longopts, NULL)) >= 0) {
		if (c == 'i')
			ko = optarg;
		else if (c == 'l')
			last = atoi(optarg);
		else if (c == 'p')
			policy = optarg;
		else
			return fputs(usage, stderr), 2;
	}
	printf("KTAP version 1\n");
	if (ko) {
		try_insmod(ko, last);
	} else if (prepare(policy)) {
		printf("Bail out! no policy could be put in force\n");
		return 1;
	}
	for (i = 0; !ko && i < sizeof(deeds) / sizeof(deeds[0]); i++)
		try(&deeds[i]);
	if (!ko)
		ok(!rg_engine_kmod.detach(), "detach");
	printf("1..%u\n", tests);
	return failed != 0;
}
