/* SPDX-License-Identifier: GPL-2.0-only */
/* What the processes of a run do, each on sockets of its own. */
#ifndef RELGATE_DEBUG_ROLE_H
#define RELGATE_DEBUG_ROLE_H

#include "image.h"
#include "ledger.h"
#include "peer.h"
#include "rng.h"

/**
 * struct role - one process
 * @family, @group: of generic netlink
 * @r: its random numbers
 * @messages: a fuzzer's share
 */
struct role {
	struct ledger *l;
	uint16_t family;
	int group;
	struct rng r;
	uint64_t messages;
	struct wire w;
	struct peer p;
};

void role_fuzz(struct role *me);
void role_swap(struct role *me);
void role_dump(struct role *me);
void role_watch(struct role *me);
void role_listen(struct role *me);
void role_detach(struct role *me);
int role_apply(struct role *me);
int role_put(struct role *me, const struct image *i, bool dry_run);
int role_status(struct role *me, uint64_t *generation, uint8_t *digest);

#endif
