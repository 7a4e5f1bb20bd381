// SPDX-License-Identifier: GPL-2.0-only
/*
 * Watch every device of several namespaces at once, at the hosts' ends of the
 * links: a tap on the gate's end does not see what the gate redirects.  The
 * sockets are bound to no device, so they outlive a link that is made again.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <linux/if_arp.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <pcap/pcap.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include "seen.h"

/*
 * A block is handed over when it is full or 10 ms old: small ones, so that the
 * ring lasts for seconds in which this process gets no CPU.  A GSO frame must fit.
 */
#define BLOCK_SIZE	(1u << 17)
#define BLOCKS		256u
#define BLOCK_MS	10
#define LINGER		40000000	/* ns; longer than a block is held back */
#define LINGER_END	500000000	/* on a busy machine, too */

struct node {
	int fd;
	uint8_t *ring;
	unsigned int block;
	uint64_t frames, stamped, drops;
	pcap_dumper_t *dump;
};

struct capture {
	struct node node[NODE_MAX];
	char name[NODE_MAX][16];
	size_t nodes;
	struct seen_table seen;
	pcap_t *pcap;
};

/*
 * By what factor to be patient: RELGATE_SLOW.  On a machine so slow blocks are held back
 * for longer, so that the ring lasts for longer without the processor.
 */
static unsigned int patience(void)
{
	const char *slow = getenv("RELGATE_SLOW");
	int n = slow ? atoi(slow) : 1;

	return n < 1 ? 1 : n > 8 ? 8 : n;
}

static void ring_open(struct node *n)
{
	struct tpacket_req3 req = {
		.tp_block_size = BLOCK_SIZE, .tp_block_nr = BLOCKS,
		.tp_frame_size = 2048, .tp_frame_nr = BLOCK_SIZE / 2048 * BLOCKS,
		.tp_retire_blk_tov = BLOCK_MS * patience(),
	};
	struct sockaddr_ll sll = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL) };
	int v = TPACKET_V3;

	n->fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	if (n->fd < 0 || setsockopt(n->fd, SOL_PACKET, PACKET_VERSION, &v, sizeof(v)) ||
	    setsockopt(n->fd, SOL_PACKET, PACKET_RX_RING, &req, sizeof(req)))
		die("packet ring: %s", strerror(errno));
	n->ring = mmap(NULL, BLOCK_SIZE * BLOCKS, PROT_READ | PROT_WRITE, MAP_SHARED, n->fd, 0);
	if (n->ring == MAP_FAILED || bind(n->fd, (struct sockaddr *)&sll, sizeof(sll)))
		die("packet ring: %s", strerror(errno));
}

static void node_open(struct capture *c, const struct opts *o, const char *spec)
{
	struct node *n = &c->node[c->nodes];
	const char *ns = strchr(spec, '=');
	char path[256];

	if (!ns || ns - spec > 15)
		die("--node NAME=NETNS, not %s", spec);
	memcpy(c->name[c->nodes], spec, ns - spec);
	enter_ns(ns + 1);	/* absolute: from wherever the last one left us */
	ring_open(n);
	if (o->pcap) {
		snprintf(path, sizeof(path), "%s.%s.pcap", o->pcap, c->name[c->nodes]);
		n->dump = pcap_dump_open(c->pcap, path);
		if (!n->dump)
			die("%s", pcap_geterr(c->pcap));
	}
	c->nodes++;
}

