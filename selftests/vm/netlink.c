// SPDX-License-Identifier: GPL-2.0-only
/*
 * netlink [POLICY]
 *
 * Misuses the loaded module's netlink family in a network namespace of its own, and
 * prints KTAP: whatever is wrong with an upload, it is refused with a message, and
 * the policy in force stays.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <netlink/genl/ctrl.h>
#include "engine/kmod.h"
#include "lib/util.h"
#include "policy/policy.h"

static unsigned int test, failed;
static const uint8_t *image;
static uint32_t size;

static void ok(bool good, const char *name, const char *detail)
{
	printf("%sok %u %s\n", good ? "" : "not ", ++test, name);
	if (!good)
		printf("#   %s\n", detail);
	failed += !good;
}

/* Errors are expected here: what the kernel said is in k->message. */
static void hush(bool on)
{
	static int saved = -1;
	int null;

	fflush(stderr);
	if (on) {
		saved = dup(2);
		null = open("/dev/null", O_WRONLY | O_CLOEXEC);
		dup2(null, 2);
		close(null);
	} else {
		dup2(saved, 2);
		close(saved);
	}
}

static int call(struct rg_knl *k, struct nl_msg *msg)
{
	int err;

	hush(true);
	err = rg_knl_call(k, msg, NULL, NULL);
	hush(false);
	return err;
}

static int chunk(struct rg_knl *k, uint32_t total, uint32_t offset, const uint8_t *data,
		 uint32_t len)
{
	struct nl_msg *msg = rg_knl_msg(k, RELGATE_CMD_UPLOAD, 0);

	nla_put_u32(msg, RELGATE_ATTR_SIZE, total);
	nla_put_u32(msg, RELGATE_ATTR_OFFSET, offset);
	nla_put(msg, RELGATE_ATTR_DATA, len, data);
	return call(k, msg);
}

static int upload(struct rg_knl *k, const uint8_t *bytes)
{
	uint32_t at, len;

	for (at = 0; at < size; at += len) {
		len = size - at < 8192 ? size - at : 8192;
		if (chunk(k, size, at, bytes + at, len))
			return -1;
	}
	return 0;
}

static int commit(struct rg_knl *k, const uint8_t *digest)
{
	struct nl_msg *msg = rg_knl_msg(k, RELGATE_CMD_COMMIT, 0);

	nla_put(msg, RELGATE_ATTR_DIGEST, RG_DIGEST_LEN, digest);
	return call(k, msg);
}

static int simple(struct rg_knl *k, int cmd)
{
	return call(k, rg_knl_msg(k, cmd, 0));
}

static int on_generation(struct nlattr **tb, void *arg)
{
	if (tb[RELGATE_ATTR_GENERATION])
		*(uint64_t *)arg = nla_get_u64(tb[RELGATE_ATTR_GENERATION]);
	return 0;
}

static uint64_t generation(void)
{
	struct rg_knl k;
	uint64_t g = 0;

	if (rg_knl_open(&k))
		return 0;
	rg_knl_call(&k, rg_knl_msg(&k, RELGATE_CMD_GET, 0), on_generation, &g);
	rg_knl_close(&k);
	return g;
}

static const uint8_t *digest_of(const uint8_t *bytes)
{
	return ((const struct rg_image_header *)bytes)->digest;
}

/* The call failed, with these words, and generation 1 is in force. */
static void refused(const struct rg_knl *k, int err, const char *words, const char *name)
{
	char detail[400];
	uint64_t g = generation();

	snprintf(detail, sizeof(detail), "returned %d, said \"%s\", generation %llu", err, k->message,
		 (unsigned long long)g);
	ok(err && strstr(k->message, words) && g == 1, name, detail);
}

