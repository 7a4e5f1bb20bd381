/* SPDX-License-Identifier: GPL-2.0-only */
/* The last good policy, kept for the next boot, and what holds until it is in force. */
#ifndef RELGATE_BOOT_H
#define RELGATE_BOOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "../engine/device.h"
#include "../engine/engine.h"

#define RG_STATE_DIR "/var/lib/relgate"

/** struct rg_saved_if - an interface of the saved policy, and its device's MAC at apply */
struct rg_saved_if {
	char name[RG_IFNAME_LEN];
	uint8_t mac[6];
	uint8_t pad[2];
};

/**
 * struct rg_saved - what was saved
 * @engine: "bpf" or "kmod"
 * @image: inside @file
 */
struct rg_saved {
	char engine[8];
	const struct rg_saved_if *ifc;
	size_t if_count;
	const uint8_t *image;
	size_t image_size;
	uint8_t *file;
};

enum rg_saved_state { RG_SAVED_NONE, RG_SAVED_GOOD, RG_SAVED_BAD };

/* saved.c */
bool rg_saved_here(void);
int rg_saved_write(const char *engine, const uint8_t *image, size_t size);
int rg_saved_remove(void);
enum rg_saved_state rg_saved_read(struct rg_saved *s);
void rg_saved_free(struct rg_saved *s);
size_t rg_saved_names(char names[RG_INTERFACE_MAX][RG_IFNAME_LEN]);

int rg_state_replace(const char *name, const void *bytes, size_t size);
enum rg_saved_state rg_state_read(const char *name, char *text, size_t size);

/**
 * struct rg_time - time over a restart, seconds since 1970
 * @reckoned: from apply on by the clock that nobody sets
 * @seen: the latest that any clock had shown
 */
struct rg_time {
	int64_t reckoned, seen;
};

/* time.c */
int rg_time_write(const struct rg_time *t);
enum rg_saved_state rg_time_read(struct rg_time *t);
int rg_time_keep(const struct rg_status *st);

/* close.c */
int rg_boot_close(char (*names)[RG_IFNAME_LEN], size_t count, bool forward);
int rg_boot_open(const char *engine);
bool rg_boot_closed(void);

#endif
