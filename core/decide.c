// SPDX-License-Identifier: GPL-2.0-only
/*
 * The two questions.  choose: which verdict for a packet that came in here.
 * permits: may a packet that came in there leave here.  Both admit the packet in
 * the same way (label, sender, destination, ranges) and ask the same agreements;
 * they differ in what they are told of the egress.
 */
#include "core.h"
#include "image.h"
#include "agreement.h"

/**
 * rg_drop() - set the verdict to a drop
 * @w: the question
 * @reason: why
 */
RG_API void rg_drop(struct rg_work *w, u32 reason)
{
	w->v.pass = 0;
	w->v.way = RG_WAY_NONE;
	w->v.reason = reason;
	w->v.edit = RG_EDIT_KEEP;
	w->v.egress = RG_IF_NONE;
	w->v.agreement = RG_AGREEMENT_NONE;
}

RG_LOCAL bool rg_enrolled(const struct rg_image *img, u32 i)
{
	return i < rg_header(img)->sec[RG_SEC_INTERFACE].count && i < RG_INTERFACE_MAX;
}

/* What says that an interface takes labels of a kind. */
RG_LOCAL u32 rg_kind_flag(u32 kind)
{
	if (kind == RG_LABEL_RIPSO)
		return RG_IF_RIPSO;
	return kind == RG_LABEL_CIPSO ? RG_IF_CIPSO : RG_IF_CALIPSO;
}

/**
 * rg_owners() - whose the packet's two addresses are, for rules 3 and 4
 * @img: policy
 * @w: parsed packet; gets value_src and value_dst
 */
RG_API void rg_owners(const struct rg_image *img, struct rg_work *w)
{
	w->value_src = 0;
	w->value_dst = 0;
	if (!w->pkt.family)
		return;
	w->value_src = rg_nation(img, w->pkt.family, w->pkt.src);
	w->value_dst = rg_nation(img, w->pkt.family, w->pkt.dst);
}

/* Rule 2: the label, from the packet or supplied. */
RG_LOCAL u32 rg_admit_label(const struct rg_image *img, struct rg_work *w,
			    const struct rg_interface *in)
{
	u32 kind = w->pkt.kind;

	if (in->flags & RG_IF_SUPPLIED) {
		if (kind != RG_LABEL_NONE)
			return RG_R_LABEL_UNEXPECTED;
		rg_label_supplied(img, in, &w->label);
		return RG_R_OK;
	}
	if (kind == RG_LABEL_NONE)
		return RG_R_LABEL_MISSING;
	if (!(in->flags & rg_kind_flag(kind)))
		return kind == RG_LABEL_RIPSO ? RG_R_RIPSO : RG_R_LABEL_KIND;
	return rg_label_decode(img, w);
}

/* Rule 3: the sender is who the interface, the address and the relay's MAC say, all alike. */
RG_LOCAL u32 rg_admit_sender(struct rg_work *w, const struct rg_interface *in)
{
	u32 nation = RG_VALUE_NATION(w->value_src);

	w->sender = nation;
	if (w->own)
		return RG_R_SPOOFED;
	if (in->flags & RG_IF_HUB && !w->relay)
		return RG_R_NOT_RELAY;
	if (!nation)
		return RG_R_SOURCE_UNKNOWN;
	if (in->flags & RG_IF_HUB && nation == in->nation)
		return RG_R_HUB_OWN;
	if (!(in->flags & RG_IF_HUB) && nation != in->nation)
		return RG_R_SPOOFED;
	return w->value_src & RG_VALUE_GEO ? RG_R_GEO_ONLY : RG_R_OK;
}

/* Rule 4, first half: whose address the destination is. */
RG_LOCAL u32 rg_admit_dest(struct rg_work *w, const struct rg_interface *in)
{
	w->dest = RG_VALUE_NATION(w->value_dst);
	if (!w->dest)
		return RG_R_DEST_UNKNOWN;
	if (w->value_dst & RG_VALUE_GEO)
		return RG_R_GEO_ONLY;
	if (in->flags & RG_IF_HUB && w->dest == in->nation)
		return RG_R_HUB_OWN;
	return RG_R_OK;
}

