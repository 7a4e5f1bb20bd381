// SPDX-License-Identifier: GPL-2.0-only
/*
 * Nation look-up: prefix sets, random and hostile, compiled as a policy and
 * looked up by the core, against a plain search for the longest prefix.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "core/core.h"
#include "core/validate.h"
#include "policy/policy.h"
#include "lib/ktap.h"

#define PREFIX_MAX	120000
#define NATIONS		200	/* QMA, QMB ...: codes that ISO 3166-1 leaves to users */

typedef unsigned __int128 u128;

struct prefix {
	u128 lo, mask;
	u32 value;
	unsigned int len;
};

struct set {
	int family;
	size_t n;
	struct prefix p[PREFIX_MAX];
};

static struct set set;
static uint64_t seed;

static u128 random_bits(void)
{
	u128 x = ktap_random(&seed);

	return x << 64 | ktap_random(&seed);
}

static u128 mask_of(unsigned int len)
{
	return len ? ~(u128)0 << (128 - len) : 0;
}

static void begin(int family)
{
	set.family = family;
	set.n = 0;
}

/* Same prefix twice: the first one stays. */
static void add(u128 bits, unsigned int len, unsigned int nation)
{
	struct prefix *p = &set.p[set.n];

	if (set.n == PREFIX_MAX)
		return;
	p->mask = mask_of(len);
	p->lo = bits & p->mask;
	p->len = len;
	p->value = nation;
	set.n++;
}

static int order(const void *pa, const void *pb)
{
	const struct prefix *a = pa, *b = pb;

	if (a->lo != b->lo)
		return a->lo < b->lo ? -1 : 1;
	return (int)a->len - (int)b->len;
}

static void tidy(void)
{
	size_t i, n = 0;

	qsort(set.p, set.n, sizeof(set.p[0]), order);
	for (i = 0; i < set.n; i++)
		if (!n || order(&set.p[n - 1], &set.p[i]))
			set.p[n++] = set.p[i];
	set.n = n;
}

static void put_addr(FILE *f, u128 bits)
{
	char text[INET6_ADDRSTRLEN];
	u8 raw[16];
	int i;

	for (i = 0; i < 16; i++)
		raw[i] = bits >> (120 - 8 * i);
	inet_ntop(set.family == 4 ? AF_INET : AF_INET6, raw, text, sizeof(text));
	fputs(text, f);
}

static const char *code(unsigned int nation)
{
	static char text[4];

	text[0] = 'Q';
	text[1] = 'M' + (nation - 1) / 26;
	text[2] = 'A' + (nation - 1) % 26;
	return text;
}

static void put_policy(FILE *f, const char *more)
{
	unsigned int nation;
	size_t i;

	fputs("policy test; levels LOW < HIGH;\n", f);
	fputs(more, f);
	for (nation = 1; nation <= NATIONS; nation++) {
		fprintf(f, "nation %s {\n", code(nation));
		for (i = 0; i < set.n; i++) {
			if (set.p[i].value != nation)
				continue;
			fputs("prefix ", f);
			put_addr(f, set.p[i].lo);
			fprintf(f, "/%u;\n", set.p[i].len);
		}
		fputs("}\n", f);
	}
}

static int compile(struct rg_compiled *out, const char *more)
{
	char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);
	int ret;

	put_policy(f, more);
	fclose(f);
	ret = rg_policy_compile_text("test.rg", text, len, stderr, 0, out);
	free(text);
	return ret;
}

static u32 naive(u128 addr)
{
	const struct prefix *best = NULL;
	size_t i;

	for (i = 0; i < set.n; i++)
		if ((addr & set.p[i].mask) == set.p[i].lo && (!best || set.p[i].len > best->len))
			best = &set.p[i];
	return best ? best->value : 0;
}

static u32 look_up(const uint8_t *image, u128 addr)
{
	struct rg_image img = { .page0 = image };
	u8 raw[16];
	int i;

	for (i = 0; i < 16; i++)
		raw[i] = addr >> (120 - 8 * i);
	return set.family == 4 ? rg_nation4(&img, raw) : rg_nation6(&img, raw);
}

static unsigned int probe(const uint8_t *image, u128 addr)
{
	u32 want, got;

	if (set.family == 4)
		addr &= mask_of(32);
	want = naive(addr);
	got = look_up(image, addr);
	if (want == got)
		return 0;
	ktap_note("%016llx%016llx: %u, not %u", (unsigned long long)(addr >> 64),
		  (unsigned long long)addr, got, want);
	return 1;
}

