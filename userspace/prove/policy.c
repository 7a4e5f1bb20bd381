// SPDX-License-Identifier: GPL-2.0-only
/* The assertions of a policy file, and those that need no writing. */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "../lib/when.h"
#include "../policy/model.h"
#include "prove.h"

static void refute(struct prover *p, struct model *m, const struct claim *c,
		   const struct witness *wit, const char *path)
{
	char *packet = tell_packet(p, wit), *command = tell_command(p, wit, path);

	diag_error(m->d, c->loc, "this does not hold");
	diag_help(m->d, "a packet that breaks it: %s", packet);
	diag_help(m->d, "see it: %s", command);
	free(packet);
	free(command);
}

static void prove_one(struct prover *p, struct model *m, const struct claim *c, const char *path,
		      struct rg_compiled *out)
{
	struct witness *wit = malloc(sizeof(*wit));

	if (!wit)
		abort();
	out->assertions++;
	if (prove_claim(p, c, wit)) {
		out->broken++;
		refute(p, m, c, wit, path);
	}
	free(wit);
}

/* The most likely cause, which is a nation that is not there. */
static const char *unreachable_cause(const struct model *m, const struct m_agreement *a)
{
	unsigned int from, to, side;
	size_t i;

	for (from = 1; from < m->nation.n; from++)
		for (to = 1; to < m->nation.n; to++) {
			if (!agreement_covers(a, from, to))
				continue;
			for (side = 0; side < 2; side++) {
				for (i = 0; i < m->ifc.n; i++)
					if (m->ifc.v[i].nation == (side ? to : from) &&
					    !(m->ifc.v[i].flags & RG_IF_HUB))
						break;
				if (i == m->ifc.n)
					return arena_printf(m->arena, "%s has no interface but "
							    "perhaps a hub's",
							    m->nation.v[side ? to : from].code);
			}
		}
	return "the ranges of the interfaces, what it requires, its hops and the deny statements "
	       "leave nothing";
}

static void built_in(struct prover *p, struct model *m)
{
	uint8_t *reached = calloc(m->agreement.n + 1, 1);
	size_t i;

	if (!reached)
		abort();
	prove_reach(p, reached);
	for (i = 0; i < m->agreement.n; i++) {
		if (reached[i])
			continue;
		diag_error(m->d, m->agreement.v[i].node->a->loc, "agreement '%s' is unreachable: "
			   "no packet can cross by it, at any time", m->agreement.v[i].name);
		diag_help(m->d, "%s", unreachable_cause(m, &m->agreement.v[i]));
	}
	free(reached);
}

/* One moment, or all the time that the claim itself speaks of. */
static int narrowed(struct claim *c, const int64_t *at)
{
	if (!at)
		return 1;
	if (*at < c->span.from || *at >= c->span.until)
		return 0;
	c->span = (struct rg_window){ *at, *at + 1 };
	return 1;
}

/* The first second of the day, which is easier to write. */
static int64_t today(const struct rg_view *v)
{
	int64_t now = time(NULL);
	char date[64];

	rg_when_date(date, sizeof(date), now, rg_view_zone(v));
	date[strcspn(date, " ")] = '\0';
	rg_when_parse(date, rg_view_zone(v), &now);
	return now;
}

void prove_policy(struct model *m, const char *path, const char *at, struct rg_compiled *out)
{
	struct rg_view v = { .img = { .page0 = out->image }, .bytes = out->image,
			     .size = out->size };
	struct prover *p = malloc(sizeof(*p));
	int64_t when = 0;
	struct claim c;
	size_t i;

	if (!p || marking_names_from_image(out->image, &v.names) || prover_open(p, &v))
		abort();
	if (at && rg_when_parse(at, rg_view_zone(&v), &when)) {
		m->d->errors++;
		out->at_wrong = 1;
		goto done;
	}
	p->now = at ? when : today(&v);
	for (i = 0; i < m->claim.n; i++) {
		c = m->claim.v[i];
		if (narrowed(&c, at ? &when : NULL))
			prove_one(p, m, &c, path, out);
	}
	built_in(p, m);
	out->packets = p->asked;
done:
	prover_close(p);
	marking_names_free(&v.names);
	free(p);
}
