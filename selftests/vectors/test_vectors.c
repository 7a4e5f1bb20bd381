// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_vectors [--executor userspace|bpf|kmod|all] [--only FILE:LINE] [--list|--frames]
 *	[FILE.vec...]
 *
 * Runs every case of the .vec files (those of this folder, if none is named)
 * through one executor or all of them, and prints KTAP.  With `all` (kmod only if
 * the module is loaded), the answers of the executors are compared with each other
 * as well as with the table.
 * --frames prints the frames in hexadecimal, for other dissectors.
 */
#include <getopt.h>
#include <glob.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include "engine/kmod.h"
#include "lib/util.h"
#include "lib/vec.h"

/*
 * Reasons that no vector can have, because an engine and not the core gives them,
 * and where they are tested.
 */
static const struct {
	int reason;
	const char *where;
} elsewhere[] = {
	{ RG_R_NO_POLICY,	"selftests/engine/test-reasons.sh" },
	{ RG_R_BLOCKED,		"selftests/net/test-lock.sh" },
	{ RG_R_TTL,		"selftests/net/test-icmp.sh" },
	{ RG_R_TOO_BIG,		"selftests/net/test-icmp.sh" },
	{ RG_R_EGRESS_CHANGED,	"selftests/engine/test-locks.sh" },
};

static const struct vec_executor *const executors[] = { &vec_userspace, &vec_bpf, &vec_kmod };

#define EXECUTORS (sizeof(executors) / sizeof(executors[0]))

struct run {
	bool use[EXECUTORS];
	const char *executor, *only;
	bool list, frames, quiet;
	struct vec_table table;
	unsigned int test, failed;
	unsigned int by_reason[RG_R_COUNT], by_question[VEC_QUESTIONS];
};

static void show_inputs(const struct vec_case *c)
{
	unsigned int i;

	printf("#   policy %s\n#   %s", c->policy->what, vec_question_name[c->question]);
	for (i = 0; i < c->keys; i++)
		if (*c->key[i].value)
			printf(" %s=%s", c->key[i].key, c->key[i].value);
	printf("\n");
}

static void show_frame(const struct rg_work *w)
{
	char hex[2 * RG_HDR_MAX + 1];

	rg_hex(hex, w->hdr, w->hdr_len);
	printf("#   frame (%u bytes): %s\n", w->frame_len, hex);
}

/* What the case expects, in the words of an answer. */
static void show_expected(const struct vec_case *c)
{
	const struct vec_expect *e = &c->expect;

	printf("#   expected: %s %s", e->pass ? "pass" : "drop", rg_reason_name(e->reason));
	if (e->way >= 0)
		printf(" way %s", rg_way_name(e->way));
	if (e->egress)
		printf(" egress %s", e->egress);
	if (e->agreement)
		printf(" by %s", e->agreement);
	if (e->sender)
		printf(" sender %s", e->sender);
	if (e->dest)
		printf(" dest %s", e->dest);
	if (e->level)
		printf(" level %s", e->level);
	if (e->icmp)
		printf(" icmp %s", e->icmp);
	printf("\n");
}

static void verdict_line(struct run *r, bool ok, const char *who, const struct vec_case *c)
{
	printf("%sok %u %s %s:%u %s: %s\n", ok ? "" : "not ", ++r->test, who,
	       basename((char *)c->file), c->line, c->theme, c->name);
	if (!ok)
		r->failed++;
}

static void show_failure(const struct run *r, const struct vec_case *c, const struct rg_work *w)
{
	char text[2048];

	show_inputs(c);
	show_frame(w);
	show_expected(c);
	printf("#   got:      %s\n", vec_answer_text(c->policy, w, text, sizeof(text)));
	printf("#   again:    test_vectors --executor %s --only %s:%u\n", r->executor, c->file,
	       c->line);
}

