// SPDX-License-Identifier: GPL-2.0-only
/* Random packets: made so that some agreement grants them, then spoilt a little. */
#include <arpa/inet.h>
#include <string.h>
#include "gen.h"

#define CIPSO_BITMAP	240	/* numbers that it holds */
#define CIPSO_LIST	15
#define CIPSO_RANGES	7
#define IP4_OPTIONS	40

/* What the packet is meant to be. */
struct aim {
	const struct g_agreement *a;	/* NULL: none in particular */
	int from, to;
};

static bool has_interface(const struct g_policy *p, int nation)
{
	int i;

	for (i = 0; i < p->interfaces; i++)
		if (p->interface[i].nation == nation && !p->interface[i].hub)
			return true;
	return false;
}

static struct aim take_aim(struct rng *r, const struct g_policy *p)
{
	struct aim aim = { .a = &p->agreement[rng_below(r, p->agreements)] };
	int i;

	for (i = 0; i < 80; i++) {
		aim.from = rng_below(r, p->nations);
		aim.to = rng_below(r, p->nations);
		if (g_covers(aim.a, aim.from, aim.to) &&
		    (i > 40 || (has_interface(p, aim.from) && has_interface(p, aim.to))))
			return aim;
	}
	return aim;
}

/* An interface of a nation; hub or not. */
static int interface_of(struct rng *r, const struct g_policy *p, int nation, bool hub)
{
	uint32_t set = 0;
	int i;

	for (i = 0; i < p->interfaces; i++)
		if (p->interface[i].nation == nation && p->interface[i].hub == hub)
			set |= 1u << i;
	i = rng_bit(r, set);
	return i < 0 ? (int)rng_below(r, p->interfaces) : i;
}

/* An address in one of the nation's prefixes; inside it may be another's. */
static void some_address(struct rng *r, const struct g_policy *p, int family, int nation,
			 uint8_t *out)
{
	const struct g_prefix *x = NULL;
	int i, n = 0, bits = family == 4 ? 32 : 128;

	for (i = 0; i < p->prefixes; i++)
		if (p->prefix[i].nation == nation && p->prefix[i].family == family &&
		    !rng_below(r, ++n))
			x = &p->prefix[i];
	memset(out, 0, 16);
	if (!x)
		return;
	memcpy(out, x->addr, 16);
	switch (rng_below(r, 4)) {
	case 0:		/* the first */
		break;
	case 1:		/* the last */
		for (i = x->len; i < bits; i++)
			out[i / 8] |= 0x80 >> i % 8;
		break;
	default:
		for (i = x->len; i < bits; i++)
			if (rng_chance(r, 50))
				out[i / 8] |= 0x80 >> i % 8;
	}
}

static void address_of(struct rng *r, const struct g_policy *p, int family, int nation,
		       uint8_t *out)
{
	int i;

	for (i = 0; i < 8; i++) {
		some_address(r, p, family, nation, out);
		if (g_model_nation(p, family, out) == nation || rng_chance(r, 5))
			return;
	}
}

/* Where it comes in and goes out, as its aim wants it. */
static void place(struct rng *r, const struct g_policy *p, struct g_packet *k,
		  const struct aim *aim)
{
	bool relayed = aim->a->hub >= 0 && rng_chance(r, 40);

	k->in = interface_of(r, p, relayed ? aim->a->hub : aim->from, relayed);
	k->route = interface_of(r, p, aim->to, false);
	k->out = aim->a->hub >= 0 && !relayed && rng_chance(r, 70) ?
		 interface_of(r, p, aim->a->hub, true) : k->route;
	if (rng_chance(r, 3))
		k->in = rng_below(r, p->interfaces);
	if (rng_chance(r, 4))
		k->route = (int)rng_below(r, p->interfaces + 3) - 3;
	if (rng_chance(r, 6))
		k->out = (int)rng_below(r, p->interfaces + 1) - 1;
	k->relay = !rng_chance(r, 3);
	k->up = rng_chance(r, 60) ? ~0u : (uint32_t)rng_next(r);
	if (k->question == G_CHOOSE || k->question == G_PERMITS)
		return;
	k->in = rng_below(r, p->interfaces);
	k->out = rng_below(r, p->interfaces);
}

/* The label that the aim's agreement wants, in the policy's terms. */
static struct g_label want(struct rng *r, const struct g_policy *p, const struct g_packet *k,
			   const struct aim *aim)
{
	const struct g_interface *in = &p->interface[k->in];
	uint32_t open = in->in_subject & (k->route < 0 ? ~0u : p->interface[k->route].out_subject);
	int i;

	uint32_t nations = (1u << p->nations) - 1, subjects = (1u << G_SUBJECTS) - 1;
	struct g_label l = { 0 };

	for (i = 0; i < 8 && (!i || l.level < in->in_min || l.level > in->in_max); i++)
		l.level = aim->a->min + rng_below(r, aim->a->max - aim->a->min + 1);
	if (rng_chance(r, 8))
		l.level = rng_below(r, p->levels);
	l.subject = rng_subset(r, aim->a->any ? subjects : aim->a->subject, 45);
	if (rng_chance(r, 80))
		l.subject &= open;
	if (!l.subject && !aim->a->any && !rng_chance(r, 20))
		l.subject = aim->a->subject & -aim->a->subject;
	if (rng_chance(r, 8))
		l.subject ^= 1u << rng_below(r, G_SUBJECTS);
	l.form = rng_subset(r, (1u << G_FORMS) - 1, 25);
	l.release = rng_subset(r, nations, 35) | 1u << aim->to;
	if (aim->a->hub >= 0)
		l.release |= 1u << aim->a->hub;
	if (rng_chance(r, 12))
		l.release &= ~(1u << rng_below(r, p->nations));
	if (rng_chance(r, 35))
		l.origin = rng_subset(r, nations, rng_chance(r, 10) ? 80 : 25);
	return l;
}

