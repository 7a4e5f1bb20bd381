// SPDX-License-Identifier: GPL-2.0-only
/* nlfuzz: the module's netlink family under random and mutated messages. */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/wait.h>
#include <unistd.h>
#include <netlink/genl/ctrl.h>
#include "engine/kmod.h"
#include "lib/image.h"
#include "lib/role.h"
#include "lib/spec.h"

#define FUZZERS_MAX 16

static const char usage[] =
"usage: nlfuzz [OPTION...]\n"
"In a network namespace that has the policy's interfaces: puts the policy in force,\n"
"sends the module's netlink family right, mutated and random messages from several\n"
"sockets, while others swap policies, dump, and watch which policy is in force.\n"
"  --seed N        of the random numbers (printed; else random)\n"
"  --messages N    of the fuzzers together (20000)\n"
"  --fuzzers N     how many there are (3)\n"
"  --only N        fuzzer N alone, nobody beside it: as far as one can be repeated\n"
"  --detach        policies are also taken out of force meanwhile\n"
"  --policy FILE   (policies/tisa-2014.rg)\n"
"Prints KTAP.  At the end the policy is out of force.\n";

static struct {
	uint64_t seed, messages, fuzzers, only;
	int alone, detach;
	const char *policy;
} opt = { .messages = 20000, .fuzzers = 3, .policy = "policies/tisa-2014.rg" };

static struct ledger *book;
static uint16_t family;
static int group;
static unsigned int tests, failed;

static void ok(bool good, const char *name)
{
	printf("%sok %u %s\n", good ? "" : "not ", ++tests, name);
	failed += !good;
}

static void bad_usage(void)
{
	fputs(usage, stderr);
	exit(2);
}

static uint64_t number(const char *text)
{
	char *end;
	uint64_t n = strtoull(text, &end, 0);

	if (*text && !*end)
		return n;
	fprintf(stderr, "nlfuzz: %s is no number\n", text);
	bad_usage();
	return 0;
}

static void options(int argc, char **argv)
{
	static const struct option longopts[] = {
		{ "seed", 1, 0, 's' }, { "messages", 1, 0, 'm' }, { "fuzzers", 1, 0, 'f' },
		{ "only", 1, 0, 'o' }, { "detach", 0, 0, 'd' }, { "policy", 1, 0, 'p' }, { 0 },
	};
	int c;

	if (getrandom(&opt.seed, 4, 0) != 4)
		opt.seed = getpid();
	while ((c = getopt_long(argc, argv, "", longopts, NULL)) >= 0) {
		if (c == 's')
			opt.seed = number(optarg);
		else if (c == 'm')
			opt.messages = number(optarg);
		else if (c == 'f')
			opt.fuzzers = number(optarg);
		else if (c == 'o')
			opt.alone = 1, opt.only = number(optarg);
		else if (c == 'd')
			opt.detach = 1;
		else if (c == 'p')
			opt.policy = optarg;
		else
			bad_usage();
	}
	if (!opt.fuzzers || opt.fuzzers > FUZZERS_MAX || opt.only >= opt.fuzzers) {
		fprintf(stderr, "nlfuzz: 1 to %d fuzzers\n", FUZZERS_MAX);
		exit(2);
	}
}

static int find_family(void)
{
	struct rg_knl k;

	if (rg_knl_open(&k))
		return -1;
	family = k.family;
	group = genl_ctrl_resolve_grp(k.sk, RELGATE_FAMILY_NAME, RELGATE_MCGRP_EVENTS);
	rg_knl_close(&k);
	return group < 0 ? -1 : 0;
}

static struct role *role(uint64_t index)
{
	struct role *me = calloc(1, sizeof(*me));
	struct rng r = { opt.seed * 1000 + index };

	if (!me)
		exit(2);
	me->l = book;
	me->family = family;
	me->group = group;
	me->r.state = rng_next(&r);
	me->messages = opt.messages / (opt.alone ? 1 : opt.fuzzers);
	if (peer_open(&me->p, book, family))
		exit(2);
	return me;
}

static pid_t start(void (*run)(struct role *me), uint64_t index)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	run(role(index));
	_exit(0);
}

/* All of them ended by themselves, and well. */
static bool waited(const pid_t *pids, uint32_t n)
{
	bool good = true;
	int status;

	while (n--) {
		if (waitpid(pids[n], &status, 0) < 0 || status)
			good = false;
	}
	return good;
}

