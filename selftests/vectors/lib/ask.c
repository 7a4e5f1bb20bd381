// SPDX-License-Identifier: GPL-2.0-only
/* From a case to a question, and from an answer to words. */
#include <stdlib.h>
#include <string.h>
#include "vec.h"
#include "../../../core/image.h"
#include "lib/util.h"

static int bad(const struct vec_case *c, const char *key)
{
	vec_say(c, "%s=%s makes no sense here", key, vec_get(c, key));
	return -1;
}

/* An interface index; "none" (or nothing) is RG_IF_NONE. */
static int interface(const struct vec_case *c, const char *key, u16 *out)
{
	const char *s = vec_get(c, key);
	int i;

	*out = RG_IF_NONE;
	if (!s || !strcmp(s, "none"))
		return 0;
	i = vec_find_interface(c->policy, s);
	if (i < 0)
		return bad(c, key);
	*out = i;
	return 0;
}

static int route(const struct vec_case *c, u16 *out)
{
	const char *s = vec_get(c, "route");

	*out = RG_ROUTE_NONE;
	if (!s || !strcmp(s, "none"))
		return 0;
	if (!strcmp(s, "local")) {
		*out = RG_ROUTE_LOCAL;
		return 0;
	}
	if (!strcmp(s, "other")) {
		*out = RG_ROUTE_OTHER;
		return 0;
	}
	return interface(c, "route", out);
}

static int yes(const struct vec_case *c, const char *key, bool otherwise, u8 *out)
{
	const char *s = vec_get(c, key);

	*out = otherwise;
	if (!s)
		return 0;
	*out = !strcmp(s, "yes");
	return *out || !strcmp(s, "no") ? 0 : bad(c, key);
}

/* up=all, none, or the hub interfaces that are. */
static int hubs(const struct vec_case *c, u32 *mask)
{
	const char *s = vec_get(c, "up");
	char *list, *save, *word;
	int i, ret = 0;

	*mask = ~0u;
	if (!s || !strcmp(s, "all"))
		return 0;
	*mask = 0;
	if (!strcmp(s, "none"))
		return 0;
	list = strdup(s);
	for (word = strtok_r(list, ", ", &save); word; word = strtok_r(NULL, ", ", &save)) {
		i = vec_find_interface(c->policy, word);
		if (i < 0 || rg_interface(&c->policy->img, i)->hub_slot >= RG_HUB_MAX)
			ret = bad(c, "up");
		else
			*mask |= 1u << rg_interface(&c->policy->img, i)->hub_slot;
	}
	free(list);
	return ret;
}

static int clocks(const struct vec_case *c, struct rg_clock *clock)
{
	const char *t = vec_get(c, "time"), *m = vec_get(c, "mono");
	int64_t wall = 0, mono;

	if (t && vec_time(t, &wall))
		return bad(c, "time");
	mono = wall;
	if (m && vec_time(m, &mono))
		return bad(c, "mono");
	clock->wall = wall;
	clock->mono = mono;
	return 0;
}

/* The interface's own MAC is the gate's; at egress, where no one asks, the frame's. */
static int own_mac(const struct vec_case *c, struct vec_ask *a)
{
	static const u8 gate[6] = { 2, 0, 0, 0, 0, 1 };
	const char *s = vec_get(c, "mac");

	memcpy(a->w.mac, gate, 6);
	if (c->question == VEC_PERMITS || c->question == VEC_LOCAL_OUT)
		memcpy(a->w.mac, a->w.hdr, 6);
	return s && vec_mac(s, a->w.mac) ? bad(c, "mac") : 0;
}

