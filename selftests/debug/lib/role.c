// SPDX-License-Identifier: GPL-2.0-only
/* Those who use the family as it is meant, while others fuzz it. */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <openssl/evp.h>
#include "make.h"
#include "role.h"

#define DUMP_CMDS 4
#define CHUNK 8192
#define IMAGE_ROOM (1 << 20)

/* ---- the policy in force ------------------------------------------------------- */

struct status {
	bool in_force;
	uint64_t generation;
	uint8_t digest[RG_DIGEST_LEN];
};

static void on_status(const struct reply *r, void *arg)
{
	const struct nlattr *digest = r->tb[RELGATE_ATTR_DIGEST];
	struct status *s = arg;

	if (r->end || !digest)
		return;
	s->in_force = true;
	s->generation = reply_u64(r->tb[RELGATE_ATTR_GENERATION]);
	memcpy(s->digest, (const uint8_t *)digest + NLA_HDRLEN, RG_DIGEST_LEN);
}

static int ask(struct role *me, uint8_t cmd, uint16_t flags, reply_fn fn, void *arg)
{
	me->w.len = 0;
	peer_begin(&me->p, &me->w, cmd, flags);
	wire_end(&me->w);
	return peer_call(&me->p, &me->w, fn, arg);
}

/** role_status() - what is in force: 0, -ENOENT if nothing is, or another errno */
int role_status(struct role *me, uint64_t *generation, uint8_t *digest)
{
	struct status s = { 0 };
	int err = ask(me, RELGATE_CMD_GET, 0, on_status, &s);

	if (err)
		return err;
	if (!s.in_force)
		return -ENOENT;
	*generation = s.generation;
	if (digest)
		memcpy(digest, s.digest, RG_DIGEST_LEN);
	return 0;
}

/** role_put() - upload an image and commit it: 0 or a negative errno */
int role_put(struct role *me, const struct image *i, bool dry_run)
{
	uint32_t at, len;
	int err;

	for (at = 0; at < i->size; at += len) {
		len = i->size - at < CHUNK ? i->size - at : CHUNK;
		me->w.len = 0;
		make_chunk(&me->p, &me->w, i, at, len);
		err = peer_call(&me->p, &me->w, NULL, NULL);
		if (err)
			return err;
	}
	me->w.len = 0;
	make_commit(&me->p, &me->w, image_digest(i), dry_run);
	return peer_call(&me->p, &me->w, NULL, NULL);
}

/** role_apply() - a right policy, mostly in force, sometimes dry: 0 or a negative errno */
int role_apply(struct role *me)
{
	static struct image i;

	image_variant(&i, &me->r);
	return role_put(me, &i, rng_one_in(&me->r, 6));
}

static void pause_ms(struct role *me, uint32_t most)
{
	usleep(1000 * rng_below(&me->r, most));
}

/** role_swap() - one policy after the other; others' uploads may be in the way */
void role_swap(struct role *me)
{
	while (!atomic_load(&me->l->stop)) {
		role_apply(me);
		pause_ms(me, 20);
	}
}

/** role_detach() - take the policy out of force, and put it there again */
void role_detach(struct role *me)
{
	static const uint8_t one = 1, zero;

	while (!atomic_load(&me->l->stop)) {
		role_apply(me);
		me->w.len = 0;
		peer_begin(&me->p, &me->w, RELGATE_CMD_BLOCK, 0);
		wire_put(&me->w, RELGATE_ATTR_BLOCKED, rng_one_in(&me->r, 2) ? &one : &zero, 1);
		wire_end(&me->w);
		peer_call(&me->p, &me->w, NULL, NULL);
		pause_ms(me, 30);
		if (!ask(me, RELGATE_CMD_DETACH, 0, NULL, NULL))
			atomic_fetch_add(&me->l->detaches, 1);
		pause_ms(me, 10);
	}
}

/** role_watch() - read again and again which policy is in force; it must not step back */
void role_watch(struct role *me)
{
	uint8_t digest[RG_DIGEST_LEN];
	uint64_t generation, last = 0;

	while (!atomic_load(&me->l->stop)) {
		if (!role_status(me, &generation, digest)) {
			if (generation < last)
				ledger_wrong(me->l, WRONG_DIGEST, "generation %llu after %llu",
					     (unsigned long long)generation,
					     (unsigned long long)last);
			last = generation;
			ledger_seen(me->l, generation, digest);
			atomic_fetch_add(&me->l->status, 1);
		} else if (!me->l->detached) {
			ledger_wrong(me->l, WRONG_DIGEST, "no policy was in force, after generation %llu",
				     (unsigned long long)last);
		}
		pause_ms(me, 5);
	}
}

/* ---- dumps ------------------------------------------------------------------------ */

struct dump {
	struct ledger *l;
	uint64_t generation;
	uint32_t size, have;
	bool mixed, ended;
	uint8_t bytes[IMAGE_ROOM];
};

