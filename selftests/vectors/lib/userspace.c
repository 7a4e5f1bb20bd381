// SPDX-License-Identifier: GPL-2.0-only
/* The core, compiled for userspace, as an executor. */
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

static int userspace_ask(struct vec_ask *a)
{
	struct rg_work *w = &a->w;
	u32 reason = rg_parse(w);

	if (reason != RG_R_OK) {
		rg_drop(w, reason);
		return 0;
	}
	switch (a->question) {
	case VEC_CHOOSE:
		rg_choose(image, w);
		rg_steer(image, w);
		break;
	case VEC_PERMITS:
		rg_permits(image, w);
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