static void test_uploads(struct rg_knl *k)
{
	int err;

	err = commit(k, digest_of(image));
	refused(k, err, "no upload", "a commit without upload is refused");
	chunk(k, size, 0, image, 512);
	err = commit(k, digest_of(image));
	refused(k, err, "not complete", "a commit of half an image is refused");
	err = chunk(k, size, 512, image + 512, 512);
	refused(k, err, "no upload", "nothing of it is kept");
	chunk(k, size, 0, image, 512);
	err = chunk(k, size, 1024, image + 1024, 512);
	refused(k, err, "out of order", "a chunk out of order is refused");
	chunk(k, size, 0, image, 1024);
	err = chunk(k, size, 512, image + 512, 512);
	refused(k, err, "repeated", "a chunk that is repeated is refused");
	chunk(k, 1024, 0, image, 512);
	err = chunk(k, 1024, 512, image + 512, 1024);
	refused(k, err, "beyond", "a chunk beyond the size is refused");
	chunk(k, size, 0, image, 512);
	err = chunk(k, size + 8, 512, image + 512, 512);
	refused(k, err, "size", "a size that changes is refused");
	err = chunk(k, RG_IMAGE_MAX + 1, 0, image, 512);
	refused(k, err, "out of bounds", "an image that is too large is refused");
	err = chunk(k, 16, 0, image, 16);
	refused(k, err, "out of bounds", "an image that is too short is refused");
	chunk(k, size, 0, image, 512);
	err = simple(k, RELGATE_CMD_ABORT);
	ok(!err, "an upload can be aborted", k->message);
	err = simple(k, RELGATE_CMD_ABORT);
	refused(k, err, "no upload", "but once");
}

/* A request with some attributes left out, or of a wrong size. */
static void test_attributes(struct rg_knl *k)
{
	static const char *const name[] = { "a chunk without size is refused",
		"a chunk without offset is refused", "a chunk without data is refused" };
	struct nl_msg *msg;
	int without, err;

	for (without = 0; without < 3; without++) {
		msg = rg_knl_msg(k, RELGATE_CMD_UPLOAD, 0);
		if (without != 0)
			nla_put_u32(msg, RELGATE_ATTR_SIZE, size);
		if (without != 1)
			nla_put_u32(msg, RELGATE_ATTR_OFFSET, 0);
		if (without != 2)
			nla_put(msg, RELGATE_ATTR_DATA, 512, image);
		err = call(k, msg);
		refused(k, err, "missing", name[without]);
	}
	err = call(k, rg_knl_msg(k, RELGATE_CMD_COMMIT, 0));
	refused(k, err, "missing", "a commit without digest is refused");
	msg = rg_knl_msg(k, RELGATE_CMD_COMMIT, 0);
	nla_put(msg, RELGATE_ATTR_DIGEST, 16, image);
	err = call(k, msg);
	refused(k, err, "", "a digest of another length is refused");
	msg = rg_knl_msg(k, RELGATE_CMD_UPLOAD, 0);
	nla_put_u16(msg, RELGATE_ATTR_SIZE, 512);
	nla_put_u32(msg, RELGATE_ATTR_OFFSET, 0);
	nla_put(msg, RELGATE_ATTR_DATA, 512, image);
	err = call(k, msg);
	refused(k, err, "", "a size of another type is refused");
	err = chunk(k, size, 0, image, 0);
	refused(k, err, "empty", "an empty chunk is refused");
	chunk(k, size, 0, image, 512);
	err = chunk(k, size, 0xfffffe00, image, 512);
	refused(k, err, "out of order", "an offset that would wrap is refused");
	chunk(k, size, 0, image, 1024);
	err = chunk(k, size, 1023, image + 1023, 512);
	refused(k, err, "out of order", "a chunk that overlaps is refused");
	chunk(k, size, 0, image, 512);
	chunk(k, size, 0, image, 512);
	err = chunk(k, size, 1024, image + 1024, 512);
	refused(k, err, "out of order", "offset 0 begins anew");
}

static void test_contents(struct rg_knl *k)
{
	struct rg_image_header *h;
	uint8_t *bad = malloc(size), zero[RG_DIGEST_LEN] = { 0 };
	int err;

	h = (struct rg_image_header *)bad;
	upload(k, image);
	err = commit(k, zero);
	refused(k, err, "digest", "another digest than the image's is refused");
	memcpy(bad, image, size);
	h->digest[0] ^= 1;
	upload(k, bad);
	err = commit(k, h->digest);
	refused(k, err, "digest", "a digest that is not of the bytes is refused");
	memcpy(bad, image, size);
	h->version++;
	rg_image_digest(bad, size, h->digest);
	upload(k, bad);
	err = commit(k, h->digest);
	refused(k, err, "refused", "a version from the future is refused");
	memcpy(bad, image, size);
	h->sec[RG_SEC_AGREEMENT].count = 0xffffff;
	rg_image_digest(bad, size, h->digest);
	upload(k, bad);
	err = commit(k, h->digest);
	refused(k, err, "refused", "an image that leads out of itself is refused");
	free(bad);
}

