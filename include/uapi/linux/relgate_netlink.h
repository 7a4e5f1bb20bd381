/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * relgate: the generic netlink family of the kernel module.  spec/relgate.yaml
 * says what each command takes and gives; the numbers are ABI: append only.
 */
#ifndef _UAPI_LINUX_RELGATE_NETLINK_H
#define _UAPI_LINUX_RELGATE_NETLINK_H

#define RELGATE_FAMILY_NAME	"relgate"
#define RELGATE_FAMILY_VERSION	1
#define RELGATE_MCGRP_EVENTS	"events"

#define RELGATE_CHUNK_MAX	32768	/* bytes of one upload message */
#define RELGATE_FRAME_MAX	512	/* bytes of a frame that explain takes */
#define RELGATE_QUESTION_MAX	64	/* questions of one explain message */

enum relgate_cmd {
	RELGATE_CMD_GET = 1,
	RELGATE_CMD_UPLOAD,
	RELGATE_CMD_COMMIT,
	RELGATE_CMD_ABORT,
	RELGATE_CMD_IMAGE_GET,
	RELGATE_CMD_INTERFACE_GET,
	RELGATE_CMD_AGREEMENT_GET,
	RELGATE_CMD_COUNTER_GET,
	RELGATE_CMD_EXPLAIN,
	RELGATE_CMD_BLOCK,
	RELGATE_CMD_DETACH,
	RELGATE_CMD_EVENT,
	RELGATE_CMD_CONFIRM,
	RELGATE_CMD_ROLLBACK,
	RELGATE_CMD_ANSWERED,

	__RELGATE_CMD_END,
	RELGATE_CMD_MAX = __RELGATE_CMD_END - 1
};

/* Of RELGATE_ATTR_COUNTER: what was counted. */
enum relgate_counter {
	RELGATE_COUNTER_INGRESS,	/* by reason */
	RELGATE_COUNTER_EGRESS,		/* by reason */
	RELGATE_COUNTER_WAY,		/* passed at ingress, by way */
	RELGATE_COUNTER_AGREEMENT,	/* passed at ingress, direct or via a hub, by agreement */
	RELGATE_COUNTER_ICMP,		/* ICMP errors sent */
	RELGATE_COUNTER_LOST,		/* events that were not sent */
	RELGATE_COUNTER_RELAYED,	/* passed at ingress, from a hub, by agreement */
	RELGATE_COUNTER_REFUSED,	/* refused at ingress, by the agreement that was named */
	RELGATE_COUNTER_FLOW,		/* by origin, destination, level, agreement, way, reason */
	RELGATE_COUNTER_OTHER,		/* of those, what did not fit: 0 refused, 1 passed */
	RELGATE_COUNTER_CACHED,		/* verdicts as of the packet before in their stream */

	__RELGATE_COUNTER_END,
	RELGATE_COUNTER_MAX = __RELGATE_COUNTER_END - 1
};

enum relgate_question {
	RELGATE_ASK_CHOOSE,
	RELGATE_ASK_PERMITS,
	RELGATE_ASK_LOCAL_IN,
	RELGATE_ASK_LOCAL_OUT
};

enum relgate_attr {
	RELGATE_ATTR_PAD = 1,

	/* the image, in chunks */
	RELGATE_ATTR_OFFSET,		/* u32, bytes */
	RELGATE_ATTR_SIZE,		/* u32, of the whole image, bytes */
	RELGATE_ATTR_DATA,		/* binary */
	RELGATE_ATTR_DIGEST,		/* binary, 32 bytes */
	RELGATE_ATTR_DRY_RUN,		/* flag */

	/* status */
	RELGATE_ATTR_IN_FORCE,		/* u8 */
	RELGATE_ATTR_GENERATION,	/* u64 */
	RELGATE_ATTR_SINCE,		/* s64, seconds since 1970 */
	RELGATE_ATTR_BLOCKED,		/* u8 */
	RELGATE_ATTR_LOCKED,		/* u8 */
	RELGATE_ATTR_NAME,		/* string */
	RELGATE_ATTR_IMAGE_VERSION,	/* u32 */

	/* interfaces, agreements */
	RELGATE_ATTR_INDEX,		/* u32 */
	RELGATE_ATTR_IFINDEX,		/* u32 */
	RELGATE_ATTR_MAC,		/* binary, 6 bytes */
	RELGATE_ATTR_PRESENT,		/* u8 */
	RELGATE_ATTR_JUDGED,		/* u8 */
	RELGATE_ATTR_GUARDED,		/* u8 */
	RELGATE_ATTR_OPERATING,		/* u8 */

	/* counters */
	RELGATE_ATTR_COUNTER,		/* u32, enum relgate_counter */
	RELGATE_ATTR_PACKETS,		/* u64 */
	RELGATE_ATTR_BYTES,		/* u64 */

