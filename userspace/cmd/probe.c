// SPDX-License-Identifier: GPL-2.0-only
/*
 * relgate probe: ask the hubs' relays, and tell the engine which of them answer.  What
 * it tells ends by itself, so that its own death closes the hubs that are probed.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "../lib/alone.h"
#include "../lib/json.h"
#include "../lib/notify.h"
#include "../lib/util.h"
#include "../probe/probe.h"
#include "verb.h"

#define LOOK_NS		250000000ull	/* between two looks at which policy is in force */
#define RELAYS_MAX	(2 * RG_HUB_MAX)

/**
 * struct prober - what is probed
 * @generation: of the policy; 0: none is in force
 * @looked: when that was looked at
 */
struct prober {
	const struct rg_call *c;
	const struct rg_engine *engine;
	uint64_t generation, looked;
	struct rg_probed relay[RELAYS_MAX];
	size_t count;
};

static volatile sig_atomic_t stopped;

static void stop(int sig)
{
	(void)sig;
	stopped = 1;
}

static void add(struct prober *p, const struct rg_interface *ifc, int family, const uint8_t *addr,
		size_t len)
{
	struct rg_probed *r = &p->relay[p->count];

	memset(r, 0, sizeof(*r));
	memcpy(r->addr, addr, len);
	if (!memcmp(r->addr, (uint8_t[16]){ 0 }, 16) || p->count == RELAYS_MAX - 1)
		return;
	memcpy(r->name, ifc->name, RG_IFNAME_LEN);
	r->family = family;
	r->every = ifc->probe_ms * 1000000ull;
	r->lost = ifc->probe_lost;
	r->fd = -1;
	r->since = rg_boottime();
	p->count++;
}

static void forget(struct prober *p)
{
	while (p->count)
		rg_probe_close(&p->relay[--p->count]);
	p->generation = 0;
}

/* A new policy, whose relays may be others. */
static void take_up(struct prober *p, uint64_t generation)
{
	struct rg_hubs h;
	size_t i;

	forget(p);
	if (!generation || rg_hubs_read(p->engine, &h))
		return;
	p->generation = h.generation;
	for (i = 0; i < h.count; i++) {
		if (!h.hub[i].ifc.probe_ms)
			continue;
		add(p, &h.hub[i].ifc, AF_INET, h.hub[i].ifc.nexthop4, 4);
		add(p, &h.hub[i].ifc, AF_INET6, h.hub[i].ifc.nexthop6, 16);
	}
}

static void look(struct prober *p, uint64_t now)
{
	uint64_t generation = 0;

	if (p->looked && now - p->looked < LOOK_NS)
		return;
	p->looked = now;
	p->engine = rg_engine_pick("auto");
	if (!p->engine || p->engine->generation(&generation))
		forget(p);
	else if (generation != p->generation)
		take_up(p, generation);
	rg_notify("WATCHDOG=1");
}

static void tell(const struct prober *p, struct rg_probed *r, bool up)
{
	char addr[INET6_ADDRSTRLEN];

	if (r->told && r->up == up)
		return;
	r->up = up;
	r->told = true;
	inet_ntop(r->family, r->addr, addr, sizeof(addr));
	if (p->c->json)
		rg_json_line(json_pack("{ss ss sb sI}", "interface", r->name, "relay", addr, "answers",
				       up, "generation", (json_int_t)p->generation));
	else
		printf("%s: %s %s\n", r->name, addr, up ? "answers" : "does not answer: the hub is down");
	fflush(stdout);
}

static void hear(struct prober *p, struct rg_probed *r)
{
	struct rg_answer a = { .ifindex = r->ifindex };

	if (!rg_probe_hear(r))
		return;
	memcpy(a.addr, r->addr, sizeof(a.addr));
	a.until = r->until;
	if (!p->engine->answered(&a))
		tell(p, r, true);
}

/* Milliseconds until something is due, rounded up. */
static int patience(const struct prober *p, uint64_t now)
{
	uint64_t due = p->looked + LOOK_NS;
	size_t i;

	for (i = 0; i < p->count; i++)
		if (p->relay[i].due < due)
			due = p->relay[i].due;
	return due > now ? (due - now + 999999) / 1000000 : 0;
}

static void wait_for(struct prober *p)
{
	struct pollfd fd[RELAYS_MAX];
	uint64_t now = rg_boottime();
	size_t i;

	for (i = 0; i < p->count; i++)
		fd[i] = (struct pollfd){ .fd = p->relay[i].fd, .events = POLLIN };
	if (poll(fd, p->count, patience(p, now)) > 0)
		for (i = 0; i < p->count; i++)
			if (fd[i].revents)
				hear(p, &p->relay[i]);
}

static void probe_all(struct prober *p)
{
	uint64_t now;
	size_t i;

	rg_notify("READY=1");
	while (!stopped) {
		now = rg_boottime();
		look(p, now);
		for (i = 0; i < p->count; i++) {
			struct rg_probed *r = &p->relay[i];

			rg_probe_ask(r, now);
			/* One that never answered is told of when it could have. */
			if (now >= (r->until ? r->until : r->since + r->every * (r->lost + 1)))
				tell(p, r, false);
		}
		wait_for(p);
	}
	forget(p);
}

static int run(struct rg_call *c)
{
	static struct prober p;
	struct sigaction act = { .sa_handler = stop };
	int sock = rg_alone("probe");

	/* Two would only ask twice. */
	if (sock < 0) {
		rg_error("another `relgate probe` is at work in this network namespace");
		return RG_EXIT_FAIL;
	}
	p.c = c;
	sigaction(SIGTERM, &act, NULL);
	sigaction(SIGINT, &act, NULL);
	probe_all(&p);
	close(sock);
	return RG_EXIT_YES;
}

static const struct rg_verb probe = {
	.name = "probe", .rank = 125, .flags = RG_VERB_JSON, .args = "",
	.summary = "ask the hubs' relays whether they are there, until Ctrl-C",
	.details = "For hub interfaces whose policy says `probe every 1s lost 3;`. Such a hub is up only\n"
		   "while its relay answers, and an answer stands for as long as so many probes take:\n"
		   "without this program such a hub is down. It follows the policy in force. Run it\n"
		   "under a supervisor: relgate-probe.service does. With -j, one JSON object a line.",
	.examples = "relgate probe\n"
		    "systemctl enable --now relgate-probe",
	.max = 0, .run = run,
};
RG_VERB(probe);
