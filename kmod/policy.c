// SPDX-License-Identifier: GPL-2.0-only
/*
 * The policy of a namespace: a candidate comes in chunks, is validated, bound and
 * swapped in.  At every instant the gate is closed, or one policy is in force.
 */
#include <crypto/sha2.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sched.h>
#include <linux/vmalloc.h>
#include "../core/validate.h"
#include "gate.h"

#define RG_DIGEST_STEP (1u << 20)	/* bytes between two offers to let others run */
#define RG_ALIVE_MAX 9		/* policies of a namespace in memory, read out slowly or not */

static const char *const rg_fault_text[] = {
#define RG_FAULT_TEXT(sym, text) "the policy image is refused: " text,
	RG_FAULTS(RG_FAULT_TEXT)
#undef RG_FAULT_TEXT
};

/* ---- the policy in force ---------------------------------------------------- */

static void rg_force_free(struct rg_force *f)
{
	rg_force_put(rcu_dereference_protected(f->previous, 1));	/* that one has none */
	kfree(rcu_dereference_protected(f->bind, 1));
	rg_tallies_free(f->tallies);
	kvfree(f->img.page0);
	atomic_dec(&f->rn->alive);
	kfree(f);
}

/** rg_force_put() - let go of a policy; the last one frees it, after a grace period */
void rg_force_put(struct rg_force *f)
{
	if (f && refcount_dec_and_test(&f->users))
		rg_force_free(f);
}

/** rg_force_get() - hold the policy in force of a namespace, or NULL */
struct rg_force *rg_force_get(struct rg_net *rn)
{
	struct rg_force *f;

	rcu_read_lock();
	f = rg_in_force(rn);
	if (f && !refcount_inc_not_zero(&f->users))
		f = NULL;
	rcu_read_unlock();
	return f;
}

static atomic64_t rg_serial;

/* Takes the image over, if it can.  Under rn->upload. */
static struct rg_force *rg_force_make(struct rg_net *rn, const u8 *image, u32 size)
{
	struct rg_force *f = kzalloc(sizeof(*f), GFP_KERNEL_ACCOUNT);

	if (!f)
		return NULL;
	f->rn = rn;
	f->img.page0 = image;
	f->size = size;
	f->serial = atomic64_inc_return(&rg_serial);
	refcount_set(&f->users, 1);
	f->tallies = rg_tallies_alloc(rg_header(&f->img)->sec[RG_SEC_AGREEMENT].count);
	if (!f->tallies) {
		kfree(f);
		return NULL;
	}
	atomic_inc(&rn->alive);
	return f;
}

/* ---- the candidate ------------------------------------------------------------ */

static void rg_candidate_clear(struct rg_candidate *c)
{
	kvfree(c->data);
	memset(c, 0, sizeof(*c));
}

static int rg_candidate_start(struct rg_candidate *c, u32 portid, u32 size,
			      struct netlink_ext_ack *extack)
{
	if (c->data && c->portid != portid) {
		NL_SET_ERR_MSG_MOD(extack, "another upload is under way in this namespace");
		return -EBUSY;
	}
	rg_candidate_clear(c);
	if (size < sizeof(struct rg_image_header) || size > RG_IMAGE_MAX) {
		NL_SET_ERR_MSG_MOD(extack, "the image's size is out of bounds (512 bytes to 64 MiB)");
		return -EMSGSIZE;
	}
	/* The core reads whole records at masked offsets: a page and its records stay inside. */
	c->data = kvzalloc(max_t(u32, size, RG_PAGE_SIZE), GFP_KERNEL_ACCOUNT);
	if (!c->data) {
		NL_SET_ERR_MSG_MOD(extack, "no memory for the image");
		return -ENOMEM;
	}
	c->portid = portid;
	c->size = size;
	return 0;
}