static void run_case(struct run *r, const struct vec_case *c)
{
	static struct vec_ask input, answer, first;
	const struct vec_executor *x;
	bool have = false;
	char text[2048];
	size_t i;

	if (vec_fill(c, &input)) {
		for (i = 0; i < EXECUTORS; i++)
			if (r->use[i])
				verdict_line(r, false, executors[i]->name, c);
		return;
	}
	for (i = 0; i < EXECUTORS; i++) {
		x = executors[i];
		if (!r->use[i])
			continue;
		answer = input;
		if (x->policy(c->policy) || x->ask(&answer)) {
			verdict_line(r, false, x->name, c);
			printf("#   it could not be asked\n");
			continue;
		}
		if (!vec_matches(c, &answer.w)) {
			verdict_line(r, false, x->name, c);
			show_failure(r, c, &answer.w);
		} else if (have && !vec_same(&first.w, &answer.w)) {
			verdict_line(r, false, x->name, c);
			show_failure(r, c, &answer.w);
			printf("#   differs from the first executor's answer:\n#             %s\n",
			       vec_answer_text(c->policy, &first.w, text, sizeof(text)));
		} else {
			verdict_line(r, true, x->name, c);
		}
		if (!have)
			first = answer;
		have = true;
		if (answer.w.v.reason < RG_R_COUNT)
			r->by_reason[answer.w.v.reason]++;
	}
	r->by_question[c->question]++;
}

static bool wanted(const struct run *r, const struct vec_case *c)
{
	char place[512];
	size_t len, only;

	if (!r->only)
		return true;
	snprintf(place, sizeof(place), "%s:%u", c->file, c->line);
	len = strlen(place);
	only = strlen(r->only);
	return only <= len && !strcmp(place + len - only, r->only) &&
	       (only == len || place[len - only - 1] == '/');
}

static const char *tested_elsewhere(int reason)
{
	size_t i;

	for (i = 0; i < sizeof(elsewhere) / sizeof(elsewhere[0]); i++)
		if (elsewhere[i].reason == reason)
			return elsewhere[i].where;
	return NULL;
}

/* Does the file that is said to test a reason name it at all?  By its name or its symbol. */
static bool file_names(const char *file, int reason)
{
	static const char *const symbol[] = {
#define SYMBOL(sym, name, text) "RG_R_" #sym,
		RG_REASONS(SYMBOL)
#undef SYMBOL
	};
	const char *top = getenv("TOP");
	char path[512];
	char *text;
	size_t size;
	bool named;

	snprintf(path, sizeof(path), "%s/%s", top ? top : ".", file);
	text = (char *)rg_file_read(path, 1 << 20, &size);
	named = text && (strstr(text, rg_reason_name(reason)) || strstr(text, symbol[reason]));
	free(text);
	return named;
}

/* Every reason must have occurred, but for those that no vector can have. */
static void histogram(struct run *r)
{
	const char *missing = NULL, *where;
	int i;

	printf("# reasons:\n");
	for (i = 0; i < RG_R_COUNT; i++) {
		where = tested_elsewhere(i);
		printf("#   %-20s %6u%s%s\n", rg_reason_name(i), r->by_reason[i],
		       where ? "  an engine's; see " : "", where ? where : "");
		if (!r->by_reason[i] && !where) {
			missing = rg_reason_name(i);
			printf("#   no case has the reason %s\n", missing);
		}
	}
	for (i = 0; i < RG_R_COUNT; i++) {
		where = tested_elsewhere(i);
		if (!where || file_names(where, i))
			continue;
		missing = rg_reason_name(i);
		printf("#   %s does not speak of %s\n", where, missing);
	}
	for (i = 0; i < VEC_QUESTIONS; i++)
		printf("#   question %-11s %6u\n", vec_question_name[i], r->by_question[i]);
	printf("%sok %u every reason occurs, or is tested elsewhere\n", missing ? "not " : "",
	       ++r->test);
	r->failed += !!missing;
}

static int usage(void)
{
	fprintf(stderr, "test_vectors [--executor userspace|bpf|kmod|all] [--only FILE:LINE] "
		"[--list] [--frames] [FILE.vec...]\n");
	return 2;
}

