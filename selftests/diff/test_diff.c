// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_diff [--seed N] [--policies N] [--packets N] [--policy I] [--user]
 *	[--kmod]
 *
 * Random policies and packets: the executors of the core must give one answer,
 * and that must be the model's.  Half of the packets are then broken somewhere:
 * about those only the executors are compared.  A policy depends on the seed and
 * its number alone, so --policy I makes one again.
 */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include "lib/gen.h"
#include "lib/util.h"
#include "../vectors/lib/vec.h"

#define SEED		20141229
#define REASONS_SEED	40000	/* packets of that seed that meet every reason, */
#define REASONS_ANY	400000	/* and of any */

struct run {
	uint64_t seed;
	long policies, packets, only;
	bool user;			/* without BPF */
	bool kmod;			/* with the loaded module */
	unsigned int test, failed, shown;
	unsigned long asked, passed, broken, by_reason[RG_R_COUNT], by_way[RG_WAY_COUNT];
};

static struct rng seeded(uint64_t seed, uint64_t n)
{
	struct rng r = { seed };

	r.s = rng_next(&r) ^ n * 0xd1342543de82ef95ull;
	rng_next(&r);
	return r;
}

/* ---- policies ---- */

static char *policy_text(const struct g_policy *p)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	g_policy_print(p, f);
	fclose(f);
	return text;
}

/* The ranges that the text has not told. */
static int true_ranges(const struct g_policy *p, struct vec_policy *v)
{
	const struct g_interface *x;
	struct rg_interface *out;
	int i;

	for (i = 0; i < p->interfaces; i++) {
		x = &p->interface[i];
		out = vec_policy_interface(v, vec_find_interface(v, x->name));
		out->in_min = x->in_min;
		out->in_max = x->in_max;
		out->out_min = x->out_min;
		out->out_max = x->out_max;
	}
	return vec_policy_sign(v);
}

static struct vec_policy *make_policy(struct rng *g, struct g_policy *p, char **text)
{
	struct vec_policy *v;

	g_policy_make(g, p);
	*text = policy_text(p);
	v = vec_policy_text("random", *text);
	if (!v)
		printf("# the compiler refuses a policy that should be right:\n%s\n", *text);
	else if (p->apart && true_ranges(p, v))
		return NULL;
	return v;
}

/* ---- packets ---- */

static void sum4(uint8_t *ip)
{
	unsigned int i, hlen = (ip[0] & 15) * 4, sum = 0;

	ip[10] = 0;
	ip[11] = 0;
	for (i = 0; i < hlen; i += 2)
		sum += ip[i] << 8 | ip[i + 1];
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	ip[10] = ~sum >> 8;
	ip[11] = ~sum;
}

/* One small damage: a bit, an octet, an octet taken from elsewhere, or the end cut off. */
static void damage(struct rng *g, struct rg_work *w)
{
	/* Mostly where the label is. */
	unsigned int from = rng_chance(g, 70) ? (w->hdr[12] == 8 ? 34 : 54) : 0;
	unsigned int at = from + rng_below(g, rng_chance(g, 70) ? 40 : w->hdr_len);

	if (at >= w->hdr_len)
		at = w->hdr_len - 1;
	switch (rng_below(g, 6)) {
	case 0:
	case 1:
		w->hdr[at] ^= 1 << rng_below(g, 8);
		break;
	case 2:
		w->hdr[at] = rng_next(g);
		break;
	case 3:
		w->hdr[at] += rng_chance(g, 50) ? 1 : -1;
		break;
	case 4:
		w->hdr[at] = w->hdr[rng_below(g, w->hdr_len)];
		break;
	default:
		if (rng_chance(g, 50))
			w->frame_len += rng_below(g, 3) - 1;
		else
			w->hdr_len = 1 + rng_below(g, w->hdr_len);
		if (w->hdr_len > w->frame_len)
			w->hdr_len = w->frame_len;
	}
}

/* The first option of the hop-by-hop header, if it still is CALIPSO. */
static void sum6(struct rg_work *w)
{
	uint8_t *o = w->hdr + 56;
	unsigned int sum;

	if (w->hdr_len < 66 || o[0] != 7 || 58u + o[1] > w->hdr_len || o[1] < 8)
		return;
	o[8] = 0;
	o[9] = 0;
	sum = g_crc(o, 2 + o[1]);
	o[8] = sum;
	o[9] = sum >> 8;
}

