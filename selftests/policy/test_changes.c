// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_changes [SEED [PAIRS]]
 *
 * `relgate diff` against brute force: pairs of random small policies.  Every label
 * with at most one origin that they can say is written, and both are asked what
 * becomes of it, at a random moment of each span of time; a packet is in one of the
 * changes that diff tells, with what it tells, exactly if the two answers differ.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "core/emit.h"
#include "diff/diff.h"
#include "lib/util.h"
#include "packet/forge.h"
#include "packet/judge.h"
#include "policy/policy.h"
#include "selftests/policy/lib/random.h"
#include "../unit/lib/ktap.h"

static unsigned long asked, changed, wrong;

/* The name of what becomes of it: "drop", "direct", "via u5" ... */
static void answer(const struct rg_view *v, const struct rg_work *w, char *text)
{
	if (!w->v.pass)
		strcpy(text, "drop");
	else if (w->v.way == RG_WAY_VIA)
		sprintf(text, "via %s", rg_view_interface(v, w->v.egress));
	else
		strcpy(text, rg_way_name(w->v.way));
}

static void told(const struct compared *c, const struct outcome *o, char *text)
{
	if (o->way == RG_WAY_NONE)
		strcpy(text, "drop");
	else if (o->way == RG_WAY_VIA)
		sprintf(text, "via %s", c->ifc.name[o->egress]);
	else
		strcpy(text, rg_way_name(o->way));
}

struct packet {
	const struct cells *k;
	struct rg_label label;		/* nations and subjects have the same ids in both */
	int s, d, form, time;
	int64_t at;
};

static void ask(const struct compared *c, int side, const struct packet *p, char *text)
{
	struct rg_forge f = { .family = 4, .proto = 17, .ttl = 64, .src = { 10, p->s, 0, 9 },
			      .dst = { 10, p->d, 0, 9 } };
	const struct rg_view *v = c->side[side].v;
	int32_t in = c->ifc.id[p->k->in][side], route = c->ifc.id[p->k->route][side];
	uint16_t cat[RG_EMIT_NAMES_MAX];
	struct rg_wire_label wire;
	struct rg_work w;
	uint32_t len = 0;

	strcpy(text, "drop");
	if (in < 0 || route < 0)
		return;
	if (p->k->kind[p->form] != RG_LABEL_NONE) {
		/* Numbers from 240 on are not for a bitmap; zero bits that release are for no list. */
		if (rg_emit_numbers(&v->img, p->k->doi[p->form], &p->label, cat, &wire) ||
		    (rg_emit_cipso(&wire, RG_CIPSO_SHORTEST, f.options, &len) &&
		     rg_emit_cipso(&wire, RG_CIPSO_BITMAP, f.options, &len)))
			return;
		f.options_len = len;
	}
	memset(&w, 0, sizeof(w));
	if (rg_forge_frame(&f, &w) || rg_parse(&w))
		return;
	w.in = in;
	w.route = route;
	w.hub_up = ~0u;
	w.relay = !!(rg_interface(&v->img, in)->flags & RG_IF_HUB);
	w.clock.wall = p->at;
	w.clock.mono = p->at;
	rg_choose(&v->img, &w);
	rg_steer(&v->img, &w);
	rg_relabel(&v->img, &w);
	asked++;
	answer(v, &w, text);
}

/* By a name that both policies have, the place in the lists that diff made of them. */
static unsigned int place(const struct terms *t, int32_t id)
{
	unsigned int i;

	for (i = 0; i < t->n && t->id[i][0] != id && t->id[i][1] != id; i++)
		;
	return i;
}

