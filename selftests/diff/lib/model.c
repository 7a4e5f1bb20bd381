// SPDX-License-Identifier: GPL-2.0-only
/*
 * A second opinion: the decision of relgate, written down as slowly and plainly
 * as the rules are, on the generator's own structures.  It shares nothing with
 * the core.  What it does not look at is bytes: packets that reach it are
 * well-formed.
 */
#include <string.h>
#include "gen.h"
#include "../../../core/core.h"

/* What the model knows of one packet. */
struct view {
	const struct g_policy *p;
	const struct g_packet *k;
	const struct g_interface *in;
	int sender, dest;
	struct g_label l;
};

static uint32_t bit(int nation)
{
	return 1u << nation;
}

static bool prefix_holds(const struct g_prefix *x, int family, const uint8_t *addr)
{
	int i;

	if (x->family != family)
		return false;
	for (i = 0; i < x->len; i++)
		if ((addr[i / 8] ^ x->addr[i / 8]) & 0x80 >> i % 8)
			return false;
	return true;
}

/** g_model_nation() - by longest prefix; -1: nobody's */
int g_model_nation(const struct g_policy *p, int family, const uint8_t *addr)
{
	int i, best = -1;

	for (i = 0; i < p->prefixes; i++)
		if (prefix_holds(&p->prefix[i], family, addr) &&
		    (best < 0 || p->prefix[i].len > p->prefix[best].len))
			best = i;
	return best < 0 ? -1 : p->prefix[best].nation;
}

/* ---- the label ---- */

static bool add_number(struct g_label *l, const struct g_wire *w)
{
	switch (w->kind) {
	case G_SUBJECT:
		l->subject |= 1u << w->id;
		return true;
	case G_FORM:
		l->form |= 1u << w->id;
		return true;
	case G_RELEASE:
		if (!w->inverted)
			l->release |= bit(w->id);
		return true;
	case G_ORIGIN:
		l->origin |= bit(w->id);
		return true;
	}
	return false;
}

static bool decode(struct view *v)
{
	const struct g_packet *k = v->k;
	const struct g_encoding *e = NULL;
	bool bitmap = k->kind == 6 || k->tag == 1;
	bool apart = k->kind == 4 && v->in->permissive;
	int i;

	for (i = 0; i < v->p->dois; i++)
		if (v->p->doi[i].doi == k->doi && v->in->doi >> i & 1)
			e = &v->p->encoding[v->p->doi[i].encoding];
	if (!e || e->level[k->level] < 0)
		return false;
	v->l.level = e->level[k->level];
	for (i = 0; i < G_NUMBERS; i++) {
		/* Releases, and nothing else, stand in a tag 6, where that is taken. */
		if (k->apart[i] && (!apart || e->wire[i].kind != G_RELEASE))
			return false;
		if (k->number[i] && apart && e->wire[i].kind == G_RELEASE)
			return false;
		if ((k->number[i] || k->apart[i]) && !add_number(&v->l, &e->wire[i]))
			return false;
		/* Inverted: a zero that is there releases. */
		if (!k->number[i] && bitmap && i < k->octets * 8 &&
		    e->wire[i].kind == G_RELEASE && e->wire[i].inverted)
			v->l.release |= bit(e->wire[i].id);
	}
	return true;
}

static bool takes(const struct g_interface *x, int kind)
{
	return kind == G_RIPSO ? x->ripso : kind == 4 ? x->cipso : x->calipso;
}

static bool label(struct view *v)
{
	if (v->in->supplied) {
		v->l = v->in->label;
		return v->k->kind == 0;
	}
	if (v->k->kind == 0 || !takes(v->in, v->k->kind))
		return false;
	return decode(v);
}

/* Whose information it is. */
static uint32_t origins(const struct view *v)
{
	return v->l.origin ? v->l.origin : bit(v->sender);
}

static bool released(const struct view *v, int nation)
{
	return (v->l.release | v->l.origin | bit(v->sender)) >> nation & 1;
}

