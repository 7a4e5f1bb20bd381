// SPDX-License-Identifier: GPL-2.0-only
/* relgate monitor: verdicts as they are given. */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "../label/wire.h"
#include "../lib/util.h"
#include "source.h"
#include "verb.h"

/**
 * struct watch - a running monitor
 * @view, @generation: the policy that names the numbers of events of @generation;
 *	@view.bytes is NULL if it is not known
 * @left: events still to print, or -1
 */
struct watch {
	const struct rg_call *c;
	struct rg_view view;
	uint64_t generation;
	bool drops;
	long left;
};

/* The policy may change while we watch: names must come from the one that judged. */
static void refresh(struct watch *w, uint64_t generation)
{
	struct rg_status st = { 0 };
	const struct rg_engine *engine = rg_engine_pick("auto");

	if (w->view.bytes && w->generation == generation)
		return;
	rg_view_close(&w->view);
	if (!engine || engine->status(&st))
		return;
	if (st.in_force && st.generation == generation) {
		if (!rg_view_open(&w->view, st.image, st.image_size, "the policy in force"))
			w->generation = generation;
		st.image = NULL;
	}
	rg_status_free(&st);
}

static const char *number(char *buf, size_t size, uint32_t n)
{
	snprintf(buf, size, "#%u", n);
	return buf;
}

static const char *interface_name(const struct watch *w, uint32_t i, char *buf, size_t size)
{
	if (i == RG_IF_NONE)
		return "-";
	return w->view.bytes ? rg_view_interface(&w->view, i) : number(buf, size, i);
}

static const char *nation_name(const struct watch *w, uint32_t id, char *buf, size_t size)
{
	if (!id)
		return "-";
	return w->view.bytes ? rg_view_nation(&w->view, id) : number(buf, size, id);
}

static const char *agreement_name(const struct watch *w, uint32_t i, char *buf, size_t size)
{
	if (i == RG_AGREEMENT_NONE)
		return NULL;
	return w->view.bytes ? rg_view_agreement(&w->view, i) : number(buf, size, i);
}

static const char *address(const struct rg_event *ev, const uint8_t *addr, char *buf)
{
	if (ev->family != 4 && ev->family != 6)
		return "-";
	return inet_ntop(ev->family == 4 ? AF_INET : AF_INET6, addr, buf, INET6_ADDRSTRLEN);
}

static double wall_time(uint64_t boot_ns)
{
	struct timespec boot, wall;

	clock_gettime(CLOCK_BOOTTIME, &boot);
	clock_gettime(CLOCK_REALTIME, &wall);
	return wall.tv_sec + wall.tv_nsec / 1e9 - (boot.tv_sec + boot.tv_nsec / 1e9) +
	       boot_ns / 1e9;
}

static const char *text_or(const char *text, const char *other)
{
	return text ? text : other;
}

static void event_json(const struct watch *w, const struct rg_event *ev)
{
	char a[INET6_ADDRSTRLEN], b[INET6_ADDRSTRLEN], n[4][16];
	json_t *out = json_pack("{sf ss sI ss ss ss? ss ss ss ss? ss ss ss si si}",
		"time", wall_time(ev->ns),
		"at", ev->hook ? "egress" : "ingress",
		"generation", (json_int_t)ev->generation,
		"in", interface_name(w, ev->in, n[0], 16),
		"egress", interface_name(w, ev->egress, n[1], 16),
		"agreement", agreement_name(w, ev->agreement, n[2], 16),
		"verdict", ev->pass ? "pass" : "drop",
		"way", text_or(rg_way_name(ev->way), "?"),
		"reason", text_or(rg_reason_name(ev->reason), "?"),
		"label", rg_wire_kind(ev->kind),
		"sender", nation_name(w, ev->sender, n[3], 16),
		"src", address(ev, ev->src, a),
		"dst", address(ev, ev->dst, b),
		"protocol", ev->proto,
		"length", (int)ev->len);

	json_object_set_new(out, "destination",
			    json_string(nation_name(w, ev->dest, n[0], 16)));
	json_object_set_new(out, "ifindex", json_integer(ev->ifindex));
	if (ev->kind) {
		json_object_set_new(out, "doi", json_integer(ev->doi));
		json_object_set_new(out, "level", json_integer(ev->level));
	}
	rg_json_line(out);
}

static void event_text(const struct watch *w, const struct rg_event *ev)
{
	char a[INET6_ADDRSTRLEN], b[INET6_ADDRSTRLEN], n[4][16], when[32], label[64] = "unlabelled";
	double t = wall_time(ev->ns);
	time_t sec = t;
	struct tm tm;
	const char *agreement = agreement_name(w, ev->agreement, n[2], 16);

	localtime_r(&sec, &tm);
	strftime(when, sizeof(when), "%H:%M:%S", &tm);
	if (ev->kind)
		snprintf(label, sizeof(label), "%s doi %u level %u", rg_wire_kind(ev->kind), ev->doi,
			 ev->level);
	printf("%s.%03d %s%s%s %s %s > %s  %s > %s  %s, %u bytes: %s", when,
	       (int)((t - sec) * 1000), w->c->color ? (ev->pass ? "\033[32m" : "\033[31m") : "",
	       ev->pass ? "pass" : "drop", w->c->color ? "\033[0m" : "",
	       ev->hook ? "egress" : "ingress", interface_name(w, ev->in, n[0], 16),
	       interface_name(w, ev->egress, n[1], 16), address(ev, ev->src, a),
	       address(ev, ev->dst, b), label, ev->len,
	       text_or(rg_reason_name(ev->reason), "?"));
	if (ev->pass)
		printf(", %s", text_or(rg_way_name(ev->way), "?"));
	if (agreement)
		printf(", %s", agreement);
	putchar('\n');
	fflush(stdout);
}