/* Two labels in the option area, the second of the same kind or RIPSO. */
static void two_labels(uint8_t *area, unsigned int len, bool ripso)
{
	static const uint8_t basic[] = { 0x82, 4, 0x5a, 0x20 };

	if (area[0] != 0x86 || len < (ripso ? 16 : 20))
		return;
	area[1] = 10;
	area[6] = 1;
	area[7] = 4;
	if (ripso)
		memcpy(area + 10, basic, sizeof(basic));
	else
		memcpy(area + 10, area, 10);
	memset(area + (ripso ? 14 : 20), 1, len - (ripso ? 14 : 20));
}

/* RIPSO in the place of all options, more often right than wrong. */
static void basic_label(struct rng *g, uint8_t *area, unsigned int len)
{
	static const uint8_t level[] = { 0x3d, 0x5a, 0x96, 0xab, 0x66 };
	unsigned int n = rng_chance(g, 10) ? 2 : 3 + rng_below(g, 3), i;

	memset(area, 1, len);
	area[0] = 0x82;
	area[1] = n > len ? len : n;
	if (n > 2)
		area[2] = rng_chance(g, 10) ? rng_next(g) : level[rng_below(g, sizeof(level))];
	for (i = 3; i < n && i < len; i++)
		area[i] = (rng_next(g) & 0xf8) | (rng_chance(g, 60) ? i + 1 < n : rng_below(g, 2));
}

/* What random damage all but never makes. */
static void trick(struct rng *g, struct rg_work *w)
{
	uint8_t *h = w->hdr;
	bool four = w->hdr_len > 34 && h[12] == 8 && !h[13];
	bool six = w->hdr_len > 66 && h[12] == 0x86 && h[13] == 0xdd && !h[20];
	unsigned int area = four ? (h[14] & 15) * 4 - 20 : 0;

	if (!rng_below(g, 4)) {
		h[12] = 0x81;
		h[13] = 0;
	} else if (four && area && 34 + area <= w->hdr_len) {
		if (rng_chance(g, 30))
			basic_label(g, h + 34, area);
		else if (rng_chance(g, 30))
			h[34] = rng_chance(g, 50) ? 0x83 : 0x89;
		else
			two_labels(h + 34, area, rng_chance(g, 50));
	} else if (six && rng_chance(g, 70)) {
		/* hop-by-hop becomes destination options or a routing header */
		h[20] = rng_chance(g, 50) ? 60 : 43;
	} else if (six) {
		h[58] = h[57] - 1;
		h[57] = h[56];
		h[56] = 0;
	}
}

static void break_packet(struct rng *g, struct rg_work *w)
{
	unsigned int i, n = 1 + rng_below(g, 4);

	if (w->hdr_len > 14 && rng_chance(g, 10))
		trick(g, w);
	else
		for (i = 0; i < n && w->hdr_len; i++)
			damage(g, w);
	if (w->hdr_len > 56 && w->hdr[12] == 0x86 && !w->hdr[20] && rng_chance(g, 80))
		sum6(w);
	if (w->hdr_len >= 34 && w->hdr[12] == 8 && !w->hdr[13] && rng_chance(g, 80) &&
	    14u + (w->hdr[14] & 15) * 4 <= w->hdr_len)
		sum4(w->hdr + 14);
}

/* ---- answers ---- */

static bool model_agrees(const struct g_policy *p, const struct vec_policy *v,
			 const struct g_answer *m, const struct rg_work *w)
{
	int i;

	if (m->pass != w->v.pass)
		return false;
	if (!m->pass)
		return true;
	if (m->way != w->v.way)
		return false;
	if (m->egress >= 0 &&
	    strcmp(p->interface[m->egress].name, vec_interface_name(v, w->v.egress)))
		return false;
	for (i = 0; m->by && i < p->agreements; i++)
		if (m->by >> i & 1 &&
		    !strcmp(p->agreement[i].name, vec_agreement_name(v, w->v.agreement)))
			return true;
	return !m->by && w->v.agreement == RG_AGREEMENT_NONE;
}

static void show_model(const struct g_policy *p, const struct g_answer *m)
{
	int i;

	if (!m->pass) {
		printf("#   model:     drop\n");
		return;
	}
	printf("#   model:     %s %s by one of", rg_way_name(m->way),
	       m->egress < 0 ? "" : p->interface[m->egress].name);
	for (i = 0; i < p->agreements; i++)
		if (m->by >> i & 1)
			printf(" %s", p->agreement[i].name);
	printf("\n");
}

