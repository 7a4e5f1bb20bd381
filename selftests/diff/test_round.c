// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_round [--seed N] [--count N] [--kmod] [--user]
 *
 * Emit, parse, emit: an engine gets a packet with a random label, and what it makes of it
 * for an encoding goes back into it, there and back through a second DOI whose numbers mean
 * the same (so that nothing is passed on as it came): the same octets leave each time.
 * In every tag type and family, by the core in userspace, in BPF and in the module.
 */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include "lib/options.h"
#include "lib/util.h"
#include "../../core/image.h"

#define SEED	108
#define ROUNDS	40000
#define ENOUGH	20	/* round trips that each must have made */
#define SAID	5

/* Each encoding once more, under another DOI. */
static const char twins[] =
	"nation AUT { doi 11 encoding common; doi 12 encoding high; doi 13 encoding inverse;\n"
	"  doi 14 encoding late; doi 15 encoding bso; }\n"
	"interface t1 { nation KOR; labels cipso, calipso; accept doi 11;\n"
	"  in level UNCLASSIFIED .. UNCLASSIFIED; out level RESTRICTED .. RESTRICTED; }\n"
	"interface t2 { nation KOR; labels cipso, calipso; accept doi 12;\n"
	"  in level UNCLASSIFIED .. UNCLASSIFIED; out level RESTRICTED .. RESTRICTED; }\n"
	"interface t3 { nation KOR; labels cipso, calipso; accept doi 13;\n"
	"  in level UNCLASSIFIED .. UNCLASSIFIED; out level RESTRICTED .. RESTRICTED; }\n"
	"interface t4 { nation KOR; labels cipso, calipso; accept doi 14;\n"
	"  in level UNCLASSIFIED .. UNCLASSIFIED; out level RESTRICTED .. RESTRICTED; }\n"
	"interface t5 { nation KOR; labels cipso, calipso; accept doi 15;\n"
	"  in level UNCLASSIFIED .. UNCLASSIFIED; out level RESTRICTED .. RESTRICTED; }\n"
	"interface p2 { nation KOR; labels cipso; accept doi 1; send tag 2; permissive tag 6;\n"
	"  in level UNCLASSIFIED .. UNCLASSIFIED; out level RESTRICTED .. RESTRICTED; }\n"
	"interface tp { nation KOR; labels cipso, calipso; accept doi 11; permissive tag 6;\n"
	"  in level UNCLASSIFIED .. UNCLASSIFIED; out level RESTRICTED .. RESTRICTED; }\n";

/* An interface, its twin, and in which families labels are made there. */
static const struct way {
	const char *name, *twin;
	bool four, six;
} ways[] = {
	{ "c0", "t1", true, true }, { "c1", "t1", true, true }, { "c2", "t1", true, false },
	{ "c5", "t1", true, false }, { "h0", "t2", true, true }, { "h2", "t2", true, true },
	{ "h5", "t2", true, true }, { "i0", "t3", true, true }, { "l0", "t4", true, true },
	{ "lx", "t1", true, true }, { "p0", "tp", true, true }, { "p5", "tp", true, false },
	{ "p2", "tp", true, false }, { "r0", "t5", true, true },
};
#define WAYS (sizeof(ways) / sizeof(ways[0]))

enum form { TAG1, TAG2, TAG5, TAG1_6, TAG2_6, TAG5_6, RIPSO, CALIPSO, FORMS };

static const char *const form_name[FORMS] = {
	"tag 1", "tag 2", "tag 5", "tag 1 beside tag 6", "tag 2 beside tag 6",
	"tag 5 beside tag 6", "RIPSO", "CALIPSO",
};

struct run {
	uint64_t seed;
	unsigned long count;
	const struct vec_policy *policy;
	const struct vec_executor *x;
	unsigned long made[WAYS][2], form[FORMS];
	unsigned int said, tests, failed;
};

static struct vec_ask ask;		/* the question under way, with its answer */

/* @frame goes in at @in, and leaves by @out with another header; false: it does not. */
static bool emit(const struct run *r, struct rg_work *frame, const char *in, const char *out)
{
	struct rg_edit_out *e = &ask.w.edit;
	unsigned int rest;

	memset(&ask, 0, sizeof(ask));
	ask.question = VEC_CHOOSE;
	ask.w = *frame;
	ask.w.in = vec_find_interface(r->policy, in);
	ask.w.route = vec_find_interface(r->policy, out);
	ask.w.out = RG_IF_NONE;
	ask.w.relay = 1;
	ask.w.clock.wall = 1451606400;
	ask.w.clock.mono = 1451606400;
	if (r->x->ask(&ask)) {
		printf("Bail out! %s cannot be asked\n", r->x->name);
		exit(1);
	}
	if (!ask.w.v.pass || ask.w.v.edit == RG_EDIT_KEEP || ask.w.v.edit == RG_EDIT_STRIP)
		return false;
	/* As an engine does it; what lies behind the window is not of interest. */
	rest = frame->hdr_len - RG_ETH_LEN - e->cut;
	if (RG_ETH_LEN + e->len + rest > RG_HDR_MAX)
		return false;
	memmove(frame->hdr + RG_ETH_LEN + e->len, frame->hdr + RG_ETH_LEN + e->cut, rest);
	memcpy(frame->hdr + RG_ETH_LEN, e->hdr, e->len);
	frame->frame_len += e->len - e->cut;
	frame->hdr_len = RG_ETH_LEN + e->len + rest;
	return true;
}

/* How its label is said; by the core in userspace, which decides nothing here. */
static enum form form_of(const struct rg_work *frame)
{
	static struct rg_work w;

