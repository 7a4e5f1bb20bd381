/* SPDX-License-Identifier: GPL-2.0-only */
/* tc filters on a device, of ours (clsact) and of others. */
#ifndef RELGATE_ENGINE_FILTER_H
#define RELGATE_ENGINE_FILTER_H

#include <stdbool.h>
#include <stdint.h>
#include <stddef.h>

/**
 * struct rg_filters - what rg_filters_read() found on a device
 * @ingress, @egress: our programs are there as clsact filters
 * @foreign: filters of others; @what says which was the first
 * @clsact: there is a clsact qdisc
 */
struct rg_filters {
	bool ingress, egress, clsact;
	unsigned int foreign;
	char what[64];
};

int rg_filters_read(uint32_t ifindex, uint32_t in_prog, uint32_t eg_prog, struct rg_filters *f);

#endif
