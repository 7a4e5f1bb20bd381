// SPDX-License-Identifier: GPL-2.0-only
/* relgate status: what is in force, and whether it holds. */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "../lib/util.h"
#include "../lib/when.h"
#include "../record/record.h"
#include "source.h"
#include "verb.h"

static const char *mac_text(char buf[18], const uint8_t *m)
{
	snprintf(buf, 18, "%02x:%02x:%02x:%02x:%02x:%02x", m[0], m[1], m[2], m[3], m[4], m[5]);
	return buf;
}

static json_t *nexthops(const struct rg_interface *ifc)
{
	static const uint8_t none[16];
	char text[INET6_ADDRSTRLEN];
	json_t *out = json_array();

	if (memcmp(ifc->nexthop4, none, 4))
		json_array_append_new(out, json_string(inet_ntop(AF_INET, ifc->nexthop4, text,
								 sizeof(text))));
	if (memcmp(ifc->nexthop6, none, 16))
		json_array_append_new(out, json_string(inet_ntop(AF_INET6, ifc->nexthop6, text,
								 sizeof(text))));
	return out;
}

static json_t *interface_json(const struct rg_view *v, const struct rg_interface *ifc,
			      const struct rg_if_state *s)
{
	char mac[18];
	json_t *out = json_pack("{so ss si ss sb sb sb sb sb sb}",
		"name", rg_json_text(s->name),
		"nation", rg_view_nation(v, ifc->nation),
		"ifindex", (int)s->ifindex,
		"mac", mac_text(mac, s->mac),
		"hub", !!(ifc->flags & RG_IF_HUB),
		"present", s->present,
		"judged", s->judged,
		"xdp", s->xdp,
		"guarded", s->guarded,
		"foreign", s->foreign);

	if (s->foreign)
		json_object_set_new(out, "foreign_what", rg_json_text(s->foreign_what));
	if (ifc->flags & RG_IF_HUB) {
		json_object_set_new(out, "up", json_boolean(s->up));
		if (ifc->probe_ms)
			json_object_set_new(out, "answers", json_boolean(s->answers));
		json_object_set_new(out, "nexthops", nexthops(ifc));
	}
	return out;
}

/* Seconds until the engine goes back, or since it did. */
static int64_t trial_seconds(const struct rg_status *st)
{
	int64_t ns = (int64_t)(st->deadline - rg_boottime());

	return ns < 0 ? -ns / 1000000000 : (ns + 999999999) / 1000000000;
}

static void trial_json(json_t *out, const struct rg_status *st)
{
	static const char *const name[] = { "none", "pending", "expired", "confirmed" };
	json_t *trial;

	if (st->previous)
		json_object_set_new(out, "previous", json_integer(st->previous));
	if (st->trial != RG_TRIAL_PENDING && st->trial != RG_TRIAL_EXPIRED)
		return;
	trial = json_pack("{sI ss sI}", "generation", (json_int_t)st->newest,
			  "state", name[st->trial],
			  st->trial == RG_TRIAL_PENDING ? "seconds_left" : "seconds_ago",
			  (json_int_t)trial_seconds(st));
	json_object_set_new(out, "trial", trial);
}

static void status_json(const struct rg_view *v, const struct rg_status *st)
{
	json_t *out = rg_policy_json(v), *ifs = json_array();
	size_t i;

	json_object_update_new(out, json_pack("{sb ss ss sI sI sb sb so sb}",
		"in_force", 1,
		"engine", st->engine,
		"attach", st->attach,
		"generation", (json_int_t)st->generation,
		"since", (json_int_t)st->since,
		"blocked", st->blocked,
		"locked", st->locked,
		"lock", rg_json_text(st->lock_what),
		"guarded", st->guarded));
	for (i = 0; i < st->if_count && i < rg_view_count(v, RG_SEC_INTERFACE); i++)
		json_array_append_new(ifs, interface_json(v, rg_interface(&v->img, i),
							  &st->ifs[i]));
	json_object_set_new(out, "reckoned", json_integer(st->mono));
	if (st->seen)
		json_object_set_new(out, "seen", json_integer(st->seen));
	if (st->elsewhere[0])
		json_object_set_new(out, "foreign_elsewhere", rg_json_text(st->elsewhere));
	json_object_set_new(out, "interfaces", ifs);
	trial_json(out, st);
	rg_json_print(out);
}

