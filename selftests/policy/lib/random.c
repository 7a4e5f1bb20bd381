// SPDX-License-Identifier: GPL-2.0-only
/* Random small policies, and random assertions about them. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "random.h"
#include "../../unit/lib/ktap.h"

static const char *const nation[NATIONS] = { "AUS", "JPN", "KOR", "USA" };
static const char *const level[LEVELS] = { "LOW", "MID", "TOP" };
static const char *const subject[SUBJECTS] = { "CYBER", "MISSILE" };

static uint64_t seed;

uint32_t random_below(uint32_t n)
{
	return ktap_below(&seed, n);
}

static bool chance(uint32_t percent)
{
	return random_below(100) < percent;
}

int64_t random_year(int i)
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

	return list[random_below(3)];
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
	int lo = chance(70) ? 0 : random_below(LEVELS), hi = lo + random_below(LEVELS - lo);

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
		fprintf(out, " label supplied \"%s%s%s%s%s\";", level[1 + random_below(2)],
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
	int a = random_below(NATIONS), b = (a + 1 + random_below(NATIONS - 1)) % NATIONS;

	fprintf(out, " %s %s %s %s;", word, nation[a], chance(60) ? "<->" : "->", nation[b]);
}

static void print_dates(void)
{
	int from = random_below(3);

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
		fprintf(out, " requires A%u;", random_below(i));
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
	int lo = random_below(DATES + 1), hi = lo + 1 + random_below(DATES + 1 - lo);

	memset(c, 0, sizeof(*c));
	c->who = random_below(10) < 4 ? BY_SENDER : random_below(10) < 7 ? BY_ORIGIN : 2 + random_below(2);
	c->kind = c->who < BY_LEVEL ? random_below(8) : CROSSES + random_below(3);
	c->from = random_below(NATIONS);
	c->to = chance(20) && c->kind != ONLY_VIA ? -1 :
		(int)((c->from + 1 + random_below(NATIONS - 1)) % NATIONS);
	c->level = random_below(LEVELS);
	c->limit = random_below(LEVELS);
	c->subject = random_below(SUBJECTS);
	c->or_none = chance(50);
	c->ifc = random_below(pol->ifs);
	do
		c->nation = random_below(NATIONS);
	while (c->kind == ONLY_VIA && (c->nation == c->from || c->nation == c->to));
	c->since = chance(70) || !lo ? INT64_MIN : random_year(lo - 1);
	c->until = chance(70) || hi > DATES ? INT64_MAX : random_year(hi - 1);
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
		if (c->since == random_year(i))
			fprintf(out, " from %d-01-01", 2001 + i);
	for (i = 0; i < DATES; i++)
		if (c->until == random_year(i))
			fprintf(out, " until %d-01-01", 2001 + i);
	line(";");
}

void random_policy(struct test_policy *p, uint64_t s)
{
	int agreements, denies, i;
	bool hub, supplied;
	size_t size;

	memset(p, 0, sizeof(*p));
	pol = p;
	seed = s;
	random_below(2);
	agreements = 1 + random_below(5);
	denies = chance(40) ? 1 + random_below(2) : 0;
	hub = chance(60);
	supplied = chance(10);
	out = open_memstream(&pol->text, &size);
	line("policy \"p\"; zone UTC; levels LOW < MID < TOP; subject CYBER, MISSILE;");
	print_encoding();
	for (i = 0; i < NATIONS; i++)
		line("nation %s { doi %d encoding e; prefix 10.%d.0.0/16; }", nation[i], i + 1, i + 1);
	for (i = 0; i < NATIONS; i++)
		if (i != 0 || chance(50))
			print_interface(i, false, supplied);
	if (chance(25))
		print_interface(random_below(NATIONS), false, supplied);
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

