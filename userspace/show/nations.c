// SPDX-License-Identifier: GPL-2.0-only
/* The nations of a policy, and which of them owns an address. */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include "../lib/table.h"
#include "../lib/util.h"
#include "show.h"

static json_t *dois_of(const struct rg_view *v, uint32_t nation)
{
	json_t *out = json_array();
	uint32_t i;

	for (i = 0; i < rg_view_count(v, RG_SEC_DOI); i++) {
		const struct rg_doi *d = rg_doi(&v->img, i);
		uint32_t name = rg_encoding(&v->img, d->encoding)->name;

		if (d->nation == nation)
			json_array_append_new(out, json_pack("{sI so}",
				"doi", (json_int_t)d->doi,
				"encoding", rg_json_text(rg_view_string(v, name))));
	}
	return out;
}

static json_t *interfaces_of(const struct rg_view *v, uint32_t nation)
{
	json_t *out = json_array();
	uint32_t i;

	for (i = 0; i < rg_view_count(v, RG_SEC_INTERFACE); i++)
		if (rg_interface(&v->img, i)->nation == nation)
			json_array_append_new(out, rg_json_text(rg_view_interface(v, i)));
	return out;
}

static json_t *nations(const struct rg_view *v)
{
	json_t *out = json_array();
	uint32_t id;

	for (id = 1; id < rg_view_count(v, RG_SEC_NATION); id++)
		json_array_append_new(out, json_pack("{ss so so}",
			"nation", rg_view_nation(v, id),
			"dois", dois_of(v, id),
			"interfaces", interfaces_of(v, id)));
	return out;
}

static char *dois_text(const json_t *dois)
{
	json_t *list = json_array(), *d;
	size_t i;
	char *text;

	json_array_foreach(dois, i, d)
		json_array_append_new(list, json_sprintf("%lld (%s)",
			(long long)json_integer_value(json_object_get(d, "doi")),
			json_string_value(json_object_get(d, "encoding"))));
	text = rg_json_join(list, ", ");
	json_decref(list);
	return text;
}

void rg_show_nations(const struct rg_call *c, const struct rg_view *v)
{
	struct rg_table t = { .columns = 3 };
	json_t *list = nations(v), *n;
	size_t i;

	if (c->json) {
		rg_json_print(list);
		return;
	}
	rg_table_row(&t, "NATION", "DOI (ENCODING)", "INTERFACES", NULL);
	json_array_foreach(list, i, n) {
		char *dois = dois_text(json_object_get(n, "dois"));
		char *ifs = rg_json_join(json_object_get(n, "interfaces"), ", ");

		rg_table_row(&t, json_string_value(json_object_get(n, "nation")), dois, ifs, NULL);
		free(dois);
		free(ifs);
	}
	rg_table_print(&t, stdout, 1, c->color);
	json_decref(list);
}

/* Prints the owner of one address; an enum rg_exit. */
static int lookup(const struct rg_call *c, const struct rg_view *v, const char *text)
{
	uint8_t addr[16];
	uint32_t value;

	if (inet_pton(AF_INET, text, addr) == 1)
		value = rg_nation4(&v->img, addr);
	else if (inet_pton(AF_INET6, text, addr) == 1)
		value = rg_nation6(&v->img, addr);
	else
		return rg_usage(c, "'%s' is no IPv4 or IPv6 address", text);
	if (c->json)
		rg_json_line(json_pack("{ss so sb}", "address", text,
			"nation", RG_VALUE_NATION(value) ?
				  json_string(rg_view_nation(v, RG_VALUE_NATION(value))) :
				  json_null(),
			"geo", !!(value & RG_VALUE_GEO)));
	else
		printf("%s %s%s\n", text,
		       RG_VALUE_NATION(value) ? rg_view_nation(v, RG_VALUE_NATION(value)) : "-",
		       value & RG_VALUE_GEO ? " (geographic table only)" : "");
	return RG_VALUE_NATION(value) ? RG_EXIT_YES : RG_EXIT_NO;
}

static int lookup_stream(const struct rg_call *c, const struct rg_view *v)
{
	int ret = RG_EXIT_YES;
	char line[128];

	while (fgets(line, sizeof(line), stdin)) {
		int one;

		line[strcspn(line, "\r\n")] = '\0';
		if (!*line)
			continue;
		one = lookup(c, v, line);
		if (one == RG_EXIT_FAIL)
			return one;
		if (one)
			ret = one;
	}
	return ret;
}

int rg_show_lookup(const struct rg_call *c, const struct rg_view *v)
{
	int i, ret = RG_EXIT_YES;

	for (i = 1; i < c->argc; i++) {
		int one = strcmp(c->argv[i], "-") ? lookup(c, v, c->argv[i]) : lookup_stream(c, v);

		if (one == RG_EXIT_FAIL)
			return one;
		if (one)
			ret = one;
	}
	return ret;
}