RG_LOCAL bool rg_within(const struct rg_image *img, const u64 *cat, u32 set)
{
	const struct rg_set *s = rg_set(img, set);
	u32 words = rg_set_words(img);
	u64 outside = 0;
	u32 i;

	for (i = 0; i < RG_SET_WORDS; i++) {
		if (i >= words)
			break;
		outside |= cat[i] & ~s->w[i];
	}
	return !outside;
}

/* Rule 5 at the ingress. */
RG_LOCAL u32 rg_admit_range(const struct rg_image *img, const struct rg_work *w,
			    const struct rg_interface *in)
{
	if (w->label.level < in->in_min || w->label.level > in->in_max)
		return RG_R_IN_LEVEL;
	if (!rg_within(img, w->label.cat, in->in_set))
		return RG_R_IN_SUBJECT;
	return RG_R_OK;
}

/* Everything that does not depend on where the packet goes out. */
RG_LOCAL u32 rg_admit(const struct rg_image *img, struct rg_work *w)
{
	const struct rg_interface *in;
	u32 reason;

	rg_drop(w, RG_R_INTERNAL);
	w->labelled = 0;
	w->sender = 0;
	w->dest = 0;
	w->via_mask = 0;
	w->via_pos = 0;
	w->via_pair = 0;
	if (!rg_enrolled(img, w->in))
		return RG_R_NOT_ENROLLED;
	if (!w->pkt.family || w->pkt.flags & (RG_PKT_LINK | RG_PKT_GROUP))
		return RG_R_FRAME_GROUP;
	if (w->pkt.flags & RG_PKT_ND_BAD)
		return RG_R_ND_FORBIDDEN;
	in = rg_interface(img, w->in);
	reason = rg_admit_label(img, w, in);
	w->labelled = reason == RG_R_OK;
	if (reason == RG_R_OK)
		reason = rg_admit_sender(w, in);
	if (reason == RG_R_OK)
		reason = rg_admit_dest(w, in);
	if (reason == RG_R_OK)
		reason = rg_admit_range(img, w, in);
	return reason;
}

/* One originator: may its information go to the destination? */
RG_LOCAL void rg_origin_ask(const struct rg_image *img, struct rg_work *w, u32 nation)
{
	struct rg_origins *o = &w->origins;
	struct rg_ask *ask = &w->ask;

	ask->from = nation;
	ask->consent_direct = 1;
	ask->consent_mask = ~0u;
	rg_ask_pair(img, w);
	if (ask->denied != RG_AGREEMENT_NONE) {
		o->denied = ask->denied;
		return;
	}
	if (ask->direct == RG_AGREEMENT_NONE) {
		o->direct = 0;
		o->mask &= ask->via_mask;
	}
	if (ask->via_hub == RG_AGREEMENT_NONE)
		o->by_hub = 0;
	else if (o->agreement == RG_AGREEMENT_NONE)
		o->agreement = ask->via_hub;
}

/* Originators that are neither sender nor destination. */
RG_LOCAL void rg_foreign(struct rg_work *w)
{
	u64 bits;
	u32 i;

	for (i = 0; i < RG_NSET_WORDS; i++) {
		bits = w->label.origin[i];
		if (w->sender >> 6 == i)
			bits &= ~(1ull << (w->sender & 63));
		if (w->dest >> 6 == i)
			bits &= ~(1ull << (w->dest & 63));
		w->origins.left.w[i] = bits;
	}
}

/* Takes the lowest nation out of the set; 0 if it is empty. */
RG_LOCAL u32 rg_nset_take(struct rg_nset *set)
{
	u32 i, bit;

	for (i = 0; i < RG_NSET_WORDS; i++) {
		if (!set->w[i])
			continue;
		bit = rg_lowest(set->w[i]);
		set->w[i] &= set->w[i] - 1;
		return i * 64 + bit;
	}
	return 0;
}

