/* SPDX-License-Identifier: GPL-2.0-only */
/* Labels as the wire has them: numbers, without any policy. */
#ifndef RELGATE_WIRE_H
#define RELGATE_WIRE_H

#include <stdint.h>
#include <jansson.h>
#include "../../core/core.h"

#define RG_WIRE_NUMBERS 65536

/**
 * struct rg_on_wire - a label on the wire
 * @kind: enum rg_label_kind
 * @tag: CIPSO: the tag's type
 * @level: 0 to 255
 * @doi: host order; RIPSO has none, 0 unless the packet was judged
 * @cat: bit n%8 of cat[n/8] says that category n is there
 * @perm: the same of a permissive tag (CIPSO), which there is if @has_perm
 */
struct rg_on_wire {
	uint8_t kind, tag, level;
	uint32_t doi;
	uint8_t cat[RG_WIRE_NUMBERS / 8];
	uint8_t perm[RG_WIRE_NUMBERS / 8], has_perm;
};

/** rg_wire_read() - the label that rg_parse() found, if any (@out->kind says) */
void rg_wire_read(const struct rg_work *w, struct rg_on_wire *out);

/**
 * rg_wire_options() - parse an option area that stands alone
 * @family: 4: @bytes is an IPv4 option area; 6: options of a hop-by-hop header
 * @bytes: the options
 * @len: at most 40 (IPv4) or 256 bytes
 * @w: scratch, holds the parsed option afterwards
 *
 * Return: enum rg_reason.
 */
uint32_t rg_wire_options(int family, const uint8_t *bytes, size_t len, struct rg_work *w);

/**
 * rg_wire_quoted() - the label of the packet that an ICMP error quotes
 * @w: the error message, parsed
 * @out: the label; kind RG_LABEL_NONE if there is none, or none that can be read
 */
void rg_wire_quoted(const struct rg_work *w, struct rg_on_wire *out);

/** rg_wire_categories() - "0,17,200-300" or "-", and ", permissive 33,34" behind it; free() it */
char *rg_wire_categories(const struct rg_on_wire *l);
/** rg_wire_json() - all of it, as an object */
json_t *rg_wire_json(const struct rg_on_wire *l);
/** rg_wire_kind() - "cipso", "calipso", "ripso", or NULL */
const char *rg_wire_kind(unsigned int kind);

#endif
