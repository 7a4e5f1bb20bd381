// SPDX-License-Identifier: GPL-2.0-only
/* The fuzzer: requests that the specification allows, then changed. */
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "make.h"
#include "role.h"

#define SOCKET_LIFE	80	/* datagrams, about */
#define RECEIVE_MOST	64	/* datagrams of an answer; a dump may go on behind them */
#define BATCH_MOST	12
#define CHUNK_MOST	RELGATE_CHUNK_MAX

static void change(struct role *me, uint32_t times)
{
	while (times--)
		atomic_fetch_add(&me->l->mutated[mutate(&me->w, &me->r)], 1);
}

static void flush(struct role *me, bool clean)
{
	if (me->w.len && peer_send(&me->p, &me->w, clean, me->l->detached))
		ledger_wrong(me->l, WRONG_BROKEN, "send: %s", strerror(errno));
	peer_receive(&me->p, RECEIVE_MOST, NULL, NULL);
	me->w.len = 0;
}

/* How often a message is changed: a quarter of them is not. */
static uint32_t times(struct role *me)
{
	return rng_below(&me->r, 4) ? 1 + rng_below(&me->r, 3) : 0;
}

static void single(struct role *me)
{
	uint32_t n = times(me);

	me->w.len = 0;
	make_request(&me->p, &me->w, &me->r, make_command(&me->r));
	change(me, n);
	flush(me, !n);
}

static void batch(struct role *me)
{
	uint32_t n = 2 + rng_below(&me->r, BATCH_MOST);

	me->w.len = 0;
	while (n--) {
		make_request(&me->p, &me->w, &me->r, make_command(&me->r));
		change(me, rng_one_in(&me->r, 4));
	}
	flush(me, false);
}

static void noise(struct role *me)
{
	struct nlmsghdr h = { .nlmsg_type = me->family, .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK };

	me->w.msg = 0;
	me->w.len = NLMSG_HDRLEN + rng_below(&me->r, 300);
	rng_bytes(&me->r, me->w.b, me->w.len);
	h.nlmsg_len = me->w.len;
	h.nlmsg_seq = ++me->p.seq;
	memcpy(me->w.b, &h, sizeof(h));
	flush(me, false);
}

static void send_chunks(struct role *me, const struct image *i, bool faults)
{
	uint32_t at, len, n;

	for (at = 0; at < i->size; at += len) {
		len = 1 + rng_below(&me->r, rng_one_in(&me->r, 4) ? 900 : CHUNK_MOST);
		if (len > i->size - at)
			len = i->size - at;
		n = faults && rng_one_in(&me->r, 6) ? 1 + rng_below(&me->r, 2) : 0;
		me->w.len = 0;
		make_chunk(&me->p, &me->w, i, at, len);
		change(me, n);
		flush(me, !n);
		if (faults && rng_one_in(&me->r, 40))
			return;
	}
}

/* A right or wrong image, in right or wrong pieces. */
static void upload(struct role *me)
{
	bool wrong = rng_below(&me->r, 4), faults = rng_one_in(&me->r, 4);
	uint32_t before = me->p.commits;
	static struct image i;

	if (wrong)
		image_wrong(&i, &me->r);
	else
		image_variant(&i, &me->r);
	send_chunks(me, &i, faults);
	me->w.len = 0;
	make_commit(&me->p, &me->w, image_digest(&i), rng_one_in(&me->r, 8));
	change(me, faults);
	flush(me, !faults);
	if (wrong) {
		atomic_fetch_add(&me->l->images, 1);
		atomic_fetch_add(&me->l->images_accepted, me->p.commits != before);
	}
}

/** role_fuzz() - send the share of messages */
void role_fuzz(struct role *me)
{
	uint32_t seq = me->p.seq;

	while (me->p.seq - seq < me->messages && !atomic_load(&me->l->stop)) {
		switch (rng_below(&me->r, 20)) {
		case 0:
			noise(me);
			break;
		case 1:
		case 2:
			upload(me);
			break;
		case 3:
		case 4:
			batch(me);
			break;
		default:
			single(me);
		}
		if (!rng_one_in(&me->r, SOCKET_LIFE))
			continue;
		peer_close(&me->p);
		if (peer_open(&me->p, me->l, me->family)) {
			ledger_wrong(me->l, WRONG_BROKEN, "a socket: %s", strerror(errno));
			return;
		}
	}
}
