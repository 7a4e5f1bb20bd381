// SPDX-License-Identifier: GPL-2.0-only
/*
 * The word that says whether a policy on trial stands.  It lies in a map that is
 * mapped here: confirmation here and the end of the time in a program exchange the
 * same word, and the later of them finds it exchanged.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include "bpf/turn.skel.h"
#include "engine.h"
#include "page.h"
#include "lib/util.h"

uint64_t rg_boottime(void)
{
	struct timespec ts = { 0 };

	clock_gettime(CLOCK_BOOTTIME, &ts);
	return ts.tv_sec * 1000000000ull + ts.tv_nsec;
}

static struct rg_trial *trial_open(const struct rg_gate *g)
{
	struct rg_trial *t = mmap(NULL, getpagesize(), PROT_READ | PROT_WRITE, MAP_SHARED,
				  g->map[RG_MAP_TRIAL], 0);

	if (t != MAP_FAILED)
		return t;
	rg_error("cannot reach the gate's trial map: %s", strerror(errno));
	return NULL;
}

static bool exchange(struct rg_trial *t, uint64_t generation, enum rg_trial_state to)
{
	__u64 pending = RG_TRIAL_WORD(generation, RG_TRIAL_PENDING);

	return __atomic_compare_exchange_n(&t->word, &pending, RG_TRIAL_WORD(generation, to), false,
					   __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

/* What a program would make of it, now. */
static enum rg_trial_state settle(struct rg_trial *t, uint64_t generation)
{
	__u64 word = __atomic_load_n(&t->word, __ATOMIC_SEQ_CST);

	if (word == RG_TRIAL_WORD(generation, RG_TRIAL_PENDING)) {
		if (rg_boottime() < t->deadline)
			return RG_TRIAL_PENDING;
		exchange(t, generation, RG_TRIAL_EXPIRED);
		word = __atomic_load_n(&t->word, __ATOMIC_SEQ_CST);
	}
	return word >= RG_TRIAL_WORD(generation, RG_TRIAL_CONFIRMED) ? RG_TRIAL_CONFIRMED :
								       RG_TRIAL_EXPIRED;
}

/**
 * rg_trial_begin() - a generation that is about to be swapped in must be confirmed
 * @g: gate, locked; the generation in force does not wait for confirmation
 * @generation: greater than every one before
 * @deadline: CLOCK_BOOTTIME, ns
 *
 * Return: 0, or -1 after rg_error().
 */
int rg_trial_begin(const struct rg_gate *g, uint64_t generation, uint64_t deadline)
{
	struct rg_trial *t = trial_open(g);

	if (!t)
		return -1;
	__atomic_store_n(&t->deadline, deadline, __ATOMIC_SEQ_CST);
	__atomic_store_n(&t->word, RG_TRIAL_WORD(generation, RG_TRIAL_PENDING), __ATOMIC_SEQ_CST);
	munmap(t, getpagesize());
	return 0;
}

/**
 * rg_trial_look() - the state of a trial
 * @g: gate
 * @generation: on trial
 * @deadline: result
 *
 * Return: enum rg_trial_state, or -1 after rg_error().
 */
int rg_trial_look(const struct rg_gate *g, uint64_t generation, uint64_t *deadline)
{
	struct rg_trial *t = trial_open(g);
	int state;

	if (!t)
		return -1;
	state = settle(t, generation);
	*deadline = t->deadline;
	munmap(t, getpagesize());
	return state;
}

/* The kernel looks at its clock and exchanges the word: 0, or -1 after rg_error(). */
static int confirm(const struct rg_gate *g, uint64_t generation)
{
	uint8_t packet[64] = { 0 };
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = packet, .data_size_in = sizeof(packet));
	struct turn_bpf *skel = turn_bpf__open();
	int err = skel ? 0 : -errno;

	memcpy(packet, &generation, sizeof(generation));
	if (!err) {
		bpf_map__set_autocreate(skel->maps.policy, false);
		bpf_map__set_autocreate(skel->maps.control, false);
		err = bpf_map__reuse_fd(skel->maps.trial, g->map[RG_MAP_TRIAL]);
	}
	if (!err)
		err = turn_bpf__load(skel);
	if (!err)
		err = bpf_prog_test_run_opts(bpf_program__fd(skel->progs.confirm), &opts);
	if (!err && opts.retval)
		err = -EIO;
	turn_bpf__destroy(skel);
	return err ? rg_error("the kernel cannot confirm the policy: %s", strerror(-err)) : 0;
}

/**
 * rg_trial_end() - confirm a generation, or end its trial
 * @g: gate, locked
 * @generation: on trial
 * @how: RG_TRIAL_CONFIRMED or RG_TRIAL_EXPIRED
 *
 * Return: the state that it then is in, or -1 after rg_error().
 */
int rg_trial_end(const struct rg_gate *g, uint64_t generation, enum rg_trial_state how)
{
	struct rg_trial *t = trial_open(g);
	int state = 0;

	if (!t)
		return -1;
	/* Not by a look at the clock here: we could be stopped before the exchange. */
	if (how == RG_TRIAL_CONFIRMED)
		state = confirm(g, generation);
	else if (settle(t, generation) == RG_TRIAL_PENDING)
		exchange(t, generation, how);
	if (!state)
		state = settle(t, generation);
	munmap(t, getpagesize());
	return state;
}
