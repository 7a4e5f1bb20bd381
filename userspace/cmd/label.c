// SPDX-License-Identifier: GPL-2.0-only
/* relgate label: from a marking to option bytes, and back. */
#include <stdlib.h>
#include <string.h>
#include "../../core/emit.h"
#include "../label/encode.h"
#include "../lib/util.h"
#include "source.h"
#include "verb.h"

static int format(const struct rg_call *c, int otherwise, int *kind)
{
	const char *word = rg_opt_get(c, "format");

	*kind = otherwise;
	if (!word)
		return 0;
	for (*kind = RG_LABEL_CIPSO; rg_wire_kind(*kind); ++*kind)
		if (!strcmp(word, rg_wire_kind(*kind)))
			return 0;
	rg_usage(c, "--format is cipso, calipso or ripso, not '%s'", word);
	return -1;
}

/* Whether the option area is an IPv6 one: its first option says so, padding aside. */
static int guess_kind(const uint8_t *bytes, int len)
{
	return len && bytes[0] == 7 ? RG_LABEL_CALIPSO : RG_LABEL_CIPSO;
}

/* --doi: of the labels that do not name theirs. */
static int read_doi(const struct rg_call *c, uint32_t *doi)
{
	const char *text = rg_opt_get(c, "doi");
	uint64_t n = 0;

	if (text && rg_number("--doi", text, 0xffffffff, &n))
		return -1;
	*doi = n;
	return 0;
}

/* The gate would refuse these bytes. */
static int refused(const struct rg_call *c, uint32_t reason)
{
	const char *name = reason ? rg_reason_name(reason) : "unlabelled";
	const char *text = reason ? rg_reason_text(reason) : "there is no label in these bytes";

	if (c->json)
		rg_json_print(json_pack("{sb ss ss}", "ok", 0, "reason", name, "text", text));
	else
		rg_error("refused: %s: %s", name, text);
	return RG_EXIT_NO;
}

static void facts_json(const struct rg_on_wire *wire, const struct rg_work *w, const char *marking,
		       uint32_t reason)
{
	json_t *out = rg_wire_json(wire);

	json_object_update_new(out, json_pack("{sb so sI ss*}",
		"ok", reason == RG_R_OK,
		"option", rg_json_hex(w->hdr + w->pkt.opt, w->pkt.opt_len),
		"bytes", (json_int_t)w->pkt.opt_len,
		"marking", marking));
	if (reason != RG_R_OK)
		json_object_set_new(out, "reason", rg_json_text(rg_reason_name(reason)));
	rg_json_print(out);
}

static void facts_text(const struct rg_on_wire *wire, const char *marking)
{
	char *categories = rg_wire_categories(wire), tag[16] = "", doi[24] = "";

	if (wire->tag)
		snprintf(tag, sizeof(tag), "tag %u, ", wire->tag);
	if (wire->doi)
		snprintf(doi, sizeof(doi), "DOI %u, ", wire->doi);
	printf(wire->kind == RG_LABEL_RIPSO ? "%s, %s%slevel 0x%02x, categories %s\n" :
					      "%s, %s%slevel %u, categories %s\n",
	       rg_wire_kind(wire->kind), doi, tag, wire->level, categories);
	if (marking)
		puts(marking);
	free(categories);
}

/* The facts of an option; @v may be NULL.  An enum rg_exit. */
static int describe(const struct rg_call *c, const struct rg_view *v, const uint8_t *bytes, int len,
		    int kind)
{
	struct rg_on_wire wire;
	struct rg_label label;
	struct rg_work w;
	uint32_t reason = rg_wire_options(kind == RG_LABEL_CALIPSO ? 6 : 4, bytes, len, &w), doi;
	char *marking = NULL;

	if (reason != RG_R_OK || w.pkt.kind == RG_LABEL_NONE)
		return refused(c, reason);
	if (read_doi(c, &doi))
		return RG_EXIT_FAIL;
	if (w.pkt.kind == RG_LABEL_RIPSO)
		w.pkt.doi = doi;
	if (v && !w.pkt.doi)
		return rg_usage(c, "RIPSO names no DOI: say with --doi whose words are meant");
	rg_wire_read(&w, &wire);
	if (v)
		reason = rg_decode_label(v, &w, &label);
	if (v && reason == RG_R_OK)
		marking = rg_view_marking(v, &label, rg_view_find_doi(v, wire.doi)->nation);
	if (c->json)
		facts_json(&wire, &w, marking, reason);
	else
		facts_text(&wire, marking);
	if (reason != RG_R_OK)
		rg_error("the policy cannot say what it means: %s: %s", rg_reason_name(reason),
			 rg_reason_text(reason));
	free(marking);
	return reason == RG_R_OK ? RG_EXIT_YES : RG_EXIT_NO;
}

/* The bytes may stand in one argument or in many. */
static int read_bytes(const struct rg_call *c, uint8_t *bytes, size_t max)
{
	int i, n, len = 0;

	for (i = 1; i < c->argc; i++) {
		n = rg_hex_parse(c->argv[i], bytes + len, max - len);
		if (n < 0)
			return -1;
		len += n;
	}
	return len;
}

