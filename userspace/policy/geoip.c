// SPDX-License-Identifier: GPL-2.0-only
#include <arpa/inet.h>
#include <string.h>
#include "geoip.h"
#include "load.h"

struct reader {
	struct ast *ast;
	struct ast_node *name;
	uint32_t file;
	struct geo_table *table;
	int family;
	addr_t last;		/* end of the range before */
	const char *text, *line, *end;	/* the file; the line at hand, its end */
};

static int bad(struct reader *r, const char *from, const char *to, const char *what,
	       const char *help)
{
	struct rg_loc loc = { r->file, from - r->text, to - r->text };

	diag_error(r->ast->diag, loc, "%s", what);
	diag_help(r->ast->diag, "%s", help);
	diag_note(r->ast->diag, r->name->loc, "the file is read for this statement");
	return -1;
}

static int bad_address(struct reader *r, const char *from, const char *to)
{
	return bad(r, from, to, "not an address as in the rest of this file",
		   r->family == 4 ? "IPv4 addresses stand here as integers below 4294967296" :
		   "IPv6 addresses stand here as text, such as 2001:db8::");
}

static int read4(const char *from, const char *to, addr_t *addr)
{
	uint64_t v = 0;
	const char *p;

	if (from == to || to - from > 10)
		return -1;
	for (p = from; p < to; p++) {
		if (*p < '0' || *p > '9')
			return -1;
		v = v * 10 + (*p - '0');
	}
	*addr = (addr_t)v << 96;
	return v >> 32 ? -1 : 0;
}

static int read6(const char *from, const char *to, addr_t *addr)
{
	unsigned char raw[16];
	char buf[INET6_ADDRSTRLEN];
	int i;

	if (to - from >= (ptrdiff_t)sizeof(buf))
		return -1;
	memcpy(buf, from, to - from);
	buf[to - from] = '\0';
	if (inet_pton(AF_INET6, buf, raw) != 1)
		return -1;
	for (*addr = 0, i = 0; i < 16; i++)
		*addr = *addr << 8 | raw[i];
	return 0;
}

static int read_addr(struct reader *r, const char *from, const char *to, addr_t *addr)
{
	if (r->family == 4 ? read4(from, to, addr) : read6(from, to, addr))
		return bad_address(r, from, to);
	return 0;
}

/* The first line decides: a colon before the comma means IPv6. */
static int choose_family(struct reader *r, struct geoip *geo, const char *comma)
{
	r->family = memchr(r->line, ':', comma - r->line) ? 6 : 4;
	r->table = r->family == 6 ? &geo->v6 : &geo->v4;
	if (r->table->from) {
		diag_error(r->ast->diag, r->name->loc, "a second table of IPv%d ranges", r->family);
		diag_note(r->ast->diag, r->table->from->loc, "the first one");
		return -1;
	}
	r->table->from = r->name;
	return 0;
}

static int is_code(const char *p)
{
	return (p[0] >= 'A' && p[0] <= 'Z' && ((p[1] >= 'A' && p[1] <= 'Z') ||
					       (p[1] >= '0' && p[1] <= '9'))) ||
	       (p[0] == '?' && p[1] == '?');
}

static int read_range(struct reader *r, struct geoip *geo)
{
	const char *comma1 = memchr(r->line, ',', r->end - r->line), *comma2;
	struct geo_range *g;
	addr_t lo, hi;

	comma2 = comma1 ? memchr(comma1 + 1, ',', r->end - comma1 - 1) : NULL;
	if (!comma2)
		return bad(r, r->line, r->end, "not a range", "a line is start,end,CC");
	if (!r->table && choose_family(r, geo, comma1))
		return -1;
	if (read_addr(r, r->line, comma1, &lo) || read_addr(r, comma1 + 1, comma2, &hi))
		return -1;
	if (r->end - comma2 != 3 || !is_code(comma2 + 1))
		return bad(r, comma2 + 1, r->end, "not a country code",
			   "two capital letters (ISO 3166-1 alpha-2), or ??");
	if (r->family == 4)
		hi |= ((addr_t)1 << 96) - 1;
	if (hi < lo)
		return bad(r, r->line, comma2, "the range ends before it begins",
			   "a line is start,end,CC");
	if (r->table->range.n && lo <= r->last)
		return bad(r, r->line, comma1, "the range begins before the last one ended",
			   "the file must be sorted, and its ranges must not overlap");
	r->last = hi;
	g = vec_add(&r->ast->arena, &r->table->range);
	g->lo = lo;
	g->hi = hi;
	g->country = (uint8_t)comma2[1] << 8 | (uint8_t)comma2[2];
	return 0;
}

int geoip_read(struct ast *ast, struct ast_node *name, struct geoip *geo)
{
	struct reader r = { .ast = ast, .name = name };
	const struct source *src;
	const char *p, *nl, *stop;

	if (load_source(ast, name, &r.file))
		return -1;
	src = &ast->diag->source[r.file];
	r.text = src->text;
	stop = src->text + src->len;
	for (p = src->text; p < stop; p = nl + 1) {
		nl = memchr(p, '\n', stop - p);
		if (!nl)
			nl = stop;
		r.line = p;
		r.end = nl > p && nl[-1] == '\r' ? nl - 1 : nl;
		if (r.end == p || *p == '#')
			continue;
		if (read_range(&r, geo))
			return -1;
	}
	if (!r.table) {
		diag_error(ast->diag, name->loc, "there is not one range in this file");
		diag_help(ast->diag, "a line is start,end,CC, as in Debian's tor-geoipdb");
		return -1;
	}
	return 0;
}
