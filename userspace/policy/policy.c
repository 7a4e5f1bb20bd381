// SPDX-License-Identifier: GPL-2.0-only
/* The compiler as a pipeline: read, look names up, check, lay out. */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "image.h"
#include "load.h"
#include "policy.h"

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static void resolve(struct model *m)
{
	resolve_terms(m);
	resolve_nations(m);
	resolve_encodings(m);
	resolve_prefixes(m);
	resolve_interfaces(m);
	resolve_agreements(m);
	resolve_windows(m);
	resolve_asserts(m);
	/* What an edit would be is clear only where everything else is right. */
	if (!m->d->errors)
		resolve_edits(m);
}

static void compile(struct model *m, struct rg_compiled *out)
{
	struct image *img = arena_alloc(m->arena, sizeof(*img));

	img->m = m;
	compile_strings(img);
	compile_terms(img);
	compile_encodings(img);
	compile_interfaces(img);
	compile_agreements(img);
	if (m->d->errors)
		return;
	image_finish(img, out);
	out->meets = m->meet.n;
	out->meet = calloc(m->meet.n + 1, sizeof(*out->meet));
	if (m->meet.n && out->meet)
		memcpy(out->meet, m->meet.v, m->meet.n * sizeof(*out->meet));
}

static void prove(struct model *m, const char *path, const struct rg_compile *how,
		  struct rg_compiled *out)
{
	uint64_t start = now_ns();

	if (how->prove && out->image)
		prove_policy(m, path, how->at, out);
	out->prove_ns = now_ns() - start;
}

/* With @text, that is the policy and @path only its name. */
static int run(const char *path, const char *text, size_t len, const struct rg_compile *how,
	       FILE *out_diag, int color, struct rg_compiled *out)
{
	struct diag d = { .out = out_diag, .color = color };
	struct ast ast = { .diag = &d };
	uint64_t start = now_ns();
	struct model *m;

	memset(out, 0, sizeof(*out));
	if (text)
		rg_load_text(&ast, path, text, len);
	else
		rg_load(&ast, path);
	if (d.source_count) {
		m = arena_alloc(&ast.arena, sizeof(*m));
		m->ast = &ast;
		m->d = &d;
		m->arena = &ast.arena;
		m->partial = d.errors;
		resolve(m);
		if (!d.errors)
			compile(m, out);
		if (!d.errors)
			prove(m, path, how, out);
	}
	diag_summary(&d);
	out->errors = d.errors;
	out->warnings = d.warnings;
	arena_free(&ast.arena);
	out->compile_ns = now_ns() - start - out->prove_ns;
	if (d.errors) {
		free(out->image);
		out->image = NULL;
	}
	return d.errors ? -1 : 0;
}

int rg_policy_compile(const char *path, FILE *diag, int color, struct rg_compiled *out)
{
	static const struct rg_compile how = { .prove = 0 };

	return run(path, NULL, 0, &how, diag, color, out);
}

int rg_policy_prove(const char *path, const struct rg_compile *how, FILE *diag, int color,
		    struct rg_compiled *out)
{
	return run(path, NULL, 0, how, diag, color, out);
}

int rg_policy_compile_text(const char *name, const char *text, size_t len, FILE *diag, int color,
			   struct rg_compiled *out)
{
	static const struct rg_compile how = { .prove = 0 };

	return run(name, text, len, &how, diag, color, out);
}

int rg_policy_prove_text(const char *name, const char *text, size_t len,
			 const struct rg_compile *how, FILE *diag, int color,
			 struct rg_compiled *out)
{
	return run(name, text, len, how, diag, color, out);
}

void rg_compiled_free(struct rg_compiled *out)
{
	free(out->image);
	free(out->meet);
	memset(out, 0, sizeof(*out));
}