static const char *change_name(unsigned int change)
{
	static const char *const name[RG_CHANGE_COUNT] = {
		[RG_CHANGE_APPLIED] = "applied",
		[RG_CHANGE_CONFIRMED] = "confirmed",
		[RG_CHANGE_ROLLED_BACK] = "rolled back",
		[RG_CHANGE_EXPIRED] = "not confirmed in time",
	};

	return change < RG_CHANGE_COUNT ? name[change] : "changed";
}

/* Another policy is in force. */
static int change(struct watch *w, const struct rg_event *ev)
{
	char when[32];
	double t = wall_time(ev->ns);
	time_t sec = t;
	struct tm tm;

	if (w->c->json) {
		rg_json_line(json_pack("{sf ss ss sI}", "time", t, "at", "policy",
				       "change", change_name(ev->reason),
				       "generation", (json_int_t)ev->generation));
	} else {
		localtime_r(&sec, &tm);
		strftime(when, sizeof(when), "%H:%M:%S", &tm);
		printf("%s.%03d policy %s: ", when, (int)((t - sec) * 1000), change_name(ev->reason));
		if (ev->generation)
			printf("generation %llu is in force\n", (unsigned long long)ev->generation);
		else
			puts("nothing is in force, and everything drops");
		fflush(stdout);
	}
	if (w->left > 0)
		w->left--;
	return !w->left || ferror(stdout);
}

static void hub_text(const struct watch *w, const struct rg_event *ev, const char *name)
{
	char when[32];
	double t = wall_time(ev->ns);
	time_t sec = t;
	struct tm tm;

	localtime_r(&sec, &tm);
	strftime(when, sizeof(when), "%H:%M:%S", &tm);
	printf("%s.%03d hub %s%s: %s%s\n", when, (int)((t - sec) * 1000),
	       w->c->color ? (ev->pass ? "\033[32m" : "\033[31m") : "", name,
	       ev->pass ? "up" : "down", w->c->color ? "\033[0m" : "");
	fflush(stdout);
}

/* A hub interface came up, or went down. */
static int hub(struct watch *w, const struct rg_event *ev)
{
	char n[16];
	const char *name;

	refresh(w, ev->generation);
	name = interface_name(w, ev->in, n, sizeof(n));
	if (w->c->json)
		rg_json_line(json_pack("{sf ss ss sb sI}", "time", wall_time(ev->ns), "at", "hub",
				       "interface", name, "up", ev->pass,
				       "generation", (json_int_t)ev->generation));
	else
		hub_text(w, ev, name);
	if (w->left > 0)
		w->left--;
	return !w->left || ferror(stdout);
}

static int event(const struct rg_event *ev, void *arg)
{
	struct watch *w = arg;

	if (ev->hook == RG_EVENT_CHANGE)
		return change(w, ev);
	if (ev->hook == RG_EVENT_HUB)
		return hub(w, ev);
	if (w->drops && ev->pass)
		return 0;
	refresh(w, ev->generation);
	if (w->c->json)
		event_json(w, ev);
	else
		event_text(w, ev);
	if (w->left > 0)
		w->left--;
	/* Nobody reads any more: `monitor | head` ends. */
	return !w->left || ferror(stdout);
}

static int run(struct rg_call *c)
{
	const struct rg_engine *engine = rg_engine_pick("auto");
	struct watch w = { .c = c, .left = -1, .drops = rg_opt_get(c, "drops") };
	const char *count = rg_opt_get(c, "count");
	uint64_t n;
	int ret;

	if (count) {
		if (rg_number("--count", count, 1u << 30, &n) || !n)
			return rg_usage(c, "--count wants a number from 1 up");
		w.left = n;
	}
	ret = engine && !engine->monitor(event, &w) ? RG_EXIT_YES : RG_EXIT_FAIL;
	rg_view_close(&w.view);
	return ret;
}

static const struct rg_opt opts[] = {
	{ "count", 'c', "N", "end after N events" },
	{ "drops", 'd', NULL, "only packets that were dropped" },
	{ NULL, 0, NULL, NULL },
};

static const struct rg_verb monitor = {
	.name = "monitor", .rank = 70, .flags = RG_VERB_JSON, .args = "",
	.summary = "show verdicts as they are given, until Ctrl-C",
	.details = "The stream is rate-limited at its source: `relgate show counters` has the true\n"
		   "numbers, and how many events were lost. With -j, one JSON object a line.",
	.examples = "relgate monitor --drops\n"
		    "relgate monitor -j | jq -c 'select(.reason == \"spoofed\") | [.in, .src]'",
	.max = 0, .opts = opts, .run = run,
};
RG_VERB(monitor);