/* ---- agreements ---- */

bool g_covers(const struct g_agreement *a, int from, int to)
{
	int i;

	if (from == to || from == a->hub || to == a->hub)
		return false;
	for (i = 0; i < a->pairs; i++) {
		if (a->pair[i].from & bit(from) && a->pair[i].to & bit(to))
			return true;
		if (a->pair[i].both && a->pair[i].from & bit(to) && a->pair[i].to & bit(from))
			return true;
	}
	return false;
}

/* Open only if both clocks say so. */
static bool operates(const struct view *v, const struct g_agreement *a)
{
	int64_t now = v->k->wall < v->k->mono ? v->k->wall : v->k->mono;
	int i;

	if (now < a->force || now < a->operate)
		return false;
	for (i = 0; i < a->requires; i++)
		if (!operates(v, &v->p->agreement[a->require[i]]))
			return false;
	return true;
}

static bool level_within(const struct view *v, const struct g_agreement *a)
{
	return v->l.level >= a->min && v->l.level <= a->max;
}

static bool subjects_within(const struct view *v, const struct g_agreement *a)
{
	if (a->any)
		return true;
	return !(v->l.subject & ~a->subject) && (v->l.subject || a->or_none);
}

/* Time, level, subject, release to @to: what a direct agreement asks. */
static bool grants_to(const struct view *v, const struct g_agreement *a, int to)
{
	return operates(v, a) && level_within(v, a) && subjects_within(v, a) &&
	       (a->release_any || released(v, to));
}

static bool hop_granted(const struct view *v, const struct g_agreement *a, int from, int to)
{
	const struct g_agreement *h;
	int i;

	for (i = 0; i < a->hops; i++) {
		h = &v->p->agreement[a->hop[i]];
		if (g_covers(h, from, to) && grants_to(v, h, to))
			return true;
	}
	return false;
}

/* Does @a grant the packet for the pair (@from, dest)?  Third parties apart. */
static bool grants(const struct view *v, const struct g_agreement *a, int from)
{
	if (a->deny || !g_covers(a, from, v->dest) || !grants_to(v, a, v->dest))
		return false;
	if (a->hub < 0)
		return true;
	if (!a->release_any && !released(v, a->hub))
		return false;
	return !a->hops || (hop_granted(v, a, from, a->hub) && hop_granted(v, a, a->hub, v->dest));
}

/* A deny begins as soon as either clock says so. */
static bool denied(const struct view *v, int from)
{
	int64_t now = v->k->wall > v->k->mono ? v->k->wall : v->k->mono;
	const struct g_agreement *a;
	int i;

	for (i = 0; i < v->p->agreements; i++) {
		a = &v->p->agreement[i];
		if (a->deny && g_covers(a, from, v->dest) && (!a->dated || now >= a->force) &&
		    level_within(v, a) && (a->any || a->subject & v->l.subject))
			return true;
	}
	return false;
}

/* An agreement under which @nation's information may go to the destination; hub -1: directly. */
static bool nation_grants(const struct view *v, int nation, int hub)
{
	int i;

	for (i = 0; i < v->p->agreements; i++)
		if (v->p->agreement[i].hub == hub && grants(v, &v->p->agreement[i], nation))
			return true;
	return false;
}

/* Originators who are neither sender nor destination. */
static uint32_t third_parties(const struct view *v)
{
	return v->l.origin & ~bit(v->sender) & ~bit(v->dest);
}

/*
 * Rule 11: does every originator consent to this way?  One that lets its
 * information go directly does not mind the hub either.
 */
static bool consented(const struct view *v, const struct g_agreement *a)
{
	uint32_t third = third_parties(v);
	int i;

	if (a->marked && v->l.release >> v->dest & 1)
		return true;
	for (i = 0; i < v->p->nations; i++)
		if (third >> i & 1 && !nation_grants(v, i, -1) &&
		    (a->hub < 0 || !nation_grants(v, i, a->hub)))
			return false;
	return true;
}