/* The next originator; a callback, because 6.1's verifier refuses some plain loops of this size. */
RG_CALLBACK long rg_origin_step(u32 i, void *ctx)
{
	struct rg_ctx *c = ctx;
	u32 nation = rg_nset_take(&c->w->origins.left);

	(void)i;
	if (!nation)
		return 1;
	c->w->origins.count++;
	rg_origin_ask(c->img, c->w, nation);
	return 0;
}

RG_LOCAL void rg_ask_origins(const struct rg_image *img, struct rg_work *w)
{
	struct rg_ctx c = { .img = img, .w = w };
	struct rg_origins *o = &w->origins;

	o->direct = 1;
	o->mask = ~0u;
	o->by_hub = 1;
	o->agreement = RG_AGREEMENT_NONE;
	o->denied = RG_AGREEMENT_NONE;
	rg_foreign(w);
	o->count = 0;
	rg_loop(RG_ORIGIN_MAX, rg_origin_step, &c);
	if (rg_nset_take(&o->left))
		o->count = RG_ORIGIN_MAX + 1;
}

struct rg_grant {
	u32 reason;		/* RG_R_OK: look at the rest */
	u32 agreement;		/* of @reason RG_R_DENIED */
	u32 by_hub;		/* agreement: the sender is the hub and sends a party's data on */
};

/*
 * Rules 7 and 11: ask the originators, then the pair.  @w->ask comes with slot
 * set and leaves with what the pair's agreements say.
 */
RG_LOCAL void rg_grant(const struct rg_image *img, struct rg_work *w, struct rg_grant *g)
{
	struct rg_origins *o = &w->origins;
	struct rg_ask *ask = &w->ask;

	g->by_hub = RG_AGREEMENT_NONE;
	g->agreement = RG_AGREEMENT_NONE;
	g->reason = RG_R_OK;
	ask->to = w->dest;
	ask->hub = w->sender;
	rg_ask_origins(img, w);
	if (o->count > RG_ORIGIN_MAX) {
		g->reason = RG_R_ORIGINS;
		return;
	}
	/* About an originator as about the sender: no grant, no release list beats it. */
	if (o->denied != RG_AGREEMENT_NONE) {
		g->reason = RG_R_DENIED;
		g->agreement = o->denied;
		return;
	}
	ask->from = w->sender;
	ask->consent_direct = o->direct;
	ask->consent_mask = o->direct ? ~0u : o->mask;
	rg_ask_pair(img, w);
	if (ask->denied != RG_AGREEMENT_NONE) {
		g->reason = RG_R_DENIED;
		g->agreement = ask->denied;
	} else if (o->count && o->by_hub && !rg_nset_has(w->label.origin, w->sender)) {
		/* A party's information alone: an agreement via a hub covers none of the hub's. */
		g->by_hub = o->agreement;
	}
}

/* Rule 9: what the label needs on the way out. */
RG_LOCAL u32 rg_edit(const struct rg_image *img, const struct rg_work *w,
		     const struct rg_interface *in, const struct rg_interface *out)
{
	u32 i;

	if (in->flags & RG_IF_SUPPLIED)
		return out->flags & RG_IF_SUPPLIED ? RG_EDIT_KEEP : RG_EDIT_TAG;
	if (out->flags & RG_IF_SUPPLIED)
		return RG_EDIT_STRIP;
	if (!(out->flags & rg_kind_flag(w->pkt.kind)))
		return RG_EDIT_TRANSLATE;
	if (w->pkt.kind == RG_LABEL_CIPSO && (in->flags ^ out->flags) & RG_IF_PERMISSIVE)
		return RG_EDIT_TRANSLATE;
	if (w->pkt.kind == RG_LABEL_RIPSO && rg_doi(img, out->ripso_index)->doi != w->pkt.doi)
		return RG_EDIT_TRANSLATE;
	for (i = 0; i < RG_DOI_PER_IF_MAX; i++) {
		if (i >= out->doi_count)
			break;
		if (out->doi[i] == w->pkt.doi)
			return RG_EDIT_KEEP;
	}
	return RG_EDIT_TRANSLATE;
}

