/* SPDX-License-Identifier: GPL-2.0-only */
/* The XDP program before the judge: where it may run, and where it does. */
#ifndef RELGATE_ENGINE_XDP_H
#define RELGATE_ENGINE_XDP_H

#include "device.h"
#include "gate.h"

#define RG_CAN_JUDGE	0x1	/* the driver runs XDP and redirects from it */
#define RG_CAN_XMIT	0x2	/* it sends what XDP redirects to it */
#define RG_CAN_TAGS	0x4	/* it leaves VLAN tags in the frame, where XDP sees them */

int rg_xdp_probe(struct rg_host *host);
int rg_xdp_check(const uint8_t *image, const struct rg_host *host, enum rg_hook_choice choice);
bool rg_xdp_wanted(const uint8_t *image, const struct rg_host *host, enum rg_hook_choice choice);
int rg_xdp_attach(const struct rg_gate *g, const struct rg_device *dev,
		  enum rg_hook_choice choice);
void rg_xdp_unattach(const struct rg_gate *g, uint32_t ifindex);

#endif
