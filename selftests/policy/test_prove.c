// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_prove [SEED [POLICIES [FIRST]]]
 *
 * The prover against brute force: random small policies with random assertions.
 * Brute force makes every label that the policy's words can say, writes it as a
 * real option, and asks the core whether it may leave, for every pair of
 * interfaces and addresses and at a time within each span between two dates.  An
 * assertion holds exactly if no packet that may leave breaks it.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "core/emit.h"
#include "label/marking.h"
#include "packet/forge.h"
#include "packet/judge.h"
#include "policy/policy.h"
#include "../unit/lib/ktap.h"

#define NATIONS		4	/* ids 1..4 in the image: by name */
#define LEVELS		3
#define SUBJECTS	2
#define DATES		4	/* 1 January 2001 to 2004 */
#define CLAIMS		8
#define IFS_MAX		8

static const char *const nation[NATIONS] = { "AUS", "JPN", "KOR", "USA" };
static const char *const level[LEVELS] = { "LOW", "MID", "TOP" };
static const char *const subject[SUBJECTS] = { "CYBER", "MISSILE" };

static uint64_t seed;

static uint32_t below(uint32_t n)
{
	return ktap_below(&seed, n);
}

static bool chance(uint32_t percent)
{
	return below(100) < percent;
}

/* ---- a claim, in the test's own terms ---- */

enum { ONLY_VIA, AT_MOST, AT_LEAST, ONLY_SUBJECT, ONLY_RELEASED, CROSSES, LEAVES, REACHES };
enum { BY_SENDER, BY_ORIGIN, BY_LEVEL, BY_SUBJECT };

struct test_claim {
	int who, kind, from, to, level, limit, subject, nation, ifc, or_none;
	int64_t since, until;
	bool broken;		/* says brute force */
};

struct test_policy {
	char *text;
	int lines, ifs;
	char ifname[IFS_MAX][8];
	struct test_claim claim[CLAIMS];
	int claim_line[CLAIMS];
};

static int64_t year(int i)
{
	static const int64_t jan1[] = { 978307200, 1009843200, 1041379200, 1072915200 };

	return jan1[i];
}

static FILE *out;
static struct test_policy *pol;

