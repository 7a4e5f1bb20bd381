/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The grammar of the policy language.  It only builds the tree; what the names
 * mean, and whether the clauses fit together, is for resolve_*.c.
 *
 * Every block and list of clauses takes up again behind ';' or '}' after an
 * error, so that one run finds several.
 */
%code requires {
#include "load.h"
}

%define api.prefix {rg_parse_}
%define api.pure full
%define api.location.type {struct rg_loc}
%define parse.error custom
%define parse.lac full
%locations
%param { void *scanner }
%parse-param { struct parser *p }
%expect 0

%union {
	struct ast_node *node;
}

%code {
#include <string.h>
#include "suggest.h"
#undef yylex
#include "scan.h"
#undef yylex
#define yylex next_token

#define YYLLOC_DEFAULT(cur, rhs, n) \
	do { \
		if (n) { \
			(cur) = YYRHSLOC(rhs, 1); \
			(cur).end = YYRHSLOC(rhs, n).end; \
		} else { \
			(cur) = YYRHSLOC(rhs, 0); \
			(cur).start = (cur).end; \
		} \
	} while (0)

#define NEW(kind, loc, a, b) ast_new(p->ast, AST_##kind, loc, a, b)

static int next_token(RG_PARSE_STYPE *val, struct rg_loc *loc, void *scanner);

static void yyerror(const struct rg_loc *loc, void *scanner, struct parser *p, const char *text);
static void statement(struct parser *p, struct ast_node *n);
static struct ast_node *flag(struct ast_node *n, uint64_t num);
}

%token <node> NAME "a name" STRING "a string" NUMBER "a number" DATE "a date"
%token <node> ADDRESS "an address"
%token POLICY "policy" ZONE "zone" LEVELS "levels" LEVEL "level" SUBJECT "subject" FORM "form"
%token ENCODING "encoding" CATEGORY "category" RELEASE "release" ORIGIN "origin"
%token INVERTED "inverted" NATION "nation" NATIONS "nations" GROUP "group" DOI "doi"
%token PREFIX "prefix" GEO "geo" INTERFACE "interface" HUB "hub" NEXTHOP "nexthop"
%token LABELS "labels" LABEL "label" SUPPLIED "supplied" ACCEPT "accept" SEND "send" TAG "tag" PEER "peer" TUNNEL "tunnel"
%token PERMISSIVE "permissive"
%token PROBE "probe" EVERY "every" LOST "lost" IN "in" OUT "out"
%token LOCAL "local" ANY "any" WITHIN "within" OR "or" NONE "none" UNMANAGED "unmanaged"
%token AGREEMENT "agreement" DENY "deny" GRANT "grant" BLOCK "block" DIRECT "direct" VIA "via"
%token REQUIRES "requires" EACH "each" HOP "hop" UNDER "under" FORCE "force" OPERATE "operate"
%token FROM "from" MARKED "marked" THIRD "third" PARTY "party" DENIED "denied"
%token DRAFTED "drafted" SIGNED "signed" NOTICE "notice" LAPSES "lapses" LAPSED "lapsed"
%token SUSPENDED "suspended" WITHDRAWN "withdrawn" UNTIL "until"
%token ASSERT "assert" SENDER "sender" ONLY "only" AT "at" MOST "most" LEAST "least" IF "if"
%token RELEASED "released" TO "to" NEVER "never" CROSSES "crosses" LEAVES "leaves"
%token REACHES "reaches" ON "on" REFUSAL "refusal"
%token INCLUDE "include"
%token BOTH "<->" ARROW "->" DOTS ".."
%token END 0 "the end of the file"

%type <node> name names ladder strings numbers pair pairs side set subject_limit
%type <node> encoding_block encoding_clauses encoding_clause meaning own_word
%type <node> nation_block nation_clauses nation_clause prefixes prefix
%type <node> if_block if_clauses if_clause addresses kinds kind tag ports port proto
%type <node> agreement_block agreement_clauses agreement_clause time_clause
%type <node> deny_block deny_clauses deny_clause
%type <node> who claim span span_from span_until
%type <node> unmanaged_block unmanaged_names refusals refusal

%%

file:
	  %empty
	| file statement
	;

