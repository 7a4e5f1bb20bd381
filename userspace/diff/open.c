// SPDX-License-Identifier: GPL-2.0-only
/* Two policies side by side: the names that they share, and those that only one has. */
#include <stdlib.h>
#include <string.h>
#include "../lib/util.h"
#include "diff.h"

static void add_term(struct terms *t, const char *name, int side, int32_t id)
{
	unsigned int i;

	for (i = 0; i < t->n && strcmp(t->name[i], name); i++)
		;
	if (i == t->n) {
		t->name = realloc(t->name, (t->n + 1) * sizeof(*t->name));
		t->id = realloc(t->id, (t->n + 1) * sizeof(*t->id));
		if (!t->name || !t->id)
			abort();
		t->name[t->n] = name;
		t->id[t->n][0] = -1;
		t->id[t->n++][1] = -1;
	}
	t->id[i][side] = id;
}

static void add_names(struct compared *c, int side, const struct rg_view *v)
{
	uint32_t i;

	for (i = 1; i < rg_view_count(v, RG_SEC_NATION); i++)
		add_term(&c->nation, rg_view_nation(v, i), side, i);
	for (i = 0; i < rg_view_count(v, RG_SEC_LEVEL); i++)
		add_term(&c->level, rg_view_level(v, i), side, i);
	for (i = 0; i < v->names.category_count; i++)
		if (!v->names.is_form[i])
			add_term(&c->subject, v->names.category[i], side, i);
	for (i = 0; i < rg_view_count(v, RG_SEC_INTERFACE); i++)
		add_term(&c->ifc, rg_view_interface(v, i), side, i);
}

int diff_open(struct compared *c, const struct rg_view *a, const struct rg_view *b)
{
	memset(c, 0, sizeof(*c));
	if (prover_open(&c->side[0], a) || prover_open(&c->side[1], b))
		abort();
	add_names(c, 0, a);
	add_names(c, 1, b);
	if (c->nation.n < RG_NATION_MAX && c->subject.n <= RG_CATEGORY_MAX &&
	    c->level.n <= DIFF_CELLS)
		return 0;
	return rg_error("the two policies together have too many names to be compared");
}

static void terms_free(struct terms *t)
{
	free(t->name);
	free(t->id);
}

void diff_close(struct compared *c)
{
	prover_close(&c->side[0]);
	prover_close(&c->side[1]);
	terms_free(&c->nation);
	terms_free(&c->level);
	terms_free(&c->subject);
	terms_free(&c->ifc);
}
