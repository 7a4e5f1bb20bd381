// SPDX-License-Identifier: GPL-2.0-only
/* Random policies. */
#include <string.h>
#include "gen.h"

#define DAY	86400
#define EPOCH	1262304000	/* 2010-01-01 */

const char *const g_code[G_NATIONS] = { "AUS", "DEU", "FRA", "GBR", "JPN", "KOR", "NZL", "USA" };
const char *const g_level[G_LEVELS] = { "L0", "L1", "L2", "L3", "L4", "L5" };
const char *const g_subject[G_SUBJECTS] = {
	"ALPHA", "BRAVO", "CHARLIE", "DELTA", "ECHO", "FOXTROT",
};
const char *const g_form[G_FORMS] = { "PAPER", "PICTURE" };

#define ALL_SUBJECTS ((1u << G_SUBJECTS) - 1)

/* A number that the encoding does not use yet; some are beyond CIPSO's bitmap. */
static int free_number(struct rng *r, const struct g_encoding *e)
{
	int n;

	do
		n = rng_chance(r, 85) ? rng_below(r, 64) : rng_below(r, G_NUMBERS);
	while (e->wire[n].kind != G_NOTHING);
	return n;
}

static void name(struct rng *r, struct g_encoding *e, int kind, int id, bool inverted)
{
	/* Now and then an encoding cannot say something. */
	if (rng_chance(r, 4))
		return;
	e->wire[free_number(r, e)] = (struct g_wire){ kind, id, inverted };
}

static void make_encoding(struct rng *r, struct g_policy *p, struct g_encoding *e)
{
	bool inverse = rng_chance(r, 35);
	int i, wire;

	memset(e, 0, sizeof(*e));
	for (i = 0; i < 256; i++)
		e->level[i] = -1;
	for (i = 0; i < p->levels; i++) {
		do
			wire = rng_below(r, rng_chance(r, 80) ? 8 : 256);
		while (e->level[wire] >= 0);
		e->level[wire] = i;
	}
	for (i = 0; i < G_SUBJECTS; i++)
		name(r, e, G_SUBJECT, i, false);
	for (i = 0; i < G_FORMS; i++)
		name(r, e, G_FORM, i, false);
	for (i = 0; i < p->nations; i++) {
		name(r, e, G_RELEASE, i, inverse && rng_chance(r, 70));
		name(r, e, G_ORIGIN, i, false);
	}
}

/* A level by table, seven flags to an octet; the higher rungs have no level. */
static void make_ripso(struct rng *r, struct g_policy *p)
{
	static const uint8_t level[] = { 0xab, 0x96, 0x5a, 0x3d };
	struct g_encoding *e = &p->encoding[p->encodings];
	int i, n = 0;

	memset(e, 0, sizeof(*e));
	for (i = 0; i < 256; i++)
		e->level[i] = -1;
	for (i = 0; i < p->levels && i < 4; i++)
		e->level[level[i]] = i;
	for (i = 0; i < G_SUBJECTS + 2 * p->nations && n < 32; i++, n++) {
		if (n % 8 == 7)
			n++;
		if (rng_chance(r, 5))
			continue;
		if (i < G_SUBJECTS)
			e->wire[n] = (struct g_wire){ G_SUBJECT, i, false };
		else
			e->wire[n] = (struct g_wire){ i % 2 ? G_RELEASE : G_ORIGIN,
						      (i - G_SUBJECTS) / 2, false };
	}
	p->ripso = p->dois;
	p->doi[p->dois++] = (struct g_doi){ 900, p->encodings++, 0 };
}

/* Can the releases of each DOI that is accepted stand in a tag 6? */
static bool fit_apart(const struct g_policy *p, const struct g_interface *x)
{
	const struct g_wire *w;
	int d, i;

	for (d = 0; d < p->dois; d++) {
		if (!(x->doi >> d & 1))
			continue;
		for (i = 0; i < G_NUMBERS; i++) {
			w = &p->encoding[p->doi[d].encoding].wire[i];
			if (w->kind == G_RELEASE && (w->inverted || i >= G_APART))
				return false;
		}
	}
	return true;
}

