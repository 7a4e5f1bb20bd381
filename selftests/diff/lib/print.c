// SPDX-License-Identifier: GPL-2.0-only
/* A random policy as the text that a person would have written. */
#include <arpa/inet.h>
#include <time.h>
#include "gen.h"

static void print_date(int64_t t, FILE *f)
{
	time_t when = t;
	char buf[16];

	strftime(buf, sizeof(buf), "%Y-%m-%d", gmtime(&when));
	fputs(buf, f);
}

static void print_set(uint32_t set, const char *const *name, const char *sep, FILE *f)
{
	const char *s = "";
	int i;

	for (i = 0; i < 32; i++) {
		if (!(set >> i & 1))
			continue;
		fprintf(f, "%s%s", s, name[i]);
		s = sep;
	}
}

static void print_wire(const struct g_wire *w, int number, FILE *f)
{
	static const char *const kind[] = { "", "subject", "form", "release", "origin" };
	const char *const *name = w->kind == G_SUBJECT ? g_subject : w->kind == G_FORM ? g_form :
				  g_code;

	fprintf(f, "    category %d = %s %s%s;\n", number, kind[w->kind], name[w->id],
		w->inverted ? " inverted" : "");
}

static void print_encoding(const struct g_encoding *e, int i, FILE *f)
{
	int n;

	fprintf(f, "encoding enc%d {\n", i);
	for (n = 0; n < 256; n++)
		if (e->level[n] >= 0)
			fprintf(f, "    level %d = %s;\n", n, g_level[e->level[n]]);
	for (n = 0; n < G_NUMBERS; n++)
		if (e->wire[n].kind != G_NOTHING)
			print_wire(&e->wire[n], n, f);
	fprintf(f, "}\n");
}

static void print_nation(const struct g_policy *p, int n, FILE *f)
{
	char addr[64];
	int i;

	fprintf(f, "nation %s {\n", g_code[n]);
	for (i = 0; i < p->dois; i++)
		if (p->doi[i].nation == n)
			fprintf(f, "    doi %u encoding enc%d;\n", p->doi[i].doi,
				p->doi[i].encoding);
	for (i = 0; i < p->prefixes; i++) {
		if (p->prefix[i].nation != n)
			continue;
		inet_ntop(p->prefix[i].family == 4 ? AF_INET : AF_INET6, p->prefix[i].addr, addr,
			  sizeof(addr));
		fprintf(f, "    prefix %s/%d;\n", addr, p->prefix[i].len);
	}
	fprintf(f, "}\n");
}

/* USA stands first on labels of the USA, else where the alphabet puts it. */
static void print_marking(const struct g_interface *x, FILE *f)
{
	const struct g_label *l = &x->label;
	bool first = x->nation == 7 && l->release >> 7 & 1;

	fprintf(f, "%s", g_level[l->level]);
	if (l->subject | l->form)
		fprintf(f, "//");
	print_set(l->subject, g_subject, "/", f);
	if (l->subject && l->form)
		fprintf(f, "/");
	print_set(l->form, g_form, "/", f);
	if (l->origin) {
		fprintf(f, "//FGI ");
		print_set(l->origin, g_code, " ", f);
	}
	if (!l->release) {
		fprintf(f, "//NOFORN");
		return;
	}
	fprintf(f, "//REL TO %s", first ? "USA, " : "");
	print_set(first ? l->release & ~(1u << 7) : l->release, g_code, ", ", f);
}

static void print_local(const struct g_local *l, FILE *f)
{
	const char *proto = l->proto == 1 ? "icmp" : l->proto == 6 ? "tcp" :
			    l->proto == 17 ? "udp" : "ospf";

	fprintf(f, "    local %s %s", l->in ? "in" : "out", proto);
	if (l->max >= 0)
		fprintf(f, l->min == l->max ? " %d" : " %d .. %d", l->min, l->max);
	fprintf(f, ";\n");
}

static void print_interface(const struct g_policy *p, const struct g_interface *x, FILE *f)
{
	const char *sep = "";
	int i;

	fprintf(f, "interface %s {\n    nation %s;\n", x->name, g_code[x->nation]);
	if (x->hub)
		fprintf(f, "    hub %u; nexthop 10.200.0.%u, fd00:200::%u;\n", x->preference + 1,
			x->preference + 1, x->preference + 1);
	if (x->supplied) {
		fprintf(f, "    label supplied \"");
		print_marking(x, f);
		fprintf(f, "\";\n");
	} else {
		fprintf(f, "    labels ");
		if (x->cipso)
			fprintf(f, "cipso%s", x->calipso || x->ripso ? ", " : "");
		if (x->calipso)
			fprintf(f, "calipso%s", x->ripso ? ", " : "");
		if (x->ripso)
			fprintf(f, "ripso doi %u", p->doi[p->ripso].doi);
		fprintf(f, "; accept doi ");
		for (i = 0; i < p->dois; i++) {
			if (!(x->doi >> i & 1))
				continue;
			fprintf(f, "%s%u", sep, p->doi[i].doi);
			sep = ", ";
		}
		fprintf(f, ";\n");
		if (x->send >= 0)
			fprintf(f, "    send doi %u;\n", p->doi[x->send].doi);
		if (x->ripso && x->cipso)
			fprintf(f, "    send %s;\n", x->send_ripso ? "ripso" : "cipso");
		if (x->send >= 0 && x->tag && x->cipso)
			fprintf(f, "    send tag %d;\n", x->tag);
		if (x->permissive)
			fprintf(f, "    permissive tag 6;\n");
	}
	if (x->tunnel)
		fprintf(f, "    tunnel;\n");
	if (p->apart)
		fprintf(f, "    in level L0 .. L0; out level L1 .. L1;\n    # truly: ");
	fprintf(f, "    in level %s .. %s; out level %s .. %s;\n", g_level[x->in_min],
		g_level[x->in_max], g_level[x->out_min], g_level[x->out_max]);
	fprintf(f, "    in subject within { ");
	print_set(x->in_subject, g_subject, ", ", f);
	fprintf(f, " }; out subject within { ");
	print_set(x->out_subject, g_subject, ", ", f);
	fprintf(f, " };\n");
	for (i = 0; i < x->locals; i++)
		print_local(&x->local[i], f);
	fprintf(f, "}\n");
}

