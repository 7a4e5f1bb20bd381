// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_options [--seed N] [--count N] [--kmod] [--user] [--progress]
 *
 * Random option areas (and quotations of ICMP errors that hold some), each a frame of
 * its own, through the core in userspace and in BPF: verdict, bytes on the way out and
 * what the sender is told must be the same, and no question may hang.  --progress says
 * how far it is.  The count of each reason is printed at the end.
 */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "lib/options.h"
#include "lib/util.h"
#include "../../core/image.h"
#include "../vectors/lib/vec.h"

#define SEED	5570
#define CHUNK	10000	/* a multiple of BATCH */
#define BATCH	20	/* areas that an executor is asked about at once */
#define HANGS	600	/* seconds that a chunk may take, on whatever machine */
#define REASONS	20000	/* areas that meet every kind of reason */

struct run {
	uint64_t seed;
	unsigned long count, asked, passed, edited, told, apart;
	bool user, kmod, progress;
	struct vec_policy *policy;
	unsigned int interfaces, shown;
	unsigned long by_reason[RG_R_COUNT];
};

struct batch {
	struct vec_ask input[BATCH], user[BATCH];
};

static void question(struct run *r, struct rng *g, struct vec_ask *a)
{
	memset(a, 0, sizeof(*a));
	g_area_frame(g, &a->w);
	a->question = rng_chance(g, 80) ? VEC_CHOOSE : VEC_PERMITS;
	a->w.in = g_area_inlet(r->policy, g, &a->w);
	a->w.route = rng_below(g, r->interfaces);
	a->w.out = a->question == VEC_PERMITS ? rng_below(g, r->interfaces) : RG_IF_NONE;
	a->w.relay = 1;
	a->w.own = a->question == VEC_PERMITS && rng_chance(g, 5);
	a->w.clock.wall = 1451606400;
	a->w.clock.mono = 1451606400;
}

static void show(struct run *r, unsigned long n, const struct vec_ask *input,
		 const struct vec_ask *user, const struct vec_ask *other, const char *name)
{
	char buf[4096], hex[2 * RG_HDR_MAX + 1];

	if (r->shown++ >= 5)
		return;
	rg_hex(hex, input->w.hdr, input->w.hdr_len);
	printf("# area %lu of seed %llu: %s in %u route %u out %u\n#   frame: %s\n", n,
	       (unsigned long long)r->seed, vec_question_name[input->question], input->w.in,
	       input->w.route, input->w.out, hex);
	printf("#   userspace: %s\n", vec_answer_text(r->policy, &user->w, buf, sizeof(buf)));
	printf("#   %s: %s\n", name, vec_answer_text(r->policy, &other->w, buf, sizeof(buf)));
}

static bool ask_all(const struct vec_executor *x, struct vec_ask *a, unsigned int n)
{
	unsigned int i;

	if (x->ask_all)
		return !x->ask_all(a, n);
	for (i = 0; i < n; i++)
		if (x->ask(&a[i]))
			return false;
	return true;
}

/* Which of @n areas, from area @first on, another executor answers as userspace did. */
static void other(struct run *r, const struct vec_executor *x, unsigned long first,
		  const struct batch *b, unsigned int n, bool *same)
{
	static struct vec_ask answer[BATCH];
	unsigned int i;
	bool asked;

	memcpy(answer, b->input, n * sizeof(*answer));
	asked = ask_all(x, answer, n);
	for (i = 0; i < n; i++) {
		if (asked && vec_same(&b->user[i].w, &answer[i].w))
			continue;
		same[i] = false;
		if (asked)
			show(r, first + i, &b->input[i], &b->user[i], &answer[i], x->name);
	}
}

/* Did its label pass that has a tag 6 beside the other? */
static bool read_apart(const struct rg_work *w)
{
	return w->v.pass && w->pkt.kind == RG_LABEL_CIPSO && w->pkt.perm;
}

static void one(struct run *r, struct rng *g, struct vec_ask *input, struct vec_ask *user)
{
	question(r, g, input);
	*user = *input;
	vec_userspace.ask(user);
	r->asked++;
	r->passed += user->w.v.pass;
	r->edited += user->w.v.pass && user->w.v.edit != RG_EDIT_KEEP;
	r->told += !!user->w.told.type;
	r->apart += read_apart(&user->w);
	r->by_reason[user->w.v.reason % RG_R_COUNT]++;
}

/* @n areas, from area @first on; returns how many are not answered alike. */
static unsigned int some(struct run *r, struct rng *g, unsigned long first, unsigned int n)
{
	static struct batch b;
	bool same[BATCH];
	unsigned int i, wrong = 0;

	for (i = 0; i < n; i++) {
		one(r, g, &b.input[i], &b.user[i]);
		same[i] = true;
	}
	if (!r->user)
		other(r, &vec_bpf, first, &b, n, same);
	if (r->kmod)
		other(r, &vec_kmod, first, &b, n, same);
	for (i = 0; i < n; i++)
		wrong += !same[i];
	return wrong;
}