/* The kernel keeps a VLAN tag beside the frame; a file must have it inside. */
static void dump(struct node *n, const struct tpacket3_hdr *h, const uint8_t *p)
{
	struct pcap_pkthdr ph = {
		.ts = { .tv_sec = h->tp_sec, .tv_usec = h->tp_nsec },
		.caplen = h->tp_snaplen, .len = h->tp_len,
	};
	static uint8_t buf[70000];

	if ((h->tp_status & TP_STATUS_VLAN_VALID) && h->tp_snaplen >= 12) {
		memcpy(buf, p, 12);
		buf[12] = 0x81;
		buf[13] = 0;
		buf[14] = h->hv1.tp_vlan_tci >> 8;
		buf[15] = h->hv1.tp_vlan_tci;
		memcpy(buf + 16, p + 12, h->tp_snaplen - 12);
		ph.caplen += 4;
		ph.len += 4;
		p = buf;
	}
	pcap_dump((u_char *)n->dump, &ph, p);
}

static void one(struct capture *c, size_t i, struct tpacket3_hdr *h)
{
	const struct sockaddr_ll *sll = (void *)((uint8_t *)h + TPACKET_ALIGN(sizeof(*h)));
	const uint8_t *p = (uint8_t *)h + h->tp_mac, *stamp;
	struct node *n = &c->node[i];

	if (sll->sll_hatype == ARPHRD_LOOPBACK)
		return;
	n->frames++;
	if (n->dump)
		dump(n, h, p);
	stamp = stamp_find(p, h->tp_snaplen);
	if (!stamp)
		return;
	n->stamped++;
	seen_add(&c->seen, stamp, i, sll->sll_pkttype == PACKET_OUTGOING,
		 h->tp_sec * 1000000000ull + h->tp_nsec);
}

static bool drain(struct capture *c, size_t i)
{
	struct node *n = &c->node[i];
	struct tpacket_block_desc *b = (void *)(n->ring + n->block * BLOCK_SIZE);
	struct tpacket3_hdr *h;
	uint32_t k;

	if (!(__atomic_load_n(&b->hdr.bh1.block_status, __ATOMIC_ACQUIRE) & TP_STATUS_USER))
		return false;
	h = (void *)((uint8_t *)b + b->hdr.bh1.offset_to_first_pkt);
	for (k = 0; k < b->hdr.bh1.num_pkts; k++) {
		one(c, i, h);
		h = (void *)((uint8_t *)h + h->tp_next_offset);
	}
	__atomic_store_n(&b->hdr.bh1.block_status, TP_STATUS_KERNEL, __ATOMIC_RELEASE);
	n->block = (n->block + 1) % BLOCKS;
	return true;
}

static void drain_all(struct capture *c)
{
	bool more;
	size_t i;

	do {
		for (more = false, i = 0; i < c->nodes; i++)
			more |= drain(c, i);
	} while (more);
}

/* The list appears under its name only when it is whole. */
static void list(const struct capture *c, const char *path)
{
	char tmp[256];
	size_t i;
	FILE *f;

	if (!path)
		return;
	snprintf(tmp, sizeof(tmp), "%s.part", path);
	f = fopen(tmp, "we");
	if (!f)
		die("%s: %s", tmp, strerror(errno));
	for (i = 0; i < c->nodes; i++)
		if (c->node[i].dump)
			pcap_dump_flush(c->node[i].dump);
	seen_write(&c->seen, f, c->name, c->nodes);
	if (fclose(f) || rename(tmp, path))
		die("%s: %s", path, strerror(errno));
}

static volatile int asked;

static void on_ask(int sig)
{
	(void)sig;
	asked = 1;
}

static void watch(struct capture *c, const struct opts *o)
{
	uint64_t until = o->seconds ? now_ns() + o->seconds * 1000000000ull : UINT64_MAX;
	uint64_t last = 0, list_at = UINT64_MAX, now = now_ns();
	struct pollfd pfd[NODE_MAX];
	size_t i;

	for (i = 0; i < c->nodes; i++)
		pfd[i] = (struct pollfd){ .fd = c->node[i].fd, .events = POLLIN };
	/* When told to end, stay for the frames that are still under way. */
	while (!last || now < last) {
		if (!last && (ended || now > until))
			last = now + LINGER_END;
		poll(pfd, c->nodes, 5);
		/* Before the rings are emptied: who loses the processor in between lists too little. */
		now = now_ns();
		drain_all(c);
		if (asked) {		/* SIGUSR1: a list, now */
			asked = 0;
			list_at = now_ns() + LINGER * patience();
		}
		if (now >= list_at) {
			list(c, o->tsv);
			list_at = UINT64_MAX;
		}
	}
}

