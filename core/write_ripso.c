// SPDX-License-Identifier: GPL-2.0-only
/* The label that is being written as a RIPSO option (RFC 1108). */
#include "edit.h"
#include "ripso.h"

/* From the bitmap that rg_write_add() made: each octet one bit shorter than it looks. */
RG_CALLBACK long rg_ripso_write_step(u32 i, void *ctx)
{
	struct rg_write *o = &((struct rg_ctx *)ctx)->w->write;
	u32 octet = RG_AT(o->opt, RG_OPT_BODY + i);

	if (octet & RG_RIPSO_MORE)
		o->reason = RG_R_UNTRANSLATABLE;	/* a number that no flag has */
	/* A zero octet says something only where zeros release, and may not end the field. */
	if (i && i + 1 == o->body && !octet)
		o->reason = RG_R_LABEL_ROOM;
	RG_AT(o->opt, RG_RIPSO_HLEN + i) = octet | (i + 1 < o->body ? RG_RIPSO_MORE : 0);
	return o->reason != RG_R_OK;
}

RG_LOCAL u32 rg_write_ripso(struct rg_ctx *c)
{
	struct rg_write *o = &c->w->write;

	o->body = (rg_write_bits(o) + 7) >> 3;
	if (!rg_ripso_level_ok(o->level))
		return RG_R_UNTRANSLATABLE;
	if (o->body > RG_RIPSO_MAX - RG_RIPSO_HLEN)
		return RG_R_LABEL_ROOM;
	o->reason = RG_R_OK;
	rg_loop(o->body, rg_ripso_write_step, c);
	if (o->reason != RG_R_OK)
		return o->reason;
	o->opt_len = RG_RIPSO_HLEN + o->body;
	o->opt[0] = RG_RIPSO_TYPE;
	o->opt[1] = o->opt_len;
	o->opt[2] = o->level;
	return RG_R_OK;
}
