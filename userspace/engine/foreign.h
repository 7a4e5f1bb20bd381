/* SPDX-License-Identifier: GPL-2.0-only */
/* What others have on the devices of a namespace that could take frames around the gate. */
#ifndef RELGATE_ENGINE_FOREIGN_H
#define RELGATE_ENGINE_FOREIGN_H

#include "attach.h"

#define RG_FOREIGN_TEXT 128	/* bytes of "DEVICE: WHAT" */

void rg_foreign_on(const struct rg_device *dev, struct rg_attached *found);
int rg_foreign_check(const uint8_t *image, const struct rg_host *host, const struct rg_gate *g,
		     bool tc);
int rg_foreign_elsewhere(const uint8_t *image, const struct rg_host *host, uint32_t own, bool tc,
			 char text[RG_FOREIGN_TEXT]);

#endif
