// SPDX-License-Identifier: GPL-2.0-only
/*
 * bulk [--rounds N] [--bytes N] [--cpu N]
 *
 * Bulk TCP through gates, case by case, in lockstep on one CPU: sender, receiver and the
 * kernel between them share it, so that the time that a burst takes is what its bytes
 * cost in all.  Each burst stands between two of the reference.  A case's connection
 * stays open, so that no burst pays for its start.
 *
 * On standard input: lines "case NAME CLIENT-NETNS SERVER-NETNS ADDRESS LABEL", the label
 * as the octets of an IP option in hex or "-"; the first is the reference.  On standard
 * output: JSON.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <jansson.h>
#include "lib/netns.h"
#include "lib/util.h"

#define CASES_MAX	16
#define ROUNDS_MAX	1000
#define PRIORITY	10
#define PORT		7002
#define CHUNK		65536
#define SECONDS		20	/* that a burst may take */

/**
 * struct bulk_case - a connection through one gate
 * @go: the client's pipe: a burst is to be sent; @took: and has come, ns
 * @ns: of each round; @base: of the two reference bursts around it, the mean
 * @apart: by what part of their mean these two differed
 */
struct bulk_case {
	char name[64], client_ns[64], server_ns[64], address[64];
	uint8_t label[40];
	size_t label_len;
	int go, took, listener;
	double ns[ROUNDS_MAX], base[ROUNDS_MAX], apart[ROUNDS_MAX];
};

static struct bulk_case cases[CASES_MAX];
static unsigned int case_count, rounds = 20, cpu;
static unsigned long long burst = 32u << 20;

static _Noreturn void die(const char *who, const char *what)
{
	fprintf(stderr, "bulk: %s: %s: %s\n", who, what, strerror(errno));
	exit(1);
}

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static size_t unhex(const char *hex, uint8_t *to, size_t room)
{
	unsigned int octet;
	size_t len = 0;

	for (; len < room && sscanf(hex, "%2x", &octet) == 1; hex += 2)
		to[len++] = octet;
	while (len & 3 && len < room)
		to[len++] = 1;
	return len;
}

static int tcp_socket(const struct bulk_case *c)
{
	struct timeval tv = { .tv_sec = SECONDS };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;

	if (fd < 0)
		die(c->name, "socket");
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv));
	return fd;
}

/* What the two ends do runs where the kernel's part of it runs. */
static void settle(void)
{
	struct sched_param p = { .sched_priority = PRIORITY };
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set) || sched_setscheduler(0, SCHED_RR, &p))
		die("bench", "one CPU, by priority");
	prctl(PR_SET_PDEATHSIG, SIGKILL);
}

/* Takes bursts, and says of each that it is complete. */
static _Noreturn void serve(const struct bulk_case *c)
{
	static uint8_t buf[CHUNK];
	unsigned long long have;
	int fd = accept(c->listener, NULL, NULL);
	ssize_t n;

	if (fd < 0)
		die(c->name, "accept");
	for (;;) {
		for (have = 0; have < burst; have += n) {
			n = recv(fd, buf, sizeof(buf), 0);
			if (!n)
				_exit(0);
			if (n < 0 && errno == EAGAIN && !have) {
				n = 0;
				continue;
			}
			if (n < 0)
				die(c->name, "receiving");
		}
		if (have != burst || send(fd, buf, 1, MSG_NOSIGNAL) != 1)
			die(c->name, "answering");
	}
}

static int listen_on(const struct bulk_case *c)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(PORT) };
	int fd;

	if (rg_netns_enter(c->server_ns))
		exit(1);
	fd = tcp_socket(c);
	if (bind(fd, (struct sockaddr *)&at, sizeof(at)) || listen(fd, 1))
		die(c->name, "listening");
	return fd;
}

static void send_burst(const struct bulk_case *c, int fd)
{
	static uint8_t buf[CHUNK];
	unsigned long long left;
	ssize_t n;

	for (left = burst; left; left -= n) {
		n = send(fd, buf, left < sizeof(buf) ? left : sizeof(buf), MSG_NOSIGNAL);
		if (n <= 0)
			die(c->name, "sending");
	}
	if (recv(fd, buf, 1, 0) != 1)
		die(c->name, "the other end");
}