static void test_sockets(struct rg_knl *k)
{
	struct rg_knl other;
	int err;

	chunk(k, size, 0, image, 512);
	rg_knl_open(&other);
	err = chunk(&other, size, 0, image, 512);
	refused(&other, err, "another upload", "a second upload beside another is refused");
	err = commit(&other, digest_of(image));
	refused(&other, err, "no upload", "nobody commits another's upload");
	rg_knl_close(k);
	usleep(200000);
	err = upload(&other, image) || commit(&other, digest_of(image));
	ok(!err && generation() == 2, "an upload whose socket closed is forgotten", other.message);
	rg_knl_close(&other);
	rg_knl_open(k);
}

/**
 * struct readout - an image on its way out
 * @generation: of its first chunk
 * @mixed: a chunk of another generation, or out of order
 */
struct readout {
	struct rg_knl k;
	uint64_t generation;
	uint32_t have, size;
	bool mixed, end;
};

static int on_image_chunk(struct nl_msg *msg, void *arg)
{
	struct nlattr *tb[RELGATE_ATTR_MAX + 1];
	struct readout *r = arg;
	uint64_t g;

	if (genlmsg_parse(nlmsg_hdr(msg), 0, tb, RELGATE_ATTR_MAX, NULL) ||
	    !tb[RELGATE_ATTR_GENERATION] || !tb[RELGATE_ATTR_OFFSET] || !tb[RELGATE_ATTR_DATA] ||
	    !tb[RELGATE_ATTR_SIZE]) {
		r->mixed = true;
		return NL_OK;
	}
	g = nla_get_u64(tb[RELGATE_ATTR_GENERATION]);
	if (!r->have)
		r->generation = g;
	r->size = nla_get_u32(tb[RELGATE_ATTR_SIZE]);
	r->mixed |= g != r->generation || nla_get_u32(tb[RELGATE_ATTR_OFFSET]) != r->have ||
		    memcmp(nla_data(tb[RELGATE_ATTR_DATA]), image + r->have,
			   nla_len(tb[RELGATE_ATTR_DATA]));
	r->have += nla_len(tb[RELGATE_ATTR_DATA]);
	return NL_OK;
}

static int on_image_end(struct nl_msg *msg, void *arg)
{
	(void)msg;
	((struct readout *)arg)->end = true;
	return NL_STOP;
}

/* The kernel makes the first message at once, and the others as they are read. */
static int readout_start(struct readout *r)
{
	struct nl_msg *msg;
	int err;

	memset(r, 0, sizeof(*r));
	if (rg_knl_open(&r->k))
		return -1;
	msg = rg_knl_msg(&r->k, RELGATE_CMD_IMAGE_GET, NLM_F_DUMP);
	err = nl_send_auto(r->k.sk, msg);
	nlmsg_free(msg);
	nl_socket_modify_cb(r->k.sk, NL_CB_VALID, NL_CB_CUSTOM, on_image_chunk, r);
	nl_socket_modify_cb(r->k.sk, NL_CB_FINISH, NL_CB_CUSTOM, on_image_end, r);
	return err < 0;
}

static void readout_finish(struct readout *r)
{
	while (!r->end && nl_recvmsgs_default(r->k.sk) >= 0)
		;
}

static int swap(struct rg_knl *k)
{
	return upload(k, image) || commit(k, digest_of(image));
}

#define READERS 8	/* and one policy in force: as many as a namespace may have in memory */

