// SPDX-License-Identifier: GPL-2.0-only
/*
 * IPv6 options, and CALIPSO among them (RFC 5570).
 *
 * A label belongs in the hop-by-hop header.  Options that this gate does not
 * know follow their action bits (RFC 8200, section 4.2), as for any router.
 */
#include "core.h"
#include "crc16.h"

#define RG_OPT_PAD1	0x00
#define RG_OPT_PADN	0x01
#define RG_OPT_ROUTER_ALERT 0x05
#define RG_OPT_CALIPSO	0x07
#define RG_OPT_ACTION	0xc0	/* what to do with an option one does not know; 0: skip it */
#define RG_OPT_MAX	64	/* options, single octets of padding included */
#define RG_PAD_MAX	7	/* octets of padding in a row: no alignment needs more */

#define RG_CALIPSO_HLEN	10	/* type, length, DOI, compartment length, level, checksum */
#define RG_CALIPSO_CRC	8	/* offset of the checksum */

RG_LOCAL void rg_tlv_label(struct rg_work *w, u32 len)
{
	struct rg_tlv_walk *s = &w->tlv;

	if (s->dst)
		s->reason = RG_R_LABEL_PLACE;
	else if (s->label)
		s->reason = RG_R_LABEL_DUPLICATE;
	s->label = w->at;
	s->label_len = len;
}

RG_LOCAL u32 rg_tlv_padn(const struct rg_work *w, u32 off, u32 len)
{
	u32 i, set = 0;

	for (i = 2; i < RG_PAD_MAX; i++) {
		if (i < len)
			set |= RG_AT(w->hdr, off + i);
	}
	return len > RG_PAD_MAX || set ? RG_R_IP_OPTIONS : RG_R_OK;
}

RG_LOCAL void rg_tlv_option(struct rg_work *w, u32 type, u32 len)
{
	struct rg_tlv_walk *s = &w->tlv;

	if (type == RG_OPT_CALIPSO)
		rg_tlv_label(w, len);
	else if (type == RG_OPT_ROUTER_ALERT && !s->dst && len != 4)
		s->reason = RG_R_IP_OPTIONS;
	else if ((type & RG_OPT_ACTION) && !s->dst)
		s->reason = RG_R_IP_OPTIONS;	/* a jumbo payload (c2) is one of these */
}

RG_CALLBACK long rg_tlv_step(u32 i, void *ctx)
{
	struct rg_work *w = ((struct rg_ctx *)ctx)->w;
	struct rg_tlv_walk *s = &w->tlv;
	u32 off = w->at;
	u32 type, len = 1;

	(void)i;
	if (off >= s->end)
		return 1;
	type = RG_AT(w->hdr, off);
	if (type != RG_OPT_PAD1) {
		len = RG_AT(w->hdr, off + 1) + 2u;
		if (off + len > s->end) {
			s->reason = RG_R_IP_OPTIONS;
			return 1;
		}
	}
	if (type > RG_OPT_PADN) {
		w->run = 0;
		rg_tlv_option(w, type, len);
		if (!s->dst)
			rg_keep_option(w, len, type == RG_OPT_CALIPSO);
	} else {
		w->run += len;
		if (type == RG_OPT_PADN)
			s->reason = rg_tlv_padn(w, off, len);
		if (w->run > RG_PAD_MAX)
			s->reason = RG_R_IP_OPTIONS;
	}
	w->at = off + len;
	return s->reason != RG_R_OK;
}

/* Walk the options of the extension header at @off, @len bytes. */
RG_LOCAL u32 rg_tlv_options(struct rg_work *w, u32 off, u32 len, u32 dst)
{
	struct rg_ctx c = { .w = w };
	struct rg_tlv_walk *s = &w->tlv;

	*s = (struct rg_tlv_walk){ .end = off + len, .reason = RG_R_OK, .dst = dst };
	w->at = off + 2;
	w->run = 0;
	rg_loop(RG_OPT_MAX, rg_tlv_step, &c);
	if (s->reason == RG_R_OK && w->at < s->end)
		return RG_R_IP_OPTIONS;
	return s->reason;
}

struct rg_crc {
	const struct rg_work *w;
	u32 off, crc;
};

