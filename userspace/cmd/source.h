/* SPDX-License-Identifier: GPL-2.0-only */
/* The policy that a verb speaks of: a file's, or the one in force. */
#ifndef RELGATE_SOURCE_H
#define RELGATE_SOURCE_H

#include "../engine/engine.h"
#include "../lib/view.h"
#include "../policy/policy.h"

/**
 * rg_source_file() - compile a policy file and validate what came of it
 * @view: the result; rg_view_close() frees it
 * @path: the file
 * @stats: what the compiler says of it (its image is taken over by @view); may be NULL
 *
 * Return: an enum rg_exit: RG_EXIT_NO if the policy is wrong, RG_EXIT_FAIL if it
 * cannot be read.
 */
int rg_source_file(struct rg_view *view, const char *path, struct rg_compiled *stats);

/** rg_source_proven() - the same, and its assertions have to hold; @at: at that time alone */
int rg_source_proven(struct rg_view *view, const char *path, const char *at,
		     struct rg_compiled *stats);

/**
 * rg_source_live() - what is in force in this network namespace
 * @view: its policy; rg_view_close() frees it
 * @st: the rest; rg_status_free() frees it; its image has moved to @view
 *
 * Return: RG_EXIT_YES, RG_EXIT_NO if nothing is in force (said, @st is filled),
 * RG_EXIT_FAIL.
 */
int rg_source_live(struct rg_view *view, struct rg_status *st);

/** rg_source() - from @path, or live if it is NULL; an enum rg_exit */
int rg_source(struct rg_view *view, const char *path);

/**
 * rg_source_counters() - the counters of the gate, and the policy whose names they want
 * @view: the policy in force; rg_view_close() frees it; empty if nothing is in force
 * @n: the counters; rg_counters_free() frees them
 *
 * Return: RG_EXIT_YES or RG_EXIT_FAIL.
 */
int rg_source_counters(struct rg_view *view, struct rg_counters **n);

/** rg_refusal_text() - drop or reject: what becomes of refusals; @family: RG_REJECT_* */
const char *rg_refusal_text(const struct rg_view *v, uint32_t family);
/** rg_policy_json() - the facts about a policy that every verb prints alike */
json_t *rg_policy_json(const struct rg_view *v);

#endif
