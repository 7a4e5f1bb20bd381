/* SPDX-License-Identifier: GPL-2.0-only */
/* The second lock, at netfilter's FORWARD: a BPF program, or on older kernels an nft chain. */
#ifndef RELGATE_ENGINE_SHUT_H
#define RELGATE_ENGINE_SHUT_H

#include "gate.h"
#include "rule.h"

enum rg_shut { RG_SHUT_NONE, RG_SHUT_NFT, RG_SHUT_LINK };

int rg_shut_close(const struct rg_gate *g, const struct rg_names *unmanaged);
int rg_shut_unmanaged(const struct rg_gate *g, const struct rg_names *unmanaged);
int rg_shut_open(const struct rg_gate *g);
enum rg_shut rg_shut_state(const char *dir);

#endif
