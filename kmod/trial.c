// SPDX-License-Identifier: GPL-2.0-only
/*
 * A policy on trial is in force until its deadline.  Whoever first sees that pass,
 * a packet or a request, ends the trial for everybody: confirmation and end exchange
 * one word, and one of them comes too late.  Nothing waits for a timer.
 */
#include <linux/jiffies.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/timekeeping.h>
#include "gate.h"

static int rg_trial_ends(struct rg_force *f, enum rg_trial_state how)
{
	int was = atomic_cmpxchg(&f->trial, RG_TRIAL_PENDING, how);

	return was == RG_TRIAL_PENDING ? how : was;
}

/** rg_trial_state() - enum rg_trial_state of a policy, at this moment */
int rg_trial_state(struct rg_force *f)
{
	int state = atomic_read(&f->trial);

	if (state != RG_TRIAL_PENDING || ktime_get_boottime_ns() < f->deadline)
		return state;
	return rg_trial_ends(f, RG_TRIAL_EXPIRED);
}

/** rg_in_force() - the policy that judges now, or NULL; RCU is read, or RTNL held */
struct rg_force *rg_in_force(const struct rg_net *rn)
{
	struct rg_force *f = rcu_dereference_rtnl(rn->force);

	if (f && unlikely(rg_trial_state(f) == RG_TRIAL_EXPIRED))
		f = rcu_dereference_rtnl(f->previous);
	return f;
}

static u64 rg_generation(const struct rg_force *f)
{
	return f ? f->generation : 0;
}

/**
 * rg_trial_confirm() - what is on trial stays in force
 * @rn: gate
 * @t: result
 * @extack: why not
 *
 * Return: 0, or a negative errno: there is nothing on trial, or it has ended.
 */
int rg_trial_confirm(struct rg_net *rn, struct rg_turn *t, struct netlink_ext_ack *extack)
{
	struct rg_force *f;
	int err = 0;

	mutex_lock(&rn->upload);
	rtnl_lock();
	f = rtnl_dereference(rn->force);
	if (!f) {
		NL_SET_ERR_MSG_MOD(extack, "no policy is in force in this namespace");
		err = -ENOENT;
	} else if (rg_trial_state(f) == RG_TRIAL_EXPIRED) {
		NL_SET_ERR_MSG_MOD(extack,
				   "too late: the policy was not confirmed in time, and is out of force");
		err = -ETIMEDOUT;
	} else if (rg_trial_state(f) != RG_TRIAL_PENDING) {
		NL_SET_ERR_MSG_MOD(extack, "nothing waits to be confirmed");
		err = -ENOENT;
	} else if (rg_trial_ends(f, RG_TRIAL_CONFIRMED) != RG_TRIAL_CONFIRMED) {
		NL_SET_ERR_MSG_MOD(extack,
				   "too late: the policy was not confirmed in time, and is out of force");
		err = -ETIMEDOUT;
	} else {
		t->generation = f->generation;
		rg_unhook_others(rn, rtnl_dereference(f->bind), NULL);
	}
	rtnl_unlock();
	mutex_unlock(&rn->upload);
	if (!err)
		rg_netlink_change(rn, t->generation, RG_CHANGE_CONFIRMED);
	return err;
}

/* Its devices first; then it is in force in one step.  Under RTNL. */
static int rg_trial_return(struct rg_net *rn, struct rg_force *back)
{
	const struct rg_bind *bind = rtnl_dereference(back->bind);
	int err = rg_force_hook(rn, bind);

	if (err) {
		rg_unhook_new(rn);
		return err;
	}
	refcount_inc(&back->users);	/* the namespace's; the newer one has its own */
	rcu_assign_pointer(rn->force, back);
	rg_unhook_others(rn, bind, NULL);
	return 0;
}

/* Under RTNL; what is to be let go of is in *@gone. */
static int rg_trial_back(struct rg_net *rn, struct rg_turn *t, struct rg_force **gone,
			 struct netlink_ext_ack *extack)
{
	struct rg_force *f = rtnl_dereference(rn->force);
	struct rg_force *back = f ? rtnl_dereference(f->previous) : NULL;
	bool trial;
	int err;

	if (!f) {
		NL_SET_ERR_MSG_MOD(extack, "no policy is in force in this namespace");
		return -ENOENT;
	}
	t->by_itself = rg_trial_state(f) == RG_TRIAL_EXPIRED;
	trial = rg_trial_ends(f, RG_TRIAL_EXPIRED) == RG_TRIAL_EXPIRED;
	if (!back && !trial) {
		NL_SET_ERR_MSG_MOD(extack,
				   "there is no previous policy to go back to: only one is kept, until the next apply");
		return -ENOENT;
	}
	t->left = f->generation;
	t->generation = rg_generation(back);
	if (!back)
		return 0;	/* nothing is in force, and all drops */
	err = rg_trial_return(rn, back);
	if (err) {
		NL_SET_ERR_MSG_MOD(extack, "cannot hook into an interface of the previous policy");
		return err;
	}
	*gone = f;
	return 0;
}

/**
 * rg_trial_rollback() - back to the previous policy
 * @rn: gate
 * @t: result
 * @extack: why not
 *
 * Return: 0 or a negative errno.
 */
int rg_trial_rollback(struct rg_net *rn, struct rg_turn *t, struct netlink_ext_ack *extack)
{
	struct rg_force *gone = NULL;
	int err;

	mutex_lock(&rn->upload);
	rtnl_lock();
	err = rg_trial_back(rn, t, &gone, extack);
	rtnl_unlock();
	if (gone) {
		synchronize_net();
		rg_force_put(gone);
	}
	mutex_unlock(&rn->upload);
	if (!err)
		rg_netlink_change(rn, t->generation, RG_CHANGE_ROLLED_BACK);
	return err;
}

/** rg_trial_watch() - tell of the end of a trial, when it comes */
void rg_trial_watch(struct rg_net *rn, const struct rg_force *f)
{
	u64 now = ktime_get_boottime_ns();

	mod_delayed_work(system_wq, &rn->trial_end,
			 now < f->deadline ? nsecs_to_jiffies(f->deadline - now) + 1 : 0);
}

/* The interfaces of the policy that is out of force are let go of, and listeners told. */
void rg_trial_work(struct work_struct *work)
{
	struct rg_net *rn = container_of(to_delayed_work(work), struct rg_net, trial_end);
	struct rg_force *f, *back;
	u64 generation = 0;
	int state = RG_TRIAL_NONE;

	rtnl_lock();
	f = rtnl_dereference(rn->force);
	if (f)
		state = rg_trial_state(f);
	if (state == RG_TRIAL_PENDING)
		rg_trial_watch(rn, f);	/* jiffies are not the clock of the deadline */
	if (state == RG_TRIAL_EXPIRED) {
		back = rtnl_dereference(f->previous);
		generation = rg_generation(back);
		if (back)
			rg_unhook_others(rn, rtnl_dereference(back->bind), NULL);
	}
	rtnl_unlock();
	if (state == RG_TRIAL_EXPIRED)
		rg_netlink_change(rn, generation, RG_CHANGE_EXPIRED);
}
