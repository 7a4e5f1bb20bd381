// SPDX-License-Identifier: GPL-2.0-only
/*
 * The netfilter link is out of reach of `nft flush ruleset`, and reads the policy
 * in force to know which interfaces are unmanaged.  The nft chain is for kernels
 * before 6.4, and is told.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <linux/netfilter.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <nftables/libnftables.h>
#include "bpf/lock.skel.h"
#include "shut.h"
#include "syscall.h"
#include "lib/util.h"

#define SHUT_PRIORITY	(-500)	/* before the filters of others */
#define NFT_TABLE	"relgate_lock"

static const struct {
	const char *pin;
	uint32_t pf;
} links[] = {
	{ "lock4", NFPROTO_IPV4 },
	{ "lock6", NFPROTO_IPV6 },
};

/* Load the program around the gate's policy map: its descriptor, or a negative errno. */
static int load_program(const struct rg_gate *g)
{
	struct lock_bpf *skel = lock_bpf__open();
	int fd, err;

	if (!skel)
		return -errno;
	bpf_program__set_type(skel->progs.gate_lock, RG_BPF_PROG_TYPE_NETFILTER);
	bpf_program__set_expected_attach_type(skel->progs.gate_lock, RG_BPF_NETFILTER);
	bpf_map__set_autocreate(skel->maps.control, false);
	err = bpf_map__reuse_fd(skel->maps.policy, g->map[RG_MAP_POLICY]);
	if (!err)
		err = bpf_map__reuse_fd(skel->maps.trial, g->map[RG_MAP_TRIAL]);
	if (!err)
		err = lock_bpf__load(skel);
	fd = err ? err : dup(bpf_program__fd(skel->progs.gate_lock));
	lock_bpf__destroy(skel);
	return fd;
}

static int attach(const struct rg_gate *g, int prog, unsigned int i)
{
	int fd = rg_sys_nf_link(prog, links[i].pf, SHUT_PRIORITY);
	int err;

	if (fd < 0)
		return fd;
	err = rg_pin_set(g->dir, links[i].pin, fd) ? -EIO : 0;
	close(fd);
	return err;
}

static bool linked(const char *dir, unsigned int i)
{
	struct rg_link_info info;
	int fd = rg_pin_get(dir, links[i].pin);
	bool ok;

	if (fd < 0)
		return false;
	ok = !rg_sys_link_info(fd, &info) && info.type == RG_LINK_NETFILTER &&
	     info.pf == links[i].pf;
	close(fd);
	return ok;
}

/* 0, or a negative errno: this kernel has no netfilter links. */
static int close_by_link(const struct rg_gate *g)
{
	int prog, err = 0;
	unsigned int i;

	if (linked(g->dir, 0) && linked(g->dir, 1))
		return 0;
	if (getenv("RELGATE_NO_NFLINK"))
		return -EOPNOTSUPP;
	prog = load_program(g);
	if (prog < 0)
		return prog;
	for (i = 0; !err && i < 2; i++)
		if (!linked(g->dir, i))
			err = attach(g, prog, i);
	close(prog);
	return err;
}

static int nft_run(const char *commands)
{
	struct nft_ctx *nft = nft_ctx_new(NFT_CTX_DEFAULT);
	int err;

	if (!nft)
		return -ENOMEM;
	nft_ctx_buffer_output(nft);
	nft_ctx_buffer_error(nft);
	err = nft_run_cmd_from_buffer(nft, commands);
	nft_ctx_free(nft);
	return err ? -EIO : 0;
}

/* A device's name may hold anything but a slash and white space. */
static bool nft_quotable(const struct rg_names *names)
{
	size_t i;

	for (i = 0; i < names->count; i++)
		if (memchr(names->name[i], '"', RG_IFNAME_LEN))
			return false;
	return true;
}

static void nft_names(FILE *f, const struct rg_names *names)
{
	size_t i;

	fputs("{ ", f);
	for (i = 0; i < names->count; i++)
		fprintf(f, "%s\"%.15s\"", i ? ", " : "", names->name[i]);
	fputs(" }", f);
}

static int close_by_nft(const struct rg_names *unmanaged)
{
	char *text = NULL;
	size_t size;
	FILE *f;
	int err;

	if (!nft_quotable(unmanaged))
		return -EINVAL;
	f = open_memstream(&text, &size);
	if (!f)
		return -ENOMEM;
	/* One transaction: the old chain goes when the new one comes. */
	fprintf(f, "add table inet " NFT_TABLE "\ndelete table inet " NFT_TABLE "\n"
		"table inet " NFT_TABLE " {\n\tchain forward {\n"
		"\t\ttype filter hook forward priority %d; policy drop;\n", SHUT_PRIORITY);
	if (unmanaged->count) {
		fputs("\t\tiifname ", f);
		nft_names(f, unmanaged);
		fputs(" oifname ", f);
		nft_names(f, unmanaged);
		fputs(" accept\n", f);
	}
	fputs("\t}\n}\n", f);
	err = fclose(f) ? -ENOMEM : nft_run(text);
	free(text);
	return err;
}

static bool nft_there(void)
{
	return !nft_run("list chain inet " NFT_TABLE " forward");
}

/**
 * rg_shut_close() - set the lock
 * @g: gate with its maps
 * @unmanaged: interfaces between which the stack may forward
 *
 * Return: 0, or -1 after rg_error().
 */
int rg_shut_close(const struct rg_gate *g, const struct rg_names *unmanaged)
{
	int err = close_by_link(g);

	if (!err)
		return 0;
	err = close_by_nft(unmanaged);
	if (err)
		return rg_error("cannot shut netfilter's forwarding, neither by a BPF link nor by nft: "
				"%s", strerror(-err));
	return 0;
}

/** rg_shut_unmanaged() - tell the lock of new unmanaged interfaces, if it has to be told */
int rg_shut_unmanaged(const struct rg_gate *g, const struct rg_names *unmanaged)
{
	if (linked(g->dir, 0) && linked(g->dir, 1))
		return 0;
	if (close_by_nft(unmanaged))
		return rg_error("cannot tell the nft chain which interfaces are unmanaged");
	return 0;
}

/** rg_shut_open() - take the lock off: 0, or -1 after rg_error() */
int rg_shut_open(const struct rg_gate *g)
{
	unsigned int i;

	for (i = 0; i < 2; i++)
		if (rg_pin_drop(g->dir, links[i].pin))
			return -1;
	if (nft_there() && nft_run("delete table inet " NFT_TABLE))
		return rg_error("cannot delete the nft table inet " NFT_TABLE);
	return 0;
}

/** rg_shut_state() - by what the lock is set */
enum rg_shut rg_shut_state(const char *dir)
{
	if (linked(dir, 0) && linked(dir, 1))
		return RG_SHUT_LINK;
	return nft_there() ? RG_SHUT_NFT : RG_SHUT_NONE;
}
