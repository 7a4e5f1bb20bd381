// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_prove [SEED [POLICIES [FIRST]]]
 *
 * The prover against brute force: random small policies with random assertions.
 * Brute force makes every label that the policy's words can say, writes it as a
 * real option, and asks the core whether it may leave, for every pair of
 * interfaces and addresses and at a time within each span between two dates.  An
 * assertion holds exactly if no packet that may leave breaks it.  Few policies here,
 * with the sanitizers; test-brute-force has many.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "core/emit.h"
#include "label/marking.h"
#include "packet/forge.h"
#include "packet/judge.h"
#include "policy/policy.h"
#include "lib/random.h"
#include "../unit/lib/ktap.h"

static struct test_policy *pol;

/* ---- brute force ---- */

struct packet {
	const struct rg_interface *in, *out;
	int in_i, out_i, s, d;		/* nation: index above, not the image's id */
	struct rg_label label;
	int64_t at;
};

static bool own_by(const struct packet *p, int n)
{
	int i, any = 0;

	for (i = 0; i < NATIONS; i++)
		any |= p->label.origin[0] >> (i + 1) & 1;
	return any ? p->label.origin[0] >> (n + 1) & 1 : p->s == n;
}

static bool speaks_of(const struct test_claim *c, const struct packet *p)
{
	if (p->at < c->since || p->at >= c->until)
		return false;
	if (p->s == p->d && c->kind != LEAVES)
		return false;
	switch (c->who) {
	case BY_SENDER:
		return p->s == c->from && (c->to < 0 || c->to == p->d);
	case BY_ORIGIN:
		return own_by(p, c->from) && (c->to < 0 || c->to == p->d) &&
		       (p->d != c->from || (p->s == p->d && !(p->label.origin[0] & 0x1e)));
	case BY_LEVEL:
		return p->label.level == (u32)c->level;
	default:
		return p->label.cat[0] >> c->subject & 1;
	}
}

static bool breaks(const struct test_claim *c, const struct packet *p)
{
	bool hub_in = p->in->flags & RG_IF_HUB, hub_out = p->out->flags & RG_IF_HUB;
	u64 others = p->label.cat[0] & ~(1ull << c->subject);

	switch (c->kind) {
	case ONLY_VIA:
		return p->s != c->nation &&
		       !(hub_out && p->out->nation == c->nation + 1) &&
		       !(hub_in && p->in->nation == c->nation + 1);
	case AT_MOST:
		return p->label.level > (u32)c->limit;
	case AT_LEAST:
		return p->label.level < (u32)c->limit;
	case ONLY_SUBJECT:
		return others || (!p->label.cat[0] && !c->or_none);
	case ONLY_RELEASED:
		return p->s != c->nation &&
		       !((p->label.release[0] | p->label.origin[0]) >> (c->nation + 1) & 1);
	case LEAVES:
		return !strcmp(p->out->name, pol->ifname[c->ifc]);
	case REACHES:
		return p->out->nation == c->nation + 1;
	default:
		return true;
	}
}

static unsigned long asked, crossed;

static void judge(const struct rg_image *img, struct rg_work *w, struct packet *p)
{
	int t, i;

	for (t = 0; t <= DATES; t++) {
		p->at = t ? random_year(t - 1) + random_below(300 * 86400) : random_year(0) - 1 - random_below(86400);
		w->clock.wall = p->at;
		w->clock.mono = p->at;
		rg_permits(img, w);
		asked++;
		if (!w->v.pass)
			continue;
		crossed++;
		p->label = w->label;
		for (i = 0; i < CLAIMS; i++)
			if (!pol->claim[i].broken && speaks_of(&pol->claim[i], p) &&
			    breaks(&pol->claim[i], p))
				pol->claim[i].broken = true;
	}
}

static void leave(const struct rg_image *img, struct rg_work *w, struct packet *p)
{
	int n = rg_header(img)->sec[RG_SEC_INTERFACE].count;

	for (p->out_i = 0; p->out_i < n; p->out_i++) {
		p->out = rg_interface(img, p->out_i);
		w->out = p->out_i;
		judge(img, w, p);
	}
}

static void send_as(const struct rg_image *img, struct packet *p, const uint8_t *opt, size_t len)
{
	struct rg_forge f = { .family = 4, .proto = 17, .ttl = 64, .src = { 10, 0, 0, 9 },
			      .dst = { 10, 0, 0, 9 }, .options_len = len };
	struct rg_work w;

	if (len)
		memcpy(f.options, opt, len);
	for (p->s = 0; p->s < NATIONS; p->s++)
		for (p->d = 0; p->d < NATIONS; p->d++) {
			f.src[1] = p->s + 1;
			f.dst[1] = p->d + 1;
			memset(&w, 0, sizeof(w));
			if (rg_forge_frame(&f, &w) || rg_parse(&w))
				continue;
			w.in = p->in_i;
			w.relay = !!(p->in->flags & RG_IF_HUB);
			leave(img, &w, p);
		}
}

