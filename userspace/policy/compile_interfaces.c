// SPDX-License-Identifier: GPL-2.0-only
/* Interfaces, enrolled and unmanaged, the hubs among them, and local statements. */
#include <string.h>
#include "image.h"

static void put_local(struct image *img, const struct m_interface *ifc, struct rg_interface *out)
{
	size_t size = ifc->local.n * sizeof(struct rg_local);

	out->local_first = image_count(img, RG_SEC_LOCAL, sizeof(struct rg_local));
	out->local_count = ifc->local.n;
	if (size)
		memcpy(image_add(img, RG_SEC_LOCAL, size), ifc->local.v, size);
}

static void put_supplied(struct image *img, const struct rg_label *l, struct rg_interface *out)
{
	struct rg_set set;

	memcpy(set.w, l->cat, sizeof(set.w));
	out->sup_level = l->level;
	out->sup_set = image_set(img, &set);
	out->sup_release = image_nset(img, l->release);
	out->sup_origin = image_nset(img, l->origin);
}

static void put_interface(struct image *img, const struct m_interface *ifc)
{
	struct rg_interface *out = image_add(img, RG_SEC_INTERFACE, sizeof(*out));
	size_t i;

	memcpy(out->name, ifc->name, strlen(ifc->name));
	out->nation = ifc->nation;
	out->flags = ifc->flags;
	out->in_min = ifc->in_min;
	out->in_max = ifc->in_max;
	out->out_min = ifc->out_min;
	out->out_max = ifc->out_max;
	out->hub_slot = ifc->hub_slot;
	out->in_set = image_set(img, &ifc->in_set);
	out->out_set = image_set(img, &ifc->out_set);
	memcpy(out->nexthop4, ifc->nexthop4, 4);
	memcpy(out->nexthop6, ifc->nexthop6, 16);
	out->probe_ms = ifc->probe_ms;
	out->probe_lost = ifc->probe_lost;
	out->doi_count = ifc->doi.n;
	for (i = 0; i < ifc->doi.n; i++) {
		out->doi_index[i] = ifc->doi.v[i];
		out->doi[i] = img->m->doi.v[ifc->doi.v[i]].doi;
	}
	if (ifc->send >= 0) {
		out->send_doi = img->m->doi.v[ifc->send].doi;
		out->send_index = ifc->send;
		out->send_tag = ifc->send_tag;
	}
	if (ifc->ripso >= 0) {
		out->ripso_index = ifc->ripso;
		out->send_ripso = ifc->send_ripso;
	}
	put_local(img, ifc, out);
	if (ifc->flags & RG_IF_SUPPLIED)
		put_supplied(img, &ifc->supplied, out);
}

void compile_interfaces(struct image *img)
{
	struct model *m = img->m;
	size_t i;

	for (i = 0; i < m->ifc.n; i++)
		put_interface(img, &m->ifc.v[i]);
	for (i = 0; i < m->hub.n; i++)
		*(__u16 *)image_add(img, RG_SEC_HUB, sizeof(__u16)) = m->hub.v[i];
	for (i = 0; i < m->unmanaged.n; i++)
		memcpy(image_add(img, RG_SEC_UNMANAGED, RG_IFNAME_LEN), m->unmanaged.v[i],
		       strlen(m->unmanaged.v[i]));
}