static void test_readers(struct rg_knl *k)
{
	struct readout r[READERS];
	uint64_t before = generation();
	bool whole = true;
	int i, err = 0;

	for (i = 0; i < READERS; i++)
		err |= readout_start(&r[i]) || swap(k);
	ok(!err && generation() == before + READERS, "the policy changes while it is read out",
	   k->message);
	err = swap(k);
	ok(err && strstr(k->message, "read out") && generation() == before + READERS,
	   "not more often than memory is bounded", k->message);
	for (i = 0; i < READERS; i++) {
		readout_finish(&r[i]);
		whole &= !r[i].mixed && r[i].have == size && r[i].size == size &&
			 r[i].generation == before + i;
		rg_knl_close(&r[i].k);
	}
	ok(whole, "each reader gets one generation, whole", "mixed, or cut off");
	usleep(300000);
	ok(!swap(k), "and afterwards it can change again", k->message);
}

/* As another user: -EPERM from everything that the family has. */
static int nobody(void)
{
	struct rg_knl k;
	int cmd, err, group, bad = 0;

	if (rg_knl_open(&k))
		return 1;
	if (setresgid(65534, 65534, 65534) || setresuid(65534, 65534, 65534))
		return 1;
	hush(true);
	rg_knl_close(&k);
	err = rg_knl_open(&k);
	for (cmd = RELGATE_CMD_GET; !err && cmd < RELGATE_CMD_EVENT; cmd++) {
		bool dump = cmd >= RELGATE_CMD_IMAGE_GET && cmd <= RELGATE_CMD_COUNTER_GET;

		if (!rg_knl_call(&k, rg_knl_msg(&k, cmd, dump ? NLM_F_DUMP : 0), NULL, NULL))
			bad |= 1 << cmd;
	}
	group = genl_ctrl_resolve_grp(k.sk, RELGATE_FAMILY_NAME, RELGATE_MCGRP_EVENTS);
	if (group < 0 || !nl_socket_add_membership(k.sk, group))
		bad |= 1;
	hush(false);
	return err || bad;
}

static void test_nobody(void)
{
	int status = 1;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid)
		_exit(nobody());
	waitpid(pid, &status, 0);
	ok(!status, "another user learns nothing and changes nothing", "something was allowed");
}

static void test_garbage(struct rg_knl *k)
{
	uint64_t before = generation();
	unsigned int i, n;
	struct nl_msg *msg;
	uint8_t junk[600];

	srand(20141229);
	for (i = 0; i < 3000; i++) {
		int cmd = rand() % (RELGATE_CMD_MAX + 3);

		/* What these do needs no attribute. */
		if (cmd == RELGATE_CMD_DETACH || cmd == RELGATE_CMD_BLOCK ||
		    cmd == RELGATE_CMD_ROLLBACK)
			continue;
		msg = rg_knl_msg(k, cmd, rand() % 4 ? 0 : NLM_F_DUMP);
		for (n = rand() % 6; n; n--) {
			int len = rand() % (rand() % 3 ? 9 : 600), j;

			for (j = 0; j < len; j++)
				junk[j] = rand();
			nla_put(msg, rand() % (RELGATE_ATTR_MAX + 4), len, junk);
		}
		call(k, msg);
	}
	ok(generation() == before, "3,000 random messages change nothing", "the generation moved");
}

static int compile(const char *path)
{
	static struct rg_compiled c;

	if (rg_policy_compile(path, stderr, 0, &c))
		return -1;
	image = c.image;
	size = c.size;
	return 0;
}

int main(int argc, char **argv)
{
	struct rg_apply a = { 0 };
	struct rg_knl k;

	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("KTAP version 1\n");
	if (compile(argc > 1 ? argv[1] : "policies/tisa-2014.rg"))
		return 1;
	a.image = image;
	a.size = size;
	/* The caller has made the namespace and the devices. */
	if (rg_engine_kmod.apply(&a) || rg_knl_open(&k)) {
		printf("Bail out! no policy could be put in force\n");
		return 1;
	}
	ok(generation() == 1, "the first policy is generation 1", "");
	test_uploads(&k);
	test_attributes(&k);
	test_contents(&k);
	test_sockets(&k);
	test_readers(&k);
	test_nobody();
	test_garbage(&k);
	rg_knl_close(&k);
	ok(!rg_engine_kmod.detach(), "detach", "");
	printf("1..%u\n", test);
	return failed != 0;
}
