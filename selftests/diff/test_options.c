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
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "lib/options.h"
#include "lib/util.h"
#include "../../core/image.h"
#include "../vectors/lib/vec.h"

#define SEED	5570
#define CHUNK	10000
#define HANGS	600	/* seconds that a chunk may take, on whatever machine */
#define REASONS	20000	/* areas that meet every kind of reason */

/* Networks of one nation, one for each way to label, and RIPSO beside them. */
static const char policy_text[] =
	"include \"%s/selftests/vectors/edit.rg\";\n"
	"on refusal reject;\n"
	"encoding bso { level 0x5a = SECRET; level 0xab = UNCLASSIFIED; level 0x96 = RESTRICTED;\n"
	"  category 0 = subject A; category 1 = subject B; category 8 = release USA;\n"
	"  category 9 = release JPN; }\n"
	"nation AUS { doi 5 encoding bso; }\n"
	"interface r0 { nation KOR; labels ripso, calipso; accept doi 5;\n"
	"  in level UNCLASSIFIED .. UNCLASSIFIED; out level RESTRICTED .. RESTRICTED; }\n"
	"interface b0 { nation KOR; labels cipso, ripso doi 5, calipso; accept doi 1, 2, 5; send doi 1;\n"
	"  in level UNCLASSIFIED .. UNCLASSIFIED; out level RESTRICTED .. RESTRICTED; }\n";

struct run {
	uint64_t seed;
	unsigned long count, asked, passed, edited, told;
	bool user, kmod, progress;
	struct vec_policy *policy;
	unsigned int interfaces, shown;
	unsigned long by_reason[RG_R_COUNT];
};

static void put16(uint8_t *p, unsigned int v)
{
	p[0] = v >> 8;
	p[1] = v;
}

static void sum4(uint8_t *ip, unsigned int hlen)
{
	unsigned int i, sum = 0;

	put16(ip + 10, 0);
	for (i = 0; i < hlen; i += 2)
		sum += ip[i] << 8 | ip[i + 1];
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	put16(ip + 10, ~sum);
}

/* An IPv4 header with random options; @from, @to: last octet of the address. */
static unsigned int header4(struct rng *r, uint8_t *ip, unsigned int proto, int from, int to)
{
	uint8_t area[64];
	unsigned int n = rng_chance(r, 90) ? g_options4(r, area) : 0;

	memset(ip, 0, 20);
	ip[0] = 0x40 | (20 + n) / 4;
	ip[6] = rng_chance(r, 5) ? 0x20 : 0;
	ip[8] = 64;
	ip[9] = proto;
	memcpy(ip + 12, "\x0a\x52\x00\x02\x0a\x52\x01\x02", 8);
	ip[15] = from;
	ip[19] = to;
	memcpy(ip + 20, area, n);
	return 20 + n;
}

static unsigned int header6(struct rng *r, uint8_t *ip, unsigned int proto, int from, int to)
{
	bool bare = rng_chance(r, 10);
	unsigned int n = bare ? 0 : g_options6(r, ip + 40, proto);

	memset(ip, 0, 40);
	ip[0] = 0x60;
	ip[6] = bare ? proto : 0;
	ip[7] = 64;
	memcpy(ip + 8, "\xfd\x00\x04\x10\0\0\0\0\0\0\0\0\0\0\0\x02", 16);
	memcpy(ip + 24, "\xfd\x00\x04\x10\0\x01\0\0\0\0\0\0\0\0\0\x02", 16);
	ip[23] = from;
	ip[39] = to;
	return 40 + n;
}

/* UDP, a SYN, or an ICMP error that quotes a header made like the outer one. */
static unsigned int upper(struct rng *r, uint8_t *p, bool four, unsigned int proto)
{
	unsigned int n, i;

	memset(p, 0, 24);
	if (proto == 6) {
		memcpy(p, "\x04\x00\x00\x50\0\0\0\1\0\0\0\0\x60\x02\xff\xff\0\0\0\0\x02\x04\x05\xb4", 24);
		return 24;
	}
	if (proto == 17) {
		put16(p + 4, 8);
		return 8;
	}
	p[0] = four ? (rng_chance(r, 50) ? 3 : 11) : 1 + rng_below(r, 4);
	p[1] = rng_chance(r, 50) ? 4 : rng_below(r, 6);
	for (i = 2; i < 8; i++)
		p[i] = rng_next(r);
	n = 8 + (four ? header4(r, p + 8, 17, 3, 2) : header6(r, p + 8, 17, 3, 2));
	if (rng_chance(r, 5))
		p[8 + rng_below(r, n - 8)] = rng_next(r);
	return rng_chance(r, 85) ? n + 8 : n - rng_below(r, 20);
}

