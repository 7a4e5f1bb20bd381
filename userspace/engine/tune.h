/* SPDX-License-Identifier: GPL-2.0-only */
/* What a gate sets on its host besides its programs and locks. */
#ifndef RELGATE_ENGINE_TUNE_H
#define RELGATE_ENGINE_TUNE_H

#include "device.h"

int rg_tune_routes(const uint8_t *image);
void rg_tune_relays(const uint8_t *image, const struct rg_host *host);
void rg_untune(const uint8_t *image, const struct rg_host *host);

#endif