static int rg_candidate_add(struct rg_candidate *c, u32 portid, u32 size, u32 offset,
			    const u8 *data, u32 len, struct netlink_ext_ack *extack)
{
	if (!c->data || c->portid != portid) {
		NL_SET_ERR_MSG_MOD(extack, "no upload of this socket is under way: begin at offset 0");
		return -EINVAL;
	}
	if (size != c->size) {
		NL_SET_ERR_MSG_MOD(extack, "the size is not the one that the upload began with");
		return -EINVAL;
	}
	if (offset != c->have) {
		NL_SET_ERR_MSG_MOD(extack, "the chunk is repeated or out of order");
		return -EINVAL;
	}
	if (!len || len > c->size - c->have) {
		NL_SET_ERR_MSG_MOD(extack, "the chunk is empty, or goes beyond the image's size");
		return -EINVAL;
	}
	memcpy(c->data + offset, data, len);
	c->have += len;
	return 0;
}

/**
 * rg_policy_upload() - take a chunk of an image
 * @rn: gate
 * @portid: socket that it comes from
 * @size: of the whole image, bytes
 * @offset: of the chunk, bytes; 0 begins anew
 * @data: the chunk
 * @len: its length in bytes
 * @extack: what is wrong with it; then nothing is under way any more
 *
 * Return: 0 or a negative errno.
 */
int rg_policy_upload(struct rg_net *rn, u32 portid, u32 size, u32 offset, const u8 *data,
		     u32 len, struct netlink_ext_ack *extack)
{
	struct rg_candidate *c = &rn->candidate;
	int err = 0;

	mutex_lock(&rn->upload);
	if (!offset)
		err = rg_candidate_start(c, portid, size, extack);
	if (!err) {
		err = rg_candidate_add(c, portid, size, offset, data, len, extack);
		if (err && c->portid == portid)
			rg_candidate_clear(c);
	}
	mutex_unlock(&rn->upload);
	return err;
}

/**
 * rg_policy_abort() - forget an upload
 * @rn: gate
 * @portid: the socket that uploaded
 *
 * Return: whether there was one.
 */
bool rg_policy_abort(struct rg_net *rn, u32 portid)
{
	bool there;

	mutex_lock(&rn->upload);
	there = rn->candidate.data && rn->candidate.portid == portid;
	if (there)
		rg_candidate_clear(&rn->candidate);
	mutex_unlock(&rn->upload);
	return there;
}

static void rg_digest_add(struct sha256_state *st, const u8 *data, u32 len)
{
	u32 step;

	for (; len; len -= step, data += step) {
		step = min(len, RG_DIGEST_STEP);
		sha256_update(st, data, step);
		cond_resched();
	}
}

/* Of the image with its digest field zero. */
static void rg_digest(const u8 *image, u32 size, u8 *digest)
{
	static const u8 zero[RG_DIGEST_LEN];
	const u32 at = offsetof(struct rg_image_header, digest);
	struct sha256_state st;

	sha256_init(&st);
	rg_digest_add(&st, image, at);
	rg_digest_add(&st, zero, sizeof(zero));
	rg_digest_add(&st, image + at + sizeof(zero), size - at - sizeof(zero));
	sha256_final(&st, digest);
}

static int rg_candidate_check(const struct rg_candidate *c, u32 portid, const u8 *digest,
			      struct netlink_ext_ack *extack)
{
	const struct rg_image_header *h = (const struct rg_image_header *)c->data;
	u8 own[RG_DIGEST_LEN];
	struct rg_fault fault;

	if (!c->data || c->portid != portid) {
		NL_SET_ERR_MSG_MOD(extack, "there is no upload of this socket to commit");
		return -ENOENT;
	}
	if (c->have != c->size) {
		NL_SET_ERR_MSG_MOD(extack, "the upload is not complete");
		return -EINVAL;
	}
	if (rg_validate(c->data, c->size, &fault)) {
		extack->_msg = fault.code < ARRAY_SIZE(rg_fault_text) ?
			       rg_fault_text[fault.code] : "the policy image is refused";
		return -EINVAL;
	}
	rg_digest(c->data, c->size, own);
	if (memcmp(own, h->digest, sizeof(own)) || memcmp(own, digest, sizeof(own))) {
		NL_SET_ERR_MSG_MOD(extack, "the digest is not the image's: it was damaged on the way");
		return -EBADMSG;
	}
	return 0;
}

