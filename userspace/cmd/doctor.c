// SPDX-License-Identifier: GPL-2.0-only
/* relgate doctor: what on this host would break the gate. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "../doctor/doctor.h"
#include "../lib/util.h"
#include "source.h"
#include "verb.h"

static const char *const severities[] = { "note", "warning", "error" };

void rg_finding(struct rg_patient *p, enum rg_severity severity, const char *check,
		const char *mend, const char *fmt, ...)
{
	char text[4096];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	json_array_append_new(p->findings, json_pack("{ss ss so ss*}",
		"severity", severities[severity], "check", check, "text", rg_json_text(text),
		"mend", mend));
}

const char *rg_mend(const char *fmt, ...)
{
	static char text[4096];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return text;
}

void rg_list(char *list, const char *separator, const char *fmt, ...)
{
	size_t len = strlen(list);
	va_list ap;
	int n;

	n = len ? snprintf(list + len, RG_FINDING_MAX - len, "%s", separator) : 0;
	if (n >= 0 && len + n < RG_FINDING_MAX) {
		va_start(ap, fmt);
		n += vsnprintf(list + len + n, RG_FINDING_MAX - len - n, fmt, ap);
		va_end(ap);
	}
	if (n < 0 || len + n >= RG_FINDING_MAX)
		list[len] = '\0';
}

static void examine(struct rg_patient *p)
{
	rg_doctor_kernel(p);
	rg_doctor_gate(p);
	rg_doctor_devices(p);
	rg_doctor_sysctl(p);
	rg_doctor_netlabel(p);
	rg_doctor_networkd(p);
}

/* The file's policy, or the one in force. */
static int find_policy(struct rg_patient *p, const char *path)
{
	const struct rg_engine *engine = rg_engine_pick("auto");
	struct rg_view live = { 0 };
	int ret;

	if (!engine || engine->status(&p->st))
		return RG_EXIT_FAIL;
	if (p->st.in_force) {
		ret = rg_view_open(&live, p->st.image, p->st.image_size, "the policy in force");
		p->st.image = NULL;
		if (ret)
			return RG_EXIT_FAIL;
	}
	if (!path) {
		p->view = live;
		p->live = p->st.in_force;
		return RG_EXIT_YES;
	}
	ret = rg_source_file(&p->view, path, NULL);
	p->live = ret == RG_EXIT_YES && p->st.in_force &&
		  !memcmp(rg_header(&live.img)->digest, rg_header(&p->view.img)->digest,
			  RG_DIGEST_LEN);
	rg_view_close(&live);
	return ret == RG_EXIT_YES ? ret : RG_EXIT_FAIL;
}

static size_t count(const json_t *findings)
{
	size_t i, n = 0;
	json_t *f;

	json_array_foreach(findings, i, f)
		n += strcmp(json_string_value(json_object_get(f, "severity")), "note") != 0;
	return n;
}

static void tell(const struct rg_call *c, const struct rg_patient *p)
{
	size_t i, n = count(p->findings);
	json_t *f;

	json_array_foreach(p->findings, i, f) {
		const char *severity = json_string_value(json_object_get(f, "severity"));
		const char *mend = json_string_value(json_object_get(f, "mend"));
		const char *on = !c->color ? "" : *severity == 'e' ? "\033[31m" :
				 *severity == 'w' ? "\033[33m" : "\033[2m";

		printf("%s%s%s [%s] %s\n", on, severity, c->color ? "\033[0m" : "",
		       json_string_value(json_object_get(f, "check")),
		       json_string_value(json_object_get(f, "text")));
		if (mend)
			printf("    mend: %s\n", mend);
	}
	if (!p->view.bytes)
		puts("no policy is in force; `relgate doctor FILE` examines this host for one");
	if (n)
		printf("%zu finding%s\n", n, n == 1 ? "" : "s");
	else
		puts("healthy: nothing on this host was found that would break the gate");
}

static void tell_json(const struct rg_patient *p)
{
	json_t *out = json_pack("{sb sb sI sO}", "healthy", !count(p->findings),
				"in_force", p->live, "findings_count",
				(json_int_t)count(p->findings), "findings", p->findings);

	if (p->view.bytes)
		json_object_update_new(out, rg_policy_json(&p->view));
	rg_json_print(out);
}

static int run(struct rg_call *c)
{
	struct rg_patient *p = calloc(1, sizeof(*p));
	int ret = RG_EXIT_FAIL;

	if (!p)
		return RG_EXIT_FAIL;
	p->findings = json_array();
	if (find_policy(p, c->argc ? c->argv[0] : NULL) == RG_EXIT_YES && !rg_host_read(&p->host)) {
		if (!rg_gate_open(&p->gate, false)) {
			examine(p);
			rg_gate_close(&p->gate);
			if (c->json)
				tell_json(p);
			else
				tell(c, p);
			ret = count(p->findings) ? RG_EXIT_NO : RG_EXIT_YES;
		}
		rg_host_free(&p->host);
	}
	rg_view_close(&p->view);
	rg_status_free(&p->st);
	json_decref(p->findings);
	free(p);
	return ret;
}

static const struct rg_verb doctor = {
	.name = "doctor", .rank = 90, .flags = RG_VERB_JSON, .args = "[FILE]",
	.summary = "what on this host would break the gate, and the command that mends it",
	.details = "Examines this network namespace for the policy of FILE, or the one in force:\n"
		   "forwarding, reverse-path filter, redirects, NetLabel's DOIs, programs of others,\n"
		   "locks, offloads, systemd-networkd, the kernel. It changes nothing.\n"
		   "Exit code 0: healthy (notes do not count), 1: findings.",
	.examples = "relgate doctor                        # the policy in force\n"
		    "relgate doctor policy.rg              # before `relgate apply policy.rg`\n"
		    "relgate doctor -j | jq -r '.findings[] | select(.mend) | .mend'",
	.min = 0, .max = 1, .run = run,
};
RG_VERB(doctor);
