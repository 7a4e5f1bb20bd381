// SPDX-License-Identifier: GPL-2.0-only
/* The core, compiled for userspace, as an executor. */
#include <string.h>
#include "vec.h"

static const struct rg_image *image;

static int userspace_open(void)
{
	return 0;
}

static int userspace_policy(const struct vec_policy *p)
{
	image = &p->img;
	return 0;
}

/* The answer may depend on the inputs and on nothing else that lies about. */
static void poison(struct rg_work *w)
{
	static struct rg_work in;

	in = *w;
	memset(w, 0xa5, sizeof(*w));
	memcpy(w->hdr, in.hdr, in.hdr_len < RG_HDR_MAX ? in.hdr_len : RG_HDR_MAX);
	memcpy(w->mac, in.mac, sizeof(w->mac));
	w->hdr_len = in.hdr_len;
	w->frame_len = in.frame_len;
	w->in = in.in;
	w->out = in.out;
	w->route = in.route;
	w->relay = in.relay;
	w->own = in.own;
	w->hub_up = in.hub_up;
	w->clock = in.clock;
	w->sender = 0;
	w->dest = 0;
	w->label.level = 0;
}

static int userspace_ask(struct vec_ask *a)
{
	struct rg_work *w = &a->w;
	u32 reason;

	poison(w);
	reason = rg_parse(w);
	w->told = (struct rg_told){ 0 };
	if (a->question == VEC_PERMITS)
		reason = rg_unread(w, reason);
	if (reason != RG_R_OK) {
		rg_drop(w, reason);
		if (a->question == VEC_CHOOSE)
			rg_tell(image, w);
		return 0;
	}
	switch (a->question) {
	case VEC_CHOOSE:
		rg_choose(image, w);
		rg_steer(image, w);
		rg_relabel(image, w);
		rg_tell(image, w);
		break;
	case VEC_PERMITS:
		rg_permits(image, w);
		rg_relabel(image, w);
		break;
	case VEC_LOCAL_IN:
		rg_local_in(image, w);
		break;
	default:
		rg_local_out(image, w);
	}
	return 0;
}

static void userspace_close(void)
{
	image = NULL;
}

const struct vec_executor vec_userspace = {
	.name = "userspace",
	.open = userspace_open,
	.policy = userspace_policy,
	.ask = userspace_ask,
	.close = userspace_close,
};
