/* SPDX-License-Identifier: GPL-2.0-only */
/* Packets of a capture file, as Ethernet frames. */
#ifndef RELGATE_CAPTURE_H
#define RELGATE_CAPTURE_H

#include <stdint.h>
#include <pcap/pcap.h>
#include "../../core/core.h"

/**
 * struct rg_capture - an open capture file
 * @number: of the packet read last, from 1
 * @sec, @usec: when it was captured, since 1970 UTC
 */
struct rg_capture {
	pcap_t *pcap;
	const char *path;
	int link;
	uint64_t number;
	int64_t sec;
	uint32_t usec;
};

/** rg_capture_open() - "-" is standard input; 0, or -1 after rg_error() */
int rg_capture_open(struct rg_capture *cap, const char *path);

/**
 * rg_capture_next() - the next packet
 * @cap: the file
 * @w: its frame buffer is filled (rg_frame_set()); link layers other than Ethernet
 *	get an Ethernet header made for them
 *
 * Return: 1, 0 at the end, or -1 after rg_error() if the file is damaged.
 */
int rg_capture_next(struct rg_capture *cap, struct rg_work *w);
void rg_capture_close(struct rg_capture *cap);

#endif
