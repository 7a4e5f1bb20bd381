/* SPDX-License-Identifier: GPL-2.0-only */
/* The first lock: a routing rule that blackholes what comes from any device but lo. */
#ifndef RELGATE_ENGINE_RULE_H
#define RELGATE_ENGINE_RULE_H

#include <stdbool.h>
#include <stddef.h>
#include "../../include/uapi/linux/relgate.h"

#define RG_RULE_JUMP	0	/* preferences: iif UNMANAGED goto RG_RULE_LAND */
#define RG_RULE_LOCK	1	/* not iif lo blackhole */
#define RG_RULE_LAND	2	/* nop */
#define RG_RULE_PROTO	114	/* "made by relgate"; no routing daemon has this number */

/** struct rg_names - device names, NUL-padded */
struct rg_names {
	size_t count;
	char (*name)[RG_IFNAME_LEN];
};

int rg_rules_close(void);
int rg_rules_jumps(const struct rg_names *keep, bool add);
int rg_rules_open(void);
bool rg_rules_locked(void);
bool rg_rules_any(void);

#endif