static int decode(struct rg_call *c)
{
	const char *policy = rg_opt_get(c, "policy");
	uint8_t bytes[RG_HOPOPTS_MAX];
	struct rg_view view;
	int len, kind, ret;

	len = read_bytes(c, bytes, sizeof(bytes));
	if (len < 0 || format(c, guess_kind(bytes, len), &kind))
		return RG_EXIT_FAIL;
	if (!len)
		return rg_usage(c, "there are no bytes");
	if (!policy)
		return describe(c, NULL, bytes, len, kind);
	ret = rg_source_file(&view, policy, NULL);
	if (ret != RG_EXIT_YES)
		return RG_EXIT_FAIL;
	ret = describe(c, &view, bytes, len, kind);
	rg_view_close(&view);
	return ret;
}

/* From a marking, by a policy's encoding. */
static int encode_marking(struct rg_call *c, const struct rg_encode *how, uint8_t *opt, size_t *len)
{
	struct rg_view view;
	int ret;

	if (rg_source(&view, rg_opt_get(c, "policy")) != RG_EXIT_YES) {
		if (!rg_opt_get(c, "policy"))
			rg_error("a marking needs a policy's encoding: --policy FILE; or give --level and --categories as numbers");
		return -1;
	}
	ret = rg_encode_marking(&view, c->argv[1], how, opt, len);
	rg_view_close(&view);
	return ret;
}

static int encode_numbers(struct rg_call *c, const struct rg_encode *how, uint8_t *opt, size_t *len)
{
	uint64_t level;

	if (rg_number("--level", rg_opt_get(c, "level"), 255, &level))
		return -1;
	return rg_encode_numbers(level, rg_opt_get(c, "categories"), how, opt, len);
}

static int encode(struct rg_call *c)
{
	const char *tag = rg_opt_get(c, "tag");
	bool numbers = rg_opt_get(c, "level");
	struct rg_encode how = { 0 };
	uint8_t opt[RG_OPTION_MAX] = { 0 };
	char hex[2 * RG_OPTION_MAX + 1];
	size_t len = 0;

	if (c->argc > 2 || (c->argc == 2) == numbers)
		return rg_usage(c, "encode wants one marking in quotes, or --level and --categories");
	if (format(c, RG_LABEL_CIPSO, &how.kind))
		return RG_EXIT_FAIL;
	if (!rg_opt_get(c, "doi") && !(numbers && how.kind == RG_LABEL_RIPSO))
		return rg_usage(c, "encode needs --doi, the Domain of Interpretation of the label");
	how.perm = rg_opt_get(c, "permissive");
	if (read_doi(c, &how.doi) || (tag && rg_encode_form(tag, &how)))
		return RG_EXIT_FAIL;
	if (tag && how.kind != RG_LABEL_CIPSO)
		return rg_usage(c, "only CIPSO has tags");
	if (how.perm && (!numbers || how.kind != RG_LABEL_CIPSO))
		return rg_usage(c, "--permissive is for CIPSO by numbers; of a marking: --tag auto+6");
	if (how.apart && numbers && !how.perm)
		return rg_usage(c, "which numbers stand in tag 6? --permissive LIST");
	if (numbers ? encode_numbers(c, &how, opt, &len) : encode_marking(c, &how, opt, &len))
		return RG_EXIT_FAIL;
	if (c->json)
		return describe(c, NULL, opt, len, how.kind);
	rg_hex(hex, opt, len);
	puts(hex);
	return RG_EXIT_YES;
}

static int run(struct rg_call *c)
{
	static const char *const words[] = { "encode", "decode", NULL };
	const char *near;

	if (!strcmp(c->argv[0], "encode"))
		return encode(c);
	if (!strcmp(c->argv[0], "decode"))
		return decode(c);
	near = rg_suggest(c->argv[0], words);
	return rg_usage(c, "encode or decode, not '%s'%s%s%s", c->argv[0],
			near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

static const struct rg_opt opts[] = {
	{ "doi", 'd', "N", "the Domain of Interpretation (decode: of RIPSO, which names none)" },
	{ "policy", 'p', "FILE", "the policy whose words to use (encode: default is the one in force)" },
	{ "format", 'f', "FORMAT", "cipso (IPv4; the default), ripso (IPv4) or calipso (IPv6)" },
	{ "tag", 't', "TAG", "CIPSO: 1, 2, 5, fixed or auto (the default: the shortest);\n"
	  "                          +6 behind it: a marking's releases in a permissive tag" },
	{ "level", 'l', "N", "encode by numbers: the level on the wire" },
	{ "categories", 'c', "LIST", "encode by numbers: the categories, as in 0,17,200-300; of RIPSO also\n"
	  "                          GENSER, SIOP-ESI, SCI, NSA, DOE" },
	{ "permissive", 'P', "LIST", "encode by numbers: those of a permissive tag (FIPS 188, tag 6)" },
	{ NULL, 0, NULL, NULL },
};

static const struct rg_verb label = {
	.name = "label", .rank = 80, .flags = RG_VERB_JSON,
	.args = "encode MARKING | decode HEX",
	.summary = "from a marking to the bytes of an IP option, and back",
	.details = "Without a policy, decode tells the numbers on the wire. It parses as strictly as the\n"
		   "gate does: exit code 1 and the reason if the gate would refuse the bytes.",
	.examples = "relgate label encode 'SECRET//DPRK-MISSILE//REL TO JPN, KOR, USA' --doi 410 -p policy.rg\n"
		    "relgate label encode --doi 16 --level 6 --categories 0,17 --format calipso\n"
		    "relgate label encode --format ripso --level 0x5a --categories SCI\n"
		    "relgate label decode 86 0d 00000010 01 07 00 06 80 00 40",
	.min = 1, .max = 1 << 10, .opts = opts, .run = run,
};
RG_VERB(label);
