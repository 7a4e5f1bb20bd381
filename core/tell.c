// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the sender of a refused packet is told (`on refusal reject`).  Only what its
 * label is refused for: of CIPSO as the draft says (draft-ietf-cipso-ipsecurity-01,
 * sections 5.1 and 5.4), of RIPSO likewise (RFC 1108, section 2), of CALIPSO only
 * what fails on the way out (RFC 5570, section 6).  What an agreement refuses is never
 * answered: that would tell a stranger what nations share.
 */
#include "ripso.h"
#include "image.h"

#define RG_CIPSO_TYPE_134	134
#define RG_ICMP_UNREACH	3
#define RG_ICMP_NET_PROHIBITED 9	/* by a gateway; 10 is what a host says */
#define RG_ICMP_PROBLEM	12
#define RG_ICMP6_UNREACH 1

RG_LOCAL void rg_told(struct rg_work *w, u32 type, u32 code, u32 pointer)
{
	w->told.type = type;
	w->told.code = code;
	w->told.pointer = pointer;
}

/* A field of the label, @off octets behind the start of its option, is not understood. */
RG_LOCAL void rg_told_field(struct rg_work *w, u32 off)
{
	if (w->pkt.kind != RG_LABEL_NONE)
		rg_told(w, RG_ICMP_PROBLEM, 0, w->pkt.opt - w->pkt.l3 + off);
}

RG_LOCAL void rg_tell4(struct rg_work *w, const struct rg_interface *in)
{
	bool ripso = w->pkt.kind == RG_LABEL_RIPSO;

	switch (w->v.reason) {
	case RG_R_LABEL_MISSING:
		if (in->flags & (RG_IF_CIPSO | RG_IF_RIPSO))
			rg_told(w, RG_ICMP_PROBLEM, 1, in->flags & RG_IF_CIPSO ?
				RG_CIPSO_TYPE_134 : RG_RIPSO_TYPE);
		break;
	case RG_R_LABEL_KIND:
	case RG_R_RIPSO:
		rg_told_field(w, 0);
		break;
	case RG_R_DOI_UNKNOWN:
	case RG_R_DOI_REFUSED:
		rg_told_field(w, ripso ? 0 : 2);
		break;
	case RG_R_CIPSO_TAG:
		/* The permissive tag begins before its bitmap. */
		rg_told_field(w, w->pkt.perm ? w->pkt.perm - 4 - w->pkt.opt : 6);
		break;
	case RG_R_LEVEL_UNKNOWN:
		rg_told_field(w, ripso ? 2 : 9);
		break;
	case RG_R_CATEGORY_UNKNOWN:
		rg_told_field(w, w->pkt.body - w->pkt.opt);
		break;
	case RG_R_IN_LEVEL:
	case RG_R_IN_SUBJECT:
	case RG_R_OUT_LEVEL:
	case RG_R_OUT_SUBJECT:
	case RG_R_LAUNDER:
	case RG_R_UNTRANSLATABLE:
	case RG_R_LABEL_ROOM:
		rg_told(w, RG_ICMP_UNREACH, RG_ICMP_NET_PROHIBITED, 0);
	}
}

/* Of what fails where the packet comes in, nobody may be told. */
RG_LOCAL void rg_tell6(struct rg_work *w)
{
	switch (w->v.reason) {
	case RG_R_OUT_LEVEL:
	case RG_R_OUT_SUBJECT:
	case RG_R_LAUNDER:
	case RG_R_LABEL_ROOM:
		rg_told(w, RG_ICMP6_UNREACH, 1, 0);
		break;
	case RG_R_UNTRANSLATABLE:
		rg_told(w, RG_ICMP6_UNREACH, 0, 0);
	}
}

/* May the sender be told at all: it is who the interface says, and the policy wants it. */
RG_LOCAL bool rg_tell_may(const struct rg_image *img, const struct rg_work *w)
{
	u32 flag = w->pkt.family == 4 ? RG_REJECT_4 : RG_REJECT_6;
	const struct rg_interface *in;

	if (w->v.pass || !w->pkt.family || !(rg_header(img)->flags & flag) ||
	    !rg_error_may(&w->pkt) || w->own || !rg_enrolled(img, w->in))
		return false;
	in = rg_interface(img, w->in);
	if (in->flags & RG_IF_HUB)
		return w->relay;
	return RG_VALUE_NATION(rg_nation(img, w->pkt.family, w->pkt.src)) == in->nation;
}

/**
 * rg_tell() - the ICMP error that a refusal at ingress is answered with
 * @img: policy
 * @w: a question that was answered, be it by rg_parse() and rg_drop() alone; input: own
 *
 * @w->told is the answer; its type is 0 if there is none.
 */
RG_API void rg_tell(const struct rg_image *img, struct rg_work *w)
{
	rg_told(w, 0, 0, 0);
	if (!rg_tell_may(img, w))
		return;
	if (w->pkt.family == 4)
		rg_tell4(w, rg_interface(img, w->in));
	else
		rg_tell6(w);
}

/**
 * rg_unread() - what the guard makes of a label that cannot be read
 * @w: parsed packet that came in on some interface; input: own
 * @reason: of rg_parse()
 *
 * The gate's error about a label of an unknown kind carries that label.
 *
 * Return: RG_R_OK: it is for rg_permits() to ask; else @reason, and it must not leave.
 */
RG_API u32 rg_unread(const struct rg_work *w, u32 reason)
{
	return reason == RG_R_CIPSO_TAG && w->own ? RG_R_OK : reason;
}
