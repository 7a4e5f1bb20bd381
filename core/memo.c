// SPDX-License-Identifier: GPL-2.0-only
/*
 * Answers, kept: choose and permits are functions of the policy's generation, the time
 * in seconds, the interfaces, whose the two addresses are, and the octets of the label.
 * All of these are the key, octet by octet, so that what is kept is exact; with the
 * second it lapses.  Each CPU has a table of fixed size, and a key stands in one slot
 * of it: who varies labels pushes others' answers out, and those packets are judged in
 * full, as they would be without it.
 */
#include "core.h"

/*
 * The option in words.  The last word ends where the option ends, and overlaps the one
 * before: no octet behind the option is in the key.
 */
RG_LOCAL void rg_memo_option(struct rg_work *w, u32 opt, u32 len)
{
	const u8 *p = w->hdr + opt;
	u32 i;

	for (i = 0; i < RG_MEMO_OPT / 8; i++) {
		if (i * 8 + 8 <= len)
			w->memo_key[RG_MEMO_FIXED + i] = rg_load64(p + i * 8);
		else
			w->memo_key[RG_MEMO_FIXED + i] = 0;
	}
	if (len & 7)
		w->memo_key[RG_MEMO_FIXED + (len >> 3 & (RG_MEMO_OPT / 8 - 1))] =
			rg_load64(&RG_AT(w->hdr, opt + len - 8));
}

/* A slot by all words of the key. */
RG_LOCAL u32 rg_memo_slot(const u64 *key)
{
	return rg_mix(key, RG_MEMO_WORDS, RG_MEMO_WORDS) >> 40 & (RG_MEMO_SLOTS - 1);
}

/**
 * rg_memo_key() - what the answer to a question depends on
 * @w: parsed packet and inputs, after rg_owners(); gets memo_key
 * @generation: of the policy; no two policies of a table have the same
 * @question: enum rg_memo_question
 *
 * Return: the slot where the answer may be kept, or RG_MEMO_NONE if it may not be: the
 * gate's own errors, and labels of unusual length.
 */
RG_API u32 rg_memo_key(struct rg_work *w, u64 generation, u32 question)
{
	const struct rg_packet *pkt = &w->pkt;
	u32 opt = pkt->opt, len = pkt->kind == RG_LABEL_NONE ? 0 : pkt->opt_len;
	u64 *key = w->memo_key;

	w->memo_may = 0;
	if (w->own || !pkt->family || (len && len < 8) || len > RG_MEMO_OPT ||
	    opt > RG_HDR_MAX - RG_MEMO_OPT)
		return RG_MEMO_NONE;
	key[0] = generation;
	key[1] = w->clock.wall;
	key[2] = w->clock.mono;
	key[3] = w->value_src | (u64)w->value_dst << 32;
	key[5] = pkt->kind | (u64)pkt->tag << 8 | (u64)pkt->level << 16 |
		 (u64)pkt->flags << 24 | (u64)len << 32;
	rg_memo_option(w, opt, len);
	w->memo_may = 1;
	return rg_memo_next(w, question);
}

/**
 * rg_memo_next() - the same packet, another question
 * @w: after rg_memo_key(); the inputs in, out, route and relay may have changed
 *
 * Return: as rg_memo_key().
 */
RG_API u32 rg_memo_next(struct rg_work *w, u32 question)
{
	if (!w->memo_may)
		return RG_MEMO_NONE;
	w->memo_key[4] = w->in | (u64)(question == RG_MEMO_CHOOSE ? w->route : w->out) << 16 |
			 (u64)question << 32 | (u64)w->relay << 40 | (u64)w->pkt.family << 48 |
			 (u64)rg_tunnel(&w->pkt) << 56;
	return rg_memo_slot(w->memo_key);
}

/* Only these are looked at once the answer is there. */
RG_LOCAL bool rg_memo_needs_label(const struct rg_verdict *v)
{
	return v->way == RG_WAY_VIA || v->edit != RG_EDIT_KEEP;
}

/**
 * rg_memo_answer() - take an answer that was kept
 * @m: the slot that rg_memo_key() named
 * @w: after rg_memo_key()
 *
 * Return: whether it was there; then @w is as the question would have left it, but that
 * of the label, where no more is asked, only level and origins are.
 */
RG_API bool rg_memo_answer(const struct rg_memo *m, struct rg_work *w)
{
	u64 differ = 0;
	u32 i;

	for (i = 0; i < RG_MEMO_WORDS; i++)
		differ |= m->key[i] ^ w->memo_key[i];
	if (differ)
		return false;
	w->v = m->v;
	w->via_pos = m->via_pos;
	w->via_mask = m->via_mask;
	w->via_pair = m->via_pair;
	w->pkt.doi = m->doi;
	w->sender = m->sender;
	w->dest = m->dest;
	w->labelled = m->labelled;
	if (w->memo_key[4] >> 32 & RG_MEMO_PERMITS)
		w->route = w->out;
	if (rg_memo_needs_label(&m->v)) {
		w->label = m->label;
		return true;
	}
	w->label.level = m->label.level;
	for (i = 0; i < RG_NSET_WORDS; i++)
		w->label.origin[i] = m->label.origin[i];
	return true;
}

/**
 * rg_memo_keep() - keep an answer
 * @m: the slot that rg_memo_key() named; no other question uses it meanwhile
 * @w: after rg_memo_key() and the question, before what follows it (rg_steer(), ...)
 */
RG_API void rg_memo_keep(struct rg_memo *m, const struct rg_work *w)
{
	u32 i;

	for (i = 0; i < RG_MEMO_WORDS; i++)
		m->key[i] = w->memo_key[i];
	m->v = w->v;
	m->via_pos = w->via_pos;
	m->via_mask = w->via_mask;
	m->via_pair = w->via_pair;
	m->doi = w->pkt.doi;
	m->sender = w->sender;
	m->dest = w->dest;
	m->labelled = w->labelled;
	m->label = w->label;
}

/**
 * rg_foresee_begin() - before the guard's question is asked ahead, where a packet is sent
 * @w: after rg_choose() and rg_steer()
 *
 * Return: whether it can be: then rg_permits() and rg_foresee_end() follow.  Else it
 * need not be, or the packet leaves otherwise than it came, and the guard is asked itself.
 */
RG_API bool rg_foresee_begin(struct rg_work *w)
{
	w->foreseen = w->v;
	if (!w->v.pass || w->v.edit != RG_EDIT_KEEP) {
		w->foreseen.pass = 0;
		return false;
	}
	w->out = w->v.egress;
	w->relay = 1;
	return true;
}

/** rg_foresee_end() - the verdict is back in @w->v, what the guard will say in @w->foreseen */
RG_API void rg_foresee_end(struct rg_work *w)
{
	struct rg_verdict said = w->v;

	w->v = w->foreseen;
	w->foreseen = said;
}
