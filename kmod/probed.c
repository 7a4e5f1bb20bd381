// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hubs' relays that answered their probes, and until when that stands.  The prober says
 * so; what it does not say again ends by itself.
 */
#include <linux/netlink.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>
#include "gate.h"

#define RG_PROBED_MAX	(8 * RG_HUB_MAX)
/* Of the longest that a policy may ask for. */
#define RG_PROBED_NS	((u64)RG_PROBE_MS_MAX * (RG_PROBE_LOST_MAX + 1) * 1000000)

/**
 * struct rg_probed - what is known; never changed, only replaced
 * @at: relays that had answered when it was made
 */
struct rg_probed {
	struct rcu_head rcu;
	u32 count;
	struct {
		int ifindex;
		u8 addr[16];
		u64 until;
	} at[];
};

static u64 rg_probed_until(const struct rg_probed *p, int ifindex, const u8 *addr)
{
	u32 i;

	for (i = 0; p && i < p->count; i++)
		if (p->at[i].ifindex == ifindex && !memcmp(p->at[i].addr, addr, 16))
			return p->at[i].until;
	return 0;
}

/**
 * rg_probed_answers() - may a hub interface be taken, as far as its probe says
 * @rn: gate; RCU is read, or RTNL held
 * @ifc: the interface
 * @ifindex: its device
 * @family: 4 or 6: whether the relay answers there
 */
bool rg_probed_answers(const struct rg_net *rn, const struct rg_interface *ifc, int ifindex,
		       u32 family)
{
	u8 addr[16] = { 0 };

	if (!ifc->probe_ms)
		return true;
	memcpy(addr, family == 4 ? ifc->nexthop4 : ifc->nexthop6, family == 4 ? 4 : 16);
	return ktime_get_boottime_ns() <
	       rg_probed_until(rcu_dereference_rtnl(rn->probed), ifindex, addr);
}

/* Those of @old whose answer stands, without the one that is told anew. */
static void rg_probed_copy(struct rg_probed *to, const struct rg_probed *old, int ifindex,
			   const u8 *addr, u64 now)
{
	u32 i;

	for (i = 0; old && i < old->count; i++) {
		if (old->at[i].until <= now ||
		    (old->at[i].ifindex == ifindex && !memcmp(old->at[i].addr, addr, 16)))
			continue;
		to->at[to->count++] = old->at[i];
	}
}

/**
 * rg_probed_put() - a relay has answered
 * @rn: gate
 * @ifindex: device that leads to it
 * @addr: 16 bytes; IPv4: the first four, the others zero
 * @until: CLOCK_BOOTTIME, ns
 * @extack: why not
 *
 * Return: 0 or a negative errno.
 */
int rg_probed_put(struct rg_net *rn, int ifindex, const u8 *addr, u64 until,
		  struct netlink_ext_ack *extack)
{
	u64 now = ktime_get_boottime_ns();
	struct rg_probed *old, *fresh;

	if (until > now + RG_PROBED_NS) {
		NL_SET_ERR_MSG_MOD(extack, "no answer to a probe stands for so long");
		return -ERANGE;
	}
	mutex_lock(&rn->probing);
	old = rcu_dereference_protected(rn->probed, lockdep_is_held(&rn->probing));
	fresh = kzalloc(struct_size(fresh, at, (old ? old->count : 0) + 1), GFP_KERNEL_ACCOUNT);
	if (!fresh) {
		mutex_unlock(&rn->probing);
		return -ENOMEM;
	}
	rg_probed_copy(fresh, old, ifindex, addr, now);
	if (fresh->count >= RG_PROBED_MAX) {
		mutex_unlock(&rn->probing);
		kfree(fresh);
		NL_SET_ERR_MSG_MOD(extack, "too many relays answer");
		return -ENOSPC;
	}
	fresh->at[fresh->count].ifindex = ifindex;
	memcpy(fresh->at[fresh->count].addr, addr, 16);
	fresh->at[fresh->count++].until = until;
	rcu_assign_pointer(rn->probed, fresh);
	mutex_unlock(&rn->probing);
	if (old)
		kfree_rcu(old, rcu);
	return 0;
}

/** rg_probed_free() - the namespace goes: nobody else is there */
void rg_probed_free(struct rg_net *rn)
{
	kfree(rcu_dereference_protected(rn->probed, true));
}
