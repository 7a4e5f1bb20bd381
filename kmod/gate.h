/* SPDX-License-Identifier: GPL-2.0-only */
/* The gate of a network namespace: what the parts of the module share. */
#ifndef RG_KMOD_GATE_H
#define RG_KMOD_GATE_H

#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/netfilter.h>
#include <linux/refcount.h>
#include <linux/skbuff.h>
#include <linux/workqueue.h>
#include <net/dst.h>
#include <net/net_namespace.h>
#include <net/netns/generic.h>
#include "../core/core.h"
#include "../core/image.h"
#include "../core/tally.h"

#define RG_NS 1000000000ull

/**
 * struct rg_bound - an enrolled interface and its device
 * @ifindex: 0: there is none, and the interface is closed
 * @mac: of the device when it was bound; kept when it goes, so that no other takes its place
 */
struct rg_bound {
	int ifindex;
	u8 mac[6];
};

#define RG_BIND_SLOTS 1024	/* a power of two, and four times the interfaces */

/**
 * struct rg_bind - the interfaces of a policy, bound
 * @ifc: by interface index of the policy; one that loses its device is cleared in place,
 *	every other change replaces the whole
 * @slot: interface index plus one, at the ifindex or the next free one after it
 */
struct rg_bind {
	struct rcu_head rcu;
	struct rg_bound ifc[RG_INTERFACE_MAX];
	u16 slot[RG_BIND_SLOTS];
};

struct rg_count {
	u64 packets, bytes;
};

/**
 * struct rg_tallies - what one CPU counted under one policy
 * @bucket: by origin, destination, level and so on
 * @agreed: by agreement, as many as the policy has
 */
struct rg_tallies {
	struct rg_tally_bucket bucket[RG_TALLY_BUCKETS];
	struct rg_agreed agreed[];
};

/**
 * struct rg_force - a policy in force: one generation
 * @img: the validated image
 * @size: its length in bytes
 * @bind: its interfaces; replaced under RTNL
 * @generation: counts the policies of this namespace, from 1
 * @serial: counts those of all namespaces, from 1
 * @wall, @boot_ns: both clocks when it came into force
 * @base: what the rule of time takes for the time then: @wall, or what was told
 * @seen: a time that was reached once; see rg_clock_set()
 * @tallies: per CPU: more than one per-CPU allocation could hold
 * @users: the namespace, and whoever reads the image out; each keeps the namespace alive
 */
struct rg_force {
	struct rg_net *rn;
	struct rg_image img;
	u32 size;
	struct rg_bind __rcu *bind;
	u64 generation, serial;
	s64 wall, base, seen;
	u64 boot_ns;
	atomic_t trial;
	u64 deadline;
	struct rg_force __rcu *previous;
	struct rg_tallies * __percpu *tallies;
	refcount_t users;
};

/**
 * struct rg_candidate - an image on its way in
 * @portid: the socket that uploads it
 * @data: @size bytes, of which the first @have have come; NULL: nothing is under way
 */
struct rg_candidate {
	u32 portid;
	u32 size, have;
	u8 *data;
};

/**
 * struct rg_commit - how an image is to be put in force
 * @digest: SHA-256 of the image as it was sent
 * @dry_run: everything but the swap
 * @partial: an interface whose device is not there stays closed, else it is a fault
 * @confirm_ns: it must be confirmed within this; 0: it stands
 * @base: the time to reckon from; 0: the wall clock
 * @seen: of struct rg_force
 * @generation, @previous, @deadline: result: of the policy now in force, of the one before
 *	it or 0, and until when it must be confirmed
 */
struct rg_commit {
	const u8 *digest;
	bool dry_run, partial;
	u64 confirm_ns;
	s64 base, seen;
	u64 generation, previous, deadline;
};

/** struct rg_turn - result of a confirmation or rollback; see struct rg_turn of the engines */
struct rg_turn {
	u64 generation, left;
	bool by_itself;
};

struct rg_stats {
	struct rg_count hook[RG_HOOK_COUNT][RG_R_COUNT];
	struct rg_count way[RG_WAY_COUNT];
	struct rg_count icmp, cached;
	u64 lost;
};

/**
 * struct rg_net - the gate of a network namespace
 * @force: the newest policy, or NULL; changed under RTNL and @upload.  In force is what
 *	rg_in_force() says
 * @hooked: devices with our hooks; under RTNL
 * @closed: the FORWARD hooks are registered; under RTNL
 * @epoch: counts the times that the gate was opened by detaching, from 1
 * @blocked: the epoch in which nothing crosses, or 0: a block that a detach overtook is void
 * @generation: of the last policy that came into force
 * @alive: policies in memory: in force, on their way, or still being read out
 * @upload: guards @candidate and changes of the policy
 * @trial_end: tells when a trial has ended; packets do not wait for it
 * @probed: relays that answer, or NULL; changed under @probing
 * @stats: since the gate was made
 */
