/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A question to the core in BPF, by BPF_PROG_TEST_RUN: the packet is a struct
 * rg_query with the frame's first bytes behind it; the answer takes the query's
 * place.
 */
#ifndef RG_BPF_QUERY_H
#define RG_BPF_QUERY_H

#include <linux/types.h>

enum rg_question {
	RG_ASK_CHOOSE,		/* rg_choose(), rg_steer() and rg_relabel() */
	RG_ASK_PERMITS,		/* rg_permits() and rg_relabel() */
	RG_ASK_LOCAL_IN,
	RG_ASK_LOCAL_OUT,
};

/**
 * struct rg_query - the inputs of struct rg_work
 * @question: enum rg_question
 * @hdr_len: bytes of the frame that follow, at most RG_HDR_MAX
 * @frame_len: length of the whole frame
 * @generation: tells policies apart, not 0
 */
struct rg_query {
	__u32 question;
	__u32 hdr_len, frame_len;
	__u16 in, out, route;
	__u8  relay, own;
	__u32 hub_up;
	__u8  mac[6], pad[2];
	__s64 wall, mono;
	__u64 generation;
};

#define RG_REPLY_HDR	512	/* RG_HDR_MAX */

/**
 * struct rg_reply - what came out
 * @magic: RG_REPLY_MAGIC: the program ran to its end
 * @level: rung of the label, as rg_work has it
 * @cut, @len, @mss_off, @mss: of struct rg_edit_out, if the verdict passes and edits
 * @hdr: likewise
 */
struct rg_reply {
	__u32 magic;
	__u8  pass, way, reason, edit;
	__u16 egress, agreement;
	__u16 sender, dest;
	__u32 level;
	__u32 via_mask;
	__u16 cut, len, mss_off, mss;
	__u8  hdr[RG_REPLY_HDR];
};

#define RG_REPLY_MAGIC 0x31504552u	/* "REP1" */

#endif /* RG_BPF_QUERY_H */
