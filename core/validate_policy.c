// SPDX-License-Identifier: GPL-2.0-only
/* The validator: interfaces, local statements, agreements and the pairs that they cover. */
#include "check.h"

/* Not empty, terminated, and zero behind its end, so that names compare by bytes. */
static bool rg_ifname_ok(const char *name)
{
	u32 len = 0;

	while (len < RG_IFNAME_LEN && name[len])
		len++;
	return len && len < RG_IFNAME_LEN && rg_zero(name + len, RG_IFNAME_LEN - len);
}

static bool rg_ifname_same(const char *a, const char *b)
{
	u32 i, differ = 0;

	for (i = 0; i < RG_IFNAME_LEN; i++)
		differ |= (u8)a[i] ^ (u8)b[i];
	return !differ;
}

static u32 rg_check_hub_slot(struct rg_check *c, const struct rg_interface *ifc, u32 index)
{
	const u16 *hub = rg_records(c, RG_SEC_HUB);

	if (!(ifc->flags & RG_IF_HUB)) {
		if (ifc->hub_slot != RG_HUB_NONE || !rg_zero(ifc->nexthop4, 4) ||
		    !rg_zero(ifc->nexthop6, 16))
			return rg_refuse_image(c, RG_F_HUB, index);
		return RG_F_OK;
	}
	if (ifc->hub_slot >= rg_count(c, RG_SEC_HUB) || hub[ifc->hub_slot] != index)
		return rg_refuse_image(c, RG_F_HUB, index);
	return RG_F_OK;
}

static u32 rg_check_accepted(struct rg_check *c, const struct rg_interface *ifc, u32 index)
{
	const struct rg_doi *doi = rg_records(c, RG_SEC_DOI);
	u32 i;

	if (ifc->doi_count > RG_DOI_PER_IF_MAX)
		return rg_refuse_image(c, RG_F_DOI, index);
	for (i = 0; i < RG_DOI_PER_IF_MAX; i++) {
		if (i >= ifc->doi_count) {
			if (ifc->doi[i] || ifc->doi_index[i])
				return rg_refuse_image(c, RG_F_RESERVED, index);
		} else if (ifc->doi_index[i] >= rg_count(c, RG_SEC_DOI) ||
			   doi[ifc->doi_index[i]].doi != ifc->doi[i]) {
			return rg_refuse_image(c, RG_F_DOI, index);
		}
	}
	return RG_F_OK;
}

static u32 rg_check_supplied(struct rg_check *c, const struct rg_interface *ifc, u32 index)
{
	if (ifc->flags & RG_IF_SUPPLIED && ifc->flags & (RG_IF_CIPSO | RG_IF_CALIPSO | RG_IF_RIPSO))
		return rg_refuse_image(c, RG_F_FLAGS, index);
	if (ifc->sup_level >= rg_count(c, RG_SEC_LEVEL))
		return rg_refuse_image(c, RG_F_LEVEL, index);
	if (ifc->sup_set >= rg_count(c, RG_SEC_SET) ||
	    ifc->sup_release >= rg_count(c, RG_SEC_NSET) ||
	    ifc->sup_origin >= rg_count(c, RG_SEC_NSET))
		return rg_refuse_image(c, RG_F_SET_INDEX, index);
	return RG_F_OK;
}

/* What labels are written in on the way out: a DOI that may come in here, too. */
static u32 rg_check_send(struct rg_check *c, const struct rg_interface *ifc, u32 index)
{
	u32 i, known = 0;

	if (!ifc->send_doi && (ifc->send_index || ifc->send_tag))
		return rg_refuse_image(c, RG_F_RESERVED, index);
	if (!ifc->send_doi)
		return RG_F_OK;
	for (i = 0; i < ifc->doi_count; i++)
		known |= ifc->doi[i] == ifc->send_doi && ifc->doi_index[i] == ifc->send_index;
	if (!known)
		return rg_refuse_image(c, RG_F_DOI, index);
	if (ifc->send_tag > 5 || ifc->send_tag == 3 || ifc->send_tag == 4)
		return rg_refuse_image(c, RG_F_TAG, index);
	return RG_F_OK;
}

