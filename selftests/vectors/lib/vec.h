/* SPDX-License-Identifier: GPL-2.0-only */
/* The table of test vectors: what a .vec file says, and who answers it. */
#ifndef SELFTESTS_VEC_H
#define SELFTESTS_VEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include "../../../core/core.h"
#include "../../../core/tally.h"

#define VEC_FRAME_MAX	66000
#define VEC_KEYS_MAX	48

enum vec_question { VEC_CHOOSE, VEC_PERMITS, VEC_LOCAL_IN, VEC_LOCAL_OUT, VEC_QUESTIONS };

extern const char *const vec_question_name[VEC_QUESTIONS];

/**
 * struct vec_policy - a compiled policy
 * @what: file, or FILE:LINE of an inline one
 */
struct vec_policy {
	unsigned int serial;		/* no two ever have the same */
	char *what;
	char *text;			/* as given to the compiler, the key of the cache */
	uint8_t *image;
	size_t size;
	struct rg_image img;
	struct vec_policy *next;
};

/* Where the compiler's complaints go; NULL: standard error. */
extern FILE *vec_diag;

struct vec_policy *vec_policy_file(const char *path);
struct vec_policy *vec_policy_text(const char *what, const char *text);
struct vec_policy *vec_policy_widened(const struct vec_policy *from, char *names);
int vec_policy_sign(struct vec_policy *p);
struct rg_interface *vec_policy_interface(struct vec_policy *p, unsigned int i);
void vec_policy_free(struct vec_policy *p);
void vec_policies_free(void);
int vec_find_interface(const struct vec_policy *p, const char *name);
int vec_find_agreement(const struct vec_policy *p, const char *name);
int vec_find_nation(const struct vec_policy *p, const char *code);
int vec_find_level(const struct vec_policy *p, const char *name);
const char *vec_interface_name(const struct vec_policy *p, unsigned int i);
const char *vec_agreement_name(const struct vec_policy *p, unsigned int i);
const char *vec_nation_code(const struct vec_policy *p, unsigned int i);

/** struct vec_key - one "key=value" of a case; the value belongs to the file's text */
struct vec_key {
	const char *key, *value;
};

/**
 * struct vec_expect - what has to come out
 * @pass, @reason, @way: always compared
 * @egress, @agreement, @sender, @dest, @level: names; NULL: not said
 * @options: hexadecimal: what stands behind the fixed IP header on the way out, "none"
 *	if nothing; NULL: the label is not edited
 * @mss: of a SYN on the way out; NULL: it is not changed
 * @quote: hexadecimal: what the edit changes behind the IP header; NULL: nothing
 * @icmp: TYPE/CODE or TYPE/CODE@POINTER that the sender is told; NULL: he is told nothing
 */
struct vec_expect {
	bool pass;
	int reason, way;
	const char *egress, *agreement, *sender, *dest, *level;
	const char *options, *mss, *icmp, *quote;
};

struct vec_case {
	const char *file, *theme, *name;
	unsigned int line;
	struct vec_policy *policy;
	enum vec_question question;
	struct vec_key key[VEC_KEYS_MAX];
	unsigned int keys;
	struct vec_expect expect;
};

/** struct vec_table - every case of every file that was read */
struct vec_table {
	struct vec_case *v;
	size_t n, cap;
	struct vec_text *texts;
	unsigned int errors;
};

int vec_read(struct vec_table *t, const char *path);
int vec_read_line(struct vec_table *t, struct vec_policy *policy, const char *line);
void vec_table_free(struct vec_table *t);
const char *vec_get(const struct vec_case *c, const char *key);

/* frame.c: a frame from the fields of a case */
bool vec_frame_key(const char *key);
/* vec_checksum4() - puts the right checksum into an IPv4 header of @hlen octets */
void vec_checksum4(uint8_t *ip, size_t hlen);
int vec_frame_build(const struct vec_case *c, uint8_t frame[VEC_FRAME_MAX], size_t *len);

/* value.c */
int vec_hex(const char *text, uint8_t *out, size_t max);
int vec_time(const char *text, int64_t *out);
int vec_long(const char *text, int64_t min, int64_t max, int64_t *out);
int vec_mac(const char *text, uint8_t mac[6]);

/**
 * struct vec_ask - one question and its answer
 * @w: inputs as in struct rg_work; after the answer, v, sender, dest and label.level
 */
struct vec_ask {
	enum vec_question question;
	struct rg_work w;
};

/**
 * struct vec_executor - who answers
 * @open: make ready
 * @policy: put a policy in its place; all questions go to it until the next
 * @ask: answer; returns -1 if it could not be asked
 * @ask_all: several at once; NULL: it cannot
 */
struct vec_executor {
	const char *name;
	int (*open)(void);
	int (*policy)(const struct vec_policy *p);
	int (*ask)(struct vec_ask *a);
	int (*ask_all)(struct vec_ask *a, unsigned int n);
	void (*close)(void);
};

extern const struct vec_executor vec_userspace, vec_bpf, vec_kmod;

/** vec_fill() - the question of a case; -1 after saying file:line and what is wrong */
int vec_fill(const struct vec_case *c, struct vec_ask *a);
void vec_say(const struct vec_case *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/** vec_answer_text() - an answer as the expectation of a case would write it */
char *vec_answer_text(const struct vec_policy *p, const struct rg_work *w, char *buf, size_t size);
/** vec_matches() - is the answer what the case expects? */
bool vec_matches(const struct vec_case *c, const struct rg_work *w);
bool vec_same(const struct rg_work *a, const struct rg_work *b);

/* stream.c */
int vec_stream(const struct rg_image *img, const struct rg_work *asked);

#endif
