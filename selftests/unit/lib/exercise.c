// SPDX-License-Identifier: GPL-2.0-only
/* Puts every question of the core to an image that was accepted. */
#include <stdio.h>
#include <stdlib.h>
#include <stdint.h>
#include "core/image.h"
#include "core/emit.h"
#include "exercise.h"
#include "cases.h"
#include "ktap.h"

#define must(cond) do { if (!(cond)) impossible(#cond, __LINE__); } while (0)

static void impossible(const char *what, int line)
{
	fprintf(stderr, "impossible answer, exercise.c:%d: %s\n", line, what);
	abort();
}

static void check_verdict(const struct rg_image *img, const struct rg_work *w)
{
	const struct rg_image_header *h = rg_header(img);
	const struct rg_verdict *v = &w->v;

	must(v->pass <= 1);
	must(v->reason < RG_R_COUNT && v->way < RG_WAY_COUNT && v->edit <= RG_EDIT_TRANSLATE);
	must((v->reason == RG_R_OK) == v->pass);
	must(v->egress == RG_IF_NONE || v->egress < h->sec[RG_SEC_INTERFACE].count);
	must(v->agreement == RG_AGREEMENT_NONE || v->agreement < h->sec[RG_SEC_AGREEMENT].count);
	must(w->sender < h->sec[RG_SEC_NATION].count && w->dest < h->sec[RG_SEC_NATION].count);
}

/* The header on the way out is one that the parser accepts, and the rest is as it was. */
static void relabel(const struct rg_image *img, struct rg_work *w)
{
	static struct rg_work again;
	u32 rest;

	rg_relabel(img, w);
	check_verdict(img, w);
	must(w->v.reason != RG_R_INTERNAL);
	if (!w->v.pass || w->v.edit == RG_EDIT_KEEP)
		return;
	must(w->edit.cut <= w->hdr_len - RG_ETH_LEN && w->edit.len <= RG_HDR_MAX - RG_ETH_LEN);
	must(!w->edit.mss_off || w->edit.mss_off + 2 <= w->hdr_len);
	rest = w->hdr_len - RG_ETH_LEN - w->edit.cut;
	if (RG_ETH_LEN + w->edit.len + rest > RG_HDR_MAX)
		return;
	memset(&again, 0, sizeof(again));
	memcpy(again.hdr, w->hdr, RG_ETH_LEN);
	memcpy(again.mac, w->mac, 6);
	memcpy(again.hdr + RG_ETH_LEN, w->edit.hdr, w->edit.len);
	memcpy(again.hdr + RG_ETH_LEN + w->edit.len, w->hdr + RG_ETH_LEN + w->edit.cut, rest);
	again.hdr_len = RG_ETH_LEN + w->edit.len + rest;
	again.frame_len = w->frame_len + w->edit.len - w->edit.cut;
	must(rg_parse(&again) == RG_R_OK);
	must((again.pkt.kind == RG_LABEL_NONE) == (w->v.edit == RG_EDIT_STRIP));
	must(again.pkt.proto == w->pkt.proto && again.pkt.sport == w->pkt.sport);
}

static u32 nation_value(const struct rg_image *img, u32 value)
{
	must(RG_VALUE_NATION(value) < rg_header(img)->sec[RG_SEC_NATION].count);
	must(!(value & ~(0xffu | RG_VALUE_GEO)));
	return value;
}

static void look_up(const struct rg_image *img, uint64_t *seed)
{
	u64 addr[2];
	u32 i;

	for (i = 0; i < 16; i++) {
		addr[0] = ktap_random(seed) << (i & 1 ? 40 : 0);
		addr[1] = i & 2 ? 0 : ktap_random(seed);
		nation_value(img, rg_nation4(img, (const u8 *)addr));
		nation_value(img, rg_nation6(img, (const u8 *)addr));
	}
}

/* An address of the small test image, of the compiled one, or of anybody. */
static void random_address(u8 *a, u32 family, uint64_t *seed)
{
	static const u8 v4[][2] = { { 10, 81 }, { 10, 82 }, { 10, 84 }, { 10, 99 } };
	static const u8 v6[][4] = { { 0xfd, 0, 3, 0x92 }, { 0xfd, 0, 4, 0x10 }, { 0xfd, 0, 8,
	    0x40 } };
	u64 r = ktap_random(seed);

	memcpy(a, &r, family == 4 ? 4 : 8);
	if (!ktap_below(seed, 4))
		return;
	if (family == 4)
		memcpy(a, v4[ktap_below(seed, 4)], 2);
	else
		memcpy(a, v6[ktap_below(seed, 3)], 4);
}

