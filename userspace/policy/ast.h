/* SPDX-License-Identifier: GPL-2.0-only */
/* A policy file as it was written: a tree of statements, nothing looked up yet. */
#ifndef RELGATE_AST_H
#define RELGATE_AST_H

#include "arena.h"
#include "diag.h"

enum ast_kind {
	/* words */
	AST_NAME, AST_STRING, AST_NUMBER, AST_DATE, AST_ADDRESS, AST_GEO,
	AST_PAIR,		/* a, b: lists of names; num: 1 both ways */
	AST_SET,		/* a: names; num: 1 "or none" */
	AST_PORTS,		/* text: protocol; a, b: numbers or NULL */
	AST_TOLD,		/* a: drop or reject; b: family or NULL */
	/* statements */
	AST_POLICY,		/* a: name */
	AST_ZONE,		/* a: name */
	AST_LEVELS,		/* a: names, lowest first */
	AST_SUBJECT, AST_FORM,	/* a: names */
	AST_ENCODING, AST_NATION, AST_INTERFACE, AST_AGREEMENT, AST_DENY, /* a: name; b: clauses */
	AST_GROUP,		/* a: name; b: names */
	AST_NATIONS_FROM,	/* a: strings */
	AST_UNMANAGED,		/* b: names */
	AST_REFUSAL,		/* a: AST_TOLD */
	AST_INCLUDE,		/* a: string */
	AST_ASSERT,		/* a: who; b: claim, then dates */
	/* who an assertion speaks of */
	AST_BY_SENDER, AST_BY_ORIGIN,	/* a: AST_PAIR, or b: names, wherever to */
	AST_BY_LEVEL,		/* a: name */
	AST_BY_SUBJECT,		/* a: names */
	/* what it claims, and for which time */
	AST_ONLY_VIA, AST_AT_MOST, AST_AT_LEAST,	/* a: name */
	AST_ONLY_SUBJECT,	/* a: AST_SET */
	AST_ONLY_RELEASED,	/* a: names */
	AST_NEVER_CROSSES,
	AST_NEVER_LEAVES, AST_NEVER_REACHES,	/* a: names */
	AST_SPAN_FROM, AST_SPAN_UNTIL,	/* a: date */
	/* clauses of an encoding */
	AST_WIRE_LEVEL,		/* a: number; b: name, its next: own word */
	/* a: number, or name of a RIPSO flag */
	AST_WIRE_SUBJECT, AST_WIRE_FORM, AST_WIRE_ORIGIN,	/* a: number; b: name */
	AST_WIRE_RELEASE,	/* a: number; b: name; num: 1 inverted */
	/* clauses of a nation */
	AST_DOI,		/* a: number; b: encoding's name */
	AST_PREFIX,		/* a: AST_ADDRESS, AST_GEO */
	/* clauses of an interface */
	AST_IF_NATION,		/* a: name */
	AST_HUB,		/* a: number or NULL */
	AST_NEXTHOP,		/* a: addresses */
	AST_PROBE,		/* a: duration; b: number */
	AST_LABELS,		/* a: names; b of each: its DOI or NULL */
	AST_SUPPLIED,		/* a: string */
	AST_ACCEPT,		/* a: numbers */
	AST_SEND_DOI,		/* a: number */
	AST_SEND_KIND,		/* a: name */
	AST_SEND_TAG,		/* a: name or number */
	AST_PEER,		/* a: name */
	AST_TUNNEL,
	AST_PERMISSIVE,		/* a: name or number of a tag */
	AST_IN_LEVEL, AST_OUT_LEVEL,		/* a, b: names */
	AST_IN_SUBJECT, AST_OUT_SUBJECT,	/* a: AST_SET, or NULL: any */
	AST_LOCAL_IN, AST_LOCAL_OUT,		/* a: AST_PORTS */
	/* clauses of an agreement or a deny statement */
	AST_GRANT, AST_BLOCK,	/* a: AST_PAIR */
	AST_DIRECT,
	AST_VIA,		/* a: name */
	AST_REQUIRES, AST_HOPS,	/* a: names */
	AST_DRAFTED, AST_SIGNED, AST_IN_FORCE, AST_OPERATE, AST_LAPSED, AST_WITHDRAWN, /* a: date */
	AST_NOTICE,		/* a: date; b: the date that it lapses */
	AST_NOTICE_SUSPENDED, AST_NOTICE_WITHDRAWN,	/* a: date */
	AST_SUSPENDED,		/* a: date; b: date or NULL */
	AST_LEVEL,		/* a, b: names */
	AST_SUBJECTS,		/* a: AST_SET, or NULL: any */
	AST_RELEASE,		/* num: 1 any */
	AST_THIRD_PARTY,	/* num: 1 marked */
	AST_KIND_COUNT
};

/**
 * struct ast_node - a word, a clause or a statement
 * @kind: enum ast_kind
 * @loc: where it stands
 * @next: its next sibling
 * @last: in the head of a list: the list's last node
 * @a, @b: its parts, see enum ast_kind
 * @text: of a word, as written (of a string: without its quotes)
 * @num: of a number, its value
 */
struct ast_node {
	enum ast_kind kind;
	struct rg_loc loc;
	struct ast_node *next, *last, *a, *b;
	char *text;
	uint64_t num;
};

/** struct ast - everything that the file and its includes say; @stmt[kind] lists the statements */
struct ast {
	struct arena arena;
	struct diag *diag;
	struct ast_node *stmt[AST_KIND_COUNT];
};

struct ast_node *ast_new(struct ast *ast, enum ast_kind kind, struct rg_loc loc,
			 struct ast_node *a, struct ast_node *b);
/** ast_append() - @item behind @list; either may be NULL.  Returns the list. */
struct ast_node *ast_append(struct ast_node *list, struct ast_node *item);
/** ast_clause() - the first clause of a kind in a list, or NULL */
struct ast_node *ast_clause(struct ast_node *list, enum ast_kind kind);

#define ast_each(n, list) for ((n) = (list); (n); (n) = (n)->next)

#endif