static void on_dump(const struct reply *r, void *arg)
{
	const struct nlattr *data = r->tb[RELGATE_ATTR_DATA];
	struct dump *d = arg;
	uint64_t g;

	if (r->end) {
		d->ended = !r->error;
		return;
	}
	if (r->cmd == RELGATE_CMD_COUNTER_GET)
		return;
	g = reply_u64(r->tb[RELGATE_ATTR_GENERATION]);
	d->mixed |= d->generation && d->generation != g;
	d->generation = g;
	if (!data)
		return;
	d->size = reply_u32(r->tb[RELGATE_ATTR_SIZE]);
	if (reply_u32(r->tb[RELGATE_ATTR_OFFSET]) != d->have ||
	    d->have + data->nla_len - NLA_HDRLEN > IMAGE_ROOM) {
		d->mixed = true;
		return;
	}
	memcpy(d->bytes + d->have, (const uint8_t *)data + NLA_HDRLEN, data->nla_len - NLA_HDRLEN);
	d->have += data->nla_len - NLA_HDRLEN;
}

static void check_image(const struct dump *d)
{
	const struct rg_image_header *h = (const struct rg_image_header *)d->bytes;
	static const uint8_t zero[RG_DIGEST_LEN];
	const size_t at = offsetof(struct rg_image_header, digest);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	uint8_t own[EVP_MAX_MD_SIZE];

	if (!ctx)
		return;
	EVP_DigestInit_ex(ctx, EVP_sha256(), NULL);
	EVP_DigestUpdate(ctx, d->bytes, at);
	EVP_DigestUpdate(ctx, zero, sizeof(zero));
	EVP_DigestUpdate(ctx, d->bytes + at + sizeof(zero), d->have - at - sizeof(zero));
	EVP_DigestFinal_ex(ctx, own, NULL);
	EVP_MD_CTX_free(ctx);
	if (memcmp(own, h->digest, RG_DIGEST_LEN))
		ledger_wrong(d->l, WRONG_WHOLE, "generation %llu: the digest is not the image's",
			     (unsigned long long)d->generation);
	ledger_seen(d->l, d->generation, h->digest);
	atomic_fetch_add(&d->l->whole, 1);
}

static void check_dump(const struct dump *d, uint8_t cmd)
{
	atomic_fetch_add(&d->l->dumps, 1);
	if (d->mixed)
		ledger_wrong(d->l, WRONG_WHOLE, "a dump of command %u is of two generations", cmd);
	if (cmd != RELGATE_CMD_IMAGE_GET || !d->generation)
		return;
	if (d->have != d->size || d->have < sizeof(struct rg_image_header))
		ledger_wrong(d->l, WRONG_WHOLE, "%u of %u bytes were read of an image", d->have,
			     d->size);
	else
		check_image(d);
}

static int open_again(struct role *me)
{
	peer_close(&me->p);
	if (!peer_open(&me->p, me->l, me->family))
		return 0;
	ledger_wrong(me->l, WRONG_BROKEN, "a socket: %s", strerror(errno));
	return -1;
}

/** role_dump() - dumps to their end, and dumps whose socket closes in the middle */
void role_dump(struct role *me)
{
	static const uint8_t cmds[DUMP_CMDS] = { RELGATE_CMD_IMAGE_GET, RELGATE_CMD_INTERFACE_GET,
						 RELGATE_CMD_AGREEMENT_GET, RELGATE_CMD_COUNTER_GET };
	static struct dump d;
	uint8_t cmd;
	bool all;

	while (!atomic_load(&me->l->stop)) {
		cmd = cmds[rng_below(&me->r, rng_below(&me->r, 2) ? DUMP_CMDS : 1)];
		d = (struct dump){ .l = me->l };
		me->w.len = 0;
		peer_begin(&me->p, &me->w, cmd, NLM_F_DUMP);
		wire_end(&me->w);
		if (peer_send(&me->p, &me->w, true, false)) {
			ledger_wrong(me->l, WRONG_BROKEN, "send: %s", strerror(errno));
			return;
		}
		all = peer_receive(&me->p, rng_below(&me->r, 3) ? 100000 : rng_below(&me->r, 4),
				   on_dump, &d);
		if (all && d.ended) {
			check_dump(&d, cmd);
			continue;
		}
		atomic_fetch_add(&me->l->dumps_cut, 1);
		pause_ms(me, 5);
		if (open_again(me))
			return;
	}
}

/** role_listen() - take events, and leave and join the group again */
void role_listen(struct role *me)
{
	struct pollfd p = { .events = POLLIN };
	char b[8192];

	while (!atomic_load(&me->l->stop)) {
		p.fd = me->p.fd;
		if (setsockopt(me->p.fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &me->group,
			       sizeof(me->group)))
			ledger_wrong(me->l, WRONG_BROKEN, "events: %s", strerror(errno));
		while (!atomic_load(&me->l->stop) && rng_below(&me->r, 500)) {
			if (poll(&p, 1, 20) > 0 && recv(p.fd, b, sizeof(b), MSG_DONTWAIT) > 0)
				atomic_fetch_add(&me->l->events, 1);
		}
		if (open_again(me))
			return;
	}
}