RG_CALLBACK long rg_crc16_step(u32 i, void *ctx)
{
	struct rg_crc *c = ctx;

	c->crc = rg_crc16_octet(c->crc, RG_AT(c->w->hdr, c->off + i));
	return 0;
}

/* Four octets a call: in BPF the call costs more than the sum. */
RG_CALLBACK long rg_crc16_step4(u32 i, void *ctx)
{
	struct rg_crc *c = ctx;
	const u8 *p = &RG_AT(c->w->hdr, c->off + i * 4);
	u32 k;

	for (k = 0; k < 4; k++)
		c->crc = rg_crc16_octet(c->crc, p[k]);
	return 0;
}

RG_LOCAL void rg_crc16_run(struct rg_crc *c, u32 len)
{
	rg_loop((len >> 2) & 0xff, rg_crc16_step4, c);
	c->off += len & ~3u;
	if (len & 3)
		rg_loop(len & 3, rg_crc16_step, c);
}

/**
 * rg_crc16() - the CRC-16 of RFC 1662, appendix C, over a part of the frame
 * @w: frame
 * @off: first byte, offset in the frame
 * @len: bytes, all of them valid, at most 1023
 * @crc_off: offset in the frame of the two octets of the checksum, taken as
 *	zero; they lie in the part
 *
 * Return: the checksum; on the wire its low octet comes first.
 */
RG_API u32 rg_crc16(const struct rg_work *w, u32 off, u32 len, u32 crc_off)
{
	struct rg_crc c = { .w = w, .off = off, .crc = RG_CRC16_INIT };

	rg_crc16_run(&c, crc_off - off);
	c.crc = rg_crc16_octet(rg_crc16_octet(c.crc, 0), 0);
	c.off = crc_off + 2;
	rg_crc16_run(&c, off + len - crc_off - 2);
	return rg_crc16_end(c.crc);
}

RG_LOCAL u32 rg_parse_calipso(struct rg_work *w, u32 base, u32 off, u32 len)
{
	struct rg_packet *pkt = &w->pkt;
	const u8 *p = &RG_AT(w->hdr, off);

	if (((off - base) & 3) != 2)
		return RG_R_CALIPSO_ALIGN;
	if (len < RG_CALIPSO_HLEN || len != RG_CALIPSO_HLEN + p[6] * 4u)
		return RG_R_CALIPSO_LENGTH;
	if (rg_crc16(w, off, len, off + RG_CALIPSO_CRC) != (p[8] | (u32)p[9] << 8))
		return RG_R_CALIPSO_CRC;
	if (!rg_be32(p + 2))
		return RG_R_CALIPSO_DOI;
	pkt->kind = RG_LABEL_CALIPSO;
	pkt->level = p[7];
	pkt->doi = rg_be32(p + 2);
	pkt->opt = off;
	pkt->opt_len = len;
	pkt->body = off + RG_CALIPSO_HLEN;
	pkt->body_len = len - RG_CALIPSO_HLEN;
	return RG_R_OK;
}

/**
 * rg_parse_hopopts() - walk a hop-by-hop header and parse the label in it
 * @w: frame; its first @off + @len bytes are valid
 * @off: the header, offset in the frame
 * @len: of the whole header, bytes, a multiple of 8
 *
 * Return: RG_R_OK and, if there is a label, @w->pkt's label fields; or the
 * reason to drop the packet.
 */
RG_API u32 rg_parse_hopopts(struct rg_work *w, u32 off, u32 len)
{
	u32 reason = rg_tlv_options(w, off, len, 0);

	if (reason != RG_R_OK || !w->tlv.label)
		return reason;
	return rg_parse_calipso(w, off, w->tlv.label, w->tlv.label_len);
}

/**
 * rg_parse_dstopts() - walk a destination options header: no label may stand there
 * @w: frame; its first @off + @len bytes are valid
 * @off: the header, offset in the frame
 * @len: of the whole header, bytes, a multiple of 8
 *
 * Return: RG_R_OK, or the reason to drop the packet.
 */
RG_API u32 rg_parse_dstopts(struct rg_work *w, u32 off, u32 len)
{
	return rg_tlv_options(w, off, len, 1);
}
