// SPDX-License-Identifier: GPL-2.0-only
/* The devices under the policy's interfaces, and who else has programs on them. */
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include "../engine/attach.h"
#include "../engine/foreign.h"
#include "doctor.h"

static void placed(struct rg_patient *p, const struct rg_device *dev)
{
	const struct rg_device *master = rg_host_ifindex(&p->host, dev->master);

	if (dev->master)
		rg_finding(p, RG_ERROR, "port", rg_mend("ip link set %s nomaster", dev->name),
			   "%s is a port or slave of %s, which takes its packets past the gate; apply refuses it",
			   dev->name, master ? master->name : "another device");
	if (dev->macvlan)
		rg_finding(p, RG_ERROR, "macvlan", rg_mend("ip -d link show | grep -A1 '@%s'", dev->name),
			   "%s carries a macvlan, macvtap or ipvlan, which takes packets past the gate; apply refuses it",
			   dev->name);
	if (!dev->ethernet)
		rg_finding(p, RG_ERROR, "not-ethernet", NULL,
			   "%s is no Ethernet device; the gate cannot judge it", dev->name);
	if (!dev->up)
		rg_finding(p, RG_WARNING, "down", rg_mend("ip link set %s up", dev->name),
			   "%s is down", dev->name);
}

/* -1: cannot be told. */
static int tx_checksum(const char *name)
{
	struct ethtool_value value = { .cmd = ETHTOOL_GTXCSUM };
	struct ifreq ifr = { .ifr_data = (void *)&value };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int err;

	if (fd < 0)
		return -1;
	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", name);
	err = ioctl(fd, SIOCETHTOOL, &ifr);
	close(fd);
	return err ? -1 : !!value.data;
}

/*
 * A veth leaves checksums open for a device behind it to fill in.  XDP sends such
 * frames on as they are; the tc programs have the kernel fill them in.
 */
static void checksum(struct rg_patient *p)
{
	bool xdp = p->live && strstr(p->st.attach, "xdp");
	char names[RG_FINDING_MAX] = "", mend[RG_FINDING_MAX] = "";
	uint32_t i;

	for (i = 0; i < rg_view_count(&p->view, RG_SEC_INTERFACE); i++) {
		const char *name = rg_view_interface(&p->view, i);
		const struct rg_device *dev = rg_host_device(&p->host, name);

		if (!dev || strcmp(dev->kind, "veth") || tx_checksum(name) != 1)
			continue;
		rg_list(names, ", ", "%s", name);
		rg_list(mend, "; ", "ethtool -K %s tx off", name);
	}
	if (*names)
		rg_finding(p, xdp ? RG_ERROR : RG_NOTE, "veth-checksum",
			   rg_mend("%s    # and the same at the other end of each veth", mend),
			   "%s: veth with checksum offload: %s", names,
			   xdp ? "packets that XDP forwards leave with unfinished checksums" :
				 "harmless as the gate is attached now (tc), but XDP would forward unfinished checksums");
}

static const char *remove_foreign(const struct rg_device *dev, const char *what)
{
	if (strstr(what, "XDP"))
		return rg_mend("ip link set dev %s xdp off", dev->name);
	if (strstr(what, "tcx"))
		return rg_mend("bpftool net show dev %s; then stop its owner, or bpftool link detach id ID",
			       dev->name);
	return rg_mend("tc filter del dev %s ingress; tc filter del dev %s egress    # takes all filters there, then apply again",
		       dev->name, dev->name);
}

static void foreign(struct rg_patient *p, const struct rg_device *dev)
{
	struct rg_attached found;

	if (rg_attach_inspect(&p->gate, dev, &found))
		return;
	if (!found.foreign)
		return;
	rg_finding(p, RG_ERROR, "foreign", remove_foreign(dev, found.what),
		   "%s: a program of others can take packets past the gate: %s", dev->name,
		   found.what);
}

/* Which engine it would be says whether tc on other devices matters. */
static void elsewhere(struct rg_patient *p)
{
	const char *engine = p->st.in_force ? p->st.engine : rg_engine_pick("auto")->name;
	char text[RG_FOREIGN_TEXT];

	if (rg_foreign_elsewhere(p->view.bytes, &p->host, p->gate.xdp_id,
				 !strcmp(engine, "kmod"), text) || !*text)
		return;
	rg_finding(p, RG_ERROR, "foreign-elsewhere",
		   rg_mend("ip link set dev DEVICE xdp off; tc filter del dev DEVICE ingress"),
		   "a program of others can redirect into an enrolled interface, around the gate; apply refuses it: %s",
		   text);
}

void rg_doctor_devices(struct rg_patient *p)
{
	uint32_t i;

	if (!p->view.bytes)
		return;
	for (i = 0; i < rg_view_count(&p->view, RG_SEC_INTERFACE); i++) {
		const char *name = rg_view_interface(&p->view, i);
		const struct rg_device *dev = rg_host_device(&p->host, name);

		if (!dev) {
			if (!p->live)
				rg_finding(p, RG_ERROR, "no-device", NULL,
					   "%s: there is no such device in this network namespace",
					   name);
			continue;
		}
		placed(p, dev);
		foreign(p, dev);
	}
	elsewhere(p);
	checksum(p);
}