static void add_prefix(struct g_policy *p, int family, const uint8_t *addr, int len, int nation)
{
	struct g_prefix *x = &p->prefix[p->prefixes];
	int i;

	if (p->prefixes == G_PREFIXES)
		return;
	*x = (struct g_prefix){ .family = family, .len = len, .nation = nation };
	memcpy(x->addr, addr, family == 4 ? 4 : 16);
	for (i = len; i < (family == 4 ? 32 : 128); i++)
		x->addr[i / 8] &= ~(0x80 >> i % 8);
	for (i = 0; i < p->prefixes; i++)
		if (p->prefix[i].family == family && p->prefix[i].len == len &&
		    !memcmp(p->prefix[i].addr, x->addr, 16))
			return;
	p->prefixes++;
}

/* A prefix of somebody inside another one. */
static void nest_prefix(struct rng *r, struct g_policy *p)
{
	const struct g_prefix *x = &p->prefix[rng_below(r, p->prefixes)];
	int i, bits = x->family == 4 ? 32 : 128, len = x->len + 1 + rng_below(r, bits - x->len);
	uint8_t addr[16];

	memcpy(addr, x->addr, 16);
	for (i = x->len; i < len && i < bits; i++)
		if (rng_chance(r, 50))
			addr[i / 8] |= 0x80 >> i % 8;
	if (x->len < bits)
		add_prefix(p, x->family, addr, len, rng_below(r, p->nations));
}

static void make_nations(struct rng *r, struct g_policy *p)
{
	int i, n;

	for (i = 0; i < p->nations; i++) {
		uint8_t v4[4] = { 10, 16 * (i + 1) }, v6[16] = { 0xfd, 0, 0, 16 * (i + 1) };

		add_prefix(p, 4, v4, 12, i);
		add_prefix(p, 6, v6, 28, i);
	}
	for (n = rng_below(r, 16); n; n--)
		nest_prefix(r, p);
	for (i = 0; i < p->nations && p->dois < G_DOIS; i++) {
		if (i && rng_chance(r, 30))
			continue;
		p->doi[p->dois++] = (struct g_doi){ 100 + 7 * i + rng_below(r, 7),
						    rng_below(r, p->encodings), i };
	}
}

static void make_range(struct rng *r, const struct g_policy *p, int *min, int *max, bool wide)
{
	*min = rng_chance(r, wide ? 80 : 40) ? 0 : (int)rng_below(r, p->levels);
	*max = *min + rng_below(r, p->levels - *min);
	if (rng_chance(r, wide ? 80 : 50))
		*max = p->levels - 1;
}

static void make_supplied(struct rng *r, const struct g_policy *p, struct g_interface *x)
{
	uint32_t nations = (1u << p->nations) - 1;

	x->supplied = true;
	x->cipso = false;
	x->calipso = false;
	x->ripso = false;
	x->doi = 0;
	x->label.level = rng_below(r, p->levels);
	x->label.subject = rng_subset(r, ALL_SUBJECTS, 30);
	x->label.form = rng_subset(r, (1u << G_FORMS) - 1, 30);
	x->label.release = rng_subset(r, nations, 50);
	x->label.origin = rng_chance(r, 50) ? rng_subset(r, nations, 30) : 0;
	while (__builtin_popcount(x->label.origin) > 4)
		x->label.origin &= x->label.origin - 1;
	/* On labels of the USA, the list begins with USA; that alone is no marking. */
	if (x->nation == 7 && x->label.release)
		x->label.release |= 1u << 7;
	if (x->label.release == 1u << 7)
		x->label.release |= 1u << rng_below(r, 7);
}

static void make_locals(struct rng *r, struct g_interface *x)
{
	static const struct g_local some[] = {
		{ true, 1, 0, -1 }, { true, 6, 22, 22 }, { true, 17, 500, 510 },
		{ true, 89, 0, -1 }, { false, 17, 123, 123 }, { false, 6, 179, 180 },
	};
	unsigned int i, pick = rng_below(r, 64);

	for (i = 0; i < 6 && x->locals < G_LOCALS; i++)
		if (pick >> i & 1)
			x->local[x->locals++] = some[i];
}

static struct g_interface *add_interface(struct rng *r, struct g_policy *p, int nation, bool hub)
{
	struct g_interface *x = &p->interface[p->interfaces];

