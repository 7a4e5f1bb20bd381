/* SPDX-License-Identifier: GPL-2.0-only */
/* relgate:verdict, for whoever may read the tracing file system. */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM relgate

#if !defined(RG_KMOD_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define RG_KMOD_TRACE_H

#include <linux/tracepoint.h>
#include "gate.h"

TRACE_EVENT(verdict,
	TP_PROTO(const struct rg_work *w, int hook, int ifindex, u64 generation),
	TP_ARGS(w, hook, ifindex, generation),
	TP_STRUCT__entry(
		__field(u64, generation)
		__field(int, hook)
		__field(int, ifindex)
		__field(u32, len)
		__field(u32, doi)
		__field(u16, egress)
		__field(u16, agreement)
		__field(u16, sender)
		__field(u16, dest)
		__field(u8, pass)
		__field(u8, way)
		__field(u8, reason)
		__field(u8, family)
	),
	TP_fast_assign(
		__entry->generation = generation;
		__entry->hook = hook;
		__entry->ifindex = ifindex;
		__entry->len = w->frame_len;
		__entry->doi = w->pkt.doi;
		__entry->egress = w->v.egress;
		__entry->agreement = w->v.agreement;
		__entry->sender = w->sender;
		__entry->dest = w->dest;
		__entry->pass = w->v.pass;
		__entry->way = w->v.way;
		__entry->reason = w->v.reason;
		__entry->family = w->pkt.family;
	),
	TP_printk("%s ifindex=%d %s reason=%u way=%u egress=%u agreement=%u sender=%u dest=%u ip%u doi=%u len=%u generation=%llu",
		  __entry->hook ? "egress" : "ingress", __entry->ifindex,
		  __entry->pass ? "pass" : "drop", __entry->reason, __entry->way,
		  __entry->egress, __entry->agreement, __entry->sender, __entry->dest,
		  __entry->family, __entry->doi, __entry->len, __entry->generation)
);

#endif /* RG_KMOD_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
