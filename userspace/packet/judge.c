// SPDX-License-Identifier: GPL-2.0-only
/* Asking the core, as an engine would. */
#include <arpa/inet.h>
#include <stdlib.h>
#include "../label/wire.h"
#include "../lib/util.h"
#include "judge.h"

static uint32_t default_route(const struct rg_view *v, const struct rg_work *w)
{
	uint32_t nation, i;

	nation = RG_VALUE_NATION(rg_nation(&v->img, w->pkt.family, w->pkt.dst));
	for (i = 0; nation && i < rg_view_count(v, RG_SEC_INTERFACE); i++) {
		const struct rg_interface *ifc = rg_interface(&v->img, i);

		if (ifc->nation == nation && !(ifc->flags & RG_IF_HUB))
			return i;
	}
	return RG_ROUTE_NONE;
}

/* The link's own business is never forwarded, so no question of crossing arises. */
static bool is_link(const struct rg_work *w)
{
	return w->pkt.flags & (RG_PKT_ARP | RG_PKT_LINK);
}

void rg_judge(const struct rg_view *v, struct rg_work *w, uint32_t route)
{
	uint32_t reason = rg_parse(w);

	if (reason != RG_R_OK) {
		rg_drop(w, reason);
		rg_tell(&v->img, w);
		return;
	}
	w->route = route == RG_ROUTE_DEFAULT ? default_route(v, w) : route;
	w->told = (struct rg_told){ 0 };
	if (w->route == RG_ROUTE_LOCAL || is_link(w)) {
		rg_local_in(&v->img, w);
		return;
	}
	rg_choose(&v->img, w);
	rg_steer(&v->img, w);
	rg_relabel(&v->img, w);
	rg_tell(&v->img, w);
}

void rg_judge_egress(const struct rg_view *v, struct rg_work *w)
{
	uint32_t reason = rg_unread(w, rg_parse(w));

	w->told = (struct rg_told){ 0 };
	if (reason != RG_R_OK) {
		rg_drop(w, reason);
		return;
	}
	rg_permits(&v->img, w);
	rg_relabel(&v->img, w);
}

uint32_t rg_judge_label(const struct rg_view *v, const struct rg_work *w, struct rg_label *label)
{
	const struct rg_interface *in;
	struct rg_work copy = *w;
	uint32_t reason = rg_parse(&copy);

	if (reason != RG_R_OK)
		return reason;
	if (w->in >= rg_view_count(v, RG_SEC_INTERFACE))
		return RG_R_NOT_ENROLLED;
	in = rg_interface(&v->img, w->in);
	if (copy.pkt.kind == RG_LABEL_NONE) {
		if (!(in->flags & RG_IF_SUPPLIED))
			return RG_R_LABEL_MISSING;
		rg_label_supplied(&v->img, in, label);
		return RG_R_OK;
	}
	if (in->flags & RG_IF_SUPPLIED)
		return RG_R_LABEL_UNEXPECTED;
	reason = rg_label_decode(&v->img, &copy);
	*label = copy.label;
	return reason;
}

const char *rg_edit_name(unsigned int edit)
{
	static const char *const names[] = { "keep", "tag", "strip", "translate" };

	return edit < 4 ? names[edit] : "?";
}

const char *rg_address_text(const struct rg_work *w, const uint8_t *addr, char *buf)
{
	if (w->pkt.family != 4 && w->pkt.family != 6)
		return "-";
	return inet_ntop(w->pkt.family == 4 ? AF_INET : AF_INET6, addr, buf, INET6_ADDRSTRLEN);
}

const char *rg_nation_text(const struct rg_view *v, const struct rg_work *w, const uint8_t *addr)
{
	uint32_t nation = 0;

	if (w->pkt.family == 4 || w->pkt.family == 6)
		nation = RG_VALUE_NATION(rg_nation(&v->img, w->pkt.family, addr));
	return nation ? rg_view_nation(v, nation) : "-";
}

static json_t *label_json(const struct rg_view *v, const struct rg_work *w)
{
	struct rg_on_wire wire;
	struct rg_label label;
	json_t *out;

	rg_wire_read(w, &wire);
	out = wire.kind ? rg_wire_json(&wire) : json_object();
	if (rg_judge_label(v, w, &label) == RG_R_OK) {
		char *text = rg_view_marking(v, &label, w->sender);

		json_object_set_new(out, "marking", rg_json_text(text));
		free(text);
	}
	if (!json_object_size(out)) {
		json_decref(out);
		return json_null();
	}
	return out;
}

/* Options behind the fixed IP header on the way out, if the label changes. */
static json_t *options_out(const struct rg_work *w)
{
	unsigned int fixed = w->pkt.family == 4 ? 20 : 40;

	if (!w->v.pass || w->v.edit == RG_EDIT_KEEP || w->edit.len < fixed)
		return json_null();
	return rg_json_hex(w->edit.hdr + fixed, w->edit.len - fixed);
}

/* The ICMP error that the sender gets. */
static json_t *told_json(const struct rg_work *w)
{
	if (!w->told.type)
		return json_null();
	return json_pack("{si si si}", "type", w->told.type, "code", w->told.code,
			 "pointer", w->told.pointer);
}

json_t *rg_judge_json(const struct rg_view *v, const struct rg_work *w)
{
	const struct rg_verdict *d = &w->v;
	char src[INET6_ADDRSTRLEN], dst[INET6_ADDRSTRLEN];

	return json_pack("{ss ss ss ss ss so ss ss so ss ss so ss so so}",
		"in", rg_view_interface(v, w->in),
		"src", rg_address_text(w, w->pkt.src, src),
		"dst", rg_address_text(w, w->pkt.dst, dst),
		"sender", rg_nation_text(v, w, w->pkt.src),
		"destination", rg_nation_text(v, w, w->pkt.dst),
		"label", label_json(v, w),
		"verdict", d->pass ? "pass" : "drop",
		"way", rg_way_name(d->way) ? rg_way_name(d->way) : "?",
		"egress", d->egress == RG_IF_NONE ? json_null() :
			  rg_json_text(rg_view_interface(v, d->egress)),
		"reason", rg_reason_name(d->reason) ? rg_reason_name(d->reason) : "?",
		"text", rg_reason_text(d->reason) ? rg_reason_text(d->reason) : "?",
		"agreement", d->agreement == RG_AGREEMENT_NONE ? json_null() :
			     rg_json_text(rg_view_agreement(v, d->agreement)),
		"edit", rg_edit_name(d->edit),
		"options_out", options_out(w),
		"told", told_json(w));
}
