/* SPDX-License-Identifier: GPL-2.0-only */
/* Well-formed requests, made from the specification. */
#ifndef RELGATE_DEBUG_MAKE_H
#define RELGATE_DEBUG_MAKE_H

#include "image.h"
#include "peer.h"
#include "rng.h"
#include "spec.h"

const struct spec_cmd *make_command(struct rng *r);
void make_request(struct peer *p, struct wire *w, struct rng *r, const struct spec_cmd *c);
void make_chunk(struct peer *p, struct wire *w, const struct image *i, uint32_t at, uint32_t len);
void make_commit(struct peer *p, struct wire *w, const uint8_t *digest, bool dry_run);

#endif
