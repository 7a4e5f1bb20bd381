// SPDX-License-Identifier: GPL-2.0-only
/* The gate itself: its programs, locks and hubs, and what is left of old ones. */
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include "doctor.h"

#define MEND_APPLY "relgate apply FILE"

static void interface(struct rg_patient *p, const struct rg_interface *ifc,
		      const struct rg_if_state *s)
{
	if (!s->present) {
		rg_finding(p, RG_ERROR, "device-gone", MEND_APPLY,
			   "%s: the device that the policy was bound to (ifindex %u) is gone or has changed; it stays closed until the policy is applied again",
			   s->name, s->ifindex);
		return;
	}
	if (!s->judged)
		rg_finding(p, RG_ERROR, "not-judged", MEND_APPLY,
			   "%s: the ingress program is gone, or another one stands before it", s->name);
	if (!s->guarded)
		rg_finding(p, RG_ERROR, "not-guarded", MEND_APPLY,
			   "%s: the egress program is gone, or another one stands behind it", s->name);
	if (ifc->flags & RG_IF_HUB && !s->up)
		rg_finding(p, RG_WARNING, "hub-down", rg_mend("ip link show %s; ip route", s->name),
			   "%s: the link is down or the relay is not routed through it; what goes via this hub drops",
			   s->name);
}

/* Every namespace's gate has a directory of pins; its policy is checked by its own doctor. */
static void residue(struct rg_patient *p)
{
	if (!p->st.in_force && p->st.residue)
		rg_finding(p, RG_WARNING, "residue", "relgate detach",
			   "no policy is in force, but something of a gate is left%s%s",
			   *p->st.lock_what ? ": " : "", p->st.lock_what);
}

void rg_doctor_gate(struct rg_patient *p)
{
	size_t i;

	residue(p);
	if (!p->st.in_force)
		return;
	if (p->st.blocked)
		rg_finding(p, RG_NOTE, "blocked", "relgate block --off",
			   "the gate was blocked by hand: nothing crosses");
	if (!p->st.locked)
		rg_finding(p, RG_ERROR, "lock", MEND_APPLY,
			   "the stack's own forwarding is not shut: %s", p->st.lock_what);
	if (!p->live)
		return;
	for (i = 0; i < p->st.if_count && i < rg_view_count(&p->view, RG_SEC_INTERFACE); i++)
		interface(p, rg_interface(&p->view.img, i), &p->st.ifs[i]);
}
