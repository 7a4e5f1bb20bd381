// SPDX-License-Identifier: GPL-2.0-only
/*
 * The lock on the stack's own forwarding, at netfilter's FORWARD: drops whatever
 * is not between two unmanaged interfaces of the policy in force.  It needs none
 * of the other programs; without a policy it drops everything.
 */
#include "force.h"

char LICENSE[] SEC("license") = "GPL";

#define NF_DROP		0
#define NF_ACCEPT	1
#define RG_UNMANAGED_MAX RG_INTERFACE_MAX

/* As much of the kernel's structures as is read here; relocated when loaded. */
struct net_device {
	char name[RG_IFNAME_LEN];
} __attribute__((preserve_access_index));

struct nf_hook_state {
	struct net_device *in;
	struct net_device *out;
} __attribute__((preserve_access_index));

struct bpf_nf_ctx {
	const struct nf_hook_state *state;
} __attribute__((preserve_access_index));

struct rg_name_loop {
	const u8 *page0;
	u32 off;
	u32 found;
	char name[RG_IFNAME_LEN];
};

static __noinline long rg_name_step(u32 i, void *ctx)
{
	struct rg_name_loop *l = ctx;
	const u64 *name = (const u64 *)(l->page0 + ((l->off + i * RG_IFNAME_LEN) &
						    (RG_PAGE_SIZE - 1) & ~15u));
	const u64 *dev = (const u64 *)l->name;

	l->found = name[0] == dev[0] && name[1] == dev[1];
	return l->found;
}

/* Behind the NUL a device's name may hold the rest of an older one. */
static __always_inline void rg_dev_name(struct net_device *dev, char *name)
{
	u32 i, more = 1;

#pragma unroll
	for (i = 0; i < RG_IFNAME_LEN; i++) {
		char c = dev->name[i];

		more = more && c;
		name[i] = more ? c : 0;
	}
}

static __noinline int rg_is_unmanaged(const u8 *page0, struct net_device *dev)
{
	const struct rg_image_header *h = (const struct rg_image_header *)page0;
	struct rg_name_loop l = { .page0 = page0, .off = h->sec[RG_SEC_UNMANAGED].off };
	u32 n = h->sec[RG_SEC_UNMANAGED].count;

	rg_dev_name(dev, l.name);
	bpf_loop(n > RG_UNMANAGED_MAX ? RG_UNMANAGED_MAX : n, rg_name_step, &l, 0);
	return l.found;
}

SEC("relgate/lock")
int gate_lock(struct bpf_nf_ctx *ctx)
{
	const struct nf_hook_state *state = ctx->state;
	struct net_device *in = state->in, *out = state->out;
	struct rg_force f;

	if (!in || !out || !rg_force_get(&f))
		return NF_DROP;
	return rg_is_unmanaged(f.img.page0, in) && rg_is_unmanaged(f.img.page0, out) ?
	       NF_ACCEPT : NF_DROP;
}
