/* SPDX-License-Identifier: GPL-2.0-only */
/* The calls of struct rg_engine, as the BPF engine has them. */
#ifndef RELGATE_ENGINE_OPS_H
#define RELGATE_ENGINE_OPS_H

#include "device.h"
#include "engine.h"
#include "gate.h"

int rg_bpf_apply(struct rg_apply *a);
int rg_bpf_confirm(struct rg_turn *t);
int rg_bpf_rollback(struct rg_turn *t);
int rg_bpf_status(struct rg_status *st);
int rg_bpf_counters(struct rg_counters *c);
int rg_bpf_block(bool on);
int rg_bpf_detach(void);
bool rg_hub_up(const struct rg_interface *ifc, const struct rg_device *dev);
int rg_bpf_generation(uint64_t *generation);
int rg_bpf_answered(const struct rg_answer *a);
int rg_bpf_hubs_up(struct rg_hubs *h);
bool rg_bpf_answers(const struct rg_gate *g, const struct rg_interface *ifc, uint32_t ifindex);
int rg_bpf_monitor(int (*fn)(const struct rg_event *ev, void *arg), void *arg);

#endif
