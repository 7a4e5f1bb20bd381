// SPDX-License-Identifier: GPL-2.0-only
/* traffic: the lab's one tool that makes packets and watches where they go. */
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "lib/lab.h"

#ifndef SO_NETNS_COOKIE
#define SO_NETNS_COOKIE 71
#endif

static const char usage[] =
"usage: traffic VERB [OPTION...]\n"
"  send     datagrams or pings from a socket that labels them itself\n"
"  recv     take datagrams and ICMPv6 echo requests; --echo answers, labelled\n"
"  tcp      one transfer between two namespaces, hashes compared\n"
"  raw      frames, every field as given\n"
"  flood    frames of every kind, right and wrong, for the attack\n"
"  capture  record where stamped packets are seen\n"
"  label    print the option bytes of --label as hex\n"
"  cookie   print the cookie of --ns, by which the gate's pins are named\n"
"places:    --ns NAME --ns2 NAME (tcp: the server's) --dev eth0\n"
"packets:   --nation KOR --serial N --count N --rate PER-SECOND --size BYTES\n"
"           --src IP --dst IP --proto udp|icmp|tcp|N --ttl N --df --sport N --dport N\n"
"           --label DOI[/TAG]:MARKING or DOI[/TAG]:#LEVEL:CAT,CAT   --label2 (the answer's)\n"
"raw:       --src - (a list on standard input)\n"
"           --smac M --dmac M --vlan TCI --type ETHERTYPE --opt HEX --hbh HEX --dopt HEX\n"
"           --rh HEX --l4 HEX --frag OFFSET --more --id N --cut LEN --bad-csum --patch OFF=HEX\n"
"tcp:       --bytes N --seconds TIMEOUT --port N\n"
"capture:   --node NAME=NETNS... --out JSON --tsv FILE --pcap PREFIX --ready FILE\n"
"           --rule KOR:jp:hub (seen at jp only after it was seen at hub) --seconds N\n";

enum {
	O_NS = 256, O_NS2, O_DEV, O_NATION, O_SERIAL, O_COUNT, O_RATE, O_SIZE, O_SRC, O_DST,
	O_PROTO, O_TTL, O_DF, O_SPORT, O_DPORT, O_LABEL, O_LABEL2, O_SMAC, O_DMAC, O_VLAN, O_TYPE,
	O_OPT, O_HBH, O_DOPT, O_RH, O_L4, O_FRAG, O_MORE, O_ID, O_CUT, O_BADCSUM, O_PATCH,
	O_BYTES, O_SECONDS, O_PORT, O_NODE, O_OUT, O_TSV, O_PCAP, O_READY, O_RULE, O_ECHO,
	O_QUIET, O_ONLY,
};

static const struct option longopts[] = {
	{ "ns", 1, 0, O_NS }, { "ns2", 1, 0, O_NS2 }, { "dev", 1, 0, O_DEV },
	{ "nation", 1, 0, O_NATION }, { "serial", 1, 0, O_SERIAL }, { "count", 1, 0, O_COUNT },
	{ "rate", 1, 0, O_RATE }, { "size", 1, 0, O_SIZE }, { "src", 1, 0, O_SRC },
	{ "dst", 1, 0, O_DST }, { "proto", 1, 0, O_PROTO }, { "ttl", 1, 0, O_TTL },
	{ "df", 0, 0, O_DF }, { "sport", 1, 0, O_SPORT }, { "dport", 1, 0, O_DPORT },
	{ "label", 1, 0, O_LABEL }, { "label2", 1, 0, O_LABEL2 }, { "smac", 1, 0, O_SMAC },
	{ "dmac", 1, 0, O_DMAC }, { "vlan", 1, 0, O_VLAN }, { "type", 1, 0, O_TYPE },
	{ "opt", 1, 0, O_OPT }, { "hbh", 1, 0, O_HBH }, { "dopt", 1, 0, O_DOPT },
	{ "rh", 1, 0, O_RH }, { "l4", 1, 0, O_L4 }, { "frag", 1, 0, O_FRAG },
	{ "more", 0, 0, O_MORE }, { "id", 1, 0, O_ID }, { "cut", 1, 0, O_CUT },
	{ "bad-csum", 0, 0, O_BADCSUM }, { "patch", 1, 0, O_PATCH }, { "bytes", 1, 0, O_BYTES },
	{ "seconds", 1, 0, O_SECONDS }, { "port", 1, 0, O_PORT }, { "node", 1, 0, O_NODE },
	{ "out", 1, 0, O_OUT }, { "tsv", 1, 0, O_TSV }, { "pcap", 1, 0, O_PCAP },
	{ "ready", 1, 0, O_READY }, { "rule", 1, 0, O_RULE }, { "echo", 0, 0, O_ECHO },
	{ "quiet", 0, 0, O_QUIET }, { "only", 1, 0, O_ONLY }, { }
};

