// SPDX-License-Identifier: GPL-2.0-only
/* tcx (Linux 6.6) and netfilter links (6.4), which libbpf 1.1 has no calls for. */
#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <linux/bpf.h>
#include <linux/netfilter.h>
#include <bpf/bpf.h>
#include "bpf/gate.h"
#include "syscall.h"

#define RG_F_BEFORE	(1u << 3)
#define RG_F_AFTER	(1u << 4)

/* The part of union bpf_attr that BPF_LINK_CREATE reads for these links. */
struct rg_attr_link {
	__u32 prog_fd, target, attach_type, flags;
	union {
		struct {
			__u32 relative, pad;
			__u64 revision;
		} tcx;
		struct {
			__u32 pf, hook;
			__s32 priority;
			__u32 flags;
		} nf;
	};
};

struct rg_attr_query {
	__u32 target, attach_type, query_flags, attach_flags;
	__u64 prog_ids;
	__u32 count, pad;
	__u64 prog_attach_flags, link_ids, link_attach_flags, revision;
};

static int sys_bpf(int cmd, void *attr, unsigned int size)
{
	int ret = syscall(__NR_bpf, cmd, attr, size);

	return ret < 0 ? -errno : ret;
}

/**
 * rg_sys_tcx_link() - attach a program at a device by a tcx link
 * @prog_fd: program of type SCHED_CLS
 * @ifindex: device in this namespace
 * @ingress: there, before all others; else at egress, after all others
 */
int rg_sys_tcx_link(int prog_fd, uint32_t ifindex, bool ingress)
{
	struct rg_attr_link attr = {
		.prog_fd = prog_fd,
		.target = ifindex,
		.attach_type = ingress ? RG_BPF_TCX_INGRESS : RG_BPF_TCX_EGRESS,
		.flags = ingress ? RG_F_BEFORE : RG_F_AFTER,
	};

	return sys_bpf(BPF_LINK_CREATE, &attr, sizeof(attr));
}

/**
 * rg_sys_nf_link() - attach a netfilter program to FORWARD in this namespace
 * @prog_fd: program
 * @pf: NFPROTO_IPV4 or NFPROTO_IPV6
 * @priority: as netfilter counts
 */
int rg_sys_nf_link(int prog_fd, uint32_t pf, int32_t priority)
{
	struct rg_attr_link attr = {
		.prog_fd = prog_fd,
		.attach_type = RG_BPF_NETFILTER,
		.nf = { .pf = pf, .hook = NF_INET_FORWARD, .priority = priority },
	};

	return sys_bpf(BPF_LINK_CREATE, &attr, sizeof(attr));
}

/**
 * rg_sys_tcx_query() - which programs run at a device's tcx hook
 * @ifindex: device in this namespace
 * @ingress: which hook
 * @list: result
 *
 * Return: 0, or a negative errno: -EINVAL on kernels without tcx.
 */
int rg_sys_tcx_query(uint32_t ifindex, bool ingress, struct rg_prog_list *list)
{
	struct rg_attr_query attr = {
		.target = ifindex,
		.attach_type = ingress ? RG_BPF_TCX_INGRESS : RG_BPF_TCX_EGRESS,
		.prog_ids = (uintptr_t)list->id,
		.count = RG_PROGS_MAX,
	};
	int ret = sys_bpf(BPF_PROG_QUERY, &attr, sizeof(attr));

	list->count = ret && ret != -ENOSPC ? 0 : attr.count;
	if (list->count > RG_PROGS_MAX)
		list->count = RG_PROGS_MAX;
	return ret == -ENOENT ? 0 : ret;
}

/* A link's information; the kernel cuts it to what it knows. */
int rg_sys_link_info(int link_fd, struct rg_link_info *info)
{
	__u32 raw[32] = { 0 }, len = sizeof(raw);

	if (bpf_obj_get_info_by_fd(link_fd, raw, &len))
		return -errno;
	memset(info, 0, sizeof(*info));
	info->type = raw[0];
	info->id = raw[1];
	info->prog_id = raw[2];
	/* The union stands at offset 16. */
	if (info->type == RG_LINK_TCX) {
		info->ifindex = raw[4];
		info->attach_type = raw[5];
	} else if (info->type == RG_LINK_NETFILTER) {
		info->pf = raw[4];
	}
	return 0;
}

uint32_t rg_sys_prog_id(int prog_fd)
{
	struct bpf_prog_info info = { 0 };
	__u32 len = sizeof(info);

	return bpf_obj_get_info_by_fd(prog_fd, &info, &len) ? 0 : info.id;
}

uint32_t rg_sys_map_id(int map_fd)
{
	struct bpf_map_info info = { 0 };
	__u32 len = sizeof(info);

	return bpf_obj_get_info_by_fd(map_fd, &info, &len) ? 0 : info.id;
}