static bool wanted(const struct g_label *l, const struct g_wire *w)
{
	switch (w->kind) {
	case G_SUBJECT:
		return l->subject >> w->id & 1;
	case G_FORM:
		return l->form >> w->id & 1;
	case G_RELEASE:
		return (l->release >> w->id & 1) != w->inverted;
	case G_ORIGIN:
		return l->origin >> w->id & 1;
	}
	return false;
}

/* How many numbers, how many runs of them, and the highest, -1: none. */
static void measure(const struct g_packet *k, int *count, int *runs, int *high)
{
	int i;

	*count = 0;
	*runs = 0;
	*high = -1;
	for (i = 0; i < G_NUMBERS; i++) {
		if (!k->number[i])
			continue;
		(*count)++;
		if (*high != i - 1 || i == 0)
			(*runs)++;
		*high = i;
	}
}

/* A form of option that holds the numbers; those that none holds are dropped. */
static void choose_form(struct rng *r, struct g_packet *k)
{
	int count, runs, high, i;

	measure(k, &count, &runs, &high);
	if (k->kind == G_RIPSO) {
		for (i = 32; i < G_NUMBERS; i++)
			k->number[i] = false;
		for (i = 7; i < 32; i += 8)
			k->number[i] = false;
		measure(k, &count, &runs, &high);
		k->octets = high < 0 ? (int)rng_below(r, 2) : high / 8 + 1;
		return;
	}
	if (k->kind == 6) {
		k->octets = (high / 32 + 1) * 4;
		if (high < 0)
			k->octets = 0;
		if (rng_chance(r, 40))
			k->octets += 4 * rng_below(r, 6);
		return;
	}
	k->tag = 1;
	if (runs <= CIPSO_RANGES && rng_chance(r, 30))
		k->tag = 5;
	else if (count <= CIPSO_LIST && rng_chance(r, 30))
		k->tag = 2;
	if (k->tag != 1)
		return;
	for (i = CIPSO_BITMAP; i < G_NUMBERS; i++)
		k->number[i] = false;
	measure(k, &count, &runs, &high);
	k->octets = high < 0 ? 0 : high / 8 + 1;
	if (k->octets < 10 && rng_chance(r, 40))
		k->octets = 10;
}

/* Octets of the label's option but for a tag 6. */
static int option_octets(const struct g_packet *k)
{
	int count, runs, high;

	measure(k, &count, &runs, &high);
	return 10 + (k->tag == 1 ? k->octets : k->tag == 2 ? 2 * count : 4 * runs);
}

/* Releases go to a tag 6, where one is taken; seldom, where it is not, or another number. */
static void put_apart(struct rng *r, struct g_packet *k, const struct g_encoding *e, bool taken)
{
	int i;

	if (k->kind != 4 || !rng_chance(r, taken ? 97 : 2))
		return;
	for (i = 0; i < G_APART; i++) {
		k->apart[i] = k->number[i] && e->wire[i].kind == G_RELEASE;
		k->number[i] &= !k->apart[i];
	}
	if (rng_chance(r, 2))
		k->apart[rng_below(r, G_APART)] ^= 1;
}

/* What of it finds no room is dropped. */
static void fit_option(struct g_packet *k)
{
	int i, used = k->kind == 4 ? option_octets(k) + 4 : 0;

	for (i = 0; i < G_NUMBERS && used; i++)
		k->apart[i] &= used + i / 8 + 1 <= 40;
}

static void make_label(struct rng *r, const struct g_policy *p, struct g_packet *k,
		       const struct aim *aim)
{
	const struct g_interface *in = &p->interface[k->in];
	struct g_label l = want(r, p, k, aim);
	const struct g_encoding *e;
	int i, d;

	d = rng_bit(r, in->supplied || rng_chance(r, 3) ? (1u << p->dois) - 1 : in->doi);
	k->kind = k->family;
	if (in->ripso && k->family == 4 && (!in->cipso || rng_chance(r, 60))) {
		k->kind = G_RIPSO;
		d = p->ripso;
	}
	e = &p->encoding[p->doi[d].encoding];
	if (in->supplied ? rng_chance(r, 95) : rng_chance(r, 2))
		k->kind = 0;
	k->doi = rng_chance(r, 1) ? 9999 : p->doi[d].doi;
	for (k->level = 0; k->level < 256 && e->level[k->level] != l.level; k->level++)
		;
	k->level &= 255;
	if (k->kind == G_RIPSO) {
		/* It names no DOI, and has no level but those by table. */
		k->doi = p->doi[d].doi;
		if (!k->level)
			k->level = 0xab;
	}
	for (i = 0; i < G_NUMBERS; i++)
		k->number[i] = wanted(&l, &e->wire[i]);
	if (rng_chance(r, 3))
		k->number[rng_below(r, G_NUMBERS)] ^= 1;
	put_apart(r, k, e, in->permissive);
	if (k->kind)
		choose_form(r, k);
	fit_option(k);
}