static void line(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
static void line(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vfprintf(out, fmt, ap);
	va_end(ap);
	fputc('\n', out);
	pol->lines++;
}

static const char *some_subjects(void)
{
	static const char *const list[] = { "CYBER", "MISSILE", "CYBER, MISSILE" };

	return list[below(3)];
}

static void print_encoding(void)
{
	int i;

	fprintf(out, "encoding e {");
	for (i = 0; i < LEVELS; i++)
		if (i == 1 || chance(95))
			fprintf(out, " level %d = %s;", i, level[i]);
	for (i = 0; i < SUBJECTS; i++)
		if (chance(95))
			fprintf(out, " category %d = subject %s;", i, subject[i]);
	for (i = 0; i < NATIONS; i++) {
		if (chance(88))
			fprintf(out, " category %d = release %s%s;", 8 + i, nation[i],
				chance(15) ? " inverted" : "");
		if (chance(88))
			fprintf(out, " category %d = origin %s;", 16 + i, nation[i]);
	}
	line(" }");
}

static void print_range(const char *what)
{
	int lo = chance(70) ? 0 : below(LEVELS), hi = lo + below(LEVELS - lo);

	if (chance(70))
		hi = LEVELS - 1;
	fprintf(out, " %s level %s .. %s;", what, level[lo], level[hi]);
}

static void print_interface(int n, bool hub, bool supplied)
{
	char *name = pol->ifname[pol->ifs];

	snprintf(name, 8, "%c%d", "ajku"[n], pol->ifs);
	pol->ifs++;
	fprintf(out, "interface %s { nation %s;", name, nation[n]);
	if (hub)
		fprintf(out, " hub; nexthop 10.4.0.%d;", 100 + pol->ifs);
	if (supplied)
		fprintf(out, " label supplied \"%s%s%s%s%s\";", level[1 + below(2)],
			chance(60) ? "//CYBER/MISSILE" : "", chance(50) ? "//FGI " : "//FGI AUS ",
			n == 2 ? "JPN USA" : "KOR USA", chance(50) ? "//REL TO JPN, KOR" : "");
	else
		fprintf(out, " labels cipso; accept doi 1, 2;");
	print_range("in");
	print_range("out");
	if (chance(25))
		fprintf(out, " in subject within { %s };", some_subjects());
	if (chance(25))
		fprintf(out, " out subject within { %s };", some_subjects());
	line(" }");
}

static void print_pairs(const char *word)
{
	int a = below(NATIONS), b = (a + 1 + below(NATIONS - 1)) % NATIONS;

	fprintf(out, " %s %s %s %s;", word, nation[a], chance(60) ? "<->" : "->", nation[b]);
}

static void print_dates(void)
{
	int from = below(3);

	fprintf(out, " in force %d-01-01;", chance(50) ? 2000 : 2001 + from);
	if (chance(15))
		fprintf(out, " lapsed %d-01-01;", 2002 + from > 2004 ? 2004 : 2002 + from);
	else if (chance(15))
		fprintf(out, " suspended 2002-01-01 until 2003-01-01;");
}

static void print_agreement(int i, int agreements, bool hub)
{
	bool via = hub && chance(40);
	int k;

	fprintf(out, "agreement A%d {", i);
	print_pairs("grant");
	if (chance(30))
		print_pairs("grant");
	if (chance(20))
		fprintf(out, " grant { AUS, KOR } <-> { JPN, KOR };");
	fprintf(out, " %s;", via ? "via USA" : "direct");
	print_dates();
	print_range("");
	if (chance(60))
		fprintf(out, " subject any;");
	else
		fprintf(out, " subject within { %s }%s;", some_subjects(),
			chance(40) ? " or none" : "");
	fprintf(out, " release %s;", chance(75) ? "marked" : "any");
	fprintf(out, " third party %s;", chance(70) ? "denied" : "marked");
	if (i && chance(20))
		fprintf(out, " requires A%u;", below(i));
	for (k = 0; via && k < agreements; k++)
		if (chance(15)) {
			fprintf(out, " each hop under A%d;", k);
			break;
		}
	line(" }");
}

static void print_deny(int i)
{
	fprintf(out, "deny D%d {", i);
	print_pairs("block");
	if (chance(60))
		print_range("");
	if (chance(60))
		fprintf(out, " subject within { %s };", some_subjects());
	if (chance(50))
		print_dates();
	line(" }");
}

static void print_claim_end(const struct test_claim *c)
{
	switch (c->kind) {
	case ONLY_VIA:
		fprintf(out, "only via %s", nation[c->nation]);
		break;
	case AT_MOST:
		fprintf(out, "at most %s", level[c->limit]);
		break;
	case AT_LEAST:
		fprintf(out, "at least %s", level[c->limit]);
		break;
	case ONLY_SUBJECT:
		fprintf(out, "only subject %s%s", subject[c->subject], c->or_none ? " or none" : "");
		break;
	case ONLY_RELEASED:
		fprintf(out, "only if released to %s", nation[c->nation]);
		break;
	case CROSSES:
		fprintf(out, "never crosses");
		break;
	case LEAVES:
		fprintf(out, "never leaves %s", pol->ifname[c->ifc]);
		break;
	default:
		fprintf(out, "never reaches %s", nation[c->nation]);
	}
}

static void make_claim(struct test_claim *c)
{
	int lo = below(DATES + 1), hi = lo + 1 + below(DATES + 1 - lo);

	memset(c, 0, sizeof(*c));
	c->who = below(10) < 4 ? BY_SENDER : below(10) < 7 ? BY_ORIGIN : 2 + below(2);
	c->kind = c->who < BY_LEVEL ? below(8) : CROSSES + below(3);
	c->from = below(NATIONS);
	c->to = chance(20) && c->kind != ONLY_VIA ? -1 :
		(int)((c->from + 1 + below(NATIONS - 1)) % NATIONS);
	c->level = below(LEVELS);
	c->limit = below(LEVELS);
	c->subject = below(SUBJECTS);
	c->or_none = chance(50);
	c->ifc = below(pol->ifs);
	do
		c->nation = below(NATIONS);
	while (c->kind == ONLY_VIA && (c->nation == c->from || c->nation == c->to));
	c->since = chance(70) || !lo ? INT64_MIN : year(lo - 1);
	c->until = chance(70) || hi > DATES ? INT64_MAX : year(hi - 1);
}

static void print_claim(const struct test_claim *c)
{
	int i;

	fprintf(out, "assert ");
	if (c->who == BY_LEVEL)
		fprintf(out, "%s ", level[c->level]);
	else if (c->who == BY_SUBJECT)
		fprintf(out, "subject %s ", subject[c->subject]);
	else if (c->to < 0)
		fprintf(out, "%s %s ", c->who == BY_SENDER ? "sender" : "origin", nation[c->from]);
	else
		fprintf(out, "%s %s -> %s ", c->who == BY_SENDER ? "sender" : "origin",
			nation[c->from], nation[c->to]);
	print_claim_end(c);
	for (i = 0; i < DATES; i++)
		if (c->since == year(i))
			fprintf(out, " from %d-01-01", 2001 + i);
	for (i = 0; i < DATES; i++)
		if (c->until == year(i))
			fprintf(out, " until %d-01-01", 2001 + i);
	line(";");
}

static void print_policy(void)
{
	int agreements = 1 + below(5), denies = chance(40) ? 1 + below(2) : 0, i;
	bool hub = chance(60), supplied = chance(10);
	size_t size;

	out = open_memstream(&pol->text, &size);
	line("policy \"p\"; zone UTC; levels LOW < MID < TOP; subject CYBER, MISSILE;");
	print_encoding();
	for (i = 0; i < NATIONS; i++)
		line("nation %s { doi %d encoding e; prefix 10.%d.0.0/16; }", nation[i], i + 1, i + 1);
	for (i = 0; i < NATIONS; i++)
		if (i != 0 || chance(50))
			print_interface(i, false, supplied);
	if (chance(25))
		print_interface(below(NATIONS), false, supplied);
	if (hub)
		print_interface(3, true, supplied);
	if (hub && chance(25))
		print_interface(3, true, supplied);
	for (i = 0; i < agreements; i++)
		print_agreement(i, agreements, hub);
	for (i = 0; i < denies; i++)
		print_deny(i);
	for (i = 0; i < CLAIMS; i++) {
		make_claim(&pol->claim[i]);
		pol->claim_line[i] = pol->lines + 1;
		print_claim(&pol->claim[i]);
	}
	fclose(out);
}

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
		p->at = t ? year(t - 1) + below(300 * 86400) : year(0) - 1 - below(86400);
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
	unsigned long policies = argc > 2 ? strtoul(argv[2], NULL, 0) : 60, made = 0, tried;
	unsigned long first = argc > 3 ? strtoul(argv[3], NULL, 0) : 0;
	uint64_t base = ktap_seed(argc, argv);
	struct test_policy p;

	for (tried = first; made < policies && tried < first + policies * 100; tried++) {
		seed = base * 0x9e3779b97f4a7c15ull + tried * 0xd1342543de82ef95ull + 1;
		below(2);
		memset(&p, 0, sizeof(p));
		pol = &p;
		print_policy();
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
