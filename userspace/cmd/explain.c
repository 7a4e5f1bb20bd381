// SPDX-License-Identifier: GPL-2.0-only
/* relgate explain: the verdict for a packet that one describes, and why. */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "../label/encode.h"
#include "../lib/table.h"
#include "../lib/util.h"
#include "../lib/when.h"
#include "../packet/forge.h"
#include "../packet/judge.h"
#include "source.h"
#include "verb.h"

/* ---- from options to a question; each returns 0, or -1 with the cause said ---- */

static int address(const struct rg_call *c, const char *name, uint8_t *addr, uint8_t *family)
{
	const char *text = rg_opt_get(c, name);
	int its;

	if (!text) {
		rg_usage(c, "--%s is missing: describe the packet by --in, --src and --dst, or by --frame",
			 name);
		return -1;
	}
	its = inet_pton(AF_INET, text, addr) == 1 ? 4 : inet_pton(AF_INET6, text, addr) == 1 ? 6 : 0;
	if (!its)
		return rg_error("--%s: '%s' is no IPv4 or IPv6 address", name, text);
	if (*family && *family != its)
		return rg_error("--src and --dst must both be IPv4 or both IPv6");
	*family = its;
	return 0;
}

static int protocol(const struct rg_call *c, struct rg_forge *f)
{
	static const struct { const char *name; int proto; } known[] = {
		{ "icmp", 1 }, { "tcp", 6 }, { "udp", 17 }, { "icmpv6", 58 },
	};
	const char *text = rg_opt_get(c, "proto");
	uint64_t n = 17;
	size_t i;

	for (i = 0; text && i < sizeof(known) / sizeof(*known); i++)
		if (!strcmp(text, known[i].name))
			break;
	if (text && i < sizeof(known) / sizeof(*known))
		n = known[i].proto;
	else if (text && rg_number("--proto", text, 255, &n))
		return -1;
	/* Whoever says icmp of an IPv6 packet means ICMPv6. */
	f->proto = n == 1 && f->family == 6 ? 58 : n;
	f->icmp_type = f->proto == 58 ? 128 : 8;
	return 0;
}

static int number(const struct rg_call *c, const char *name, uint64_t max, uint64_t otherwise,
		  uint64_t *out)
{
	const char *text = rg_opt_get(c, name);

	*out = otherwise;
	return text ? rg_number(name, text, max, out) : 0;
}

static int header(const struct rg_call *c, struct rg_forge *f)
{
	uint64_t sport, dport, ttl, size;

	if (number(c, "sport", 65535, 40000, &sport) || number(c, "dport", 65535, 9, &dport) ||
	    number(c, "ttl", 255, 64, &ttl) || number(c, "size", 65000, 32, &size))
		return -1;
	f->sport = sport;
	f->dport = dport;
	f->ttl = ttl;
	f->payload = size;
	return 0;
}

/* Where the policy says that releases stand in a tag of their own, the packet brings them so. */
static int written_apart(const struct rg_call *c, const struct rg_view *v, struct rg_encode *how)
{
	const char *in = rg_opt_get(c, "in");
	int id = in ? rg_view_find_interface(v, in) : -1;

	if (in && id < 0)
		return -1;
	how->apart = id >= 0 && how->kind == RG_LABEL_CIPSO &&
		     rg_interface(&v->img, id)->flags & RG_IF_PERMISSIVE;
	return 0;
}

/* --label: written as the source's nation would, unless --doi says otherwise. */
static int marked(const struct rg_call *c, const struct rg_view *v, struct rg_forge *f)
{
	const char *doi = rg_opt_get(c, "doi"), *tag = rg_opt_get(c, "tag");
	struct rg_encode how = { .kind = f->family == 4 ? RG_LABEL_CIPSO : RG_LABEL_CALIPSO };
	uint32_t i, nation = RG_VALUE_NATION(rg_nation(&v->img, f->family, f->src));
	uint64_t n;

	if (rg_opt_get(c, "ripso")) {
		if (f->family == 6 || tag)
			return rg_error("--ripso: a RIPSO label is for IPv4, and has no tag");
		how.kind = RG_LABEL_RIPSO;
	}
	if (doi && rg_number("--doi", doi, 0xffffffff, &n))
		return -1;
	if (tag ? rg_encode_form(tag, &how) : written_apart(c, v, &how))
		return -1;
	how.doi = doi ? n : 0;
	for (i = 0; !doi && i < rg_view_count(v, RG_SEC_DOI) && !how.doi; i++)
		if (rg_doi(&v->img, i)->nation == nation)
			how.doi = rg_doi(&v->img, i)->doi;
	if (!how.doi && !doi)
		return rg_error("--label needs --doi: the source address has no nation with a DOI of its own");
	return rg_encode_marking(v, rg_opt_get(c, "label"), &how, f->options, &f->options_len);
}

