// SPDX-License-Identifier: GPL-2.0-only
/* Namespaces, sockets, time, and ways to end. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include "lab.h"

volatile int ended;

void die(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fputs("traffic: ", stderr);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
	va_end(ap);
	exit(2);
}

/** family_of() - 4 or 6 */
int family_of(const char *addr)
{
	return strchr(addr, ':') ? 6 : 4;
}

/** enter_ns() - go into the namespace /run/netns/@name; NULL stays here */
void enter_ns(const char *name)
{
	char path[128];
	int fd;

	if (!name)
		return;
	snprintf(path, sizeof(path), "/run/netns/%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || setns(fd, CLONE_NEWNET))
		die("namespace %s: %s", name, strerror(errno));
	close(fd);
}

void touch(const char *path)
{
	int fd;

	if (!path)
		return;
	fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
	if (fd < 0)
		die("%s: %s", path, strerror(errno));
	close(fd);
}

static void on_end(int sig)
{
	(void)sig;
	ended = 1;
}

/** catch_end() - SIGINT and SIGTERM set `ended` and interrupt what waits */
void catch_end(void)
{
	struct sigaction sa = { .sa_handler = on_end };

	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGTERM, &sa, NULL);
}

uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000ull + ts.tv_nsec;
}

void pace(uint64_t start_ns, uint64_t n, unsigned int rate)
{
	uint64_t due, now;
	struct timespec ts = { };

	if (!rate)
		return;
	due = start_ns + n * 1000000000ull / rate;
	now = now_ns();
	if (due < now + 1000000)
		return;
	ts.tv_sec = (due - now) / 1000000000;
	ts.tv_nsec = (due - now) % 1000000000;
	nanosleep(&ts, NULL);
}

/**
 * packet_socket() - a socket that sends frames
 * @dev: the device's name
 * @ifindex: its index
 *
 * Return: the socket, or -1 with errno set (the device may be away for now).
 */
int packet_socket(const char *dev, int *ifindex)
{
	struct sockaddr_ll sll = { .sll_family = AF_PACKET };
	int fd, err;

	*ifindex = if_nametoindex(dev);
	if (!*ifindex)
		return -1;
	fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	sll.sll_ifindex = *ifindex;
	if (!bind(fd, (struct sockaddr *)&sll, sizeof(sll)))
		return fd;
	err = errno;
	close(fd);
	errno = err;
	return -1;
}
