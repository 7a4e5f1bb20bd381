// SPDX-License-Identifier: GPL-2.0-only
/* What the kernel must have. */
#include "../engine/attach.h"
#include "doctor.h"

void rg_doctor_kernel(struct rg_patient *p)
{
	const struct rg_engine *engine = rg_engine_pick("auto");

	if (!engine || engine->probe())
		rg_finding(p, RG_ERROR, "kernel", "apt-get install linux-image-amd64    # Linux 6.1 or later",
			   "this kernel cannot run the gate (the cause stands above)");
	else if (!rg_tcx_usable())
		rg_finding(p, RG_NOTE, "no-tcx", NULL,
			   "this kernel has no tcx (Linux 6.6): programs hang on clsact filters, which any tool that edits tc can take away");
}
