// SPDX-License-Identifier: GPL-2.0-only
/*
 * cost [-v] DEVICE SADDR DADDR SMAC DMAC [LABEL]
 *
 * Sends one IPv4 frame over and over, with LABEL (an option in hex) in its header (-v:
 * each from another port, so that none is of the stream of one before),
 * and prints what a frame costs by the time-stamp counter: the median of batches of
 * 1,000.  Under QEMU's -icount, with one processor, that counts instructions, and a
 * path over veth devices runs inside send().
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/ether.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <x86intrin.h>

#define BATCH	1000
#define BATCHES	9
#define WARM	2		/* batches that are left out */
#define FRAME	128

static _Noreturn void die(const char *what)
{
	fprintf(stderr, "cost: %s: %s\n", what, strerror(errno));
	exit(2);
}

static uint16_t checksum(const uint8_t *p, size_t len)
{
	uint32_t sum = 0;
	size_t i;

	for (i = 0; i < len; i += 2)
		sum += p[i] << 8 | p[i + 1];
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return htons(~sum & 0xffff);
}

/* Its octets, filled up to words; the option area holds 40. */
static size_t label(uint8_t *to, const char *hex)
{
	size_t len = 0;
	unsigned int octet;
	int used;

	for (; len < 40 && sscanf(hex, " %2x%n", &octet, &used) == 1; hex += used)
		to[len++] = octet;
	return (len + 3) & ~3u;
}

static void mac(uint8_t *to, const char *text)
{
	struct ether_addr *a = ether_aton(text);

	if (!a)
		die(text);
	memcpy(to, a, ETH_ALEN);
}

static void build(uint8_t *frame, char **argv, const char *option)
{
	struct ip *ip = (struct ip *)(frame + ETH_HLEN);
	struct udphdr *udp;
	size_t hlen;

	mac(frame, argv[5]);
	mac(frame + ETH_ALEN, argv[4]);
	frame[12] = 0x08;
	hlen = sizeof(*ip) + label((uint8_t *)(ip + 1), option);
	ip->ip_v = 4;
	ip->ip_hl = hlen / 4;
	ip->ip_len = htons(FRAME - ETH_HLEN);
	ip->ip_ttl = 64;
	ip->ip_p = IPPROTO_UDP;
	if (inet_pton(AF_INET, argv[2], &ip->ip_src) != 1 || inet_pton(AF_INET, argv[3], &ip->ip_dst) != 1)
		die("address");
	ip->ip_sum = checksum((uint8_t *)ip, hlen);
	udp = (struct udphdr *)((uint8_t *)ip + hlen);
	udp->uh_sport = udp->uh_dport = htons(7000);
	udp->uh_ulen = htons(FRAME - ETH_HLEN - hlen);
}

static int open_device(const char *name)
{
	struct sockaddr_ll at = { .sll_family = AF_PACKET, .sll_ifindex = if_nametoindex(name) };
	int fd = socket(AF_PACKET, SOCK_RAW, 0);

	if (fd < 0 || !at.sll_ifindex || bind(fd, (struct sockaddr *)&at, sizeof(at)))
		die(name);
	return fd;
}

static int ascending(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static uint64_t batch(int fd, uint8_t *frame, int vary)
{
	uint8_t *port = frame + ETH_HLEN + (frame[ETH_HLEN] & 15) * 4;
	uint64_t start = __rdtsc();
	int i;

	for (i = 0; i < BATCH; i++) {
		if (vary && !++port[1])
			port[0] = 0x40 | (port[0] + 1);	/* no tunnel's */
		if (send(fd, frame, FRAME, 0) != FRAME)
			die("send");
	}
	return __rdtsc() - start;
}

int main(int argc, char **argv)
{
	uint8_t frame[FRAME] = { 0 };
	uint64_t took[BATCHES];
	int fd, i, vary;

	vary = argc > 1 && !strcmp(argv[1], "-v");
	argv += vary;
	argc -= vary;
	if (argc < 6 || argc > 7) {
		fprintf(stderr, "usage: cost [-v] DEVICE SADDR DADDR SMAC DMAC [LABEL]\n");
		return 2;
	}
	build(frame, argv, argc > 6 ? argv[6] : "");
	fd = open_device(argv[1]);
	for (i = 0; i < WARM; i++)
		batch(fd, frame, vary);
	for (i = 0; i < BATCHES; i++)
		took[i] = batch(fd, frame, vary);
	qsort(took, BATCHES, sizeof(*took), ascending);
	printf("%.3f %d\n", took[BATCHES / 2] / (double)BATCH, (WARM + BATCHES) * BATCH);
	return 0;
}
