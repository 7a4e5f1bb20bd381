// SPDX-License-Identifier: GPL-2.0-only
/*
 * One relay, asked by ICMP echo.  The gate lets nothing but this one form pass
 * (RG_PROBE_LEN), out of this interface to this address, and its answer back.  An
 * answer counts from when its probe was sent, and only once.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/icmp6.h>
#include <netinet/ip_icmp.h>
#include <sys/random.h>
#include <sys/socket.h>
#include "probe.h"

#ifndef ICMP_FILTER
#define ICMP_FILTER 1	/* linux/icmp.h, which cannot stand beside netinet's */
#endif

struct message {
	uint8_t type, code;
	uint16_t check, id, seq;
	uint64_t magic, nonce;
};

_Static_assert(sizeof(struct message) == 8 + RG_PROBE_LEN, "struct message");

static void only_answers(int fd, int family)
{
	uint32_t four = ~(1u << ICMP_ECHOREPLY);
	struct icmp6_filter six;

	ICMP6_FILTER_SETBLOCKALL(&six);
	ICMP6_FILTER_SETPASS(ICMP6_ECHO_REPLY, &six);
	if (family == AF_INET)
		setsockopt(fd, SOL_RAW, ICMP_FILTER, &four, sizeof(four));
	else
		setsockopt(fd, IPPROTO_ICMPV6, ICMP6_FILTER, &six, sizeof(six));
}

/* A device that went and came back has another number; the socket is the old one's. */
static int ready(struct rg_probed *p)
{
	uint32_t ifindex = if_nametoindex(p->name);

	if (p->fd >= 0 && p->ifindex == ifindex)
		return 0;
	rg_probe_close(p);
	if (!ifindex)
		return -1;
	p->fd = socket(p->family, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC,
		       p->family == AF_INET ? IPPROTO_ICMP : IPPROTO_ICMPV6);
	if (p->fd < 0)
		return -1;
	if (setsockopt(p->fd, SOL_SOCKET, SO_BINDTODEVICE, p->name, strlen(p->name) + 1)) {
		rg_probe_close(p);
		return -1;
	}
	only_answers(p->fd, p->family);
	p->ifindex = ifindex;
	return 0;
}

void rg_probe_close(struct rg_probed *p)
{
	if (p->fd >= 0)
		close(p->fd);
	p->fd = -1;
	memset(p->asked, 0, sizeof(p->asked));
}

static uint16_t checksum(const struct message *m)
{
	const uint16_t *w = (const uint16_t *)m;
	uint32_t sum = 0;
	size_t i;

	for (i = 0; i < sizeof(*m) / 2; i++)
		sum += w[i];
	sum = (sum & 0xffff) + (sum >> 16);
	return ~(sum + (sum >> 16));
}

static socklen_t address(const struct rg_probed *p, struct sockaddr_storage *to)
{
	struct sockaddr_in *four = (struct sockaddr_in *)to;
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)to;

	memset(to, 0, sizeof(*to));
	to->ss_family = p->family;
	if (p->family == AF_INET) {
		memcpy(&four->sin_addr, p->addr, 4);
		return sizeof(*four);
	}
	memcpy(&six->sin6_addr, p->addr, 16);
	six->sin6_scope_id = p->ifindex;
	return sizeof(*six);
}

/**
 * rg_probe_ask() - send a probe, if one is due
 * @p: relay; one that cannot be asked is asked again when the next is due
 * @now: CLOCK_BOOTTIME, ns
 */
void rg_probe_ask(struct rg_probed *p, uint64_t now)
{
	struct rg_asked *a = &p->asked[p->next];
	struct message m = { .id = (uint16_t)getpid(), .magic = RG_PROBE_MAGIC };
	struct sockaddr_storage to;
	socklen_t len;

	if (now < p->due)
		return;
	p->due = now + p->every;
	if (ready(p) || getrandom(&m.nonce, sizeof(m.nonce), GRND_NONBLOCK) != sizeof(m.nonce))
		return;
	m.type = p->family == AF_INET ? ICMP_ECHO : ICMP6_ECHO_REQUEST;
	m.seq = htons(++p->seq);
	m.check = p->family == AF_INET ? checksum(&m) : 0;	/* IPv6: the kernel's */
	len = address(p, &to);
	p->next = (p->next + 1) % (p->lost + 1);
	memset(a, 0, sizeof(*a));
	if (sendto(p->fd, &m, sizeof(m), MSG_DONTWAIT, (struct sockaddr *)&to, len) == sizeof(m))
		*a = (struct rg_asked){ m.nonce, now };
}

/* IPv4 brings its header along. */
static const struct message *message(const struct rg_probed *p, const uint8_t *buf, ssize_t len)
{
	size_t off = p->family == AF_INET && len > 0 ? (buf[0] & 15u) * 4 : 0;

	return len >= 0 && (size_t)len == off + sizeof(struct message) ?
	       (const struct message *)(buf + off) : NULL;
}

static bool from_relay(const struct rg_probed *p, const struct sockaddr_storage *from)
{
	struct sockaddr_storage want;

	address(p, &want);
	if (from->ss_family != p->family)
		return false;
	if (p->family == AF_INET)
		return !memcmp(&((struct sockaddr_in *)&want)->sin_addr,
			       &((const struct sockaddr_in *)from)->sin_addr, 4);
	return !memcmp(&((struct sockaddr_in6 *)&want)->sin6_addr,
		       &((const struct sockaddr_in6 *)from)->sin6_addr, 16);
}

static bool match(struct rg_probed *p, const struct message *m)
{
	uint64_t until;
	unsigned int i;

	if (m->type != (p->family == AF_INET ? ICMP_ECHOREPLY : ICMP6_ECHO_REPLY) || m->code ||
	    m->magic != RG_PROBE_MAGIC || !m->nonce)
		return false;
	for (i = 0; i <= p->lost; i++) {
		if (p->asked[i].nonce != m->nonce)
			continue;
		p->asked[i].nonce = 0;
		until = p->asked[i].at + p->every * (p->lost + 1);
		if (until <= p->until)
			return false;
		p->until = until;
		return true;
	}
	return false;
}

/**
 * rg_probe_hear() - read what came from a relay
 * @p: relay
 *
 * Return: whether @p->until is later now.
 */
bool rg_probe_hear(struct rg_probed *p)
{
	struct sockaddr_storage from = { 0 };
	uint8_t buf[256] __attribute__((aligned(8)));
	const struct message *m;
	struct message copy;
	bool later = false;
	socklen_t len;
	ssize_t n;
	int left = 64;		/* a flood does not keep the other relays waiting */

	while (p->fd >= 0 && left--) {
		len = sizeof(from);
		n = recvfrom(p->fd, buf, sizeof(buf), MSG_DONTWAIT, (struct sockaddr *)&from, &len);
		if (n < 0)
			break;
		m = message(p, buf, n);
		if (!m || !from_relay(p, &from))
			continue;
		memcpy(&copy, m, sizeof(copy));
		later |= match(p, &copy);
	}
	return later;
}
