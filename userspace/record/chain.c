// SPDX-License-Identifier: GPL-2.0-only
/* Reading the record, and whether it is what was written. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <openssl/evp.h>
#include "../lib/util.h"
#include "record.h"

#define STATE_DIR "/var/lib/relgate"

/** rg_record_path() - of a file in the folder of relgate's state */
const char *rg_record_path(char path[4096], const char *name)
{
	const char *dir = getenv("RELGATE_STATE");

	snprintf(path, 4096, "%s%s%s", dir && *dir ? dir : STATE_DIR, *name ? "/" : "", name);
	return path;
}

/** rg_record_hash() - SHA-256 of a text, in hexadecimal digits */
void rg_record_hash(const char *text, size_t len, char hash[RG_RECORD_HASH + 1])
{
	uint8_t sum[EVP_MAX_MD_SIZE];

	if (!EVP_Digest(text, len, sum, NULL, EVP_sha256(), NULL))
		abort();
	rg_hex(hash, sum, RG_RECORD_HASH / 2);
}

/**
 * rg_record_parse() - an entry
 * @line: without the newline, @len bytes
 * @why: what is wrong with it
 *
 * Return: the entry with its "hash", or NULL.
 */
json_t *rg_record_parse(const char *line, size_t len, const char **why)
{
	char hash[RG_RECORD_HASH + 1];
	const char *text = line + RG_RECORD_HASH + 1;
	json_t *entry;

	*why = "it is cut off";
	if (len <= RG_RECORD_HASH + 1 || len >= RG_RECORD_LINE || line[RG_RECORD_HASH] != ' ')
		return NULL;
	rg_record_hash(text, len - RG_RECORD_HASH - 1, hash);
	*why = "it was changed: its hash is another";
	if (memcmp(hash, line, RG_RECORD_HASH))
		return NULL;
	*why = "it is no entry";
	entry = json_loadb(text, len - RG_RECORD_HASH - 1, JSON_REJECT_DUPLICATES, NULL);
	if (!json_is_object(entry) || !json_is_integer(json_object_get(entry, "seq")) ||
	    !json_is_string(json_object_get(entry, "before"))) {
		json_decref(entry);
		return NULL;
	}
	json_object_set_new(entry, "hash", json_string(hash));
	return entry;
}

/* The entry follows the last one; the oldest that is kept may follow one that is not. */
static bool follows(const struct rg_record_check *c, const json_t *entry, const char **why)
{
	size_t n = json_array_size(c->entries);
	json_int_t seq = json_integer_value(json_object_get(entry, "seq"));
	const char *before = json_string_value(json_object_get(entry, "before"));
	json_int_t last;

	if (!n) {
		*why = "entries before it are missing";
		return seq > 1 ? strcmp(c->file, "record") != 0 :
				 seq == 1 && strspn(before, "0") == RG_RECORD_HASH;
	}
	last = json_integer_value(json_object_get(json_array_get(c->entries, n - 1), "seq"));
	*why = "an entry before it was removed, or put in";
	return seq == last + 1 && !strcmp(before, c->head);
}

static bool take(struct rg_record_check *c, const char *line, size_t len, const char *head)
{
	json_t *entry = rg_record_parse(line, len, &c->why);

	if (!entry)
		return false;
	if (!follows(c, entry, &c->why)) {
		json_decref(entry);
		return false;
	}
	memcpy(c->head, line, RG_RECORD_HASH);
	c->head[RG_RECORD_HASH] = '\0';
	c->found |= head && !strcmp(c->head, head);
	json_array_append_new(c->entries, entry);
	return true;
}

static void check_text(struct rg_record_check *c, char *text, size_t size, const char *head)
{
	unsigned long number = 1;
	char *end;

	for (; size && !c->broken; number++) {
		end = memchr(text, '\n', size);
		if (!end)
			c->why = "it is cut off";
		if (!end || !take(c, text, end - text, head)) {
			c->broken = number;
			return;
		}
		size -= end + 1 - text;
		text = end + 1;
	}
}

/* 0, also if there is no such file. */
static int check_file(struct rg_record_check *c, const char *name, const char *head)
{
	char path[4096], *text;
	size_t size;

	c->file = name;
	if (access(rg_record_path(path, name), F_OK) && errno == ENOENT)
		return 0;
	text = (char *)rg_file_read(path, RG_RECORD_MAX + RG_RECORD_LINE, &size);
	if (!text)
		return -1;
	check_text(c, text, size, head);
	free(text);
	return 0;
}

/**
 * rg_record_check() - read the whole record, and recompute it
 * @c: result; rg_record_check_free() it
 * @head: a hash that must be in it, or NULL
 *
 * Return: 0, also if it is not whole, or -1 after rg_error().
 */
int rg_record_check(struct rg_record_check *c, const char *head)
{
	memset(c, 0, sizeof(*c));
	c->entries = json_array();
	if (check_file(c, "record.1", head))
		return -1;
	return c->broken ? 0 : check_file(c, "record", head);
}

void rg_record_check_free(struct rg_record_check *c)
{
	json_decref(c->entries);
	c->entries = NULL;
}