/* Only a hub's relay is probed, and within bounds. */
static u32 rg_check_probe(struct rg_check *c, const struct rg_interface *ifc, u32 index)
{
	if (ifc->probe_pad)
		return rg_refuse_image(c, RG_F_RESERVED, index);
	if (!ifc->probe_ms && !ifc->probe_lost)
		return RG_F_OK;
	if (!(ifc->flags & RG_IF_HUB) || ifc->probe_ms < RG_PROBE_MS_MIN ||
	    ifc->probe_ms > RG_PROBE_MS_MAX || !ifc->probe_lost ||
	    ifc->probe_lost > RG_PROBE_LOST_MAX)
		return rg_refuse_image(c, RG_F_PROBE, index);
	return RG_F_OK;
}

/* RIPSO labels are of one of the DOIs that may come in. */
static u32 rg_check_ripso(struct rg_check *c, const struct rg_interface *ifc, u32 index)
{
	u32 i, known = 0;

	if (ifc->ripso_pad || ifc->send_ripso > 1)
		return rg_refuse_image(c, RG_F_RESERVED, index);
	if (!(ifc->flags & RG_IF_RIPSO))
		return ifc->ripso_index || ifc->send_ripso ?
			rg_refuse_image(c, RG_F_RESERVED, index) : RG_F_OK;
	for (i = 0; i < ifc->doi_count; i++)
		known |= ifc->doi_index[i] == ifc->ripso_index;
	return known ? RG_F_OK : rg_refuse_image(c, RG_F_DOI, index);
}

static u32 rg_check_interface(struct rg_check *c, const struct rg_interface *ifc, u32 index)
{
	u32 reason;

	if (!rg_ifname_ok(ifc->name))
		return rg_refuse_image(c, RG_F_NAME, index);
	if (!rg_nation_ok(c, ifc->nation))
		return rg_refuse_image(c, RG_F_NATION, index);
	if (ifc->flags & ~(RG_IF_HUB | RG_IF_CIPSO | RG_IF_CALIPSO | RG_IF_SUPPLIED | RG_IF_LINUX |
			   RG_IF_TUNNEL | RG_IF_RIPSO | RG_IF_PERMISSIVE) ||
	    (ifc->flags & RG_IF_PERMISSIVE && !(ifc->flags & RG_IF_CIPSO)))
		return rg_refuse_image(c, RG_F_FLAGS, index);
	if (!rg_levels_ok(c, ifc->in_min, ifc->in_max) ||
	    !rg_levels_ok(c, ifc->out_min, ifc->out_max))
		return rg_refuse_image(c, RG_F_LEVEL, index);
	if (ifc->in_set >= rg_count(c, RG_SEC_SET) || ifc->out_set >= rg_count(c, RG_SEC_SET))
		return rg_refuse_image(c, RG_F_SET_INDEX, index);
	if (ifc->local_count > RG_LOCAL_PER_IF_MAX ||
	    !rg_range_in(c, RG_SEC_LOCAL, ifc->local_first, ifc->local_count))
		return rg_refuse_image(c, RG_F_LOCAL, index);
	if (ifc->sup_pad || !rg_zero(ifc->reserved, sizeof(ifc->reserved)))
		return rg_refuse_image(c, RG_F_RESERVED, index);
	reason = rg_check_hub_slot(c, ifc, index);
	if (!reason)
		reason = rg_check_accepted(c, ifc, index);
	if (!reason)
		reason = rg_check_send(c, ifc, index);
	if (!reason)
		reason = rg_check_ripso(c, ifc, index);
	if (!reason)
		reason = rg_check_supplied(c, ifc, index);
	if (!reason)
		reason = rg_check_probe(c, ifc, index);
	return reason;
}

u32 rg_check_interfaces(struct rg_check *c)
{
	const struct rg_interface *ifc = rg_records(c, RG_SEC_INTERFACE);
	u32 i, k, reason;

	for (i = 0; i < rg_count(c, RG_SEC_INTERFACE); i++) {
		reason = rg_check_interface(c, &ifc[i], i);
		if (reason)
			return reason;
		for (k = 0; k < i; k++) {
			if (rg_ifname_same(ifc[i].name, ifc[k].name))
				return rg_refuse_image(c, RG_F_NAME, i);
		}
	}
	return RG_F_OK;
}

