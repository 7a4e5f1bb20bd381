/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef RELGATE_DEBUG_MUTATE_H
#define RELGATE_DEBUG_MUTATE_H

#include "rng.h"
#include "wire.h"

/* X(symbol, what it does) */
#define MUTATIONS(X) \
	X(BYTE,	  "bytes changed")	X(LENGTH, "attribute lengths that lie") \
	X(TYPE,	  "attribute types")	X(VALUE,  "values at their limits") \
	X(RESIZE, "payloads resized")	X(SWAP,	  "attributes out of order") \
	X(DOUBLE, "attributes doubled")	X(DROP,	  "attributes left out") \
	X(CUT,	  "messages cut off")	X(NEST,	  "nests, deep or wrong") \
	X(HEADER, "headers changed")	X(TAIL,	  "bytes behind the end")

enum mutation {
#define MUTATION_ENUM(sym, text) MUTATE_##sym,
	MUTATIONS(MUTATION_ENUM)
#undef MUTATION_ENUM
	MUTATE_COUNT
};

extern const char *const mutation_text[MUTATE_COUNT];

enum mutation mutate(struct wire *w, struct rng *r);

#endif
