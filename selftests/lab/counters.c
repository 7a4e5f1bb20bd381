// SPDX-License-Identifier: GPL-2.0-only
/*
 * counters [BEFORE] - the JSON of `relgate -j show counters`, from standard input, as
 * lines: "ingress.release 3", "way.via 7", "icmp_sent 0".  With a file of such lines,
 * only what rose since, and by how much.
 *
 * jq would do, but under emulation it takes a second to start.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_MAX_LEN	80
#define LINES_MAX	512

struct line {
	char name[NAME_MAX_LEN];
	long long value;
};

static struct line before[LINES_MAX];
static int nbefore = -1;

static _Noreturn void fail(const char *what)
{
	fprintf(stderr, "counters: %s\n", what);
	exit(2);
}

static void read_before(const char *path)
{
	FILE *f = fopen(path, "r");

	if (!f)
		fail("cannot read the file of earlier counters");
	for (nbefore = 0; nbefore < LINES_MAX; nbefore++) {
		struct line *l = &before[nbefore];

		if (fscanf(f, "%79s %lld", l->name, &l->value) != 2)
			break;
	}
	if (!feof(f))
		fail("earlier counters are not lines of NAME VALUE, or too many");
	fclose(f);
}

static void line(const char *name, const json_t *value)
{
	long long v = json_integer_value(value), was = 0;
	int i;

	if (!json_is_integer(value))
		fail("a counter is missing, or no number");
	for (i = 0; i < nbefore; i++) {
		if (!strcmp(before[i].name, name))
			was = before[i].value;
	}
	if (nbefore < 0 || v != was)
		printf("%s %lld\n", name, v - was);
}

/* release: {"ingress": {"packets": 3}} */
static void reason(const char *name, json_t *hooks)
{
	char full[NAME_MAX_LEN];
	const char *hook;
	json_t *counts;

	json_object_foreach(hooks, hook, counts) {
		snprintf(full, sizeof(full), "%s.%s", hook, name);
		line(full, json_object_get(counts, "packets"));
	}
}

int main(int argc, char **argv)
{
	json_t *root = json_loadf(stdin, 0, NULL), *item;
	char full[NAME_MAX_LEN];
	const char *name;

	if (!json_is_object(json_object_get(root, "reasons")) ||
	    !json_is_object(json_object_get(root, "ways")))
		fail("no counters on standard input");
	if (argc > 1)
		read_before(argv[1]);
	json_object_foreach(json_object_get(root, "reasons"), name, item)
		reason(name, item);
	json_object_foreach(json_object_get(root, "ways"), name, item) {
		snprintf(full, sizeof(full), "way.%s", name);
		line(full, json_object_get(item, "packets"));
	}
	line("icmp_sent", json_object_get(root, "icmp_sent"));
	line("xdp_sent", json_object_get(root, "xdp_sent"));
	line("cached", json_object_get(root, "cached"));
	json_decref(root);
	return 0;
}
