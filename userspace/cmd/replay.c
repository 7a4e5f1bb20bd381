// SPDX-License-Identifier: GPL-2.0-only
/* relgate replay: what the gate would do with the packets of a capture. */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "../label/wire.h"
#include "../lib/util.h"
#include "../lib/when.h"
#include "../packet/capture.h"
#include "../packet/forge.h"
#include "../packet/judge.h"
#include "source.h"
#include "verb.h"

/**
 * struct replay - a replay
 * @in: ingress of every packet, or RG_IF_NONE: by the source's nation
 * @reason: packets by reason
 * @labels: how many labels were decoded (--labels)
 */
struct replay {
	const struct rg_call *c;
	const struct rg_view *v;
	struct rg_capture cap;
	uint32_t in;
	bool relay;
	struct rg_clock clock;
	uint64_t reason[RG_R_COUNT];
	uint64_t labels;
};

static uint32_t ingress_of(const struct replay *r, const struct rg_work *w)
{
	uint32_t i, nation;

	if (r->in != RG_IF_NONE)
		return r->in;
	if (w->pkt.family != 4 && w->pkt.family != 6)
		return RG_IF_NONE;
	nation = RG_VALUE_NATION(rg_nation(&r->v->img, w->pkt.family, w->pkt.src));
	for (i = 0; nation && i < rg_view_count(r->v, RG_SEC_INTERFACE); i++) {
		const struct rg_interface *ifc = rg_interface(&r->v->img, i);

		if (ifc->nation == nation && !(ifc->flags & RG_IF_HUB))
			return i;
	}
	return RG_IF_NONE;
}

static void stamp(const struct replay *r, json_t *out)
{
	json_object_set_new(out, "packet", json_integer(r->cap.number));
	json_object_set_new(out, "time", json_real(r->cap.sec + r->cap.usec / 1e6));
}

static void verdict_text(const struct replay *r, const json_t *j)
{
	bool pass = !strcmp(json_string_value(json_object_get(j, "verdict")), "pass");
	const json_t *label = json_object_get(j, "label");
	const char *marking = json_string_value(json_object_get(label, "marking"));
	const char *egress = json_string_value(json_object_get(j, "egress"));
	const char *agreement = json_string_value(json_object_get(j, "agreement"));
	const char *on = r->c->color ? (pass ? "\033[32m" : "\033[31m") : "";

	printf("%llu  %s %s > %s  %s  %s%s%s %s", (unsigned long long)r->cap.number,
	       json_string_value(json_object_get(j, "in")),
	       json_string_value(json_object_get(j, "src")),
	       json_string_value(json_object_get(j, "dst")),
	       marking ? marking : json_is_null(label) ? "no label" : "label not understood", on,
	       pass ? "pass" : "drop", r->c->color ? "\033[0m" : "",
	       json_string_value(json_object_get(j, "reason")));
	if (pass && egress)
		printf(", %s %s", json_string_value(json_object_get(j, "way")), egress);
	if (agreement)
		printf(", %s", agreement);
	putchar('\n');
}

/* The verdict of one packet. */
static void verdict(struct replay *r, struct rg_work *w)
{
	json_t *out;

	/* The source address is needed to know where it would have come in. */
	rg_parse(w);
	w->in = ingress_of(r, w);
	w->out = RG_IF_NONE;
	w->relay = r->relay;
	w->hub_up = ~0u;
	w->clock = r->clock;
	rg_judge(r->v, w, RG_ROUTE_DEFAULT);
	r->reason[w->v.reason < RG_R_COUNT ? w->v.reason : RG_R_INTERNAL]++;
	out = rg_judge_json(r->v, w);
	stamp(r, out);
	if (w->in == RG_IF_NONE)
		json_object_set_new(out, "in", json_string("-"));
	if (r->c->json) {
		rg_json_line(out);
		return;
	}
	verdict_text(r, out);
	json_decref(out);
}

static void label_line(struct replay *r, const struct rg_work *w, const struct rg_on_wire *l,
		       bool quoted)
{
	char src[INET6_ADDRSTRLEN], dst[INET6_ADDRSTRLEN], tag[16] = "", *cats;
	json_t *out;

	if (!l->kind)
		return;
	r->labels++;
	rg_address_text(w, w->pkt.src, src);
	rg_address_text(w, w->pkt.dst, dst);
	if (r->c->json) {
		out = rg_wire_json(l);
		stamp(r, out);
		json_object_update_new(out, json_pack("{ss ss sb}", "src", src, "dst", dst,
						      "quoted", quoted));
		rg_json_line(out);
		return;
	}
	cats = rg_wire_categories(l);
	if (l->tag)
		snprintf(tag, sizeof(tag), " tag %u", l->tag);
	printf("%llu  %s > %s  %s%s%s doi %u level %u categories %s\n",
	       (unsigned long long)r->cap.number, src, dst, quoted ? "quoted " : "",
	       rg_wire_kind(l->kind), tag, l->doi, l->level, cats);
	free(cats);
}