	w = *frame;
	if (rg_parse(&w) != RG_R_OK)
		return FORMS;
	if (w.pkt.kind == RG_LABEL_CALIPSO)
		return CALIPSO;
	if (w.pkt.kind == RG_LABEL_RIPSO)
		return RIPSO;
	return (w.pkt.tag == 5 ? TAG5 : w.pkt.tag - 1u) + (w.pkt.perm ? TAG1_6 : 0);
}

static bool complain(struct run *r, const struct way *way, const char *what,
		     const struct rg_work *a, const struct rg_work *b)
{
	char buf[4096], hex[2 * RG_HDR_MAX + 1];

	if (r->said++ >= SAID)
		return false;
	printf("# %s, by %s and %s: %s\n", r->x->name, way->name, way->twin, what);
	rg_hex(hex, a->hdr, a->hdr_len);
	printf("#   %s\n", hex);
	rg_hex(hex, b->hdr, b->hdr_len);
	printf("#   %s\n", hex);
	printf("#   %s\n", vec_answer_text(r->policy, &ask.w, buf, sizeof(buf)));
	return false;
}

static bool alike(const struct rg_work *a, const struct rg_work *b)
{
	return a->hdr_len == b->hdr_len && a->frame_len == b->frame_len &&
	       !memcmp(a->hdr, b->hdr, a->hdr_len);
}

/* What @way says of a label it says again, when it has been elsewhere; so does its twin. */
static bool round_trip(struct run *r, const struct way *way, struct rg_work *frame, const char *in)
{
	struct rg_work there, once;
	enum form form;

	if (!emit(r, frame, in, way->twin))
		return true;
	there = *frame;
	if (!emit(r, frame, way->twin, way->name))
		return true;	/* this tag type has no room for it */
	once = *frame;
	form = form_of(frame);
	if (form == FORMS)
		return complain(r, way, "what was emitted cannot be read", &there, &once);
	if (!emit(r, frame, way->name, way->twin))
		return complain(r, way, "what was emitted does not go back", &there, &once);
	if (!alike(frame, &there))
		return complain(r, way, "the twin said it otherwise before", &there, frame);
	if (!emit(r, frame, way->twin, way->name))
		return complain(r, way, "what went back does not come again", &there, &once);
	if (!alike(frame, &once))
		return complain(r, way, "emit, parse, emit differs", &once, frame);
	r->made[way - ways][once.hdr[RG_ETH_LEN] >> 4 == 6]++;
	r->form[form]++;
	return true;
}

static void ok(struct run *r, bool good, const char *what, const char *more, unsigned long n)
{
	r->failed += !good;
	printf("%sok %u %s: %s%s: %lu\n", good ? "" : "not ", ++r->tests, r->x->name, what, more, n);
}

static void one_executor(struct run *r, const struct vec_executor *x)
{
	struct rng g = { r->seed };
	static struct rg_work frame;
	unsigned long n, wrong = 0;
	unsigned int i;

	r->x = x;
	r->said = 0;
	memset(r->made, 0, sizeof(r->made));
	memset(r->form, 0, sizeof(r->form));
	if (x->open() || x->policy(r->policy)) {
		printf("Bail out! %s cannot be opened, or takes no policy\n", x->name);
		exit(1);
	}
	for (n = 0; n < r->count; n++) {
		memset(&frame, 0, sizeof(frame));
		g_area_frame(&g, &frame);
		i = g_area_inlet(r->policy, &g, &frame);
		wrong += !round_trip(r, &ways[rng_below(&g, WAYS)], &frame,
				     vec_interface_name(r->policy, i));
	}
	ok(r, !wrong, "packets that came out otherwise", "", wrong);
	for (i = 0; i < WAYS; i++) {
		if (ways[i].four)
			ok(r, r->made[i][0] >= ENOUGH, ways[i].name, ", IPv4", r->made[i][0]);
		if (ways[i].six)
			ok(r, r->made[i][1] >= ENOUGH, ways[i].name, ", IPv6", r->made[i][1]);
	}
	for (i = 0; i < FORMS; i++)
		ok(r, r->form[i] >= ENOUGH, form_name[i], "", r->form[i]);
	x->close();
}

int main(int argc, char **argv)
{
	static const struct option opt[] = {
		{ "seed", 1, NULL, 's' }, { "count", 1, NULL, 'c' }, { "user", 0, NULL, 'u' },
		{ "kmod", 0, NULL, 'm' }, { 0 },
	};
	static struct run r = { .seed = SEED, .count = ROUNDS };
	bool user = false, kmod = false;
	int o;

	while ((o = getopt_long(argc, argv, "s:c:um", opt, NULL)) != -1) {
		if (o == 's')
			r.seed = strtoull(optarg, NULL, 0);
		else if (o == 'c')
			r.count = strtoul(optarg, NULL, 0);
		else if (o == 'u')
			user = true;
		else if (o == 'm')
			kmod = true;
		else
			return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("KTAP version 1\n# seed %llu\n", (unsigned long long)r.seed);
	r.policy = g_area_policy(twins, "p2 t1 t2 t3 t4 t5 tp");
	if (!r.policy) {
		printf("Bail out! the policy cannot be compiled\n");
		return 1;
	}
	one_executor(&r, &vec_userspace);
	if (!user)
		one_executor(&r, &vec_bpf);
	if (kmod)
		one_executor(&r, &vec_kmod);
	printf("1..%u\n", r.tests);
	vec_policies_free();
	return r.failed > 0;
}