static void run_all(struct run *r, unsigned long *wrong)
{
	struct rng g = { r->seed };
	unsigned long n;
	unsigned int now;

	for (n = 0; n < r->count; n += now) {
		now = r->count - n < BATCH ? r->count - n : BATCH;
		if (n % CHUNK == 0)
			alarm(HANGS);	/* and SIGALRM ends it */
		if (r->progress && n && n % (10 * CHUNK) == 0)
			printf("# %lu of %lu, %lu differ\n", n, r->count, *wrong);
		*wrong += some(r, &g, n, now);
	}
	alarm(0);
}

/* What a run must have met, or it has shown nothing. */
static bool reach(const struct run *r)
{
	static const uint8_t want[] = {
		RG_R_OK, RG_R_IP_OPTIONS, RG_R_SOURCE_ROUTE, RG_R_LABEL_MISSING,
		RG_R_LABEL_UNEXPECTED, RG_R_LABEL_KIND, RG_R_LABEL_DUPLICATE, RG_R_LABEL_CONFLICT,
		RG_R_RIPSO, RG_R_CIPSO_LENGTH, RG_R_CIPSO_DOI, RG_R_CIPSO_TAG, RG_R_CIPSO_TAGS,
		RG_R_CIPSO_ALIGN, RG_R_CIPSO_CATEGORY, RG_R_CALIPSO_LENGTH, RG_R_CALIPSO_ALIGN,
		RG_R_CALIPSO_CRC, RG_R_CALIPSO_DOI, RG_R_DOI_UNKNOWN, RG_R_DOI_REFUSED,
		RG_R_LEVEL_UNKNOWN, RG_R_CATEGORY_UNKNOWN, RG_R_LAUNDER, RG_R_UNTRANSLATABLE,
		RG_R_LABEL_ROOM, RG_R_RIPSO_LENGTH, RG_R_RIPSO_LEVEL, RG_R_RIPSO_FLAGS,
		RG_R_FRAME_TRUNCATED,
	};
	bool ok = r->edited && r->told && r->apart;
	unsigned int i;

	for (i = 0; i < sizeof(want); i++) {
		if (!r->by_reason[want[i]])
			printf("# none was refused for %s\n", rg_reason_name(want[i]));
		ok &= r->by_reason[want[i]] > 0;
	}
	return ok;
}

static int policy(struct run *r)
{
	r->policy = g_area_policy("", "");
	if (!r->policy)
		return -1;
	r->interfaces = rg_header(&r->policy->img)->sec[RG_SEC_INTERFACE].count;
	return vec_userspace.policy(r->policy) || (!r->user && vec_bpf.policy(r->policy)) ||
	       (r->kmod && vec_kmod.policy(r->policy));
}

static int options(struct run *r, int argc, char **argv)
{
	static const struct option opt[] = {
		{ "seed", 1, NULL, 's' }, { "count", 1, NULL, 'c' }, { "user", 0, NULL, 'u' },
		{ "kmod", 0, NULL, 'm' }, { "progress", 0, NULL, 'p' }, { 0 },
	};
	int o;

	while ((o = getopt_long(argc, argv, "s:c:ump", opt, NULL)) != -1) {
		if (o == 's')
			r->seed = strtoull(optarg, NULL, 0);
		else if (o == 'c')
			r->count = strtoul(optarg, NULL, 0);
		else if (o == 'u')
			r->user = true;
		else if (o == 'm')
			r->kmod = true;
		else if (o == 'p')
			r->progress = true;
		else
			return -1;
	}
	return optind == argc ? 0 : -1;
}

int main(int argc, char **argv)
{
	struct run r = { .seed = SEED, .count = REASONS };
	unsigned long wrong = 0;
	unsigned int i;
	bool met;

	if (options(&r, argc, argv)) {
		fprintf(stderr, "test_options [--seed N] [--count N] [--kmod] [--user] [--progress]\n");
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("KTAP version 1\n1..2\n# seed %llu\n", (unsigned long long)r.seed);
	if (vec_userspace.open() || (!r.user && vec_bpf.open()) || (r.kmod && vec_kmod.open()) ||
	    policy(&r)) {
		printf("Bail out! an executor or the policy cannot be opened\n");
		return 1;
	}
	run_all(&r, &wrong);
	printf("# %lu areas, %lu passed, %lu of them edited, %lu with a tag 6, of %lu the sender was told\n",
	       r.asked, r.passed, r.edited, r.apart, r.told);
	for (i = 0; i < RG_R_COUNT; i++)
		if (r.by_reason[i])
			printf("#   %-20s %8lu\n", rg_reason_name(i), r.by_reason[i]);
	printf("%sok 1 %lu option areas: the executors agree\n", wrong ? "not " : "", r.count);
	met = r.count < REASONS || reach(&r);
	printf("%sok 2 every reason that options can have occurred\n", met ? "" : "not ");
	vec_policies_free();
	vec_userspace.close();
	if (!r.user)
		vec_bpf.close();
	if (r.kmod)
		vec_kmod.close();
	return wrong || !met;
}
