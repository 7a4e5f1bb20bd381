/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A gate: what is pinned below /sys/fs/bpf/relgate/ for one network namespace.
 *
 *   policy control trial probed counters tally agreed events devices scratch   maps
 *   ingress egress xdp                               programs
 *   in_IFINDEX out_IFINDEX xdp_IFINDEX               tcx and XDP links
 *   lock lock4 lock6                                 the lock's program and links
 */
#ifndef RELGATE_ENGINE_GATE_H
#define RELGATE_ENGINE_GATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "bpf/gate.h"

#define RG_PIN_ROOT "/sys/fs/bpf/relgate"

enum rg_pin_map { RG_MAP_POLICY, RG_MAP_CONTROL, RG_MAP_TRIAL, RG_MAP_PROBED, RG_MAP_COUNTERS, RG_MAP_TALLY,
		  RG_MAP_AGREED, RG_MAP_EVENTS, RG_MAP_DEVICES, RG_MAP_SCRATCH, RG_MAP_COUNT };

/**
 * struct rg_gate - an open gate
 * @dir: its directory of pins
 * @lock: descriptor of the directory, locked; -1: not locked
 * @map: descriptors of its maps, -1: missing
 * @ingress, @egress, @xdp: descriptors of its programs, -1: missing
 * @ingress_id, @egress_id, @xdp_id: their ids
 * @whole: every map and both tc programs are there; the XDP program only where it is wanted
 */
struct rg_gate {
	char dir[64];
	int lock;
	int map[RG_MAP_COUNT];
	int ingress, egress, xdp;
	uint32_t ingress_id, egress_id, xdp_id;
	bool whole;
};

extern const char *const rg_map_name[RG_MAP_COUNT];

/* pin.c: the directory and the mount namespace that bpffs is in */
int rg_pins_enter(void);
void rg_pins_leave(void);
uint64_t rg_netns_cookie(void);
uint64_t rg_netns_inode(void);
int rg_pin_dir(char dir[64]);
int rg_pin_lock(const char *dir);
bool rg_pin_exists(const char *dir, const char *name);
int rg_pin_get(const char *dir, const char *name);
int rg_pin_set(const char *dir, const char *name, int fd);
int rg_pin_drop(const char *dir, const char *name);
int rg_pin_each(const char *dir, int (*fn)(const char *dir, const char *name, void *arg), void *arg);

/* gate.c */
int rg_gate_open(struct rg_gate *g, bool lock);
void rg_gate_close(struct rg_gate *g);
int rg_gate_reopen(struct rg_gate *g);
int rg_control_read(const struct rg_gate *g, uint32_t key, struct rg_control *c);
int rg_control_write(const struct rg_gate *g, uint32_t key, const struct rg_control *c);

/* load.c */
int rg_gate_load(struct rg_gate *g, bool pin, bool xdp, uint64_t insns[3]);
int rg_object_build(uint8_t build[16]);

#endif
