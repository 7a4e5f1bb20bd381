// SPDX-License-Identifier: GPL-2.0-only
/* The same statements in any order, and clauses in any order, make the same image to the byte. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "policy/policy.h"
#include "../unit/lib/ktap.h"

#define ROUNDS 200

/* A statement: what stands before its clauses, and the clauses; NULL ends them. */
struct stmt {
	const char *head;
	const char *clause[16];
};

#define LABELS	"labels cipso, calipso;", "accept doi 392, 410, 840;"
#define LEVELS	"in level LOW .. HIGH;", "out level LOW .. HIGH;"

static const struct stmt policy[] = {
	{ "policy \"order\";", { NULL } },
	{ "zone Asia/Seoul;", { NULL } },
	{ "levels LOW < MID < HIGH;", { NULL } },
	{ "subject ZULU, ALPHA;", { NULL } },
	{ "subject MIKE;", { NULL } },
	{ "form PHOTO, DATA;", { NULL } },
	{ "encoding e", { "level 1 = LOW \"평문\";", "level 2 = MID;", "level 7 = HIGH;",
		"category 3 = subject ALPHA;", "category 9 = form DATA;",
		"category 1 = release KOR inverted;", "category 2 = release JPN inverted;",
		"category 4 = origin USA;" } },
	{ "encoding d", { "level 0 = HIGH;", "level 1 = HIGH \"極秘\";",
		"level 9 = HIGH \"特定秘密\";" } },
	{ "nation USA", { "doi 840 encoding e;", "prefix 10.84.0.0/16;", "prefix fd00:840::/32;" } },
	{ "nation KOR", { "doi 410 encoding d;", "doi 411 encoding e;",
		"prefix 10.82.0.0/16, fd00:410::/32;", "prefix 10.84.7.0/24;" } },
	{ "nation JPN", { "doi 392 encoding d;", "prefix fd00:392::/32, 10.81.0.0/16;" } },
	{ "nation PHL;", { NULL } },
	{ "group NEA { KOR, JPN };", { NULL } },
	{ "group ALL { NEA, USA, PHL }", { NULL } },
	{ "interface kr0", { "nation KOR;", LABELS, LEVELS, "local in tcp 22;", "local in icmp;",
		"local out tcp 179, udp 123;" } },
	{ "interface jp0", { "nation JPN;", LABELS, LEVELS, "in subject within { MIKE, ALPHA };" } },
	{ "interface us0", { "nation USA;", "hub;", "nexthop fd00:840::2, 10.84.0.2;", LABELS,
		LEVELS } },
	{ "interface us2", { "nation USA;", "hub;", "nexthop 10.84.2.2;", LABELS, LEVELS } },
	{ "interface us1", { "nation USA;", "hub 1;", "nexthop 10.84.1.2;", LABELS, LEVELS,
		"out subject within { ZULU };" } },
	{ "unmanaged { mgmt1, mgmt0 }", { NULL } },
	{ "unmanaged { oob; }", { NULL } },
	{ "on refusal ipv6 drop, ipv4 reject;", { NULL } },
	{ "agreement UK", { "grant USA <-> KOR;", "direct;", "in force 1987-09-24;",
		"level LOW .. HIGH;", "subject any;" } },
	{ "agreement UJ", { "grant JPN -> USA;", "grant USA -> JPN;", "direct;",
		"in force 2007-08-10;", "level LOW .. HIGH;", "subject any;" } },
	{ "agreement T", { "grant KOR <-> JPN;", "via USA;", "requires UJ, UK;",
		"each hop under UK, UJ;", "in force 2014-12-29;", "operate from 2015-06-24;",
		"level MID .. HIGH;", "subject within { ZULU, ALPHA } or none;", "release marked;",
		"third party denied;" } },
	{ "agreement G", { "grant NEA <-> { PHL };", "direct;", "in force 2016-11-23;",
		"level MID .. MID;", "subject within { ALPHA, ZULU };", "release any;",
		"third party marked;" } },
	{ "deny D", { "block ALL <-> PHL;", "subject within { MIKE };", "in force 2020-01-01;" } },
};

#define STATEMENTS (sizeof(policy) / sizeof(policy[0]))

static uint64_t seed;

static void shuffle(size_t *v, size_t n)
{
	size_t i, j, t;

	for (i = 0; i < n; i++)
		v[i] = i;
	for (i = n; i > 1; i--) {
		j = ktap_below(&seed, i);
		t = v[i - 1];
		v[i - 1] = v[j];
		v[j] = t;
	}
}

static void put_statement(FILE *f, const struct stmt *s, int mix)
{
	size_t order[16], n, i;

	for (n = 0; n < 16 && s->clause[n]; n++)
		order[n] = n;
	if (mix)
		shuffle(order, n);
	fprintf(f, "%s%s", s->head, n ? " {" : "");
	for (i = 0; i < n; i++)
		fprintf(f, " %s", s->clause[order[i]]);
	fprintf(f, "%s\n", n ? " }" : "");
}

static int compile(struct rg_compiled *out, int mix)
{
	size_t order[STATEMENTS], len = 0, i;
	char *text = NULL;
	FILE *f = open_memstream(&text, &len);
	int ret;

	for (i = 0; i < STATEMENTS; i++)
		order[i] = i;
	if (mix)
		shuffle(order, STATEMENTS);
	for (i = 0; i < STATEMENTS; i++)
		put_statement(f, &policy[order[i]], mix);
	fclose(f);
	ret = rg_policy_compile_text("order.rg", text, len, stderr, 0, out);
	free(text);
	return ret;
}

/* And so that equality is no accident: one word changed makes another image. */
static void check_change(const struct rg_compiled *first)
{
	static const char text[] =
		"policy \"order\"; levels LOW < MID < HIGH; subject ALPHA;";
	struct rg_compiled other;
	int ret = rg_policy_compile_text("other.rg", text, sizeof(text) - 1, stderr, 0, &other);

	ktap_ok(!ret && (other.size != first->size ||
			 memcmp(other.image, first->image, other.size)),
		"another policy is another image");
	rg_compiled_free(&other);
}

int main(int argc, char **argv)
{
	struct rg_compiled first, again;
	unsigned int round, bad = 0;

	seed = ktap_seed(argc, argv);
	if (!ktap_ok(!compile(&first, 0), "the policy compiles"))
		return ktap_done();
	for (round = 0; round < ROUNDS; round++) {
		bad += compile(&again, 1) || again.size != first.size ||
		       memcmp(again.image, first.image, first.size);
		rg_compiled_free(&again);
	}
	ktap_ok(!bad, "%u shuffles make the same %zu bytes", ROUNDS, first.size);
	check_change(&first);
	rg_compiled_free(&first);
	return ktap_done();
}
