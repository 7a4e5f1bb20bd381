// SPDX-License-Identifier: GPL-2.0-only
/*
 * All legs that a claim is about: which interfaces, sender and destination, and
 * whose information the label may say it is.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "search.h"

/* ---- the policy ---- */

static void encoding_words(const struct rg_view *v, const struct rg_encoding *e, struct words *w)
{
	uint32_t i, code;

	for (i = 0; i < 256; i++)
		if (e->level[i] < RG_LEVEL_MAX)
			w->levels |= 1ull << e->level[i];
	for (i = 0; i < e->wire_count; i++) {
		code = rg_pool16(&v->img, RG_SEC_WIRE, e->wire_first + i);
		if (code == RG_WIRE_NONE)
			continue;
		if (RG_WIRE_KIND(code) == RG_WIRE_CATEGORY)
			w->cats.w[RG_WIRE_ID(code) / 64 % RG_SET_WORDS] |=
				1ull << (RG_WIRE_ID(code) % 64);
		else
			add_nation(RG_WIRE_KIND(code) == RG_WIRE_RELEASE ? &w->release : &w->origin,
				   RG_WIRE_ID(code));
	}
}

int prover_open(struct prover *p, const struct rg_view *v)
{
	uint32_t n = rg_view_count(v, RG_SEC_ENCODING), i;
	const struct rg_agreement *a;

	memset(p, 0, sizeof(*p));
	p->v = v;
	p->now = time(NULL);
	p->words = calloc(n + 1, sizeof(*p->words));
	if (!p->words)
		return -1;
	for (i = 0; i < n; i++)
		encoding_words(v, rg_encoding(&v->img, i), &p->words[i]);
	for (i = 0; i < rg_view_count(v, RG_SEC_AGREEMENT); i++) {
		a = rg_agreement(&v->img, i);
		if (a->flags & RG_A_VIA)
			add_nation(&p->hubs, a->hub);
	}
	oracle_addresses(p);
	return 0;
}

void prover_close(struct prover *p)
{
	free(p->words);
	p->words = NULL;
}

/* ---- claims about one packet ---- */

static bool in_pairs(const struct claim *c, uint32_t from, uint32_t to)
{
	unsigned int i;

	for (i = 0; i < c->sides; i++)
		if (has_nation(&c->from[i], from) && has_nation(&c->to[i], to))
			return true;
	return false;
}

static bool owned(const struct claim *c, const struct leg *leg, const struct rg_nset *origin)
{
	uint32_t n, named = 0;

	for (n = 1; n < RG_NATION_MAX; n++) {
		if (!has_nation(origin, n))
			continue;
		named = 1;
		if (n != leg->d && in_pairs(c, n, leg->d))
			return true;
	}
	return !named && in_pairs(c, leg->s, leg->d);
}

static bool speaks_of(const struct claim *c, const struct leg *leg, const struct rg_label *l)
{
	struct rg_nset origin;
	uint64_t meets = 0;
	int i;

	memcpy(origin.w, l->origin, sizeof(origin.w));
	for (i = 0; i < RG_SET_WORDS; i++)
		meets |= l->cat[i] & c->subjects.w[i];
	switch (c->who) {
	case CLAIM_SENDER:
		return in_pairs(c, leg->s, leg->d);
	case CLAIM_ORIGIN:
		return owned(c, leg, &origin);
	case CLAIM_LEVEL:
		return l->level == c->level;
	default:
		return meets;
	}
}

/* The part of a claim that the leg alone decides; true for those that ask the label. */
static bool leg_breaks(const struct prover *p, const struct claim *c, const struct leg *leg)
{
	const struct rg_interface *in = rg_interface(&p->v->img, leg->in);
	const struct rg_interface *out = rg_interface(&p->v->img, leg->out);

	/* Within a nation nothing crosses; but it may leave by an interface. */
	if (leg->s == leg->d && c->kind != CLAIM_NEVER_LEAVES)
		return false;
	switch (c->kind) {
	case CLAIM_ONLY_VIA:
		return !(leg->s == c->hub || (out->flags & RG_IF_HUB && out->nation == c->hub) ||
			 (in->flags & RG_IF_HUB && in->nation == c->hub));
	case CLAIM_NEVER_LEAVES:
		return c->interfaces[leg->out / 64 % CLAIM_IF_WORDS] >> (leg->out % 64) & 1;
	case CLAIM_NEVER_REACHES:
		return has_nation(&c->nations, out->nation);
	default:
		return true;
	}
}

