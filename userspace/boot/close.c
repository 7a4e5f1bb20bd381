// SPDX-License-Identifier: GPL-2.0-only
/*
 * Closed until a policy is in force: the stack forwards nothing, by the same rule as
 * the BPF engine's and by nft, and the named interfaces are cut off from the gate's
 * own sockets.  By name, so that it holds for devices that come later; it depends on
 * no engine.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <nftables/libnftables.h>
#include "../engine/rule.h"
#include "../lib/util.h"
#include "boot.h"

#define TABLE "relgate_boot"

static int nft(const char *commands, const char *doing)
{
	struct nft_ctx *ctx = nft_ctx_new(NFT_CTX_DEFAULT);
	int err;

	if (!ctx)
		return rg_error("out of memory");
	nft_ctx_buffer_output(ctx);
	nft_ctx_buffer_error(ctx);
	err = nft_run_cmd_from_buffer(ctx, commands);
	if (err && doing)
		rg_error("%s: %s", doing, nft_ctx_get_error_buffer(ctx));
	nft_ctx_free(ctx);
	return err ? -1 : 0;
}

static void put_local(FILE *f, const char *chain, const char *key,
		      char (*names)[RG_IFNAME_LEN], size_t count)
{
	size_t i;

	fprintf(f, "chain %s { type filter hook %s priority -350; policy accept;", chain, chain);
	for (i = 0; i < count; i++)
		fprintf(f, " %s \"%.15s\" drop;", key, names[i]);
	fputs(" }\n", f);
}

/**
 * rg_boot_close() - close interfaces
 * @names: of @count interfaces: cut off from the gate's own sockets
 * @forward: the stack forwards nothing at all, too
 *
 * Takes the place of what was closed before, in one step.
 *
 * Return: 0, or -1 after rg_error().
 */
int rg_boot_close(char (*names)[RG_IFNAME_LEN], size_t count, bool forward)
{
	char *text = NULL;
	size_t size;
	FILE *f;
	int err;

	if (forward && rg_rules_close())
		return -1;
	f = open_memstream(&text, &size);
	if (!f)
		return rg_error("out of memory");
	fputs("table inet " TABLE "\ndelete table inet " TABLE "\ntable inet " TABLE " {\n", f);
	if (forward)
		fputs("chain forward { type filter hook forward priority -350; policy drop; }\n", f);
	put_local(f, "input", "iifname", names, count);
	put_local(f, "output", "oifname", names, count);
	fputs("}\n", f);
	err = fclose(f) ? rg_error("out of memory") : nft(text, "cannot close the interfaces");
	free(text);
	return err;
}

/** rg_boot_closed() - whether something is closed that way */
bool rg_boot_closed(void)
{
	return !nft("list table inet " TABLE, NULL);
}

/**
 * rg_boot_open() - open what rg_boot_close() closed
 * @engine: that has a policy in force, or NULL; the BPF engine's own lock is the same rule
 *
 * Return: 0, or -1 after rg_error().
 */
int rg_boot_open(const char *engine)
{
	if (!rg_boot_closed())
		return 0;
	if (nft("delete table inet " TABLE, "cannot open the interfaces"))
		return -1;
	return engine && !strcmp(engine, "bpf") ? 0 : rg_rules_open();
}
