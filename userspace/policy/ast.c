// SPDX-License-Identifier: GPL-2.0-only
#include "ast.h"

struct ast_node *ast_new(struct ast *ast, enum ast_kind kind, struct rg_loc loc,
			 struct ast_node *a, struct ast_node *b)
{
	struct ast_node *n = arena_alloc(&ast->arena, sizeof(*n));

	n->kind = kind;
	n->loc = loc;
	n->a = a;
	n->b = b;
	n->last = n;
	return n;
}

struct ast_node *ast_append(struct ast_node *list, struct ast_node *item)
{
	if (!list)
		return item;
	if (item) {
		list->last->next = item;
		list->last = item->last;
	}
	return list;
}

struct ast_node *ast_clause(struct ast_node *list, enum ast_kind kind)
{
	struct ast_node *n;

	ast_each(n, list)
		if (n->kind == kind)
			return n;
	return NULL;
}
