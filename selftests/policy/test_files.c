// SPDX-License-Identifier: GPL-2.0-only
/*
 * Policy files and what the compiler says of them: each FILE.rg in bad/ has one
 * fault and is refused, each in good/ compiles, and what is printed is FILE.expect
 * to the byte (no such file: nothing).  `test_files write` writes these files
 * anew; then read what changed.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "core/validate.h"
#include "policy/policy.h"
#include "../unit/lib/ktap.h"

static int writing;

static char *slurp(const char *path)
{
	FILE *f = fopen(path, "r");
	char *text = calloc(1, 65536);

	if (!text)
		exit(2);
	if (f) {
		text[fread(text, 1, 65535, f)] = '\0';
		fclose(f);
	}
	return text;
}

static void expect_path(const char *path, char *out, size_t size)
{
	snprintf(out, size, "%.*s.expect", (int)strlen(path) - 3, path);
}

static void write_expect(const char *path, const char *said)
{
	FILE *f;

	if (!*said) {
		unlink(path);
		return;
	}
	f = fopen(path, "w");
	if (!f || fputs(said, f) < 0 || fclose(f))
		exit(2);
}

/* The first line that differs. */
static void show_difference(const char *want, const char *got)
{
	size_t n, m;

	while (*want || *got) {
		n = strcspn(want, "\n");
		m = strcspn(got, "\n");
		if (n != m || memcmp(want, got, n)) {
			ktap_note("expected: %.*s", (int)n, want);
			ktap_note("said:     %.*s", (int)m, got);
			return;
		}
		want += n + !!want[n];
		got += m + !!got[m];
	}
}

static void check_image(const struct rg_compiled *out, const char *path)
{
	struct rg_fault fault = { 0 };

	if (!ktap_ok(!rg_validate(out->image, out->size, &fault), "%s: the image is valid", path))
		ktap_note("fault %u in section %u, record %u", fault.code, fault.section,
			  fault.index);
}

static void check_file(const char *path, int good)
{
	char expect[512], *said = NULL, *want;
	struct rg_compiled out;
	size_t len = 0;
	FILE *diag = open_memstream(&said, &len);
	/* Those about the proof are proven; the others may have agreements of no use. */
	const struct rg_compile how = { .prove = !!strstr(path, "prove-") };
	int ret = rg_policy_prove(path, &how, diag, 0, &out);

	fclose(diag);
	expect_path(path, expect, sizeof(expect));
	if (writing)
		write_expect(expect, said);
	want = slurp(expect);
	ktap_ok(good ? !ret && !out.errors : ret == -1 && out.errors && !out.image,
		"%s: %s", path, good ? "compiles" : "is refused");
	if (!ktap_ok(!strcmp(want, said), "%s: says what it should", path))
		show_difference(want, said);
	if (!good)
		ktap_ok(!!strstr(said, "error: "), "%s: names an error", path);
	else if (out.image)
		check_image(&out, path);
	free(want);
	free(said);
	rg_compiled_free(&out);
}

static int is_policy(const struct dirent *e)
{
	size_t n = strlen(e->d_name);

	return n > 3 && !strcmp(e->d_name + n - 3, ".rg");
}

static unsigned int check_folder(const char *folder, int good)
{
	struct dirent **list;
	char path[512];
	int n = scandir(folder, &list, is_policy, alphasort), i;

	for (i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, list[i]->d_name);
		check_file(path, good);
		free(list[i]);
	}
	if (n >= 0)
		free(list);
	return n < 0 ? 0 : n;
}

/* The manual's own example: the indented lines behind "## A whole policy". */
static void check_manual(void)
{
	char *manual = slurp("docs/policy-language.md"), *line, *save = NULL;
	char *text = calloc(1, 65536), *said = NULL;
	struct rg_compiled out;
	size_t len = 0;
	FILE *diag = open_memstream(&said, &len);
	int inside = 0;

	if (!text)
		exit(2);
	for (line = strtok_r(manual, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		if (!strncmp(line, "## ", 3))
			inside = !strcmp(line, "## A whole policy");
		else if (inside && !strncmp(line, "    ", 4))
			strcat(strcat(text, line + 4), "\n");
	}
	ktap_ok(!rg_policy_compile_text("manual.rg", text, strlen(text), diag, 0, &out) &&
		!out.warnings, "the manual's example compiles");
	fclose(diag);
	if (*said)
		ktap_note("%.300s", said);
	rg_compiled_free(&out);
	free(manual);
	free(text);
	free(said);
}

/* The examples that come with relgate compile, and there is nothing to say of them. */
static void check_examples(void)
{
	static const char *const path[] = {
		"policies/tisa-2014.rg", "policies/tisa-gsomia-2016.rg", "policies/history.rg",
	};
	size_t i;

	for (i = 0; i < sizeof(path) / sizeof(path[0]); i++)
		check_file(path[i], 1);
}

int main(int argc, char **argv)
{
	const char *top = getenv("TOP");

	if (top && chdir(top))
		return 2;
	unsetenv("RELGATE_PATH");
	writing = argc > 1 && !strcmp(argv[1], "write");
	ktap_ok(check_folder("selftests/policy/bad", 0) > 100, "bad policies were found");
	ktap_ok(check_folder("selftests/policy/good", 1) > 5, "good policies were found");
	check_examples();
	check_manual();
	return ktap_done();
}