static int raw_option(const char *name, const char *hex, struct rg_forge *f)
{
	size_t max = f->family == 4 ? 40 : RG_FORGE_OPTIONS - 2;
	int len;

	if ((!strcmp(name, "cipso") && f->family == 6) ||
	    (!strcmp(name, "calipso") && f->family == 4))
		return rg_error("--%s does not fit: CIPSO is for IPv4, CALIPSO for IPv6", name);
	len = rg_hex_parse(hex, f->options, max);
	f->options_len = len < 0 ? 0 : len;
	return len < 0 ? -1 : 0;
}

static int options(const struct rg_call *c, const struct rg_view *v, struct rg_forge *f)
{
	static const char *const raw[] = { "cipso", "calipso", "option" };
	int i, given = 0, err = 0;

	for (i = 0; i < 3; i++)
		if (rg_opt_get(c, raw[i])) {
			err |= raw_option(raw[i], rg_opt_get(c, raw[i]), f);
			given++;
		}
	if (rg_opt_get(c, "label")) {
		err |= err ? -1 : marked(c, v, f);
		given++;
	}
	if (given > 1)
		return rg_error("only one of --label, --cipso, --calipso and --option can be given");
	return err;
}

static int described(const struct rg_call *c, const struct rg_view *v, struct rg_work *w)
{
	struct rg_forge f = { 0 };

	if (address(c, "src", f.src, &f.family) || address(c, "dst", f.dst, &f.family) ||
	    protocol(c, &f) || header(c, &f) || options(c, v, &f))
		return -1;
	return rg_forge_frame(&f, w);
}

static int framed(const char *hex, struct rg_work *w)
{
	static uint8_t bytes[65600];
	int len = rg_hex_parse(hex, bytes, sizeof(bytes));

	if (len < 0)
		return -1;
	rg_frame_set(w, bytes, len, len);
	return 0;
}

/* Of the live gate those hubs that are up, of a file all. */
static int hubs_up(const struct rg_call *c, struct rg_work *w)
{
	const struct rg_engine *engine;
	static struct rg_hubs h;

	w->hub_up = ~0u;
	if (c->argc)
		return 0;
	engine = rg_engine_pick("auto");
	if (!engine || rg_hubs_read(engine, &h) || engine->hubs_up(&h))
		return -1;
	w->hub_up = h.up;
	return 0;
}

static int hubs(const struct rg_call *c, const struct rg_view *v, struct rg_work *w)
{
	const char *name;
	int at = 0, i;

	if (hubs_up(c, w))
		return -1;
	while ((name = rg_opt_next(c, "hub-down", &at))) {
		i = rg_view_find_interface(v, name);
		if (i < 0)
			return -1;
		if (!(rg_interface(&v->img, i)->flags & RG_IF_HUB))
			return rg_error("--hub-down: %s is no hub interface", name);
		w->hub_up &= ~(1u << (rg_interface(&v->img, i)->hub_slot & 31));
	}
	return 0;
}

static int route(const struct rg_call *c, const struct rg_view *v, uint32_t *out)
{
	const char *name = rg_opt_get(c, "route");
	int i;

	*out = RG_ROUTE_DEFAULT;
	if (!name)
		return 0;
	if (!strcmp(name, "none") || !strcmp(name, "local") || !strcmp(name, "other")) {
		*out = *name == 'n' ? RG_ROUTE_NONE : *name == 'l' ? RG_ROUTE_LOCAL : RG_ROUTE_OTHER;
		return 0;
	}
	i = rg_view_find_interface(v, name);
	*out = i;
	return i < 0 ? -1 : 0;
}

static int clock_at(const struct rg_call *c, const struct rg_view *v, struct rg_work *w)
{
	const char *text = rg_opt_get(c, "at");
	int64_t when = time(NULL);

	if (text && rg_when_parse(text, rg_view_zone(v), &when))
		return -1;
	w->clock.wall = when;
	w->clock.mono = when;
	return 0;
}

