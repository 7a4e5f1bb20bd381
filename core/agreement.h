/* SPDX-License-Identifier: GPL-2.0-only */
/* Between agreement.c and decide.c: the question to all agreements of a pair. */
#ifndef RG_CORE_AGREEMENT_H
#define RG_CORE_AGREEMENT_H

#include "core.h"

#define RG_SLOT_NONE 0xffu

RG_SUB int rg_ask_pair(const struct rg_image *img, struct rg_work *w);

#endif /* RG_CORE_AGREEMENT_H */
