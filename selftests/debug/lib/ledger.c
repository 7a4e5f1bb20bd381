// SPDX-License-Identifier: GPL-2.0-only
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include "ledger.h"

const char *const wrong_text[WRONG_COUNT] = {
#define WRONG_TEXT(sym, text) text,
	WRONGS(WRONG_TEXT)
#undef WRONG_TEXT
};

/** ledger_make() - an empty one, shared with the processes to come; or NULL */
struct ledger *ledger_make(void)
{
	struct ledger *l = mmap(NULL, sizeof(*l), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
				-1, 0);

	return l == MAP_FAILED ? NULL : l;
}

static void lock(struct ledger *l)
{
	while (atomic_flag_test_and_set(&l->lock))
		sched_yield();
}

static void unlock(struct ledger *l)
{
	atomic_flag_clear(&l->lock);
}

/** ledger_wrong() - something that must not be was seen; the first of a kind is kept in words */
void ledger_wrong(struct ledger *l, enum wrong what, const char *fmt, ...)
{
	va_list args;

	if (atomic_fetch_add(&l->wrong[what], 1))
		return;
	va_start(args, fmt);
	vsnprintf(l->first[what], sizeof(l->first[what]), fmt, args);
	va_end(args);
}

/* 0: written; 1: it was there, the same; -1: it was there, and another; -2: no room. */
static int note(struct ledger *l, struct ledger_policy *table, uint64_t generation,
		const uint8_t *digest)
{
	struct ledger_policy *p;
	int was = 0;

	if (generation >= LEDGER_GENERATIONS)
		return -2;
	p = &table[generation];
	lock(l);
	if (p->known)
		was = memcmp(p->digest, digest, RG_DIGEST_LEN) ? -1 : 1;
	p->known = true;
	memcpy(p->digest, digest, RG_DIGEST_LEN);
	unlock(l);
	return was;
}

/** ledger_committed() - a commit was answered with this generation */
void ledger_committed(struct ledger *l, uint64_t generation, const uint8_t *digest)
{
	if (note(l, l->committed, generation, digest))
		ledger_wrong(l, WRONG_TWICE, "generation %llu was given to two commits",
			     (unsigned long long)generation);
}

/** ledger_seen() - this digest was read as the one of this generation */
void ledger_seen(struct ledger *l, uint64_t generation, const uint8_t *digest)
{
	if (note(l, l->seen, generation, digest) < 0)
		ledger_wrong(l, WRONG_DIGEST, "generation %llu was read with two digests",
			     (unsigned long long)generation);
}

/** ledger_text() - the kernel said this */
void ledger_text(struct ledger *l, const char *text)
{
	uint32_t hash = 2166136261u, i;

	for (; *text; text++)
		hash = (hash ^ (uint8_t)*text) * 16777619u;
	hash |= 1;
	lock(l);
	for (i = 0; i < LEDGER_TEXTS && l->texts[i] && l->texts[i] != hash; i++)
		;
	if (i < LEDGER_TEXTS && !l->texts[i]) {
		l->texts[i] = hash;
		atomic_fetch_add(&l->text_count, 1);
	}
	unlock(l);
}

/**
 * ledger_balance() - all is over: does what was read agree with what was committed
 * @from, @to: generations, both with
 */
void ledger_balance(struct ledger *l, uint64_t from, uint64_t to)
{
	uint64_t g;

	if (to >= LEDGER_GENERATIONS)
		ledger_wrong(l, WRONG_TWICE, "more generations than the ledger holds");
	for (g = from; g <= to && g < LEDGER_GENERATIONS; g++) {
		if (!l->committed[g].known)
			ledger_wrong(l, WRONG_TWICE, "nobody's commit made generation %llu",
				     (unsigned long long)g);
		else if (l->seen[g].known && memcmp(l->seen[g].digest, l->committed[g].digest,
						    RG_DIGEST_LEN))
			ledger_wrong(l, WRONG_DIGEST, "generation %llu was not what was committed",
				     (unsigned long long)g);
	}
	for (g = to + 1; g < LEDGER_GENERATIONS; g++) {
		if (l->seen[g].known || l->committed[g].known)
			ledger_wrong(l, WRONG_TWICE, "generation %llu was seen, the last is %llu",
				     (unsigned long long)g, (unsigned long long)to);
	}
}