static int question(const struct rg_call *c, const struct rg_view *v, struct rg_work *w,
		    uint32_t *routed)
{
	const char *in = rg_opt_get(c, "in"), *out = rg_opt_get(c, "out");
	const char *frame = rg_opt_get(c, "frame");
	int i;

	memset(w, 0, sizeof(*w));
	w->out = RG_IF_NONE;
	if (!in) {
		rg_usage(c, "--in is missing: the interface that the packet comes in on");
		return -1;
	}
	i = rg_view_find_interface(v, in);
	if (i < 0)
		return -1;
	w->in = i;
	if (out) {
		i = rg_view_find_interface(v, out);
		if (i < 0)
			return -1;
		w->out = i;
	}
	w->relay = !!rg_opt_get(c, "relay");
	if (hubs(c, v, w) || route(c, v, routed) || clock_at(c, v, w))
		return -1;
	return frame ? framed(frame, w) : described(c, v, w);
}

/* ---- what is told ---- */

/* What each agreement of a pair says; needs the label and the sender. */
static json_t *answers(const struct rg_view *v, const struct rg_work *w, uint32_t from, uint32_t to)
{
	struct rg_work copy = *w;
	uint32_t pair = rg_pair(&v->img, from, to), i;
	json_t *out = json_array();

	if (rg_judge_label(v, w, &copy.label) != RG_R_OK)
		return out;
	copy.sender = RG_VALUE_NATION(rg_nation(&v->img, w->pkt.family, w->pkt.src));
	copy.dest = to;
	for (i = 0; i < RG_PAIR_COUNT(pair); i++) {
		uint32_t index = rg_pair_agreement(&v->img, pair, i);
		const struct rg_agreement *a = rg_agreement(&v->img, index);
		uint32_t reason = rg_answer(&v->img, &copy, index, from, to);
		bool deny = a->flags & RG_A_DENY;

		json_array_append_new(out, json_pack("{so ss so ss sb ss ss}",
			"agreement", rg_json_text(rg_view_agreement(v, index)),
			"kind", deny ? "deny" : "grant",
			"hub", a->flags & RG_A_VIA ? json_string(rg_view_nation(v, a->hub)) :
			       json_null(),
			"way", deny ? "none" : a->flags & RG_A_VIA ? "via" : "direct",
			"grants", reason == RG_R_OK && !deny,
			"answer", deny && reason == RG_R_NO_AGREEMENT ? "not-covered" :
				  reason == RG_R_OK ? "grants" : rg_reason_name(reason),
			"text", deny && reason == RG_R_NO_AGREEMENT ?
				"this deny statement does not cover the packet" :
				reason == RG_R_OK ? "grants" : rg_reason_text(reason)));
	}
	return out;
}

static json_t *pairs(const struct rg_view *v, const struct rg_work *w)
{
	uint32_t from, to, origin;
	json_t *out = json_array();
	struct rg_label label;

	if ((w->pkt.family != 4 && w->pkt.family != 6) || rg_judge_label(v, w, &label) != RG_R_OK)
		return out;
	from = RG_VALUE_NATION(rg_nation(&v->img, w->pkt.family, w->pkt.src));
	to = RG_VALUE_NATION(rg_nation(&v->img, w->pkt.family, w->pkt.dst));
	if (!from || !to || from == to)
		return out;
	json_array_append_new(out, json_pack("{ss ss ss so}", "from", rg_view_nation(v, from),
		"to", rg_view_nation(v, to), "as", "sender", "answers", answers(v, w, from, to)));
	for (origin = 1; origin < RG_NATION_MAX; origin++)
		if (origin != from && origin != to && rg_nset_has(label.origin, origin))
			json_array_append_new(out, json_pack("{ss ss ss so}",
				"from", rg_view_nation(v, origin), "to", rg_view_nation(v, to),
				"as", "origin", "answers", answers(v, w, origin, to)));
	return out;
}

static const char *get(const json_t *o, const char *key, const char *otherwise)
{
	const char *s = json_string_value(json_object_get(o, key));

	return s ? s : otherwise;
}

