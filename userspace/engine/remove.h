/* SPDX-License-Identifier: GPL-2.0-only */
/* Taking a gate off, and dead ones away. */
#ifndef RELGATE_ENGINE_REMOVE_H
#define RELGATE_ENGINE_REMOVE_H

#include "device.h"
#include "gate.h"

bool rg_gate_residue(const struct rg_gate *g);
int rg_gate_empty(struct rg_gate *g, const struct rg_host *host);
int rg_gate_remove(struct rg_gate *g, const struct rg_host *host);
void rg_gate_unmake(const struct rg_gate *g);
void rg_gate_sweep(const char *own);

#endif