static void make_upper(struct rng *r, struct g_packet *k)
{
	static const int proto[] = { 17, 17, 6, 6, 1, 89, 50 };
	static const int port[] = { 22, 23, 123, 179, 180, 181, 499, 500, 510, 511, 1024, 40000 };

	k->proto = proto[rng_below(r, 7)];
	if (k->proto == 1 && k->family == 6)
		k->proto = 58;
	k->sport = port[rng_below(r, 12)];
	k->dport = port[rng_below(r, 12)];
	k->fragment = rng_chance(r, 5);
}

static void make_clocks(struct rng *r, const struct g_policy *p, struct g_packet *k,
			const struct aim *aim)
{
	int64_t date = aim->a->operate > aim->a->force ? aim->a->operate : aim->a->force;

	k->wall = date + 86400 * (int64_t)rng_below(r, 2000);
	k->mono = k->wall;
	if (rng_chance(r, 30))
		k->wall = p->agreement[rng_below(r, p->agreements)].force - (int)rng_below(r, 2);
	if (rng_chance(r, 50))
		k->mono = k->wall;
}

void g_packet_make(struct rng *r, const struct g_policy *p, struct g_packet *k)
{
	struct aim aim = take_aim(r, p);

	memset(k, 0, sizeof(*k));
	k->question = rng_chance(r, 50) ? G_CHOOSE : rng_chance(r, 80) ? G_PERMITS :
		      rng_chance(r, 50) ? G_LOCAL_IN : G_LOCAL_OUT;
	k->family = rng_chance(r, 50) ? 4 : 6;
	if (rng_chance(r, 10))
		aim.to = aim.from;
	place(r, p, k, &aim);
	if (k->question >= G_LOCAL_IN)
		aim.from = p->interface[k->question == G_LOCAL_IN ? k->in : k->out].nation;
	/* The hub that sends a party's information on. */
	if (k->question < G_LOCAL_IN && aim.a->hub >= 0 && rng_chance(r, 12)) {
		k->in = interface_of(r, p, aim.a->hub, false);
		make_label(r, p, k, &aim);
		address_of(r, p, k->family, aim.a->hub, k->src);
	} else {
		make_label(r, p, k, &aim);
		address_of(r, p, k->family, aim.from, k->src);
	}
	address_of(r, p, k->family, aim.to, k->dst);
	if (k->question >= G_LOCAL_IN)
		address_of(r, p, k->family, aim.from, k->dst);
	if (rng_chance(r, 3))
		address_of(r, p, k->family, rng_below(r, p->nations), k->src);
	if (rng_chance(r, 3))
		address_of(r, p, k->family, rng_below(r, p->nations), k->dst);
	make_upper(r, k);
	make_clocks(r, p, k, &aim);
}

static const char *end_name(const struct g_policy *p, int i)
{
	return i >= 0 ? p->interface[i].name : i == G_ROUTE_LOCAL ? "local" :
	       i == G_ROUTE_OTHER ? "other" : "none";
}

static void print_up(const struct g_policy *p, const struct g_packet *k, FILE *f)
{
	const char *sep = "";
	int i;

	fprintf(f, " up=");
	for (i = 0; i < p->interfaces; i++) {
		if (!p->interface[i].hub || !(k->up >> i & 1))
			continue;
		fprintf(f, "%s%s", sep, p->interface[i].name);
		sep = ",";
	}
	if (!*sep)
		fprintf(f, "none");
}

void g_packet_print(const struct g_policy *p, const struct g_packet *k, FILE *f)
{
	static const char *const question[] = { "choose", "permits", "local-in", "local-out" };
	char src[64], dst[64];
	int af = k->family == 4 ? AF_INET : AF_INET6;

	inet_ntop(af, k->src, src, sizeof(src));
	inet_ntop(af, k->dst, dst, sizeof(dst));
	fprintf(f, "%s in=%s out=%s route=%s relay=%s", question[k->question], end_name(p, k->in),
		end_name(p, k->out), end_name(p, k->route), k->relay ? "yes" : "no");
	print_up(p, k, f);
	fprintf(f, " time=%lld mono=%lld src=%s dst=%s proto=%d", (long long)k->wall,
		(long long)k->mono, src, dst, k->proto);
	if (k->proto == 6 || k->proto == 17)
		fprintf(f, " sport=%d dport=%d", k->sport, k->dport);
	if (k->fragment)
		fprintf(f, " frag=0+ payload=16");
	if (!k->kind)
		return;
	fprintf(f, k->family == 4 ? " opt=" : " hbh=");
	g_label_print(k, f);
}
