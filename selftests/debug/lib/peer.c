// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <linux/genetlink.h>
#include "peer.h"

#define RECEIVE_MAX	(128 * 1024)
#define BUFFER		(1 << 20)

/** peer_open() - 0, or -1 with errno */
int peer_open(struct peer *p, struct ledger *l, uint16_t family)
{
	int one = 1, room = BUFFER;

	p->l = l;
	p->family = family;
	p->n = 0;
	p->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
	if (p->fd < 0)
		return -1;
	setsockopt(p->fd, SOL_NETLINK, NETLINK_EXT_ACK, &one, sizeof(one));
	setsockopt(p->fd, SOL_NETLINK, NETLINK_CAP_ACK, &one, sizeof(one));
	setsockopt(p->fd, SOL_SOCKET, SO_SNDBUFFORCE, &room, sizeof(room));
	setsockopt(p->fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room));
	return 0;
}

void peer_close(struct peer *p)
{
	close(p->fd);
	p->fd = -1;
}

/** peer_begin() - a message to the family, acknowledged */
void peer_begin(struct peer *p, struct wire *w, uint8_t cmd, uint16_t flags)
{
	wire_begin(w, p->family, NLM_F_REQUEST | NLM_F_ACK | flags, ++p->seq, cmd,
		   RELGATE_FAMILY_VERSION);
}

/* The attributes as the kernel reads them: the last of a kind counts. */
static void note_commit(struct asked *q, const uint8_t *at, int len)
{
	const struct nlattr *a;

	for (; len >= NLA_HDRLEN; at += NLA_ALIGN(a->nla_len), len -= NLA_ALIGN(a->nla_len)) {
		a = (const struct nlattr *)at;
		if (a->nla_len < NLA_HDRLEN || a->nla_len > len)
			return;
		if ((a->nla_type & NLA_TYPE_MASK) == RELGATE_ATTR_DRY_RUN)
			q->dry = true;
		if ((a->nla_type & NLA_TYPE_MASK) == RELGATE_ATTR_DIGEST &&
		    a->nla_len == NLA_HDRLEN + RG_DIGEST_LEN)
			memcpy(q->digest, at + NLA_HDRLEN, RG_DIGEST_LEN);
	}
}

static void note_message(struct peer *p, uint8_t *at, uint32_t len, bool clean, bool may_detach)
{
	const struct nlmsghdr *h = (const struct nlmsghdr *)at;
	struct genlmsghdr *g = (struct genlmsghdr *)(at + NLMSG_HDRLEN);
	struct asked *q = &p->asked[p->n];

	if (p->n == PEER_ASKED)
		return;
	p->n++;
	memset(q, 0, sizeof(*q));
	q->seq = h->nlmsg_seq;
	q->clean = clean;
	if (h->nlmsg_type != p->family || len < NLMSG_HDRLEN + GENL_HDRLEN)
		return;
	if (g->cmd == RELGATE_CMD_DETACH && !may_detach)
		g->cmd = RELGATE_CMD_GET;
	q->cmd = g->cmd <= RELGATE_CMD_MAX ? g->cmd : 0;
	atomic_fetch_add(&p->l->sent_to[q->cmd], 1);
	if (q->cmd == RELGATE_CMD_COMMIT)
		note_commit(q, at + NLMSG_HDRLEN + GENL_HDRLEN, len - NLMSG_HDRLEN - GENL_HDRLEN);
}

/* Goes through the datagram as the kernel will. */
static void note(struct peer *p, struct wire *w, bool clean, bool may_detach)
{
	const struct nlmsghdr *h;
	uint32_t at = 0;

	p->n = 0;
	while (w->len - at >= NLMSG_HDRLEN) {
		h = (const struct nlmsghdr *)(w->b + at);
		if (h->nlmsg_len < NLMSG_HDRLEN || h->nlmsg_len > w->len - at)
			return;
		note_message(p, w->b + at, h->nlmsg_len, clean, may_detach);
		at += NLMSG_ALIGN(h->nlmsg_len);
		if (at >= w->len)
			return;
	}
}

