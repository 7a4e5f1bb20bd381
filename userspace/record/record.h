/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The record: what was put in force on this host, by whom and when.  A line for each
 * entry: the SHA-256 of the JSON text behind it, and that text, which names the hash
 * of the line before.  So whoever knows the last hash knows all that is before it.
 */
#ifndef RELGATE_RECORD_H
#define RELGATE_RECORD_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <jansson.h>
#include "../engine/engine.h"

#define RG_RECORD_HASH	64		/* digits */
#define RG_RECORD_LINE	16384		/* bytes of an entry, at most */
#define RG_RECORD_MAX	(4u << 20)	/* bytes of the file; then it becomes record.1 */

/**
 * struct rg_record - an open record
 * @fd: locked
 * @seq: of the last entry; 0: there is none
 * @head: its hash; zeros before the first
 * @last: the last entry itself, or NULL
 */
struct rg_record {
	int fd;
	uint64_t seq;
	char head[RG_RECORD_HASH + 1];
	json_t *last;
};

/**
 * struct rg_record_check - what a look at the whole chain found
 * @entries: whole ones, oldest first: "hash" is added to each
 * @broken: line that is not what it was; 0: none; @file and @why say more
 * @found: the head that was asked for is one of them
 */
struct rg_record_check {
	json_t *entries;
	char head[RG_RECORD_HASH + 1];
	unsigned long broken;
	const char *file, *why;
	bool found;
};

/* record.c */
bool rg_record_here(void);
int rg_record_open(struct rg_record *r);
void rg_record_close(struct rg_record *r);
int rg_record_add(struct rg_record *r, const char *what, json_t *facts);

/* chain.c */
void rg_record_hash(const char *text, size_t len, char hash[RG_RECORD_HASH + 1]);
json_t *rg_record_parse(const char *line, size_t len, const char **why);
int rg_record_check(struct rg_record_check *c, const char *head);
void rg_record_check_free(struct rg_record_check *c);
const char *rg_record_path(char path[4096], const char *name);

/* note.c: what the verbs write down; each 0, or -1 after rg_error() */
int rg_note_ready(void);
int rg_note(const char *what, json_t *facts);
int rg_note_apply(const struct rg_engine *e, const struct rg_apply *a, const struct rg_status *before);
int rg_note_turn(const char *what, const struct rg_engine *e, const struct rg_turn *t);
int rg_note_expired(const struct rg_status *st);

#endif