int vec_fill(const struct vec_case *c, struct vec_ask *a)
{
	static uint8_t frame[VEC_FRAME_MAX];
	const char *fl = vec_get(c, "framelen");
	int64_t framelen;
	size_t len;

	memset(a, 0, sizeof(*a));
	a->question = c->question;
	if (vec_frame_build(c, frame, &len))
		return -1;
	framelen = len;
	if (fl && vec_long(fl, 0, VEC_FRAME_MAX, &framelen))
		return bad(c, "framelen");
	a->w.frame_len = framelen;
	a->w.hdr_len = len < RG_HDR_MAX ? len : RG_HDR_MAX;
	memcpy(a->w.hdr, frame, a->w.hdr_len);
	if (interface(c, "in", &a->w.in) || interface(c, "out", &a->w.out) ||
	    route(c, &a->w.route) || yes(c, "relay", true, &a->w.relay) ||
	    yes(c, "own", false, &a->w.own) || hubs(c, &a->w.hub_up) ||
	    clocks(c, &a->w.clock) || own_mac(c, a))
		return -1;
	return 0;
}

/* Length of the new IP header with its options; what is edited behind it is a quotation. */
static unsigned int new_header(const struct rg_work *w)
{
	const u8 *new = w->edit.hdr;

	if (new[0] >> 4 == 4)
		return (new[0] & 15) * 4;
	return new[6] ? 40 : 40 + (new[41] + 1) * 8;
}

static void edit_text(const struct rg_work *w, char *buf, size_t size)
{
	unsigned int fixed = w->hdr[RG_ETH_LEN] >> 4 == 4 ? 20 : 40;
	char hex[2 * RG_HDR_MAX + 1] = "none";
	unsigned int end;
	int n;

	*buf = '\0';
	if (!w->v.pass || w->v.edit == RG_EDIT_KEEP || w->edit.len > RG_HDR_MAX)
		return;
	end = new_header(w);
	if (end > fixed && end <= w->edit.len)
		rg_hex(hex, w->edit.hdr + fixed, end - fixed);
	n = snprintf(buf, size, " options %s", hex);
	if (end < w->edit.len) {
		rg_hex(hex, w->edit.hdr + end, w->edit.len - end);
		n += snprintf(buf + n, size - n, " quote %s", hex);
	}
	if (w->edit.mss_off)
		snprintf(buf + n, size - n, " mss %u", w->edit.mss);
}

char *vec_answer_text(const struct vec_policy *p, const struct rg_work *w, char *buf, size_t size)
{
	const struct rg_verdict *v = &w->v;
	char head[96], edit[4 * RG_HDR_MAX + 32], icmp[32] = "";

	if (v->pass)
		snprintf(head, sizeof(head), "%s%s%s", rg_way_name(v->way),
			 v->egress == RG_IF_NONE ? "" : " ",
			 v->egress == RG_IF_NONE ? "" : vec_interface_name(p, v->egress));
	else
		snprintf(head, sizeof(head), "drop %s way %s egress %s",
			 rg_reason_name(v->reason) ? rg_reason_name(v->reason) : "?",
			 rg_way_name(v->way), vec_interface_name(p, v->egress));
	edit_text(w, edit, sizeof(edit));
	if (w->told.type)
		snprintf(icmp, sizeof(icmp), " icmp %u/%u@%u", w->told.type, w->told.code,
			 w->told.pointer);
	snprintf(buf, size, "%s by %s sender %s dest %s level %u%s%s%s", head,
		 vec_agreement_name(p, v->agreement), vec_nation_code(p, w->sender),
		 vec_nation_code(p, w->dest), w->label.level, edit, icmp,
		 v->pass && v->reason != RG_R_OK ? " (passes with a reason to drop)" : "");
	return buf;
}

static bool same_name(const char *expected, const char *got)
{
	return !expected || !strcmp(expected, got);
}