/**
 * peer_send() - send a datagram
 * @clean: its messages are as they were made
 * @may_detach: else a message that would detach asks for the status instead
 *
 * Return: 0, or -1 with errno.
 */
int peer_send(struct peer *p, struct wire *w, bool clean, bool may_detach)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };

	note(p, w, clean, may_detach);
	if (sendto(p->fd, w->b, w->len, 0, (struct sockaddr *)&kernel, sizeof(kernel)) < 0)
		return -1;
	atomic_fetch_add(&p->l->datagrams, 1);
	atomic_fetch_add(&p->l->messages, p->n ? p->n : 1);
	return 0;
}

static const struct asked *question(const struct peer *p, uint32_t seq)
{
	uint32_t i;

	for (i = p->n; i--;) {
		if (p->asked[i].seq == seq)
			return &p->asked[i];
	}
	return NULL;
}

/* Into @tb; false: it is not well-formed. */
static bool attributes(const uint8_t *at, int len, const struct nlattr **tb)
{
	const struct nlattr *a;

	for (; len >= NLA_HDRLEN; at += NLA_ALIGN(a->nla_len), len -= NLA_ALIGN(a->nla_len)) {
		a = (const struct nlattr *)at;
		if (a->nla_len < NLA_HDRLEN || a->nla_len > len)
			return false;
		if ((a->nla_type & NLA_TYPE_MASK) <= RELGATE_ATTR_MAX)
			tb[a->nla_type & NLA_TYPE_MASK] = a;
	}
	return len <= 0;
}

uint64_t reply_u64(const struct nlattr *a)
{
	uint64_t value = 0;

	if (a && a->nla_len == NLA_HDRLEN + 8)
		memcpy(&value, (const uint8_t *)a + NLA_HDRLEN, 8);
	return value;
}

uint32_t reply_u32(const struct nlattr *a)
{
	uint32_t value = 0;

	if (a && a->nla_len == NLA_HDRLEN + 4)
		memcpy(&value, (const uint8_t *)a + NLA_HDRLEN, 4);
	return value;
}

static const char *text_of(const struct nlmsghdr *h, int skip)
{
	const uint8_t *at = (const uint8_t *)NLMSG_DATA(h) + skip;
	int len = (int)h->nlmsg_len - NLMSG_HDRLEN - skip;
	const struct nlattr *a = (const struct nlattr *)at;

	for (; len > NLA_HDRLEN; a = (const struct nlattr *)at) {
		if (a->nla_len < NLA_HDRLEN || a->nla_len > len)
			break;
		if ((a->nla_type & NLA_TYPE_MASK) == NLMSGERR_ATTR_MSG && at[a->nla_len - 1] == 0)
			return (const char *)at + NLA_HDRLEN;
		at += NLA_ALIGN(a->nla_len);
		len -= NLA_ALIGN(a->nla_len);
	}
	return "";
}

/* Refusals for which the kernel itself finds no words, or which need none. */
static bool speechless(int error)
{
	return error == -EPERM || error == -EOPNOTSUPP || error == -ENOMEM || error == -ENOBUFS ||
	       error == -EINTR;
}

static void count_end(struct ledger *l, const struct reply *r)
{
	if (!r->error) {
		atomic_fetch_add(&l->accepted, 1);
		atomic_fetch_add(&l->accepted_by[r->to->cmd], 1);
		return;
	}
	atomic_fetch_add(&l->refused, 1);
	if (-r->error > 0 && -r->error < LEDGER_ERRNOS)
		atomic_fetch_add(&l->by_errno[-r->error], 1);
	if (*r->text)
		ledger_text(l, r->text);
	else
		atomic_fetch_add(&l->silent, 1);
	if (!*r->text && r->to->clean && r->to->cmd && !speechless(r->error))
		ledger_wrong(l, WRONG_SILENT, "command %u was refused with %d (%s) and no word",
			     r->to->cmd, r->error, strerror(-r->error));
}

