// SPDX-License-Identifier: GPL-2.0-only
/*
 * Programs and filters of others.  On an enrolled interface they can take frames past
 * the judge or the guard; on any other device of the namespace they can throw frames
 * into an enrolled one: XDP steps over both engines' guards, a tc redirect over the
 * module's.
 */
#include <stdio.h>
#include <string.h>
#include "bind.h"
#include "foreign.h"
#include "lib/util.h"

static bool enrolled(const uint8_t *image, const struct rg_device *dev)
{
	const struct rg_interface *ifc;
	size_t i, n;

	ifc = rg_image_interfaces(image, &n);
	for (i = 0; i < n; i++)
		if (!strncmp(ifc[i].name, dev->name, RG_IFNAME_LEN))
			return true;
	return false;
}

/**
 * rg_foreign_elsewhere() - what could redirect into an enrolled interface from another device
 * @image: policy
 * @host: devices of the namespace
 * @own: id of our XDP program, which a policy on trial may have put there; 0: none
 * @tc: a redirect by tc goes around the engine's guard, too
 * @text: result: the first one, "DEVICE: WHAT", or empty
 *
 * Return: 0, or -1 after rg_error().
 */
int rg_foreign_elsewhere(const uint8_t *image, const struct rg_host *host, uint32_t own, bool tc,
			 char text[RG_FOREIGN_TEXT])
{
	const struct rg_gate none = { 0 };
	struct rg_attached found;
	size_t i;

	text[0] = '\0';
	for (i = 0; i < host->dev_count && !text[0]; i++) {
		const struct rg_device *dev = &host->dev[i];

		if (enrolled(image, dev))
			continue;
		memset(&found, 0, sizeof(found));
		if (tc && rg_attach_inspect(&none, dev, &found))
			return -1;
		if (found.foreign || (dev->xdp && dev->xdp != own))
			snprintf(text, RG_FOREIGN_TEXT, "%s: %s", dev->name,
				 found.foreign ? found.what : "an XDP program");
	}
	return 0;
}

/**
 * rg_foreign_on() - what of others on an enrolled device could take frames past the gate
 * @dev: device
 * @found: from rg_attach_inspect(); a device on top of it is added
 */
void rg_foreign_on(const struct rg_device *dev, struct rg_attached *found)
{
	if (found->foreign || !(dev->master || dev->macvlan))
		return;
	found->foreign = true;
	snprintf(found->what, sizeof(found->what), "%s", dev->master ?
		 "a bridge, bond or VRF that it is a port of" : "a macvlan or ipvlan on top of it");
}

/**
 * rg_foreign_check() - refuse a policy where others could take frames around the gate
 * @image: policy; its devices that are there are looked at
 * @host: devices of the namespace
 * @g: the gate, whose own programs are no fault
 * @tc: as for rg_foreign_elsewhere()
 *
 * Return: 0, or -1 after rg_error() about each of them.
 */
int rg_foreign_check(const uint8_t *image, const struct rg_host *host, const struct rg_gate *g,
		     bool tc)
{
	char elsewhere[RG_FOREIGN_TEXT];
	const struct rg_interface *ifc;
	const struct rg_device *dev;
	struct rg_attached found;
	size_t i, n;
	int err = 0;

	ifc = rg_image_interfaces(image, &n);
	for (i = 0; i < n; i++) {
		dev = rg_host_device(host, ifc[i].name);
		if (!dev)
			continue;
		if (rg_attach_inspect(g, dev, &found))
			return -1;
		if (found.foreign)
			err = rg_error("%.16s: %s is attached there and could take frames around "
				       "the gate; remove it first", ifc[i].name, found.what);
	}
	if (rg_foreign_elsewhere(image, host, g->xdp_id, tc, elsewhere))
		return -1;
	if (elsewhere[0])
		err = rg_error("%s is attached there and could redirect frames into an enrolled "
			       "interface, around the gate; remove it first", elsewhere);
	return err;
}
