// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include "page.h"
#include "lib/util.h"

#ifndef BPF_F_INNER_MAP
#define BPF_F_INNER_MAP (1u << 12)
#endif

static int put_page(int fd, uint32_t page, uint8_t *buf, const void *from, size_t len)
{
	memcpy(buf, from, len);
	memset(buf + len, 0, RG_PAGE_SIZE - len);
	return bpf_map_update_elem(fd, &page, buf, BPF_ANY) ? -errno : 0;
}

/* Page by page: the kernel lets nobody map for writing what programs may only read. */
static int fill(int fd, const uint8_t *image, size_t size, const struct rg_bind *bind)
{
	uint8_t *buf = malloc(RG_PAGE_SIZE);
	uint32_t page = 0;
	size_t at, len;
	int err = 0;

	if (!buf)
		return -ENOMEM;
	for (at = 0; at < size && !err; at += len) {
		len = size - at < RG_PAGE_SIZE ? size - at : RG_PAGE_SIZE;
		err = put_page(fd, page++, buf, image + at, len);
	}
	if (!err && bind)
		err = put_page(fd, page, buf, bind, sizeof(*bind));
	/* From here on nobody writes, not even root by the system call. */
	if (!err && bpf_map_freeze(fd))
		err = -errno;
	free(buf);
	return err;
}

/**
 * rg_pages_make() - a map with an image and its binding, frozen
 * @image: validated, @size bytes
 * @bind: NULL: none, for test runs
 *
 * Return: its descriptor, or -1 after rg_error().
 */
int rg_pages_make(const uint8_t *image, size_t size, const struct rg_bind *bind)
{
	LIBBPF_OPTS(bpf_map_create_opts, opts,
		    .map_flags = BPF_F_MMAPABLE | BPF_F_INNER_MAP | BPF_F_RDONLY_PROG);
	size_t pages = rg_bind_page(size) + 1;
	int fd, err;

	fd = bpf_map_create(BPF_MAP_TYPE_ARRAY, "rg_pages", sizeof(__u32), RG_PAGE_SIZE, pages,
			    &opts);
	if (fd < 0)
		return rg_error("cannot make a map of %zu MiB for the policy: %s",
				pages << (RG_PAGE_SHIFT - 20), strerror(errno));
	err = fill(fd, image, size, bind);
	if (err) {
		close(fd);
		return rg_error("cannot fill the policy's map: %s", strerror(-err));
	}
	return fd;
}

/** rg_pages_swap() - put a generation in force; after it no question meets the old one */
int rg_pages_swap(const struct rg_gate *g, int pages)
{
	uint32_t slot = RG_SLOT_NEW;

	if (bpf_map_update_elem(g->map[RG_MAP_POLICY], &slot, &pages, BPF_ANY))
		return rg_error("cannot put the policy in force: %s", strerror(errno));
	return 0;
}

/* The map in a slot: a descriptor, or a negative errno. */
static int slot_open(const struct rg_gate *g, uint32_t slot)
{
	uint32_t id;
	int fd;

	if (g->map[RG_MAP_POLICY] < 0)
		return -ENOENT;
	if (bpf_map_lookup_elem(g->map[RG_MAP_POLICY], &slot, &id))
		return -errno;
	fd = bpf_map_get_fd_by_id(id);
	return fd < 0 ? -errno : fd;
}

/** rg_pages_copy() - the generation in one slot in another, too: 0, or -1 after rg_error() */
int rg_pages_copy(const struct rg_gate *g, uint32_t from, uint32_t to)
{
	int fd = slot_open(g, from), err = 0;

	if (fd < 0)
		return rg_error("cannot open a policy of the gate: %s", strerror(-fd));
	if (bpf_map_update_elem(g->map[RG_MAP_POLICY], &to, &fd, BPF_ANY))
		err = rg_error("cannot keep a policy of the gate: %s", strerror(errno));
	close(fd);
	return err;
}

/** rg_pages_clear() - no policy: everything drops */
int rg_pages_clear(const struct rg_gate *g)
{
	uint32_t slot;

	/* The previous one first: it must not come into force for want of the newest. */
	for (slot = RG_SLOT_COUNT; slot-- > 0;)
		if (bpf_map_delete_elem(g->map[RG_MAP_POLICY], &slot) && errno != ENOENT)
			return rg_error("cannot take the policy out of force: %s",
					strerror(errno));
	return 0;
}

static int copy_out(const uint8_t *at, size_t len, struct rg_live *live)
{
	const struct rg_image_header *h = (const struct rg_image_header *)at;
	size_t page = rg_bind_page(h->size);

	if (h->magic != RG_IMAGE_MAGIC || h->size > RG_IMAGE_MAX ||
	    (page << RG_PAGE_SHIFT) + sizeof(*live->bind) > len)
		return -EINVAL;
	live->size = h->size;
	live->image = malloc(live->size);
	live->bind = malloc(sizeof(*live->bind));
	if (!live->image || !live->bind)
		return -ENOMEM;
	memcpy(live->image, at, live->size);
	memcpy(live->bind, at + (page << RG_PAGE_SHIFT), sizeof(*live->bind));
	return live->bind->magic == RG_BIND_MAGIC ? 0 : -EINVAL;
}

