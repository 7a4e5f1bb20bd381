// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>
#include "local.h"
#include "suggest.h"

static const struct {
	const char *name;
	uint8_t proto, ports;
} protocol[] = {
	{ "icmp", 1, 0 }, { "tcp", 6, 1 }, { "udp", 17, 1 }, { "dccp", 33, 1 }, { "gre", 47, 0 },
	{ "esp", 50, 0 }, { "ah", 51, 0 }, { "ospf", 89, 0 }, { "pim", 103, 0 },
	{ "vrrp", 112, 0 }, { "sctp", 132, 1 },
};

#define PROTOCOLS (sizeof(protocol) / sizeof(protocol[0]))

/* Its index in the table; PROTOCOLS for one that has only a number; -1 after an error. */
static int find(struct model *m, const struct ast_node *n, struct rg_local *l)
{
	const char *known[PROTOCOLS], *like;
	unsigned long number;
	size_t i;
	char *end;

	for (i = 0; i < PROTOCOLS; i++) {
		known[i] = protocol[i].name;
		l->proto = protocol[i].proto;
		if (!strcmp(n->text, known[i]))
			return i;
	}
	number = strtoul(n->text, &end, 10);
	if (!*end && number > 0 && number < 255) {
		for (i = 0; i < PROTOCOLS; i++)
			if (protocol[i].proto == number)
				break;
		l->proto = number == 58 ? 1 : number;
		return number == 58 ? 0 : (int)i;
	}
	diag_error(m->d, n->loc, "there is no protocol '%s' here", n->text);
	like = suggest(n->text, known, PROTOCOLS);
	if (like)
		diag_help(m->d, "did you mean '%s'?", like);
	else
		diag_help(m->d, "tcp 22, udp 123, icmp, ospf ..., or a protocol number, 1 to 254");
	return -1;
}

int local_parse(struct model *m, const struct ast_node *n, struct rg_local *l)
{
	int at, ports;

	memset(l, 0, sizeof(*l));
	l->port_max = 65535;
	at = find(m, n, l);
	if (at < 0)
		return -1;
	ports = at < (int)PROTOCOLS && protocol[at].ports;
	if (ports != !!n->a) {
		diag_error(m->d, n->loc, ports ? "%s needs a port" : "%s has no ports", n->text);
		if (ports)
			diag_help(m->d, "%s 22, or a range: %s 8000 .. 8010", n->text, n->text);
		return -1;
	}
	if (!n->a)
		return 0;
	if (n->a->num > 65535 || n->b->num > 65535) {
		diag_error(m->d, n->loc, "a port is 0 to 65535");
		return -1;
	}
	if (n->a->num > n->b->num) {
		diag_error(m->d, n->loc, "the range is upside down");
		diag_help(m->d, "%s %s .. %s", n->text, n->b->text, n->a->text);
		return -1;
	}
	l->port_min = n->a->num;
	l->port_max = n->b->num;
	return 0;
}

static int order(const void *pa, const void *pb)
{
	const struct rg_local *a = pa, *b = pb;

	if (a->dir != b->dir)
		return a->dir - b->dir;
	if (a->proto != b->proto)
		return a->proto - b->proto;
	if (a->port_min != b->port_min)
		return a->port_min - b->port_min;
	return a->port_max - b->port_max;
}

void local_tidy(struct model *m, struct m_interface *ifc)
{
	size_t i, n = 0;

	if (!ifc->local.n)
		return;
	qsort(ifc->local.v, ifc->local.n, sizeof(*ifc->local.v), order);
	for (i = 0; i < ifc->local.n; i++)
		if (!n || order(&ifc->local.v[n - 1], &ifc->local.v[i]))
			ifc->local.v[n++] = ifc->local.v[i];
	ifc->local.n = n;
	if (n > RG_LOCAL_PER_IF_MAX)
		diag_error(m->d, ifc->node->a->loc, "interface '%s' has more than %u 'local' "
			   "statements", ifc->name, RG_LOCAL_PER_IF_MAX);
}
