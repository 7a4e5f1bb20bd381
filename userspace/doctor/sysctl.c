// SPDX-License-Identifier: GPL-2.0-only
/* Forwarding, reverse-path filter and redirects. */
#include <string.h>
#include "../lib/sysctl.h"
#include "doctor.h"

static int max(int a, int b)
{
	return a > b ? a : b;
}

/* BPF asks the routing table as from lo; the kernel answers only if lo forwards. */
static void lo_forwarding(struct rg_patient *p)
{
	static const char *const families[] = { "ipv4", "ipv6" };
	int i;

	if (!strcmp(p->st.engine, "kmod"))
		return;
	for (i = 0; i < 2; i++)
		if (!rg_sysctl_get("net/%s/conf/lo/forwarding", families[i]))
			rg_finding(p, RG_ERROR, "lo-forwarding",
				   rg_mend("sysctl -w net.%s.conf.lo.forwarding=1", families[i]),
				   "lo does not forward %s: the routing table gives no answer, every packet drops as no-route",
				   i ? "IPv6" : "IPv4");
}

/*
 * ip6_forward() goes by conf.all alone.  Off, it is one more lock that costs
 * nothing: judged packets do not pass there.
 */
static void all_forwarding(struct rg_patient *p)
{
	bool unmanaged = p->view.bytes && rg_view_count(&p->view, RG_SEC_UNMANAGED);

	if (rg_sysctl_get("net/ipv6/conf/all/forwarding") != 1)
		return;
	if (unmanaged)
		rg_finding(p, RG_NOTE, "ipv6-forwarding", NULL,
			   "the kernel forwards IPv6 (net.ipv6.conf.all.forwarding=1), as unmanaged interfaces may need; "
			   "only relgate's locks keep it from the enrolled ones, and it sends redirects that no setting stops");
	else
		rg_finding(p, RG_WARNING, "ipv6-forwarding",
			   "sysctl -w net.ipv6.conf.all.forwarding=0 net.ipv6.conf.lo.forwarding=1",
			   "the kernel forwards IPv6 (net.ipv6.conf.all.forwarding=1), which the gate does not need: "
			   "if its locks were removed, IPv6 would cross unjudged; it also sends redirects that no setting stops");
}

/* The effective value is the larger of all's and the interface's; 1 is strict. */
static void rp_filter(struct rg_patient *p, const char *name)
{
	int all = rg_sysctl_get("net/ipv4/conf/all/rp_filter");
	int own = rg_sysctl_get("net/ipv4/conf/%s/rp_filter", name);

	if (max(all, own) == 1)
		rg_finding(p, RG_WARNING, "rp-filter",
			   rg_mend("sysctl -w net.ipv4.conf.%s.rp_filter=2", name),
			   "%s: strict reverse-path filter (all=%d, %s=%d): what the stack itself gets on the hub's link, "
			   "relayed packets of other nations, looks spoofed to it",
			   name, all, name, own);
}

static void redirects(struct rg_patient *p)
{
	int all = rg_sysctl_get("net/ipv4/conf/all/send_redirects");
	char names[RG_FINDING_MAX] = "", mend[RG_FINDING_MAX] = "net.ipv4.conf.all.send_redirects=0";
	uint32_t i;

	for (i = 0; i < rg_view_count(&p->view, RG_SEC_INTERFACE); i++) {
		const char *name = rg_view_interface(&p->view, i);
		int own = rg_sysctl_get("net/ipv4/conf/%s/send_redirects", name);

		if (own < 0 || (all != 1 && own != 1))
			continue;
		rg_list(names, ", ", "%s", name);
		if (own == 1)
			rg_list(mend, " ", "net.ipv4.conf.%s.send_redirects=0", name);
	}
	if (*names)
		rg_finding(p, RG_WARNING, "send-redirects", rg_mend("sysctl -w %s", mend),
			   "%s: ICMP redirects are on (the setting of `all` or the interface's own): "
			   "the stack could teach hosts a way around the hub", names);
}

void rg_doctor_sysctl(struct rg_patient *p)
{
	uint32_t i;

	all_forwarding(p);
	if (!p->view.bytes)
		return;
	if (p->live)
		lo_forwarding(p);
	redirects(p);
	for (i = 0; i < rg_view_count(&p->view, RG_SEC_INTERFACE); i++) {
		const struct rg_interface *ifc = rg_interface(&p->view.img, i);

		if (ifc->flags & RG_IF_HUB && rg_host_device(&p->host, ifc->name))
			rp_filter(p, ifc->name);
	}
}