/* --labels: each label of a packet, whatever the policy thinks of it. */
static void labels(struct replay *r, struct rg_work *w)
{
	static struct rg_on_wire l;
	uint32_t reason = rg_parse(w);

	r->reason[reason < RG_R_COUNT ? reason : RG_R_INTERNAL]++;
	rg_wire_read(w, &l);
	label_line(r, w, &l, false);
	rg_wire_quoted(w, &l);
	label_line(r, w, &l, true);
}

static json_t *reasons_json(const struct replay *r)
{
	json_t *out = json_object();
	int i;

	for (i = 0; i < RG_R_COUNT; i++)
		if (r->reason[i])
			json_object_set_new(out, rg_reason_name(i), json_integer(r->reason[i]));
	return out;
}

static void summary(const struct replay *r, bool only_labels)
{
	json_t *reasons = reasons_json(r), *n;
	const char *name;

	if (r->c->json) {
		json_t *out = json_pack("{sI so}", "packets", (json_int_t)r->cap.number,
					"reasons", reasons);

		if (only_labels)
			json_object_set_new(out, "labels", json_integer(r->labels));
		rg_json_line(json_pack("{so}", "summary", out));
		return;
	}
	printf("%llu packets", (unsigned long long)r->cap.number);
	if (only_labels)
		printf(", %llu labels", (unsigned long long)r->labels);
	json_object_foreach(reasons, name, n)
		printf(", %s %lld", name,
		       (long long)json_integer_value(n));
	putchar('\n');
	json_decref(reasons);
}

static int play(struct replay *r, const char *path, bool only_labels)
{
	struct rg_work w;
	int ret;

	if (rg_capture_open(&r->cap, path))
		return RG_EXIT_FAIL;
	memset(&w, 0, sizeof(w));
	while ((ret = rg_capture_next(&r->cap, &w)) > 0 && !ferror(stdout)) {
		if (only_labels)
			labels(r, &w);
		else
			verdict(r, &w);
	}
	rg_capture_close(&r->cap);
	summary(r, only_labels);
	return ret < 0 ? RG_EXIT_FAIL : RG_EXIT_YES;
}

static int run_verdicts(struct rg_call *c, struct replay *r)
{
	const char *in = rg_opt_get(c, "in"), *at = rg_opt_get(c, "at");
	struct rg_view view;
	int64_t when = time(NULL);
	int i, ret = rg_source(&view, c->argc > 1 ? c->argv[0] : NULL);

	if (ret != RG_EXIT_YES)
		return RG_EXIT_FAIL;
	r->v = &view;
	ret = RG_EXIT_FAIL;
	if (at && rg_when_parse(at, rg_view_zone(&view), &when))
		goto out;
	r->clock = (struct rg_clock){ when, when };
	if (in) {
		i = rg_view_find_interface(&view, in);
		if (i < 0)
			goto out;
		r->in = i;
	}
	ret = play(r, c->argv[c->argc - 1], false);
out:
	rg_view_close(&view);
	return ret;
}

static int run(struct rg_call *c)
{
	struct replay *r = calloc(1, sizeof(*r));
	int ret;

	if (!r)
		return RG_EXIT_FAIL;
	r->c = c;
	r->in = RG_IF_NONE;
	r->relay = rg_opt_get(c, "relay");
	if (rg_opt_get(c, "labels"))
		ret = play(r, c->argv[c->argc - 1], true);
	else
		ret = run_verdicts(c, r);
	free(r);
	return ret;
}

static const struct rg_opt opts[] = {
	{ "in", 'i', "IF", "the interface that the packets come in on (default: the one of the\n"
	  "                          source address's nation)" },
	{ "relay", 0, NULL, "the frames come from the hub's relay (on a hub interface)" },
	{ "labels", 0, NULL, "only print each label on the wire; needs no policy that knows its DOI" },
	{ "at", 0, "DATE", "judge at that time (default: now)" },
	{ NULL, 0, NULL, NULL },
};

static const struct rg_verb replay = {
	.name = "replay", .rank = 60, .flags = RG_VERB_JSON, .args = "[FILE] PCAP",
	.summary = "the verdict for every packet of a capture",
	.details = "Judges each packet by the policy of FILE, or the one in force, as the gate would at\n"
		   "ingress; the routing table is taken to lead to the destination's nation. PCAP is a\n"
		   "pcap or pcapng file of Ethernet, raw IP or Linux cooked packets; - is standard\n"
		   "input. Labels that ICMP errors quote are shown by --labels, too.\n"
		   "With -j, one JSON object a line and a summary at the end.",
	.examples = "relgate replay tisa.rg capture.pcap --in kr0\n"
		    "tcpdump -c 100 -w - -i kr0 | relgate replay --labels -",
	.min = 1, .max = 2, .opts = opts, .run = run,
};
RG_VERB(replay);
