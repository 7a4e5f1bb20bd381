/* SPDX-License-Identifier: GPL-2.0-only */
/* The devices and addresses of this network namespace, as rtnetlink shows them. */
#ifndef RELGATE_ENGINE_DEVICE_H
#define RELGATE_ENGINE_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "bpf/gate.h"

/**
 * struct rg_device - a network device
 * @master: ifindex of what it is a port or slave of, 0: nothing
 * @xdp: id of the XDP program that is attached, 0: none
 * @can: RG_CAN_*, after rg_xdp_probe()
 * @macvlan: another device (macvlan, macvtap, ipvlan) sits on it
 * @ethernet: of type Ethernet
 * @up, @carrier: set up; lower layer up
 */
struct rg_device {
	char name[RG_IFNAME_LEN];
	char kind[RG_IFNAME_LEN];
	uint32_t ifindex, master, lower;
	uint8_t mac[6];
	uint32_t xdp, can;
	bool macvlan, ethernet, up, carrier;
};

/** struct rg_address - an address of the gate; an IPv4 address is the first four bytes */
struct rg_address {
	uint32_t ifindex;
	uint8_t family;			/* 4 or 6 */
	bool global;			/* of global scope, and ready for use */
	uint8_t addr[16];
};

/**
 * struct rg_host - all of it
 * @bcast: IPv4 broadcast addresses of the local table, network order
 */
struct rg_host {
	struct rg_device *dev;
	size_t dev_count;
	struct rg_address *addr;
	size_t addr_count;
	uint32_t *bcast;
	size_t bcast_count;
};

int rg_host_read(struct rg_host *host);
void rg_host_free(struct rg_host *host);
const struct rg_device *rg_host_device(const struct rg_host *host, const char *name);
const struct rg_device *rg_host_ifindex(const struct rg_host *host, uint32_t ifindex);

#endif
