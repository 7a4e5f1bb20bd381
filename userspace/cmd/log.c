// SPDX-License-Identifier: GPL-2.0-only
/* relgate log: what was put in force, by whom and when. */
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "../lib/json.h"
#include "../lib/util.h"
#include "../lib/when.h"
#include "../policy/utf8.h"
#include "../record/record.h"
#include "verb.h"

/* Names come from policies: what could steer a terminal, or hide text, is escaped. */
static void print_safe(const char *s)
{
	size_t left = strlen(s), n;
	uint32_t cp;

	for (; left; s += n, left -= n) {
		n = utf8_decode(s, left, &cp);
		if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || cp == 0xfffd || cp == 0x61c ||
		    cp == 0xfeff || (cp >= 0x200b && cp <= 0x200f) ||
		    (cp >= 0x2028 && cp <= 0x202e) || (cp >= 0x2060 && cp <= 0x206f))
			printf("\\u%04x", cp);
		else
			fwrite(s, 1, n, stdout);
	}
}

static void print_value(const char *key, const json_t *value)
{
	const json_t *item;
	size_t i;

	if (json_is_array(value) && !json_array_size(value))
		return;
	printf("  %s: ", key);
	if (json_is_string(value))
		print_safe(json_string_value(value));
	else if (json_is_integer(value))
		printf("%lld", (long long)json_integer_value(value));
	for (i = 0; json_is_array(value) && i < json_array_size(value); i++) {
		item = json_array_get(value, i);
		fputs(i ? ", " : "", stdout);
		print_safe(json_is_string(item) ? json_string_value(item) : "?");
	}
	putchar('\n');
}

static void print_who(const json_t *by)
{
	const char *name = json_string_value(json_object_get(by, "name"));

	fputs(" by ", stdout);
	print_safe(name ? name : "?");
	printf(" (uid %lld)\n", (long long)json_integer_value(json_object_get(by, "uid")));
}

static void print_entry(json_t *entry)
{
	static const char *const head[] = { "seq", "before", "time", "what", "by", "hash" };
	const char *key, *what = json_string_value(json_object_get(entry, "what"));
	json_t *value;
	char when[64];
	size_t i;

	printf("%lld %s ", (long long)json_integer_value(json_object_get(entry, "seq")),
	       rg_when_date(when, sizeof(when),
			    json_integer_value(json_object_get(entry, "time")), "UTC"));
	print_safe(what ? what : "?");
	print_who(json_object_get(entry, "by"));
	json_object_foreach(entry, key, value) {
		for (i = 0; i < sizeof(head) / sizeof(*head); i++)
			if (!strcmp(key, head[i]))
				break;
		if (i == sizeof(head) / sizeof(*head))
			print_value(key, value);
	}
	print_value("hash", json_object_get(entry, "hash"));
}

static void keep_last(json_t *entries, size_t most)
{
	while (json_array_size(entries) > most)
		json_array_remove(entries, 0);
}

static int broken(const struct rg_record_check *c)
{
	rg_error("%s, line %lu: %s", c->file, c->broken, c->why);
	return RG_EXIT_NO;
}

static int show(const struct rg_call *c, struct rg_record_check *k, uint64_t most)
{
	json_t *entry;
	size_t i;

	keep_last(k->entries, most);
	if (c->json) {
		rg_json_print(json_pack("{sO ss sb}", "entries", k->entries, "head", k->head,
					"whole", !k->broken));
	} else {
		json_array_foreach(k->entries, i, entry)
			print_entry(entry);
		if (!json_array_size(k->entries) && !k->broken)
			puts("nothing is recorded");
	}
	return k->broken ? broken(k) : RG_EXIT_YES;
}

static int verify(const struct rg_call *c, const struct rg_record_check *k, const char *head)
{
	bool good = !k->broken && (!head || k->found);

	if (c->json)
		rg_json_print(json_pack("{sb sI ss}", "whole", good,
					"entries", (json_int_t)json_array_size(k->entries),
					"head", k->head));
	if (k->broken)
		return broken(k);
	if (!good) {
		rg_error("the record has no entry %s: what it was the head of was removed or written anew",
			 head);
		return RG_EXIT_NO;
	}
	if (!c->json)
		printf("whole: %zu entries, head %s\n", json_array_size(k->entries),
		       *k->head ? k->head : "none");
	return RG_EXIT_YES;
}

/* What expired with nobody there is written down by whoever looks. */
static void catch_up(void)
{
	const struct rg_engine *engine = rg_engine_pick("auto");
	struct rg_status st = { 0 };

	if (geteuid() || !rg_record_here() || !engine || engine->status(&st))
		return;
	rg_note_expired(&st);
	rg_status_free(&st);
}

static int run(struct rg_call *c)
{
	const char *head = rg_opt_get(c, "head"), *count = rg_opt_get(c, "count");
	bool verifies = c->argc && !strcmp(c->argv[0], "verify");
	struct rg_record_check k;
	uint64_t most = UINT32_MAX;
	int ret = RG_EXIT_FAIL;

	if (c->argc && !verifies)
		return rg_usage(c, "'%s' is not verify", c->argv[0]);
	if (head && (!verifies || strlen(head) != RG_RECORD_HASH ||
		     strspn(head, "0123456789abcdef") != RG_RECORD_HASH))
		return rg_usage(c, "--head wants the %d digits of a hash, and verify", RG_RECORD_HASH);
	if (count && (rg_number("--count", count, UINT32_MAX, &most) || !most))
		return rg_usage(c, "--count wants a number from 1 up");
	if (!verifies)
		catch_up();
	if (!rg_record_check(&k, head))
		ret = verifies ? verify(c, &k, head) : show(c, &k, most);
	rg_record_check_free(&k);
	return ret;
}

static const struct rg_opt opts[] = {
	{ "count", 'c', "N", "the last N entries" },
	{ "head", 0, "HASH", "verify: this hash must be in the record" },
	{ NULL, 0, NULL, NULL },
};

static const struct rg_verb log_verb = {
	.name = "log", .rank = 98, .flags = RG_VERB_JSON, .args = "[verify]",
	.summary = "what was put in force, by whom and when",
	.details = "Each entry holds the hash of the one before, so that the last hash speaks for all.\n"
		   "`verify` recomputes them; with --head also that the record has not been cut short or\n"
		   "written anew since that hash was its head: take it from the system's log, where every\n"
		   "head is sent, or from your own notes. Exit code 1: it is not what was written.",
	.examples = "relgate log -c 3\n"
		    "relgate log verify --head $(ssh loghost last-relgate-head)",
	.max = 1, .opts = opts, .run = run,
};
RG_VERB(log_verb);
