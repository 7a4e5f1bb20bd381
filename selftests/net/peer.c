// SPDX-License-Identifier: GPL-2.0-only
/*
 * peer listen PORT READY | peer ask ADDRESS PORT
 *
 * What the kernel at the other end of a TCP connection takes for the label of this one
 * (SO_PEERSEC), told through the connection, and a piece of data there and back.
 * `ask` prints "what the server saw, what the client saw", and fails unless the data is the same.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define DATA 100000
#define SEEN 256
#define PATIENCE 120	/* seconds */

static uint8_t data[DATA], back[SEEN + DATA];

static void fail(const char *what)
{
	fprintf(stderr, "peer: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* SEEN bytes: the label as text, or "-". */
static void seen(int fd, char *text)
{
	socklen_t len = SEEN - 1;

	memset(text, 0, SEEN);
	if (getsockopt(fd, SOL_SOCKET, SO_PEERSEC, text, &len))
		strcpy(text, "-");
}

static void write_all(int fd, const void *p, size_t n)
{
	ssize_t done;

	for (; n; n -= done, p = (const char *)p + done) {
		done = send(fd, p, n, MSG_NOSIGNAL);
		if (done <= 0)
			return;
	}
}

static size_t read_all(int fd, void *p, size_t max)
{
	size_t n = 0;
	ssize_t got;

	while (n < max && (got = read(fd, (char *)p + n, max - n)) > 0)
		n += got;
	return n;
}

static int listen_on(const char *port, const char *ready)
{
	struct sockaddr_in6 any = { .sin6_family = AF_INET6, .sin6_port = htons(atoi(port)) };
	int fd = socket(AF_INET6, SOCK_STREAM, 0), on = 1, c;
	char text[SEEN];
	FILE *f;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (fd < 0 || bind(fd, (struct sockaddr *)&any, sizeof(any)) || listen(fd, 8))
		fail("listen");
	f = fopen(ready, "w");
	if (!f)
		fail(ready);
	fclose(f);
	while ((c = accept(fd, NULL, NULL)) >= 0) {
		size_t n;

		seen(c, text);
		n = read_all(c, back, DATA);
		write_all(c, text, SEEN);
		write_all(c, back, n);
		close(c);
	}
	fail("accept");
	return 1;
}

static int connected(const char *address, const char *port)
{
	struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_port = htons(atoi(port)) };
	struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons(atoi(port)) };
	int is6 = inet_pton(AF_INET6, address, &six.sin6_addr) == 1, fd;

	if (!is6 && inet_pton(AF_INET, address, &four.sin_addr) != 1)
		fail(address);
	fd = socket(is6 ? AF_INET6 : AF_INET, SOCK_STREAM, 0);
	if (fd < 0 || connect(fd, is6 ? (void *)&six : (void *)&four, is6 ? sizeof(six) : sizeof(four)))
		fail("connect");
	return fd;
}

static int ask(const char *address, const char *port)
{
	int fd = connected(address, port);
	char mine[SEEN];
	size_t n, i;

	for (i = 0; i < DATA; i++)
		data[i] = i * 31 ^ i >> 8;
	seen(fd, mine);
	write_all(fd, data, DATA);
	shutdown(fd, SHUT_WR);
	n = read_all(fd, back, sizeof(back));
	if (n != SEEN + DATA || memcmp(back + SEEN, data, DATA)) {
		fprintf(stderr, "peer: %zu of %d bytes came back, or others\n", n, SEEN + DATA);
		return 1;
	}
	back[SEEN - 1] = 0;
	printf("%s %s\n", (char *)back, mine);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 4 && !strcmp(argv[1], "listen"))
		return listen_on(argv[2], argv[3]);
	alarm(PATIENCE);
	if (argc == 4 && !strcmp(argv[1], "ask"))
		return ask(argv[2], argv[3]);
	fprintf(stderr, "usage: peer listen PORT READY | peer ask ADDRESS PORT\n");
	return 2;
}
