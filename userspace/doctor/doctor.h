/* SPDX-License-Identifier: GPL-2.0-only */
/* What on this host would break the gate, and the command that mends it. */
#ifndef RELGATE_DOCTOR_H
#define RELGATE_DOCTOR_H

#include <jansson.h>
#include "../engine/device.h"
#include "../engine/engine.h"
#include "../engine/gate.h"
#include "../lib/view.h"

/**
 * enum rg_severity - how bad it is
 * @RG_NOTE: good to know; does not count as a finding
 * @RG_WARNING: a hazard
 * @RG_ERROR: the gate does not, or will not, work or hold
 */
enum rg_severity { RG_NOTE, RG_WARNING, RG_ERROR };

/**
 * struct rg_patient - what is examined
 * @view: the policy; view.bytes is NULL if there is none
 * @live: it is the one in force, and @st is about it
 * @st: status of the gate; st.in_force may be false
 * @host: devices of this network namespace
 * @gate: the gate's programs, for telling ours from others'
 * @findings: what was found
 */
struct rg_patient {
	struct rg_view view;
	bool live;
	struct rg_status st;
	struct rg_host host;
	struct rg_gate gate;
	json_t *findings;
};

/**
 * rg_finding() - note something
 * @p: the patient
 * @severity: how bad
 * @check: short name of the check, for scripts
 * @mend: the command that mends it, or NULL
 * @fmt: what is wrong and what comes of it
 */
void rg_finding(struct rg_patient *p, enum rg_severity severity, const char *check,
		const char *mend, const char *fmt, ...) __attribute__((format(printf, 5, 6)));

/** rg_mend() - a command for rg_finding(); valid until the next call */
const char *rg_mend(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#define RG_FINDING_MAX 2048

/** rg_list() - append to a list in @list (RG_FINDING_MAX bytes; what is too long is left out) */
void rg_list(char *list, const char *separator, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* The checks. */
void rg_doctor_kernel(struct rg_patient *p);
void rg_doctor_gate(struct rg_patient *p);
void rg_doctor_devices(struct rg_patient *p);
void rg_doctor_sysctl(struct rg_patient *p);
void rg_doctor_netlabel(struct rg_patient *p);
void rg_doctor_networkd(struct rg_patient *p);

#endif