struct rg_net {
	struct net *net;
	struct rg_force __rcu *force;
	struct list_head hooked;
	bool closed;
	u32 epoch, blocked;
	u64 generation;
	atomic_t alive;
	struct mutex upload;
	struct delayed_work trial_end;
	struct rg_candidate candidate;
	struct mutex probing;
	struct rg_probed __rcu *probed;
	struct rg_stats __percpu *stats;
};

enum rg_nexthop_state {
	RG_NH_NONE,		/* no way, or not one for us */
	RG_NH_LOCAL,		/* the gate's own address */
	RG_NH_BROADCAST,
	RG_NH_REACHED,		/* the neighbour's address is known */
	RG_NH_UNRESOLVED,	/* there is a way; the neighbour must be asked for */
};

/**
 * struct rg_gateway - a neighbour on the way
 * @ifindex: egress device; 0: none
 * @family: 4 or 6, of @addr
 * @addr: its address, network order
 */
struct rg_gateway {
	int ifindex;
	u8 family;
	u8 addr[16];
};

/**
 * struct rg_nexthop - what the routing table says of an address
 * @state: enum rg_nexthop_state
 * @family: 4 or 6, of the address
 * @gw: the neighbour, where there is a way
 * @dst: the route; held, or NULL
 */
struct rg_nexthop {
	u8 state, family;
	struct rg_gateway gw;
	struct dst_entry *dst;
};

/**
 * struct rg_stream - packets that are alike, and where they go if they pass
 * @c: what they have in common, and the answer
 * @gw: the neighbour
 */
struct rg_stream {
	struct rg_cached c;
	struct rg_gateway gw;
};

/* Answers that one CPU keeps; used with BH off. */
struct rg_answers {
	struct rg_stream stream[RG_CACHE_SLOTS];
	struct rg_memo memo[RG_MEMO_SLOTS];
};

extern struct rg_answers * __percpu *rg_kept_answers;

static inline struct rg_answers *rg_answers_here(void)
{
	return *this_cpu_ptr(rg_kept_answers);
}

/* Working memory of one question, a piece per CPU and hook; used with BH off. */
struct rg_scratch {
	struct rg_work w;
	struct rg_nexthop to, hub;
	u64 now;		/* CLOCK_BOOTTIME, ns; unset for a stream's */
	u64 tick;		/* jiffies, when a stream was looked for */
	u32 stream;		/* slot of the frame's stream, or RG_CACHE_NONE */
	bool blocked;
	bool watched;		/* somebody is told of each verdict */
	bool chosen;		/* rg_choose() was asked */
	bool busy;		/* ingress: a frame is on its way out from here */
	const struct rg_force *judging;	/* ingress: by this policy, while @busy */
	u64 event_second, icmp_earned;
	u32 event_count;
};

extern unsigned int rg_net_id;
extern struct rg_scratch __percpu *rg_scratch[RG_HOOK_COUNT];

static inline struct rg_net *rg_net_of(const struct net *net)
{
	return net_generic(net, rg_net_id);
}

static inline bool rg_blocked(const struct rg_net *rn)
{
	return READ_ONCE(rn->blocked) == READ_ONCE(rn->epoch);
}

/* bind.c */
extern const struct rg_bound rg_bound_none;
u32 rg_bind_index(const struct rg_bind *bind, int ifindex);
struct rg_bind *rg_bind_make(struct net *net, const struct rg_image *img);
int rg_bind_check(struct net *net, const struct rg_image *img, bool partial,
		  struct netlink_ext_ack *extack);
int rg_bind_start(void);
void rg_bind_stop(void);

/* Device of an interface; of one that the policy has not, an unbound one. */
static inline const struct rg_bound *rg_bound(const struct rg_bind *bind, u32 i)
{
	return i < RG_INTERFACE_MAX ? &bind->ifc[i] : &rg_bound_none;
}

/* hook.c */
int rg_hook_device(struct rg_net *rn, struct net_device *dev, bool fresh);
bool rg_hook_placed(const struct net_device *dev, enum rg_hook hook);
void rg_unhook_device(struct rg_net *rn, const struct net_device *dev);
void rg_unhook_others(struct rg_net *rn, const struct rg_bind *bind, const struct rg_bind *other);
void rg_unhook_new(struct rg_net *rn);

/* ingress.c, egress.c */
unsigned int rg_ingress(void *priv, struct sk_buff *skb, const struct nf_hook_state *state);
unsigned int rg_egress(void *priv, struct sk_buff *skb, const struct nf_hook_state *state);

/* frame.c */
void rg_frame_start(struct rg_scratch *s, const struct rg_net *rn, u32 len);
u32 rg_frame_load(const struct sk_buff *skb, int offset, struct rg_work *w);
void rg_frame_asked(const struct rg_force *f, struct rg_scratch *s);
bool rg_frame_own(const struct net *net, const struct rg_packet *pkt);

/* forward.c */
int rg_forward_close(struct rg_net *rn);
void rg_forward_open(struct rg_net *rn);

/* route.c */
void rg_route(struct net *net, const struct rg_packet *pkt, const u8 *addr, struct rg_nexthop *nh);
void rg_route_ask(struct net *net, const struct rg_bind *bind, struct rg_scratch *s);
void rg_route_hub(struct net *net, const struct rg_force *f, const struct rg_bind *bind,
		  struct rg_scratch *s);
