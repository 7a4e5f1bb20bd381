// SPDX-License-Identifier: GPL-2.0-only
/*
 * Gates of namespaces that nobody can reach any more.  A pinned netfilter link
 * keeps its namespace alive, with all devices in it, so a namespace that was
 * deleted without `relgate detach` is found here: no process is in it, no mount
 * and no open file names it.  Its ip rules, which are not touched, stay shut.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include "remove.h"
#include "lib/util.h"

#define RG_PID_NS_INITIAL "pid:[4026531836]"	/* the kernel's PROC_PID_INIT_INO */

/* Does a line like "... net:[4026531840] /run/netns/x ... nsfs ..." name it? */
static bool mounted(const char *pid, const char *link)
{
	char path[64], line[1024];
	bool found = false;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%.16s/mountinfo", pid);
	f = fopen(path, "re");
	if (!f)
		return false;
	while (!found && fgets(line, sizeof(line), f))
		found = strstr(line, link);
	fclose(f);
	return found;
}

static bool links_to(const char *path, const char *link)
{
	char to[64];
	ssize_t n = readlink(path, to, sizeof(to) - 1);

	if (n < 0)
		return false;
	to[n] = '\0';
	return !strcmp(to, link);
}

static bool any_link(const char *dir_path, const char *tail, const char *link)
{
	DIR *dir = opendir(dir_path);
	struct dirent *e;
	char path[160];
	bool found = false;

	while (dir && !found && (e = readdir(dir))) {
		snprintf(path, sizeof(path), "%.64s/%.32s%s", dir_path, e->d_name, tail);
		found = e->d_name[0] != '.' && links_to(path, link);
	}
	if (dir)
		closedir(dir);
	return found;
}

static bool process_knows(const char *pid, const char *link)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%.16s/ns/net", pid);
	if (links_to(path, link) || mounted(pid, link))
		return true;
	snprintf(path, sizeof(path), "/proc/%.16s/task", pid);
	if (any_link(path, "/ns/net", link))
		return true;
	snprintf(path, sizeof(path), "/proc/%.16s/fd", pid);
	return any_link(path, "", link);
}

static bool reachable(uint64_t inode)
{
	DIR *proc = opendir("/proc");
	bool found = !proc;
	struct dirent *e;
	char link[64];

	snprintf(link, sizeof(link), "net:[%llu]", (unsigned long long)inode);
	while (proc && !found && (e = readdir(proc)))
		found = e->d_name[0] >= '0' && e->d_name[0] <= '9' &&
			process_knows(e->d_name, link);
	if (proc)
		closedir(proc);
	return found;
}

static int drop_any(const char *dir, const char *name, void *arg)
{
	(void)arg;
	rg_pin_drop(dir, name);
	return 0;
}

/* An unfinished directory has no control map: nothing is attached by it yet. */
static bool dead(const char *dir)
{
	struct rg_control c = { 0 };
	uint32_t key = RG_CONTROL_GATE;
	int fd = rg_pin_get(dir, "control");
	bool known;

	if (fd < 0)
		return false;
	known = !bpf_map_lookup_elem(fd, &key, &c) && c.abi == RG_GATE_ABI && c.netns;
	close(fd);
	/* Twice: a process that forks and ends could hide from one look. */
	return known && !reachable(c.netns) && !reachable(c.netns);
}

static int sweep_one(const char *root, const char *name, void *arg)
{
	const char *own = arg;
	char dir[64];
	int fd;

	if (snprintf(dir, sizeof(dir), "%s/%s", root, name) >= (int)sizeof(dir) ||
	    !strcmp(dir, own))
		return 0;
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	if (!flock(fd, LOCK_EX | LOCK_NB) && dead(dir)) {
		rg_warn("removing what a deleted network namespace left in %s", dir);
		rg_pin_each(dir, drop_any, NULL);
		rmdir(dir);
	}
	close(fd);
	return 0;
}

/**
 * rg_gate_sweep() - remove gates whose namespace nobody can reach
 * @own: directory of the caller's gate
 */
void rg_gate_sweep(const char *own)
{
	/* From inside a PID namespace one cannot see who is in a network namespace. */
	if (links_to("/proc/self/ns/pid", RG_PID_NS_INITIAL))
		rg_pin_each(RG_PIN_ROOT, sweep_one, (void *)own);
}
