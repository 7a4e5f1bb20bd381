// SPDX-License-Identifier: GPL-2.0-only
/* relgate check: is this policy right, and what is in it. */
#include "../lib/table.h"
#include "../lib/timeline.h"
#include "../label/translate.h"
#include "../lib/util.h"
#include "../lib/when.h"
#include "source.h"
#include "verb.h"

/* Where each agreement stands at a given time. */
static json_t *standing_json(const struct rg_view *v, int64_t at)
{
	const struct rg_clock c = { at, at };
	json_t *out = json_array();
	char state[96];
	uint32_t i;

	for (i = 0; i < rg_view_count(v, RG_SEC_AGREEMENT); i++)
		json_array_append_new(out, json_pack("{so ss sb}",
			"agreement", rg_json_text(rg_view_agreement(v, i)),
			"state", rg_timeline_state(v, i, &c, state, sizeof(state)),
			"operating", rg_timeline_operates(v, i, &c)));
	return out;
}

static void standing_text(const struct rg_view *v, int64_t at)
{
	const struct rg_clock c = { at, at };
	struct rg_table t = { .columns = 2 };
	char state[96], date[64];
	uint32_t i;

	for (i = 0; i < rg_view_count(v, RG_SEC_AGREEMENT); i++)
		rg_table_row(&t, rg_view_agreement(v, i),
			     rg_timeline_state(v, i, &c, state, sizeof(state)), NULL);
	printf("\nat %s:\n", rg_when_date(date, sizeof(date), at, rg_view_zone(v)));
	rg_table_print(&t, stdout, 0, 0);
}

static void facts_json(const struct rg_view *v, const struct rg_compiled *c, json_t *translated,
		       const int64_t *at)
{
	json_t *out = rg_policy_json(v);

	json_object_update_new(out, json_pack("{sb si si si si si si sI sI sf}",
		"ok", 1,
		"nations", (int)rg_view_count(v, RG_SEC_NATION) - 1,
		"dois", (int)rg_view_count(v, RG_SEC_DOI),
		"interfaces", (int)rg_view_count(v, RG_SEC_INTERFACE),
		"hubs", (int)rg_view_count(v, RG_SEC_HUB),
		"agreements", (int)rg_view_count(v, RG_SEC_AGREEMENT),
		"warnings", (int)c->warnings,
		"prefixes4", (json_int_t)c->prefixes4,
		"prefixes6", (json_int_t)c->prefixes6,
		"compile_ms", c->compile_ns / 1e6));
	json_object_update_new(out, json_pack("{si sI sf}",
		"assertions", (int)c->assertions,
		"packets_asked", (json_int_t)c->packets,
		"prove_ms", c->prove_ns / 1e6));
	json_object_set(out, "translations", translated);
	if (at)
		json_object_update_new(out, json_pack("{sI so}", "at", (json_int_t)*at,
			"agreements_at", standing_json(v, *at)));
	rg_json_print(out);
}

static void facts_text(const struct rg_view *v, const struct rg_compiled *c, const int64_t *at)
{
	const struct rg_image_header *h = rg_header(&v->img);
	char digest[2 * RG_DIGEST_LEN + 1];

	rg_hex(digest, h->digest, RG_DIGEST_LEN);
	printf("policy      %s (dates in %s)\n", rg_view_string(v, h->name), rg_view_zone(v));
	printf("nations     %u, with %zu IPv4 and %zu IPv6 prefixes, %u DOIs\n",
	       rg_view_count(v, RG_SEC_NATION) - 1, c->prefixes4, c->prefixes6,
	       rg_view_count(v, RG_SEC_DOI));
	printf("interfaces  %u (%u to hubs), %u unmanaged\n", rg_view_count(v, RG_SEC_INTERFACE),
	       rg_view_count(v, RG_SEC_HUB), rg_view_count(v, RG_SEC_UNMANAGED));
	if (h->flags)
		printf("refusals    IPv4 %s, IPv6 %s\n", rg_refusal_text(v, RG_REJECT_4),
		       rg_refusal_text(v, RG_REJECT_6));
	printf("agreements  %u\n", rg_view_count(v, RG_SEC_AGREEMENT));
	printf("image       %zu bytes, SHA-256 %s\n", v->size, digest);
	printf("compiled    in %.1f ms%s\n", c->compile_ns / 1e6,
	       c->warnings ? ", with warnings" : "");
	printf("assertions  %u, all hold%s; proven in %.1f ms\n", c->assertions,
	       at ? " at that time" : "", c->prove_ns / 1e6);
	if (at)
		standing_text(v, *at);
}

