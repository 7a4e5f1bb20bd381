/* SPDX-License-Identifier: GPL-2.0-only */
/* Hubs' relays, asked whether they are there. */
#ifndef RELGATE_PROBE_H
#define RELGATE_PROBE_H

#include <stdbool.h>
#include <stdint.h>
#include "../engine/engine.h"

#define RG_ASKED_MAX	(RG_PROBE_LOST_MAX + 1)

/**
 * struct rg_asked - a probe that was sent
 * @nonce: what its answer must bring back; 0: nothing was sent, or it was answered
 * @at: when, CLOCK_BOOTTIME, ns
 */
struct rg_asked {
	uint64_t nonce, at;
};

/**
 * struct rg_probed - a relay's address behind one hub interface
 * @name: of the interface
 * @family: AF_INET or AF_INET6
 * @addr: network order; IPv4: the first four bytes, the others zero
 * @every, @lost: as in the policy; ns, and how many
 * @fd: the socket, or -1
 * @ifindex: of the device that it is bound to
 * @asked: the last probes, a ring; @next is the next place
 * @due: when the next one is sent
 * @since: when it was first to be asked
 * @until: until when its last answer stands
 * @up: what was told last
 */
struct rg_probed {
	char name[RG_IFNAME_LEN];
	int family;
	uint8_t addr[16];
	uint64_t every;
	unsigned int lost;
	int fd;
	uint32_t ifindex;
	struct rg_asked asked[RG_ASKED_MAX];
	unsigned int next;
	uint16_t seq;
	uint64_t due, since, until;
	bool up, told;
};

void rg_probe_ask(struct rg_probed *p, uint64_t now);
bool rg_probe_hear(struct rg_probed *p);
void rg_probe_close(struct rg_probed *p);

#endif
