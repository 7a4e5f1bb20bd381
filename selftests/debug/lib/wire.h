/* SPDX-License-Identifier: GPL-2.0-only */
/* Netlink messages as bytes: nothing here minds whether they are well-formed. */
#ifndef RELGATE_DEBUG_WIRE_H
#define RELGATE_DEBUG_WIRE_H

#include <stdint.h>
#include <linux/netlink.h>

#define WIRE_MAX	(160 * 1024)
#define WIRE_SPOTS	512

/**
 * struct wire - one datagram
 * @len: bytes so far
 * @msg: offset of the message that is being written or changed
 */
struct wire {
	uint32_t len, msg;
	uint8_t b[WIRE_MAX];
};

/**
 * struct wire_spot - where an attribute stands
 * @at: offset of its header in the datagram
 * @len: of header and payload, as its header says; within its parent
 * @parent: the spot that it is nested in, or -1
 */
struct wire_spot {
	uint32_t at, len;
	int parent;
};

void wire_begin(struct wire *w, uint16_t type, uint16_t flags, uint32_t seq, uint8_t cmd,
		uint8_t version);
void wire_end(struct wire *w);
void wire_put(struct wire *w, uint16_t type, const void *data, uint32_t len);
uint32_t wire_nest(struct wire *w, uint16_t type);
void wire_nest_end(struct wire *w, uint32_t at);

struct nlmsghdr *wire_head(struct wire *w);
struct nlattr *wire_attr(struct wire *w, const struct wire_spot *spot);
uint32_t wire_spots(struct wire *w, struct wire_spot *spots);
void wire_splice(struct wire *w, const struct wire_spot *spots, int parent, uint32_t at,
		 uint32_t remove, const uint8_t *put, uint32_t len);

#endif