/* The fewest kinds that have all its subjects. */
static unsigned int subject_cell(const struct compared *c, const struct packet *p)
{
	unsigned int best = 0, i, s;
	int kinds = 99;

	for (i = 0; i < p->k->n[DIM_SUBJECT]; i++) {
		for (s = 0; s < SUBJECTS; s++) {
			unsigned int at = place(&c->subject, s);

			if (p->label.cat[0] >> s & 1 && !(p->k->subject[i].w[0] >> at & 1))
				break;
		}
		if (s == SUBJECTS && __builtin_popcount(i) < kinds) {
			kinds = __builtin_popcount(i);
			best = i;
		}
	}
	return best;
}

static unsigned int release_cell(const struct compared *c, const struct packet *p)
{
	uint64_t list = p->label.release[0] | (p->k->counts ? p->label.origin[0] : 0);
	struct rg_nset has = { { 0 } };
	unsigned int i, n;

	for (i = 1; i <= NATIONS; i++) {
		n = place(&c->nation, i);
		if (list >> i & 1 && n != p->k->from && has_nation(&p->k->relevant, n))
			add_nation(&has, n);
	}
	for (i = 0; i < p->k->n[DIM_RELEASE]; i++)
		if (!memcmp(&p->k->release[i], &has, sizeof(has)))
			return i;
	return 63;
}

static unsigned int origin_cell(const struct compared *c, const struct packet *p)
{
	unsigned int i, n;

	for (n = 1; n <= NATIONS && !(p->label.origin[0] >> n & 1); n++)
		;
	for (i = 1; n <= NATIONS && i < p->k->n[DIM_ORIGIN]; i++)
		if (has_nation(&p->k->like[i], place(&c->nation, n)))
			return i;
	return 0;
}

static void check(const struct compared *c, const struct packet *p, const struct change *list,
		  unsigned int n)
{
	unsigned int cell[DIM_COUNT], i, dim, found = 0;
	char was[64], now[64], old[64] = "", new[64] = "";

	ask(c, 0, p, was);
	ask(c, 1, p, now);
	cell[DIM_FORM] = p->form;
	cell[DIM_LEVEL] = place(&c->level, p->label.level);
	cell[DIM_SUBJECT] = subject_cell(c, p);
	cell[DIM_RELEASE] = release_cell(c, p);
	cell[DIM_ORIGIN] = origin_cell(c, p);
	cell[DIM_TIME] = p->time;
	for (i = 0; i < n; i++) {
		for (dim = 0; dim < DIM_COUNT && list[i].cell[dim] >> cell[dim] & 1; dim++)
			;
		if (dim < DIM_COUNT)
			continue;
		found++;
		told(c, &list[i].was, old);
		told(c, &list[i].now, new);
	}
	changed += !!strcmp(was, now);
	if (!strcmp(was, now) ? !found : found == 1 && !strcmp(was, old) && !strcmp(now, new))
		return;
	if (wrong++ < 5)
		ktap_note("%s -> %s in %s toward %s, level %u, subjects %llx, released %llx, "
			  "origin %llx, at %lld: was %s, now %s; told %u times: was %s, now %s",
			  c->nation.name[p->k->from], c->nation.name[p->k->to],
			  c->ifc.name[p->k->in], c->ifc.name[p->k->route], p->label.level,
			  (unsigned long long)p->label.cat[0],
			  (unsigned long long)p->label.release[0],
			  (unsigned long long)p->label.origin[0], (long long)p->at, was, now,
			  found, old, new);
}

static bool emits(const struct rg_view *v, uint32_t doi, const struct rg_label *label)
{
	uint16_t cat[RG_EMIT_NAMES_MAX];
	struct rg_wire_label wire;

	return rg_emit_numbers(&v->img, doi, label, cat, &wire) == RG_E_OK;
}

/* Can be said but for releases that make no difference: no such label. */
static bool sayable(const struct compared *c, const struct packet *p)
{
	struct rg_label less = p->label;
	uint32_t doi = p->k->doi[p->form];
	unsigned int n, at, side;

	for (n = 1; n <= NATIONS; n++) {
		at = place(&c->nation, n);
		if (at == p->k->from || !has_nation(&p->k->relevant, at))
			less.release[0] &= ~(1ull << n);
	}
	for (side = 0; side < 2 && p->k->kind[p->form] != RG_LABEL_NONE; side++)
		if (emits(c->side[side].v, doi, &less) && !emits(c->side[side].v, doi, &p->label))
			return false;
	return true;
}

