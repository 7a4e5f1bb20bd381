/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers of the link, network and transport layers that several parts look at. */
#ifndef RG_CORE_FRAME_H
#define RG_CORE_FRAME_H

#define RG_ETHERTYPE_IP4	0x0800
#define RG_ETHERTYPE_IP6	0x86dd

#define RG_IP4_HLEN		20
#define RG_UPPER_MIN		8	/* no TCP, UDP, ICMP, SCTP or DCCP header is shorter */

#endif /* RG_CORE_FRAME_H */