static int read_map(int fd, struct rg_live *live)
{
	struct bpf_map_info info = { 0 };
	__u32 info_len = sizeof(info);
	size_t len;
	void *at;
	int err;

	if (bpf_obj_get_info_by_fd(fd, &info, &info_len))
		return -errno;
	if (info.value_size != RG_PAGE_SIZE)
		return -EINVAL;
	len = (size_t)info.max_entries << RG_PAGE_SHIFT;
	at = mmap(NULL, len, PROT_READ, MAP_SHARED, fd, 0);
	if (at == MAP_FAILED)
		return -errno;
	err = copy_out(at, len, live);
	munmap(at, len);
	return err;
}

/**
 * rg_pages_read() - read a generation out of the kernel
 * @g: gate with its policy map
 * @slot: RG_SLOT_*
 * @live: result; rg_live_free() it in any case
 *
 * Return: 1, or 0 if the slot is empty, or -1 after rg_error().
 */
int rg_pages_read(const struct rg_gate *g, uint32_t slot, struct rg_live *live)
{
	int fd, err;

	memset(live, 0, sizeof(*live));
	fd = slot < RG_SLOT_COUNT ? slot_open(g, slot) : -ENOENT;
	if (fd == -ENOENT)
		return 0;
	if (fd < 0)
		return rg_error("cannot open the policy in force: %s", strerror(-fd));
	err = read_map(fd, live);
	close(fd);
	if (err) {
		rg_live_free(live);
		return rg_error("cannot read the policy in force: %s", strerror(-err));
	}
	return 1;
}

/* Generation and trial of the binding in a slot; 0: it is empty, or cannot be read. */
static uint64_t slot_generation(const struct rg_gate *g, uint32_t slot, bool *on_trial)
{
	struct bpf_map_info info = { 0 };
	__u32 info_len = sizeof(info);
	uint64_t generation = 0;
	struct rg_bind *bind = MAP_FAILED;
	int fd = slot_open(g, slot);

	if (fd < 0)
		return 0;
	/* The last page is the binding's. */
	if (!bpf_obj_get_info_by_fd(fd, &info, &info_len) && info.value_size == RG_PAGE_SIZE)
		bind = mmap(NULL, RG_PAGE_SIZE, PROT_READ, MAP_SHARED, fd,
			    (off_t)(info.max_entries - 1) << RG_PAGE_SHIFT);
	close(fd);
	if (bind == MAP_FAILED)
		return 0;
	if (bind->magic == RG_BIND_MAGIC) {
		generation = bind->generation;
		*on_trial = bind->on_trial;
	}
	munmap(bind, RG_PAGE_SIZE);
	return generation;
}

/**
 * rg_pages_standing() - which generation is in force, as the programs see it
 * @g: gate with its maps
 * @s: result
 *
 * Ends a trial whose deadline has passed, as a packet would.
 *
 * Return: 0, or -1 after rg_error().
 */
int rg_pages_standing(const struct rg_gate *g, struct rg_standing *s)
{
	bool on_trial = false, unused;
	int state;

	memset(s, 0, sizeof(*s));
	s->generation = slot_generation(g, RG_SLOT_NEW, &on_trial);
	s->slot = s->generation ? RG_SLOT_NEW : RG_SLOT_COUNT;
	if (!s->generation)
		return 0;
	s->previous = slot_generation(g, RG_SLOT_PREVIOUS, &unused);
	if (s->previous == s->generation)
		s->previous = 0;	/* one that was gone back to */
	if (!on_trial)
		return 0;
	state = rg_trial_look(g, s->generation, &s->deadline);
	if (state < 0)
		return -1;
	s->trial = state;
	if (s->trial == RG_TRIAL_EXPIRED)
		s->slot = s->previous ? RG_SLOT_PREVIOUS : RG_SLOT_COUNT;
	return 0;
}

/**
 * rg_pages_live() - read the generation in force out of the kernel
 * @g: gate with its maps
 * @live: result; rg_live_free() it in any case
 *
 * Return: 1, or 0 if no policy is in force, or -1 after rg_error().
 */
int rg_pages_live(const struct rg_gate *g, struct rg_live *live)
{
	struct rg_standing s;

	memset(live, 0, sizeof(*live));
	if (g->map[RG_MAP_POLICY] < 0)
		return 0;
	return rg_pages_standing(g, &s) ? -1 : rg_pages_read(g, s.slot, live);
}

/** rg_pages_generation() - which generation is in force; 0: none, or it cannot be told */
uint64_t rg_pages_generation(const struct rg_gate *g)
{
	struct rg_standing s;

	if (g->map[RG_MAP_POLICY] < 0 || rg_pages_standing(g, &s))
		return 0;
	return s.slot == RG_SLOT_NEW ? s.generation : s.slot == RG_SLOT_PREVIOUS ? s.previous : 0;
}

void rg_live_free(struct rg_live *live)
{
	free(live->image);
	free(live->bind);
	memset(live, 0, sizeof(*live));
}
