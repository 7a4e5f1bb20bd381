// SPDX-License-Identifier: GPL-2.0-only
/* One TCP transfer between two namespaces; both ends hash what they saw. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>
#include "sock.h"

#define RECORD	64	/* a stamp and filler; its serial is the record's number */

struct result {
	uint64_t bytes;
	uint8_t hash[32];
	int mss;
	char what[48];
};

static int failed(struct result *r, const char *what)
{
	snprintf(r->what, sizeof(r->what), "%.20s: %.24s", what, strerror(errno));
	return -1;
}

static int tcp_socket(const struct opts *o, int family, const char *label)
{
	struct timeval tv = { .tv_sec = o->seconds };
	unsigned int ms = o->seconds * 1000;
	int on = 1, fd;

	fd = socket(family == 4 ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		die("socket: %s", strerror(errno));
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv));
	setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &ms, sizeof(ms));
	sock_label(fd, family, label);
	return fd;
}

/*
 * A Linux server answers a labelled SYN with the client's own CIPSO option, and
 * keeps it unless told otherwise; in IPv6 the listener's label is the answer's.
 */
static int server(const struct opts *o, int family, int listener, struct result *r)
{
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	struct timeval tv = { .tv_sec = o->seconds };
	uint8_t buf[65536];
	ssize_t n;
	int fd;

	fd = accept(listener, NULL, NULL);
	if (fd < 0)
		return failed(r, "accept");
	if (family == 4 && o->label2)
		sock_label(fd, 4, o->label2);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
	EVP_DigestInit_ex(md, EVP_sha256(), NULL);
	while ((n = recv(fd, buf, sizeof(buf), 0)) > 0) {
		EVP_DigestUpdate(md, buf, n);
		r->bytes += n;
	}
	if (n < 0)
		return failed(r, "recv");
	EVP_DigestFinal_ex(md, r->hash, NULL);
	shutdown(fd, SHUT_WR);
	return 0;
}

static void fill(const struct opts *o, uint64_t at, uint8_t *buf, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		buf[i] = (at + i) * 2654435761u >> 24;
	for (i = 0; i + RECORD <= len; i += RECORD)
		stamp_put(buf + i, o->nation, o->serial + (at + i) / RECORD);
}

static int client(const struct opts *o, int family, struct result *r)
{
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	struct sockaddr_storage to;
	socklen_t len = sock_addr(o->dst, o->port, &to), mlen = sizeof(r->mss);
	uint8_t buf[65536];
	int fd = tcp_socket(o, family, o->label);
	size_t want;
	ssize_t n, k;

	if (connect(fd, (struct sockaddr *)&to, len))
		return failed(r, "connect");
	EVP_DigestInit_ex(md, EVP_sha256(), NULL);
	while (r->bytes < o->bytes) {
		want = o->bytes - r->bytes < sizeof(buf) ? o->bytes - r->bytes : sizeof(buf);
		fill(o, r->bytes, buf, want);
		for (k = 0; (size_t)k < want; k += n) {
			n = send(fd, buf + k, want - k, MSG_NOSIGNAL);
			if (n <= 0)
				return failed(r, "send");
		}
		EVP_DigestUpdate(md, buf, want);
		r->bytes += want;
	}
	EVP_DigestFinal_ex(md, r->hash, NULL);
	getsockopt(fd, IPPROTO_TCP, TCP_MAXSEG, &r->mss, &mlen);
	shutdown(fd, SHUT_WR);
	if (recv(fd, buf, 1, 0) != 0)		/* the server has seen the end */
		return failed(r, "close");
	return 0;
}

static pid_t server_start(const struct opts *o, int family, int pipefd[2])
{
	const char *any = family == 4 ? "0.0.0.0" : "::";
	struct sockaddr_storage at;
	struct result r = { };
	socklen_t len;
	pid_t pid;
	int fd, sync[2];
	char c;

	if (pipe(pipefd) || pipe(sync))
		die("pipe: %s", strerror(errno));
	pid = fork();
	if (pid < 0)
		die("fork: %s", strerror(errno));
	if (pid) {
		close(pipefd[1]);
		close(sync[1]);
		if (read(sync[0], &c, 1) != 1)
			die("the server did not start");
		close(sync[0]);
		return pid;
	}
	enter_ns(o->ns2);
	fd = tcp_socket(o, family, family == 6 ? o->label2 : NULL);
	len = sock_addr(any, o->port, &at);
	if (bind(fd, (struct sockaddr *)&at, len) || listen(fd, 1))
		die("listen on port %u: %s", o->port, strerror(errno));
	if (write(sync[1], "x", 1) != 1)
		_exit(2);
	server(o, family, fd, &r);
	if (write(pipefd[1], &r, sizeof(r)) != sizeof(r))
		_exit(2);
	_exit(0);
}

int do_tcp(struct opts *o)
{
	struct result c = { }, s = { };
	uint64_t start, end;
	int family, pipefd[2];
	bool equal;
	pid_t pid;

	if (!o->dst)
		die("--dst: the server's address, please");
	if (!o->seconds)
		o->seconds = 5;
	family = family_of(o->dst);
	pid = server_start(o, family, pipefd);
	enter_ns(o->ns);
	start = now_ns();
	if (client(o, family, &c))
		kill(pid, SIGTERM);
	if (read(pipefd[0], &s, sizeof(s)) != sizeof(s))
		s.bytes = 0;
	end = now_ns();
	waitpid(pid, NULL, 0);
	equal = !c.what[0] && !s.what[0] && c.bytes == o->bytes && s.bytes == o->bytes &&
		!memcmp(c.hash, s.hash, 32);
	printf("{\"ok\": %s, \"sent\": %llu, \"received\": %llu, \"mss\": %d, \"ms\": %llu, "
	       "\"sha256\": \"%02x%02x%02x%02x\", \"client\": \"%s\", \"server\": \"%s\"}\n",
	       equal ? "true" : "false", (unsigned long long)c.bytes,
	       (unsigned long long)s.bytes, c.mss, (unsigned long long)(end - start) / 1000000,
	       s.hash[0], s.hash[1], s.hash[2], s.hash[3], c.what, s.what);
	return equal ? 0 : 1;
}