	if (p->interfaces == G_INTERFACES)
		return NULL;
	snprintf(x->name, sizeof(x->name), "%c%c%s%d", g_code[nation][0] | 32,
		 g_code[nation][1] | 32, hub ? "h" : "", p->interfaces);
	x->nation = nation;
	x->hub = hub;
	x->preference = p->interfaces;
	x->cipso = true;
	x->calipso = true;
	x->doi = (1u << p->dois) - 1;
	x->send = -1;
	x->tunnel = rng_chance(r, 70);
	make_range(r, p, &x->in_min, &x->in_max, true);
	make_range(r, p, &x->out_min, &x->out_max, true);
	x->in_subject = rng_chance(r, 70) ? ALL_SUBJECTS : rng_subset(r, ALL_SUBJECTS, 75);
	x->out_subject = rng_chance(r, 70) ? ALL_SUBJECTS : rng_subset(r, ALL_SUBJECTS, 75);
	if (!x->in_subject)
		x->in_subject = 1;
	if (!x->out_subject)
		x->out_subject = 1;
	make_locals(r, x);
	p->interfaces++;
	return x;
}

/*
 * Interfaces that differ in what labels they take: the compiler refuses a policy
 * that would need an edit which cannot be, so it is not shown where levels meet.
 */
static void vary_labels(struct rng *r, struct g_policy *p, unsigned int supplied)
{
	static const int tag[] = { 0, 1, 2, 5 };
	struct g_interface *x;
	int i;

	p->apart = true;
	if (p->dois < G_DOIS && rng_chance(r, 50))
		make_ripso(r, p);
	for (i = 0; i < p->interfaces; i++) {
		x = &p->interface[i];
		if (rng_chance(r, supplied)) {
			make_supplied(r, p, x);
			continue;
		}
		if (rng_chance(r, 40))
			x->doi = rng_subset(r, x->doi, 30) | 1u << rng_below(r, p->dois);
		if (rng_chance(r, 80)) {
			x->send = rng_bit(r, x->doi);
			x->tag = tag[rng_below(r, 4)];
		}
		if (rng_chance(r, 10))
			x->calipso = false;
		else if (rng_chance(r, 10))
			x->cipso = false;
		if (p->ripso >= 0 && rng_chance(r, 60)) {
			x->ripso = true;
			x->doi |= 1u << p->ripso;
			x->cipso &= rng_chance(r, 60);
			x->send_ripso = rng_chance(r, 50);
		}
		x->permissive = x->cipso && fit_apart(p, x) && rng_chance(r, 60);
	}
}

static void make_interfaces(struct rng *r, struct g_policy *p)
{
	int i, n, hubs = 1 + rng_below(r, 4);

	for (i = 0; i < p->nations; i++) {
		if (rng_chance(r, 12))
			continue;
		for (n = rng_chance(r, 25) ? 2 : 1; n; n--)
			add_interface(r, p, i, false);
	}
	/* The hub nations are the last ones, USA among them. */
	for (i = 0; i < hubs; i++)
		add_interface(r, p, p->nations - 1 - rng_below(r, 2), true);
}

static uint32_t hub_nations(const struct g_policy *p)
{
	uint32_t set = 0;
	int i;

	for (i = 0; i < p->interfaces; i++)
		if (p->interface[i].hub)
			set |= 1u << p->interface[i].nation;
	return set;
}

static int64_t make_date(struct rng *r)
{
	return EPOCH + (int64_t)rng_below(r, 12) * 100 * DAY;
}

/* Two sides, not both the same single nation, and without the hub when named. */
static void add_pair(struct rng *r, const struct g_policy *p, struct g_agreement *a)
{
	uint32_t all = (1u << p->nations) - 1, hub;
	struct g_pair *x = &a->pair[a->pairs];

	/* A hub must not be named as a party; in a group it may stand. */
	x->group = rng_chance(r, 30);
	if (a->hub >= 0 && !x->group)
		all &= ~(1u << a->hub);
	x->from = rng_chance(r, 60) ? 1u << rng_bit(r, all) : rng_subset(r, all, 50);
	x->to = rng_chance(r, 60) ? 1u << rng_bit(r, all) : rng_subset(r, all, 50);
	x->both = rng_chance(r, 60);
	if (!x->from || !x->to || __builtin_popcount(x->from | x->to) < 2)
		return;
	/* Without the hub something must be left. */
	hub = a->hub < 0 ? 0 : 1u << a->hub;
	if (x->from & ~hub && x->to & ~hub && __builtin_popcount((x->from | x->to) & ~hub) > 1)
		a->pairs++;
}

