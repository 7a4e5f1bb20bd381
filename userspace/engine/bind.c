// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <bpf/bpf.h>
#include "bind.h"
#include "xdp.h"
#include "lib/util.h"

#define HASH_TRIES 10000

static const struct rg_image_header *header(const uint8_t *image)
{
	return (const struct rg_image_header *)image;
}

const struct rg_interface *rg_image_interfaces(const uint8_t *image, size_t *count)
{
	const struct rg_section *s = &header(image)->sec[RG_SEC_INTERFACE];

	*count = s->count;
	return (const struct rg_interface *)(image + s->off);
}

void rg_image_unmanaged(const uint8_t *image, struct rg_names *names)
{
	const struct rg_section *s = &header(image)->sec[RG_SEC_UNMANAGED];

	names->count = s->count;
	names->name = (char (*)[RG_IFNAME_LEN])(uintptr_t)(image + s->off);
}

const char *rg_image_name(const uint8_t *image)
{
	return (const char *)image + header(image)->sec[RG_SEC_STRING].off + header(image)->name;
}

static int check_device(const struct rg_interface *ifc, const struct rg_host *host, bool partial)
{
	const struct rg_device *dev = rg_host_device(host, ifc->name), *master;

	if (!dev && partial)
		return 0;
	if (!dev)
		return rg_error("%.16s: no such network device in this namespace; make it first",
				ifc->name);
	if (!dev->ethernet)
		return rg_error("%s: not an Ethernet device: labels are judged in Ethernet frames",
				dev->name);
	if (dev->master) {
		master = rg_host_ifindex(host, dev->master);
		return rg_error("%s: is a port of the %s %s, which would take its frames: an enrolled "
				"interface must stand alone", dev->name,
				master && master->kind[0] ? master->kind : "device",
				master ? master->name : "?");
	}
	if (dev->macvlan)
		return rg_error("%s: carries a macvlan or ipvlan device, which would take its frames",
				dev->name);
	return 0;
}

/**
 * rg_bind_check() - can every interface of the policy be bound to a device
 * @partial: one that is not there stays closed, and is no fault
 *
 * Return: 0, or -1 after rg_error(), about every one that cannot.
 */
int rg_bind_check(const uint8_t *image, const struct rg_host *host, bool partial)
{
	const struct rg_interface *ifc;
	size_t i, n;
	int err = 0;

	ifc = rg_image_interfaces(image, &n);
	for (i = 0; i < n; i++)
		err |= check_device(&ifc[i], host, partial);
	return err;
}

static uint32_t random_odd(void)
{
	uint32_t r;

	if (getrandom(&r, sizeof(r), 0) != sizeof(r))
		r = (uint32_t)random();
	return r | 1;
}

static bool hash_ifs(struct rg_bind *b)
{
	uint32_t i, slot;

	memset(b->if_slot, 0, sizeof(b->if_slot));
	for (i = 0; i < b->if_count; i++) {
		if (!b->ifc[i].ifindex)
			continue;
		slot = rg_bind_hash_if(b->ifc[i].ifindex, b->if_mult);
		if (b->if_slot[slot])
			return false;
		b->if_slot[slot] = i + 1;
	}
	return true;
}

static bool hash_own(struct rg_bind *b)
{
	uint32_t i, slot, a[4];

	memset(b->own_slot, 0, sizeof(b->own_slot));
	for (i = 0; i < b->own_count; i++) {
		memcpy(a, b->own[i], 16);
		slot = rg_bind_hash_own(a, b->own_mult);
		if (b->own_slot[slot])
			return false;
		b->own_slot[slot] = i + 1;
	}
	return true;
}

static int hash_all(struct rg_bind *b)
{
	unsigned int tries;

	for (tries = 0; tries < HASH_TRIES; tries++) {
		b->if_mult = random_odd();
		if (hash_ifs(b))
			break;
	}
	for (; tries < HASH_TRIES; tries++) {
		b->own_mult = random_odd();
		if (hash_own(b))
			return 0;
	}
	return rg_error("the gate's devices and addresses cannot be hashed without a collision");
}

static bool own_known(const struct rg_bind *b, const uint8_t *addr)
{
	uint32_t i;

	for (i = 0; i < b->own_count; i++)
		if (!memcmp(b->own[i], addr, 16))
			return true;
	return false;
}

static int bind_addresses(struct rg_bind *b, const struct rg_host *host)
{
	size_t i;

	for (i = 0; i < host->addr_count; i++) {
		if (own_known(b, host->addr[i].addr))
			continue;	/* one address may stand on several devices */
		if (b->own_count == RG_BIND_OWN_MAX)
			return rg_error("this namespace has more than %d addresses",
					RG_BIND_OWN_MAX);
		memcpy(b->own[b->own_count++], host->addr[i].addr, 16);
	}
	if (host->bcast_count > RG_BIND_BCAST_MAX)
		return rg_error("this namespace has more than %d broadcast addresses",
				RG_BIND_BCAST_MAX);
	b->bcast_count = host->bcast_count;
	if (host->bcast_count)
		memcpy(b->bcast, host->bcast, host->bcast_count * 4);
	return 0;
}