static void show(struct run *r, const char *what, long number, const char *text, const char *line,
		 const struct vec_policy *v, const struct rg_work *input, const struct rg_work *a)
{
	char buf[256], hex[2 * RG_HDR_MAX + 1];

	if (r->shown++ >= 5)
		return;
	rg_hex(hex, input->hdr, input->hdr_len);
	printf("# %s\n#   again: test_diff --seed %llu --policy %ld\n#   %s\n"
	       "#   frame (%u bytes): %s\n",
	       what, (unsigned long long)r->seed, number, line, input->frame_len, hex);
	printf("#   userspace: %s\n", vec_answer_text(v, a, buf, sizeof(buf)));
	if (r->shown == 1)
		printf("# policy:\n%s\n", text);
}

struct one {
	const struct g_policy *p;
	struct vec_policy *v;
	const char *text;
	long number;
};

/* The question of a packet; its line stays in @line for the report. */
static int question(const struct one *o, const struct g_packet *k, struct vec_ask *a,
		    char line[2048])
{
	struct vec_table t = { 0 };
	FILE *f = fmemopen(line, 2048, "w");
	int ret;

	fprintf(f, "packet: ");
	g_packet_print(o->p, k, f);
	fprintf(f, " => drop internal");
	fclose(f);
	ret = vec_read_line(&t, o->v, line);
	if (!ret)
		ret = vec_fill(&t.v[0], a);
	vec_table_free(&t);
	return ret;
}

/* Another executor must answer as userspace did. */
static bool ask_other(struct run *r, const struct vec_executor *x, const struct one *o,
		      const char *line, const struct vec_ask *input, const struct vec_ask *user)
{
	static struct vec_ask answer;
	char buf[2048];

	answer = *input;
	if (x->ask(&answer))
		return false;
	if (vec_same(&user->w, &answer.w))
		return true;
	show(r, "executors differ", o->number, o->text, line, o->v, &input->w, &user->w);
	printf("#   %s: %s\n", x->name, vec_answer_text(o->v, &answer.w, buf, sizeof(buf)));
	return false;
}

static bool ask_packet(struct run *r, struct rng *g, const struct one *o)
{
	static struct vec_ask input, user;
	struct g_packet k;
	struct g_answer m;
	char line[2048];
	bool broken;

	g_packet_make(g, o->p, &k);
	if (question(o, &k, &input, line)) {
		printf("# this packet cannot be made: %s\n", line);
		return false;
	}
	broken = rng_chance(g, 50);
	if (broken)
		break_packet(g, &input.w);
	user = input;
	vec_userspace.ask(&user);
	r->asked++;
	r->broken += broken;
	r->passed += user.w.v.pass;
	r->by_reason[user.w.v.reason % RG_R_COUNT]++;
	if (user.w.v.pass)
		r->by_way[user.w.v.way % RG_WAY_COUNT]++;
	if ((!r->user && !ask_other(r, &vec_bpf, o, line, &input, &user)) ||
	    (r->kmod && !ask_other(r, &vec_kmod, o, line, &input, &user)))
		return false;
	if (broken)
		return true;
	m = g_model_answer(o->p, &k);
	if (model_agrees(o->p, o->v, &m, &user.w))
		return true;
	show(r, "the model differs", o->number, o->text, line, o->v, &input.w, &user.w);
	if (r->shown <= 5)
		show_model(o->p, &m);
	return false;
}

static void run_policy(struct run *r, long number)
{
	static struct g_policy p;
	struct rng g = seeded(r->seed, number);
	unsigned long asked = r->asked, passed = r->passed;
	struct one o = { .p = &p, .number = number };
	char *text = NULL;
	long i, wrong = 0;

	o.v = make_policy(&g, &p, &text);
	o.text = text;
	if (!o.v || vec_userspace.policy(o.v) || (!r->user && vec_bpf.policy(o.v)) ||
	    (r->kmod && vec_kmod.policy(o.v)))
		wrong = 1;
	for (i = 0; !wrong && i < r->packets; i++)
		if (!ask_packet(r, &g, &o))
			wrong++;
	printf("%sok %u policy %ld of seed %llu: %lu packets, %lu passed\n", wrong ? "not " : "",
	       ++r->test, number, (unsigned long long)r->seed, r->asked - asked,
	       r->passed - passed);
	r->failed += !!wrong;
	free(text);
	vec_policies_free();
}