/* Each pair of DOIs that meet: proven there and back, and what lies outside. */
static json_t *translations(const struct rg_view *v, const struct rg_compiled *c, bool *proven)
{
	json_t *out = json_array();
	struct rg_translation t;
	size_t i;

	*proven = true;
	for (i = 0; i < c->meets; i++) {
		const struct rg_meet *m = &c->meet[i];
		const struct rg_dialect from = { m->from, m->from_ripso }, to = { m->to, m->to_ripso };
		bool ok = rg_translate_prove(v, &from, &to, &t);

		*proven &= ok;
		json_array_append_new(out, json_pack("{sI so* sI so* sb si si so}",
			"from", (json_int_t)rg_doi(&v->img, m->from)->doi,
			"from_ripso", m->from_ripso ? json_true() : NULL,
			"to", (json_int_t)rg_doi(&v->img, m->to)->doi,
			"to_ripso", m->to_ripso ? json_true() : NULL, "proven", ok,
			"levels", (int)t.levels, "names", (int)t.names, "outside", t.outside));
		if (!ok)
			rg_error("DOI %u to %u: %s", rg_doi(&v->img, m->from)->doi,
				 rg_doi(&v->img, m->to)->doi, t.wrong);
	}
	return out;
}

static void translations_text(const json_t *list)
{
	json_t *t, *word;
	size_t i, j;

	json_array_foreach(list, i, t) {
		json_t *outside = json_object_get(t, "outside");

		printf("translated  DOI %lld%s to %lld%s: %lld levels and %lld names, there and back",
		       (long long)json_integer_value(json_object_get(t, "from")),
		       json_is_true(json_object_get(t, "from_ripso")) ? " (RIPSO)" : "",
		       (long long)json_integer_value(json_object_get(t, "to")),
		       json_is_true(json_object_get(t, "to_ripso")) ? " (RIPSO)" : "",
		       (long long)json_integer_value(json_object_get(t, "levels")),
		       (long long)json_integer_value(json_object_get(t, "names")));
		json_array_foreach(outside, j, word)
			printf("%s%s", j ? ", " : "; refused: ", json_string_value(word));
		putchar('\n');
	}
}

/* False: a translation could not be proven. */
static bool facts(const struct rg_call *c, const struct rg_view *v, const struct rg_compiled *stats,
		  const int64_t *at)
{
	bool proven;
	json_t *translated = translations(v, stats, &proven);

	if (c->json) {
		facts_json(v, stats, translated, at);
	} else {
		facts_text(v, stats, at);
		translations_text(translated);
	}
	json_decref(translated);
	return proven;
}

static int run(struct rg_call *c)
{
	struct rg_compiled stats = { 0 };
	const char *out = rg_opt_get(c, "output"), *at = rg_opt_get(c, "at");
	struct rg_view view;
	int64_t when = 0;
	int ret = rg_source_proven(&view, c->argv[0], rg_opt_get(c, "at"), &stats);

	if (ret != RG_EXIT_YES)
		return ret;
	if (at && rg_when_parse(at, rg_view_zone(&view), &when))
		ret = RG_EXIT_FAIL;
	else if (out && rg_file_write(out, view.bytes, view.size))
		ret = RG_EXIT_FAIL;
	else if (!facts(c, &view, &stats, at ? &when : NULL))
		ret = RG_EXIT_FAIL;
	rg_compiled_free(&stats);
	rg_view_close(&view);
	return ret;
}

static const struct rg_opt opts[] = {
	{ "at", 0, "DATE", "prove for that time, and say where the agreements stand then" },
	{ "output", 'o', "IMAGE", "write the policy image there" },
	{ NULL, 0, NULL, NULL },
};

static const struct rg_verb check = {
	.name = "check", .rank = 10, .flags = RG_VERB_JSON, .args = "FILE",
	.summary = "say whether a policy file is right, and what is wrong and where",
	.details = "Compiles the file and validates the image that came of it, as apply does, but puts\n"
		   "nothing in force. Every error is shown with its place; several in one run.\n"
		   "The policy's assertions are proven, for all packets and times (--at: for that time);\n"
		   "of one that does not hold a packet that breaks it is shown.\n"
		   "For each pair of DOIs that the policy lets be translated it is tried that every level\n"
		   "and name comes back as it was, and told which the other cannot say.\n"
		   "FILE - is standard input. Exit code 1: the policy is wrong.",
	.examples = "relgate check policies/tisa-2014.rg\n"
		    "relgate check policies/history.rg --at 2019-10-01\n"
		    "relgate check -j policy.rg | jq .digest",
	.min = 1, .max = 1, .opts = opts, .run = run,
};
RG_VERB(check);