static _Noreturn void drive(const struct bulk_case *c, int go, int took)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(PORT) };
	uint64_t start, ns;
	int fd;
	char x;

	if (rg_netns_enter(c->client_ns))
		exit(1);
	fd = tcp_socket(c);
	if (inet_pton(AF_INET, c->address, &to.sin_addr) != 1)
		die(c->name, c->address);
	if (c->label_len && setsockopt(fd, IPPROTO_IP, IP_OPTIONS, c->label, c->label_len))
		die(c->name, "labelling");
	if (connect(fd, (struct sockaddr *)&to, sizeof(to)))
		die(c->name, "connecting");
	while (read(go, &x, 1) == 1) {
		start = now_ns();
		send_burst(c, fd);
		ns = now_ns() - start;
		if (write(took, &ns, sizeof(ns)) != sizeof(ns))
			break;
	}
	_exit(0);
}

/* Its two ends, a process each. */
static void begin(struct bulk_case *c)
{
	int go[2], took[2];
	pid_t pid;

	if (pipe(go) || pipe(took))
		die(c->name, "pipe");
	pid = fork();
	if (!pid) {
		settle();
		c->listener = listen_on(c);
		if (write(took[1], "x", 1) != 1)
			exit(1);
		close(took[1]);
		close(go[1]);
		serve(c);
	}
	if (pid < 0 || read(took[0], &(char){ 0 }, 1) != 1)
		die(c->name, "the receiving end");
	pid = fork();
	if (!pid) {
		settle();
		close(go[1]);
		drive(c, go[0], took[1]);
	}
	if (pid < 0)
		die(c->name, "fork");
	close(go[0]);
	close(took[1]);
	c->go = go[1];
	c->took = took[0];
}

/* One burst: how long it took, ns. */
static double once(struct bulk_case *c)
{
	uint64_t ns;

	if (write(c->go, "x", 1) != 1 || read(c->took, &ns, sizeof(ns)) != sizeof(ns)) {
		fprintf(stderr, "bulk: %s: a burst did not come\n", c->name);
		exit(1);
	}
	return ns;
}

static void round_of(struct bulk_case *c, unsigned int r)
{
	double before = once(&cases[0]), ns = once(c), after = once(&cases[0]);

	c->ns[r] = ns;
	c->base[r] = (before + after) / 2;
	c->apart[r] = (before > after ? before - after : after - before) / c->base[r];
}

static void read_cases(void)
{
	char hex[128];
	struct bulk_case *c;

	while (case_count < CASES_MAX) {
		c = &cases[case_count];
		if (scanf(" case %63s %63s %63s %63s %127s", c->name, c->client_ns, c->server_ns,
			  c->address, hex) != 5)
			break;
		c->label_len = hex[0] == '-' ? 0 : unhex(hex, c->label, sizeof(c->label));
		case_count++;
	}
	if (!case_count || !feof(stdin)) {
		fprintf(stderr, "bulk: not a case, or too many\n");
		exit(2);
	}
}

static json_t *numbers(const double *v)
{
	json_t *a = json_array();
	unsigned int i;

	for (i = 0; i < rounds; i++)
		json_array_append_new(a, json_real(v[i]));
	return a;
}

static void report(void)
{
	json_t *all = json_array();
	unsigned int i;

	for (i = 0; i < case_count; i++)
		json_array_append_new(all, json_pack("{s:s,s:I,s:o,s:o,s:o}", "case", cases[i].name,
			"bytes", (json_int_t)burst, "ns", numbers(cases[i].ns), "base",
			numbers(cases[i].base), "apart", numbers(cases[i].apart)));
	json_dumpf(all, stdout, 0);
	json_decref(all);
}

static const struct option options[] = {
	{ "rounds", 1, 0, 'r' }, { "bytes", 1, 0, 'b' }, { "cpu", 1, 0, 'c' }, { }
};

int main(int argc, char **argv)
{
	unsigned int r, i;
	int opt;

	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (opt == 'r')
			rounds = strtoul(optarg, NULL, 10);
		else if (opt == 'b')
			burst = strtoull(optarg, NULL, 10);
		else if (opt == 'c')
			cpu = strtoul(optarg, NULL, 10);
		else
			return 2;
	}
	if (!rounds || rounds > ROUNDS_MAX || !burst)
		return 2;
	signal(SIGPIPE, SIG_IGN);
	read_cases();
	for (i = 0; i < case_count; i++) {
		begin(&cases[i]);
		once(&cases[i]);	/* the congestion window opens */
	}
	for (r = 0; r < rounds; r++) {
		for (i = 0; i < case_count; i++)
			round_of(&cases[i], r);
	}
	report();
	return 0;
}
