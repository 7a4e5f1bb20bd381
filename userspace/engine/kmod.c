// SPDX-License-Identifier: GPL-2.0-only
/* The kernel module as an engine. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "attach.h"
#include "bind.h"
#include "foreign.h"
#include "kmod.h"
#include "ops.h"
#include "tune.h"
#include "lib/util.h"

#define CHUNK	16384	/* bytes of the image in a message */

static uint64_t u64_of(struct nlattr *a)
{
	return a ? nla_get_u64(a) : 0;
}

static uint32_t u32_of(struct nlattr *a)
{
	return a ? nla_get_u32(a) : 0;
}

static uint16_t u16_of(struct nlattr *a)
{
	return a ? nla_get_u16(a) : 0;
}

static uint8_t u8_of(struct nlattr *a)
{
	return a ? nla_get_u8(a) : 0;
}

static void bytes_of(struct nlattr *a, void *to, int len)
{
	if (a && nla_len(a) == len)
		memcpy(to, nla_data(a), len);
}

static int kmod_probe(void)
{
	struct rg_knl k;

	if (rg_knl_open(&k))
		return -1;
	rg_knl_close(&k);
	return 0;
}

/* ---- apply ------------------------------------------------------------------------ */

static int upload(struct rg_knl *k, const struct rg_apply *a)
{
	struct nl_msg *msg;
	size_t at, len;

	for (at = 0; at < a->size; at += len) {
		len = a->size - at < CHUNK ? a->size - at : CHUNK;
		msg = rg_knl_msg(k, RELGATE_CMD_UPLOAD, 0);
		if (msg && (nla_put_u32(msg, RELGATE_ATTR_SIZE, a->size) ||
			    nla_put_u32(msg, RELGATE_ATTR_OFFSET, at) ||
			    nla_put(msg, RELGATE_ATTR_DATA, len, a->image + at))) {
			nlmsg_free(msg);
			msg = NULL;
		}
		if (rg_knl_call(k, msg, NULL, NULL))
			return -1;
	}
	return 0;
}

static int on_commit(struct nlattr **tb, void *arg)
{
	struct rg_apply *a = arg;

	a->generation = u64_of(tb[RELGATE_ATTR_GENERATION]);
	a->deadline = u64_of(tb[RELGATE_ATTR_DEADLINE]);
	a->first = !u64_of(tb[RELGATE_ATTR_PREVIOUS]);
	return 0;
}

static int commit(struct rg_knl *k, struct rg_apply *a)
{
	const struct rg_image_header *h = (const struct rg_image_header *)a->image;
	struct nl_msg *msg = rg_knl_msg(k, RELGATE_CMD_COMMIT, 0);

	if (msg && (nla_put(msg, RELGATE_ATTR_DIGEST, RG_DIGEST_LEN, h->digest) ||
		    (a->dry_run && nla_put_flag(msg, RELGATE_ATTR_DRY_RUN)) ||
		    (a->base && nla_put_u64(msg, RELGATE_ATTR_MONO, a->base)) ||
		    (a->seen && nla_put_u64(msg, RELGATE_ATTR_SEEN, a->seen)) ||
		    (a->partial && nla_put_flag(msg, RELGATE_ATTR_PARTIAL)) ||
		    (a->confirm_ns && nla_put_u64(msg, RELGATE_ATTR_CONFIRM, a->confirm_ns)))) {
		nlmsg_free(msg);
		msg = NULL;
	}
	return rg_knl_call(k, msg, on_commit, a);
}

static uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000ull + ts.tv_nsec;
}

static int check_other_engine(void)
{
	struct rg_gate g;
	bool whole;

	if (rg_gate_open(&g, false))
		return -1;
	whole = g.whole;
	rg_gate_close(&g);
	return whole ? rg_error("the BPF engine has a policy in force in this network namespace: "
				"detach first") : 0;
}

static int apply_to(struct rg_knl *k, struct rg_apply *a, const struct rg_host *host)
{
	const struct rg_gate none = { 0 };

	/* The module sees only XDP itself. */
	if (rg_bind_check(a->image, host, a->partial) || rg_foreign_check(a->image, host, &none, true))
		return -1;
	if (!a->dry_run && rg_tune_routes(a->image))
		return -1;
	if (upload(k, a) || commit(k, a))
		return -1;
	if (!a->dry_run)
		rg_tune_relays(a->image, host);
	return 0;
}

