// SPDX-License-Identifier: GPL-2.0-only
/* As much as a policy may hold compiles; one more is refused, and the limit is named. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "core/core.h"
#include "core/validate.h"
#include "policy/policy.h"
#include "../unit/lib/ktap.h"

static char *text;
static size_t text_len;
static FILE *f;

static void put(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

static void put(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vfprintf(f, fmt, ap);
	va_end(ap);
}

static void begin(void)
{
	f = open_memstream(&text, &text_len);
	put("policy limits; zone UTC;\n");
}

static void levels(int n)
{
	int i;

	put("levels L0");
	for (i = 1; i < n; i++)
		put(" < L%d", i);
	put(";\n");
}

/* QMA, QMB ... ZZZ: codes that ISO 3166-1 leaves to users, 14 * 26 and 23 * 26 of them. */
static const char *code(int n)
{
	static char c[8][4];
	static int turn;
	char *p = c[turn++ & 7];

	p[0] = n < 364 ? 'Q' : 'X';
	p[1] = (n < 364 ? 'M' : 'A' - 14) + n / 26;
	p[2] = 'A' + n % 26;
	p[3] = '\0';
	return p;
}

static void nations(int n)
{
	int i;

	for (i = 0; i < n; i++)
		put("nation %s { prefix 10.%d.%d.0/24; }\n", code(i), i / 256, i % 256);
}

/* Compile what was put.  @limit: words that the error must have; NULL: it must compile. */
static void check(const char *name, const char *limit)
{
	char *said = NULL;
	size_t len = 0;
	FILE *diag = open_memstream(&said, &len);
	struct rg_compiled out;
	struct rg_fault fault = { 0 };
	int ret, ok;

	fclose(f);
	ret = rg_policy_compile_text("limits.rg", text, text_len, diag, 0, &out);
	fclose(diag);
	if (limit)
		ok = ret && out.errors && !out.image && strstr(said, limit);
	else
		ok = !ret && !rg_validate(out.image, out.size, &fault);
	if (!ktap_ok(ok, "%s: %s", name, limit ? limit : "compiles"))
		ktap_note("fault %u; it said: %.400s", fault.code, said);
	free(said);
	free(text);
	rg_compiled_free(&out);
}

static void check_levels(void)
{
	begin();
	levels(64);
	check("64 levels", NULL);
	begin();
	levels(65);
	check("65 levels", "more than 64 levels");
	begin();
	levels(34);
	put("encoding e { level 1 = L31 \"x\"; }");
	check("a word for level 32", NULL);
	begin();
	levels(34);
	put("encoding e { level 1 = L32 \"x\"; }");
	check("a word for level 33", "only the lowest 32 levels");
}

static void categories(int n)
{
	int i;

	for (i = 0; i < n; i++)
		put("%s C%d;\n", i % 3 ? "subject" : "form", i);
}

static void check_categories(void)
{
	int i;

	begin();
	levels(2);
	categories(1024);
	put("encoding e { level 0 = L0;\n");
	for (i = 0; i < 1024; i++)
		put("category %d = %s C%d;\n", i * 64, i % 3 ? "subject" : "form", i);
	put("}\n");
	check("1024 categories, up to wire number 65472", NULL);
	begin();
	levels(2);
	categories(1025);
	check("1025 categories", "more than 1024 subjects and forms");
}

static void check_nations(void)
{
	begin();
	levels(2);
	nations(255);
	check("255 nations", NULL);
	begin();
	levels(2);
	nations(256);
	check("256 nations", "more than 255 nations");
}

static void interface(const char *name, int i, const char *more)
{
	put("interface %s%d { nation QMA; labels cipso; accept doi 1; in level L0 .. L1;"
	    " out level L0 .. L1; %s }\n", name, i, more);
}

static void with_interfaces(int n, int hubs)
{
	int i;

	begin();
	levels(2);
	put("encoding e { level 0 = L0; }\nnation QMA { doi 1 encoding e; }\n");
	for (i = 0; i < n; i++)
		interface("eth", i, i < hubs ? "hub; nexthop 10.0.0.1;" : "");
}

static void check_interfaces(void)
{
	int i;

	with_interfaces(256, 32);
	check("256 interfaces, 32 to hubs", NULL);
	with_interfaces(257, 0);
	check("257 interfaces", "more than 256 interfaces");
	with_interfaces(33, 33);
	check("33 hubs", "more than 32 hub interfaces");
	with_interfaces(0, 0);
	put("interface a { nation QMA; labels cipso; accept doi 1; in level L0 .. L1;"
	    " out level L0 .. L1; local in tcp 1");
	for (i = 1; i < 17; i++)
		put(", tcp %d", i + 1);
	put("; }\n");
	check("17 local statements", "more than 16 'local' statements");
}

