// SPDX-License-Identifier: GPL-2.0-only
/*
 * image NETNS POLICY whole|digest|flip AT|cut TO|version: hands the BPF engine the image
 * of a policy, whole or damaged, as no policy file can.  What the engine says of it goes
 * to standard error.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "userspace/engine/engine.h"
#include "userspace/policy/policy.h"
#include "lib/netns.h"

/* Return: the size that is left of the image, or 0 if there is no such damage. */
static size_t damage(uint8_t *image, size_t size, const char *what, const char *at)
{
	struct rg_image_header *h = (struct rg_image_header *)image;
	size_t n = at ? strtoul(at, NULL, 0) : 0;

	if (!strcmp(what, "digest"))
		h->digest[0] ^= 1;
	else if (!strcmp(what, "flip") && n < size)
		image[n] ^= 0x10;
	else if (!strcmp(what, "cut") && n && n < size)
		return n;
	else if (!strcmp(what, "version"))
		h->version++;
	else if (strcmp(what, "whole"))
		return 0;
	return size;
}

int main(int argc, char **argv)
{
	struct rg_compiled c = { 0 };
	struct rg_apply a = { .quiet = true };
	uint8_t *image;
	int err;

	if (argc < 4 || rg_policy_compile(argv[2], stderr, 0, &c) || rg_netns_enter(argv[1]))
		return 2;
	/* A copy of just the size: what reads beyond it is seen. */
	a.size = damage(c.image, c.size, argv[3], argv[4]);
	image = malloc(a.size);
	if (!a.size || !image)
		return 2;
	memcpy(image, c.image, a.size);
	a.image = image;
	err = rg_engine_bpf.apply(&a);
	free(image);
	rg_compiled_free(&c);
	return err ? 1 : 0;
}