struct paint {
	const char *bold, *good, *bad, *off;
};

static struct paint paint(bool color)
{
	static const struct paint on = { "\033[1m", "\033[32m", "\033[31m", "\033[0m" };
	static const struct paint none = { "", "", "", "" };

	return color ? on : none;
}

static void line(const struct paint *p, const char *name, bool good, const char *text)
{
	printf("  %s: %s%s%s\n", name, good ? p->good : p->bad, text, p->off);
}

static void trial_text(const struct paint *p, const struct rg_status *st)
{
	char span[64], text[200];

	if (st->trial != RG_TRIAL_PENDING && st->trial != RG_TRIAL_EXPIRED)
		return;
	rg_when_span(span, sizeof(span), trial_seconds(st));
	if (st->trial == RG_TRIAL_PENDING && st->previous)
		snprintf(text, sizeof(text), "unless confirmed within %s, generation %llu comes back",
			 span, (unsigned long long)st->previous);
	else if (st->trial == RG_TRIAL_PENDING)
		snprintf(text, sizeof(text), "unless confirmed within %s, everything drops", span);
	else
		snprintf(text, sizeof(text), "generation %llu was not confirmed, and is out of force "
			 "since %s", (unsigned long long)st->newest, span);
	line(p, "trial", false, text);
}

static const char *hold_text(const struct rg_if_state *s)
{
	if (!s->present)
		return "closed: the device that the policy was bound to is gone";
	if (!s->judged && !s->guarded)
		return "unguarded: its programs are gone";
	if (!s->judged)
		return "unguarded: the ingress program is gone or not first";
	if (!s->guarded)
		return "unguarded: the egress program is gone or not last";
	return "judged and guarded";
}

static void interface_text(const struct paint *p, const struct rg_view *v,
			   const struct rg_interface *ifc, const struct rg_if_state *s)
{
	char mac[18];

	printf("\n%sinterface%s: %s\n", p->bold, p->off, s->name);
	printf("  nation: %s%s\n", rg_view_nation(v, ifc->nation),
	       ifc->flags & RG_IF_HUB ? " (link to its relay)" : "");
	if (s->ifindex)
		printf("  device: ifindex %u, %s\n", s->ifindex, mac_text(mac, s->mac));
	if (s->xdp)
		puts("  hook: XDP in the driver, then tc");
	line(p, "state", s->present && s->judged && s->guarded, hold_text(s));
	if (s->foreign)
		line(p, "foreign program", false, s->foreign_what);
	if (ifc->flags & RG_IF_HUB) {
		json_t *hops = nexthops(ifc);
		char *text = rg_json_join(hops, ", ");

		printf("  next hop: %s\n", text);
		line(p, "hub", s->up, s->up ? "up" : s->answers ? "down" :
		     "down: its relay does not answer (is `relgate probe` running?)");
		free(text);
		json_decref(hops);
	}
}

/* The clocks that the rule of time asks, where they disagree. */
static void time_text(const struct paint *p, const struct rg_status *st, const char *zone)
{
	int64_t now = time(NULL);
	char when[64], text[160];

	if (st->mono < now - 60) {
		snprintf(text, sizeof(text), "reckoned to be %s: what is to begin begins later, until "
			 "`relgate apply`", rg_when_date(when, sizeof(when), st->mono, zone));
		line(p, "time", false, text);
	}
	if (st->mono > now + 60 || st->seen > now + 60) {
		snprintf(text, sizeof(text), "had been %s already, and the clock is behind: what ended by "
			 "then stays ended", rg_when_date(when, sizeof(when),
							  st->seen > st->mono ? st->seen : st->mono,
							  zone));
		line(p, "time", false, text);
	}
}

