// SPDX-License-Identifier: GPL-2.0-only
/* A packet in words, and as a command line that shows what becomes of it. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../lib/util.h"
#include "../lib/when.h"
#include "../packet/judge.h"
#include "prove.h"

static FILE *text_open(char **text, size_t *size)
{
	FILE *f = open_memstream(text, size);

	if (!f)
		abort();
	return f;
}

static uint32_t doi_nation(const struct prover *p, const struct witness *wit)
{
	const struct rg_doi *doi = wit->doi ? rg_view_find_doi(p->v, wit->doi) : NULL;

	return doi ? doi->nation : wit->leg.s;
}

/* Neither end of time is a date; a date that the reader would write himself is best. */
static const char *when(const struct prover *p, int64_t at, char *buf, size_t size)
{
	char date[64];
	int64_t back;

	rg_when_date(date, sizeof(date), at, rg_view_zone(p->v));
	date[strcspn(date, " ")] = '\0';
	if (!rg_view_zone(p->v)[0] || strlen(date) != 10 ||
	    rg_when_parse(date, rg_view_zone(p->v), &back) || back != at)
		snprintf(buf, size, "@%lld", (long long)at);
	else
		snprintf(buf, size, "%s", date);
	return buf;
}

char *tell_packet(struct prover *p, const struct witness *wit)
{
	char *marking = rg_view_marking(p->v, &wit->label, doi_nation(p, wit)), *text;
	char date[80];
	size_t size;
	FILE *f = text_open(&text, &size);

	fprintf(f, "%s -> %s, %s, in on %s, out of %s: %s", rg_view_nation(p->v, wit->leg.s),
		rg_view_nation(p->v, wit->leg.d), marking, rg_view_interface(p->v, wit->leg.in),
		rg_view_interface(p->v, wit->leg.out), rg_way_name(wit->w.v.way));
	if (wit->w.v.agreement != RG_AGREEMENT_NONE)
		fprintf(f, " by %s", rg_view_agreement(p->v, wit->w.v.agreement));
	fprintf(f, ", at %s", rg_when_date(date, sizeof(date), wit->time, rg_view_zone(p->v)));
	fclose(f);
	free(marking);
	return text;
}

/* As a marking, if that says it all; else as bytes. */
static void tell_label(struct prover *p, const struct witness *wit, FILE *f)
{
	char *marking, hex[2 * sizeof(wit->option) + 1];
	struct marking_error err;
	struct rg_label back;

	if (!wit->doi)
		return;
	marking = rg_view_marking(p->v, &wit->label, doi_nation(p, wit));
	if (!marking_parse(&p->v->names, marking, doi_nation(p, wit), &back, &err) &&
	    !memcmp(&back, &wit->label, sizeof(back))) {
		fprintf(f, " --label '%s' --doi %u", marking, wit->doi);
	} else {
		rg_hex(hex, wit->option, wit->option_len);
		fprintf(f, " --%s %s", wit->family == 4 ? "cipso" : "calipso", hex);
	}
	free(marking);
}

/* Does the gate choose this way, or would it only not stop it? */
static void tell_way(struct prover *p, const struct witness *wit, FILE *f)
{
	const char *out = rg_view_interface(p->v, wit->leg.out);
	uint32_t hub = rg_interface(&p->v->img, wit->leg.out)->flags & RG_IF_HUB;
	struct rg_work w;

	if (!oracle_frame(p, wit, &w))
		return;
	rg_judge(p->v, &w, RG_ROUTE_DEFAULT);
	if (w.v.pass && w.v.egress == wit->leg.out)
		return;
	oracle_frame(p, wit, &w);
	if (!hub)
		rg_judge(p->v, &w, wit->leg.out);
	fprintf(f, " --%s %s", !hub && w.v.pass && w.v.egress == wit->leg.out ? "route" : "out",
		out);
}

char *tell_command(struct prover *p, const struct witness *wit, const char *file)
{
	int family = wit->family == 4 ? AF_INET : AF_INET6, six = wit->family == 6;
	char src[INET6_ADDRSTRLEN], dst[INET6_ADDRSTRLEN], date[80], *text;
	size_t size;
	FILE *f = text_open(&text, &size);

	inet_ntop(family, p->address[wit->leg.s][six], src, sizeof(src));
	inet_ntop(family, p->address[wit->leg.d][six], dst, sizeof(dst));
	fprintf(f, "relgate explain %s --in %s --src %s --dst %s", file,
		rg_view_interface(p->v, wit->leg.in), src, dst);
	if (rg_interface(&p->v->img, wit->leg.in)->flags & RG_IF_HUB)
		fprintf(f, " --relay");
	tell_label(p, wit, f);
	tell_way(p, wit, f);
	fprintf(f, " --at %s", when(p, wit->time, date, sizeof(date)));
	fclose(f);
	return text;
}