static void run(void)
{
	static void (*const others[])(struct role *me) = { role_swap, role_dump, role_dump,
							   role_watch, role_listen, role_detach };
	uint32_t count = opt.alone ? 0 : sizeof(others) / sizeof(others[0]) - !opt.detach, i;
	pid_t fuzzers[FUZZERS_MAX], beside[8];

	for (i = 0; i < count; i++)
		beside[i] = start(others[i], 100 + i);
	for (i = 0; i < opt.fuzzers; i++)
		fuzzers[i] = opt.alone && i != opt.only ? -1 : start(role_fuzz, i);
	if (opt.alone)
		fuzzers[0] = fuzzers[opt.only];
	ok(waited(fuzzers, opt.alone ? 1 : opt.fuzzers), "the fuzzers came to their end");
	atomic_store(&book->stop, true);
	ok(waited(beside, count), "so did those beside them");
}

/* Until a commit is accepted: nobody fuzzes any more. */
static int settle(struct role *me)
{
	uint64_t swaps = atomic_load(&book->swaps);
	int i, err = 0;

	for (i = 0; i < 20 && atomic_load(&book->swaps) == swaps; i++)
		err = role_apply(me);
	return err;
}

static void print_counts(void)
{
	uint32_t i;

	printf("# %llu datagrams, %llu messages: %llu accepted, %llu refused (%llu of them without a word)\n",
	       book->datagrams, book->messages, book->accepted, book->refused, book->silent);
	printf("# refused with:");
	for (i = 0; i < LEDGER_ERRNOS; i++) {
		if (book->by_errno[i])
			printf(" %s %llu", strerrorname_np(i), book->by_errno[i]);
	}
	printf("\n# %u distinct messages of the kernel\n# mutations:", book->text_count);
	for (i = 0; i < MUTATE_COUNT; i++)
		printf("%s %s %llu", i ? "," : "", mutation_text[i], book->mutated[i]);
	printf("\n# commands (sent/accepted):");
	for (i = 0; i < spec_cmd_count(); i++)
		printf(" %s %llu/%llu", spec_cmd_at(i)->name, book->sent_to[spec_cmd_at(i)->nr],
		       book->accepted_by[spec_cmd_at(i)->nr]);
	printf("\n# %llu swaps, %llu dry runs, %llu detached; %llu wrong images sent, %llu of them harmless and taken\n",
	       book->swaps, book->dry_runs, book->detaches, book->images, book->images_accepted);
	printf("# %llu dumps to their end (%llu images), %llu cut; status read %llu times; %llu events\n",
	       book->dumps, book->whole, book->dumps_cut, book->status, book->events);
}

/* A fuzzer that reaches nothing shows nothing. */
static void check_reach(void)
{
	const struct spec_cmd *c;
	bool all = true;
	uint32_t i;

	for (i = 0; i < spec_cmd_count(); i++) {
		c = spec_cmd_at(i);
		if (c->event || (c->nr == RELGATE_CMD_DETACH && !opt.detach))
			continue;
		if (!book->accepted_by[c->nr])
			all = false;
	}
	ok(all, "every command of the specification was accepted at least once");
	for (i = 0, all = true; i < MUTATE_COUNT; i++)
		all &= book->mutated[i] > 0;
	ok(all, "every kind of mutation was used");
	ok(book->messages >= opt.messages, "as many messages were sent as asked for");
}

static void check_wrongs(void)
{
	uint32_t i;

	for (i = 0; i < WRONG_COUNT; i++) {
		ok(!book->wrong[i], wrong_text[i]);
		if (book->wrong[i])
			printf("#   %llu times; the first: %s\n", book->wrong[i], book->first[i]);
	}
}

static void end(struct role *me, uint64_t first)
{
	uint8_t digest[RG_DIGEST_LEN];
	uint64_t last = 0;
	int err = settle(me);

	ok(!err, "a right policy is still taken");
	ok(!role_status(me, &last, digest), "and in force");
	ledger_seen(book, last, digest);
	ledger_balance(book, first, last);
	check_wrongs();
	if (!opt.alone)
		check_reach();
	print_counts();
}

int main(int argc, char **argv)
{
	uint64_t first = 0;
	struct role *me;

	setvbuf(stdout, NULL, _IOLBF, 0);
	options(argc, argv);
	printf("KTAP version 1\n# seed %llu\n", (unsigned long long)opt.seed);
	book = ledger_make();
	if (!book || find_family() || image_load(opt.policy)) {
		printf("Bail out! no module, or no policy\n");
		return 1;
	}
	book->detached = opt.detach;
	me = role(99);
	if (settle(me) || role_status(me, &first, (uint8_t[RG_DIGEST_LEN]){ 0 })) {
		printf("Bail out! no policy could be put in force\n");
		return 1;
	}
	run();
	end(me, first);
	ok(!rg_engine_kmod.detach(), "detach");
	printf("1..%u\n", tests);
	return failed != 0;
}