static uint64_t number(const char *s, uint64_t max)
{
	char *end;
	uint64_t n = strtoull(s, &end, 0);

	if (end == s || *end || n > max)
		die("%s is not a number up to %llu", s, (unsigned long long)max);
	return n;
}

static size_t hex(const char *s, uint8_t *out, size_t room)
{
	size_t n = 0;
	unsigned int v;

	while (*s) {
		if (*s == ' ' || *s == ':' || *s == '_') {
			s++;
			continue;
		}
		if (n == room || sscanf(s, "%2x", &v) != 1 || !s[1])
			die("not hex bytes, or more than %zu: %s", room, s);
		out[n++] = v;
		s += 2;
	}
	return n;
}

static void blob(const char *s, struct blob *b)
{
	b->set = true;
	b->len = hex(s, b->b, sizeof(b->b));
}

static void mac(const char *s, uint8_t out[6])
{
	if (hex(s, out, 6) != 6)
		die("not a MAC address: %s", s);
}

static unsigned int proto(const char *s)
{
	return !strcmp(s, "udp") ? IPPROTO_UDP : !strcmp(s, "icmp") ? IPPROTO_ICMP :
	       !strcmp(s, "tcp") ? IPPROTO_TCP : number(s, 255);
}

static void patch(const char *s, struct frame *f)
{
	uint8_t bytes[32];
	char *end;
	size_t off = strtoul(s, &end, 0), n, i;

	if (*end != '=')
		die("--patch OFFSET=HEX, not %s", s);
	n = hex(end + 1, bytes, sizeof(bytes));
	for (i = 0; i < n; i++) {
		if (f->npatch == sizeof(f->patch) / sizeof(f->patch[0]))
			die("too many patches");
		f->patch[f->npatch].off = off + i;
		f->patch[f->npatch++].val = bytes[i];
	}
}

static void frame_option(int c, struct frame *f)
{
	switch (c) {
	case O_SMAC: mac(optarg, f->smac); break;
	case O_DMAC: mac(optarg, f->dmac); break;
	case O_VLAN: f->vlan = number(optarg, 65535); break;
	case O_TYPE: f->type = number(optarg, 65535); break;
	case O_OPT: blob(optarg, &f->opt); break;
	case O_HBH: blob(optarg, &f->hbh); break;
	case O_DOPT: blob(optarg, &f->dopt); break;
	case O_RH: blob(optarg, &f->rh); break;
	case O_L4: blob(optarg, &f->l4); break;
	case O_FRAG: f->frag = number(optarg, 65528); break;
	case O_MORE: f->more = true; break;
	case O_ID: f->id = number(optarg, 65535); break;
	case O_CUT: f->cut = number(optarg, 65535); break;
	case O_BADCSUM: f->bad_csum = true; break;
	case O_PATCH: patch(optarg, f); break;
	case O_SPORT: f->sport = number(optarg, 65535); break;
	case O_DPORT: f->dport = number(optarg, 65535); break;
	default: exit(2);
	}
}