static int node_by_name(const struct capture *c, const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < c->nodes; i++)
		if (strlen(c->name[i]) == len && !strncmp(c->name[i], name, len))
			return i;
	die("no node %.*s", (int)len, name);
}

/* KOR:jp:hub: what KOR sent comes to jp only after it came to the hub. */
static uint64_t rule(const struct capture *c, const char *text, json_t *out)
{
	const char *a = strchr(text, ':'), *b = a ? strchr(a + 1, ':') : NULL;
	uint64_t bad, all, example = 0;
	int node, first;

	if (!b || a - text != 3)
		die("--rule NATION:NODE:NODE, not %s", text);
	node = node_by_name(c, a + 1, b - a - 1);
	first = node_by_name(c, b + 1, strlen(b + 1));
	all = seen_count(&c->seen, text, node, false);
	bad = seen_breaks(&c->seen, text, node, first, &example);
	json_object_set_new(out, text, json_pack("{s:I, s:I, s:I}", "packets", (json_int_t)all,
						 "broken", (json_int_t)bad,
						 "first", (json_int_t)example));
	return bad;
}

static void summary(struct capture *c, const struct opts *o, uint64_t *drops, uint64_t *bad)
{
	json_t *root = json_object(), *nodes = json_object(), *rules = json_object();
	struct tpacket_stats_v3 st;
	socklen_t len;
	size_t i;

	for (i = 0; i < c->nodes; i++) {
		struct node *n = &c->node[i];

		len = sizeof(st);
		memset(&st, 0, sizeof(st));
		if (getsockopt(n->fd, SOL_PACKET, PACKET_STATISTICS, &st, &len))
			die("packet statistics: %s", strerror(errno));
		n->drops = st.tp_drops;
		*drops += n->drops;
		json_object_set_new(nodes, c->name[i], json_pack("{s:I, s:I, s:I}",
			"frames", (json_int_t)n->frames, "stamped", (json_int_t)n->stamped,
			"drops", (json_int_t)n->drops));
	}
	for (i = 0; i < o->nrule; i++)
		*bad += rule(c, o->rule[i], rules);
	json_object_set_new(root, "nodes", nodes);
	json_object_set_new(root, "packets", json_integer(c->seen.used));
	json_object_set_new(root, "drops", json_integer(*drops));
	json_object_set_new(root, "rules", rules);
	if (o->out ? json_dump_file(root, o->out, JSON_INDENT(2)) :
	    json_dumpf(root, stdout, JSON_COMPACT))
		die("writing the summary failed");
	json_decref(root);
}

int do_capture(struct opts *o)
{
	static struct capture c;
	uint64_t drops = 0, bad = 0;
	size_t i;

	c.pcap = pcap_open_dead_with_tstamp_precision(DLT_EN10MB, 262144,
						      PCAP_TSTAMP_PRECISION_NANO);
	seen_init(&c.seen);
	setpriority(PRIO_PROCESS, 0, -10);
	catch_end();
	sigaction(SIGUSR1, &(struct sigaction){ .sa_handler = on_ask }, NULL);
	for (i = 0; i < o->nnode; i++)
		node_open(&c, o, o->node[i]);
	if (!c.nodes)
		die("--node NAME=NETNS, please");
	touch(o->ready);
	watch(&c, o);
	summary(&c, o, &drops, &bad);
	list(&c, o->tsv);
	for (i = 0; i < c.nodes; i++)
		if (c.node[i].dump)
			pcap_dump_close(c.node[i].dump);
	return drops || bad ? 1 : 0;
}
