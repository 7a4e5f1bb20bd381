/* SPDX-License-Identifier: GPL-2.0-only */
/* Between agreement.c and decide.c: the question to all agreements of a pair. */
#ifndef RG_CORE_AGREEMENT_H
#define RG_CORE_AGREEMENT_H

#include "core.h"

#define RG_SLOT_NONE 0xffu

/**
 * struct rg_ask - what the agreements of one pair say
 * @from, @to: the pair, nation ids
 * @slot: hub slot that is asked about: where the packet came in, or would leave
 * @hub: nation that is asked about: the sender, who may be the pair's hub itself
 * @consent_direct: every originator consents to the direct way
 * @consent_mask: hub slots by which every originator consents
 * @reason: the furthest refusal, RG_R_NO_AGREEMENT if nobody was there to ask
 * @denied: deny statement that covers the packet
 * @direct: first agreement that grants the direct way
 * @via_slot: first that grants a way via a hub and may use @slot
 * @via_hub: first that grants a way via the nation @hub
 * @via_mask: hub slots that those which grant may use
 * @via_pos: which of the pair's agreements grant a way via a hub
 * @pair: the pair's cell
 *
 * Agreements are indices or RG_AGREEMENT_NONE.
 */
struct rg_ask {
	u32 from, to;
	u32 slot, hub;
	u32 consent_direct, consent_mask;
	u32 reason;
	u32 denied, direct, via_slot, via_hub;
	u32 via_mask;
	u64 via_pos;
	u32 pair, pad;
};

RG_SUB int rg_ask_pair(const struct rg_image *img, struct rg_work *w, struct rg_ask *ask);

#endif /* RG_CORE_AGREEMENT_H */
