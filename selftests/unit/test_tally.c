// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tables of counters: a model that has room for everything beside them.  What
 * they tell apart is exact, what does not fit is "other", and nothing is lost.
 */
#include <stdlib.h>
#include <string.h>
#include "core/tally.h"
#include "lib/ktap.h"

static uint64_t seed;
static struct rg_tally_bucket table[RG_TALLY_BUCKETS];

/* As the engines count. */
static void count(uint64_t generation, uint64_t key, uint32_t bytes)
{
	if (!rg_tally_add(&table[rg_tally_bucket(key, 0)], generation, key, bytes) &&
	    !rg_tally_add(&table[rg_tally_bucket(key, 1)], generation, key, bytes))
		rg_tally_other(&table[RG_TALLY_OTHER], generation, key, bytes);
}

static struct rg_tally_slot sum_of(uint64_t generation, uint64_t key)
{
	struct rg_tally_slot sum = { 0 };
	uint32_t b, i;

	for (b = 0; b < RG_TALLY_OTHER; b++)
		for (i = 0; i < RG_TALLY_WAYS; i++)
			if (table[b].slot[i].generation == generation && table[b].slot[i].key == key) {
				sum.key++;	/* how many slots have it */
				sum.packets += table[b].slot[i].packets;
				sum.bytes += table[b].slot[i].bytes;
			}
	return sum;
}

static uint64_t other(uint64_t generation, uint32_t which)
{
	const struct rg_tally_slot *s = &table[RG_TALLY_OTHER].slot[which];

	return s->generation == generation ? s->packets : 0;
}

static uint64_t held(uint64_t generation)
{
	uint64_t n = 0;
	uint32_t b, i;

	for (b = 0; b < RG_TALLY_OTHER; b++)
		for (i = 0; i < RG_TALLY_WAYS; i++)
			if (table[b].slot[i].generation == generation)
				n += table[b].slot[i].packets;
	return n;
}

/* The @n-th of many keys that are all different. */
static uint64_t key_no(uint32_t n, bool pass)
{
	struct rg_work w = {
		.labelled = 1,
		.label.level = n % 5,
		.sender = 1 + n / 5 % 250,
		.dest = 1 + n / 1250 % 250,
		.v.pass = pass,
		.v.reason = pass ? RG_R_OK : RG_R_RELEASE,
		.v.way = pass ? RG_WAY_DIRECT : RG_WAY_NONE,
		.v.agreement = n / 312500,
	};

	return rg_tally_key(&w, RG_HOOK_INGRESS);
}

static void test_keys(void)
{
	struct rg_work w = {
		.labelled = 1, .label.level = 3, .sender = 7, .dest = 255,
		.v = { .pass = 1, .way = RG_WAY_RELAYED, .reason = 66, .agreement = 4095 },
	};
	struct rg_flow f = rg_tally_flow(rg_tally_key(&w, RG_HOOK_EGRESS));

	ktap_ok(f.origin == 7 && f.dest == 255 && f.level == 3 && f.agreement == 4095 &&
		f.way == RG_WAY_RELAYED && f.reason == 66 && f.pass && f.hook == RG_HOOK_EGRESS,
		"a key gives back what it was made of");
	w.label.origin[3] = 1ull << 63;
	f = rg_tally_flow(rg_tally_key(&w, RG_HOOK_INGRESS));
	ktap_ok(f.origin == 255 && f.hook == RG_HOOK_INGRESS, "the origin on the label, not the sender");
	w.label.origin[0] = 2;
	f = rg_tally_flow(rg_tally_key(&w, RG_HOOK_INGRESS));
	ktap_ok(f.origin == RG_ORIGIN_SEVERAL, "two origins in two words are several");
	w.label.origin[3] = 0;
	w.label.origin[0] = 6;
	f = rg_tally_flow(rg_tally_key(&w, RG_HOOK_INGRESS));
	ktap_ok(f.origin == RG_ORIGIN_SEVERAL, "two origins in one word are several");
	w.labelled = 0;
	f = rg_tally_flow(rg_tally_key(&w, RG_HOOK_INGRESS));
	ktap_ok(f.origin == 7 && f.level == RG_LEVEL_NONE, "a label that was not accepted says nothing");
	w.v = (struct rg_verdict){ .agreement = RG_AGREEMENT_NONE, .reason = RG_R_IP_HEADER };
	w.sender = 0;
	w.dest = 0;
	f = rg_tally_flow(rg_tally_key(&w, RG_HOOK_INGRESS));
	ktap_ok(!f.origin && !f.dest && f.agreement == RG_AGREEMENT_NONE && !f.pass,
		"nothing known is nothing said");
}

