// SPDX-License-Identifier: GPL-2.0-only
/* What is written down of a change. */
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include "../lib/json.h"
#include "../lib/util.h"
#include "../lib/view.h"
#include "record.h"

#define NAMES_MAX 16	/* of a list in an entry */

/** rg_note_ready() - can the record be written, before anything is changed? */
int rg_note_ready(void)
{
	struct rg_record r;

	if (!rg_record_here())
		return 0;
	if (rg_record_open(&r))
		return -1;
	rg_record_close(&r);
	return 0;
}

static json_int_t netns(void)
{
	struct stat st;

	return stat("/proc/thread-self/ns/net", &st) ? 0 : (json_int_t)st.st_ino;
}

/** rg_note() - an entry with the namespace; @facts is taken over */
int rg_note(const char *what, json_t *facts)
{
	struct rg_record r;
	int err;

	if (!rg_record_here()) {
		json_decref(facts);
		return 0;
	}
	if (rg_record_open(&r)) {
		json_decref(facts);
		return -1;
	}
	json_object_set_new(facts, "netns", json_integer(netns()));
	err = rg_record_add(&r, what, facts);
	rg_record_close(&r);
	return err;
}

static const char *string_at(const uint8_t *image, uint32_t off)
{
	const struct rg_image_header *h = (const struct rg_image_header *)image;

	return (const char *)image + h->sec[RG_SEC_STRING].off + off;
}

static const struct rg_agreement *agreements(const uint8_t *image, uint32_t *n)
{
	const struct rg_image_header *h = (const struct rg_image_header *)image;

	*n = h->sec[RG_SEC_AGREEMENT].count;
	return (const struct rg_agreement *)(image + h->sec[RG_SEC_AGREEMENT].off);
}

static bool has(const uint8_t *image, const char *name)
{
	const struct rg_agreement *a;
	uint32_t i, n;

	a = agreements(image, &n);
	for (i = 0; i < n; i++)
		if (!strcmp(string_at(image, a[i].name), name))
			return true;
	return false;
}

/* The agreements of one policy that the other has not; more than a few are counted. */
static json_t *only_in(const uint8_t *image, const uint8_t *other)
{
	const struct rg_agreement *a;
	json_t *out = json_array();
	uint32_t i, n, more = 0;
	char text[32];

	a = agreements(image, &n);
	for (i = 0; i < n; i++) {
		const char *name = string_at(image, a[i].name);

		if (other && has(other, name))
			continue;
		if (json_array_size(out) < NAMES_MAX && strlen(name) < 128)
			json_array_append_new(out, rg_json_text(name));
		else
			more++;
	}
	snprintf(text, sizeof(text), "and %u more", more);
	if (more)
		json_array_append_new(out, json_string(text));
	return out;
}

static json_t *policy_facts(const uint8_t *image)
{
	const struct rg_image_header *h = (const struct rg_image_header *)image;
	char name[256];

	snprintf(name, sizeof(name), "%s", string_at(image, h->name));
	return json_pack("{so so}", "policy", rg_json_text(name),
			 "digest", rg_json_hex(h->digest, RG_DIGEST_LEN));
}

static void changes(json_t *facts, const uint8_t *image, const struct rg_status *before)
{
	const uint8_t *old = before->in_force ? before->image : NULL;

	if (old)
		json_object_set_new(facts, "was", rg_json_hex(((const struct rg_image_header *)old)->digest,
							      RG_DIGEST_LEN));
	json_object_set_new(facts, "agreements_added", only_in(image, old));
	json_object_set_new(facts, "agreements_removed", old ? only_in(old, image) : json_array());
}

/**
 * rg_note_apply() - a policy was put in force
 * @e: by which engine
 * @a: the policy
 * @before: what was in force before
 */
int rg_note_apply(const struct rg_engine *e, const struct rg_apply *a, const struct rg_status *before)
{
	json_t *facts = policy_facts(a->image);

	json_object_set_new(facts, "engine", json_string(e->name));
	json_object_set_new(facts, "generation", json_integer(a->generation));
	if (a->confirm_ns)
		json_object_set_new(facts, "confirm_within", json_integer(a->confirm_ns / 1000000000));
	changes(facts, a->image, before);
	return rg_note("apply", facts);
}

/** rg_note_turn() - it was confirmed, or gone back from */
int rg_note_turn(const char *what, const struct rg_engine *e, const struct rg_turn *t)
{
	json_t *facts = json_pack("{ss sI}", "engine", e->name,
				  "generation", (json_int_t)t->generation);

	if (t->left)
		json_object_set_new(facts, "left", json_integer(t->left));
	return rg_note(what, facts);
}

static bool waits(const json_t *entry, const struct rg_status *st)
{
	const char *what = json_string_value(json_object_get(entry, "what"));

	return what && !strcmp(what, "apply") && json_object_get(entry, "confirm_within") &&
	       json_integer_value(json_object_get(entry, "netns")) == netns() &&
	       json_integer_value(json_object_get(entry, "generation")) == (json_int_t)st->newest;
}

/**
 * rg_note_expired() - a trial has ended, with nobody there: whoever comes first writes it down
 * @st: status of the gate
 *
 * It stands in the record until something else is done here, which comes after this.
 */
int rg_note_expired(const struct rg_status *st)
{
	struct rg_record r;
	int64_t ago;
	json_t *facts;
	int err = 0;

	if (st->trial != RG_TRIAL_EXPIRED || !rg_record_here())
		return 0;
	if (rg_record_open(&r))
		return -1;
	ago = (int64_t)(rg_boottime() - st->deadline) / 1000000000;
	if (waits(r.last, st)) {
		facts = json_pack("{ss sI sI sI sI}", "engine", st->engine,
				  "generation", (json_int_t)st->generation,
				  "left", (json_int_t)st->newest,
				  "ended", (json_int_t)(time(NULL) - ago), "netns", netns());
		err = rg_record_add(&r, "not confirmed in time", facts);
	}
	rg_record_close(&r);
	return err;
}