static void print_side(uint32_t set, FILE *f)
{
	fprintf(f, __builtin_popcount(set) == 1 ? "" : "{ ");
	print_set(set, g_code, ", ", f);
	fprintf(f, __builtin_popcount(set) == 1 ? "" : " }");
}

static void print_pairs(const struct g_agreement *a, FILE *f)
{
	int i;

	for (i = 0; i < a->pairs; i++) {
		fprintf(f, "%s ", i ? "," : "");
		if (a->pair[i].group)
			fprintf(f, "\"from %s %d\"", a->name, i);
		else
			print_side(a->pair[i].from, f);
		fprintf(f, a->pair[i].both ? " <-> " : " -> ");
		if (a->pair[i].group)
			fprintf(f, "\"to %s %d\"", a->name, i);
		else
			print_side(a->pair[i].to, f);
	}
	fprintf(f, ";\n");
}

static void print_groups(const struct g_agreement *a, FILE *f)
{
	int i;

	for (i = 0; i < a->pairs; i++) {
		if (!a->pair[i].group)
			continue;
		fprintf(f, "group \"from %s %d\" { ", a->name, i);
		print_set(a->pair[i].from, g_code, ", ", f);
		fprintf(f, " };\ngroup \"to %s %d\" { ", a->name, i);
		print_set(a->pair[i].to, g_code, ", ", f);
		fprintf(f, " };\n");
	}
}

static void print_subjects(const struct g_agreement *a, FILE *f)
{
	if (a->any) {
		fprintf(f, "    subject any;\n");
		return;
	}
	fprintf(f, "    subject within { ");
	print_set(a->subject, g_subject, ", ", f);
	fprintf(f, " }%s;\n", a->or_none ? " or none" : "");
}

static void print_links(const struct g_policy *p, const char *words, const int *link, int n,
			FILE *f)
{
	int i;

	for (i = 0; i < n; i++)
		fprintf(f, "%s%s", i ? ", " : words, p->agreement[link[i]].name);
	if (n)
		fprintf(f, ";\n");
}

static void print_agreement(const struct g_policy *p, const struct g_agreement *a, FILE *f)
{
	print_groups(a, f);
	fprintf(f, "%s %s {\n    %s", a->deny ? "deny" : "agreement", a->name,
		a->deny ? "block" : "grant");
	print_pairs(a, f);
	fprintf(f, "    level %s .. %s;\n", g_level[a->min], g_level[a->max]);
	print_subjects(a, f);
	if (a->dated) {
		fprintf(f, "    in force ");
		print_date(a->force, f);
		fprintf(f, ";\n");
	}
	if (a->operate) {
		fprintf(f, "    operate from ");
		print_date(a->operate, f);
		fprintf(f, ";\n");
	}
	if (!a->deny) {
		if (a->hub < 0)
			fprintf(f, "    direct;\n");
		else
			fprintf(f, "    via %s;\n", g_code[a->hub]);
		fprintf(f, "    release %s; third party %s;\n", a->release_any ? "any" : "marked",
			a->marked ? "marked" : "denied");
		print_links(p, "    requires ", a->require, a->requires, f);
		print_links(p, "    each hop under ", a->hop, a->hops, f);
	}
	fprintf(f, "}\n");
}

void g_policy_print(const struct g_policy *p, FILE *f)
{
	int i;

	fprintf(f, "policy \"random\"; zone UTC;\nlevels ");
	for (i = 0; i < p->levels; i++)
		fprintf(f, "%s%s", i ? " < " : "", g_level[i]);
	fprintf(f, ";\nsubject ");
	print_set((1u << G_SUBJECTS) - 1, g_subject, ", ", f);
	fprintf(f, ";\nform ");
	print_set((1u << G_FORMS) - 1, g_form, ", ", f);
	fprintf(f, ";\n");
	for (i = 0; i < p->encodings; i++)
		print_encoding(&p->encoding[i], i, f);
	for (i = 0; i < p->nations; i++)
		print_nation(p, i, f);
	for (i = 0; i < p->interfaces; i++)
		print_interface(p, &p->interface[i], f);
	for (i = 0; i < p->agreements; i++)
		print_agreement(p, &p->agreement[i], f);
}