statement:
	  ';'
	| "policy" name ';'		{ statement(p, NEW(POLICY, @$, $2, NULL)); }
	| "zone" name ';'		{ statement(p, NEW(ZONE, @$, $2, NULL)); }
	| "levels" ladder ';'		{ statement(p, NEW(LEVELS, @$, $2, NULL)); }
	| "subject" names ';'		{ statement(p, NEW(SUBJECT, @$, $2, NULL)); }
	| "form" names ';'		{ statement(p, NEW(FORM, @$, $2, NULL)); }
	| "encoding" name encoding_block	{ statement(p, NEW(ENCODING, @$, $2, $3)); }
	| "nation" name nation_block	{ statement(p, NEW(NATION, @$, $2, $3)); }
	| "nation" name ';'		{ statement(p, NEW(NATION, @$, $2, NULL)); }
	| "group" name set		{ statement(p, NEW(GROUP, @$, $2, $3)); }
	| "nations" "from" strings ';'	{ statement(p, NEW(NATIONS_FROM, @$, $3, NULL)); }
	| "interface" name if_block	{ statement(p, NEW(INTERFACE, @$, $2, $3)); }
	| "unmanaged" unmanaged_block	{ statement(p, NEW(UNMANAGED, @$, NULL, $2)); }
	| "agreement" name agreement_block	{ statement(p, NEW(AGREEMENT, @$, $2, $3)); }
	| "deny" name deny_block	{ statement(p, NEW(DENY, @$, $2, $3)); }
	| "on" "refusal" refusals ';'	{ statement(p, NEW(REFUSAL, @$, $3, NULL)); }
	| "include" STRING ';'		{ statement(p, NEW(INCLUDE, @$, $2, NULL)); }
	| "assert" who claim span ';'
			{ statement(p, NEW(ASSERT, @$, $2, ast_append($3, $4))); }
	| error ';'			{ yyerrok; }
	| error '{' { p->mute++; } junk '}' { p->mute--; yyerrok; }
	| error '}'			{ yyerrok; }
	;

junk:
	  %empty
	| junk ';'
	| junk '{' junk '}'
	| junk error ';'		{ yyerrok; }
	| junk error '{' junk '}'	{ yyerrok; }
	;

name:	  NAME | STRING ;

names:	  name
	| names ',' name		{ $$ = ast_append($1, $3); }
	;

ladder:	  name
	| ladder '<' name		{ $$ = ast_append($1, $3); }
	;

strings:  STRING
	| strings ',' STRING		{ $$ = ast_append($1, $3); }
	;

numbers:  NUMBER
	| numbers ',' NUMBER		{ $$ = ast_append($1, $3); }
	;

set:	  '{' names '}'			{ $$ = $2; }
	| '{' error '}'			{ $$ = NULL; yyerrok; }
	;

open:	  '{'				{ p->open = @1; }
	;

/* ---- encodings ---- */

encoding_block:
	  open encoding_clauses '}'		{ $$ = $2; }
	| open encoding_clauses error '}'	{ $$ = $2; yyerrok; }
	;
encoding_clauses:
	  %empty			{ $$ = NULL; }
	| encoding_clauses encoding_clause ';'	{ $$ = ast_append($1, $2); }
	| encoding_clauses error ';'	{ $$ = $1; yyerrok; }
	;
encoding_clause:
	  "level" NUMBER '=' name own_word
			{ $$ = NEW(WIRE_LEVEL, @$, $2, ast_append($4, $5)); }
	| "category" NUMBER '=' meaning	{ $$ = $4; $$->a = $2; $$->loc = @$; }
	| "category" NAME '=' meaning	{ $$ = $4; $$->a = $2; $$->loc = @$; }
	;
own_word:
	  %empty			{ $$ = NULL; }
	| STRING
	;
meaning:
	  "subject" name		{ $$ = NEW(WIRE_SUBJECT, @$, NULL, $2); }
	| "form" name			{ $$ = NEW(WIRE_FORM, @$, NULL, $2); }
	| "origin" name			{ $$ = NEW(WIRE_ORIGIN, @$, NULL, $2); }
	| "release" name		{ $$ = NEW(WIRE_RELEASE, @$, NULL, $2); }
	| "release" name "inverted"	{ $$ = flag(NEW(WIRE_RELEASE, @$, NULL, $2), 1); }
	;

/* ---- nations ---- */

nation_block:
	  open nation_clauses '}'		{ $$ = $2; }
	| open nation_clauses error '}'	{ $$ = $2; yyerrok; }
	;
nation_clauses:
	  %empty			{ $$ = NULL; }
	| nation_clauses nation_clause ';'	{ $$ = ast_append($1, $2); }
	| nation_clauses error ';'	{ $$ = $1; yyerrok; }
	;
