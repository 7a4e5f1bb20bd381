/* SPDX-License-Identifier: GPL-2.0-only */
/* Random policies and packets, and the model that judges them. */
#ifndef SELFTESTS_GEN_H
#define SELFTESTS_GEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define G_NATIONS	8
#define G_SUBJECTS	6
#define G_FORMS		2
#define G_LEVELS	6
#define G_ENCODINGS	4	/* the last is for RIPSO, or there is none */
#define G_RIPSO		130	/* kind of label */
#define G_NUMBERS	400	/* wire numbers, from 0 */
#define G_APART		208	/* those that a tag 6 has room for */
#define G_DOIS		10
#define G_PREFIXES	48
#define G_INTERFACES	16
#define G_LOCALS	4
#define G_AGREEMENTS	24
#define G_PAIRS		3
#define G_LINKS		4	/* agreements that one requires, or that protect its hops */

extern const char *const g_code[G_NATIONS];
extern const char *const g_level[G_LEVELS];
extern const char *const g_subject[G_SUBJECTS];
extern const char *const g_form[G_FORMS];

/* ---- chance ---- */

struct rng { uint64_t s; };

uint64_t rng_next(struct rng *r);
/** rng_below() - 0 .. n-1; 0 if n is 0 */
unsigned int rng_below(struct rng *r, unsigned int n);
/** rng_chance() - true in this many of a hundred */
bool rng_chance(struct rng *r, unsigned int percent);
/** rng_bit() - one of the bits of a set, as its number; -1 if there is none */
int rng_bit(struct rng *r, uint32_t set);
/** rng_subset() - some of the bits of a set */
uint32_t rng_subset(struct rng *r, uint32_t set, unsigned int percent);

/* ---- a policy; nations, subjects and forms are bits of sets ---- */

enum g_kind { G_NOTHING, G_SUBJECT, G_FORM, G_RELEASE, G_ORIGIN };

struct g_wire {
	uint8_t kind, id;
	bool inverted;
};

struct g_encoding {
	int level[256];			/* rung, or -1 */
	struct g_wire wire[G_NUMBERS];
};

struct g_doi {
	uint32_t doi;
	int encoding, nation;
};

struct g_prefix {
	int family, len, nation;
	uint8_t addr[16];
};

struct g_label {
	int level;
	uint32_t subject, form, release, origin;
};

struct g_local {
	bool in;
	int proto, min, max;
};

struct g_interface {
	char name[16];
	int nation;
	bool hub, cipso, calipso, ripso, supplied, tunnel;
	bool send_ripso;		/* where both are taken */
	bool permissive;		/* CIPSO: releases in a tag 6 */
	unsigned int preference;
	struct g_label label;
	uint32_t doi;			/* indices of dois */
	int send, tag;			/* index of the DOI that is sent, -1: not said; tag 0: any */
	int in_min, in_max, out_min, out_max;
	uint32_t in_subject, out_subject;
	struct g_local local[G_LOCALS];
	int locals;
};

struct g_pair {
	uint32_t from, to;
	bool both, group;
};

struct g_agreement {
	char name[16];
	bool deny;
	int hub;			/* nation, or -1: direct */
	struct g_pair pair[G_PAIRS];
	int pairs;
	int min, max;
	bool any, or_none;
	uint32_t subject;
	bool release_any, marked;
	bool dated;			/* a deny may be without */
	int64_t force, operate;		/* operate 0: not said */
	int require[G_LINKS], requires;
	int hop[G_LINKS], hops;
};

/**
 * struct g_policy - a policy
 * @apart: printed with ranges of levels that never meet; the true ones are put
 *	into the image behind the compiler's back
 */
struct g_policy {
	bool apart;
	int nations, levels, encodings, dois, prefixes, interfaces, agreements;
	int ripso;			/* index of the DOI of RIPSO labels, or -1 */
	struct g_encoding encoding[G_ENCODINGS];
	struct g_doi doi[G_DOIS];
	struct g_prefix prefix[G_PREFIXES];
	struct g_interface interface[G_INTERFACES];
	struct g_agreement agreement[G_AGREEMENTS];
};

void g_policy_make(struct rng *r, struct g_policy *p);
/** g_policy_print() - the policy as text */
void g_policy_print(const struct g_policy *p, FILE *f);
bool g_covers(const struct g_agreement *a, int from, int to);

/* ---- a packet ---- */

enum g_question { G_CHOOSE, G_PERMITS, G_LOCAL_IN, G_LOCAL_OUT };
enum g_route { G_ROUTE_NONE = -1, G_ROUTE_LOCAL = -2, G_ROUTE_OTHER = -3 };

/**
 * struct g_packet - a well-formed packet and where it is asked about
 * @in, @out, @route: interfaces, or G_ROUTE_*
 * @up: hub interfaces that are up, by interface index
 * @kind: 0 no label, 4 CIPSO, 6 CALIPSO, G_RIPSO
 * @tag: CIPSO's
 * @octets: length of the bitmap, or of the flags
 * @number: wire numbers that are set
 * @apart: CIPSO: those of a tag 6; none: there is no such tag
 */
struct g_packet {
	enum g_question question;
	int in, out, route;
	bool relay, fragment;
	uint32_t up;
	int64_t wall, mono;
	int family, proto, sport, dport;
	uint8_t src[16], dst[16];
	int kind, tag;
	uint32_t doi;
	int level, octets;
	bool number[G_NUMBERS], apart[G_NUMBERS];
};

void g_packet_make(struct rng *r, const struct g_policy *p, struct g_packet *k);
/** g_packet_print() - the packet as a case of a .vec file, but for its name and expectation */
void g_packet_print(const struct g_policy *p, const struct g_packet *k, FILE *f);

/* wire.c: option bytes in hexadecimal */
void g_label_print(const struct g_packet *k, FILE *f);
unsigned int g_crc(const uint8_t *p, unsigned int n);

/* ---- the model ---- */

/**
 * struct g_answer - what the model says
 * @pass: else nothing more is said
 * @way: enum rg_way
 * @egress: interface, -1: none
 * @by: agreements that grant this, a set
 */
struct g_answer {
	bool pass;
	int way, egress;
	uint32_t by;
};

struct g_answer g_model_answer(const struct g_policy *p, const struct g_packet *k);
int g_model_nation(const struct g_policy *p, int family, const uint8_t *addr);

#endif