static int options(struct run *r, int argc, char **argv)
{
	static const struct option opt[] = {
		{ "executor", 1, NULL, 'e' }, { "only", 1, NULL, 'o' }, { "list", 0, NULL, 'l' },
		{ "frames", 0, NULL, 'f' }, { 0 },
	};
	bool any = false;
	size_t i;
	int o;

	r->executor = "userspace";
	while ((o = getopt_long(argc, argv, "e:o:lf", opt, NULL)) != -1) {
		if (o == 'e')
			r->executor = optarg;
		else if (o == 'o')
			r->only = optarg;
		else if (o == 'l')
			r->list = true;
		else if (o == 'f')
			r->frames = true;
		else
			return -1;
	}
	for (i = 0; i < EXECUTORS; i++) {
		r->use[i] = !strcmp(r->executor, executors[i]->name) ||
			    (!strcmp(r->executor, "all") &&
			     (executors[i] != &vec_kmod || rg_knl_there()));
		any |= r->use[i];
	}
	return any ? 0 : -1;
}

static void read_tables(struct run *r, char **files)
{
	const char *top = getenv("TOP");
	char pattern[512];
	glob_t g;
	size_t i;

	if (*files) {
		while (*files)
			vec_read(&r->table, *files++);
		return;
	}
	snprintf(pattern, sizeof(pattern), "%s/selftests/vectors/*.vec", top ? top : ".");
	if (glob(pattern, 0, NULL, &g))
		return;
	for (i = 0; i < g.gl_pathc; i++)
		vec_read(&r->table, g.gl_pathv[i]);
	globfree(&g);
}

static int open_executors(const struct run *r)
{
	size_t i;

	for (i = 0; i < EXECUTORS; i++)
		if (r->use[i] && executors[i]->open()) {
			printf("Bail out! the executor %s cannot be opened\n", executors[i]->name);
			return -1;
		}
	return 0;
}

static void print_frame(const struct vec_case *c)
{
	static uint8_t frame[VEC_FRAME_MAX];
	static char hex[2 * VEC_FRAME_MAX + 1];
	size_t len;

	if (vec_frame_build(c, frame, &len))
		return;
	rg_hex(hex, frame, len);
	printf("%s:%u %s %s\n", basename((char *)c->file), c->line,
	       c->expect.pass ? "crosses" : "drops", hex);
}

static void run_all(struct run *r)
{
	size_t i;

	for (i = 0; i < r->table.n; i++) {
		if (!wanted(r, &r->table.v[i]))
			continue;
		if (r->frames)
			print_frame(&r->table.v[i]);
		else if (r->list)
			printf("%s:%u %s: %s\n", r->table.v[i].file, r->table.v[i].line,
			       r->table.v[i].theme, r->table.v[i].name);
		else
			run_case(r, &r->table.v[i]);
	}
}

/* The plan and what holds for the table as a whole. */
static void conclude(struct run *r, bool whole)
{
	printf("%sok %u every .vec file can be read\n", r->table.errors ? "not " : "", ++r->test);
	r->failed += !!r->table.errors;
	if (whole)
		histogram(r);
	printf("1..%u\n", r->test);
}

int main(int argc, char **argv)
{
	struct run r = { 0 };
	size_t i;

	if (options(&r, argc, argv))
		return usage();
	setvbuf(stdout, NULL, _IOLBF, 0);
	r.quiet = r.list || r.frames;
	if (!r.quiet)
		printf("KTAP version 1\n");
	read_tables(&r, argv + optind);
	if (open_executors(&r))
		return 1;
	run_all(&r);
	if (!r.quiet)
		conclude(&r, !r.only && argc == optind);
	for (i = 0; i < EXECUTORS; i++)
		if (r.use[i])
			executors[i]->close();
	r.failed += r.table.errors;
	vec_table_free(&r.table);
	vec_policies_free();
	return r.failed != 0;
}