static int kmod_apply(struct rg_apply *a)
{
	uint64_t start = now_ns();
	struct rg_host host;
	struct rg_knl k;
	int err;

	a->verified_insns[0] = 0;
	a->verified_insns[1] = 0;
	a->verified_insns[2] = 0;
	if (a->size < sizeof(struct rg_image_header))
		return rg_error("the policy image is too short");
	if (check_other_engine() || rg_knl_open(&k))
		return -1;
	err = rg_host_read(&host);
	if (!err)
		err = apply_to(&k, a, &host);
	a->load_ns = now_ns() - start;
	rg_host_free(&host);
	rg_knl_close(&k);
	return err;
}

/* ---- status ----------------------------------------------------------------------- */

static int on_get(struct nlattr **tb, void *arg)
{
	struct rg_status *st = arg;

	st->in_force = u8_of(tb[RELGATE_ATTR_IN_FORCE]);
	st->blocked = u8_of(tb[RELGATE_ATTR_BLOCKED]);
	st->locked = u8_of(tb[RELGATE_ATTR_LOCKED]);
	st->generation = u64_of(tb[RELGATE_ATTR_GENERATION]);
	st->since = (int64_t)u64_of(tb[RELGATE_ATTR_SINCE]);
	st->mono = (int64_t)u64_of(tb[RELGATE_ATTR_MONO]);
	st->seen = (int64_t)u64_of(tb[RELGATE_ATTR_SEEN]);
	st->trial = u8_of(tb[RELGATE_ATTR_TRIAL]);
	st->newest = u64_of(tb[RELGATE_ATTR_NEWEST]);
	st->previous = u64_of(tb[RELGATE_ATTR_PREVIOUS]);
	st->deadline = u64_of(tb[RELGATE_ATTR_DEADLINE]);
	return 0;
}

/** struct reading - an image on its way out: of one generation, in order, or not at all */
struct reading {
	struct rg_status *st;
	size_t have;
	bool broken;
};

static int on_chunk(struct nlattr **tb, void *arg)
{
	struct reading *r = arg;
	struct rg_status *st = r->st;
	uint32_t size = u32_of(tb[RELGATE_ATTR_SIZE]);
	int len = tb[RELGATE_ATTR_DATA] ? nla_len(tb[RELGATE_ATTR_DATA]) : 0;

	if (!st->image && size <= RG_IMAGE_MAX) {
		st->image = malloc(size);
		st->image_size = size;
		st->generation = u64_of(tb[RELGATE_ATTR_GENERATION]);
	}
	r->broken |= !st->image || st->image_size != size || len <= 0 ||
		     u32_of(tb[RELGATE_ATTR_OFFSET]) != r->have || r->have + len > size ||
		     u64_of(tb[RELGATE_ATTR_GENERATION]) != st->generation;
	if (!r->broken) {
		memcpy(st->image + r->have, nla_data(tb[RELGATE_ATTR_DATA]), len);
		r->have += len;
	}
	return r->broken;
}

static int on_interface(struct nlattr **tb, void *arg)
{
	uint32_t i = u32_of(tb[RELGATE_ATTR_INDEX]);
	struct rg_status *st = arg;
	struct rg_if_state *s;

	if (i >= st->if_count || u64_of(tb[RELGATE_ATTR_GENERATION]) != st->generation)
		return 0;
	s = &st->ifs[i];
	s->ifindex = u32_of(tb[RELGATE_ATTR_IFINDEX]);
	bytes_of(tb[RELGATE_ATTR_MAC], s->mac, sizeof(s->mac));
	s->present = u8_of(tb[RELGATE_ATTR_PRESENT]);
	s->judged = u8_of(tb[RELGATE_ATTR_JUDGED]);
	s->guarded = u8_of(tb[RELGATE_ATTR_GUARDED]);
	s->answers = u8_of(tb[RELGATE_ATTR_ANSWERS]);
	return 0;
}