static unsigned int sum16(const u8 *p, unsigned int len)
{
	unsigned int i, sum = 0;

	for (i = 0; i < len; i += 2)
		sum += p[i] << 8 | p[i + 1];
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

/* The header on the way out says of itself what is true, and the rest of it as it came. */
static bool sound_header(const struct rg_work *w)
{
	const struct rg_edit_out *e = &w->edit;
	const u8 *old = w->hdr + RG_ETH_LEN, *new = e->hdr;
	unsigned int rest, length, len = new_header(w);

	if (old[0] >> 4 == 4) {
		rest = (old[2] << 8 | old[3]) - (old[0] & 15) * 4;
		length = new[2] << 8 | new[3];
		return new[0] == (0x40 | len / 4) && e->cut - (old[0] & 15u) * 4 == e->len - len &&
		       length == len + rest && sum16(new, len) == 0xffff &&
		       old[1] == new[1] && !memcmp(old + 4, new + 4, 6) &&
		       !memcmp(old + 12, new + 12, 8);
	}
	rest = (old[4] << 8 | old[5]) + 40 - e->cut;
	length = new[4] << 8 | new[5];
	return length == e->len - 40 + rest && !memcmp(old, new, 4) && old[7] == new[7] &&
	       !memcmp(old + 8, new + 8, 32) && len <= e->len;
}

/* What the case says of the bytes on the way out. */
static bool edited(const struct vec_expect *e, const struct rg_work *w)
{
	unsigned int fixed = w->hdr[RG_ETH_LEN] >> 4 == 4 ? 20 : 40, end = new_header(w);
	uint8_t want[RG_HDR_MAX];
	int len = 0, quoted = 0;

	if (!e->options)
		return !w->v.pass || w->v.edit == RG_EDIT_KEEP;
	if (w->v.edit == RG_EDIT_KEEP || !sound_header(w) || w->edit.len < fixed)
		return false;
	if (strcmp(e->options, "none"))
		len = vec_hex(e->options, want, sizeof(want));
	if (len < 0 || end > w->edit.len || (unsigned int)len != end - fixed ||
	    memcmp(want, w->edit.hdr + fixed, len))
		return false;
	if (e->quote)
		quoted = vec_hex(e->quote, want, sizeof(want));
	if (quoted < 0 || (unsigned int)quoted != w->edit.len - end ||
	    memcmp(want, w->edit.hdr + end, quoted))
		return false;
	return e->mss ? w->edit.mss_off && w->edit.mss == strtoul(e->mss, NULL, 10) :
	       !w->edit.mss_off;
}

/* What the sender is told: "3/9", "12/0@22". */
static bool told(const struct vec_expect *e, const struct rg_told *t)
{
	char text[16] = "";
	int n = 0;

	if (t->type)
		n = snprintf(text, sizeof(text), "%u/%u", t->type, t->code);
	if (t->pointer)
		snprintf(text + n, sizeof(text) - n, "@%u", t->pointer);
	return !strcmp(text, e->icmp ? e->icmp : "");
}

bool vec_matches(const struct vec_case *c, const struct rg_work *w)
{
	const struct vec_expect *e = &c->expect;
	const struct rg_verdict *v = &w->v;

	if (!edited(e, w) || !told(e, &w->told))
		return false;
	if (v->pass != e->pass || v->reason != e->reason || (e->way >= 0 && v->way != e->way))
		return false;
	/* The gate's own errors name the interface; the expectation need not. */
	if (!(e->pass && e->way == RG_WAY_LOCAL) &&
	    !same_name(e->egress, vec_interface_name(c->policy, v->egress)))
		return false;
	return same_name(e->agreement, vec_agreement_name(c->policy, v->agreement)) &&
	       same_name(e->sender, vec_nation_code(c->policy, w->sender)) &&
	       same_name(e->dest, vec_nation_code(c->policy, w->dest)) &&
	       (!e->level || vec_find_level(c->policy, e->level) == (int)w->label.level);
}

/* The bytes on the way out, of a packet whose label changes. */
static bool same_edit(const struct rg_work *a, const struct rg_work *b)
{
	if (!a->v.pass || a->v.edit == RG_EDIT_KEEP)
		return true;
	return a->edit.cut == b->edit.cut && a->edit.len == b->edit.len &&
	       a->edit.mss_off == b->edit.mss_off && a->edit.mss == b->edit.mss &&
	       !memcmp(a->edit.hdr, b->edit.hdr, a->edit.len);
}

/** vec_same() - do two executors answer alike? */
bool vec_same(const struct rg_work *a, const struct rg_work *b)
{
	return !memcmp(&a->v, &b->v, sizeof(a->v)) && a->told.type == b->told.type &&
	       a->told.code == b->told.code && a->told.pointer == b->told.pointer &&
	       a->sender == b->sender && a->dest == b->dest &&
	       a->label.level == b->label.level && same_edit(a, b);
}
