// SPDX-License-Identifier: GPL-2.0-only
/*
 * The locks and the devices around a change.  Before it only what both policies
 * leave alone goes around the locks; after it what the one in force does.  While
 * one is on trial nobody will be there to change anything when its time is up, so
 * what either of them needs stays.
 */
#include <string.h>
#include "attach.h"
#include "bind.h"
#include "change.h"
#include "shut.h"
#include "tune.h"
#include "lib/util.h"

/** struct name_list - unmanaged interfaces of two policies together */
struct name_list {
	char name[2 * RG_INTERFACE_MAX][RG_IFNAME_LEN];
	size_t count;
};

static struct rg_names unmanaged_of(const uint8_t *image)
{
	struct rg_names names = { 0 };

	if (image)
		rg_image_unmanaged(image, &names);
	if (names.count > RG_INTERFACE_MAX)
		names.count = RG_INTERFACE_MAX;
	return names;
}

static bool name_in(const struct rg_names *names, const char *name)
{
	size_t i;

	for (i = 0; i < names->count; i++)
		if (!strncmp(names->name[i], name, RG_IFNAME_LEN))
			return true;
	return false;
}

static void add(struct name_list *l, const char *name)
{
	memcpy(l->name[l->count++], name, RG_IFNAME_LEN);
}

/* What both, or what either of two policies leaves alone. */
static struct rg_names join(struct name_list *l, const uint8_t *one, const uint8_t *other,
			    bool either)
{
	struct rg_names a = unmanaged_of(one), b = unmanaged_of(other);
	size_t i;

	l->count = 0;
	for (i = 0; i < a.count; i++)
		if (either || name_in(&b, a.name[i]))
			add(l, a.name[i]);
	for (i = 0; either && i < b.count; i++)
		if (!name_in(&a, b.name[i]))
			add(l, b.name[i]);
	return (struct rg_names){ .count = l->count, .name = l->name };
}

/**
 * rg_change_shut() - shut the stack but for what two policies leave alone
 * @g: gate with its maps
 * @one, @other: images, validated; NULL: that one leaves nothing alone
 *
 * Return: 0, or -1 after rg_error().
 */
int rg_change_shut(const struct rg_gate *g, const uint8_t *one, const uint8_t *other)
{
	struct name_list l;
	struct rg_names both = join(&l, one, other, false);

	if (rg_rules_close() || rg_rules_jumps(&both, false))
		return -1;
	return rg_shut_close(g, &both);
}

/*
 * The BPF lock asks which policy is in force for every packet, and so the rules may
 * let by what either of two leaves alone.  The nft chain asks nobody.
 */
static int open_unmanaged(const struct rg_gate *g, const struct rg_live *force,
			  const struct rg_live *other)
{
	bool asks = rg_shut_state(g->dir) == RG_SHUT_LINK;
	struct rg_names names;
	struct name_list l;

	if (other)
		names = join(&l, force->image, other->image, asks);
	else
		names = unmanaged_of(force->image);
	return rg_rules_jumps(&names, true) || rg_shut_unmanaged(g, &names) ? -1 : 0;
}

static size_t add_devices(uint32_t *keep, size_t n, const struct rg_live *live)
{
	uint32_t i;

	for (i = 0; live->bind && i < live->bind->if_count && i < RG_INTERFACE_MAX; i++)
		keep[n++] = live->bind->ifc[i].ifindex;
	return n;
}

/**
 * rg_change_settle() - a policy is in force: what belongs to no other goes
 * @g: gate, locked
 * @host: devices
 * @force: in force; may be empty
 * @other: comes into force without us, if the other is not confirmed; NULL: none does;
 *	may be empty: then nothing is in force
 *
 * Return: 0, or -1 after rg_error(): unmanaged interfaces may stay shut.
 */
int rg_change_settle(const struct rg_gate *g, const struct rg_host *host,
		     const struct rg_live *force, const struct rg_live *other)
{
	uint32_t keep[2 * RG_INTERFACE_MAX];
	struct rg_standing s;
	size_t n;
	int err;

	err = open_unmanaged(g, force, other);
	n = add_devices(keep, 0, force);
	if (other)
		n = add_devices(keep, n, other);
	/* Without a policy our programs stay where they are, and drop. */
	if (force->image)
		rg_unattach_others(g, host, keep, n);
	if (!rg_pages_standing(g, &s))
		rg_bind_prune(g, s.generation, s.previous);
	if (force->image)
		rg_tune_relays(force->image, host);
	return err;
}
