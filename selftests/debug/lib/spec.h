/* SPDX-License-Identifier: GPL-2.0-only */
/* What the family's specification says, as spec2c writes it down. */
#ifndef RELGATE_DEBUG_SPEC_H
#define RELGATE_DEBUG_SPEC_H

#include <stdint.h>

#define SPEC_LIST 24

enum spec_type {
	SPEC_PAD, SPEC_FLAG, SPEC_U8, SPEC_U16, SPEC_U32, SPEC_U64, SPEC_S64, SPEC_STRING,
	SPEC_BINARY, SPEC_NEST,
};

/**
 * struct spec_attr - an attribute
 * @nr: its number
 * @type: enum spec_type
 * @max: largest value, or -1 if the specification sets none
 * @len: bytes of a binary, at most or (@exact) exactly; 0: not said
 * @multi: it may come more than once
 * @nested: of a nest: what may be in it, ending with 0
 */
struct spec_attr {
	const char *name;
	uint16_t nr;
	uint8_t type;
	int64_t max;
	uint32_t len;
	uint8_t exact, multi;
	uint16_t nested[SPEC_LIST];
};

/**
 * struct spec_cmd - a command
 * @dump: it is asked as a dump
 * @event: only the kernel sends it
 * @takes: attributes of the request, ending with 0
 */
struct spec_cmd {
	const char *name;
	uint8_t nr, dump, event;
	uint16_t takes[SPEC_LIST];
};

const struct spec_cmd *spec_cmd_at(uint32_t i);
uint32_t spec_cmd_count(void);
const struct spec_attr *spec_attr_of(uint16_t nr);

#endif