/* Half of all slots: with two buckets to choose from, each key finds one. */
static void test_exact(void)
{
	uint32_t n = RG_TALLY_HALF * RG_TALLY_WAYS / 2, i, wrong = 0, twice = 0, rounds;
	struct rg_tally_slot s;

	memset(table, 0, sizeof(table));
	for (rounds = 0; rounds < 3; rounds++)
		for (i = 0; i < n; i++)
			count(1, key_no(i, true), 100 + i);
	for (i = 0; i < n; i++) {
		s = sum_of(1, key_no(i, true));
		twice += s.key > 1;
		wrong += s.packets != 3 || s.bytes != 3ull * (100 + i);
	}
	ktap_ok(!wrong, "%u keys: each counted exactly", n);
	ktap_ok(!twice, "... and in one place");
	ktap_ok(!other(1, RG_TALLY_OTHER_PASSED), "... and no other");
}

/* Whoever invents labels fills the table of what was refused, and no other. */
static void test_flood(void)
{
	uint32_t i, n = 300000, good = 500, wrong = 0;

	memset(table, 0, sizeof(table));
	for (i = 0; i < n; i++)
		count(1, key_no(i, false), 60);
	for (i = 0; i < good; i++)
		count(1, key_no(i, true), 60);
	for (i = 0; i < good; i++)
		wrong += sum_of(1, key_no(i, true)).packets != 1;
	ktap_ok(!wrong, "%u invented keys: what passes is still exact", n);
	ktap_ok(other(1, RG_TALLY_OTHER_REFUSED) > 0 && !other(1, RG_TALLY_OTHER_PASSED),
		"the rest of what was refused is other");
	ktap_ok(held(1) + other(1, RG_TALLY_OTHER_REFUSED) == n + good, "no packet is missing");
}

/* A policy's numbers mean nothing to the next one. */
static void test_generations(void)
{
	uint64_t key = key_no(3, true), rng = seed;
	uint32_t i;

	memset(table, 0, sizeof(table));
	for (i = 0; i < 10000; i++)
		count(1, key_no(ktap_below(&rng, 100000), true), 60);
	ktap_ok(other(1, RG_TALLY_OTHER_PASSED) > 0, "a full table");
	count(2, key, 77);
	count(2, key, 77);
	ktap_ok(sum_of(2, key).packets == 2 && sum_of(2, key).bytes == 154 && held(2) == 2,
		"the next generation begins at zero");
	for (i = 0; i < RG_TALLY_HALF * RG_TALLY_WAYS / 2; i++)
		count(2, key_no(i, true), 60);
	ktap_ok(held(2) == 2 + i && !other(2, RG_TALLY_OTHER_PASSED), "and has the table to itself");
	count(1, key, 1000);
	ktap_ok(sum_of(2, key).packets == 3 && !sum_of(1, key).packets && held(2) == 2 + i,
		"a late packet of the old one takes nothing from it");
}

static void test_agreed(void)
{
	struct rg_verdict v = { .pass = 1, .way = RG_WAY_VIA };
	struct rg_agreed a = { 0 };

	rg_agreed_add(&a, 5, &v, 10);
	v.way = RG_WAY_RELAYED;
	rg_agreed_add(&a, 5, &v, 20);
	v.pass = 0;
	rg_agreed_add(&a, 5, &v, 30);
	v.pass = 1;
	v.way = RG_WAY_DIRECT;
	rg_agreed_add(&a, 5, &v, 40);
	ktap_ok(a.packets[RG_AGREED_SENT] == 2 && a.bytes[RG_AGREED_SENT] == 50 &&
		a.packets[RG_AGREED_RELAYED] == 1 && a.bytes[RG_AGREED_RELAYED] == 20 &&
		a.packets[RG_AGREED_REFUSED] == 1 && a.bytes[RG_AGREED_REFUSED] == 30,
		"an agreement: sent, relayed, refused");
	rg_agreed_add(&a, 4, &v, 1);
	ktap_ok(a.generation == 5 && a.packets[RG_AGREED_SENT] == 2, "... not of an older generation");
	rg_agreed_add(&a, 6, &v, 7);
	ktap_ok(a.generation == 6 && a.packets[RG_AGREED_SENT] == 1 && a.bytes[RG_AGREED_SENT] == 7 &&
		!a.packets[RG_AGREED_RELAYED] && !a.packets[RG_AGREED_REFUSED],
		"... and anew with the next");
}

int main(int argc, char **argv)
{
	seed = ktap_seed(argc, argv);
	test_keys();
	test_exact();
	test_flood();
	test_generations();
	test_agreed();
	return ktap_done();
}
