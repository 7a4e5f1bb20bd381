// SPDX-License-Identifier: GPL-2.0-only
/* Network namespaces. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "netns.h"
#include "util.h"

#define OWN_NETNS "/proc/thread-self/ns/net"

/* Where the program was before -n moved it; -1: it was not moved. */
static int started_in = -1;

static int enter(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int err;

	if (fd < 0)
		return -1;
	err = setns(fd, CLONE_NEWNET);
	if (err) {
		err = errno;
		close(fd);
		errno = err;
		return -1;
	}
	close(fd);
	return 0;
}

int rg_netns_enter(const char *name)
{
	char path[4096];

	if (!*name || !strcmp(name, ".") || !strcmp(name, ".."))
		return rg_error("'%s' names no network namespace; see `ip netns list`", name);
	if (snprintf(path, sizeof(path), "%s%s", strchr(name, '/') ? "" : "/run/netns/", name) >=
	    (int)sizeof(path))
		return rg_error("the name of the network namespace is too long");
	if (started_in < 0)
		started_in = open(OWN_NETNS, O_RDONLY | O_CLOEXEC);
	if (!enter(path))
		return 0;
	if (errno == ENOENT)
		return rg_error("no network namespace %s (%s); see `ip netns list`", name, path);
	if (errno == EINVAL)
		return rg_error("%s is not a network namespace", path);
	return rg_error("network namespace %s: %s", name, strerror(errno));
}

int rg_netns_run(const char *path, int (*fn)(void *arg), void *arg)
{
	int home = open(OWN_NETNS, O_RDONLY | O_CLOEXEC);
	int ret;

	if (home < 0)
		return -1;
	if (enter(path)) {
		close(home);
		return -1;
	}
	ret = fn(arg);
	if (setns(home, CLONE_NEWNET)) {
		rg_error("cannot return to the network namespace: %s", strerror(errno));
		exit(RG_EXIT_FAIL);
	}
	close(home);
	return ret;
}

int rg_netns_run_initial(int (*fn)(void *arg), void *arg)
{
	char path[64];
	int fd = open("/proc/1/ns/net", O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		fd = started_in;
	if (fd < 0)
		return fn(arg);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return rg_netns_run(path, fn, arg);
}
