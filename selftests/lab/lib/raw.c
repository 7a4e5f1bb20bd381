// SPDX-License-Identifier: GPL-2.0-only
/* Frames, every field as given on the command line. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "lab.h"

static void address(const char *what, const char *text, uint8_t out[16])
{
	if (!text || inet_pton(strchr(text, ':') ? AF_INET6 : AF_INET, text, out) != 1)
		die("--%s: an IP address, please", what);
}

/* --src -: the sources are the lines of standard input, one frame each. */
static bool next_source(struct frame *f)
{
	char line[64];

	if (!fgets(line, sizeof(line), stdin))
		return false;
	line[strcspn(line, "\n")] = 0;
	address("src", line, f->src);
	return true;
}

int do_raw(struct opts *o)
{
	static uint8_t buf[66000];
	struct frame *f = &o->f;
	bool list = o->src && !strcmp(o->src, "-");
	uint64_t start, i, sent = 0;
	int fd, ifindex;
	size_t len;

	if (list)
		o->count = UINT64_MAX;
	else
		address("src", o->src, f->src);
	address("dst", o->dst, f->dst);
	f->family = family_of(o->dst);
	f->proto = o->proto == IPPROTO_ICMP && f->family == 6 ? IPPROTO_ICMPV6 : o->proto;
	f->ttl = o->ttl;
	f->df = o->df;
	f->size = o->size;
	f->nation = o->nation;
	f->label_set = o->label;
	if (o->label && mark_parse(o->label, &f->label))
		die("--label: not a label: %s", o->label);
	enter_ns(o->ns);
	fd = packet_socket(o->dev, &ifindex);
	if (fd < 0)
		die("%s: %s", o->dev, strerror(errno));
	start = now_ns();
	for (i = 0; i < o->count; i++) {
		if (list && !next_source(f))
			break;
		f->serial = o->serial + i;
		len = frame_build(f, buf, sizeof(buf));
		if (!len)
			die("the frame is too long");
		pace(start, i, o->rate);
		if (send(fd, buf, len, 0) == (ssize_t)len)
			sent++;
		else if (!o->quiet)
			fprintf(stderr, "traffic: send: %s\n", strerror(errno));
	}
	close(fd);
	if (!o->quiet)
		printf("{\"sent\": %llu}\n", (unsigned long long)sent);
	return sent == i ? 0 : 1;
}