static void frame(struct rng *r, struct rg_work *w)
{
	static uint8_t buf[1024];
	bool four = rng_chance(r, 60);
	unsigned int proto = rng_chance(r, 60) ? 17 : rng_chance(r, 30) ? 6 : four ? 1 : 58, n, len;
	uint8_t *ip = buf + 14;

	memset(buf, 0, sizeof(buf));
	memcpy(buf, "\x02\0\0\0\0\x01\x02\0\0\0\0\x02", 12);
	put16(buf + 12, four ? 0x0800 : 0x86dd);
	n = four ? header4(r, ip, proto, 2, 2) : header6(r, ip, proto, 2, 2);
	len = n + upper(r, ip + n, four, proto);
	put16(ip + (four ? 2 : 4), four ? len : len - 40);
	if (four)
		sum4(ip, n);
	if (rng_chance(r, 1))
		buf[14 + rng_below(r, len)] ^= 1 << rng_below(r, 8);
	w->frame_len = 14 + len;
	w->hdr_len = w->frame_len < RG_HDR_MAX ? w->frame_len : RG_HDR_MAX;
	memcpy(w->hdr, buf, w->hdr_len);
	memcpy(w->mac, buf, 6);
}

static bool takes(const struct rg_interface *ifc, const struct rg_packet *pkt)
{
	unsigned int i;

	if (pkt->kind == RG_LABEL_NONE)
		return ifc->flags & RG_IF_SUPPLIED;
	if (pkt->kind == RG_LABEL_RIPSO)
		return ifc->flags & RG_IF_RIPSO;
	for (i = 0; i < ifc->doi_count; i++)
		if (ifc->doi[i] == pkt->doi)
			return true;
	return false;
}

/* Any interface, or one that takes such a label. */
static unsigned int inlet(const struct run *r, struct rng *g, const struct rg_work *w)
{
	static struct rg_work copy;
	unsigned int in = rng_below(g, r->interfaces), i;

	copy = *w;
	if (rng_chance(g, 25) || rg_parse(&copy) != RG_R_OK)
		return in;
	for (i = 0; i < 100 && !takes(rg_interface(&r->policy->img, in), &copy.pkt); i++)
		in = rng_below(g, r->interfaces);
	return in;
}

static void question(struct run *r, struct rng *g, struct vec_ask *a)
{
	memset(a, 0, sizeof(*a));
	frame(g, &a->w);
	a->question = rng_chance(g, 80) ? VEC_CHOOSE : VEC_PERMITS;
	a->w.in = inlet(r, g, &a->w);
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

/* Does another executor answer as userspace did? */
static bool other(struct run *r, const struct vec_executor *x, unsigned long n,
		  const struct vec_ask *input, const struct vec_ask *user)
{
	static struct vec_ask answer;

	answer = *input;
	if (x->ask(&answer))
		return false;
	if (vec_same(&user->w, &answer.w))
		return true;
	show(r, n, input, user, &answer, x->name);
	return false;
}

static bool one(struct run *r, struct rng *g, unsigned long n)
{
	static struct vec_ask input, user;

	question(r, g, &input);
	user = input;
	vec_userspace.ask(&user);
	r->asked++;
	r->passed += user.w.v.pass;
	r->edited += user.w.v.pass && user.w.v.edit != RG_EDIT_KEEP;
	r->told += !!user.w.told.type;
	r->by_reason[user.w.v.reason % RG_R_COUNT]++;
	return (r->user || other(r, &vec_bpf, n, &input, &user)) &&
	       (!r->kmod || other(r, &vec_kmod, n, &input, &user));
}

static void run_all(struct run *r, unsigned long *wrong)
{
	struct rng g = { r->seed };
	unsigned long n;

	for (n = 0; n < r->count; n++) {
		if (n % CHUNK == 0)
			alarm(HANGS);	/* and SIGALRM ends it */
		if (r->progress && n && n % (10 * CHUNK) == 0)
			printf("# %lu of %lu, %lu differ\n", n, r->count, *wrong);
		*wrong += !one(r, &g, n);
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
	bool ok = r->edited && r->told;
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
	const char *top = getenv("TOP");
	char real[PATH_MAX], text[PATH_MAX + sizeof(policy_text)];
	char names[] = "c0 c1 c2 c5 h0 h1 h2 h5 i0 i2 l0 lx no p0 p5 s0 s1 r0 b0";

	if (!top)
		top = realpath(".", real);
	snprintf(text, sizeof(text), policy_text, top ? top : ".");
	r->policy = vec_policy_text("options", text);
	r->policy = r->policy ? vec_policy_widened(r->policy, names) : NULL;
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
	printf("# %lu areas, %lu passed, %lu of them edited, of %lu the sender was told\n", r.asked,
	       r.passed, r.edited, r.told);
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