/*
 * May the packet go without its label into a network whose label the gate
 * supplies?  Only if what comes back in under the supplied label is protected
 * at least as well: otherwise re-entry would launder the label.
 */
RG_LOCAL bool rg_dominates(const struct rg_image *img, const struct rg_work *w,
			   const struct rg_interface *out)
{
	const struct rg_nset *release = rg_nset(img, out->sup_release);
	const struct rg_nset *origin = rg_nset(img, out->sup_origin);
	const struct rg_set *set = rg_set(img, out->sup_set);
	const struct rg_set *subjects = rg_set(img, 0);
	u64 outside = 0, own, bit, origins = 0;
	u32 i;

	for (i = 0; i < RG_SET_WORDS; i++)
		outside |= w->label.cat[i] & subjects->w[i] & ~set->w[i];
	for (i = 0; i < RG_NSET_WORDS; i++)
		origins |= w->label.origin[i];
	for (i = 0; i < RG_NSET_WORDS; i++) {
		bit = w->sender >> 6 == i ? 1ull << (w->sender & 63) : 0;
		own = out->nation >> 6 == i ? 1ull << (out->nation & 63) : 0;
		/* Origins count as released, so on re-entry the network's own list does too. */
		outside |= (release->w[i] | (origin->w[i] & ~own)) &
			   ~(w->label.release[i] | w->label.origin[i] | bit);
		/* Who owns it: what the label says, else its sender; on re-entry likewise. */
		outside |= (w->label.origin[i] | (origins ? 0 : bit)) & ~(origin->w[i] | own);
	}
	return !outside && w->label.level <= out->sup_level;
}

/* Rules 5 (egress) and 9, and the verdict that stands if they hold. */
RG_LOCAL void rg_leave(const struct rg_image *img, struct rg_work *w, u32 way, u32 egress,
		       u32 agreement)
{
	const struct rg_interface *in = rg_interface(img, w->in);
	const struct rg_interface *out = rg_interface(img, egress);
	u32 reason = RG_R_OK;

	w->v.edit = rg_edit(img, w, in, out);
	if (w->label.level < out->out_min || w->label.level > out->out_max)
		reason = RG_R_OUT_LEVEL;
	else if (!rg_within(img, w->label.cat, out->out_set))
		reason = RG_R_OUT_SUBJECT;
	else if (!(in->flags & out->flags & RG_IF_TUNNEL) && rg_tunnel(&w->pkt))
		reason = RG_R_TUNNEL;
	else if (out->flags & RG_IF_SUPPLIED && !rg_dominates(img, w, out))
		reason = RG_R_LAUNDER;
	else if (w->v.edit != RG_EDIT_KEEP)
		reason = RG_R_INTERNAL;	/* until rg_relabel() has made the bytes */
	w->v.pass = reason == RG_R_OK;
	w->v.reason = reason;
	w->v.way = way;
	w->v.egress = egress;
	w->v.agreement = agreement;
}

RG_LOCAL void rg_refuse(struct rg_work *w, u32 reason, u32 agreement)
{
	rg_drop(w, reason);
	w->v.agreement = agreement;
}

/* Rule 4, second half: the routing table must lead to the destination's nation. */
RG_LOCAL u32 rg_route(const struct rg_image *img, const struct rg_work *w)
{
	const struct rg_interface *out;

	if (w->route == RG_ROUTE_NONE)
		return RG_R_NO_ROUTE;
	if (w->route == RG_ROUTE_LOCAL)
		return RG_R_LOCAL;
	if (!rg_enrolled(img, w->route))
		return RG_R_MISROUTED;
	out = rg_interface(img, w->route);
	if (out->nation != w->dest)
		return RG_R_MISROUTED;
	return out->flags & RG_IF_HUB ? RG_R_HUB_OWN : RG_R_OK;
}