void rg_route_relay(struct net *net, const struct rg_force *f, const struct rg_bind *bind,
		    struct rg_scratch *s);
void rg_route_put(struct rg_nexthop *nh);
struct neighbour *rg_route_neigh(const struct net_device *dev, const struct rg_gateway *gw);
u32 rg_route_mtu(const struct rg_nexthop *nh);

/* answers.c, ask.c */
int rg_answers_alloc(void);
void rg_answers_free(void);
void rg_ask(const struct rg_force *f, struct rg_work *w, u32 question);
void rg_ask_ahead(const struct rg_force *f, struct rg_work *w);

/* stream.c */
const struct rg_gateway *rg_stream_find(const struct sk_buff *skb, const struct rg_force *f,
					struct rg_scratch *s);
void rg_stream_keep(const struct rg_force *f, struct rg_scratch *s, const struct rg_nexthop *nh);

/* send.c, icmp.c */
bool rg_send_on(struct sk_buff *skb, struct net *net, const struct rg_bind *bind,
		struct rg_scratch *s, const struct rg_gateway *gw);
void rg_send(struct sk_buff *skb, const struct rg_force *f, const struct rg_bind *bind,
	     struct rg_net *rn, struct rg_scratch *s);
void rg_icmp_send(const struct sk_buff *skb, const struct rg_bound *in, struct rg_net *rn,
		  struct rg_scratch *s, u8 type, u8 code, u32 info);

/* tally.c */
struct rg_tallies * __percpu *rg_tallies_alloc(u32 agreements);
void rg_tallies_free(struct rg_tallies * __percpu *tallies);
void rg_tally(const struct rg_force *f, const struct rg_work *w, enum rg_hook hook);
bool rg_tally_sum(const struct rg_force *f, u32 cpu, u32 slot, u64 *key, struct rg_count *sum);
struct rg_count rg_tally_rest(const struct rg_force *f, u32 slot);
struct rg_count rg_tally_agreed(const struct rg_force *f, u32 agreement, u32 kind);

/* edit.c */
bool rg_put_label(struct sk_buff *skb, const struct rg_work *w);

/* counters.c */
void rg_count(struct rg_net *rn, const struct rg_force *f, const struct rg_work *w,
	      enum rg_hook hook);
void rg_count_one(struct rg_net *rn, enum rg_hook hook, u32 reason, u32 len);
void rg_count_add(struct rg_count *c, u32 len);
struct rg_count rg_count_sum(const struct rg_net *rn, u32 counter, u32 i);

/* event.c */
bool rg_watched(const struct rg_net *rn);
void rg_event(struct rg_net *rn, const struct rg_force *f, struct rg_scratch *s,
	      enum rg_hook hook, int ifindex);

/* policy.c */
int rg_policy_upload(struct rg_net *rn, u32 portid, u32 size, u32 offset, const u8 *data,
		     u32 len, struct netlink_ext_ack *extack);
int rg_policy_commit(struct rg_net *rn, u32 portid, struct rg_commit *commit,
		     struct netlink_ext_ack *extack);
bool rg_policy_abort(struct rg_net *rn, u32 portid);
int rg_policy_detach(struct rg_net *rn);
void rg_policy_drop(struct rg_net *rn);
int rg_force_hook(struct rg_net *rn, const struct rg_bind *bind);
struct rg_force *rg_force_get(struct rg_net *rn);
void rg_force_put(struct rg_force *f);

/* Time as reckoned from when a policy came into force. */
static inline s64 rg_force_mono(const struct rg_force *f)
{
	return f->base + (s64)div64_u64(ktime_get_boottime_ns() - f->boot_ns, RG_NS);
}

/* trial.c */
struct rg_force *rg_in_force(const struct rg_net *rn);
int rg_trial_state(struct rg_force *f);
int rg_trial_confirm(struct rg_net *rn, struct rg_turn *t, struct netlink_ext_ack *extack);
int rg_trial_rollback(struct rg_net *rn, struct rg_turn *t, struct netlink_ext_ack *extack);
void rg_trial_watch(struct rg_net *rn, const struct rg_force *f);
void rg_trial_work(struct work_struct *work);

/* probed.c */
bool rg_probed_answers(const struct rg_net *rn, const struct rg_interface *ifc, int ifindex,
		       u32 family);
int rg_probed_put(struct rg_net *rn, int ifindex, const u8 *addr, u64 until,
		  struct netlink_ext_ack *extack);
void rg_probed_free(struct rg_net *rn);

/* netlink.c */
void rg_netlink_change(struct rg_net *rn, u64 generation, enum rg_change change);
int rg_netlink_start(void);
void rg_netlink_stop(void);
int rg_netlink_event(struct rg_net *rn, const struct rg_force *f, const struct rg_scratch *s,
		     enum rg_hook hook, int ifindex);
bool rg_netlink_listened(const struct rg_net *rn);

#endif /* RG_KMOD_GATE_H */