static void label_text(const json_t *label)
{
	const char *marking = get(label, "marking", NULL);

	if (!json_is_object(label)) {
		puts("label      none");
		return;
	}
	printf("label      %s", marking ? marking : "(not understood)");
	if (get(label, "format", NULL))
		printf("  [%s, DOI %lld, level %lld]", get(label, "format", ""),
		       (long long)json_integer_value(json_object_get(label, "doi")),
		       (long long)json_integer_value(json_object_get(label, "level")));
	else
		printf("  [supplied by the gate]");
	putchar('\n');
}

static void answers_text(const json_t *pair)
{
	struct rg_table t = { .columns = 4 };
	json_t *a;
	size_t i;

	printf("\n%s of %s -> %s:\n",
	       strcmp(get(pair, "as", ""), "origin") ? "agreements" : "consent, as originator,",
	       get(pair, "from", ""), get(pair, "to", ""));
	json_array_foreach(json_object_get(pair, "answers"), i, a) {
		char way[32], name[300];

		snprintf(name, sizeof(name), "  %s", get(a, "agreement", ""));
		snprintf(way, sizeof(way), "%s%s%s",
			 strcmp(get(a, "kind", ""), "deny") ? get(a, "way", "") : "deny",
			 get(a, "hub", NULL) ? " " : "", get(a, "hub", ""));
		rg_table_row(&t, name, way, get(a, "answer", ""),
			     strcmp(get(a, "answer", ""), "grants") ? get(a, "text", "") : "", NULL);
	}
	if (!t.rows)
		puts("  none covers this pair");
	rg_table_print(&t, stdout, 0, 0);
}

/* What becomes of the label on the way out. */
static void edit_text(const json_t *e)
{
	static const char *const said[][2] = {
		{ "tag", "the label is put on" }, { "strip", "the label is taken off" },
		{ "translate", "the label is translated" },
	};
	const char *edit = get(e, "edit", ""), *options = get(e, "options_out", NULL);
	size_t i;

	for (i = 0; options && i < sizeof(said) / sizeof(*said); i++)
		if (!strcmp(edit, said[i][0]))
			printf("edit       %s; IP options out: %s\n", said[i][1],
			       *options ? options : "none");
}

static void told_text(const json_t *e)
{
	json_t *told = json_object_get(e, "told");
	long long pointer = json_integer_value(json_object_get(told, "pointer"));

	if (!json_is_object(told))
		return;
	printf("told       the sender, by ICMP type %lld code %lld",
	       (long long)json_integer_value(json_object_get(told, "type")),
	       (long long)json_integer_value(json_object_get(told, "code")));
	printf(pointer ? ", pointer %lld\n" : "\n", pointer);
}

static void explain_text(const struct rg_call *c, const json_t *e)
{
	bool pass = !strcmp(get(e, "verdict", ""), "pass");
	const char *on = c->color ? (pass ? "\033[32m" : "\033[31m") : "";
	const char *agreement = get(e, "agreement", NULL), *egress = get(e, "egress", NULL);
	const char *guard = get(e, "guard", NULL);
	json_t *pair;
	size_t i;

	printf("packet     %s (%s) -> %s (%s), in %s\n", get(e, "src", "-"), get(e, "sender", "-"),
	       get(e, "dst", "-"), get(e, "destination", "-"), get(e, "in", "-"));
	label_text(json_object_get(e, "label"));
	printf("verdict    %s%s%s", on, get(e, "verdict", ""), c->color ? "\033[0m" : "");
	if (strcmp(get(e, "way", "none"), "none"))
		printf(", %s", get(e, "way", ""));
	if (egress)
		printf(", out of %s", egress);
	if (agreement)
		printf(", by %s", agreement);
	printf("\nreason     %s: %s\n", get(e, "reason", ""), get(e, "text", ""));
	told_text(e);
	edit_text(e);
	if (guard && strcmp(guard, "ok"))
		printf("guard      would refuse it at the egress: %s\n", guard);
	json_array_foreach(json_object_get(e, "pairs"), i, pair)
		answers_text(pair);
}