/* ---- the swap ------------------------------------------------------------------ */

/** rg_force_hook() - hook into the devices of a binding; RTNL is held: 0 or a negative errno */
int rg_force_hook(struct rg_net *rn, const struct rg_bind *bind)
{
	struct net_device *dev;
	u32 i;
	int err;

	for (i = 0; i < RG_INTERFACE_MAX; i++) {
		if (!bind->ifc[i].ifindex)
			continue;
		dev = __dev_get_by_index(rn->net, bind->ifc[i].ifindex);
		err = dev ? rg_hook_device(rn, dev, true) : -ENODEV;
		if (!err && !(rg_hook_placed(dev, RG_HOOK_INGRESS) &&
			      rg_hook_placed(dev, RG_HOOK_EGRESS)))
			err = -EBUSY;
		if (err)
			return err;
	}
	return 0;
}

/* Until the swap a device that is new here is closed; one that was here goes on. */
static int rg_force_close(struct rg_net *rn, const struct rg_bind *bind)
{
	int err = rg_forward_close(rn);

	return err ? err : rg_force_hook(rn, bind);
}

/* What was in force becomes the previous policy.  Under RTNL. */
static void rg_force_publish(struct rg_net *rn, struct rg_force *f, struct rg_commit *commit)
{
	struct rg_force *back = rg_in_force(rn);
	const struct rg_bind *old = back && commit->confirm_ns ? rtnl_dereference(back->bind) : NULL;

	f->generation = ++rn->generation;
	f->wall = ktime_get_real_seconds();
	f->base = commit->base ? commit->base : f->wall;
	f->seen = commit->seen;
	f->boot_ns = ktime_get_boottime_ns();
	if (commit->confirm_ns) {
		atomic_set(&f->trial, RG_TRIAL_PENDING);
		f->deadline = f->boot_ns + commit->confirm_ns;
	}
	if (back)
		refcount_inc(&back->users);
	rcu_assign_pointer(f->previous, back);
	rcu_assign_pointer(rn->force, f);
	rg_unhook_others(rn, rtnl_dereference(f->bind), old);
	if (commit->confirm_ns)
		rg_trial_watch(rn, f);
	commit->generation = f->generation;
	commit->deadline = f->deadline;
	commit->previous = back ? back->generation : 0;
}

static int rg_force_enter(struct rg_net *rn, struct rg_force *f, bool first,
			  struct rg_commit *commit, struct netlink_ext_ack *extack)
{
	struct rg_bind *bind = rg_bind_make(rn->net, &f->img);
	int err;

	if (!bind) {
		NL_SET_ERR_MSG_MOD(extack, "no memory for the binding");
		return -ENOMEM;
	}
	rcu_assign_pointer(f->bind, bind);
	err = rg_force_close(rn, bind);
	if (err) {
		if (err == -EBUSY)
			NL_SET_ERR_MSG_MOD(extack,
					   "a netfilter hook of others (an nft chain of the netdev family) stands before the judge or behind the guard of an enrolled interface: remove it first");
		else
			NL_SET_ERR_MSG_MOD(extack, "cannot hook into an enrolled interface");
		rg_unhook_new(rn);
		if (first)
			rg_forward_open(rn);
		return err;
	}
	rg_force_publish(rn, f, commit);
	return 0;
}

/* Under RTNL; on success the old policy is in *@old. */
static int rg_force_swap(struct rg_net *rn, struct rg_force *f, struct rg_commit *commit,
			 struct rg_force **old, struct netlink_ext_ack *extack)
{
	bool first;
	int err;