static bool subject_breaks(const struct prover *p, const struct claim *c, const struct rg_label *l)
{
	const struct rg_set *subjects = rg_set(&p->v->img, 0);
	uint64_t outside = 0, any = 0;
	int i;

	for (i = 0; i < RG_SET_WORDS; i++) {
		any |= l->cat[i] & subjects->w[i];
		outside |= l->cat[i] & subjects->w[i] & ~c->set.w[i];
	}
	return outside || (!any && !c->or_none);
}

static bool release_breaks(const struct claim *c, const struct leg *leg, const struct rg_label *l)
{
	uint32_t n;

	for (n = 1; n < RG_NATION_MAX; n++)
		if (has_nation(&c->nations, n) && n != leg->s && !rg_nset_has(l->release, n) &&
		    !rg_nset_has(l->origin, n))
			return true;
	return false;
}

bool claim_broken(const struct prover *p, const struct claim *c, const struct leg *leg,
		  const struct rg_label *l)
{
	if (!leg_breaks(p, c, leg) || !speaks_of(c, leg, l))
		return false;
	switch (c->kind) {
	case CLAIM_AT_MOST:
		return l->level > c->limit;
	case CLAIM_AT_LEAST:
		return l->level < c->limit;
	case CLAIM_ONLY_SUBJECT:
		return subject_breaks(p, c, l);
	case CLAIM_ONLY_RELEASED:
		return release_breaks(c, leg, l);
	default:
		return true;
	}
}

/* ---- whose information ---- */

/*
 * Nations that a label can name as origin but not as released to.  As an origin
 * they count as released to all the same, which may be the only way to say it.
 */
static unsigned int only_origins(const struct search *s, uint16_t *list, unsigned int max)
{
	const struct rg_interface *in = rg_interface(&s->p->v->img, s->leg.in);
	const struct rg_interface *out = rg_interface(&s->p->v->img, s->leg.out);
	struct rg_nset useful = s->p->hubs, odd = { { 0 } };
	const struct words *words;
	unsigned int n = 0, i, w;
	uint64_t any = 0;
	uint32_t id;

	add_nation(&useful, s->leg.d);
	for (i = 0; i < in->doi_count; i++) {
		words = &s->p->words[rg_doi(&s->p->v->img, in->doi_index[i])->encoding];
		for (w = 0; w < RG_NSET_WORDS; w++)
			odd.w[w] |= words->origin.w[w] & ~words->release.w[w];
	}
	for (w = 0; w < RG_NSET_WORDS && out->flags & RG_IF_SUPPLIED; w++)
		useful.w[w] |= rg_nset(&s->p->v->img, out->sup_release)->w[w] |
			       rg_nset(&s->p->v->img, out->sup_origin)->w[w];
	for (w = 0; w < RG_NSET_WORDS; w++)
		any |= useful.w[w] & odd.w[w];
	for (id = 1; any && id < RG_NATION_MAX && n < max; id++)
		if (has_nation(&useful, id) && has_nation(&odd, id) && id != s->leg.s)
			list[n++] = id;
	return n;
}

#define ODD_MAX	6

static bool ask_with(struct search *s, const struct rg_nset *base)
{
	uint16_t odd[ODD_MAX];
	unsigned int n = only_origins(s, odd, ODD_MAX), set, i;
	struct rg_nset origin;
	uint64_t named = 0;

	for (i = 0; i < RG_NSET_WORDS; i++)
		named |= base->w[i];
	for (set = 0; set < 1u << n; set++) {
		origin = *base;
		/* With another origin named, the sender's own has to be named too. */
		if (set && !named && s->claim && s->claim->who == CLAIM_ORIGIN)
			add_nation(&origin, s->leg.s);
		for (i = 0; i < n; i++)
			if (set >> i & 1)
				add_nation(&origin, odd[i]);
		if (search_ask(s, &origin))
			return true;
	}
	return false;
}

