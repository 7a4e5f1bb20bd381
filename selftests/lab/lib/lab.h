/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the parts of the traffic tool share.
 *
 * Every test packet carries a stamp in its payload: a magic, the nation whose
 * host really made the packet, and a serial number.  The oracle goes by those
 * and never by addresses, which the tests forge.
 *
 * Nothing here uses relgate's own code: this side must be able to disagree.
 */
#ifndef LAB_H
#define LAB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STAMP_MAGIC	"rgSTAMP\x01"
#define STAMP_LEN	20	/* magic 8, nation 4, serial 8 (big endian) */

void stamp_put(uint8_t *at, const char *nation, uint64_t serial);
const uint8_t *stamp_find(const uint8_t *buf, size_t len);
uint64_t stamp_serial(const uint8_t *stamp);

/* A label as text: "DOI[/TAG]:MARKING" or "DOI[/TAG]:#LEVEL[:CATEGORY,...]". */
#define MARK_CATS	64
struct mark {
	uint32_t doi;
	unsigned int tag;		/* CIPSO: 1, 2 or 5 */
	unsigned int level;
	unsigned int ncat;
	uint16_t cat[MARK_CATS];	/* ascending */
};

int mark_parse(const char *text, struct mark *m);
size_t mark_cipso(const struct mark *m, uint8_t out[40]);
size_t mark_calipso(const struct mark *m, uint8_t *out, size_t room);
size_t mark_hopopts(const struct mark *m, uint8_t next, uint8_t *out, size_t room);
uint16_t mark_crc(const uint8_t *opt, size_t len);

/* One frame, every field as given: what a host may say and what it may not. */
#define BLOB_MAX 512
struct blob {
	uint8_t b[BLOB_MAX];
	size_t len;
	bool set;
};

struct frame {
	uint8_t dmac[6], smac[6];
	int vlan;			/* TCI, or -1 */
	int type;			/* ethertype, or -1: as the family says */
	int family;			/* 4 or 6 */
	uint8_t src[16], dst[16];
	unsigned int ttl, proto, id;
	unsigned int sport, dport;
	bool df;
	bool label_set;
	struct mark label;
	struct blob opt;		/* IPv4 option area, as it is; padded to 4 with zero */
	struct blob hbh;		/* hop-by-hop, from its first option on; padded to 8 */
	struct blob dopt;		/* destination options, likewise */
	struct blob rh;			/* routing header, from its type on */
	struct blob l4;			/* instead of the upper layer that is made here */
	int frag;			/* offset in bytes, or -1: not a fragment */
	bool more;
	size_t size;			/* payload behind the upper-layer header, stamp included */
	const char *nation;		/* the true sender */
	uint64_t serial;
	size_t cut;			/* send only this many bytes, 0: all */
	bool bad_csum;
	struct {
		size_t off;
		uint8_t val;
	} patch[32];			/* bytes of the IP packet, before its checksums */
	size_t npatch;
};

void frame_init(struct frame *f);
size_t frame_build(const struct frame *f, uint8_t *out, size_t room);
uint16_t csum16(const uint8_t *p, size_t len, uint32_t sum);

/* Arguments and places. */
struct opts {
	const char *ns, *ns2, *dev;
	const char *out, *ready, *pcap, *tsv;
	const char *src, *dst;
	const char *label, *label2;
	const char *nation;
	uint64_t serial, count, bytes;
	unsigned int rate, seconds, proto, port;
	bool echo, df, quiet;
	unsigned int ttl;
	size_t size;
	struct frame f;
	const char *node[8];
	size_t nnode;
	const char *rule[8];
	size_t nrule;
	const char *only;
	bool respond;
};

int family_of(const char *addr);
void die(const char *fmt, ...) __attribute__((format(printf, 1, 2), noreturn));
void enter_ns(const char *name);
void touch(const char *path);
void catch_end(void);
extern volatile int ended;
uint64_t now_ns(void);
/* Sleep until packet n is due at this rate; in steps of a millisecond. */
void pace(uint64_t start_ns, uint64_t n, unsigned int rate);
int packet_socket(const char *dev, int *ifindex);

int do_send(struct opts *o);
int do_recv(struct opts *o);
int do_raw(struct opts *o);
int do_flood(struct opts *o);
int do_capture(struct opts *o);
int do_tcp(struct opts *o);

#endif
