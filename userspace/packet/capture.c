// SPDX-License-Identifier: GPL-2.0-only
/* Packets of a capture file. */
#include <string.h>
#include "../lib/util.h"
#include "capture.h"
#include "forge.h"

#define LINK_LOOP	0	/* pcap's DLT_NULL: four octets of address family */
#define LINK_SLL2	276	/* newer than some libpcap headers */

static bool link_known(int link)
{
	switch (link) {
	case DLT_EN10MB:
	case DLT_RAW:
	case DLT_IPV4:
	case DLT_IPV6:
	case DLT_LINUX_SLL:
	case LINK_SLL2:
	case LINK_LOOP:
		return true;
	default:
		return false;
	}
}

int rg_capture_open(struct rg_capture *cap, const char *path)
{
	char err[PCAP_ERRBUF_SIZE] = "";

	memset(cap, 0, sizeof(*cap));
	cap->path = path;
	cap->pcap = pcap_open_offline(path, err);
	if (!cap->pcap)
		return rg_error("%s%s%s", strstr(err, path) ? "" : path,
				strstr(err, path) ? "" : ": ", err);
	cap->link = pcap_datalink(cap->pcap);
	if (link_known(cap->link))
		return 0;
	rg_error("%s: packets of link type %s; Ethernet, raw IP and Linux cooked captures can be read",
		 path, pcap_datalink_val_to_name(cap->link) ?: "unknown");
	rg_capture_close(cap);
	return -1;
}

/* Ethertype and length of the link header in front of the packet; -1: too short. */
static int link_header(int link, const uint8_t *p, size_t len, uint32_t *type)
{
	int head = link == DLT_LINUX_SLL ? 16 : link == LINK_SLL2 ? 20 : link == LINK_LOOP ? 4 : 0;

	if (len < (size_t)head + 1)
		return -1;
	if (link == DLT_LINUX_SLL)
		*type = rg_be16(p + 14);
	else if (link == LINK_SLL2)
		*type = rg_be16(p);
	else
		*type = p[head] >> 4 == 6 ? 0x86dd : 0x0800;
	return head;
}

/* Anything but Ethernet: an Ethernet header is made for it. */
static void set_made(struct rg_capture *cap, struct rg_work *w, const uint8_t *p, size_t caplen,
		     size_t len)
{
	uint8_t frame[RG_HDR_MAX] = { 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2 };
	uint32_t type = 0;
	int head = link_header(cap->link, p, caplen, &type);
	size_t n;

	if (head < 0) {
		rg_frame_set(w, frame, 0, 0);
		return;
	}
	n = caplen - head;
	if (n > sizeof(frame) - RG_ETH_LEN)
		n = sizeof(frame) - RG_ETH_LEN;
	frame[12] = type >> 8;
	frame[13] = type;
	memcpy(frame + RG_ETH_LEN, p + head, n);
	rg_frame_set(w, frame, RG_ETH_LEN + n, RG_ETH_LEN + len - head);
}

int rg_capture_next(struct rg_capture *cap, struct rg_work *w)
{
	struct pcap_pkthdr *h;
	const u_char *p;
	int ret = pcap_next_ex(cap->pcap, &h, &p);

	if (ret == PCAP_ERROR_BREAK)
		return 0;
	if (ret != 1)
		return rg_error("%s: after packet %llu: %s", cap->path,
				(unsigned long long)cap->number, pcap_geterr(cap->pcap));
	cap->number++;
	cap->sec = h->ts.tv_sec;
	cap->usec = h->ts.tv_usec;
	/* A file may claim more bytes than the packet had; never fewer than are there. */
	if (h->len < h->caplen)
		h->len = h->caplen;
	if (cap->link == DLT_EN10MB)
		rg_frame_set(w, p, h->caplen, h->len);
	else
		set_made(cap, w, p, h->caplen, h->len);
	return 1;
}

void rg_capture_close(struct rg_capture *cap)
{
	if (cap->pcap)
		pcap_close(cap->pcap);
	cap->pcap = NULL;
}
