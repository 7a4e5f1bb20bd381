/* SPDX-License-Identifier: GPL-2.0-only */
/* Our programs on a device, and those of others. */
#ifndef RELGATE_ENGINE_ATTACH_H
#define RELGATE_ENGINE_ATTACH_H

#include "device.h"
#include "gate.h"

/**
 * struct rg_attached - what runs on a device
 * @ingress: our judge is there, and nothing before it
 * @egress: our guard is there, and nothing after it
 * @tcx: by tcx links, else by clsact filters
 * @xdp: our XDP program is there
 * @foreign: something of others is there; @what says what
 */
struct rg_attached {
	bool ingress, egress, tcx, xdp, foreign;
	char what[96];
};

bool rg_tcx_usable(void);
int rg_attach_inspect(const struct rg_gate *g, const struct rg_device *dev, struct rg_attached *a);
int rg_attach(const struct rg_gate *g, const struct rg_device *dev);
int rg_attach_update(const struct rg_gate *g, const struct rg_gate *old,
		     const struct rg_host *host);
int rg_unattach(const struct rg_gate *g, uint32_t ifindex);
int rg_unattach_others(const struct rg_gate *g, const struct rg_host *host,
		       const uint32_t *keep, size_t count);

#endif