/* What the kernel does not tell: programs of others, and whether a hub is up. */
static int look_at(struct rg_if_state *s, const struct rg_interface *ifc,
		   const struct rg_host *host)
{
	const struct rg_device *dev = rg_host_ifindex(host, s->ifindex);
	const struct rg_gate none = { 0 };
	struct rg_attached found;

	if (!dev)
		return 0;
	if (rg_attach_inspect(&none, dev, &found))
		return -1;
	rg_foreign_on(dev, &found);
	s->foreign = found.foreign;
	snprintf(s->foreign_what, sizeof(s->foreign_what), "%s", found.what);
	s->up = ifc->flags & RG_IF_HUB && s->present && s->answers && rg_hub_up(ifc, dev);
	return 0;
}

static int fill_ifs(struct rg_knl *k, struct rg_status *st)
{
	const struct rg_interface *ifc = rg_image_interfaces(st->image, &st->if_count);
	struct rg_host host;
	size_t i;
	int err;

	st->ifs = calloc(st->if_count ? st->if_count : 1, sizeof(*st->ifs));
	if (!st->ifs)
		return rg_error("out of memory");
	for (i = 0; i < st->if_count; i++)
		memcpy(st->ifs[i].name, ifc[i].name, RG_IFNAME_LEN);
	if (rg_knl_dump(k, RELGATE_CMD_INTERFACE_GET, on_interface, st))
		return -1;
	err = rg_host_read(&host);
	st->guarded = st->locked;
	for (i = 0; i < st->if_count && !err; i++) {
		struct rg_if_state *s = &st->ifs[i];

		err = look_at(s, &ifc[i], &host);
		st->guarded &= s->present && s->judged && s->guarded && !s->foreign;
	}
	if (!err)
		err = rg_foreign_elsewhere(st->image, &host, 0, true, st->elsewhere);
	st->guarded &= !st->elsewhere[0];
	rg_host_free(&host);
	return err;
}

static int fill_image(struct rg_knl *k, struct rg_status *st)
{
	struct reading r = { .st = st };

	if (rg_knl_dump(k, RELGATE_CMD_IMAGE_GET, on_chunk, &r))
		return -1;
	if (r.broken || !st->image || r.have != st->image_size)
		return rg_error("the policy changed while it was read: try again");
	return 0;
}

static int kmod_status(struct rg_status *st)
{
	struct rg_knl k;
	int err;

	memset(st, 0, sizeof(*st));
	strcpy(st->engine, "kmod");
	strcpy(st->attach, "netfilter");
	if (rg_knl_open(&k))
		return -1;
	err = rg_knl_call(&k, rg_knl_msg(&k, RELGATE_CMD_GET, 0), on_get, st);
	st->residue = st->newest;
	strcpy(st->lock_what, st->locked ? "netfilter forward hook" : "netfilter forward hook MISSING");
	if (!err && st->in_force)
		err = fill_image(&k, st);
	if (!err && st->in_force)
		err = fill_ifs(&k, st);
	rg_knl_close(&k);
	if (err)
		rg_status_free(st);
	return err;
}

/** rg_kmod_in_force() - whether the module has a policy in force in this network namespace */
bool rg_kmod_in_force(void)
{
	struct rg_status st = { 0 };
	struct rg_knl k;

	if (!rg_knl_there() || rg_knl_open(&k))
		return false;
	/* Who may not ask is told so by what he asks for next. */
	if (rg_knl_call(&k, rg_knl_msg(&k, RELGATE_CMD_GET, 0), on_get, &st))
		st.in_force = true;
	rg_knl_close(&k);
	return st.in_force || st.newest;	/* one whose trial has ended holds the gate, too */
}

/* ---- the rest ----------------------------------------------------------------------- */

/* The key of the kernel's tables again. */
static uint64_t key_of(struct nlattr **tb)
{
	struct rg_work w = {
		.labelled = tb[RELGATE_ATTR_RUNG] != NULL,
		.label.level = u32_of(tb[RELGATE_ATTR_RUNG]),
		.sender = u16_of(tb[RELGATE_ATTR_ORIGIN]),
		.dest = u16_of(tb[RELGATE_ATTR_DEST]),
		.v.way = u8_of(tb[RELGATE_ATTR_WAY]),
		.v.pass = u8_of(tb[RELGATE_ATTR_PASS]),
		.v.reason = u8_of(tb[RELGATE_ATTR_REASON]),
		.v.agreement = tb[RELGATE_ATTR_AGREEMENT] ? u16_of(tb[RELGATE_ATTR_AGREEMENT]) :
			       RG_AGREEMENT_NONE,
	};

	return rg_tally_key(&w, u8_of(tb[RELGATE_ATTR_HOOK]));
}