static void note_answer(struct peer *p, const struct reply *r)
{
	if (r->cmd != RELGATE_CMD_COMMIT)
		return;
	if (!r->tb[RELGATE_ATTR_GENERATION])
		ledger_wrong(p->l, WRONG_STRAY, "a commit was answered without a generation");
	else if (r->to->dry)
		atomic_fetch_add(&p->l->dry_runs, 1);
	else {
		p->commits++;
		atomic_fetch_add(&p->l->swaps, 1);
		ledger_committed(p->l, reply_u64(r->tb[RELGATE_ATTR_GENERATION]), r->to->digest);
	}
}

static void one(struct peer *p, const struct nlmsghdr *h, reply_fn fn, void *arg)
{
	const struct genlmsghdr *g = NLMSG_DATA(h);
	struct reply r = { .to = question(p, h->nlmsg_seq), .text = "" };

	if (!r.to) {
		ledger_wrong(p->l, WRONG_STRAY, "an answer of type %u has a strange sequence number",
			     h->nlmsg_type);
		return;
	}
	if (h->nlmsg_type == NLMSG_ERROR || h->nlmsg_type == NLMSG_DONE) {
		r.end = true;
		memcpy(&r.error, NLMSG_DATA(h), sizeof(r.error));
		if (h->nlmsg_flags & NLM_F_ACK_TLVS)
			r.text = text_of(h, h->nlmsg_type == NLMSG_DONE ? sizeof(int) :
					 sizeof(struct nlmsgerr));
		count_end(p->l, &r);
	} else if (h->nlmsg_type == p->family && h->nlmsg_len >= NLMSG_HDRLEN + GENL_HDRLEN) {
		r.cmd = g->cmd;
		if (!attributes((const uint8_t *)(g + 1),
				h->nlmsg_len - NLMSG_HDRLEN - GENL_HDRLEN, r.tb))
			ledger_wrong(p->l, WRONG_STRAY, "an answer to command %u is garbled", g->cmd);
		note_answer(p, &r);
	} else {
		return;
	}
	if (fn)
		fn(&r, arg);
}

/**
 * peer_receive() - take the answers that are there
 * @most: datagrams; dumps are then left unfinished
 * @fn: called with each, or NULL
 *
 * The kernel has answered when the sending returns.  Return: all were taken.
 */
bool peer_receive(struct peer *p, uint32_t most, reply_fn fn, void *arg)
{
	static __thread uint8_t b[RECEIVE_MAX] __attribute__((aligned(8)));
	const struct nlmsghdr *h;
	ssize_t len;

	while (most--) {
		len = recv(p->fd, b, sizeof(b), MSG_DONTWAIT);
		if (len < 0 && errno == ENOBUFS) {
			atomic_fetch_add(&p->l->lost, 1);
			continue;
		}
		if (len < 0 && errno != EAGAIN)
			ledger_wrong(p->l, WRONG_BROKEN, "receive: %s", strerror(errno));
		if (len <= 0)
			return true;
		for (h = (void *)b; NLMSG_OK(h, len); h = NLMSG_NEXT(h, len))
			one(p, h, fn, arg);
	}
	return false;
}

struct call {
	int error;
	bool ended;
	reply_fn fn;
	void *arg;
};

static void on_call(const struct reply *r, void *arg)
{
	struct call *c = arg;

	if (r->end) {
		c->ended = true;
		c->error = r->error;
	}
	if (c->fn)
		c->fn(r, c->arg);
}

/** peer_call() - send a request as it is and take its answer: 0 or a negative errno */
int peer_call(struct peer *p, struct wire *w, reply_fn fn, void *arg)
{
	struct call c = { .fn = fn, .arg = arg };

	if (peer_send(p, w, true, true))
		return -errno;
	peer_receive(p, UINT32_MAX, on_call, &c);
	return c.ended ? c.error : -EIO;
}
