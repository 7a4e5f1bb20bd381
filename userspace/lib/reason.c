// SPDX-License-Identifier: GPL-2.0-only
/* Names of reasons and ways, from the table in the ABI header. */
#include <string.h>
#include "../../include/uapi/linux/relgate.h"
#include "util.h"

static const struct {
	const char *name, *text;
} reasons[RG_R_COUNT] = {
#define X(sym, name, text) [RG_R_##sym] = { name, text },
	RG_REASONS(X)
#undef X
};

static const char *const ways[RG_WAY_COUNT] = {
	[RG_WAY_NONE] = "none",
	[RG_WAY_DIRECT] = "direct",
	[RG_WAY_VIA] = "via",
	[RG_WAY_RELAYED] = "relayed",
	[RG_WAY_DOMESTIC] = "domestic",
	[RG_WAY_LOCAL] = "local",
};

const char *rg_reason_name(unsigned int reason)
{
	return reason < RG_R_COUNT ? reasons[reason].name : NULL;
}

const char *rg_reason_text(unsigned int reason)
{
	return reason < RG_R_COUNT ? reasons[reason].text : NULL;
}

int rg_reason_by_name(const char *name)
{
	int i;

	for (i = 0; i < RG_R_COUNT; i++)
		if (!strcmp(reasons[i].name, name))
			return i;
	return -1;
}

const char *rg_way_name(unsigned int way)
{
	return way < RG_WAY_COUNT ? ways[way] : NULL;
}
