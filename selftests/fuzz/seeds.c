// SPDX-License-Identifier: GPL-2.0-only
/*
 * seeds DIR
 *
 * Writes what the fuzzers begin with: DIR/fuzz_options, fuzz_image and
 * fuzz_policy.  Frames are those of the unit tests, the bug list with them;
 * images are the unit tests' and those of the policies of the tree.
 */
#include <errno.h>
#include <glob.h>
#include <sys/stat.h>
#include "common.h"
#include "policy/policy.h"

static const char *top;

static void save(const char *dir, const char *name, const void *bytes, size_t len)
{
	char path[512];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s/%s", top, dir, name);
	file = fopen(path, "w");
	if (!file || fwrite(bytes, 1, len, file) != len || fclose(file)) {
		fprintf(stderr, "seeds: %s: %s\n", path, strerror(errno));
		exit(2);
	}
}

static void make_dir(const char *name)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", top, name);
	if (mkdir(path, 0755) && errno != EEXIST) {
		fprintf(stderr, "seeds: %s: %s\n", path, strerror(errno));
		exit(2);
	}
}

static void seed_frame(const char *name, const struct frame *f)
{
	save("fuzz_options", name, f->b, f->len);
}

/* Extension headers and upper layers that the table of options has not. */
static void seed_chains(void)
{
	static const struct {
		u8 next;
		const char *rest;
	} chain[] = {
		{ 60, "1101 070800000010 0006deba 01020000 3039003500080000" },
		{ 0, "3c01 070800000010 0006deba 01020000 2b00010400000000 1100000000000000"
		     "3039003500080000" },
		{ 43, "1102040100000000 fd000000000000000000000000000001 3039003500080000" },
		{ 44, "1100000100000001 3039003500080000" },
		{ 44, "3c00000900000001 3039003500080000" },
		{ 51, "110400000000000100000001000000000000000000000000 3039003500080000" },
		{ 58, "8700000000000000fd000410000000000000000000000001" },
		{ 58, "0200000000000500" },
		{ 0, "3a00050200000100 8f00000000000000" },
	};
	struct frame f;
	u8 bytes[512];
	char name[32];
	u32 i;

	for (i = 0; i < sizeof(chain) / sizeof(chain[0]); i++) {
		frame_ip6(&f, chain[i].next, bytes, hex(chain[i].rest, bytes, sizeof(bytes)));
		snprintf(name, sizeof(name), "chain%02u", i);
		seed_frame(name, &f);
		f.b[21] = i == 8 ? 1 : 255;
		snprintf(name, sizeof(name), "chain%02u-hop", i);
		seed_frame(name, &f);
	}
	memset(&f, 0, sizeof(f));
	memset(f.b, 0xff, 6);
	f.b[12] = 8;
	f.b[13] = 6;
	f.len = 60;
	seed_frame("arp", &f);
	f.b[12] = 0x81;
	f.b[13] = 0;
	seed_frame("vlan", &f);
}

static void seed_options(void)
{
	struct frame f;
	char name[32];
	u32 i;

	for (i = 0; i < label_case_count; i++) {
		label_case_frame(&label_cases[i], &f);
		snprintf(name, sizeof(name), "case%03u", i);
		seed_frame(name, &f);
	}
	seed_chains();
}

static void seed_image(const char *name, const u8 *image, size_t size)
{
	save("fuzz_image", name, image, size);
}

/* The unit tests' image without its spare cells: small ones are fuzzed faster. */
static void seed_images(void)
{
	struct test_image t;

	image_make(&t);
	t.h->sec[RG_SEC_CELL].count = 384;
	t.h->size = t.h->sec[RG_SEC_CELL].off + 384 * 8;
	seed_image("unit", t.b, t.h->size);
	t.ifc[JP0].flags = RG_IF_SUPPLIED;
	t.ifc[JP0].sup_set = 2;
	t.ifc[JP0].sup_release = 1;
	t.ifc[JP0].sup_origin = 2;
	t.ifc[JP0].sup_level = 3;
	seed_image("supplied", t.b, t.h->size);
	image_free(&t);
}

static void seed_policy(const char *path, u32 i)
{
	static char text[1 << 16];
	struct rg_compiled out;
	FILE *file = fopen(path, "r"), *diag = fopen("/dev/null", "w");
	char name[32];
	size_t len;

	if (!file || !diag) {
		fprintf(stderr, "seeds: %s: %s\n", path, strerror(errno));
		exit(2);
	}
	len = fread(text, 1, sizeof(text), file);
	fclose(file);
	snprintf(name, sizeof(name), "policy%03u", i);
	save("fuzz_policy", name, text, len);
	if (!rg_policy_compile(path, diag, 0, &out) && out.size < 1 << 18)
		seed_image(name, out.image, out.size);
	rg_compiled_free(&out);
	fclose(diag);
}

static void seed_policies(void)
{
	static const char *const where[] = {
		"policies/*.rg", "policies/parts/*.rg", "selftests/policy/good/*.rg",
		"selftests/policy/bad/*.rg",
	};
	glob_t found = { 0 };
	u32 i;

	for (i = 0; i < sizeof(where) / sizeof(where[0]); i++)
		glob(where[i], i ? GLOB_APPEND : 0, NULL, &found);
	if (!found.gl_pathc) {
		fprintf(stderr, "seeds: no policies here: run it in the root of the tree\n");
		exit(2);
	}
	for (i = 0; i < found.gl_pathc; i++)
		seed_policy(found.gl_pathv[i], i);
	globfree(&found);
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: seeds DIR\n");
		return 2;
	}
	top = argv[1];
	make_dir("fuzz_options");
	make_dir("fuzz_image");
	make_dir("fuzz_policy");
	seed_options();
	seed_images();
	seed_policies();
	return 0;
}