/* The agreements that grant the pair (sender, dest) by @hub, with everybody's consent. */
static uint32_t granting(const struct view *v, int hub)
{
	const struct g_agreement *a;
	uint32_t by = 0;
	int i;

	for (i = 0; i < v->p->agreements; i++) {
		a = &v->p->agreement[i];
		if (a->hub == hub && grants(v, a, v->sender) && consented(v, a))
			by |= 1u << i;
	}
	return by;
}

/*
 * The hub nation itself sends a party's information on: judged as the pair
 * (party, destination), relayed.  Its own information is not a party's.
 */
static uint32_t sends_on(const struct view *v)
{
	uint32_t third = third_parties(v), by = 0;
	int i, n;

	if (!third || v->l.origin & bit(v->sender))
		return 0;
	for (n = 0; n < v->p->nations; n++) {
		if (!(third >> n & 1))
			continue;
		if (!nation_grants(v, n, v->sender))
			return 0;
		for (i = 0; i < v->p->agreements; i++)
			if (v->p->agreement[i].hub == v->sender &&
			    grants(v, &v->p->agreement[i], n))
				by |= 1u << i;
	}
	return by;
}

/* A deny statement about the sender or an originator beats every grant. */
static bool anybody_denied(const struct view *v)
{
	uint32_t who = third_parties(v) | bit(v->sender);
	int i;

	for (i = 0; i < v->p->nations; i++)
		if (who >> i & 1 && denied(v, i))
			return true;
	return false;
}

/* More originators than a gate will judge. */
static bool too_many(const struct view *v)
{
	return __builtin_popcount(third_parties(v)) > RG_ORIGIN_MAX;
}

/* ---- the two ends ---- */

/* Rules 2 to 5 as far as the ingress goes. */
static bool admit(struct view *v)
{
	const struct g_packet *k = v->k;

	if (k->in < 0)
		return false;
	v->in = &v->p->interface[k->in];
	if (!label(v))
		return false;
	v->sender = g_model_nation(v->p, k->family, k->src);
	v->dest = g_model_nation(v->p, k->family, k->dst);
	if (v->sender < 0 || v->dest < 0)
		return false;
	if (v->in->hub) {
		if (!k->relay || v->sender == v->in->nation || v->dest == v->in->nation)
			return false;
	} else if (v->sender != v->in->nation) {
		return false;
	}
	return v->l.level >= v->in->in_min && v->l.level <= v->in->in_max &&
	       !(v->l.subject & ~v->in->in_subject);
}

static bool dominates(const struct view *v, const struct g_interface *out)
{
	const struct g_label *s = &out->label;
	uint32_t may = v->l.release | v->l.origin | bit(v->sender);

	/* It would come back as released to its owners, too. */
	return s->level >= v->l.level && !(v->l.subject & ~s->subject) &&
	       !((s->release | (s->origin & ~bit(out->nation))) & ~may) &&
	       !(origins(v) & ~(s->origin | bit(out->nation)));
}

/* ---- the label on the way out ---- */

static uint32_t set_of(const struct g_label *l, int kind)
{
	switch (kind) {
	case G_SUBJECT:
		return l->subject;
	case G_FORM:
		return l->form;
	case G_RELEASE:
		return l->release;
	case G_ORIGIN:
		return l->origin;
	}
	return 0;
}

/* Does the encoding have a number for each word of the label? */
static bool can_say(const struct g_encoding *e, const struct g_label *l)
{
	int kind, id, i;

	for (i = 0; i < 256 && e->level[i] != l->level; i++)
		;
	if (i == 256)
		return false;
	for (kind = G_SUBJECT; kind <= G_ORIGIN; kind++) {
		for (id = 0; id < 32; id++) {
			if (!(set_of(l, kind) >> id & 1))
				continue;
			for (i = 0; i < G_NUMBERS; i++)
				if (e->wire[i].kind == kind && e->wire[i].id == id)
					break;
			if (i == G_NUMBERS)
				return false;
		}
	}
	return true;
}

