// SPDX-License-Identifier: GPL-2.0-only
/* Sockets that label what they send, as an application would. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "sock.h"

/** sock_addr() - a socket address from text and port; returns its length */
socklen_t sock_addr(const char *text, unsigned int port, struct sockaddr_storage *ss)
{
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)ss;
	struct sockaddr_in *in = (struct sockaddr_in *)ss;

	memset(ss, 0, sizeof(*ss));
	if (text && inet_pton(AF_INET, text, &in->sin_addr) == 1) {
		in->sin_family = AF_INET;
		in->sin_port = htons(port);
		return sizeof(*in);
	}
	if (text && inet_pton(AF_INET6, text, &in6->sin6_addr) == 1) {
		in6->sin6_family = AF_INET6;
		in6->sin6_port = htons(port);
		return sizeof(*in6);
	}
	die("not an address: %s", text ? text : "(none)");
}

/** sock_label() - all that the socket sends carries this label; NULL: none */
void sock_label(int fd, int family, const char *text)
{
	uint8_t buf[264];
	struct mark m;
	size_t len;
	int rc;

	if (!text)
		return;
	if (mark_parse(text, &m))
		die("not a label: %s", text);
	len = family == 4 ? mark_cipso(&m, buf) : mark_hopopts(&m, 0, buf, sizeof(buf));
	if (!len)
		die("the label does not fit: %s", text);
	rc = family == 4 ? setsockopt(fd, IPPROTO_IP, IP_OPTIONS, buf, len) :
	     setsockopt(fd, IPPROTO_IPV6, IPV6_HOPOPTS, buf, len);
	if (rc)
		die("labelling a socket: %s%s", strerror(errno), family == 4 && errno == EINVAL ?
		    " (is the DOI registered? netlabelctl cipsov4 add pass doi:N tags:1,2,5)" : "");
}

static int open_socket(const struct opts *o, int family)
{
	int af = family == 4 ? AF_INET : AF_INET6, fd, on = 1;
	struct sockaddr_storage ss;
	socklen_t len;

	fd = o->proto == IPPROTO_UDP ? socket(af, SOCK_DGRAM | SOCK_CLOEXEC, 0) :
	     socket(af, SOCK_RAW | SOCK_CLOEXEC, family == 4 ? IPPROTO_ICMP : IPPROTO_ICMPV6);
	if (fd < 0)
		die("socket: %s", strerror(errno));
	if (o->src) {
		len = sock_addr(o->src, 0, &ss);
		if (bind(fd, (struct sockaddr *)&ss, len))
			die("bind to %s: %s", o->src, strerror(errno));
	}
	if (family == 4) {
		int pmtu = o->df ? IP_PMTUDISC_DO : IP_PMTUDISC_DONT, ttl = o->ttl;

		setsockopt(fd, IPPROTO_IP, IP_MTU_DISCOVER, &pmtu, sizeof(pmtu));
		setsockopt(fd, IPPROTO_IP, IP_TTL, &ttl, sizeof(ttl));
	} else {
		int ttl = o->ttl;

		setsockopt(fd, IPPROTO_IPV6, IPV6_UNICAST_HOPS, &ttl, sizeof(ttl));
		setsockopt(fd, IPPROTO_IPV6, IPV6_DONTFRAG, &on, o->df ? sizeof(on) : 0);
	}
	sock_label(fd, family, o->label);
	return fd;
}

/* An echo request without its checksum in IPv6, which the kernel fills in. */
static size_t message(const struct opts *o, int family, uint64_t serial, uint8_t *buf)
{
	size_t head = o->proto == IPPROTO_UDP ? 0 : 8;
	uint16_t sum;

	memset(buf, 0, head);
	memset(buf + head, 'x', o->size);
	if (o->size >= STAMP_LEN)
		stamp_put(buf + head, o->nation, serial);
	if (!head)
		return o->size;
	buf[0] = family == 4 ? ICMP_ECHO : ICMP6_ECHO_REQUEST;
	buf[4] = getpid() >> 8;
	buf[5] = getpid();
	buf[6] = serial >> 8;
	buf[7] = serial;
	if (family == 4) {
		sum = csum16(buf, head + o->size, 0);
		buf[2] = sum >> 8;
		buf[3] = sum;
	}
	return head + o->size;
}

static bool is_reply(const struct opts *o, int family, const uint8_t *p, ssize_t n)
{
	if (o->proto != IPPROTO_UDP) {
		if (family == 4) {
			ssize_t ihl = (p[0] & 15) * 4;

			p += ihl;
			n -= ihl;
		}
		if (n < 8 || p[0] != (family == 4 ? ICMP_ECHOREPLY : ICMP6_ECHO_REPLY) ||
		    p[4] != ((getpid() >> 8) & 255) || p[5] != (getpid() & 255))
			return false;
	}
	p = n > 0 ? stamp_find(p, n) : NULL;
	return p && stamp_serial(p) >= o->serial && stamp_serial(p) < o->serial + o->count;
}

