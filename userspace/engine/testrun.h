/* SPDX-License-Identifier: GPL-2.0-only */
/* The core in BPF, asked by BPF_PROG_TEST_RUN: the second executor of the test vectors. */
#ifndef RELGATE_ENGINE_TESTRUN_H
#define RELGATE_ENGINE_TESTRUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "bpf/query.h"

struct rg_testrun;

struct rg_testrun *rg_bpf_testrun_open(void);
uint64_t rg_bpf_testrun_insns(const struct rg_testrun *t);
int rg_bpf_testrun_policy(struct rg_testrun *t, const uint8_t *image, size_t size);
int rg_bpf_testrun(struct rg_testrun *t, const struct rg_query *q, const uint8_t *frame,
		   struct rg_reply *reply);
int rg_bpf_testrun_counted(struct rg_testrun *t, bool ingress, uint32_t reason, uint64_t *packets);
void rg_bpf_testrun_close(struct rg_testrun *t);

#endif