/* Of a policy's own: if it is the one that was asked for. */
static int on_policy_counter(struct nlattr **tb, struct rg_counters *n, struct rg_counter c)
{
	uint32_t i = u32_of(tb[RELGATE_ATTR_INDEX]);

	if (u64_of(tb[RELGATE_ATTR_GENERATION]) != n->generation) {
		n->stale = true;
		return 0;
	}
	switch (u32_of(tb[RELGATE_ATTR_COUNTER])) {
	case RELGATE_COUNTER_AGREEMENT:
		if (i < RG_AGREEMENT_MAX)
			n->agreed[i][RG_AGREED_SENT] = c;
		break;
	case RELGATE_COUNTER_RELAYED:
		if (i < RG_AGREEMENT_MAX)
			n->agreed[i][RG_AGREED_RELAYED] = c;
		break;
	case RELGATE_COUNTER_REFUSED:
		if (i < RG_AGREEMENT_MAX)
			n->agreed[i][RG_AGREED_REFUSED] = c;
		break;
	case RELGATE_COUNTER_FLOW:
		return rg_counters_add(n, key_of(tb), c.packets, c.bytes);
	case RELGATE_COUNTER_OTHER:
		if (i < 2)
			n->other[i] = c;
		break;
	}
	return 0;
}

static int on_counter(struct nlattr **tb, void *arg)
{
	struct rg_counter c = { u64_of(tb[RELGATE_ATTR_PACKETS]), u64_of(tb[RELGATE_ATTR_BYTES]) };
	uint32_t i = u32_of(tb[RELGATE_ATTR_INDEX]);
	struct rg_counters *n = arg;

	switch (u32_of(tb[RELGATE_ATTR_COUNTER])) {
	case RELGATE_COUNTER_INGRESS:
		if (i < RG_R_COUNT)
			n->ingress[i] = c;
		break;
	case RELGATE_COUNTER_EGRESS:
		if (i < RG_R_COUNT)
			n->egress[i] = c;
		break;
	case RELGATE_COUNTER_WAY:
		if (i < RG_WAY_COUNT)
			n->way[i] = c;
		break;
	case RELGATE_COUNTER_ICMP:
		n->icmp_sent = c.packets;
		break;
	case RELGATE_COUNTER_LOST:
		n->events_lost = c.packets;
		break;
	case RELGATE_COUNTER_CACHED:
		n->cached = c.packets;
		break;
	default:
		return on_policy_counter(tb, n, c);
	}
	return 0;
}

static int kmod_counters(struct rg_counters *c)
{
	struct rg_knl k;
	int err;

	/* What the module still knows of a gate that was taken off is no answer. */
	if (!rg_kmod_in_force())
		return rg_error("no policy is in force in this network namespace");
	if (rg_knl_open(&k))
		return -1;
	err = rg_knl_dump(&k, RELGATE_CMD_COUNTER_GET, on_counter, c);
	rg_knl_close(&k);
	rg_counters_merge(c);
	return err;
}

static int kmod_block(bool on)
{
	struct nl_msg *msg;
	struct rg_knl k;
	int err;

	if (rg_knl_open(&k))
		return -1;
	msg = rg_knl_msg(&k, RELGATE_CMD_BLOCK, 0);
	if (msg)
		nla_put_u8(msg, RELGATE_ATTR_BLOCKED, on);
	err = rg_knl_call(&k, msg, NULL, NULL);
	rg_knl_close(&k);
	return err;
}

static int on_turn(struct nlattr **tb, void *arg)
{
	struct rg_turn *t = arg;

	t->generation = u64_of(tb[RELGATE_ATTR_GENERATION]);
	t->left = u64_of(tb[RELGATE_ATTR_LEFT]);
	t->by_itself = u8_of(tb[RELGATE_ATTR_BY_ITSELF]);
	return 0;
}

static int kmod_turn(int cmd, struct rg_turn *t)
{
	struct rg_knl k;
	int err;

	if (rg_knl_open(&k))
		return -1;
	err = rg_knl_call(&k, rg_knl_msg(&k, cmd, 0), on_turn, t);
	rg_knl_close(&k);
	return err;
}

static int kmod_confirm(struct rg_turn *t)
{
	return kmod_turn(RELGATE_CMD_CONFIRM, t);
}