	*old = rtnl_dereference(rn->force);
	err = rg_bind_check(rn->net, &f->img, commit->partial, extack);
	if (!err && *old && rg_trial_state(*old) == RG_TRIAL_PENDING) {
		NL_SET_ERR_MSG_MOD(extack,
				   "a policy waits to be confirmed: `relgate confirm` or `relgate rollback` first");
		err = -EBUSY;
	}
	if (err || commit->dry_run)
		return err;
	/* Each namespace with a policy holds the module; not when it is on its way out. */
	first = !*old;
	if (first && !try_module_get(THIS_MODULE)) {
		NL_SET_ERR_MSG_MOD(extack, "the module is being removed");
		return -EBUSY;
	}
	err = rg_force_enter(rn, f, first, commit, extack);
	if (err && first)
		module_put(THIS_MODULE);
	return err;
}

/* Of the previous policy its own previous one is not wanted any more; no packet asks for it. */
static void rg_force_forget(struct rg_force *f)
{
	struct rg_force *back = rcu_dereference_protected(f->previous, 1);

	RCU_INIT_POINTER(f->previous, NULL);
	rg_force_put(back);
}

static int rg_candidate_commit(struct rg_net *rn, struct rg_commit *commit,
			       struct netlink_ext_ack *extack)
{
	struct rg_candidate *c = &rn->candidate;
	struct rg_force *f, *old = NULL;
	int err;

	if (atomic_read(&rn->alive) >= RG_ALIVE_MAX) {
		NL_SET_ERR_MSG_MOD(extack, "too many older policies are still being read out");
		return -EBUSY;
	}
	f = rg_force_make(rn, c->data, c->size);
	if (!f) {
		NL_SET_ERR_MSG_MOD(extack, "no memory for the policy");
		return -ENOMEM;
	}
	c->data = NULL;		/* the policy's now */
	rtnl_lock();
	err = rg_force_swap(rn, f, commit, &old, extack);
	if (commit->dry_run)
		commit->generation = rn->generation + 1;
	rtnl_unlock();
	if (err || commit->dry_run)
		old = f;
	/* Packets are judged by it until the end of this. */
	synchronize_net();
	if (old && old != f)
		rg_force_forget(old);
	rg_force_put(old);
	return err;
}

/**
 * rg_policy_commit() - put what was uploaded in force
 * @rn: gate
 * @portid: the socket that uploaded
 * @commit: how; gets the generation
 * @extack: why not; then what was in force stays
 *
 * Return: 0 or a negative errno.  In any case the upload is over, unless it is
 * another socket's.
 */
int rg_policy_commit(struct rg_net *rn, u32 portid, struct rg_commit *commit,
		     struct netlink_ext_ack *extack)
{
	struct rg_candidate *c = &rn->candidate;
	int err;

	mutex_lock(&rn->upload);
	err = rg_candidate_check(c, portid, commit->digest, extack);
	if (!err)
		err = rg_candidate_commit(rn, commit, extack);
	if (c->portid == portid)
		rg_candidate_clear(c);
	mutex_unlock(&rn->upload);
	if (!err && !commit->dry_run)
		rg_netlink_change(rn, commit->generation, RG_CHANGE_APPLIED);
	return err;
}

/**
 * rg_policy_detach() - take the policy out of force, and open the namespace
 *
 * Return: 0, or -ENOENT if none is in force.
 */
int rg_policy_detach(struct rg_net *rn)
{
	struct rg_force *old;

	mutex_lock(&rn->upload);
	rtnl_lock();
	old = rtnl_dereference(rn->force);
	RCU_INIT_POINTER(rn->force, NULL);
	rg_unhook_others(rn, NULL, NULL);
	rg_forward_open(rn);
	/* After the policy: see rg_block(). */
	smp_store_release(&rn->epoch, rn->epoch + 1);
	rtnl_unlock();
	if (old) {
		synchronize_net();
		rg_force_put(old);
		module_put(THIS_MODULE);
	}
	mutex_unlock(&rn->upload);
	return old ? 0 : -ENOENT;
}

/** rg_policy_drop() - the namespace goes: nobody else is there */
void rg_policy_drop(struct rg_net *rn)
{
	rg_candidate_clear(&rn->candidate);
	rg_policy_detach(rn);
}
