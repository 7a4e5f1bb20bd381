/* SPDX-License-Identifier: GPL-2.0-only */
/* What every change of the policy in force does around the swap. */
#ifndef RELGATE_ENGINE_CHANGE_H
#define RELGATE_ENGINE_CHANGE_H

#include "device.h"
#include "page.h"

int rg_change_shut(const struct rg_gate *g, const uint8_t *one, const uint8_t *other);
int rg_change_settle(const struct rg_gate *g, const struct rg_host *host,
		     const struct rg_live *force, const struct rg_live *other);

#endif