static void every_label(const struct compared *c, struct packet *p, const struct change *list,
			unsigned int n)
{
	unsigned int bits, o;

	for (bits = 0; bits < LEVELS << (SUBJECTS + NATIONS); bits++)
		for (o = 0; o <= NATIONS; o++) {
			memset(&p->label, 0, sizeof(p->label));
			p->label.cat[0] = bits & ((1 << SUBJECTS) - 1);
			p->label.release[0] = (bits >> SUBJECTS & ((1 << NATIONS) - 1)) << 1;
			p->label.level = bits >> (SUBJECTS + NATIONS);
			p->label.origin[0] = o ? 1ull << o : 0;
			if (sayable(c, p))
				check(c, p, list, n);
		}
}

static void passage(struct compared *c, struct cells *k)
{
	struct packet p = { .k = k };
	struct change *list = NULL;
	unsigned int n;

	if (diff_cells(c, k)) {
		wrong++;
		return;
	}
	n = diff_changes(c, k, &list);
	p.s = c->nation.id[k->from][0];
	p.d = c->nation.id[k->to][0];
	for (p.form = 0; p.form < (int)k->n[DIM_FORM]; p.form++)
		for (p.time = 0; p.time < (int)k->n[DIM_TIME]; p.time++) {
			p.at = (k->time[p.time] < 0 ? 900000000 : k->time[p.time]) +
			       random_below(20000000);
			every_label(c, &p, list, n);
		}
	free(list);
}

static void compare(struct compared *c)
{
	struct cells *k = calloc(1, sizeof(*k));

	if (!k)
		exit(2);
	for (k->from = 0; k->from < NATIONS; k->from++)
		for (k->to = 0; k->to < NATIONS; k->to++)
			for (k->in = 0; k->in < c->ifc.n; k->in++)
				for (k->route = 0; k->route < c->ifc.n; k->route++)
					if (k->from != k->to)
						passage(c, k);
	free(k);
}

/* The next random policy that the compiler takes. */
static void next(struct rg_view *v, uint64_t *seed)
{
	struct rg_compiled out;
	struct test_policy p;
	char *said = NULL;
	size_t size;
	FILE *diag;
	int ret;

	do {
		random_policy(&p, ++*seed * 0x9e3779b97f4a7c15ull);
		diag = open_memstream(&said, &size);
		ret = rg_policy_compile_text("p", p.text, strlen(p.text), diag, 0, &out);
		fclose(diag);
		free(said);
		free(p.text);
	} while (ret);
	free(out.meet);
	if (rg_view_open(v, out.image, out.size, "random"))
		exit(2);
}

int main(int argc, char **argv)
{
	unsigned long pairs = argc > 2 ? strtoul(argv[2], NULL, 0) : 4, i;
	uint64_t seed = ktap_seed(argc, argv) << 20;
	struct rg_view a, b;
	struct compared c;

	/* Pairs that differ little by chance are made up for. */
	for (i = 0; i < pairs || (changed <= 1000 && i < 10 * pairs); i++) {
		next(&a, &seed);
		next(&b, &seed);
		if (diff_open(&c, &a, &b))
			exit(2);
		c.from = INT64_MIN;
		c.until = RG_TIME_NEVER;
		compare(&c);
		diff_close(&c);
		rg_view_close(&a);
		rg_view_close(&b);
	}
	ktap_note("%lu pairs of policies; %lu questions, %lu packets changed", i, asked, changed);
	ktap_ok(!wrong, "diff tells of every packet that changed, once, and of no other");
	ktap_ok(changed > 1000, "many changed");
	return ktap_done();
}