/* Every label that has a name in the words of the policy, if it can be written. */
static void every_label(const struct rg_image *img, struct packet *p)
{
	uint16_t cat[RG_EMIT_NAMES_MAX];
	struct rg_wire_label wire;
	struct rg_label l;
	uint8_t opt[RG_CIPSO_MAX];
	uint32_t len, bits;

	for (bits = 0; bits < LEVELS << (SUBJECTS + 2 * NATIONS); bits++) {
		memset(&l, 0, sizeof(l));
		l.cat[0] = bits & ((1 << SUBJECTS) - 1);
		l.release[0] = (bits >> SUBJECTS & ((1 << NATIONS) - 1)) << 1;
		l.origin[0] = (bits >> (SUBJECTS + NATIONS) & ((1 << NATIONS) - 1)) << 1;
		l.level = bits >> (SUBJECTS + 2 * NATIONS);
		if (rg_emit_numbers(img, 1, &l, cat, &wire) == RG_E_OK &&
		    rg_emit_cipso(&wire, RG_CIPSO_BITMAP, opt, &len) == RG_E_OK)
			send_as(img, p, opt, len);
	}
}

static void brute_force(const struct rg_image *img)
{
	int n = rg_header(img)->sec[RG_SEC_INTERFACE].count;
	struct packet p = { .in = NULL };

	for (p.in_i = 0; p.in_i < n; p.in_i++) {
		p.in = rg_interface(img, p.in_i);
		if (p.in->flags & RG_IF_SUPPLIED)
			send_as(img, &p, NULL, 0);
		else
			every_label(img, &p);
	}
}

/* ---- one policy ---- */

static unsigned long compared, held, failed;

static bool said_broken(const char *said, int at)
{
	char place[64];

	snprintf(place, sizeof(place), "p:%d:1: error: this does not hold", at);
	return strstr(said, place);
}

static void compare(const char *said, unsigned long number)
{
	int i;

	for (i = 0; i < CLAIMS; i++) {
		bool broken = said_broken(said, pol->claim_line[i]);

		compared++;
		held += !pol->claim[i].broken;
		if (broken == pol->claim[i].broken)
			continue;
		if (failed++ < 3)
			printf("# policy %lu, line %d: the prover says %s, brute force %s\n%s\n%s\n",
			       number, pol->claim_line[i], broken ? "broken" : "holds",
			       pol->claim[i].broken ? "broken" : "holds", pol->text, said);
	}
}

/* False: the compiler refuses it for another reason than a claim. */
static bool run_policy(unsigned long number)
{
	static const struct rg_compile how = { .prove = 1 };
	char *said = NULL, *plain = NULL;
	struct rg_compiled with, without;
	size_t size, plain_size;
	FILE *diag = open_memstream(&said, &size), *none = open_memstream(&plain, &plain_size);
	struct rg_image img;
	bool good;

	good = !rg_policy_compile_text("p", pol->text, strlen(pol->text), none, 0, &without);
	if (good) {
		rg_policy_prove_text("p", pol->text, strlen(pol->text), &how, diag, 0, &with);
		rg_compiled_free(&with);
		img = (struct rg_image){ .page0 = without.image };
		brute_force(&img);
	}
	fclose(diag);
	fclose(none);
	if (good)
		compare(said, number);
	rg_compiled_free(&without);
	free(said);
	free(plain);
	return good;
}

int main(int argc, char **argv)
{
	unsigned long policies = argc > 2 ? strtoul(argv[2], NULL, 0) : 12, made = 0, tried;
	unsigned long first = argc > 3 ? strtoul(argv[3], NULL, 0) : 0;
	uint64_t base = ktap_seed(argc, argv);
	struct test_policy p;

	for (tried = first; made < policies && tried < first + policies * 100; tried++) {
		random_policy(&p, base * 0x9e3779b97f4a7c15ull + tried * 0xd1342543de82ef95ull + 1);
		pol = &p;
		made += run_policy(tried);
		free(p.text);
	}
	ktap_note("%lu policies, %lu assertions, of which %lu hold; brute force asked the core "
		  "%lu times, %lu packets cross", made, compared, held, asked, crossed);
	ktap_ok(made == policies, "as many policies as were asked for");
	ktap_ok(!failed, "the prover and brute force say the same of every assertion");
	ktap_ok(held > compared / 20 && held < compared * 19 / 20, "some hold and some do not");
	return ktap_done();
}