u32 rg_check_hubs(struct rg_check *c)
{
	const struct rg_interface *ifc = rg_records(c, RG_SEC_INTERFACE);
	const u16 *hub = rg_records(c, RG_SEC_HUB);
	u32 i;

	for (i = 0; i < rg_count(c, RG_SEC_HUB); i++) {
		if (hub[i] >= rg_count(c, RG_SEC_INTERFACE))
			return rg_refuse_image(c, RG_F_INTERFACE, i);
		if (!(ifc[hub[i]].flags & RG_IF_HUB) || ifc[hub[i]].hub_slot != i)
			return rg_refuse_image(c, RG_F_HUB, i);
	}
	return RG_F_OK;
}

u32 rg_check_unmanaged(struct rg_check *c)
{
	const struct rg_interface *ifc = rg_records(c, RG_SEC_INTERFACE);
	const char *name = rg_records(c, RG_SEC_UNMANAGED);
	u32 i, k;

	for (i = 0; i < rg_count(c, RG_SEC_UNMANAGED); i++, name += RG_IFNAME_LEN) {
		if (!rg_ifname_ok(name))
			return rg_refuse_image(c, RG_F_NAME, i);
		for (k = 0; k < rg_count(c, RG_SEC_INTERFACE); k++) {
			if (rg_ifname_same(name, ifc[k].name))
				return rg_refuse_image(c, RG_F_UNMANAGED, i);
		}
	}
	return RG_F_OK;
}

u32 rg_check_locals(struct rg_check *c)
{
	const struct rg_local *l = rg_records(c, RG_SEC_LOCAL);
	u32 i;

	for (i = 0; i < rg_count(c, RG_SEC_LOCAL); i++, l++) {
		if (!l->dir || l->dir & ~(RG_LOCAL_IN | RG_LOCAL_OUT))
			return rg_refuse_image(c, RG_F_FLAGS, i);
		if (l->port_min > l->port_max)
			return rg_refuse_image(c, RG_F_LOCAL, i);
		if (l->reserved)
			return rg_refuse_image(c, RG_F_RESERVED, i);
	}
	return RG_F_OK;
}

/* The hub, and only interfaces of its nation in the mask. */
static u32 rg_check_way(struct rg_check *c, const struct rg_agreement *a, u32 index)
{
	const struct rg_interface *ifc = rg_records(c, RG_SEC_INTERFACE);
	const u16 *hub = rg_records(c, RG_SEC_HUB);
	u32 slot;

	if (!(a->flags & RG_A_VIA))
		return a->hub || a->hub_mask || a->hop_count ?
		       rg_refuse_image(c, RG_F_HUB, index) : RG_F_OK;
	if (a->flags & RG_A_DENY)
		return rg_refuse_image(c, RG_F_FLAGS, index);
	if (!rg_nation_ok(c, a->hub))
		return rg_refuse_image(c, RG_F_NATION, index);
	for (slot = 0; slot < RG_HUB_MAX; slot++) {
		if (!(a->hub_mask >> slot & 1))
			continue;
		if (slot >= rg_count(c, RG_SEC_HUB) || ifc[hub[slot]].nation != a->hub)
			return rg_refuse_image(c, RG_F_HUB, index);
	}
	return RG_F_OK;
}

static u32 rg_check_windows(struct rg_check *c, const struct rg_agreement *a, u32 index)
{
	const struct rg_window *win = rg_records(c, RG_SEC_WINDOW);
	u32 i;

	if (a->window_count > RG_WINDOW_MAX ||
	    !rg_range_in(c, RG_SEC_WINDOW, a->window_first, a->window_count))
		return rg_refuse_image(c, RG_F_WINDOW, index);
	win += a->window_first;
	for (i = 0; i < a->window_count; i++) {
		if (win[i].from >= win[i].until || (i && win[i].from < win[i - 1].until))
			return rg_refuse_image(c, RG_F_WINDOW, index);
	}
	return RG_F_OK;
}

/* People are told by it why an agreement is silent: it must at least be well formed. */
static u32 rg_check_events(struct rg_check *c, const struct rg_agreement *a, u32 index)
{
	const struct rg_milestone *ev = rg_records(c, RG_SEC_EVENT);
	u32 i;

	if (a->event_count > RG_EVENT_MAX ||
	    !rg_range_in(c, RG_SEC_EVENT, a->event_first, a->event_count))
		return rg_refuse_image(c, RG_F_EVENT, index);
	ev += a->event_first;
	for (i = 0; i < a->event_count; i++) {
		if (ev[i].kind >= RG_EV_COUNT || ev[i].reserved ||
		    (i && ev[i].when < ev[i - 1].when))
			return rg_refuse_image(c, RG_F_EVENT, index);
	}
	return RG_F_OK;
}