static int run(struct rg_call *c)
{
	struct rg_view view;
	struct rg_work w, guard;
	uint32_t routed;
	json_t *e;
	int ret = rg_source(&view, c->argc ? c->argv[0] : NULL);

	if (ret != RG_EXIT_YES)
		return RG_EXIT_FAIL;
	if (question(c, &view, &w, &routed)) {
		rg_view_close(&view);
		return RG_EXIT_FAIL;
	}
	guard = w;
	if (w.out != RG_IF_NONE)
		rg_judge_egress(&view, &w);
	else
		rg_judge(&view, &w, routed);
	e = rg_judge_json(&view, &w);
	json_object_set_new(e, "question", json_string(w.out != RG_IF_NONE ? "permits" : "choose"));
	json_object_set_new(e, "time", json_integer(w.clock.wall));
	/* What was chosen must get past the guard at the egress, too. */
	if (w.out == RG_IF_NONE && w.v.pass && w.v.egress != RG_IF_NONE) {
		guard.out = w.v.egress;
		rg_judge_egress(&view, &guard);
		json_object_set_new(e, "guard", json_string(rg_reason_name(guard.v.reason)));
	}
	json_object_set_new(e, "pairs", pairs(&view, &w));
	ret = w.v.pass ? RG_EXIT_YES : RG_EXIT_NO;
	if (!c->json)
		explain_text(c, e);
	if (c->json)
		rg_json_print(e);
	else
		json_decref(e);
	rg_view_close(&view);
	return ret;
}

static const struct rg_opt opts[] = {
	{ "in", 'i', "IF", "the interface that it comes in on" },
	{ "src", 's', "ADDRESS", "source address" },
	{ "dst", 'd', "ADDRESS", "destination address" },
	{ "label", 'l', "MARKING", "its label, written as CIPSO (IPv4) or CALIPSO (IPv6)" },
	{ "doi", 0, "N", "DOI of --label (default: the source nation's)" },
	{ "tag", 0, "TAG", "CIPSO tag of --label: 1, 2, 5, fixed or auto, as of label encode" },
	{ "ripso", 0, NULL, "--label is written as RIPSO (IPv4)" },
	{ "cipso", 0, "HEX", "a CIPSO option, as bytes" },
	{ "calipso", 0, "HEX", "a CALIPSO option, as bytes" },
	{ "option", 0, "HEX", "the whole option area (IPv4) or hop-by-hop options (IPv6)" },
	{ "frame", 0, "HEX", "the whole frame from the Ethernet header on, instead of all that" },
	{ "proto", 0, "PROTO", "icmp, tcp, udp (the default), or a number" },
	{ "sport", 0, "PORT", "source port (40000)" },
	{ "dport", 0, "PORT", "destination port (9)" },
	{ "ttl", 0, "N", "TTL or hop limit (64)" },
	{ "size", 0, "BYTES", "payload (32)" },
	{ "relay", 0, NULL, "the frame comes from the hub's relay (on a hub interface)" },
	{ "route", 0, "IF", "where the routing table leads: an interface, none, local or other\n"
	  "                          (default: the first interface of the destination's nation)" },
	{ "hub-down", 0, "IF", "a hub interface that is down; may be given several times (default: of a\n"
	  "                          FILE none, of the live gate those that are)" },
	{ "out", 'o', "IF", "ask the guard instead: may it leave by this interface" },
	{ "at", 0, "DATE", "at that time; a date in the policy's zone, or @SECONDS (default: now)" },
	{ NULL, 0, NULL, NULL },
};

static const struct rg_verb explain = {
	.name = "explain", .rank = 50, .flags = RG_VERB_JSON, .args = "[FILE]",
	.summary = "the verdict for a packet that you describe, and what each agreement says",
	.details = "Runs the same decision core as the gate, on a packet made from the description,\n"
		   "with the policy of FILE or the one in force. Nothing is sent. What only the gate\n"
		   "can know (TTL, MTU, neighbours) is not asked. Exit code 0: pass, 1: drop.",
	.examples = "relgate explain tisa.rg --in kr0 --src 10.82.0.2 --dst 10.81.0.2 \\\n"
		    "        --label 'SECRET//DPRK-MISSILE//REL TO JPN, KOR, USA'\n"
		    "relgate explain --in us0 --relay --src 10.82.0.2 --dst 10.81.0.2 --doi 410 --label ...\n"
		    "relgate explain tisa.rg --in kr0 --src fd00:410::2 --dst fd00:392::2 \\\n"
		    "        --calipso '07 08 0000019a 00 03 d9 6c' --hub-down us0",
	.min = 0, .max = 1, .opts = opts, .run = run,
};
RG_VERB(explain);
