/* SPDX-License-Identifier: GPL-2.0-only */
/* Reading policy files: the search path, includes, and the parser's own state. */
#ifndef RELGATE_LOAD_H
#define RELGATE_LOAD_H

#include "ast.h"

#define LOAD_DEPTH_MAX	16	/* includes within includes */
#define LOAD_FILES_MAX	256
#define LOAD_SIZE_MAX	(256u << 20)	/* bytes of one file */

/**
 * struct parser - the parsing of one file
 * @ast: where statements go
 * @file: its number among the sources
 * @pos: how far the scanner is, bytes
 * @prev: the token before the one that the parser looks at
 * @cur: the one that it looks at
 * @open: innermost block that is open, for "the file ends inside ..."
 * @mute: more than 0: skipping a block that has been complained of
 * @recovering: since an error no ';' or '}' has been seen
 */
struct parser {
	struct ast *ast;
	uint32_t file;
	size_t pos;
	struct rg_loc prev, cur, open;
	int mute, recovering;
};

/** rg_load() - parse @path and all that it includes; errors go to the ast's diag */
void rg_load(struct ast *ast, const char *path);
/** rg_load_text() - the same for text in memory; @name stands for its path */
void rg_load_text(struct ast *ast, const char *name, const char *text, size_t len);
/**
 * load_source() - read a file that a policy names
 * @ast: the policy
 * @name: a string of the policy: relative to the file it stands in; see RELGATE_PATH
 *	in docs/policy-language.md
 * @file: set to its number among the sources
 *
 * Return: 0, or -1 after an error.
 */
int load_source(struct ast *ast, const struct ast_node *name, uint32_t *file);

/* parse.y, scan.l */
int parse_text(struct parser *p, const char *text, size_t len);

#endif
