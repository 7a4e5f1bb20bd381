// SPDX-License-Identifier: GPL-2.0-only
/* Start and end of the module, and of the gate of each network namespace. */
#include <linux/module.h>
#include <linux/percpu.h>
#include "gate.h"

unsigned int rg_net_id __read_mostly;
struct rg_scratch __percpu *rg_scratch[RG_HOOK_COUNT];

static int __net_init rg_net_init(struct net *net)
{
	struct rg_net *rn = rg_net_of(net);

	rn->net = net;
	rn->epoch = 1;
	INIT_LIST_HEAD(&rn->hooked);
	mutex_init(&rn->upload);
	mutex_init(&rn->probing);
	INIT_DELAYED_WORK(&rn->trial_end, rg_trial_work);
	rn->stats = alloc_percpu_gfp(struct rg_stats, GFP_KERNEL_ACCOUNT);
	return rn->stats ? 0 : -ENOMEM;
}

/* The devices are gone already, and with them our hooks on them. */
static void __net_exit rg_net_exit(struct net *net)
{
	struct rg_net *rn = rg_net_of(net);

	rg_policy_drop(rn);
	cancel_delayed_work_sync(&rn->trial_end);
	free_percpu(rn->stats);
	rg_probed_free(rn);
	mutex_destroy(&rn->probing);
	mutex_destroy(&rn->upload);
}

static struct pernet_operations rg_net_ops = {
	.init = rg_net_init,
	.exit = rg_net_exit,
	.id = &rg_net_id,
	.size = sizeof(struct rg_net),
};

static void rg_scratch_free(void)
{
	free_percpu(rg_scratch[RG_HOOK_EGRESS]);
	free_percpu(rg_scratch[RG_HOOK_INGRESS]);
}

static int __init rg_scratch_alloc(void)
{
	rg_scratch[RG_HOOK_INGRESS] = alloc_percpu(struct rg_scratch);
	rg_scratch[RG_HOOK_EGRESS] = alloc_percpu(struct rg_scratch);
	if (rg_scratch[RG_HOOK_INGRESS] && rg_scratch[RG_HOOK_EGRESS])
		return 0;
	rg_scratch_free();
	return -ENOMEM;
}

static int __init rg_start(void)
{
	int err;

	err = rg_scratch_alloc();
	if (err)
		return err;
	err = rg_answers_alloc();
	if (err)
		goto err_scratch;
	err = register_pernet_subsys(&rg_net_ops);
	if (err)
		goto err_answers;
	err = rg_bind_start();
	if (err)
		goto err_net;
	err = rg_netlink_start();
	if (err)
		goto err_bind;
	return 0;

err_bind:
	rg_bind_stop();
err_net:
	unregister_pernet_subsys(&rg_net_ops);
err_answers:
	rg_answers_free();
err_scratch:
	rg_scratch_free();
	return err;
}

/* No policy is in force anywhere: each holds the module. */
static void __exit rg_end(void)
{
	rg_netlink_stop();
	rg_bind_stop();
	unregister_pernet_subsys(&rg_net_ops);
	rcu_barrier();
	rg_answers_free();
	rg_scratch_free();
}

module_init(rg_start);
module_exit(rg_end);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Routes packets by their security label and nation of origin");
MODULE_ALIAS("net-pf-16-proto-16-family-relgate");
