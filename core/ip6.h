/* SPDX-License-Identifier: GPL-2.0-only */
/* IPv6: the chain of extension headers, and the addresses that may cross. */
#ifndef RG_CORE_IP6_H
#define RG_CORE_IP6_H

#include "core.h"

#define RG_IP6_HLEN	40
#define RG_EXT_MAX	6	/* extension headers behind the hop-by-hop header */

#define RG_NEXT_HOPOPTS	0
#define RG_NEXT_ROUTING	43
#define RG_NEXT_FRAGMENT 44
#define RG_NEXT_AUTH	51
#define RG_NEXT_DSTOPTS	60

/* Something ends beyond the bytes we hold: was the frame short, or are its headers long? */
RG_LOCAL u32 rg_beyond(const struct rg_work *w)
{
	return w->hdr_len < RG_HDR_MAX ? RG_R_FRAME_TRUNCATED : RG_R_IP_OPTIONS;
}

/* ip6.c */
RG_API u32 rg_ip6_headers(struct rg_work *w, u32 *upper, u32 end);
RG_API u32 rg_ip6_addresses(const struct rg_packet *pkt);

#endif /* RG_CORE_IP6_H */
