// SPDX-License-Identifier: GPL-2.0-only
/* When each agreement operates: its own dates, within those of all that it requires. */
#include "model.h"

/* @a's windows within @b's; both ascend. */
static int intersect(struct model *m, struct m_agreement *a, const struct m_agreement *b)
{
	const struct rg_window *x = a->window.v, *y = b->window.v;
	size_t nx = a->window.n, ny = b->window.n, i = 0, j = 0;
	struct rg_window *w;

	a->window.v = NULL;
	a->window.n = 0;
	a->window.cap = 0;
	while (i < nx && j < ny) {
		int64_t from = x[i].from > y[j].from ? x[i].from : y[j].from;
		int64_t until = x[i].until < y[j].until ? x[i].until : y[j].until;

		if (from < until) {
			w = vec_add(m->arena, &a->window);
			w->from = from;
			w->until = until;
		}
		if (x[i].until < y[j].until)
			i++;
		else
			j++;
	}
	if (a->window.n <= RG_WINDOW_MAX)
		return 0;
	diag_error(m->d, a->node->a->loc, "'%s' operates at more than %u separate times", a->name,
		   RG_WINDOW_MAX);
	return -1;
}

static void within_required(struct model *m, struct m_agreement *a)
{
	struct ast_node *c = ast_clause(a->node->b, AST_REQUIRES);
	struct m_agreement *b;
	size_t i;

	a->state = 1;
	for (i = 0; i < a->require.n; i++) {
		b = &m->agreement.v[a->require.v[i]];
		if (b->state == 1) {
			diag_error(m->d, c->loc, "'%s' and '%s' require each other", a->name,
				   b->name);
			diag_note(m->d, b->node->a->loc, "'%s' requires it, directly or by way of "
				  "others", b->name);
			continue;
		}
		if (b->state == 0)
			within_required(m, b);
		if (a->window.n && !b->window.n)
			diag_warn(m->d, c->loc, "'%s' never operates, since '%s' does not",
				  a->name, b->name);
		if (intersect(m, a, b))
			break;
	}
	a->state = 2;
}

void resolve_windows(struct model *m)
{
	size_t i;

	for (i = 0; i < m->agreement.n; i++)
		resolve_timeline(m, &m->agreement.v[i]);
	for (i = 0; i < m->agreement.n; i++)
		if (m->agreement.v[i].state == 0)
			within_required(m, &m->agreement.v[i]);
}
