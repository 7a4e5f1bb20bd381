/* SPDX-License-Identifier: GPL-2.0-only */
/* Between the bench's BPF programs and its tools. */
#ifndef RG_BENCH_PEERS_H
#define RG_BENCH_PEERS_H

#define BENCH_FRAME	128	/* bytes of every frame */
#define BENCH_FRAMES	4096	/* different ones at most, a power of two */
#define BENCH_DEVICES	4096	/* device numbers are below that */
#define BENCH_KEYS	(1u << 18)	/* addresses looked up, a power of two */

/**
 * struct bench_gen - what the generator sends
 * @ifindex: out of this device
 * @mask: number of frames less one
 * @next: which is next
 */
struct bench_gen {
	unsigned int ifindex, mask, next, pad;
};

/** struct bench_todo - addresses looked up in one call, and the sum of the answers */
struct bench_todo {
	unsigned int first, count;
	unsigned long long sum;
};

#endif
