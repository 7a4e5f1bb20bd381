// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>
#include <linux/genetlink.h>
#include "include/uapi/linux/relgate_netlink.h"
#include "wire.h"

struct nlmsghdr *wire_head(struct wire *w)
{
	return (struct nlmsghdr *)(w->b + w->msg);
}

/** wire_begin() - another message in the datagram */
void wire_begin(struct wire *w, uint16_t type, uint16_t flags, uint32_t seq, uint8_t cmd,
		uint8_t version)
{
	struct nlmsghdr h = { .nlmsg_type = type, .nlmsg_flags = flags, .nlmsg_seq = seq };
	struct genlmsghdr g = { .cmd = cmd, .version = version };

	w->msg = w->len = NLMSG_ALIGN(w->len);
	memcpy(w->b + w->msg, &h, sizeof(h));
	memcpy(w->b + w->msg + NLMSG_HDRLEN, &g, sizeof(g));
	w->len += NLMSG_HDRLEN + GENL_HDRLEN;
}

void wire_end(struct wire *w)
{
	wire_head(w)->nlmsg_len = w->len - w->msg;
}

/** wire_put() - an attribute; left out if the datagram is full */
void wire_put(struct wire *w, uint16_t type, const void *data, uint32_t len)
{
	struct nlattr a = { .nla_len = NLA_HDRLEN + len, .nla_type = type };

	if (w->len + NLA_HDRLEN + NLA_ALIGN(len) > WIRE_MAX)
		return;
	memcpy(w->b + w->len, &a, sizeof(a));
	memset(w->b + w->len + NLA_HDRLEN, 0, NLA_ALIGN(len));
	if (len)
		memcpy(w->b + w->len + NLA_HDRLEN, data, len);
	w->len += NLA_HDRLEN + NLA_ALIGN(len);
}

/** wire_nest() - open a nest: its offset, for wire_nest_end() */
uint32_t wire_nest(struct wire *w, uint16_t type)
{
	uint32_t at = w->len;

	wire_put(w, type | NLA_F_NESTED, NULL, 0);
	return at;
}

void wire_nest_end(struct wire *w, uint32_t at)
{
	((struct nlattr *)(w->b + at))->nla_len = w->len - at;
}

struct nlattr *wire_attr(struct wire *w, const struct wire_spot *spot)
{
	return (struct nlattr *)(w->b + spot->at);
}

static uint32_t spots_of(struct wire *w, uint32_t at, uint32_t end, int parent,
			 struct wire_spot *spots, uint32_t n)
{
	const struct nlattr *a;

	while (n < WIRE_SPOTS && at + NLA_HDRLEN <= end) {
		a = (const struct nlattr *)(w->b + at);
		if (a->nla_len < NLA_HDRLEN || at + a->nla_len > end)
			break;
		spots[n++] = (struct wire_spot){ at, a->nla_len, parent };
		at += NLA_ALIGN(a->nla_len);
	}
	return n;
}

/**
 * wire_spots() - the attributes of the message, as far as they are well-formed
 * @spots: room for WIRE_SPOTS; parents come before what is in them
 *
 * Return: how many.
 */
uint32_t wire_spots(struct wire *w, struct wire_spot *spots)
{
	uint32_t n = spots_of(w, w->msg + NLMSG_HDRLEN + GENL_HDRLEN, w->len, -1, spots, 0), i;

	for (i = 0; i < n; i++) {
		if (wire_attr(w, &spots[i])->nla_type & NLA_F_NESTED)
			n = spots_of(w, spots[i].at + NLA_HDRLEN, spots[i].at + spots[i].len, i,
				     spots, n);
	}
	return n;
}

/**
 * wire_splice() - replace bytes of the message; the lengths around them follow
 * @spots: from wire_spots()
 * @parent: attribute that the bytes are in, or -1
 * @at: offset in the datagram
 * @remove: bytes to take away
 * @put: bytes to insert, @len of them; not from this datagram
 */
void wire_splice(struct wire *w, const struct wire_spot *spots, int parent, uint32_t at,
		 uint32_t remove, const uint8_t *put, uint32_t len)
{
	if (at + remove > w->len || w->len - remove + len > WIRE_MAX)
		return;
	memmove(w->b + at + len, w->b + at + remove, w->len - at - remove);
	if (len)
		memcpy(w->b + at, put, len);
	w->len += len - remove;
	wire_head(w)->nlmsg_len += len - remove;
	for (; parent >= 0; parent = spots[parent].parent)
		wire_attr(w, &spots[parent])->nla_len += len - remove;
}