nation_clause:
	  "doi" NUMBER "encoding" name	{ $$ = NEW(DOI, @$, $2, $4); }
	| "doi" NUMBER			{ $$ = NEW(DOI, @$, $2, NULL); }
	| "prefix" prefixes		{ $$ = NEW(PREFIX, @$, $2, NULL); }
	;
prefixes: prefix
	| prefixes ',' prefix		{ $$ = ast_append($1, $3); }
	;
prefix:	  ADDRESS
	| "geo"				{ $$ = NEW(GEO, @$, NULL, NULL); }
	;

/* ---- interfaces ---- */

if_block:
	  open if_clauses '}'		{ $$ = $2; }
	| open if_clauses error '}'	{ $$ = $2; yyerrok; }
	;
if_clauses:
	  %empty			{ $$ = NULL; }
	| if_clauses if_clause ';'	{ $$ = ast_append($1, $2); }
	| if_clauses error ';'		{ $$ = $1; yyerrok; }
	;
if_clause:
	  "nation" name			{ $$ = NEW(IF_NATION, @$, $2, NULL); }
	| "hub"				{ $$ = NEW(HUB, @$, NULL, NULL); }
	| "hub" NUMBER			{ $$ = NEW(HUB, @$, $2, NULL); }
	| "nexthop" addresses		{ $$ = NEW(NEXTHOP, @$, $2, NULL); }
	| "probe" "every" NAME "lost" NUMBER	{ $$ = NEW(PROBE, @$, $3, $5); }
	| "labels" kinds		{ $$ = NEW(LABELS, @$, $2, NULL); }
	| "label" "supplied" STRING	{ $$ = NEW(SUPPLIED, @$, $3, NULL); }
	| "accept" "doi" numbers	{ $$ = NEW(ACCEPT, @$, $3, NULL); }
	| "send" "doi" NUMBER		{ $$ = NEW(SEND_DOI, @$, $3, NULL); }
	| "send" NAME			{ $$ = NEW(SEND_KIND, @$, $2, NULL); }
	| "send" "tag" tag		{ $$ = NEW(SEND_TAG, @$, $3, NULL); }
	| "tunnel"			{ $$ = NEW(TUNNEL, @$, NULL, NULL); }
	| "permissive" "tag" tag	{ $$ = NEW(PERMISSIVE, @$, $3, NULL); }
	| "peer" NAME			{ $$ = NEW(PEER, @$, $2, NULL); }
	| "in" "level" name ".." name	{ $$ = NEW(IN_LEVEL, @$, $3, $5); }
	| "out" "level" name ".." name	{ $$ = NEW(OUT_LEVEL, @$, $3, $5); }
	| "in" "subject" subject_limit	{ $$ = NEW(IN_SUBJECT, @$, $3, NULL); }
	| "out" "subject" subject_limit	{ $$ = NEW(OUT_SUBJECT, @$, $3, NULL); }
	| "local" "in" ports		{ $$ = NEW(LOCAL_IN, @$, $3, NULL); }
	| "local" "out" ports		{ $$ = NEW(LOCAL_OUT, @$, $3, NULL); }
	;
addresses: ADDRESS
	| addresses ',' ADDRESS		{ $$ = ast_append($1, $3); }
	;
kinds:	  kind
	| kinds ',' kind		{ $$ = ast_append($1, $3); }
	;
kind:	  NAME
	| NAME "doi" NUMBER		{ $$ = $1; $$->b = $3; }
	;
tag:	  NAME | NUMBER ;
ports:	  port
	| ports ',' port		{ $$ = ast_append($1, $3); }
	;
port:	  proto				{ $$ = NEW(PORTS, @$, NULL, NULL); $$->text = $1->text; }
	| proto NUMBER			{ $$ = NEW(PORTS, @$, $2, $2); $$->text = $1->text; }
	| proto NUMBER ".." NUMBER	{ $$ = NEW(PORTS, @$, $2, $4); $$->text = $1->text; }
	;
proto:	  NAME | NUMBER ;

/* ---- agreements and deny statements ---- */

agreement_block:
	  open agreement_clauses '}'		{ $$ = $2; }
	| open agreement_clauses error '}'	{ $$ = $2; yyerrok; }
	;
