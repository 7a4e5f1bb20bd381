// SPDX-License-Identifier: GPL-2.0-only
/*
 * Time over a restart: what the gate's own reckoning had come to, and the latest time
 * that any clock had shown.  After a restart the first is reckoned on from, so that a
 * clock set forward meanwhile opens nothing; the second closes what it closed before,
 * so that one set back opens nothing either.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <openssl/evp.h>
#include "../lib/util.h"
#include "boot.h"

#define NAME "time"
#define TEXT_MAX 160

static int digest(const char *line, char hex[65])
{
	unsigned char sum[EVP_MAX_MD_SIZE];
	unsigned int i;

	if (!EVP_Digest(line, strlen(line), sum, NULL, EVP_sha256(), NULL))
		return rg_error("SHA-256 is not to be had from the crypto library");
	for (i = 0; i < 32; i++)
		snprintf(hex + 2 * i, 3, "%02x", sum[i]);
	return 0;
}

/**
 * rg_time_write() - keep it: "RECKONED SEEN" and the SHA-256 of that line on the next
 * @t: seconds since 1970
 *
 * Return: 0, or -1 after rg_error().
 */
int rg_time_write(const struct rg_time *t)
{
	char line[64], hex[65], text[TEXT_MAX];

	snprintf(line, sizeof(line), "%" PRId64 " %" PRId64 "\n", t->reckoned, t->seen);
	if (digest(line, hex))
		return -1;
	snprintf(text, sizeof(text), "%s%s\n", line, hex);
	return rg_state_replace(NAME, text, strlen(text));
}

static bool whole(const char *text, struct rg_time *t)
{
	char line[64], hex[65], again[TEXT_MAX];

	if (sscanf(text, "%" SCNd64 " %" SCNd64, &t->reckoned, &t->seen) != 2)
		return false;
	snprintf(line, sizeof(line), "%" PRId64 " %" PRId64 "\n", t->reckoned, t->seen);
	if (digest(line, hex))
		return false;
	snprintf(again, sizeof(again), "%s%s\n", line, hex);
	return !strcmp(again, text) && t->reckoned > 0 && t->seen > 0;
}

/**
 * rg_time_read() - what was kept
 * @t: result; zero unless it is good
 *
 * Return: whether there is something, and it is whole; a bad one after rg_error().
 */
enum rg_saved_state rg_time_read(struct rg_time *t)
{
	enum rg_saved_state state;
	char text[TEXT_MAX];

	memset(t, 0, sizeof(*t));
	state = rg_state_read(NAME, text, sizeof(text));
	if (state != RG_SAVED_GOOD || whole(text, t))
		return state;
	memset(t, 0, sizeof(*t));
	rg_error("what was kept of the time is damaged");
	return RG_SAVED_BAD;
}

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/**
 * rg_time_keep() - keep how far time has come under the policy in force
 * @st: of the gate
 *
 * What was kept is never taken back.
 *
 * Return: 0, or -1 after rg_error().
 */
int rg_time_keep(const struct rg_status *st)
{
	struct rg_time t;

	if (rg_time_read(&t) == RG_SAVED_BAD)
		return -1;
	t.reckoned = st->mono;
	t.seen = later(later(t.seen, st->seen), later(st->mono, time(NULL)));
	return rg_time_write(&t);
}