static uint64_t replies(const struct opts *o, int fd, int family, uint64_t want)
{
	uint64_t until = now_ns() + (o->seconds ? o->seconds : 1) * 1000000000ull, got = 0, now;
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	uint8_t buf[65536];
	ssize_t n;

	while (got < want && (now = now_ns()) < until) {
		if (poll(&pfd, 1, (until - now) / 1000000 + 1) <= 0)
			continue;
		n = recv(fd, buf, sizeof(buf), 0);
		if (n > 0 && is_reply(o, family, buf, n))
			got++;
	}
	return got;
}

int do_send(struct opts *o)
{
	int family = family_of(o->dst ? o->dst : ""), fd;
	uint64_t start, i, sent = 0, got = 0;
	static uint8_t buf[66000];
	struct sockaddr_storage to;
	socklen_t tolen;
	size_t len;

	tolen = sock_addr(o->dst, o->proto == IPPROTO_UDP ? o->port : 0, &to);
	enter_ns(o->ns);
	fd = open_socket(o, family);
	start = now_ns();
	for (i = 0; i < o->count; i++) {
		len = message(o, family, o->serial + i, buf);
		pace(start, i, o->rate);
		if (sendto(fd, buf, len, 0, (struct sockaddr *)&to, tolen) == (ssize_t)len)
			sent++;
		else if (!o->quiet)
			fprintf(stderr, "traffic: send: %s\n", strerror(errno));
	}
	if (o->echo)
		got = replies(o, fd, family, sent);
	if (!o->quiet)
		printf("{\"sent\": %llu, \"replies\": %llu}\n", (unsigned long long)sent,
		       (unsigned long long)got);
	return sent == o->count && (!o->echo || got == sent) ? 0 : 1;
}

struct answerer {
	int fd, family;
	bool icmp;
	uint64_t got;
};

static void answerer_open(struct answerer *a, struct opts *o, int family, bool icmp)
{
	struct sockaddr_storage ss;
	struct icmp6_filter filter;
	socklen_t len;
	int on = 1;

	a->family = family;
	a->icmp = icmp;
	a->fd = icmp ? socket(AF_INET6, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ICMPV6) :
		socket(family == 4 ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (a->fd < 0)
		die("socket: %s", strerror(errno));
	sock_label(a->fd, family, o->label);
	if (icmp) {
		ICMP6_FILTER_SETBLOCKALL(&filter);
		ICMP6_FILTER_SETPASS(ICMP6_ECHO_REQUEST, &filter);
		setsockopt(a->fd, IPPROTO_ICMPV6, ICMP6_FILTER, &filter, sizeof(filter));
		return;
	}
	if (family == 6)
		setsockopt(a->fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
	len = sock_addr(family == 4 ? "0.0.0.0" : "::", o->port, &ss);
	if (bind(a->fd, (struct sockaddr *)&ss, len))
		die("port %u: %s", o->port, strerror(errno));
}

static void answerer_run(struct answerer *a, const struct opts *o)
{
	struct sockaddr_storage from;
	socklen_t len = sizeof(from);
	uint8_t buf[65536], *stamp;
	ssize_t n;

	n = recvfrom(a->fd, buf, sizeof(buf), MSG_DONTWAIT, (struct sockaddr *)&from, &len);
	if (n < 0)
		return;
	a->got++;
	stamp = (uint8_t *)stamp_find(buf, n);
	if (!o->echo || !stamp)
		return;
	stamp_put(stamp, o->nation, stamp_serial(stamp));	/* now we are the sender */
	if (a->icmp)
		buf[0] = ICMP6_ECHO_REPLY;
	if (sendto(a->fd, buf, n, 0, (struct sockaddr *)&from, len) != n)
		fprintf(stderr, "traffic: answer: %s\n", strerror(errno));
}

/* The kernel would answer ICMPv6 echo requests too, without a label. */
static void ignore_echo6(void)
{
	int fd = open("/proc/sys/net/ipv6/icmp/echo_ignore_all", O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, "1", 1) != 1)
		die("echo_ignore_all: %s", strerror(errno));
	close(fd);
}

int do_recv(struct opts *o)
{
	struct answerer a[3];
	struct pollfd pfd[3];
	int i;

	enter_ns(o->ns);
	catch_end();
	if (o->echo)
		ignore_echo6();
	answerer_open(&a[0], o, 4, false);
	answerer_open(&a[1], o, 6, false);
	answerer_open(&a[2], o, 6, true);
	for (i = 0; i < 3; i++)
		pfd[i] = (struct pollfd){ .fd = a[i].fd, .events = POLLIN };
	a[0].got = a[1].got = a[2].got = 0;
	touch(o->ready);
	while (!ended) {
		if (poll(pfd, 3, -1) < 0)
			continue;
		for (i = 0; i < 3; i++)
			if (pfd[i].revents)
				answerer_run(&a[i], o);
	}
	printf("{\"udp4\": %llu, \"udp6\": %llu, \"icmp6\": %llu}\n",
	       (unsigned long long)a[0].got, (unsigned long long)a[1].got,
	       (unsigned long long)a[2].got);
	return 0;
}