	/* explain */
	RELGATE_ATTR_QUESTION,		/* nest, many */
	RELGATE_ATTR_ANSWER,		/* nest, many, in the order of the questions */
	RELGATE_ATTR_ASK,		/* u32, enum relgate_question */
	RELGATE_ATTR_FRAME,		/* binary: the frame's first bytes */
	RELGATE_ATTR_FRAME_LEN,		/* u32, of the whole frame */
	RELGATE_ATTR_IN,		/* u16, interface index of the policy */
	RELGATE_ATTR_OUT,		/* u16 */
	RELGATE_ATTR_ROUTE,		/* u16, or RG_ROUTE_* of the core */
	RELGATE_ATTR_RELAY,		/* u8 */
	RELGATE_ATTR_OWN,		/* u8 */
	RELGATE_ATTR_HUB_UP,		/* u32 */
	RELGATE_ATTR_WALL,		/* s64 */
	RELGATE_ATTR_MONO,		/* s64 */

	/* verdicts */
	RELGATE_ATTR_PASS,		/* u8 */
	RELGATE_ATTR_WAY,		/* u8 */
	RELGATE_ATTR_REASON,		/* u8 */
	RELGATE_ATTR_EDIT,		/* u8 */
	RELGATE_ATTR_EGRESS,		/* u16 */
	RELGATE_ATTR_AGREEMENT,		/* u16 */
	RELGATE_ATTR_SENDER,		/* u16 */
	RELGATE_ATTR_DEST,		/* u16 */
	RELGATE_ATTR_RUNG,		/* u32, level of the label on the policy's ladder */
	RELGATE_ATTR_VIA_MASK,		/* u32 */

	/* events */
	RELGATE_ATTR_NS,		/* u64, CLOCK_BOOTTIME */
	RELGATE_ATTR_HOOK,		/* u8: 0 ingress, 1 egress, 2 enum rg_change in RELGATE_ATTR_REASON */
	RELGATE_ATTR_FAMILY,		/* u8: 4, 6, 0 */
	RELGATE_ATTR_LABEL_KIND,	/* u8 */
	RELGATE_ATTR_LEVEL,		/* u8, on the wire */
	RELGATE_ATTR_PROTO,		/* u8 */
	RELGATE_ATTR_DOI,		/* u32 */
	RELGATE_ATTR_SRC,		/* binary, 16 bytes */
	RELGATE_ATTR_DST,		/* binary, 16 bytes */

	/* commit */
	RELGATE_ATTR_PARTIAL,		/* flag: interfaces that are not there stay closed */

	/* counters by origin and so on */
	RELGATE_ATTR_ORIGIN,		/* u16: nation, 0 unknown, 256 several */

	/* verdicts that change the label: the bytes on the way out */
	RELGATE_ATTR_HEADER,		/* binary: IP header with its options */
	RELGATE_ATTR_CUT,		/* u16: bytes of the old one that it replaces */
	RELGATE_ATTR_MSS_OFFSET,	/* u16: in the frame as it came; 0: no MSS is changed */
	RELGATE_ATTR_MSS,		/* u16 */

	/* trials */
	RELGATE_ATTR_CONFIRM,		/* u64, ns within which the policy must be confirmed */
	RELGATE_ATTR_TRIAL,		/* u8, enum rg_trial_state of the newest policy */
	RELGATE_ATTR_NEWEST,		/* u64, its generation */
	RELGATE_ATTR_PREVIOUS,		/* u64, generation that rollback goes back to; 0 none */
	RELGATE_ATTR_DEADLINE,		/* u64, CLOCK_BOOTTIME, ns */
	RELGATE_ATTR_LEFT,		/* u64, generation that was gone back from */
	RELGATE_ATTR_BY_ITSELF,		/* u8: for want of a confirmation */

	/* probes of hubs' relays */
	RELGATE_ATTR_ANSWERS,		/* u8: the relay answers, or need not */
	RELGATE_ATTR_ADDRESS,		/* binary, 16 bytes; IPv4: the first four, the others zero */

	/* time over a restart */
	RELGATE_ATTR_SEEN,		/* s64, a time that was reached once; it closes, and opens nothing */

	/* an answer that refuses, and that the sender is told of */
	RELGATE_ATTR_ICMP_TYPE,		/* u8, of the packet's family */
	RELGATE_ATTR_ICMP_CODE,		/* u8 */
	RELGATE_ATTR_ICMP_POINTER,	/* u8 */

	__RELGATE_ATTR_END,
	RELGATE_ATTR_MAX = __RELGATE_ATTR_END - 1
};

#endif /* _UAPI_LINUX_RELGATE_NETLINK_H */
