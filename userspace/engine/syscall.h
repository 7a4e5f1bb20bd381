/* SPDX-License-Identifier: GPL-2.0-only */
/* What libbpf 1.1 does not know of yet: tcx and netfilter links, by the bare system call. */
#ifndef RELGATE_ENGINE_SYSCALL_H
#define RELGATE_ENGINE_SYSCALL_H

#include <stdbool.h>
#include <stdint.h>

#define RG_PROGS_MAX 64

/**
 * struct rg_prog_list - programs at one tcx hook, in the order they run
 * @count: how many; at most RG_PROGS_MAX are listed
 * @id: program ids
 */
struct rg_prog_list {
	uint32_t count;
	uint32_t id[RG_PROGS_MAX];
};

/**
 * struct rg_link_info - a BPF link
 * @type: RG_LINK_*
 * @prog_id: of its program
 * @ifindex: tcx: the device, 0 once that is gone
 * @attach_type: tcx
 * @pf: netfilter: protocol family
 */
struct rg_link_info {
	uint32_t type, id, prog_id;
	uint32_t ifindex, attach_type;
	uint32_t pf;
};

#define RG_LINK_XDP		6
#define RG_LINK_NETFILTER	10
#define RG_LINK_TCX		11

/* All return a descriptor or 0, or a negative errno. */
int rg_sys_tcx_link(int prog_fd, uint32_t ifindex, bool ingress);
int rg_sys_nf_link(int prog_fd, uint32_t pf, int32_t priority);
int rg_sys_tcx_query(uint32_t ifindex, bool ingress, struct rg_prog_list *list);
int rg_sys_link_info(int link_fd, struct rg_link_info *info);
uint32_t rg_sys_prog_id(int prog_fd);
uint32_t rg_sys_map_id(int map_fd);

#endif
