/* SPDX-License-Identifier: GPL-2.0-only */
/* What happened, written down by all processes of a run in shared memory. */
#ifndef RELGATE_DEBUG_LEDGER_H
#define RELGATE_DEBUG_LEDGER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include "include/uapi/linux/relgate.h"
#include "include/uapi/linux/relgate_netlink.h"
#include "mutate.h"

#define LEDGER_GENERATIONS (1 << 16)
#define LEDGER_TEXTS 4096
#define LEDGER_ERRNOS 140

/* X(symbol, what a test says when it never happened) */
#define WRONGS(X) \
	X(TWICE,   "every generation was put in force by one commit") \
	X(DIGEST,  "a generation has one image, whoever reads it") \
	X(WHOLE,   "an image read out is whole, of one generation, and has its digest") \
	X(SILENT,  "every refusal of a well-formed message says why") \
	X(STRAY,   "an answer is well-formed, and to a question that was asked") \
	X(BROKEN,  "the sockets worked")

enum wrong {
#define WRONG_ENUM(sym, text) WRONG_##sym,
	WRONGS(WRONG_ENUM)
#undef WRONG_ENUM
	WRONG_COUNT
};

extern const char *const wrong_text[WRONG_COUNT];

struct ledger_policy {
	bool known;
	uint8_t digest[RG_DIGEST_LEN];
};

/**
 * struct ledger - the run's memory
 * @committed: by generation, what was put in force
 * @seen: by generation, what was read
 * @texts: hashes of the kernel's distinct messages
 * @detached: detaching is allowed: generations may pass unseen
 */
struct ledger {
	atomic_flag lock;
	atomic_bool stop;
	bool detached;
	atomic_ullong datagrams, messages, accepted, refused, silent, unanswered;
	atomic_ullong by_errno[LEDGER_ERRNOS], mutated[MUTATE_COUNT];
	atomic_ullong sent_to[RELGATE_CMD_MAX + 1], accepted_by[RELGATE_CMD_MAX + 1];
	atomic_ullong swaps, dry_runs, images, images_accepted, dumps, dumps_cut, whole, status;
	atomic_ullong events, detaches, lost;
	atomic_ullong wrong[WRONG_COUNT];
	char first[WRONG_COUNT][240];
	struct ledger_policy committed[LEDGER_GENERATIONS], seen[LEDGER_GENERATIONS];
	uint32_t texts[LEDGER_TEXTS];
	atomic_uint text_count;
};

struct ledger *ledger_make(void);
void ledger_wrong(struct ledger *l, enum wrong what, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void ledger_committed(struct ledger *l, uint64_t generation, const uint8_t *digest);
void ledger_seen(struct ledger *l, uint64_t generation, const uint8_t *digest);
void ledger_text(struct ledger *l, const char *text);
void ledger_balance(struct ledger *l, uint64_t from, uint64_t to);

#endif
