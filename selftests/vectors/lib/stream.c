// SPDX-License-Identifier: GPL-2.0-only
/* The next packet of a stream: what the cache says of it is what the core says. */
#include <string.h>
#include "lib/util.h"
#include "vec.h"

#define GENERATION	3
#define TICK		5

static void judge(const struct rg_image *img, struct rg_work *w)
{
	rg_choose(img, w);
	rg_steer(img, w);
	rg_relabel(img, w);
	if (!w->v.pass) {
		rg_tell(img, w);
		return;
	}
	if (rg_foresee_begin(w)) {
		rg_permits(img, w);
		rg_foresee_end(w);
	}
}

/* One hop less, and of IPv4 another identification; the checksum is right. */
static void next_packet(struct rg_work *w)
{
	if (w->hdr[12] != 8) {
		w->hdr[21]--;
		return;
	}
	w->hdr[19]++;
	w->hdr[22]--;
	vec_checksum4(w->hdr + 14, (w->hdr[14] & 15u) * 4);
}

/* Kept of the packet that was asked; false: it is none of a stream. */
static bool keep(const struct rg_image *img, const struct rg_work *asked, struct rg_work *w,
		 struct rg_cached *c)
{
	*w = *asked;
	memset(c, 0, sizeof(*c));
	if (rg_cache_key(w) == RG_CACHE_NONE || w->pkt.ttl < 3 || rg_parse(w) != RG_R_OK)
		return false;
	judge(img, w);
	if (!rg_cache_may(w))
		return false;
	rg_cache_keep(c, w, GENERATION, TICK, rg_tally_key(w, RG_HOOK_INGRESS));
	return rg_cache_keep(c, w, GENERATION, TICK, rg_tally_key(w, RG_HOOK_INGRESS));
}

/**
 * vec_stream() - ask the cache about the packet after this one
 * @img: policy
 * @asked: a question for rg_choose(), as it was asked
 *
 * Return: 0, or -1 after rg_error(): what was kept is not what the core says of it.
 */
int vec_stream(const struct rg_image *img, const struct rg_work *asked)
{
	static struct rg_work w, told;
	struct rg_cached c;

	if (!keep(img, asked, &w, &c))
		return 0;
	w = *asked;
	next_packet(&w);
	if (rg_cache_key(&w) == RG_CACHE_NONE || !rg_cache_same(&c, &w, GENERATION, TICK))
		return rg_error("the next packet of its stream is not taken for one");
	told = w;
	rg_cache_take(&c, &told);
	if (told.v.pass && (!told.foreseen.pass || told.v.edit != RG_EDIT_KEEP))
		return rg_error("kept, though it does not leave as it came");
	if (rg_parse(&w) != RG_R_OK)
		return rg_error("the next packet of its stream cannot be read");
	judge(img, &w);
	if (memcmp(&w.v, &told.v, sizeof(w.v)) || rg_tally_key(&w, RG_HOOK_INGRESS) != told.tally ||
	    (w.v.pass && memcmp(&w.foreseen, &told.foreseen, sizeof(w.foreseen))))
		return rg_error("the stream's next packet is %s, and %s was kept",
				rg_reason_name(w.v.reason), rg_reason_name(told.v.reason));
	return 0;
}
