/* SPDX-License-Identifier: GPL-2.0-only */
/* Typed access to the sections of a validated policy image. */
#ifndef RG_CORE_IMAGE_H
#define RG_CORE_IMAGE_H

#include "port.h"

RG_LOCAL const struct rg_image_header *rg_header(const struct rg_image *img)
{
	return (const struct rg_image_header *)img->page0;
}

RG_LOCAL const struct rg_interface *rg_interface(const struct rg_image *img, u32 i)
{
	u32 off = rg_header(img)->sec[RG_SEC_INTERFACE].off;

	return RG_REC(img, off + i * (u32)sizeof(struct rg_interface), struct rg_interface);
}

RG_LOCAL const struct rg_encoding *rg_encoding(const struct rg_image *img, u32 i)
{
	u32 off = rg_header(img)->sec[RG_SEC_ENCODING].off;

	return RG_REC(img, off + i * (u32)sizeof(struct rg_encoding), struct rg_encoding);
}

RG_LOCAL const struct rg_doi *rg_doi(const struct rg_image *img, u32 i)
{
	u32 off = rg_header(img)->sec[RG_SEC_DOI].off;

	return RG_REC(img, off + i * (u32)sizeof(struct rg_doi), struct rg_doi);
}

RG_LOCAL const struct rg_agreement *rg_agreement(const struct rg_image *img, u32 i)
{
	u32 off = rg_header(img)->sec[RG_SEC_AGREEMENT].off;

	return RG_REC(img, off + i * (u32)sizeof(struct rg_agreement), struct rg_agreement);
}

RG_LOCAL const struct rg_window *rg_window(const struct rg_image *img, u32 i)
{
	u32 off = rg_header(img)->sec[RG_SEC_WINDOW].off;

	return RG_REC(img, off + i * (u32)sizeof(struct rg_window), struct rg_window);
}

RG_LOCAL const struct rg_milestone *rg_milestone(const struct rg_image *img, u32 i)
{
	u32 off = rg_header(img)->sec[RG_SEC_EVENT].off;

	return RG_REC(img, off + i * (u32)sizeof(struct rg_milestone), struct rg_milestone);
}

RG_LOCAL const struct rg_local *rg_local(const struct rg_image *img, u32 i)
{
	u32 off = rg_header(img)->sec[RG_SEC_LOCAL].off;

	return RG_REC(img, off + i * (u32)sizeof(struct rg_local), struct rg_local);
}

RG_LOCAL const struct rg_set *rg_set(const struct rg_image *img, u32 i)
{
	u32 off = rg_header(img)->sec[RG_SEC_SET].off;

	return RG_REC(img, off + i * (u32)sizeof(struct rg_set), struct rg_set);
}

RG_LOCAL const struct rg_nset *rg_nset(const struct rg_image *img, u32 i)
{
	u32 off = rg_header(img)->sec[RG_SEC_NSET].off;

	return RG_REC(img, off + i * (u32)sizeof(struct rg_nset), struct rg_nset);
}

/* A number of one of the u16 pools. */
RG_LOCAL u32 rg_pool16(const struct rg_image *img, u32 section, u32 i)
{
	u32 off = rg_header(img)->sec[section].off;

	return *RG_REC(img, off + i * 2, u16);
}

RG_LOCAL u32 rg_set_words(const struct rg_image *img)
{
	return rg_header(img)->set_words;
}

RG_LOCAL bool rg_nset_has(const u64 *w, u32 nation)
{
	return w[(nation >> 6) & (RG_NSET_WORDS - 1)] >> (nation & 63) & 1;
}

#endif /* RG_CORE_IMAGE_H */