static struct g_agreement *add_agreement(struct rng *r, struct g_policy *p, const char *stem)
{
	struct g_agreement *a = &p->agreement[p->agreements];

	if (p->agreements == G_AGREEMENTS)
		return NULL;
	memset(a, 0, sizeof(*a));
	/* The image sorts by name: let that order differ from this one. */
	snprintf(a->name, sizeof(a->name), "%c%s-%d", 'A' + rng_below(r, 26), stem, p->agreements);
	a->hub = -1;
	a->dated = true;
	a->force = make_date(r);
	a->operate = rng_chance(r, 20) ? make_date(r) : 0;
	make_range(r, p, &a->min, &a->max, false);
	a->any = rng_chance(r, 45);
	a->subject = a->any ? 0 : rng_subset(r, ALL_SUBJECTS, 60);
	if (!a->any && !a->subject)
		a->any = true;
	a->or_none = !a->any && rng_chance(r, 30);
	a->release_any = rng_chance(r, 40);
	a->marked = rng_chance(r, 30);
	p->agreements++;
	return a;
}

/* Direct agreements over both hops of @via, for all its nations. */
static void add_hops(struct rng *r, struct g_policy *p, struct g_agreement *via)
{
	struct g_agreement *h;
	uint32_t from = 0, to = 0;
	int i, n = 1 + rng_below(r, 2);

	for (i = 0; i < via->pairs; i++) {
		from |= via->pair[i].from | via->pair[i].to;
		to |= via->pair[i].from | via->pair[i].to;
	}
	for (; n; n--) {
		h = add_agreement(r, p, "hop");
		if (!h)
			return;
		h->pair[h->pairs++] = (struct g_pair){ from | to, 1u << via->hub, true, false };
		via->hop[via->hops++] = h - p->agreement;
		if (rng_chance(r, 30))
			via->require[via->requires++] = h - p->agreement;
	}
}

static void make_agreement(struct rng *r, struct g_policy *p)
{
	struct g_agreement *a = add_agreement(r, p, "agr");
	uint32_t hubs = hub_nations(p);
	int other = rng_below(r, p->agreements);

	if (!a)
		return;
	if (hubs && rng_chance(r, 45))
		a->hub = rng_bit(r, hubs);
	do
		add_pair(r, p, a);
	while (!a->pairs || (a->pairs < G_PAIRS && rng_chance(r, 30)));
	if (a->hub >= 0 && rng_chance(r, 35))
		add_hops(r, p, a);
	if (rng_chance(r, 15) && &p->agreement[other] < a && !p->agreement[other].deny)
		a->require[a->requires++] = other;
}

static void make_deny(struct rng *r, struct g_policy *p)
{
	struct g_agreement *a = add_agreement(r, p, "deny");

	if (!a)
		return;
	a->deny = true;
	a->or_none = false;
	a->operate = 0;
	a->dated = rng_chance(r, 50);
	while (!a->pairs)
		add_pair(r, p, a);
	/* Not so broad that nothing is left. */
	if (a->any && rng_chance(r, 70)) {
		a->any = false;
		a->subject = 1u << rng_below(r, G_SUBJECTS);
	}
}

/** g_policy_make() - a policy; it may still be one that the compiler refuses */
void g_policy_make(struct rng *r, struct g_policy *p)
{
	int i, n;

	memset(p, 0, sizeof(*p));
	p->ripso = -1;
	p->nations = 3 + rng_below(r, G_NATIONS - 2);
	p->levels = 2 + rng_below(r, G_LEVELS - 1);
	p->encodings = 1 + rng_below(r, G_ENCODINGS - 1);
	for (i = 0; i < p->encodings; i++)
		make_encoding(r, p, &p->encoding[i]);
	make_nations(r, p);
	make_interfaces(r, p);
	if (rng_chance(r, 40))
		vary_labels(r, p, rng_chance(r, 40) ? 100 : 30);
	for (n = 2 + rng_below(r, 9); n; n--)
		make_agreement(r, p);
	for (n = rng_below(r, 3); n; n--)
		make_deny(r, p);
}