static void histogram(const struct run *r)
{
	int i;

	printf("# %lu packets, %lu of them broken, %lu passed\n", r->asked, r->broken, r->passed);
	for (i = 0; i < RG_R_COUNT; i++)
		if (r->by_reason[i])
			printf("#   %-20s %8lu\n", rg_reason_name(i), r->by_reason[i]);
	for (i = 0; i < RG_WAY_COUNT; i++)
		if (r->by_way[i])
			printf("#   way %-16s %8lu\n", rg_way_name(i), r->by_way[i]);
}

/* A run that lets nothing through, or never some way, has shown nothing. */
static void check_reach(struct run *r)
{
	bool ok = true;
	int i;

	for (i = RG_WAY_DIRECT; i < RG_WAY_COUNT; i++)
		ok &= r->by_way[i] > 0;
	printf("%sok %u packets crossed every way\n", ok ? "" : "not ", ++r->test);
	r->failed += !ok;
}

/* Reasons that no random packet meets, and where they are met. */
static const struct {
	uint32_t reason;
	const char *where;
} elsewhere[] = {
	{ RG_R_NO_POLICY, "made by engines" }, { RG_R_BLOCKED, "made by engines" },
	{ RG_R_INTERNAL, "made by engines" }, { RG_R_TTL, "made by engines" },
	{ RG_R_TOO_BIG, "made by engines" }, { RG_R_EGRESS_CHANGED, "made by engines" },
	{ RG_R_GEO_ONLY, "needs a geographic table: the vectors" },
};

static const char *met_elsewhere(uint32_t reason)
{
	unsigned int i;

	for (i = 0; i < sizeof(elsewhere) / sizeof(*elsewhere); i++)
		if (elsewhere[i].reason == reason)
			return elsewhere[i].where;
	return NULL;
}

/* In a long run every other reason must have occurred. */
static void check_reasons(struct run *r)
{
	const char *where;
	bool ok = true;
	uint32_t i;

	for (i = 0; i < RG_R_COUNT; i++) {
		if (r->by_reason[i])
			continue;
		where = met_elsewhere(i);
		ok &= !!where;
		printf("# none for %s: %s\n", rg_reason_name(i), where ? where : "missing");
	}
	printf("%sok %u every reason occurred\n", ok ? "" : "not ", ++r->test);
	r->failed += !ok;
}

static int options(struct run *r, int argc, char **argv)
{
	static const struct option opt[] = {
		{ "seed", 1, NULL, 's' }, { "policies", 1, NULL, 'p' }, { "packets", 1, NULL, 'k' },
		{ "policy", 1, NULL, 'i' }, { "user", 0, NULL, 'u' }, { "kmod", 0, NULL, 'm' },
		{ 0 },
	};
	int o;

	while ((o = getopt_long(argc, argv, "s:p:k:i:um", opt, NULL)) != -1) {
		if (o == 's')
			r->seed = strtoull(optarg, NULL, 0);
		else if (o == 'p')
			r->policies = atol(optarg);
		else if (o == 'k')
			r->packets = atol(optarg);
		else if (o == 'i')
			r->only = atol(optarg);
		else if (o == 'u')
			r->user = true;
		else if (o == 'm')
			r->kmod = true;
		else
			return -1;
	}
	return optind == argc ? 0 : -1;
}

int main(int argc, char **argv)
{
	struct run r = { .seed = SEED, .policies = 200, .packets = 200, .only = -1 };
	long i;

	if (options(&r, argc, argv)) {
		fprintf(stderr, "test_diff [--seed N] [--policies N] [--packets N] [--policy I] "
			"[--user] [--kmod]\n");
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("KTAP version 1\n# seed %llu\n", (unsigned long long)r.seed);
	if (vec_userspace.open() || (!r.user && vec_bpf.open()) ||
	    (r.kmod && vec_kmod.open())) {
		printf("Bail out! an executor cannot be opened\n");
		return 1;
	}
	for (i = 0; i < r.policies; i++)
		if (r.only < 0 || i == r.only)
			run_policy(&r, i);
	if (r.only >= r.policies)
		run_policy(&r, r.only);
	histogram(&r);
	if (r.only < 0)
		check_reach(&r);
	if (r.only < 0 && r.asked >= (r.seed == SEED ? REASONS_SEED : REASONS_ANY))
		check_reasons(&r);
	printf("1..%u\n", r.test);
	vec_userspace.close();
	if (!r.user)
		vec_bpf.close();
	if (r.kmod)
		vec_kmod.close();
	return r.failed != 0;
}