static void option(int c, struct opts *o)
{
	switch (c) {
	case O_NS: o->ns = optarg; break;
	case O_NS2: o->ns2 = optarg; break;
	case O_DEV: o->dev = optarg; break;
	case O_NATION: o->nation = optarg; break;
	case O_SERIAL: o->serial = number(optarg, UINT64_MAX); break;
	case O_COUNT: o->count = number(optarg, UINT64_MAX); break;
	case O_RATE: o->rate = number(optarg, 10000000); break;
	case O_SIZE: o->size = number(optarg, 65000); break;
	case O_SRC: o->src = optarg; break;
	case O_DST: o->dst = optarg; break;
	case O_PROTO: o->proto = proto(optarg); break;
	case O_TTL: o->ttl = number(optarg, 255); break;
	case O_DF: o->df = true; break;
	case O_LABEL: o->label = optarg; break;
	case O_LABEL2: o->label2 = optarg; break;
	case O_BYTES: o->bytes = number(optarg, UINT64_MAX); break;
	case O_SECONDS: o->seconds = number(optarg, 86400); break;
	case O_PORT: o->port = number(optarg, 65535); break;
	case O_NODE:
		if (o->nnode < 8)
			o->node[o->nnode++] = optarg;
		break;
	case O_RULE:
		if (o->nrule < 8)
			o->rule[o->nrule++] = optarg;
		break;
	case O_OUT: o->out = optarg; break;
	case O_TSV: o->tsv = optarg; break;
	case O_PCAP: o->pcap = optarg; break;
	case O_READY: o->ready = optarg; break;
	case O_ECHO: o->echo = true; break;
	case O_QUIET: o->quiet = true; break;
	case O_ONLY: o->only = optarg; break;
	default: frame_option(c, &o->f);
	}
}

static int do_label(struct opts *o)
{
	uint8_t buf[256];
	struct mark m;
	size_t len, i;

	if (!o->label || mark_parse(o->label, &m))
		die("--label DOI:MARKING, please");
	len = o->f.type == 6 ? mark_hopopts(&m, 59, buf, sizeof(buf)) : mark_cipso(&m, buf);
	for (i = 0; i < len; i++)
		printf("%02x", buf[i]);
	putchar('\n');
	return 0;
}

static int do_cookie(struct opts *o)
{
	unsigned long long cookie;
	socklen_t len = sizeof(cookie);
	int fd;

	enter_ns(o->ns);
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &len))
		die("SO_NETNS_COOKIE: %s", strerror(errno));
	printf("%llx\n", cookie);
	return 0;
}

static const struct verb {
	const char *name;
	int (*run)(struct opts *o);
} verbs[] = {
	{ "send", do_send }, { "recv", do_recv }, { "tcp", do_tcp }, { "raw", do_raw },
	{ "flood", do_flood }, { "capture", do_capture }, { "label", do_label },
	{ "cookie", do_cookie },
};

int main(int argc, char **argv)
{
	struct opts o = {
		.dev = "eth0", .count = 1, .size = 64, .proto = IPPROTO_UDP, .port = 7777,
		.bytes = 4 << 20, .ttl = 64, .nation = "???", .rate = 2000,
	};
	size_t i;
	int c;

	frame_init(&o.f);
	if (argc < 2 || !strcmp(argv[1], "--help")) {
		fputs(usage, argc < 2 ? stderr : stdout);
		return argc < 2 ? 2 : 0;
	}
	close_range(3, ~0U, 0);		/* the lab's lock is not ours to hold */
	optind = 2;
	while ((c = getopt_long(argc, argv, "", longopts, NULL)) >= 0)
		option(c, &o);
	if (optind < argc)
		die("what is %s? (traffic --help)", argv[optind]);
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (!strcmp(argv[1], verbs[i].name))
			return verbs[i].run(&o);
	die("no verb %s (traffic --help)", argv[1]);
}