agreement_clauses:
	  %empty			{ $$ = NULL; }
	| agreement_clauses agreement_clause ';'	{ $$ = ast_append($1, $2); }
	| agreement_clauses error ';'	{ $$ = $1; yyerrok; }
	;
agreement_clause:
	  "grant" pairs			{ $$ = NEW(GRANT, @$, $2, NULL); }
	| "direct"			{ $$ = NEW(DIRECT, @$, NULL, NULL); }
	| "via" name			{ $$ = NEW(VIA, @$, $2, NULL); }
	| "requires" names		{ $$ = NEW(REQUIRES, @$, $2, NULL); }
	| "each" "hop" "under" names	{ $$ = NEW(HOPS, @$, $4, NULL); }
	| "in" "force" DATE		{ $$ = NEW(IN_FORCE, @$, $3, NULL); }
	| "operate" "from" DATE		{ $$ = NEW(OPERATE, @$, $3, NULL); }
	| time_clause
	| "level" name ".." name	{ $$ = NEW(LEVEL, @$, $2, $4); }
	| "subject" subject_limit	{ $$ = NEW(SUBJECTS, @$, $2, NULL); }
	| "release" "marked"		{ $$ = NEW(RELEASE, @$, NULL, NULL); }
	| "release" "any"		{ $$ = flag(NEW(RELEASE, @$, NULL, NULL), 1); }
	| "third" "party" "denied"	{ $$ = NEW(THIRD_PARTY, @$, NULL, NULL); }
	| "third" "party" "marked"	{ $$ = flag(NEW(THIRD_PARTY, @$, NULL, NULL), 1); }
	;

time_clause:
	  "drafted" DATE		{ $$ = NEW(DRAFTED, @$, $2, NULL); }
	| "signed" DATE			{ $$ = NEW(SIGNED, @$, $2, NULL); }
	| "notice" DATE "lapses" DATE	{ $$ = NEW(NOTICE, @$, $2, $4); }
	| "notice" "suspended" DATE	{ $$ = NEW(NOTICE_SUSPENDED, @$, $3, NULL); }
	| "notice" "withdrawn" DATE	{ $$ = NEW(NOTICE_WITHDRAWN, @$, $3, NULL); }
	| "suspended" DATE		{ $$ = NEW(SUSPENDED, @$, $2, NULL); }
	| "suspended" DATE "until" DATE	{ $$ = NEW(SUSPENDED, @$, $2, $4); }
	| "lapsed" DATE			{ $$ = NEW(LAPSED, @$, $2, NULL); }
	| "withdrawn" DATE		{ $$ = NEW(WITHDRAWN, @$, $2, NULL); }
	;

deny_block:
	  open deny_clauses '}'		{ $$ = $2; }
	| open deny_clauses error '}'	{ $$ = $2; yyerrok; }
	;
deny_clauses:
	  %empty			{ $$ = NULL; }
	| deny_clauses deny_clause ';'	{ $$ = ast_append($1, $2); }
	| deny_clauses error ';'	{ $$ = $1; yyerrok; }
	;
deny_clause:
	  "block" pairs			{ $$ = NEW(BLOCK, @$, $2, NULL); }
	| "level" name ".." name	{ $$ = NEW(LEVEL, @$, $2, $4); }
	| "subject" subject_limit	{ $$ = NEW(SUBJECTS, @$, $2, NULL); }
	| "in" "force" DATE		{ $$ = NEW(IN_FORCE, @$, $3, NULL); }
	| "suspended" DATE		{ $$ = NEW(SUSPENDED, @$, $2, NULL); }
	| "suspended" DATE "until" DATE	{ $$ = NEW(SUSPENDED, @$, $2, $4); }
	| "lapsed" DATE			{ $$ = NEW(LAPSED, @$, $2, NULL); }
	;

pairs:	  pair
	| pairs ',' pair		{ $$ = ast_append($1, $3); }
	;
pair:	  side "<->" side		{ $$ = flag(NEW(PAIR, @$, $1, $3), 1); }
	| side "->" side		{ $$ = NEW(PAIR, @$, $1, $3); }
	;
side:	  name
	| set
	;
subject_limit:
	  "any"				{ $$ = NULL; }
	| "within" set			{ $$ = NEW(SET, @$, $2, NULL); }
	| "within" set "or" "none"	{ $$ = flag(NEW(SET, @$, $2, NULL), 1); }
	;

/* ---- assertions ---- */

