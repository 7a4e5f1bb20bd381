/* SPDX-License-Identifier: GPL-2.0-only */
/* From a policy's interfaces to this host's devices. */
#ifndef RELGATE_ENGINE_BIND_H
#define RELGATE_ENGINE_BIND_H

#include "device.h"
#include "gate.h"
#include "rule.h"

/* Typed views of a validated image. */
const struct rg_interface *rg_image_interfaces(const uint8_t *image, size_t *count);
void rg_image_unmanaged(const uint8_t *image, struct rg_names *names);
const char *rg_image_name(const uint8_t *image);

int rg_bind_check(const uint8_t *image, const struct rg_host *host, bool partial);
int rg_bind_make(const uint8_t *image, const struct rg_host *host, uint64_t generation,
		 struct rg_bind *bind);
int rg_bind_devices(const struct rg_gate *g, const struct rg_bind *bind);
void rg_bind_prune(const struct rg_gate *g, uint64_t one, uint64_t other);

#endif
