// SPDX-License-Identifier: GPL-2.0-only
/* What can be wrong with a message: one change at a time to the last of a datagram. */
#include <string.h>
#include <linux/genetlink.h>
#include "include/uapi/linux/relgate_netlink.h"
#include "mutate.h"

#define PIECE 4096

const char *const mutation_text[MUTATE_COUNT] = {
#define MUTATION_TEXT(sym, text) text,
	MUTATIONS(MUTATION_TEXT)
#undef MUTATION_TEXT
};

/* The attributes of the message that is changed. */
struct scene {
	struct wire *w;
	struct rng *r;
	struct wire_spot spots[WIRE_SPOTS];
	uint32_t n;
};

static const struct wire_spot *some(struct scene *s)
{
	return s->n ? &s->spots[rng_below(s->r, s->n)] : NULL;
}

static uint64_t limit(struct rng *r)
{
	static const uint64_t limits[] = {
		0, 1, 2, 63, 64, 255, 256, 511, 512, 513, 32767, 32768, 0xfff0, 0xffff, 0x10000,
		0x7fffffff, 0x80000000, 0xffffffff, 0x4000000, 0x4000001, 1ull << 32,
		0x7fffffffffffffff, 0x8000000000000000, 0xffffffffffffffff,
	};

	return limits[rng_below(r, sizeof(limits) / sizeof(limits[0]))];
}

static void change_byte(struct scene *s)
{
	uint32_t n = 1 + rng_below(s->r, 4), first = NLMSG_HDRLEN + GENL_HDRLEN;
	uint32_t room = s->w->len - s->w->msg - first;

	while (room && n--)
		s->w->b[s->w->msg + first + rng_below(s->r, room)] ^= 1u << rng_below(s->r, 8);
}

static void change_length(struct scene *s)
{
	static const int16_t by[] = { -4, -3, -1, 1, 2, 3, 4, 8, 64, 512 };
	const struct wire_spot *spot = some(s);

	if (!spot)
		return;
	if (rng_one_in(s->r, 3))
		wire_attr(s->w, spot)->nla_len = limit(s->r);
	else
		wire_attr(s->w, spot)->nla_len += by[rng_below(s->r, 10)];
}

static void change_type(struct scene *s)
{
	const struct wire_spot *spot = some(s);
	struct nlattr *a;

	if (!spot)
		return;
	a = wire_attr(s->w, spot);
	switch (rng_below(s->r, 4)) {
	case 0:
		a->nla_type ^= NLA_F_NESTED;
		break;
	case 1:
		a->nla_type ^= NLA_F_NET_BYTEORDER;
		break;
	case 2:
		a->nla_type = rng_below(s->r, RELGATE_ATTR_MAX + 4);
		break;
	default:
		a->nla_type = rng_next(s->r);
	}
}

static void change_value(struct scene *s)
{
	const struct wire_spot *spot = some(s);
	uint64_t value = limit(s->r);
	uint32_t len;

	if (!spot)
		return;
	len = spot->len - NLA_HDRLEN;
	memcpy(s->w->b + spot->at + NLA_HDRLEN, &value, len < 8 ? len : 8);
}

/* Another payload of another size, headers telling the truth. */
static void resize(struct scene *s)
{
	const struct wire_spot *spot = some(s);
	uint8_t piece[PIECE + NLA_HDRLEN];
	struct nlattr a;
	uint32_t len;

	if (!spot)
		return;
	memcpy(&a, wire_attr(s->w, spot), sizeof(a));
	len = rng_below(s->r, rng_one_in(s->r, 4) ? PIECE - 3 : 40);
	a.nla_len = NLA_HDRLEN + len;
	memcpy(piece, &a, sizeof(a));
	rng_bytes(s->r, piece + NLA_HDRLEN, NLA_ALIGN(len));
	wire_splice(s->w, s->spots, spot->parent, spot->at, NLA_ALIGN(spot->len), piece,
		    NLA_ALIGN(a.nla_len));
}

static uint32_t copy_of(struct scene *s, const struct wire_spot *spot, uint8_t *piece)
{
	uint32_t len = NLA_ALIGN(spot->len);

	if (len > PIECE)
		return 0;
	memcpy(piece, s->w->b + spot->at, len);
	return len;
}