who:	  "sender" pairs		{ $$ = NEW(BY_SENDER, @$, $2, NULL); }
	| "sender" side			{ $$ = NEW(BY_SENDER, @$, NULL, $2); }
	| "origin" pairs		{ $$ = NEW(BY_ORIGIN, @$, $2, NULL); }
	| "origin" side			{ $$ = NEW(BY_ORIGIN, @$, NULL, $2); }
	| "subject" side		{ $$ = NEW(BY_SUBJECT, @$, $2, NULL); }
	| name				{ $$ = NEW(BY_LEVEL, @$, $1, NULL); }
	;
claim:	  "only" "via" name		{ $$ = NEW(ONLY_VIA, @$, $3, NULL); }
	| "at" "most" name		{ $$ = NEW(AT_MOST, @$, $3, NULL); }
	| "at" "least" name		{ $$ = NEW(AT_LEAST, @$, $3, NULL); }
	| "only" "subject" side
			{ $$ = NEW(ONLY_SUBJECT, @$, NEW(SET, @3, $3, NULL), NULL); }
	| "only" "subject" side "or" "none"
			{ $$ = NEW(ONLY_SUBJECT, @$, flag(NEW(SET, @3, $3, NULL), 1), NULL); }
	| "only" "if" "released" "to" names	{ $$ = NEW(ONLY_RELEASED, @$, $5, NULL); }
	| "never" "crosses"		{ $$ = NEW(NEVER_CROSSES, @$, NULL, NULL); }
	| "never" "leaves" names	{ $$ = NEW(NEVER_LEAVES, @$, $3, NULL); }
	| "never" "reaches" names	{ $$ = NEW(NEVER_REACHES, @$, $3, NULL); }
	;
span:	  span_from span_until		{ $$ = ast_append($1, $2); }
	;
span_from:
	  %empty			{ $$ = NULL; }
	| "from" DATE			{ $$ = NEW(SPAN_FROM, @$, $2, NULL); }
	;
span_until:
	  %empty			{ $$ = NULL; }
	| "until" DATE			{ $$ = NEW(SPAN_UNTIL, @$, $2, NULL); }
	;

/* ---- what the senders of refused packets are told ---- */

refusals: refusal
	| refusals ',' refusal		{ $$ = ast_append($1, $3); }
	;
refusal:  NAME				{ $$ = NEW(TOLD, @$, $1, NULL); }
	| NAME NAME			{ $$ = NEW(TOLD, @$, $2, $1); }
	;

unmanaged_block:
	  '{' unmanaged_names '}'	{ $$ = $2; }
	| '{' error '}'			{ $$ = NULL; yyerrok; }
	;
unmanaged_names:
	  %empty			{ $$ = NULL; }
	| unmanaged_names name		{ $$ = ast_append($1, $2); }
	| unmanaged_names ','
	| unmanaged_names ';'
	;

%%

/* The scanner, remembering where the last token ended: there a ';' is missing, not here. */
static int next_token(RG_PARSE_STYPE *val, struct rg_loc *loc, void *scanner)
{
	struct parser *p = rg_scan_get_extra(scanner);
	int token;

	p->prev = p->cur;
	token = rg_scan_lex(val, loc, scanner);
	if (token == END)
		*loc = (struct rg_loc){ p->file, p->pos, p->pos };
	p->cur = *loc;
	if (token == ';' || token == '}')
		p->recovering = 0;
	return token;
}

static void yyerror(const struct rg_loc *loc, void *scanner, struct parser *p, const char *text)
{
	(void)scanner;
	if (!p->mute)
		diag_error(p->ast->diag, *loc, "%s", text);
}

static void statement(struct parser *p, struct ast_node *n)
{
	p->ast->stmt[n->kind] = ast_append(p->ast->stmt[n->kind], n);
}

static struct ast_node *flag(struct ast_node *n, uint64_t num)
{
	n->num = num;
	return n;
}

#define EXPECTED_MAX	24

struct expected {
	const char *name[EXPECTED_MAX];
	int n, wants_name, wants_end;
};

static int is_word(const char *s)
{
	return *s >= 'a' && *s <= 'z' && !strchr(s, ' ');
}