/* Each prefix's edges and what is beside them, near and far, and addresses from anywhere. */
static unsigned int probe_all(const uint8_t *image, size_t max)
{
	u128 step = set.family == 4 ? (u128)1 << 96 : 1;
	unsigned int width = set.family == 4 ? 32 : 128;
	size_t stride = set.n / max + 1, i;
	unsigned int bad = 0;

	for (i = 0; i < set.n && bad < 5; i += stride) {
		const struct prefix *p = &set.p[i];

		bad += probe(image, p->lo);
		bad += probe(image, p->lo - step);
		bad += probe(image, p->lo | ~p->mask);
		bad += probe(image, (p->lo | ~p->mask) + step);
		bad += probe(image, p->lo | (random_bits() & ~p->mask));
		bad += probe(image, p->lo + (step << ktap_below(&seed, width)));
		bad += probe(image, p->lo - (step << ktap_below(&seed, width)));
		bad += probe(image, p->lo ^ step << ktap_below(&seed, width));
	}
	for (i = 0; i < max && bad < 5; i++)
		bad += probe(image, random_bits());
	return bad;
}

static void check(const char *name, size_t max)
{
	struct rg_compiled out;
	struct rg_fault fault = { 0 };
	unsigned int bad = 0;

	tidy();
	if (!compile(&out, "")) {
		if (!ktap_ok(!rg_validate(out.image, out.size, &fault), "%s: IPv%d, valid", name,
			     set.family))
			ktap_note("fault %u, cell %u", fault.code, fault.index);
		bad = probe_all(out.image, max);
		ktap_note("%zu prefixes, %zu bytes", set.n, out.size);
	} else {
		bad = 1;
	}
	ktap_ok(!bad, "%s: IPv%d, as by longest prefix", name, set.family);
	rg_compiled_free(&out);
}

static unsigned int any_nation(void)
{
	return 1 + ktap_below(&seed, NATIONS);
}

static void random_prefixes(int family, size_t n, unsigned int len_min, unsigned int len_max,
			    u128 base, unsigned int base_len)
{
	size_t i;

	begin(family);
	for (i = 0; i < n; i++)
		add((base & mask_of(base_len)) | (random_bits() & ~mask_of(base_len)),
		    len_min + ktap_below(&seed, len_max - len_min + 1), any_nation());
}

/* One address, all its prefixes: the deepest nesting there is. */
static void nested(int family)
{
	u128 addr = random_bits();
	unsigned int len;

	begin(family);
	for (len = 0; len <= (family == 4 ? 32u : 128u); len++)
		add(addr, len, 1 + len % NATIONS);
}

/* At every depth a full fan of siblings: lists and nodes at every place. */
static void fans(unsigned int step, unsigned int fan)
{
	u128 at = random_bits();
	unsigned int depth, i;

	begin(6);
	for (depth = 0; depth + step <= 128; depth += step)
		for (i = 0; i < (1u << fan); i++)
			add((at & mask_of(depth)) | (u128)i << (128 - depth - step) |
			    (random_bits() & ~mask_of(depth + step)), 128, any_nation());
}

/* One address, and others that part from it every so many bits: a long way down. */
static void chain(unsigned int step)
{
	u128 at = random_bits();
	unsigned int depth;

	begin(6);
	for (depth = step - 1; depth < 128; depth += step)
		add(at ^ (u128)1 << (127 - depth), 128, any_nation());
}

/* Single addresses whose neighbours differ in one bit, at every bit. */
static void one_bit(int family)
{
	u128 at = random_bits();
	unsigned int width = family == 4 ? 32 : 128, i, j;

	begin(family);
	for (i = 0; i < width; i++)
		for (j = i; j < width; j++)
			add(at ^ (u128)1 << (127 - i) ^ (u128)1 << (127 - j), width, any_nation());
}

/* 65 windows of 32 bits that share their first 20 bits, below each of which it is so again. */
static void long_prefixes(u128 base, unsigned int depth)
{
	unsigned int i;
	u128 at;

	for (i = 0; i < 65; i++) {
		at = (base & mask_of(depth)) | (u128)(0xabcde000u | (i * 61 & 0xfff)) <<
		     (96 - depth);
		add(at, depth + 32, any_nation());
		if (depth < 96 && i == 7)
			long_prefixes(at, depth + 32);
		else if (depth < 96)
			add(at | random_bits() >> (depth + 32), 128, any_nation());
	}
}

static void check_edges(void)
{
	begin(4);
	check("no prefix", 1000);
	add(0, 0, 7);
	check("everything", 1000);
	begin(6);
	add(0, 0, 7);
	add(0, 128, 8);
	add(~(u128)0, 128, 9);
	check("first and last", 1000);
	begin(4);
	add(0, 32, 1);
	add(mask_of(32), 32, 2);
	check("first and last", 1000);
}