/* An attribute to another place: it may leave its nest. */
static void swap(struct scene *s)
{
	const struct wire_spot *from = some(s), *to = some(s);
	uint8_t piece[PIECE];
	uint32_t len = from ? copy_of(s, from, piece) : 0;

	if (!len || to->at >= from->at)
		return;
	wire_splice(s->w, s->spots, from->parent, from->at, len, NULL, 0);
	wire_splice(s->w, s->spots, to->parent, to->at, 0, piece, len);
}

static void twice(struct scene *s)
{
	const struct wire_spot *spot = some(s);
	uint32_t n = rng_one_in(s->r, 8) ? 80 : 1, len;
	uint8_t piece[PIECE];

	len = spot ? copy_of(s, spot, piece) : 0;
	while (len && n--)
		wire_splice(s->w, s->spots, spot->parent, spot->at, 0, piece, len);
}

static void drop(struct scene *s)
{
	const struct wire_spot *spot = some(s);

	if (spot)
		wire_splice(s->w, s->spots, spot->parent, spot->at, NLA_ALIGN(spot->len), NULL, 0);
}

/* With or without the header knowing of it. */
static void cut(struct scene *s)
{
	uint32_t len = s->w->len - s->w->msg;

	s->w->len = s->w->msg + 1 + rng_below(s->r, len - 1);
	if (rng_below(s->r, 3) && s->w->len - s->w->msg >= NLMSG_HDRLEN)
		wire_head(s->w)->nlmsg_len = s->w->len - s->w->msg;
}

/* Nest in nest in nest, before whatever there is. */
static void nest(struct scene *s)
{
	uint32_t depth = 1 + rng_below(s->r, rng_one_in(s->r, 4) ? 200 : 12), i;
	uint16_t type = rng_one_in(s->r, 2) ? RELGATE_ATTR_QUESTION :
					      rng_below(s->r, RELGATE_ATTR_MAX + 2);
	uint8_t piece[200 * NLA_HDRLEN];
	struct nlattr a = { .nla_type = type | NLA_F_NESTED };

	for (i = 0; i < depth; i++) {
		a.nla_len = (depth - i) * NLA_HDRLEN;
		memcpy(piece + i * NLA_HDRLEN, &a, sizeof(a));
	}
	wire_splice(s->w, s->spots, -1, s->w->msg + NLMSG_HDRLEN + GENL_HDRLEN, 0, piece,
		    depth * NLA_HDRLEN);
}

static void change_header(struct scene *s)
{
	struct nlmsghdr *h = wire_head(s->w);
	struct genlmsghdr *g = (struct genlmsghdr *)(h + 1);

	switch (rng_below(s->r, 6)) {
	case 0:
		h->nlmsg_len = limit(s->r);
		break;
	case 1:
		h->nlmsg_flags = rng_next(s->r);
		break;
	case 2:
		h->nlmsg_flags ^= NLM_F_DUMP;
		break;
	case 3:
		g->cmd = rng_below(s->r, RELGATE_CMD_MAX + 3);
		break;
	case 4:
		g->version = rng_next(s->r);
		break;
	default:
		g->reserved = rng_next(s->r);
	}
}

static void tail(struct scene *s)
{
	uint8_t piece[64];
	uint32_t len = 1 + rng_below(s->r, sizeof(piece));

	rng_bytes(s->r, piece, len);
	wire_splice(s->w, s->spots, -1, s->w->len, 0, piece, len);
}

static void (*const how[MUTATE_COUNT])(struct scene *s) = {
	[MUTATE_BYTE] = change_byte,	[MUTATE_LENGTH] = change_length,
	[MUTATE_TYPE] = change_type,	[MUTATE_VALUE] = change_value,
	[MUTATE_RESIZE] = resize,	[MUTATE_SWAP] = swap,
	[MUTATE_DOUBLE] = twice,	[MUTATE_DROP] = drop,
	[MUTATE_CUT] = cut,		[MUTATE_NEST] = nest,
	[MUTATE_HEADER] = change_header, [MUTATE_TAIL] = tail,
};

/** mutate() - one change to the last message of a datagram: which */
enum mutation mutate(struct wire *w, struct rng *r)
{
	enum mutation m = rng_below(r, MUTATE_COUNT);
	struct scene s = { .w = w, .r = r };

	/* Of a message that was cut off there is not always enough left. */
	if (w->len - w->msg < NLMSG_HDRLEN + GENL_HDRLEN)
		return m;
	s.n = wire_spots(w, s.spots);
	how[m](&s);
	return m;
}