static void expect(struct expected *e, const yypcontext_t *ctx)
{
	yysymbol_kind_t sym[YYNTOKENS];
	int n = yypcontext_expected_tokens(ctx, sym, YYNTOKENS), i;

	for (i = 0; i < n && e->n < EXPECTED_MAX; i++) {
		if (sym[i] == YYSYMBOL_YYerror || sym[i] == YYSYMBOL_YYUNDEF)
			continue;
		if (sym[i] == YYSYMBOL_YYEOF)
			continue;
		e->wants_name |= sym[i] == YYSYMBOL_NAME;
		e->wants_end |= !strcmp(yysymbol_name(sym[i]), "';'");
		e->name[e->n++] = yysymbol_name(sym[i]);
	}
}

/* "a name, 'any' or 'within'" */
static const char *expected_text(struct parser *p, const struct expected *e)
{
	struct arena *a = &p->ast->arena;
	const char *text = "";
	int i;

	for (i = 0; i < e->n; i++) {
		const char *s = e->name[i];
		const char *sep = !i ? "" : i == e->n - 1 ? " or " : ", ";
		const char *quote = is_word(s) || s[0] == '.' || s[0] == '-' || s[0] == '<' ?
				    "'" : "";

		text = arena_printf(a, "%s%s%s%s%s", text, sep, quote, s, quote);
	}
	return text;
}

static void help_expected(struct parser *p, const struct expected *e, const char *found)
{
	const char *like;

	like = suggest(found, e->name, e->n);
	if (like && is_word(like))
		diag_help(p->ast->diag, "did you mean '%s'?", like);
	else if (e->n)
		diag_help(p->ast->diag, "expected: %s", expected_text(p, e));
}

static void error_eof(struct parser *p, const struct expected *e, const struct rg_loc *loc)
{
	struct diag *d = p->ast->diag;

	if (e->wants_end)
		diag_error(d, (struct rg_loc){ p->file, p->prev.end, p->prev.end },
			   "the file ends without ';'");
	else
		diag_error(d, *loc, "the file ends in the middle of a statement");
	if (p->open.end)
		diag_note(d, p->open, "perhaps this block has no '}'");
}

/* Does a line end between the token before, which ended nothing, and this one? */
static int on_new_line(const struct parser *p, const struct rg_loc *loc)
{
	const char *text = p->ast->diag->source[p->file].text;

	return p->prev.end && p->prev.end < loc->start && !strchr(";{}", text[p->prev.end - 1]) &&
	       memchr(text + p->prev.end, '\n', loc->start - p->prev.end);
}

static int yyreport_syntax_error(const yypcontext_t *ctx, void *scanner, struct parser *p)
{
	const struct rg_loc *loc = yypcontext_location(ctx);
	const struct source *src = &p->ast->diag->source[p->file];
	yysymbol_kind_t sym = yypcontext_token(ctx);
	struct expected e = { .n = 0 };
	struct diag *d = p->ast->diag;
	const char *found;

	(void)scanner;
	if (p->mute)
		return 0;
	p->recovering = 1;
	expect(&e, ctx);
	if (sym == YYSYMBOL_YYEOF) {
		error_eof(p, &e, loc);
		return 0;
	}
	found = arena_dup(&p->ast->arena, src->text + loc->start, loc->end - loc->start);
	if (e.wants_end && (e.n == 1 || on_new_line(p, loc))) {
		diag_error(d, (struct rg_loc){ p->file, p->prev.end, p->prev.end },
			   "';' is missing before '%s'", found);
	} else if (e.wants_name && is_word(yysymbol_name(sym))) {
		diag_error(d, *loc, "'%s' is a word of the language", found);
		diag_help(d, "to use it as a name, write it in quotes: \"%s\"", found);
	} else if (e.n == 1 && !strcmp(e.name[0], "..")) {
		diag_error(d, *loc, "'..' is missing before '%s'", found);
		diag_help(d, "both ends of a range are written, even where they are one: "
			  "SECRET .. SECRET");
	} else {
		diag_error(d, *loc, "'%s' cannot stand here", found);
		help_expected(p, &e, found);
	}
	return 0;
}

/**
 * parse_text() - parse one file
 * @p: its parser, with ast and file set
 * @text: its bytes
 * @len: how many
 *
 * Return: 0 if it could be read to its end, with or without errors in the diag.
 */
int parse_text(struct parser *p, const char *text, size_t len)
{
	void *scanner, *buffer;
	int ret;

	if (rg_scan_lex_init_extra(p, &scanner))
		return -1;
	buffer = rg_scan__scan_bytes(text, len, scanner);
	ret = rg_parse_parse(scanner, p);
	rg_scan__delete_buffer(buffer, scanner);
	rg_scan_lex_destroy(scanner);
	return ret;
}