static void check_random(void)
{
	random_prefixes(4, 10, 1, 32, 0, 0);
	check("ten", 3000);
	random_prefixes(4, 2000, 4, 32, 0, 0);
	check("two thousand", 3000);
	random_prefixes(4, 2000, 24, 32, (u128)10 << 120, 14);
	check("two thousand close by", 3000);
	random_prefixes(4, 100000, 8, 26, 0, 0);
	check("a root of a whole page", 700);
	random_prefixes(4, 110000, 28, 32, (u128)10 << 120, 14);
	check("a root of a whole page, all below few cells", 700);
	random_prefixes(6, 10, 1, 128, 0, 0);
	check("ten", 3000);
	random_prefixes(6, 20000, 8, 64, (u128)0x2000 << 112, 3);
	check("like the Internet's", 1500);
	random_prefixes(6, 20000, 128, 128, (u128)0xfd00 << 112, 64);
	check("hosts of one network", 1500);
	random_prefixes(6, 60000, 128, 128, 0, 0);
	check("sixty thousand hosts", 700);
}

static void check_hostile(void)
{
	static const unsigned int step[] = { 1, 3, 7, 9, 10, 16, 31, 33 };
	unsigned int i;
	char name[48];

	nested(4);
	check("nested", 3000);
	nested(6);
	check("nested", 3000);
	one_bit(4);
	check("one bit apart", 3000);
	one_bit(6);
	check("one bit apart", 3000);
	for (i = 0; i < sizeof(step) / sizeof(step[0]); i++) {
		fans(step[i], step[i] < 10 ? step[i] : 10);
		snprintf(name, sizeof(name), "a fan every %u bits", step[i]);
		check(name, 1500);
	}
	for (i = 1; i < 8; i++) {
		chain(i);
		snprintf(name, sizeof(name), "a chain, parting every %u bits", i);
		check(name, 1500);
	}
	begin(6);
	long_prefixes(random_bits(), 0);
	check("long common prefixes", 1500);
}

/* Write a geographic table and return the statement that reads it. */
static const char *table(const char *path, const char *text)
{
	static char stmt[4096];
	FILE *f = fopen(path, "w");

	if (!f || fputs(text, f) < 0 || fclose(f))
		exit(2);
	snprintf(stmt, sizeof(stmt), "nations from \"%s\";\n", path);
	return stmt;
}

struct geo_case {
	const char *addr, *code;
	u32 geo;
};

static void look_up_text(const uint8_t *image, const struct geo_case *c)
{
	const struct rg_image_header *h = (const void *)image;
	const struct rg_nation *nation = (const void *)(image + h->sec[RG_SEC_NATION].off);
	struct rg_image img = { .page0 = image };
	u8 raw[16];
	u32 value;

	if (inet_pton(AF_INET, c->addr, raw) != 1)
		exit(2);
	value = rg_nation4(&img, raw);
	ktap_ok(!strcmp(nation[RG_VALUE_NATION(value)].code, c->code) &&
		(value & RG_VALUE_GEO) == c->geo, "%s is %s, by %s", c->addr,
		*c->code ? c->code : "nobody's", c->geo ? "the table alone" : "declaration");
}

/* Declared prefixes override the geographic table; pseudo-codes are nobody. */
static void check_geo(void)
{
	static const struct geo_case cases[] = {
		{ "10.0.0.0", "KOR", RG_VALUE_GEO }, { "10.0.0.255", "KOR", RG_VALUE_GEO },
		{ "10.0.1.0", "QMA", 0 }, { "10.0.1.127", "QMB", 0 }, { "10.0.1.128", "QMA", 0 },
		{ "10.0.2.0", "KOR", RG_VALUE_GEO }, { "10.0.3.0", "", 0 },
		{ "10.0.4.0", "JPN", 0 }, { "10.0.4.255", "JPN", 0 }, { "10.0.5.0", "", 0 },
		{ "10.0.6.0", "", 0 }, { "10.0.7.0", "USA", RG_VALUE_GEO },
		{ "255.255.255.255", "USA", RG_VALUE_GEO }, { "9.255.255.255", "", 0 },
	};
	char path[] = "/tmp/relgate-geo-XXXXXX", more[8192];
	struct rg_compiled out;
	size_t i;
	int fd = mkstemp(path);

	if (fd < 0)
		exit(2);
	close(fd);
	begin(4);
	add((u128)0x0a000100 << 96, 24, 1);
	add((u128)0x0a000140 << 96, 26, 2);
	snprintf(more, sizeof(more), "%snation JPN { prefix geo; }\n",
		 table(path, "# start,end,code\n167772160,167772927,KR\n"
		       "167773184,167773439,JP\n167773440,167773695,??\n"
		       "167773696,167773951,EU\n167773952,4294967295,US\n"));
	if (ktap_ok(!compile(&out, more), "a geographic table compiles"))
		for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
			look_up_text(out.image, &cases[i]);
	rg_compiled_free(&out);
	unlink(path);
}

int main(int argc, char **argv)
{
	seed = ktap_seed(argc, argv);
	check_edges();
	check_random();
	check_hostile();
	check_geo();
	return ktap_done();
}