static u32 rg_check_agreement(struct rg_check *c, const struct rg_agreement *a, u32 index)
{
	u32 reason;

	if (!rg_string_ok(c, a->name))
		return rg_refuse_image(c, RG_F_STRING, index);
	if (a->flags & ~(RG_A_DENY | RG_A_VIA | RG_A_SUBJECT_ANY | RG_A_OR_NONE |
			 RG_A_RELEASE_ANY | RG_A_THIRD_MARKED))
		return rg_refuse_image(c, RG_F_FLAGS, index);
	if (!rg_levels_ok(c, a->level_min, a->level_max))
		return rg_refuse_image(c, RG_F_LEVEL, index);
	if (a->set >= rg_count(c, RG_SEC_SET))
		return rg_refuse_image(c, RG_F_SET_INDEX, index);
	if (a->hop_count > RG_HOP_MAX ||
	    !rg_range_in(c, RG_SEC_INDEX, a->hop_first, a->hop_count) ||
	    !rg_range_in(c, RG_SEC_INDEX, a->require_first, a->require_count))
		return rg_refuse_image(c, RG_F_AGREEMENT, index);
	if (!rg_zero(a->reserved, sizeof(a->reserved)))
		return rg_refuse_image(c, RG_F_RESERVED, index);
	reason = rg_check_way(c, a, index);
	if (!reason)
		reason = rg_check_windows(c, a, index);
	return reason ? reason : rg_check_events(c, a, index);
}

u32 rg_check_agreements(struct rg_check *c)
{
	const struct rg_agreement *a = rg_records(c, RG_SEC_AGREEMENT);
	u32 i, reason;

	for (i = 0; i < rg_count(c, RG_SEC_AGREEMENT); i++) {
		reason = rg_check_agreement(c, &a[i], i);
		if (reason)
			return reason;
	}
	return RG_F_OK;
}

u32 rg_check_indices(struct rg_check *c)
{
	const u16 *index = rg_records(c, RG_SEC_INDEX);
	u32 i;

	for (i = 0; i < rg_count(c, RG_SEC_INDEX); i++) {
		if (index[i] >= rg_count(c, RG_SEC_AGREEMENT))
			return rg_refuse_image(c, RG_F_AGREEMENT, i);
	}
	return RG_F_OK;
}

/* One cell of the matrix.  A via agreement covers no pair that contains its hub. */
static bool rg_pair_ok(const struct rg_check *c, u32 from, u32 to, u32 pair)
{
	const struct rg_agreement *a = rg_records(c, RG_SEC_AGREEMENT);
	const u16 *index = rg_records(c, RG_SEC_INDEX);
	u32 i, hub;

	if (RG_PAIR_COUNT(pair) > RG_PAIR_AGREEMENT_MAX ||
	    !rg_range_in(c, RG_SEC_INDEX, RG_PAIR_FIRST(pair), RG_PAIR_COUNT(pair)))
		return false;
	if (RG_PAIR_COUNT(pair) && (!from || !to))
		return false;
	for (i = 0; i < RG_PAIR_COUNT(pair); i++) {
		hub = a[index[RG_PAIR_FIRST(pair) + i]].hub;
		if (hub && (hub == from || hub == to))
			return false;
	}
	return true;
}

u32 rg_check_pairs(struct rg_check *c)
{
	const u32 *pair = rg_records(c, RG_SEC_PAIR);
	u32 dim = c->h->pair_dim;
	u32 from, to;

	if (dim != rg_count(c, RG_SEC_NATION) || rg_count(c, RG_SEC_PAIR) != dim * dim)
		return rg_refuse_image(c, RG_F_COUNT, 0);
	for (from = 0; from < dim; from++) {
		for (to = 0; to < dim; to++) {
			if (!rg_pair_ok(c, from, to, pair[from * dim + to]))
				return rg_refuse_image(c, RG_F_PAIR, from * dim + to);
		}
	}
	return RG_F_OK;
}
