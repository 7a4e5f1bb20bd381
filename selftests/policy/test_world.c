// SPDX-License-Identifier: GPL-2.0-only
/*
 * The whole world: policies/world.rg with both tables of Debian's tor-geoipdb,
 * against the files themselves, read here once more.  Prints the figures.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "core/core.h"
#include "core/validate.h"
#include "policy/iso3166.h"
#include "policy/policy.h"
#include "../unit/lib/ktap.h"

#define SAMPLES	10000

typedef unsigned __int128 u128;

struct range {
	u128 lo, hi;		/* first bit on top */
	char country[3];
};

struct table {
	int family;
	size_t n;
	struct range *r;
};

static uint64_t seed;

static u128 read_addr(const char *text, int family)
{
	u8 raw[16];
	u128 a = 0;
	int i;

	if (family == 4)
		return (u128)strtoul(text, NULL, 10) << 96;
	if (inet_pton(AF_INET6, text, raw) != 1)
		return 0;
	for (i = 0; i < 16; i++)
		a = a << 8 | raw[i];
	return a;
}

static void read_table(struct table *t, const char *path, int family)
{
	char line[256], lo[64], hi[64], country[3];
	FILE *f = fopen(path, "r");
	size_t cap = 0;

	t->family = family;
	while (f && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%63[^#,],%63[^,],%2s", lo, hi, country) != 3)
			continue;
		if (t->n == cap) {
			cap = cap ? cap * 2 : 1024;
			t->r = realloc(t->r, cap * sizeof(*t->r));
			if (!t->r)
				exit(2);
		}
		t->r[t->n].lo = read_addr(lo, family);
		t->r[t->n].hi = read_addr(hi, family) | (family == 4 ? ((u128)1 << 96) - 1 : 0);
		memcpy(t->r[t->n++].country, country, 3);
	}
	if (f)
		fclose(f);
}

/* What the file says of an address: an alpha-3 code, or "". */
static const char *country(const struct table *t, u128 addr)
{
	size_t lo = 0, hi = t->n, mid;
	const char *code;

	while (lo < hi) {
		mid = (lo + hi) / 2;
		if (addr > t->r[mid].hi) {
			lo = mid + 1;
		} else if (addr < t->r[mid].lo) {
			hi = mid;
		} else {
			code = iso3166_alpha3(t->r[mid].country);
			return code ? code : "";
		}
	}
	return "";
}

static void raw_addr(u128 addr, u8 *raw)
{
	int i;

	for (i = 0; i < 16; i++)
		raw[i] = addr >> (120 - 8 * i);
}

struct cost {
	unsigned long visits, reads;
	unsigned int max_visits, max_reads;
};

/* A walk of its own, for the cells that it visits and all that it reads of them. */
static void measure(const uint8_t *image, int family, u128 addr, struct cost *c)
{
	const struct rg_image_header *h = (const void *)image;
	const __u64 *cells = (const void *)(image + h->sec[RG_SEC_CELL].off);
	__u64 cell = family == 4 ? h->root4 : h->root6;
	unsigned int visits = 1, reads = 0, bits, count;
	const __u64 *e;

	while (RG_CELL_KIND(cell) != RG_CELL_LEAF) {
		e = cells + RG_CELL_FIRST(cell);
		reads++;
		if (RG_CELL_KIND(cell) == RG_CELL_NODE) {
			bits = RG_CELL_N(cell);
			cell = e[(__u32)(addr >> (128 - bits))];
			addr <<= bits;
			visits++;
			continue;
		}
		for (count = RG_CELL_N(cell); count > 1; count -= count / 2, reads++)
			if (RG_ELEM_KEY(e[count / 2]) <= (__u32)(addr >> 96))
				e += count / 2;
		if (!(RG_ELEM_VALUE(*e) & RG_ELEM_MORE))
			break;
		cell = cells[RG_ELEM_VALUE(*e) & ~RG_ELEM_MORE];
		addr <<= 32;
		visits++;
		reads++;
	}
	c->visits += visits;
	c->reads += reads;
	c->max_visits = visits > c->max_visits ? visits : c->max_visits;
	c->max_reads = reads > c->max_reads ? reads : c->max_reads;
}

static int agrees(const uint8_t *image, const struct table *t, u128 addr)
{
	const struct rg_image_header *h = (const void *)image;
	const struct rg_nation *nation = (const void *)(image + h->sec[RG_SEC_NATION].off);
	struct rg_image img = { .page0 = image };
	const char *want = country(t, addr), *got;
	u8 raw[16];
	u32 value;

	raw_addr(addr, raw);
	value = t->family == 4 ? rg_nation4(&img, raw) : rg_nation6(&img, raw);
	got = nation[RG_VALUE_NATION(value)].code;
	if (!strcmp(want, got) && !(value & RG_VALUE_GEO) == !*want)
		return 1;
	ktap_note("%016llx%016llx: %s%s, not %s", (unsigned long long)(addr >> 64),
		  (unsigned long long)addr, got, value & RG_VALUE_GEO ? " (geo)" : "", want);
	return 0;
}

/* Within a range, at its borders, beside it, or anywhere: in turn. */
static u128 sample(const struct table *t, unsigned int i)
{
	const struct range *r = &t->r[ktap_below(&seed, t->n)];
	u128 any = (u128)ktap_random(&seed) << 64 | ktap_random(&seed);
	u128 step = t->family == 4 ? (u128)1 << 96 : 1;

	switch (i % 6) {
	case 0: return r->lo;
	case 1: return r->hi & -step;
	case 2: return r->lo - step;
	case 3: return (r->hi & -step) + step;
	case 4: return (r->lo + any % (r->hi - r->lo + 1)) & -step;
	default: return any & -step;
	}
}

/* The policy's own prefixes are declared, and the geographic table has no say there. */
static int declared(const struct table *t, u128 addr)
{
	return t->family == 4 ? addr >> 120 == 10 : addr >> 112 == 0xfd00;
}

static void check_table(const uint8_t *image, const struct table *t)
{
	struct cost cost = { 0 }, any = { 0 };
	unsigned int i, bad = 0, asked = 0;
	u128 addr;

	for (i = 0; i < SAMPLES && bad < 5; i++) {
		addr = sample(t, i);
		if (declared(t, addr))
			continue;
		bad += !agrees(image, t, addr);
		measure(image, t->family, addr, i % 6 == 5 ? &any : &cost);
		asked++;
	}
	ktap_ok(!bad && asked > SAMPLES / 2, "IPv%d: %u addresses are whose the file says",
		t->family, asked);
	ktap_ok(cost.max_visits <= RG_WALK_MAX, "IPv%d: no walk is longer than %d", t->family,
		RG_WALK_MAX);
	asked = SAMPLES / 6;
	ktap_note("IPv%d: random address %.2f cells, %.2f reads on average; in or beside a range "
		  "%.2f and %.2f; at most %u and %u", t->family, (double)any.visits / asked,
		  (double)any.reads / asked, cost.visits / (SAMPLES * 5.0 / 6),
		  cost.reads / (SAMPLES * 5.0 / 6), cost.max_visits, cost.max_reads);
}

static void check_image(const struct rg_compiled *out, const struct table *v4,
			const struct table *v6)
{
	const struct rg_image_header *h = (const void *)out->image;
	struct rg_fault fault = { 0 };

	ktap_ok(!rg_validate(out->image, out->size, &fault), "the image is valid");
	ktap_ok(out->size < 24u << 20, "it has less than 24 MB: %zu bytes", out->size);
	ktap_note("%zu IPv4 and %zu IPv6 ranges, %zu and %zu prefixes, %u nations, %u cells, "
		  "compiled in %.0f ms", v4->n, v6->n, out->prefixes4, out->prefixes6,
		  h->sec[RG_SEC_NATION].count - 1, h->sec[RG_SEC_CELL].count,
		  out->compile_ns / 1e6);
	check_table(out->image, v4);
	check_table(out->image, v6);
}

int main(int argc, char **argv)
{
	const char *top = getenv("TOP"), *path;
	struct table v4 = { 0 }, v6 = { 0 };
	struct rg_compiled out = { 0 };
	char name[512];

	if (top && chdir(top))
		return 2;
	if (!getenv("RELGATE_PATH"))
		setenv("RELGATE_PATH", "build/geoip", 1);
	path = getenv("RELGATE_PATH");
	seed = ktap_seed(argc, argv);
	snprintf(name, sizeof(name), "%s/usr/share/tor/geoip", path);
	read_table(&v4, name, 4);
	snprintf(name, sizeof(name), "%s/usr/share/tor/geoip6", path);
	read_table(&v6, name, 6);
	if (!ktap_ok(v4.n > 100000 && v6.n > 100000, "the tables are there"))
		ktap_note("scripts/fetch-geoip gets them");
	else if (ktap_ok(!rg_policy_compile("policies/world.rg", stderr, 0, &out), "they compile"))
		check_image(&out, &v4, &v6);
	rg_compiled_free(&out);
	free(v4.r);
	free(v6.r);
	return ktap_done();
}