/* Is there room for its numbers in a CIPSO option with this tag (0: any)? */
static bool has_room(const struct g_encoding *e, const struct g_label *l, int tag, int room)
{
	int i, count = 0, runs = 0, high = -1, zero = -1, low = 0;

	for (i = 0; i < G_NUMBERS; i++) {
		const struct g_wire *w = &e->wire[i];
		bool there = set_of(l, w->kind) >> w->id & 1;

		if (there && w->inverted)
			zero = i;
		if (w->kind == G_NOTHING || there == w->inverted)
			continue;
		low |= i == 0;
		runs += !count || high != i - 1;
		count++;
		high = i;
	}
	/* Only a bitmap has zeros; it may end with an octet of them only if it has ten. */
	if ((tag == 0 || tag == 1) && high < 240 && zero < 240 &&
	    (zero < 80 || zero / 8 <= high / 8) && (zero >= 0 || (high + 8) / 8 <= room))
		return true;
	if ((tag == 0 || tag == 2) && zero < 0 && count <= 15 && count * 2 <= room)
		return true;
	return (tag == 0 || tag == 5) && zero < 0 && runs <= 7 && runs * 4 - 2 * low <= room;
}

/* The same of two tags: the releases, and all else beside them. */
static bool has_room_apart(const struct g_encoding *e, const struct g_label *l, int tag)
{
	struct g_label rest = *l;
	int i, high = -1;

	for (i = 0; i < G_NUMBERS; i++)
		if (e->wire[i].kind == G_RELEASE && l->release >> e->wire[i].id & 1)
			high = i;
	rest.release = 0;
	return has_room(e, &rest, tag, 40 - 10 - (high < 0 ? 0 : 4 + high / 8 + 1));
}

static bool can_write(const struct view *v, const struct g_interface *out)
{
	bool ripso = v->k->family == 4 && out->ripso && (!out->cipso || out->send_ripso);
	int send = out->send;
	const struct g_encoding *e;

	/* Its flags are few: there is always room. */
	if (ripso)
		return can_say(&v->p->encoding[v->p->doi[v->p->ripso].encoding], &v->l);
	if (!(v->k->family == 4 ? out->cipso : out->calipso))
		return false;
	if (__builtin_popcount(out->doi) == 1)
		send = __builtin_ctz(out->doi);
	if (send < 0)
		return false;
	e = &v->p->encoding[v->p->doi[send].encoding];
	return can_say(e, &v->l) &&
	       (v->k->family == 6 || (out->permissive ? has_room_apart(e, &v->l, out->tag) :
				      has_room(e, &v->l, out->tag, 30)));
}

/* May the label leave so: as it is, taken off, put on or translated? */
static bool label_leaves(const struct view *v, const struct g_interface *out)
{
	int i;

	if (out->supplied)
		return dominates(v, out);
	if (v->in->supplied)
		return can_write(v, out);
	if (takes(out, v->k->kind) &&
	    (v->k->kind != 4 || v->in->permissive == out->permissive))
		for (i = 0; i < v->p->dois; i++)
			if (out->doi >> i & 1 && v->p->doi[i].doi == v->k->doi)
				return true;
	return can_write(v, out);
}

static struct g_answer leave(const struct view *v, int way, int egress, uint32_t by)
{
	const struct g_interface *out = &v->p->interface[egress];
	struct g_answer no = { 0 }, yes = { true, way, egress, by };

	/* ESP is the one tunnel that the generator makes. */
	if (v->k->proto == 50 && !(v->in->tunnel && out->tunnel))
		return no;
	if (v->l.level < out->out_min || v->l.level > out->out_max ||
	    v->l.subject & ~out->out_subject || !label_leaves(v, out))
		return no;
	return yes;
}

