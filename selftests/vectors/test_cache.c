// SPDX-License-Identifier: GPL-2.0-only
/*
 * Packets that the cache takes for alike are parsed alike: every frame of the vectors,
 * changed at random in many ways.  SEED=N gives other changes, SEED=0 by the clock.
 */
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "lib/vec.h"

#define CHANGES	400	/* of each frame */
#define GENERATION 7
#define TICK	9

static unsigned long long state;
static unsigned int test, failed;

static unsigned int below(unsigned int n)
{
	state = state * 6364136223846793005ull + 1442695040888963407ull;
	return (state >> 33) % n;
}

static void ok(bool right, const char *what, unsigned long n)
{
	printf("%sok %u %s (%lu)\n", right ? "" : "not ", ++test, what, n);
	failed += !right;
}

/* The IPv4 checksum is right again, in most cases. */
static void mend(struct rg_work *w)
{
	unsigned int len = (w->hdr[14] & 15u) * 4;

	if (w->hdr[12] != 8 || w->hdr[13] || len < 20 || 14 + len > w->hdr_len || !below(20))
		return;
	vec_checksum4(w->hdr + 14, len);
}

/* Octets, anywhere or where each packet has its own; the length of the frame. */
static void change(struct rg_work *w)
{
	static const unsigned char own[] = { 16, 17, 18, 19, 21, 22, 24, 25 };
	unsigned int n = below(3), at;

	while (n--) {
		at = below(2) ? own[below(sizeof(own))] : below(w->hdr_len);
		if (at < w->hdr_len)
			w->hdr[at] = below(3) ? (unsigned int)w->hdr[at] + below(5) - 2 : below(256);
	}
	if (!below(4))
		w->frame_len = below(3) ? w->frame_len + below(9) - 4 : below(200);
	if (w->frame_len < 14)
		w->frame_len = 14;
	if (w->hdr_len > w->frame_len)
		w->hdr_len = w->frame_len;
	mend(w);
}

/* All that a verdict depends on, and what a router does. */
static bool same_packet(const struct rg_packet *a, struct rg_packet b)
{
	b.ip_len = a->ip_len;
	b.ttl = a->ttl;
	return !memcmp(a, &b, sizeof(b));
}

static bool routed_alike(const struct rg_packet *a, const struct rg_packet *b)
{
	return a->family == b->family && a->l3 == b->l3 && a->l4 == b->l4 &&
	       a->ip_len == b->ip_len && a->ttl == b->ttl;
}

struct totals {
	unsigned long kept, alike, unlike, unread, other, routed, longer;
};

static bool keep(const struct rg_work *frame, struct rg_work *w, struct rg_cached *c)
{
	struct rg_packet pkt;

	*w = *frame;
	if (rg_cache_key(w) == RG_CACHE_NONE)
		return false;
	pkt = w->pkt;
	if (rg_parse(w) != RG_R_OK)
		return false;
	w->v = (struct rg_verdict){ .pass = 1, .way = RG_WAY_DIRECT };
	w->foreseen = w->v;
	memset(c, 0, sizeof(*c));
	return rg_cache_may(w) && routed_alike(&pkt, &w->pkt) &&
	       !rg_cache_keep(c, w, GENERATION, TICK, 1) &&
	       rg_cache_keep(c, w, GENERATION, TICK, 1);
}

/* @first was kept; what of @frame, changed? */
static void compare(const struct rg_work *frame, const struct rg_work *first,
		    const struct rg_cached *c, struct totals *t)
{
	static struct rg_work w;
	struct rg_packet own;

	w = *frame;
	change(&w);
	if (rg_cache_key(&w) == RG_CACHE_NONE || !rg_cache_same(c, &w, GENERATION, TICK)) {
		t->unlike++;
		return;
	}
	own = w.pkt;
	t->alike++;
	t->longer += w.pkt.ip_len > first->pkt.ip_len;
	if (rg_parse(&w) != RG_R_OK || w.pkt.flags & (RG_PKT_FRAG | RG_PKT_GROUP))
		t->unread++;
	else if (!same_packet(&w.pkt, first->pkt) || w.pkt.ttl < 2)
		t->other++;
	else if (!routed_alike(&own, &w.pkt))
		t->routed++;
}

static void frame(const struct vec_case *c, struct totals *t)
{
	static struct vec_ask input;
	static struct rg_work w, first;
	struct rg_cached kept;
	int i;

	if (vec_fill(c, &input))
		return;
	w = input.w;
	mend(&w);
	if (!keep(&w, &first, &kept))
		return;
	t->kept++;
	for (i = 0; i < CHANGES; i++)
		compare(&w, &first, &kept, t);
	if (rg_cache_same(&kept, &first, GENERATION + 1, TICK) ||
	    rg_cache_same(&kept, &first, GENERATION, TICK + 1))
		t->other++;
	first.in++;
	t->other += rg_cache_same(&kept, &first, GENERATION, TICK);
}

int main(void)
{
	const char *seed = getenv("SEED");
	struct vec_table table = { 0 };
	struct totals t = { 0 };
	glob_t files = { 0 };
	size_t i;

	state = seed ? strtoull(seed, NULL, 0) : 20261128;
	if (!state)
		state = time(NULL);
	printf("KTAP version 1\n# SEED=%llu\n", state);
	glob("selftests/vectors/*.vec", 0, NULL, &files);
	for (i = 0; i < files.gl_pathc; i++)
		vec_read(&table, files.gl_pathv[i]);
	globfree(&files);
	for (i = 0; i < table.n; i++)
		frame(&table.v[i], &t);
	ok(t.kept > 200, "frames of the vectors that are kept", t.kept);
	ok(t.alike > 20000, "changed frames that are alike", t.alike);
	ok(t.unlike > 20000, "changed frames that are not", t.unlike);
	ok(!t.unread, "none of the alike is refused by the parser", t.unread);
	ok(!t.other, "nor has it another address, label, port or flag", t.other);
	ok(!t.routed, "nor is it routed by anything but its own length and TTL", t.routed);
	ok(!t.longer, "nor is it longer than what was asked about", t.longer);
	printf("1..%u\n", test);
	vec_table_free(&table);
	vec_policies_free();
	return failed != 0;
}
