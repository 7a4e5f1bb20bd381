// SPDX-License-Identifier: GPL-2.0-only
/* The policy that a verb speaks of. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "../lib/util.h"
#include "source.h"

/* The compiler reports what is wrong in a policy; that there is none is another matter. */
static int readable(const char *path)
{
	struct stat st;
	int fd;

	if (!strcmp(path, "-"))
		return 0;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return rg_error("%s: %s", path, strerror(errno));
	if (!fstat(fd, &st) && S_ISDIR(st.st_mode)) {
		close(fd);
		return rg_error("%s is a directory; a policy file is expected", path);
	}
	close(fd);
	return 0;
}

static int compiled(struct rg_view *view, const char *path, const struct rg_compile *how,
		    struct rg_compiled *stats)
{
	struct rg_compiled c = { 0 };
	int ret;

	if (readable(path))
		return RG_EXIT_FAIL;
	fflush(stdout);
	ret = rg_policy_prove(path, how, stderr, rg_color_wanted(STDERR_FILENO), &c);
	if (ret) {
		ret = c.at_wrong ? RG_EXIT_FAIL : RG_EXIT_NO;
		rg_compiled_free(&c);
		return ret;
	}
	ret = rg_view_open(view, c.image, c.size, path);
	c.image = NULL;
	if (stats) {
		*stats = c;
		c.meet = NULL;
	}
	rg_compiled_free(&c);
	/* The compiler's own image was refused: its fault, not the author's. */
	return ret ? RG_EXIT_FAIL : RG_EXIT_YES;
}

int rg_source_file(struct rg_view *view, const char *path, struct rg_compiled *stats)
{
	static const struct rg_compile how = { .prove = 0 };

	return compiled(view, path, &how, stats);
}

int rg_source_proven(struct rg_view *view, const char *path, const char *at,
		     struct rg_compiled *stats)
{
	struct rg_compile how = { .prove = 1, .at = at };

	return compiled(view, path, &how, stats);
}

int rg_source_live(struct rg_view *view, struct rg_status *st)
{
	const struct rg_engine *engine = rg_engine_pick("auto");

	*view = (struct rg_view){ 0 };
	if (!engine || engine->status(st))
		return RG_EXIT_FAIL;
	if (!st->in_force) {
		rg_error("no policy is in force here; name a FILE, or put one in force with `relgate apply FILE`");
		return RG_EXIT_NO;
	}
	if (rg_view_open(view, st->image, st->image_size, "the policy in force")) {
		st->image = NULL;
		rg_status_free(st);
		return RG_EXIT_FAIL;
	}
	st->image = NULL;
	return RG_EXIT_YES;
}

int rg_source(struct rg_view *view, const char *path)
{
	struct rg_status st = { 0 };
	int ret;

	if (path)
		return rg_source_file(view, path, NULL);
	ret = rg_source_live(view, &st);
	if (ret != RG_EXIT_FAIL)
		rg_status_free(&st);
	/* To a question about a packet, "nothing is in force" is no answer. */
	return ret == RG_EXIT_NO ? RG_EXIT_FAIL : ret;
}

#define TRIES 5		/* policies that may come into force while counters are read */

/* One reading; @n->stale says that it was in vain. */
static int counters_of(const struct rg_engine *engine, struct rg_view *view, struct rg_counters *n)
{
	struct rg_status st = { 0 };
	int err;

	*view = (struct rg_view){ 0 };
	if (engine->status(&st))
		return -1;
	if (st.in_force) {
		err = rg_view_open(view, st.image, st.image_size, "the policy in force");
		st.image = NULL;
		n->generation = st.generation;
		rg_clock_set(&n->clock, time(NULL), st.mono, st.seen);
		n->agreements = err ? 0 : rg_view_count(view, RG_SEC_AGREEMENT);
	} else {
		err = 0;
	}
	rg_status_free(&st);
	if (!err)
		err = engine->counters(n);
	if (err || n->stale)
		rg_view_close(view);
	return err;
}

int rg_source_counters(struct rg_view *view, struct rg_counters **n)
{
	const struct rg_engine *engine = rg_engine_pick("auto");
	int tries;

	for (tries = 0; engine && tries < TRIES; tries++) {
		*n = calloc(1, sizeof(**n));
		if (!*n)
			return rg_error("out of memory"), RG_EXIT_FAIL;
		if (!counters_of(engine, view, *n) && !(*n)->stale)
			return RG_EXIT_YES;
		engine = (*n)->stale ? engine : NULL;
		rg_counters_free(*n);
	}
	if (engine)
		rg_error("the policy changed while its counters were read: try again");
	return RG_EXIT_FAIL;
}

const char *rg_refusal_text(const struct rg_view *v, uint32_t family)
{
	return rg_header(&v->img)->flags & family ? "reject" : "drop";
}

json_t *rg_policy_json(const struct rg_view *v)
{
	const struct rg_image_header *h = rg_header(&v->img);

	return json_pack("{so so so si s{ss ss}}",
			 "policy", rg_json_text(rg_view_string(v, h->name)),
			 "zone", rg_json_text(rg_view_zone(v)),
			 "digest", rg_json_hex(h->digest, RG_DIGEST_LEN),
			 "image_bytes", (int)v->size,
			 "refusals", "ipv4", rg_refusal_text(v, RG_REJECT_4),
			 "ipv6", rg_refusal_text(v, RG_REJECT_6));
}