/* It came from the hub: delivered under an agreement that sent it there, or not at all. */
RG_LOCAL void rg_relayed(const struct rg_image *img, struct rg_work *w, const struct rg_ask *ask)
{
	if (ask->via_slot != RG_AGREEMENT_NONE)
		rg_leave(img, w, RG_WAY_RELAYED, w->route, ask->via_slot);
	else if (ask->via_mask)
		rg_drop(w, RG_R_HUB_LOOP);
	else if (ask->direct != RG_AGREEMENT_NONE)
		rg_drop(w, RG_R_WAY);
	else
		rg_drop(w, ask->reason);
}

RG_LOCAL void rg_choose_way(const struct rg_image *img, struct rg_work *w,
			    const struct rg_ask *ask, const struct rg_grant *g)
{
	if (g->by_hub != RG_AGREEMENT_NONE) {
		rg_leave(img, w, RG_WAY_RELAYED, w->route, g->by_hub);
	} else if (ask->direct != RG_AGREEMENT_NONE) {
		rg_leave(img, w, RG_WAY_DIRECT, w->route, ask->direct);
	} else if (ask->via_mask) {
		/* Until rg_steer() finds a hub interface that is up, this is a drop. */
		rg_drop(w, RG_R_HUB_DOWN);
		w->v.way = RG_WAY_VIA;
		w->via_mask = ask->via_mask;
		w->via_pos = ask->via_pos;
		w->via_pair = ask->pair;
	} else {
		rg_drop(w, ask->reason);
	}
}

/**
 * rg_choose() - at ingress: which verdict
 * @img: policy
 * @w: parsed packet (rg_parse() said RG_R_OK); inputs: in, route, relay, own, clock
 *
 * The verdict is in @w->v.  If its way is RG_WAY_VIA, it is a drop for
 * RG_R_HUB_DOWN until rg_steer() has been told which hub slots of @w->via_mask
 * are up.
 */
RG_API void rg_choose(const struct rg_image *img, struct rg_work *w)
{
	rg_owners(img, w);
	rg_choose_owned(img, w);
}

/** rg_choose_owned() - rg_choose(), after rg_owners() */
RG_API void rg_choose_owned(const struct rg_image *img, struct rg_work *w)
{
	struct rg_grant g;
	const struct rg_interface *in;
	u32 reason = rg_admit(img, w);

	if (reason == RG_R_OK)
		reason = rg_route(img, w);
	if (reason != RG_R_OK) {
		rg_drop(w, reason);
		return;
	}
	in = rg_interface(img, w->in);
	if (!(in->flags & RG_IF_HUB) && w->sender == w->dest) {
		rg_leave(img, w, RG_WAY_DOMESTIC, w->route, RG_AGREEMENT_NONE);
		return;
	}
	w->ask.slot = in->hub_slot;
	rg_grant(img, w, &g);
	if (g.reason != RG_R_OK)
		rg_refuse(w, g.reason, g.agreement);
	else if (in->flags & RG_IF_HUB)
		rg_relayed(img, w, &w->ask);
	else
		rg_choose_way(img, w, &w->ask, &g);
}

/* The gate's own ICMP error about a packet: back out of the interface that it came in on. */
RG_LOCAL void rg_own_error(const struct rg_image *img, struct rg_work *w)
{
	const struct rg_interface *out = rg_interface(img, w->out);
	u32 value = rg_nation(img, w->pkt.family, w->pkt.dst);

	if (w->pkt.flags & RG_PKT_ND_BAD) {
		rg_drop(w, RG_R_ND_FORBIDDEN);
		return;
	}
	rg_drop(w, RG_R_LOCAL);
	if (w->in != w->out || !(w->pkt.flags & RG_PKT_ICMP_ERR))
		return;
	/* On a hub interface the packet that failed came from a party, through the relay. */
	if (!(out->flags & RG_IF_HUB) && RG_VALUE_NATION(value) != out->nation)
		return;
	w->v.pass = 1;
	w->v.reason = RG_R_OK;
	w->v.way = RG_WAY_LOCAL;
	w->v.egress = w->out;
}