static void ask(const struct rg_image *img, struct rg_work *w, uint64_t *seed)
{
	u32 ifs = rg_header(img)->sec[RG_SEC_INTERFACE].count;
	static const u16 routes[] = { RG_ROUTE_NONE, RG_ROUTE_LOCAL, RG_ROUTE_OTHER, RG_IF_NONE };
	u32 route = ktap_below(seed, ifs + 4);

	w->in = ktap_below(seed, ifs + 1);
	w->out = ktap_below(seed, ifs + 1);
	w->route = route < ifs ? route : routes[route - ifs];
	w->hub_up = ktap_random(seed);
	w->relay = ktap_below(seed, 2);
	w->clock.wall = (s64)ktap_below(seed, 4000);
	w->clock.mono = ktap_below(seed, 2) ? w->clock.wall : (s64)ktap_random(seed);
	rg_choose(img, w);
	check_verdict(img, w);
	rg_steer(img, w);
	check_verdict(img, w);
	relabel(img, w);
	rg_permits(img, w);
	check_verdict(img, w);
	relabel(img, w);
	rg_local_in(img, w);
	must(w->v.reason < RG_R_COUNT && (w->v.reason == RG_R_OK) == w->v.pass);
	rg_local_out(img, w);
	must(w->v.reason < RG_R_COUNT && (w->v.reason == RG_R_OK) == w->v.pass);
}

/* A label of the first accepted DOIs, written by the encoders. */
static void write_label(const struct rg_image *img, u32 doi, uint64_t *seed)
{
	struct rg_label label = { .level = ktap_below(seed, 6) };
	u16 cat[RG_EMIT_NAMES_MAX];
	struct rg_wire_label wire;
	u8 opt[RG_CALIPSO_MAX];
	u32 len;

	label.cat[ktap_below(seed, RG_SET_WORDS)] = ktap_random(seed) & ktap_random(seed);
	label.release[ktap_below(seed, RG_NSET_WORDS)] = ktap_random(seed);
	label.origin[ktap_below(seed, RG_NSET_WORDS)] = ktap_random(seed) & ktap_random(seed);
	if (rg_emit_numbers(img, doi, &label, cat, &wire))
		return;
	rg_emit_cipso(&wire, RG_CIPSO_SHORTEST, opt, &len);
	rg_emit_calipso(&wire, false, opt, &len);
}

void exercise_frame(const u8 *image, const u8 *frame, u32 len, uint64_t seed)
{
	struct rg_image img = { .page0 = image };
	static struct rg_work w;
	u32 i;

	seed |= 1;
	memset(&w, 0, sizeof(w));
	w.frame_len = len;
	w.hdr_len = len < RG_HDR_MAX ? len : RG_HDR_MAX;
	memcpy(w.hdr, frame, w.hdr_len);
	memcpy(w.mac, frame_gate_mac, 6);
	if (rg_parse(&w) != RG_R_OK)
		return;
	for (i = 0; i < 4; i++)
		ask(&img, &w, &seed);
}

void exercise(const u8 *image, uint64_t seed)
{
	struct rg_image img = { .page0 = image };
	const struct rg_image_header *h = rg_header(&img);
	static struct frame f;
	static struct rg_work w;
	u32 i, k, n = h->sec[RG_SEC_DOI].count;

	seed |= 1;
	look_up(&img, &seed);
	for (i = 0; i < label_case_count; i++) {
		if (label_cases[i].reason != RG_R_OK)
			continue;
		label_case_frame(&label_cases[i], &f);
		if (frame_parse(&f, &w) != RG_R_OK)
			continue;
		for (k = 0; k < 3; k++) {
			if (n && w.pkt.kind)
				w.pkt.doi = rg_doi(&img, ktap_below(&seed, n))->doi;
			w.pkt.level = ktap_below(&seed, 16);
			random_address(w.pkt.src, w.pkt.family, &seed);
			random_address(w.pkt.dst, w.pkt.family, &seed);
			ask(&img, &w, &seed);
		}
	}
	for (i = 0; i < 4 && n; i++)
		write_label(&img, rg_doi(&img, ktap_below(&seed, n))->doi, &seed);
}
