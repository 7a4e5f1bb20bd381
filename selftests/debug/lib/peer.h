/* SPDX-License-Identifier: GPL-2.0-only */
/* A bare socket to the family: bytes out, answers in. */
#ifndef RELGATE_DEBUG_PEER_H
#define RELGATE_DEBUG_PEER_H

#include <stdbool.h>
#include <stdint.h>
#include "include/uapi/linux/relgate_netlink.h"
#include "ledger.h"
#include "wire.h"

#define PEER_ASKED 256

/**
 * struct asked - a message that the kernel will read in a datagram
 * @cmd: 0 if it is not to the family
 * @clean: nobody has changed it since it was made
 * @dry, @digest: of a commit
 */
struct asked {
	uint32_t seq;
	uint8_t cmd;
	bool clean, dry;
	uint8_t digest[RG_DIGEST_LEN];
};

/**
 * struct peer - a socket
 * @family: of generic netlink
 * @seq: of the last message
 * @commits: how many of its commits put a policy in force
 * @asked: the messages of the last datagram, @n of them
 */
struct peer {
	struct ledger *l;
	int fd;
	uint16_t family;
	uint32_t seq, n, commits;
	struct asked asked[PEER_ASKED];
};

/**
 * struct reply - one message of an answer
 * @error: of an acknowledgement or the end of a dump: 0 or a negative errno
 * @end: it is one of those
 * @text: what the kernel said, or ""
 * @tb: else its attributes, by number
 */
struct reply {
	const struct asked *to;
	bool end;
	int error;
	const char *text;
	uint8_t cmd;
	const struct nlattr *tb[RELGATE_ATTR_MAX + 1];
};

typedef void (*reply_fn)(const struct reply *r, void *arg);

int peer_open(struct peer *p, struct ledger *l, uint16_t family);
void peer_close(struct peer *p);
void peer_begin(struct peer *p, struct wire *w, uint8_t cmd, uint16_t flags);
int peer_send(struct peer *p, struct wire *w, bool clean, bool may_detach);
bool peer_receive(struct peer *p, uint32_t most, reply_fn fn, void *arg);
int peer_call(struct peer *p, struct wire *w, reply_fn fn, void *arg);

uint64_t reply_u64(const struct nlattr *a);
uint32_t reply_u32(const struct nlattr *a);

#endif