RG_LOCAL void rg_permits_nation(const struct rg_image *img, struct rg_work *w,
				const struct rg_ask *ask, const struct rg_grant *g)
{
	if (g->by_hub != RG_AGREEMENT_NONE)
		rg_leave(img, w, RG_WAY_RELAYED, w->out, g->by_hub);
	else if (ask->direct != RG_AGREEMENT_NONE)
		rg_leave(img, w, RG_WAY_DIRECT, w->out, ask->direct);
	else
		rg_drop(w, ask->via_mask ? RG_R_WAY : ask->reason);
}

RG_LOCAL void rg_permits_hub(const struct rg_image *img, struct rg_work *w,
			     const struct rg_ask *ask)
{
	if (ask->via_slot != RG_AGREEMENT_NONE)
		rg_leave(img, w, RG_WAY_VIA, w->out, ask->via_slot);
	else if (ask->via_mask || ask->direct != RG_AGREEMENT_NONE)
		rg_drop(w, RG_R_WAY);
	else
		rg_drop(w, ask->reason);
}

/* What can be said of the egress before any agreement is asked. */
RG_LOCAL u32 rg_egress(const struct rg_image *img, const struct rg_work *w)
{
	const struct rg_interface *in = rg_interface(img, w->in);
	const struct rg_interface *out;

	if (!rg_enrolled(img, w->out))
		return RG_R_NOT_ENROLLED;
	out = rg_interface(img, w->out);
	if (out->flags & RG_IF_HUB) {
		if (in->flags & RG_IF_HUB)
			return RG_R_HUB_LOOP;
		return w->dest == out->nation ? RG_R_HUB_OWN : RG_R_OK;
	}
	return w->dest == out->nation ? RG_R_OK : RG_R_MISROUTED;
}

/**
 * rg_permits() - at egress: may this packet, which came in on @w->in, leave by @w->out
 * @img: policy, perhaps a newer one than chose
 * @w: parsed packet; inputs: in, out, own, clock; @w->relay as for rg_choose()
 *
 * Permits whatever some grant allows, even if the policy would now prefer
 * another way.  The verdict is in @w->v.
 */
RG_API void rg_permits(const struct rg_image *img, struct rg_work *w)
{
	rg_owners(img, w);
	rg_permits_owned(img, w);
}

/** rg_permits_owned() - rg_permits(), after rg_owners() */
RG_API void rg_permits_owned(const struct rg_image *img, struct rg_work *w)
{
	struct rg_grant g;
	const struct rg_interface *in, *out;
	u32 reason;

	if (w->own && rg_enrolled(img, w->in) && rg_enrolled(img, w->out)) {
		rg_own_error(img, w);
		return;
	}
	reason = rg_admit(img, w);
	if (reason == RG_R_OK)
		reason = rg_egress(img, w);
	if (reason != RG_R_OK) {
		rg_drop(w, reason);
		return;
	}
	in = rg_interface(img, w->in);
	out = rg_interface(img, w->out);
	if (!(in->flags & RG_IF_HUB) && w->sender == w->dest) {
		if (out->flags & RG_IF_HUB)
			rg_drop(w, RG_R_WAY);
		else
			rg_leave(img, w, RG_WAY_DOMESTIC, w->out, RG_AGREEMENT_NONE);
		return;
	}
	w->ask.slot = in->flags & RG_IF_HUB ? in->hub_slot : out->hub_slot;
	rg_grant(img, w, &g);
	w->route = w->out;
	if (g.reason != RG_R_OK)
		rg_refuse(w, g.reason, g.agreement);
	else if (in->flags & RG_IF_HUB)
		rg_relayed(img, w, &w->ask);
	else if (out->flags & RG_IF_HUB)
		rg_permits_hub(img, w, &w->ask);
	else
		rg_permits_nation(img, w, &w->ask, &g);
}
