// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>
#include "core/core.h"
#include "packet/forge.h"
#include "make.h"

#define QUESTIONS 6

/** make_command() - some command that userspace may send */
const struct spec_cmd *make_command(struct rng *r)
{
	const struct spec_cmd *c;

	do
		c = spec_cmd_at(rng_below(r, spec_cmd_count()));
	while (c->event);
	return c;
}

/* A label of DOI 410, 392 or 840: CIPSO with tag 1, 2 or 5, or CALIPSO. */
static void label(struct rg_forge *f, struct rng *r)
{
	static const uint16_t dois[] = { 410, 392, 840 };
	uint8_t tag[] = { 1, 2, 5 }, cats = 2 * rng_below(r, 8), *o = f->options;
	uint16_t doi = dois[rng_below(r, 3)];

	if (f->family == 4) {
		uint8_t head[] = { 134, 10 + cats, 0, 0, doi >> 8, doi, tag[rng_below(r, 3)],
				   4 + cats, 0, rng_below(r, 8) };

		memcpy(o, head, sizeof(head));
		rng_bytes(r, o + sizeof(head), cats);
		f->options_len = sizeof(head) + cats;
	} else {
		uint8_t head[] = { 1, 0, 7, 8 + 8, 0, 0, doi >> 8, doi, 2, rng_below(r, 8), 0, 0 };

		memcpy(o, head, sizeof(head));
		rng_bytes(r, o + sizeof(head), 8);
		f->options_len = sizeof(head) + 8;
	}
}

static void address(uint8_t *at, uint8_t family, struct rng *r)
{
	static const uint8_t four[][4] = { { 10, 82, 0, 2 }, { 10, 81, 0, 2 }, { 10, 84, 1, 2 },
					   { 10, 84, 0, 2 }, { 10, 82, 0, 1 } };
	static const uint8_t six[][4] = { { 0xfd, 0, 4, 0x10 }, { 0xfd, 0, 3, 0x92 },
					  { 0xfd, 0, 8, 0x40 } };

	if (family == 4) {
		memcpy(at, four[rng_below(r, 5)], 4);
	} else {
		memcpy(at, six[rng_below(r, 3)], 4);
		at[15] = 2;
	}
}

/* A frame of the lab, with some bits of it changed more often than not. */
static uint32_t frame(uint8_t *out, struct rng *r)
{
	static const uint8_t protos[] = { 17, 6, 1, 58, 0, 44, 60 };
	struct rg_forge f = { .family = rng_one_in(r, 2) ? 4 : 6, .ttl = 64, .sport = 5000,
			      .dport = 5001, .payload = rng_below(r, 64) };
	uint32_t n = rng_below(r, 6);
	struct rg_work w = { .in = 0 };

	f.proto = protos[rng_below(r, 7)];
	address(f.src, f.family, r);
	address(f.dst, f.family, r);
	if (rng_below(r, 5))
		label(&f, r);
	if (rg_forge_frame(&f, &w))
		return 0;
	while (n-- && w.hdr_len)
		w.hdr[rng_below(r, w.hdr_len)] ^= 1u << rng_below(r, 8);
	if (rng_one_in(r, 6))
		w.hdr_len = rng_below(r, w.hdr_len + 1);
	memcpy(out, w.hdr, w.hdr_len);
	return w.hdr_len;
}

static uint64_t number(const struct spec_attr *a, struct rng *r)
{
	uint32_t small = rng_below(r, 5);

	if (a->max >= 0)
		return rng_below(r, a->max + 1);
	switch (a->nr) {
	case RELGATE_ATTR_FRAME_LEN:
		return RG_HDR_MAX + rng_below(r, 1500);
	case RELGATE_ATTR_WALL:
	case RELGATE_ATTR_MONO:
		return rng_below(r, 4) ? 1790000000 + rng_below(r, 100) : rng_next(r);
	}
	return rng_below(r, 4) ? small : rng_next(r);
}

static void put(struct wire *w, struct rng *r, const struct spec_attr *a);

/* Mostly all of a list: what is missing makes a request a refused one. */
static void put_list(struct wire *w, struct rng *r, const uint16_t *list)
{
	uint32_t i, n, most;
	const struct spec_attr *a;

	for (i = 0; i < SPEC_LIST && list[i]; i++) {
		a = spec_attr_of(list[i]);
		if (a->type == SPEC_FLAG ? rng_below(r, 2) : rng_one_in(r, 24))
			continue;
		most = a->multi ? 1 + rng_below(r, QUESTIONS) : 1;
		for (n = 0; n < most; n++)
			put(w, r, a);
	}
}

static void put_binary(struct wire *w, struct rng *r, const struct spec_attr *a)
{
	uint8_t b[1024];
	uint32_t len = a->exact ? a->len : rng_below(r, a->len < sizeof(b) ? a->len : sizeof(b));

	if (a->nr == RELGATE_ATTR_FRAME)
		len = frame(b, r);
	else
		rng_bytes(r, b, len);
	wire_put(w, a->nr, b, len);
}

static void put(struct wire *w, struct rng *r, const struct spec_attr *a)
{
	uint64_t value = number(a, r);
	uint32_t at;

	switch (a->type) {
	case SPEC_U8:
		wire_put(w, a->nr, &value, 1);
		break;
	case SPEC_U16:
		wire_put(w, a->nr, &value, 2);
		break;
	case SPEC_U32:
		wire_put(w, a->nr, &value, 4);
		break;
	case SPEC_U64:
	case SPEC_S64:
		wire_put(w, a->nr, &value, 8);
		break;
	case SPEC_STRING:
		wire_put(w, a->nr, "name", 5);
		break;
	case SPEC_BINARY:
		put_binary(w, r, a);
		break;
	case SPEC_NEST:
		at = wire_nest(w, a->nr);
		put_list(w, r, a->nested);
		wire_nest_end(w, at);
		break;
	default:
		wire_put(w, a->nr, NULL, 0);
	}
}

/** make_request() - a command with attributes as the specification says */
void make_request(struct peer *p, struct wire *w, struct rng *r, const struct spec_cmd *c)
{
	peer_begin(p, w, c->nr, c->dump ? NLM_F_DUMP : 0);
	put_list(w, r, c->takes);
	wire_end(w);
}

/** make_chunk() - upload @len bytes of an image from @at on */
void make_chunk(struct peer *p, struct wire *w, const struct image *i, uint32_t at, uint32_t len)
{
	peer_begin(p, w, RELGATE_CMD_UPLOAD, 0);
	wire_put(w, RELGATE_ATTR_SIZE, &i->size, 4);
	wire_put(w, RELGATE_ATTR_OFFSET, &at, 4);
	wire_put(w, RELGATE_ATTR_DATA, i->bytes + at, len);
	wire_end(w);
}

void make_commit(struct peer *p, struct wire *w, const uint8_t *digest, bool dry_run)
{
	peer_begin(p, w, RELGATE_CMD_COMMIT, 0);
	wire_put(w, RELGATE_ATTR_DIGEST, digest, RG_DIGEST_LEN);
	if (dry_run)
		wire_put(w, RELGATE_ATTR_DRY_RUN, NULL, 0);
	wire_end(w);
}
