// SPDX-License-Identifier: GPL-2.0-only
/* The interfaces of a policy. */
#include <stdlib.h>
#include <string.h>
#include "../lib/table.h"
#include "../lib/util.h"
#include "show.h"

static json_t *range(const struct rg_view *v, unsigned int min, unsigned int max, unsigned int set)
{
	const struct rg_set *subjects = rg_set(&v->img, 0);
	const struct rg_set *s = rg_set(&v->img, set);
	struct rg_set in;
	int i, all = 1;

	for (i = 0; i < RG_SET_WORDS; i++) {
		in.w[i] = s->w[i] & subjects->w[i];
		all &= in.w[i] == subjects->w[i];
	}
	return json_pack("{ss ss so}", "min", rg_view_level(v, min), "max", rg_view_level(v, max),
			 "subjects", all ? json_string("any") :
			 rg_view_set_json(v, in.w, RG_CAT_SUBJECT));
}

static json_t *locals(const struct rg_view *v, const struct rg_interface *ifc)
{
	json_t *out = json_array();
	int i;

	for (i = 0; i < ifc->local_count; i++) {
		const struct rg_local *l = rg_local(&v->img, ifc->local_first + i);

		json_array_append_new(out, json_pack("{si sb sb si si}",
			"protocol", l->proto,
			"in", !!(l->dir & RG_LOCAL_IN), "out", !!(l->dir & RG_LOCAL_OUT),
			"port_min", l->port_min, "port_max", l->port_max));
	}
	return out;
}

static json_t *kinds(const struct rg_interface *ifc)
{
	json_t *out = json_array();

	if (ifc->flags & RG_IF_CIPSO)
		json_array_append_new(out, json_string("cipso"));
	if (ifc->flags & RG_IF_CALIPSO)
		json_array_append_new(out, json_string("calipso"));
	if (ifc->flags & RG_IF_RIPSO)
		json_array_append_new(out, json_string("ripso"));
	return out;
}

static json_t *dois(const struct rg_interface *ifc)
{
	json_t *out = json_array();
	int i;

	for (i = 0; i < ifc->doi_count && i < RG_DOI_PER_IF_MAX; i++)
		json_array_append_new(out, json_integer(ifc->doi[i]));
	return out;
}

static json_t *interface_json(const struct rg_view *v, const struct rg_interface *ifc)
{
	json_t *out = json_pack("{so ss sb so so so so so}",
		"name", rg_json_text(ifc->name),
		"nation", rg_view_nation(v, ifc->nation),
		"hub", !!(ifc->flags & RG_IF_HUB),
		"labels", kinds(ifc),
		"accept_doi", dois(ifc),
		"in", range(v, ifc->in_min, ifc->in_max, ifc->in_set),
		"out", range(v, ifc->out_min, ifc->out_max, ifc->out_set),
		"local", locals(v, ifc));

	if (ifc->probe_ms)
		json_object_set_new(out, "probe", json_pack("{si si}", "every_ms", ifc->probe_ms,
							    "lost", ifc->probe_lost));
	if (ifc->flags & RG_IF_RIPSO)
		json_object_set_new(out, "ripso_doi",
				    json_integer(rg_doi(&v->img, ifc->ripso_index)->doi));
	if (ifc->flags & RG_IF_PERMISSIVE)
		json_object_set_new(out, "permissive_tag", json_integer(6));
	if (ifc->flags & RG_IF_SUPPLIED) {
		struct rg_label label;
		char *text;

		rg_label_supplied(&v->img, ifc, &label);
		text = rg_view_marking(v, &label, ifc->nation);
		json_object_set_new(out, "supplied", rg_json_text(text));
		free(text);
	}
	return out;
}

static json_t *unmanaged(const struct rg_view *v)
{
	uint32_t i, off = rg_header(&v->img)->sec[RG_SEC_UNMANAGED].off;
	json_t *out = json_array();

	for (i = 0; i < rg_view_count(v, RG_SEC_UNMANAGED); i++)
		json_array_append_new(out, rg_json_text((const char *)v->bytes + off +
							i * RG_IFNAME_LEN));
	return out;
}

static void interfaces_json(const struct rg_view *v)
{
	json_t *list = json_array();
	uint32_t i;

	for (i = 0; i < rg_view_count(v, RG_SEC_INTERFACE); i++)
		json_array_append_new(list, interface_json(v, rg_interface(&v->img, i)));
	rg_json_print(json_pack("{so so}", "interfaces", list, "unmanaged", unmanaged(v)));
}

static char *range_text(const json_t *r)
{
	const json_t *subjects = json_object_get(r, "subjects");
	const char *min = json_string_value(json_object_get(r, "min"));
	const char *max = json_string_value(json_object_get(r, "max"));
	char *names = json_is_array(subjects) ? rg_json_join(subjects, ", ") : NULL;
	char *text;

	if (asprintf(&text, "%s .. %s%s%s%s", min, max, names ? " {" : "", names ? names : "",
		     names ? "}" : "") < 0)
		abort();
	free(names);
	return text;
}

static char *label_text(const json_t *i)
{
	const char *supplied = json_string_value(json_object_get(i, "supplied"));
	char *kind, *text, doi[288] = "";
	json_t *d, *ripso = json_object_get(i, "ripso_doi");
	size_t n, len = 0;

	if (supplied)
		return asprintf(&text, "supplied %s", supplied) < 0 ? NULL : text;
	kind = rg_json_join(json_object_get(i, "labels"), ", ");
	json_array_foreach(json_object_get(i, "accept_doi"), n, d)
		len += snprintf(doi + len, sizeof(doi) - len, "%s%lld", n ? ", " : "",
				(long long)json_integer_value(d));
	if (ripso && n > 1)
		snprintf(doi + len, sizeof(doi) - len, "; ripso doi %lld",
			 (long long)json_integer_value(ripso));
	if (asprintf(&text, "%s; doi %s%s", kind, doi,
		     json_object_get(i, "permissive_tag") ? "; permissive tag 6" : "") < 0)
		abort();
	free(kind);
	return text;
}

void rg_show_interfaces(const struct rg_call *c, const struct rg_view *v)
{
	struct rg_table t = { .columns = 5 };
	json_t *others;
	char *names;
	uint32_t n;

	if (c->json) {
		interfaces_json(v);
		return;
	}
	rg_table_row(&t, "INTERFACE", "NATION", "IN", "OUT", "LABELS", NULL);
	for (n = 0; n < rg_view_count(v, RG_SEC_INTERFACE); n++) {
		const struct rg_interface *ifc = rg_interface(&v->img, n);
		json_t *i = interface_json(v, ifc);
		char *in = range_text(json_object_get(i, "in"));
		char *out = range_text(json_object_get(i, "out"));
		char *label = label_text(i), nation[16];

		snprintf(nation, sizeof(nation), "%s%s", rg_view_nation(v, ifc->nation),
			 ifc->flags & RG_IF_HUB ? " (hub)" : "");
		rg_table_row(&t, ifc->name, nation, in, out, label, NULL);
		free(in);
		free(out);
		free(label);
		json_decref(i);
	}
	rg_table_print(&t, stdout, 1, c->color);
	others = unmanaged(v);
	names = rg_json_join(others, ", ");
	if (*names)
		printf("\nunmanaged: %s\n", names);
	free(names);
	json_decref(others);
}
