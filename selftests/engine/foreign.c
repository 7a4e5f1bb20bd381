// SPDX-License-Identifier: GPL-2.0-only
/*
 * Programs of others, by tcx: which are on devices, or put one there until told to
 * end.
 *
 *     foreign list NETNS DEVICE...
 *     foreign hold NETNS DEVICE ingress|egress      until standard input ends
 */
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <linux/bpf.h>
#include <bpf/bpf.h>
#include "lib/netns.h"
#include "userspace/engine/syscall.h"

static int list(int argc, char **argv)
{
	struct rg_prog_list progs;
	int i, way;
	uint32_t k;

	for (i = 0; i < argc; i++)
		for (way = 0; way < 2; way++)
			if (!rg_sys_tcx_query(if_nametoindex(argv[i]), way, &progs))
				for (k = 0; k < progs.count; k++)
					printf("%s %s\n", argv[i], way ? "ingress" : "egress");
	return 0;
}

/* Lets everything pass, to the next program. */
static int hold(const char *device, bool ingress)
{
	const struct bpf_insn next[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .imm = -1 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	int prog, link;
	char c;

	prog = bpf_prog_load(BPF_PROG_TYPE_SCHED_CLS, "passer", "GPL", next, 2, NULL);
	link = prog < 0 ? -1 : rg_sys_tcx_link(prog, if_nametoindex(device), ingress);
	if (link < 0)
		return 2;
	printf("ready\n");
	fflush(stdout);
	while (read(0, &c, 1) > 0)
		;
	return 0;
}

int main(int argc, char **argv)
{
	if (argc < 4 || rg_netns_enter(argv[2]))
		return 2;
	if (!strcmp(argv[1], "list"))
		return list(argc - 3, argv + 3);
	return argc == 5 ? hold(argv[3], !strcmp(argv[4], "ingress")) : 2;
}
