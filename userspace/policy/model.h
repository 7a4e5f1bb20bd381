/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A policy with its names looked up: what the image is made of.  All lists stand
 * in the image's order (by name or code, never by the order in the file), so
 * that the same statements in any order make the same image.
 */
#ifndef RELGATE_MODEL_H
#define RELGATE_MODEL_H

#include "../../core/core.h"
#include "../prove/claim.h"
#include "ast.h"
#include "geoip.h"
#include "policy.h"

struct m_category {
	const char *name;
	struct ast_node *node;
	enum rg_category_kind kind;
};

struct m_nation {
	const char *code;
	struct ast_node *node;		/* NULL: only a geographic table knows it */
	int prefix_geo;			/* the geographic table's ranges are declared its own */
};

struct m_group {
	const char *name;
	struct ast_node *node;
	struct rg_nset set;
	int state;			/* 0 not looked at, 1 being resolved, 2 done */
};

struct m_wire {
	uint32_t number;
	uint16_t wire;			/* RG_WIRE() */
	int inverted;
	struct ast_node *node;
};

struct m_encoding {
	const char *name;
	struct ast_node *node;
	uint8_t level[256];
	struct ast_node *level_node[256];
	const char *own_word[RG_LEVEL_MAX];	/* by rung */
	VEC(struct m_wire) wire;		/* by number */
};

struct m_doi {
	uint32_t doi;
	uint16_t encoding, nation;
	struct ast_node *node;
};

struct m_prefix {
	addr_t lo;
	unsigned int len;		/* bits of @lo that count; IPv4: 0..32 */
	uint16_t nation;
	struct ast_node *node;
};

struct m_interface {
	const char *name;
	struct ast_node *node;
	uint16_t nation;
	uint8_t flags;			/* RG_IF_* */
	uint8_t in_min, in_max, out_min, out_max;
	uint64_t hub_preference;
	uint8_t hub_slot;
	struct rg_set in_set, out_set;
	VEC(struct rg_local) local;
	VEC(uint16_t) doi;		/* indices of model.doi, ascending */
	uint8_t nexthop4[4], nexthop6[16];
	uint16_t probe_ms;
	uint8_t probe_lost;
	struct rg_label supplied;
	int send;			/* labels that are made here: index of model.doi, or -1 */
	uint8_t send_tag, send_ripso;	/* as in struct rg_interface */
	int ripso;			/* RIPSO labels: index of model.doi, or -1 */
};

/** struct m_side - "from -> to": every nation of one with every other of the other */
struct m_side {
	struct rg_nset from, to;
};

struct m_agreement {
	const char *name;
	struct ast_node *node;
	uint8_t flags;			/* RG_A_* */
	uint8_t level_min, level_max;
	uint16_t hub;
	uint32_t hub_mask;
	struct rg_set set;
	VEC(struct m_side) side;
	VEC(uint16_t) require, hop;	/* indices of model.agreement, ascending */
	VEC(struct rg_window) window;
	VEC(struct rg_milestone) event;	/* its time line, ascending */
	int state;			/* windows: 0 own, 1 being intersected, 2 done */
};

struct model {
	struct ast *ast;
	struct diag *d;
	struct arena *arena;
	uint32_t flags;			/* RG_REJECT_* */
	const char *name, *zone;	/* zone: NULL if none is declared */
	int zone_missing;		/* and that was said */
	int partial;			/* parts could not be parsed: don't miss what they may say */
	VEC(const char *) level;
	VEC(struct m_category) category;	/* subjects, then forms, each by name */
	VEC(struct m_nation) nation;	/* by code; 0 is nobody */
	VEC(struct m_group) group;
	VEC(struct m_encoding) encoding;
	VEC(struct m_doi) doi;
	VEC(struct m_prefix) prefix4, prefix6;	/* by first address, then length */
	VEC(struct m_interface) ifc;
	VEC(uint16_t) hub;		/* interface indices, by preference */
	VEC(const char *) unmanaged;
	VEC(struct m_agreement) agreement;
	VEC(struct claim) claim;
	VEC(struct rg_meet) meet;
	struct geoip geo;
	struct rg_set subjects, everything;
};

/** resolve_ripso() - of one interface, when its kinds of labels and its DOIs are known */
void resolve_ripso(struct model *m, struct m_interface *ifc);
/** resolve_permissive() - likewise */
void resolve_permissive(struct model *m, struct m_interface *ifc);

/* The phases, each for what its file is named after; all report to the diag. */
void resolve_terms(struct model *m);		/* name, zone, levels, subjects, forms */
void resolve_nations(struct model *m);		/* geographic tables, nations, groups */
void resolve_encodings(struct model *m);	/* encodings, then DOIs */
void resolve_prefixes(struct model *m);
void resolve_interfaces(struct model *m);
void resolve_agreements(struct model *m);
void resolve_timeline(struct model *m, struct m_agreement *a);	/* its own dates */
void resolve_windows(struct model *m);		/* when each agreement operates */
void resolve_asserts(struct model *m);
/** prove_policy() - assertions that do not hold become errors; see struct rg_compile */
void prove_policy(struct model *m, const char *path, const char *at, struct rg_compiled *out);
void resolve_edits(struct model *m);		/* refuse grants that need an edit which cannot be */

/* Look-ups: an error and -1 (0 for nations) if there is no such thing. */
int model_level(struct model *m, const struct ast_node *name);
int model_category(struct model *m, const struct ast_node *name, enum rg_category_kind kind);
unsigned int model_nation(struct model *m, const struct ast_node *name);
int model_nations(struct model *m, struct ast_node *names, struct rg_nset *set);
int model_encoding(struct model *m, const struct ast_node *name);
int model_agreement(struct model *m, const struct ast_node *name);

/** model_level_range() - "level A .. B" of a clause; -1 after an error */
int model_level_range(struct model *m, const struct ast_node *clause, uint8_t *min, uint8_t *max);
/** model_subjects() - the subjects of "any" (returns 1) or "within {...}"; -1 after an error */
int model_subjects(struct model *m, const struct ast_node *set, struct rg_set *out);

/**
 * model_sorted() - the statements of a kind, by name
 * @m: the policy
 * @list: statements whose part a is their name
 * @what: for "two <what>s named"
 * @n: set to how many there are, without those that repeat a name
 */
struct ast_node **model_sorted(struct model *m, struct ast_node *list, const char *what, size_t *n);
/** model_once() - complain of clauses that may stand once and stand twice */
void model_once(struct model *m, struct ast_node *clauses);
/** model_unknown() - complain of a name that is not among @known */
void model_unknown(struct model *m, const struct ast_node *name, const char *what,
		   const char **known, size_t n);

static inline void set_add(struct rg_set *s, unsigned int id)
{
	s->w[id / 64] |= 1ull << (id % 64);
}

static inline int nset_has(const struct rg_nset *s, unsigned int id)
{
	return s->w[id / 64] >> (id % 64) & 1;
}

static inline void nset_add(struct rg_nset *s, unsigned int id)
{
	s->w[id / 64] |= 1ull << (id % 64);
}

/** agreement_covers() - does it cover the ordered pair?  A via agreement never covers its hub. */
int agreement_covers(const struct m_agreement *a, unsigned int from, unsigned int to);

#endif
