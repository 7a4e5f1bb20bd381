// SPDX-License-Identifier: GPL-2.0-only
#include <stddef.h>
#include "include/uapi/linux/relgate_netlink.h"
#include "spec.h"
#include "relgate_spec.h"

const struct spec_cmd *spec_cmd_at(uint32_t i)
{
	return &spec_cmds[i];
}

uint32_t spec_cmd_count(void)
{
	return sizeof(spec_cmds) / sizeof(spec_cmds[0]);
}

/** spec_attr_of() - an attribute by its number, or NULL */
const struct spec_attr *spec_attr_of(uint16_t nr)
{
	return nr && nr <= RELGATE_ATTR_MAX ? &spec_attrs[nr - 1] : NULL;
}