static bool ask_one(struct search *s, uint32_t nation)
{
	struct rg_nset base = { { 0 } };

	add_nation(&base, nation);
	return ask_with(s, &base);
}

/* May the sender, as a hub, send on what is @o's? */
static bool sends_on(const struct search *s, uint32_t o)
{
	uint32_t pair = rg_pair(&s->p->v->img, o, s->leg.d), i;
	const struct rg_agreement *a;

	for (i = 0; i < RG_PAIR_COUNT(pair); i++) {
		a = rg_agreement(&s->p->v->img, rg_pair_agreement(&s->p->v->img, pair, i));
		if (a->flags & RG_A_VIA && a->hub == s->leg.s)
			return true;
	}
	return false;
}

/* A label that names no origin is the easiest to let cross, but for these. */
static bool ask_foreign(struct search *s)
{
	const struct rg_interface *in = rg_interface(&s->p->v->img, s->leg.in);
	const struct rg_interface *out = rg_interface(&s->p->v->img, s->leg.out);
	bool hub = has_nation(&s->p->hubs, s->leg.s) && !(in->flags & RG_IF_HUB);
	uint32_t o;

	for (o = 1; o < RG_NATION_MAX; o++) {
		if (o == s->leg.s)
			continue;
		if ((hub && o != s->leg.d && sends_on(s, o)) ||
		    (out->flags & RG_IF_SUPPLIED &&
		     (o == out->nation ||
		      rg_nset_has(rg_nset(&s->p->v->img, out->sup_origin)->w, o))))
			if (ask_one(s, o))
				return true;
	}
	return false;
}

/* Does the label's own list speak for originators, in some agreement of the pair? */
static bool some_marked(const struct search *s)
{
	uint32_t pair = rg_pair(&s->p->v->img, s->leg.s, s->leg.d), i;

	for (i = 0; i < RG_PAIR_COUNT(pair); i++)
		if (rg_agreement(&s->p->v->img, rg_pair_agreement(&s->p->v->img, pair, i))->flags &
		    RG_A_THIRD_MARKED)
			return true;
	return false;
}

static bool ask_owners(struct search *s)
{
	bool silent = s->leg.s == s->leg.d || some_marked(s);
	struct rg_nset none = { { 0 } };
	uint32_t o;

	if (in_pairs(s->claim, s->leg.s, s->leg.d) && ask_with(s, &none))
		return true;
	for (o = 1; o < RG_NATION_MAX; o++)
		if (o != s->leg.s && o != s->leg.d && in_pairs(s->claim, o, s->leg.d) &&
		    (silent || rg_pair(&s->p->v->img, o, s->leg.d)) && ask_one(s, o))
			return true;
	return false;
}

bool search_leg(struct search *s)
{
	struct rg_nset none = { { 0 } };

	if (rg_interface(&s->p->v->img, s->leg.in)->flags & RG_IF_SUPPLIED)
		return supplied(s);
	if (s->claim && s->claim->who == CLAIM_ORIGIN)
		return ask_owners(s);
	if (s->claim && s->claim->who == CLAIM_SENDER && !in_pairs(s->claim, s->leg.s, s->leg.d))
		return false;
	return ask_with(s, &none) || ask_foreign(s);
}

/* ---- legs ---- */

static bool reachable(const struct prover *p, uint32_t s, uint32_t d)
{
	return (p->has[s][0] && p->has[d][0]) || (p->has[s][1] && p->has[d][1]);
}

typedef bool (*leg_fn)(struct search *s, void *ctx);

static bool pair_of(struct search *s, leg_fn fn, void *ctx, uint32_t from, uint32_t to)
{
	s->leg.s = from;
	s->leg.d = to;
	if (!reachable(s->p, from, to))
		return false;
	return (from == to || rg_pair(&s->p->v->img, from, to) || has_nation(&s->p->hubs, from)) &&
	       fn(s, ctx);
}