static void with_dois(int n)
{
	int i;

	begin();
	levels(2);
	put("encoding e { level 0 = L0; }\nnation QMA {");
	for (i = 1; i <= n; i++)
		put("doi %d encoding e; ", i);
	put("}\ninterface a { nation QMA; labels cipso; in level L0 .. L1; out level L0 .. L1;"
	    " accept doi 1");
	for (i = 2; i <= n; i++)
		put(", %d", i);
	put("; }\n");
}

static void check_dois(void)
{
	with_dois(16);
	check("16 DOIs on one interface", NULL);
	with_dois(17);
	check("17 DOIs on one interface", "more than 16 DOIs on one interface");
}

#define ALWAYS "direct; in force 2000-01-01; level L0 .. L1; subject any;"

static void check_agreements(void)
{
	int i;

	begin();
	levels(2);
	nations(100);
	for (i = 0; i < 4096; i++)
		put("agreement A%d { grant %s <-> %s; " ALWAYS " }\n", i, code(i / 99),
		    code(i / 99 == i % 99 ? 99 : i % 99));
	check("4096 agreements", NULL);
	begin();
	levels(2);
	nations(100);
	for (i = 0; i < 4097; i++)
		put("deny A%d { block %s -> %s; }\n", i, code(i / 99),
		    code(i / 99 == i % 99 ? 99 : i % 99));
	check("4097 agreements", "more than 4096 agreements and deny statements");
}

static void on_one_pair(int n)
{
	int i;

	begin();
	levels(2);
	nations(250);
	put("group ALL { %s", code(0));
	for (i = 1; i < 250; i++)
		put(", %s", code(i));
	put(" }\n");
	for (i = 0; i < n; i++)
		put("agreement A%d { grant ALL <-> ALL; " ALWAYS " }\n", i);
}

static void check_pairs(void)
{
	on_one_pair(64);
	check("64 agreements on all pairs of 250 nations", NULL);
	on_one_pair(65);
	check("65 agreements on one pair", "more than 64 agreements and deny statements cover");
}

static void referring(const char *clause, int n)
{
	int i;

	with_interfaces(1, 1);
	put("nation QMB; nation QMC;\n");
	for (i = 0; i < n; i++)
		put("agreement B%d { grant QMA <-> QMB, QMA <-> QMC; " ALWAYS " }\n", i);
	put("agreement A { grant QMB <-> QMC; via QMA; in force 2000-01-01; level L0 .. L1;"
	    " subject any; %s B0", clause);
	for (i = 1; i < n; i++)
		put(", B%d", i);
	put("; }\n");
}

static void check_references(void)
{
	referring("requires", 8);
	check("8 required agreements", NULL);
	referring("requires", 9);
	check("9 required agreements", "more than 8 required agreements");
	referring("each hop under", 8);
	check("8 agreements for the hops", NULL);
	referring("each hop under", 9);
	check("9 agreements for the hops", "more than 8 agreements for the hops");
}

static void check_origins(void)
{
	begin();
	levels(2);
	nations(5);
	put("interface a { nation QMA; label supplied \"L0//FGI QMA QMB QMC QMD QME\";"
	    " in level L0 .. L1; out level L0 .. L1; }\n");
	check("5 origins", "FGI names more than 4 nations");
}

/* Every agreement its own long name: more than the first page holds. */
static void check_size(void)
{
	char name[1001];
	int i;

	memset(name, 'n', 1000);
	name[1000] = '\0';
	begin();
	levels(2);
	nations(100);
	for (i = 0; i < 3000; i++)
		put("agreement A%d%s { grant %s <-> %s; " ALWAYS " }\n", i, name, code(i / 99),
		    code(i / 99 == i % 99 ? 99 : i % 99));
	check("names of 3 MB", "larger than 2097152 bytes");
}

/* Errors beyond the first fifty are counted. */
static void check_errors(void)
{
	int i;

	begin();
	levels(2);
	for (i = 0; i < 80; i++)
		put("nation nowhere%d { }\n", i);
	check("80 errors", "... and 30 more errors");
}

int main(void)
{
	check_levels();
	check_categories();
	check_nations();
	check_interfaces();
	check_dois();
	check_agreements();
	check_pairs();
	check_references();
	check_origins();
	check_size();
	check_errors();
	return ktap_done();
}
