// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where an agreement stands at a given time.  Whether it operates, its windows
 * say, as they do to the engines; the dates of the file only say why.
 */
#include <stdio.h>
#include "timeline.h"

static const char *const event_name[RG_EV_COUNT] = {
#define EVENT_NAME(sym, name) [RG_EV_##sym] = name,
	RG_EVENTS(EVENT_NAME)
#undef EVENT_NAME
};

bool rg_timeline_operates(const struct rg_view *v, uint32_t agreement, const struct rg_clock *c)
{
	return rg_agreement_operates(&v->img, rg_agreement(&v->img, agreement), c);
}

/* The clock that decides of the next date: what opens waits for the earlier one. */
static int64_t decisive(const struct rg_agreement *a, bool operates, const struct rg_clock *c)
{
	return operates == !(a->flags & RG_A_DENY) ? rg_later(c) : rg_earlier(c);
}

int64_t rg_timeline_next(const struct rg_view *v, uint32_t agreement, const struct rg_clock *c)
{
	const struct rg_agreement *a = rg_agreement(&v->img, agreement);
	int64_t at = decisive(a, rg_timeline_operates(v, agreement, c), c);
	int64_t next = RG_TIME_NEVER;
	uint32_t i;

	for (i = 0; i < a->window_count; i++) {
		const struct rg_window *w = rg_window(&v->img, a->window_first + i);

		if (w->from > at && w->from < next)
			next = w->from;
		if (w->until > at && w->until < next)
			next = w->until;
	}
	return next;
}

/**
 * struct standing - what the dates up to some time come to
 * @reached: the last of drafted, signed, in force, operating; -1: none
 * @notice: RG_EV_NOTICE, RG_EV_NOTICE_SUSPENDED, or -1
 * @ended: how, or -1
 * @waits: it operates from a later date only
 */
struct standing {
	int reached, notice, ended;
	bool suspended, waits;
};

static void pass_date(struct standing *s, uint32_t kind)
{
	switch (kind) {
	case RG_EV_DRAFTED:
	case RG_EV_SIGNED:
	case RG_EV_IN_FORCE:
	case RG_EV_OPERATE:
		s->reached = kind;
		break;
	case RG_EV_SUSPENDED:
	case RG_EV_RESUMED:
		s->suspended = kind == RG_EV_SUSPENDED;
		break;
	case RG_EV_NOTICE:
	case RG_EV_NOTICE_SUSPENDED:
		s->notice = kind;
		break;
	case RG_EV_NOTICE_WITHDRAWN:
		s->notice = -1;
		break;
	default:
		s->ended = kind;
	}
}

static struct standing standing_at(const struct rg_view *v, const struct rg_agreement *a, int64_t at)
{
	struct standing s = { .reached = -1, .notice = -1, .ended = -1 };
	uint32_t i;

	for (i = 0; i < a->event_count; i++) {
		const struct rg_milestone *ev = rg_milestone(&v->img, a->event_first + i);

		if (ev->when <= at)
			pass_date(&s, ev->kind);
		else if (ev->kind == RG_EV_OPERATE)
			s.waits = true;
	}
	return s;
}

/* It does not operate: why. */
static const char *silent(const struct standing *s, const struct rg_agreement *a)
{
	if (s->ended >= 0)
		return event_name[s->ended];
	if (s->suspended)
		return "suspended";
	if (s->reached < 0)
		return a->event_count ? "not yet" : "never";
	if (s->reached < RG_EV_IN_FORCE || (s->reached == RG_EV_IN_FORCE && s->waits))
		return event_name[s->reached];
	return a->require_count ? "in force, but what it requires does not operate" :
	       a->window_count ? "in force" : "never operates";
}

/*
 * The date that explains it.  Of what has ended by the later clock alone, that clock says
 * why; of what has not begun by the earlier one, that does.
 */
static int64_t telling(const struct rg_view *v, uint32_t agreement, bool operates,
		       const struct rg_clock *c)
{
	struct rg_clock behind = { rg_earlier(c), rg_earlier(c) };

	if (operates || rg_timeline_operates(v, agreement, &behind))
		return rg_later(c);
	return rg_earlier(c);
}

const char *rg_timeline_state(const struct rg_view *v, uint32_t agreement,
			      const struct rg_clock *c, char *buf, size_t size)
{
	const struct rg_agreement *a = rg_agreement(&v->img, agreement);
	bool operates = rg_timeline_operates(v, agreement, c);
	struct standing s = standing_at(v, a, telling(v, agreement, operates, c));

	if (!operates)
		snprintf(buf, size, "%s", silent(&s, a));
	else
		snprintf(buf, size, "operating%s%s", s.notice < 0 ? "" : ", ",
			 s.notice < 0 ? "" : event_name[s.notice]);
	return buf;
}

json_t *rg_timeline_json(const struct rg_view *v, uint32_t agreement)
{
	const struct rg_agreement *a = rg_agreement(&v->img, agreement);
	json_t *out = json_array();
	uint32_t i;

	for (i = 0; i < a->event_count; i++) {
		const struct rg_milestone *ev = rg_milestone(&v->img, a->event_first + i);

		json_array_append_new(out, json_pack("{sI ss}", "when", (json_int_t)ev->when,
						     "event", event_name[ev->kind]));
	}
	return out;
}