/* All pairs that may go in here and out there, until @fn says to stop. */
static bool between(struct search *s, leg_fn fn, void *ctx)
{
	const struct rg_interface *in = rg_interface(&s->p->v->img, s->leg.in);
	const struct rg_interface *out = rg_interface(&s->p->v->img, s->leg.out);
	uint32_t n, count = rg_view_count(s->p->v, RG_SEC_NATION);

	if (in->flags & out->flags & RG_IF_HUB)
		return false;
	if (!((in->flags | out->flags) & RG_IF_HUB))
		return pair_of(s, fn, ctx, in->nation, out->nation);
	for (n = 1; n < count; n++) {
		if (in->flags & RG_IF_HUB) {
			if (n != in->nation && out->nation != in->nation && n != out->nation &&
			    pair_of(s, fn, ctx, n, out->nation))
				return true;
		} else if (n != out->nation && n != in->nation &&
			   pair_of(s, fn, ctx, in->nation, n)) {
			return true;
		}
	}
	return false;
}

static bool all_legs(struct search *s, leg_fn fn, void *ctx)
{
	uint32_t n = rg_view_count(s->p->v, RG_SEC_INTERFACE), in, out;

	for (in = 0; in < n; in++)
		for (out = 0; out < n; out++) {
			s->leg.in = in;
			s->leg.out = out;
			if (between(s, fn, ctx))
				return true;
		}
	return false;
}

static bool claim_leg(struct search *s, void *ctx)
{
	(void)ctx;
	return leg_breaks(s->p, s->claim, &s->leg) && search_leg(s);
}

bool prove_claim(struct prover *p, const struct claim *c, struct witness *out)
{
	struct search s = { .p = p, .claim = c, .must = MUST_NONE, .found = out };

	return all_legs(&s, claim_leg, NULL);
}

/* ---- agreements that nobody can use ---- */

/* The sender's agreements of a leg, as long as they are not known to be of use. */
static bool reach_pair(struct search *s, void *ctx)
{
	uint32_t pair = rg_pair(&s->p->v->img, s->leg.s, s->leg.d), i;
	uint8_t *reached = ctx;

	for (i = 0; i < RG_PAIR_COUNT(pair); i++) {
		s->must = rg_pair_agreement(&s->p->v->img, pair, i);
		s->must_from = s->leg.s;
		if (!reached[s->must] && search_leg(s))
			reached[s->must] = 1;
	}
	return false;
}

/* ... and those of an originator, for what others hold of its information. */
static bool reach_origin(struct search *s, void *ctx)
{
	uint32_t o, pair, i;
	uint8_t *reached = ctx;

	for (o = 1; o < RG_NATION_MAX; o++) {
		pair = o == s->leg.s || o == s->leg.d ? 0 : rg_pair(&s->p->v->img, o, s->leg.d);
		for (i = 0; i < RG_PAIR_COUNT(pair); i++) {
			s->must = rg_pair_agreement(&s->p->v->img, pair, i);
			s->must_from = o;
			if (reached[s->must])
				continue;
			if (rg_interface(&s->p->v->img, s->leg.in)->flags & RG_IF_SUPPLIED ?
			    supplied(s) : ask_one(s, o))
				reached[s->must] = 1;
		}
	}
	return false;
}

void prove_reach(struct prover *p, uint8_t *reached)
{
	uint32_t n = rg_view_count(p->v, RG_SEC_AGREEMENT), i, k, left = 0;
	struct witness wit;
	struct search s = { .p = p, .found = &wit };
	const struct rg_agreement *a;

	/* What others require, or rest on, has its use there. */
	for (i = 0; i < n; i++) {
		a = rg_agreement(&p->v->img, i);
		reached[i] |= !!(a->flags & RG_A_DENY) || !a->window_count;
		for (k = 0; k < a->hop_count; k++)
			reached[rg_pool16(&p->v->img, RG_SEC_INDEX, a->hop_first + k)] = 1;
		for (k = 0; k < a->require_count; k++)
			reached[rg_pool16(&p->v->img, RG_SEC_INDEX, a->require_first + k)] = 1;
	}
	all_legs(&s, reach_pair, reached);
	for (i = 0; i < n; i++)
		left += !reached[i];
	if (left)
		all_legs(&s, reach_origin, reached);
}
