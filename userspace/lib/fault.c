// SPDX-License-Identifier: GPL-2.0-only
/* In words: why a policy image was refused, or a label cannot be written. */
#include <stdio.h>
#include "fault.h"

static const char *const fault_text[RG_F_END] = {
#define FAULT_TEXT(sym, text) [RG_F_##sym] = text,
	RG_FAULTS(FAULT_TEXT)
#undef FAULT_TEXT
};

static const char *const section_name[RG_SEC_COUNT] = {
	[RG_SEC_STRING] = "strings",
	[RG_SEC_NATION] = "nations",
	[RG_SEC_LEVEL] = "levels",
	[RG_SEC_CATEGORY] = "categories",
	[RG_SEC_SET] = "category sets",
	[RG_SEC_NSET] = "nation sets",
	[RG_SEC_ENCODING] = "encodings",
	[RG_SEC_WIRE] = "wire numbers",
	[RG_SEC_DOI] = "DOIs",
	[RG_SEC_INTERFACE] = "interfaces",
	[RG_SEC_HUB] = "hub slots",
	[RG_SEC_UNMANAGED] = "unmanaged interfaces",
	[RG_SEC_LOCAL] = "local statements",
	[RG_SEC_AGREEMENT] = "agreements",
	[RG_SEC_WINDOW] = "windows of time",
	[RG_SEC_INDEX] = "agreement lists",
	[RG_SEC_PAIR] = "pairs of nations",
	[RG_SEC_EVENT] = "time lines",
	[RG_SEC_CELL] = "nation tables",
};

const char *rg_fault_text(const struct rg_fault *fault)
{
	static _Thread_local char text[160];

	if (fault->code >= RG_F_END)
		snprintf(text, sizeof(text), "fault %u, which this relgate does not know",
			 fault->code);
	else if (fault->section >= RG_SEC_COUNT)
		snprintf(text, sizeof(text), "%s", fault_text[fault->code]);
	else
		snprintf(text, sizeof(text), "%s, record %u: %s", section_name[fault->section],
			 fault->index, fault_text[fault->code]);
	return text;
}

const char *rg_emit_text(unsigned int fault)
{
	static const char *const text[RG_E_END] = {
#define EMIT_TEXT(sym, what) [RG_E_##sym] = what,
		RG_EMITS(EMIT_TEXT)
#undef EMIT_TEXT
	};

	return fault < RG_E_END ? text[fault] : "a fault that this relgate does not know";
}