static void status_text(const struct rg_view *v, const struct rg_status *st, bool color)
{
	const struct rg_image_header *h = rg_header(&v->img);
	struct paint p = paint(color);
	char digest[2 * RG_DIGEST_LEN + 1], when[64], span[64];
	size_t i;

	rg_hex(digest, h->digest, RG_DIGEST_LEN);
	printf("%spolicy%s: %s\n", p.bold, p.off, rg_view_string(v, h->name));
	printf("  engine: %s (%s)\n", st->engine, st->attach);
	printf("  generation: %llu, since %s (%s ago)\n", (unsigned long long)st->generation,
	       rg_when_date(when, sizeof(when), st->since, rg_view_zone(v)),
	       rg_when_span(span, sizeof(span), time(NULL) - st->since));
	printf("  digest: %s\n", digest);
	time_text(&p, st, rg_view_zone(v));
	trial_text(&p, st);
	if (st->blocked)
		line(&p, "blocked", false, "nothing crosses until `relgate block --off`");
	line(&p, "lock", st->locked, st->lock_what);
	if (st->elsewhere[0])
		line(&p, "foreign program elsewhere", false, st->elsewhere);
	line(&p, "guarded", st->guarded, st->guarded ? "yes" : "no; `relgate doctor` says more");
	for (i = 0; i < st->if_count && i < rg_view_count(v, RG_SEC_INTERFACE); i++)
		interface_text(&p, v, rg_interface(&v->img, i), &st->ifs[i]);
}

static void nothing_json(const struct rg_status *st)
{
	json_t *out = json_pack("{sb sb so}", "in_force", 0, "residue", st->residue,
				"lock", rg_json_text(st->lock_what));

	trial_json(out, st);
	rg_json_print(out);
}

static int nothing(const struct rg_call *c, const struct rg_status *st)
{
	char span[64];

	if (c->json)
		nothing_json(st);
	else if (st->trial == RG_TRIAL_EXPIRED)
		printf("no policy is in force, and everything drops: generation %llu, the first one, was "
		       "not confirmed; that was %s ago\n"
		       "`relgate apply FILE` puts a policy in force, `relgate detach` opens.\n",
		       (unsigned long long)st->newest,
		       rg_when_span(span, sizeof(span), trial_seconds(st)));
	else if (st->residue)
		printf("no policy is in force, but something of a gate is left: %s\n"
		       "`relgate detach` removes it, `relgate apply FILE` puts a policy in force.\n",
		       st->lock_what);
	else
		puts("no policy is in force");
	return RG_EXIT_NO;
}

static int run(struct rg_call *c)
{
	const struct rg_engine *engine = rg_engine_pick("auto");
	struct rg_status st = { 0 };
	struct rg_view view = { 0 };
	int ret = RG_EXIT_FAIL;

	if (!engine || engine->status(&st))
		return RG_EXIT_FAIL;
	rg_note_expired(&st);
	if (!st.in_force) {
		ret = nothing(c, &st);
	} else if (!rg_view_open(&view, st.image, st.image_size, "the policy in force")) {
		if (c->json)
			status_json(&view, &st);
		else
			status_text(&view, &st, c->color);
		ret = st.guarded && st.locked ? RG_EXIT_YES : RG_EXIT_NO;
	}
	if (st.in_force)
		st.image = NULL;
	rg_view_close(&view);
	rg_status_free(&st);
	return ret;
}

static const struct rg_verb status = {
	.name = "status", .rank = 30, .flags = RG_VERB_JSON, .args = "",
	.summary = "what is in force, since when, and whether it holds",
	.details = "Exit code 0: a policy is in force, every enrolled interface is guarded and the\n"
		   "lock is on. 1: nothing is in force, or something does not hold.",
	.examples = "relgate status\n"
		    "relgate -n gate status -j | jq '.interfaces[] | select(.judged | not).name'",
	.max = 0, .run = run,
};
RG_VERB(status);
