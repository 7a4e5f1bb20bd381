/* SPDX-License-Identifier: GPL-2.0-only */
/* A vector as the engines are asked it: both take the same query and give the same reply. */
#ifndef SELFTESTS_VEC_QUERY_H
#define SELFTESTS_VEC_QUERY_H

#include "bpf/query.h"
#include "vec.h"

struct rg_query vec_query(const struct vec_ask *a);
void vec_answer(struct vec_ask *a, const struct rg_reply *r);

#endif