static int kmod_rollback(struct rg_turn *t)
{
	return kmod_turn(RELGATE_CMD_ROLLBACK, t);
}

/* The policy tells what was tuned for it. */
static int kmod_detach(void)
{
	struct rg_status st;
	struct rg_host host;
	struct rg_knl k;
	int err;

	if (kmod_status(&st))
		return -1;
	if (!st.in_force && !st.newest)
		return 0;
	err = rg_knl_open(&k);
	if (!err) {
		err = rg_knl_call(&k, rg_knl_msg(&k, RELGATE_CMD_DETACH, 0), NULL, NULL);
		rg_knl_close(&k);
	}
	if (!err && !rg_host_read(&host)) {
		rg_untune(st.image, &host);
		rg_host_free(&host);
	}
	rg_status_free(&st);
	return err;
}

static int kmod_generation(uint64_t *generation)
{
	struct rg_status st = { 0 };
	struct rg_knl k;
	int err;

	if (rg_knl_open(&k))
		return -1;
	err = rg_knl_call(&k, rg_knl_msg(&k, RELGATE_CMD_GET, 0), on_get, &st);
	rg_knl_close(&k);
	*generation = !err && st.in_force ? st.generation : 0;
	return err;
}

struct listener {
	int (*fn)(const struct rg_event *ev, void *arg);
	void *arg;
	struct rg_hubs hubs;
};

static int on_event(struct nlattr **tb, void *arg)
{
	struct listener *l = arg;
	struct rg_event ev = {
		.ns = u64_of(tb[RELGATE_ATTR_NS]),
		.generation = u64_of(tb[RELGATE_ATTR_GENERATION]),
		.ifindex = u32_of(tb[RELGATE_ATTR_IFINDEX]),
		.len = u32_of(tb[RELGATE_ATTR_FRAME_LEN]),
		.in = u16_of(tb[RELGATE_ATTR_IN]),
		.egress = u16_of(tb[RELGATE_ATTR_EGRESS]),
		.agreement = u16_of(tb[RELGATE_ATTR_AGREEMENT]),
		.sender = u16_of(tb[RELGATE_ATTR_SENDER]),
		.dest = u16_of(tb[RELGATE_ATTR_DEST]),
		.hook = u8_of(tb[RELGATE_ATTR_HOOK]),
		.pass = u8_of(tb[RELGATE_ATTR_PASS]),
		.way = u8_of(tb[RELGATE_ATTR_WAY]),
		.reason = u8_of(tb[RELGATE_ATTR_REASON]),
		.family = u8_of(tb[RELGATE_ATTR_FAMILY]),
		.kind = u8_of(tb[RELGATE_ATTR_LABEL_KIND]),
		.level = u8_of(tb[RELGATE_ATTR_LEVEL]),
		.proto = u8_of(tb[RELGATE_ATTR_PROTO]),
		.doi = u32_of(tb[RELGATE_ATTR_DOI]),
	};

	bytes_of(tb[RELGATE_ATTR_SRC], ev.src, sizeof(ev.src));
	bytes_of(tb[RELGATE_ATTR_DST], ev.dst, sizeof(ev.dst));
	return l->fn(&ev, l->arg);
}

static int on_tick(void *arg)
{
	struct listener *l = arg;

	return rg_hubs_look(&rg_engine_kmod, &l->hubs, l->fn, l->arg);
}

static int kmod_monitor(int (*fn)(const struct rg_event *ev, void *arg), void *arg)
{
	struct listener l = { .fn = fn, .arg = arg };
	struct rg_knl k;
	int err;

	if (!rg_kmod_in_force())
		return rg_error("no policy is in force in this network namespace");
	if (rg_knl_open(&k))
		return -1;
	err = rg_knl_events(&k, on_event, on_tick, &l);
	rg_knl_close(&k);
	return err;
}

const struct rg_engine rg_engine_kmod = {
	.name = "kmod",
	.probe = kmod_probe,
	.apply = kmod_apply,
	.confirm = kmod_confirm,
	.rollback = kmod_rollback,
	.status = kmod_status,
	.counters = kmod_counters,
	.block = kmod_block,
	.detach = kmod_detach,
	.generation = kmod_generation,
	.answered = rg_kmod_answered,
	.hubs_up = rg_kmod_hubs_up,
	.monitor = kmod_monitor,
};