static const struct g_answer drop;

static struct g_answer relayed(const struct view *v, int egress)
{
	uint32_t by = granting(v, v->in->nation);

	return by ? leave(v, RG_WAY_RELAYED, egress, by) : drop;
}

/* The hub interface that is up and that the policy prefers. */
static struct g_answer by_hub(const struct view *v)
{
	const struct g_interface *x;
	int i, best = -1;

	for (i = 0; i < v->p->interfaces; i++) {
		x = &v->p->interface[i];
		if (x->hub && v->k->up >> i & 1 && granting(v, x->nation) &&
		    (best < 0 || x->preference < v->p->interface[best].preference))
			best = i;
	}
	if (best < 0)
		return drop;
	return leave(v, RG_WAY_VIA, best, granting(v, v->p->interface[best].nation));
}

static struct g_answer choose(const struct view *v)
{
	const struct g_packet *k = v->k;
	uint32_t by;

	if (k->route < 0 || v->p->interface[k->route].hub ||
	    v->p->interface[k->route].nation != v->dest)
		return drop;
	if (v->sender == v->dest)
		return v->in->hub ? drop : leave(v, RG_WAY_DOMESTIC, k->route, 0);
	if (anybody_denied(v) || too_many(v))
		return drop;
	if (v->in->hub)
		return relayed(v, k->route);
	by = sends_on(v);
	if (by)
		return leave(v, RG_WAY_RELAYED, k->route, by);
	by = granting(v, -1);
	if (by)
		return leave(v, RG_WAY_DIRECT, k->route, by);
	return by_hub(v);
}

static struct g_answer permits(const struct view *v)
{
	const struct g_packet *k = v->k;
	const struct g_interface *out;
	uint32_t by;

	if (k->out < 0)
		return drop;
	out = &v->p->interface[k->out];
	if (out->hub ? v->in->hub || v->dest == out->nation : v->dest != out->nation)
		return drop;
	if (v->sender == v->dest)
		return v->in->hub || out->hub ? drop : leave(v, RG_WAY_DOMESTIC, k->out, 0);
	if (anybody_denied(v) || too_many(v))
		return drop;
	if (v->in->hub)
		return relayed(v, k->out);
	if (out->hub) {
		by = granting(v, out->nation);
		return by ? leave(v, RG_WAY_VIA, k->out, by) : drop;
	}
	by = sends_on(v);
	if (by)
		return leave(v, RG_WAY_RELAYED, k->out, by);
	by = granting(v, -1);
	return by ? leave(v, RG_WAY_DIRECT, k->out, by) : drop;
}

/* ---- the gate itself ---- */

static struct g_answer local(const struct g_policy *p, const struct g_packet *k, int i,
			     const uint8_t *peer, int gate_port, int peer_port)
{
	struct g_answer yes = { true, RG_WAY_LOCAL, -1, 0 };
	const struct g_interface *x;
	const struct g_local *l;
	int n, port, proto = k->proto == 58 ? 1 : k->proto;

	if (i < 0 || k->fragment)
		return drop;
	x = &p->interface[i];
	for (n = 0; n < x->locals; n++) {
		l = &x->local[n];
		port = l->in ? gate_port : peer_port;
		if (l->proto != proto || (l->max >= 0 && (port < l->min || port > l->max)))
			continue;
		return g_model_nation(p, k->family, peer) == x->nation ? yes : drop;
	}
	return drop;
}

struct g_answer g_model_answer(const struct g_policy *p, const struct g_packet *k)
{
	struct view v = { .p = p, .k = k };

	if (k->question == G_LOCAL_IN)
		return local(p, k, k->in, k->src, k->dport, k->sport);
	if (k->question == G_LOCAL_OUT)
		return local(p, k, k->out, k->dst, k->sport, k->dport);
	if (!admit(&v))
		return drop;
	return k->question == G_CHOOSE ? choose(&v) : permits(&v);
}