/* The first global address of each family is the source of ICMP errors. */
static void bind_source(struct rg_bind_if *b, const struct rg_host *host)
{
	static const uint8_t none[16];
	size_t i;

	for (i = 0; i < host->addr_count; i++) {
		const struct rg_address *a = &host->addr[i];

		if (a->ifindex != b->ifindex || !a->global)
			continue;
		if (a->family == 4 && !memcmp(b->addr4, none, 4))
			memcpy(b->addr4, a->addr, 4);
		if (a->family == 6 && !memcmp(b->addr6, none, 16))
			memcpy(b->addr6, a->addr, 16);
	}
}

static void bind_interfaces(struct rg_bind *b, const uint8_t *image, const struct rg_host *host)
{
	const struct rg_interface *ifc;
	const struct rg_device *dev;
	size_t i, n;

	ifc = rg_image_interfaces(image, &n);
	b->if_count = n;
	for (i = 0; i < n; i++) {
		dev = rg_host_device(host, ifc[i].name);
		b->ifc[i].dev_key = (uint32_t)b->generation * RG_INTERFACE_MAX + i;
		if (!dev)
			continue;
		b->ifc[i].ifindex = dev->ifindex;
		memcpy(b->ifc[i].mac, dev->mac, 6);
		b->ifc[i].flags[0] = dev->can & RG_CAN_XMIT ? RG_BIND_XMIT : 0;
		bind_source(&b->ifc[i], host);
	}
}

static uint64_t clock_ns(clockid_t id)
{
	struct timespec ts = { 0 };

	clock_gettime(id, &ts);
	return ts.tv_sec * 1000000000ull + ts.tv_nsec;
}

/* The offset of TAI is a whole number of seconds; two readings lie a moment apart. */
static int64_t tai_offset(void)
{
	int64_t ns = (int64_t)(clock_ns(CLOCK_TAI) - clock_ns(CLOCK_REALTIME));

	return (ns + (ns < 0 ? -500000000 : 500000000)) / 1000000000 * 1000000000;
}

/**
 * rg_bind_make() - bind a policy to this host
 * @image: validated, and accepted by rg_bind_check(); what has no device gets number 0
 * @host: devices and addresses
 * @generation: its number
 * @bind: result
 *
 * Return: 0, or -1 after rg_error().
 */
int rg_bind_make(const uint8_t *image, const struct rg_host *host, uint64_t generation,
		 struct rg_bind *bind)
{
	memset(bind, 0, sizeof(*bind));
	bind->magic = RG_BIND_MAGIC;
	bind->generation = generation;
	bind_interfaces(bind, image, host);
	if (bind_addresses(bind, host) || hash_all(bind))
		return -1;
	bind->tai_ns = tai_offset();
	bind->wall = clock_ns(CLOCK_REALTIME) / 1000000000ull;
	bind->base = bind->wall;
	bind->boot_ns = clock_ns(CLOCK_BOOTTIME);
	return 0;
}

/** rg_bind_devices() - name the devices of a binding in the map that the kernel prunes */
int rg_bind_devices(const struct rg_gate *g, const struct rg_bind *bind)
{
	uint32_t i;

	for (i = 0; i < bind->if_count; i++)
		if (bind->ifc[i].ifindex &&
		    bpf_map_update_elem(g->map[RG_MAP_DEVICES], &bind->ifc[i].dev_key,
					&bind->ifc[i].ifindex, BPF_ANY))
			return rg_error("cannot bind to device %u: %s", bind->ifc[i].ifindex,
					strerror(errno));
	return 0;
}

static bool of_generation(uint32_t key, uint64_t generation)
{
	return generation && key - (uint32_t)generation * RG_INTERFACE_MAX < RG_INTERFACE_MAX;
}

/** rg_bind_prune() - forget the devices of every generation but two; 0 is none */
void rg_bind_prune(const struct rg_gate *g, uint64_t one, uint64_t other)
{
	uint32_t keys[4 * RG_INTERFACE_MAX];
	unsigned int n = 0, i;
	void *prev = NULL;

	while (n < 4 * RG_INTERFACE_MAX &&
	       !bpf_map_get_next_key(g->map[RG_MAP_DEVICES], prev, &keys[n]))
		prev = &keys[n++];
	for (i = 0; i < n; i++)
		if (!of_generation(keys[i], one) && !of_generation(keys[i], other))
			bpf_map_delete_elem(g->map[RG_MAP_DEVICES], &keys[i]);
}
