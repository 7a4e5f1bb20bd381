// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where the pins are.  `ip netns exec` mounts a new /sys over the one that has
 * bpffs, so all work on pins is done in the mount namespace of process 1 or, if
 * that is out of reach (a sandbox), of our furthest ancestor that is not.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>
#include <linux/magic.h>
#include <bpf/bpf.h>
#include "gate.h"
#include "lib/util.h"

#define BPFFS "/sys/fs/bpf"
#define LOCK_WAIT_MS 10000

#ifndef SO_NETNS_COOKIE
#define SO_NETNS_COOKIE 71
#endif

static int home_ns = -1, home_dir = -1, entered;

static int open_mount_ns(int pid)
{
	char path[48];

	snprintf(path, sizeof(path), "/proc/%d/ns/mnt", pid);
	return open(path, O_RDONLY | O_CLOEXEC);
}

static int parent_of(int pid)
{
	char path[48], line[128];
	int parent = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	f = fopen(path, "re");
	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "PPid: %d", &parent) == 1)
			break;
	if (f)
		fclose(f);
	return parent;
}

/* A descriptor of the mount namespace that bpffs is looked for in. */
static int outer_mount_ns(void)
{
	int fd = open_mount_ns(1), pid = getpid(), next;

	if (fd >= 0)
		return fd;
	fd = open_mount_ns(pid);
	for (pid = parent_of(pid); fd >= 0 && pid > 1; pid = parent_of(pid)) {
		next = open_mount_ns(pid);
		if (next < 0)
			break;
		close(fd);
		fd = next;
	}
	return fd;
}

static bool same_file(int a, int b)
{
	struct stat sa, sb;

	return !fstat(a, &sa) && !fstat(b, &sb) && sa.st_ino == sb.st_ino && sa.st_dev == sb.st_dev;
}

static int go_out(void)
{
	int outer = outer_mount_ns(), err = 0;
	bool there = false;

	home_ns = open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC);
	home_dir = open(".", O_PATH | O_CLOEXEC);
	if (outer < 0 || home_ns < 0)
		err = rg_error("cannot open /proc/self/ns/mnt: %s", strerror(errno));
	else if (same_file(outer, home_ns))
		there = true;
	else if (setns(outer, CLONE_NEWNS))
		err = rg_error("cannot reach " BPFFS " outside: %s; run as root of the host",
			       strerror(errno));
	if (outer >= 0)
		close(outer);
	if (there) {
		close(home_ns);
		home_ns = -1;	/* no way back is needed */
	}
	return err;
}

static int mount_bpffs(void)
{
	struct statfs st;

	if (!statfs(BPFFS, &st) && st.f_type == BPF_FS_MAGIC)
		return 0;
	if (mount("bpf", BPFFS, "bpf", MS_NOSUID | MS_NODEV | MS_NOEXEC, "mode=0700"))
		return rg_error("cannot mount the BPF file system at " BPFFS ": %s", strerror(errno));
	return 0;
}

/**
 * rg_pins_enter() - go where bpffs is
 *
 * Calls nest; each one that returned 0 wants its rg_pins_leave().
 *
 * Return: 0, or -1 after rg_error().
 */
int rg_pins_enter(void)
{
	if (entered++)
		return 0;
	if (!go_out() && !mount_bpffs())
		return 0;
	rg_pins_leave();
	return -1;
}

void rg_pins_leave(void)
{
	if (--entered)
		return;
	if (home_ns >= 0) {
		if (setns(home_ns, CLONE_NEWNS) || (home_dir >= 0 && fchdir(home_dir)))
			rg_warn("cannot go back to the mount namespace: %s", strerror(errno));
		close(home_ns);
	}
	if (home_dir >= 0)
		close(home_dir);
	home_ns = -1;
	home_dir = -1;
}

/** rg_netns_cookie() - number of this network namespace, never used again; 0: unknown */
uint64_t rg_netns_cookie(void)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	uint64_t cookie = 0;
	socklen_t len = sizeof(cookie);

	if (fd < 0 || getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &len))
		cookie = 0;
	if (fd >= 0)
		close(fd);
	return cookie;
}

uint64_t rg_netns_inode(void)
{
	struct stat st;

	return stat("/proc/self/ns/net", &st) ? 0 : st.st_ino;
}

/** rg_pin_dir() - the directory of this namespace's gate (need not exist) */
int rg_pin_dir(char dir[64])
{
	uint64_t cookie = rg_netns_cookie();

	if (!cookie)
		return rg_error("cannot tell this network namespace from others (SO_NETNS_COOKIE): "
				"Linux 5.14 or newer is needed");
	snprintf(dir, 64, RG_PIN_ROOT "/%llx", (unsigned long long)cookie);
	return 0;
}

static void sleep_ms(unsigned int ms)
{
	struct timespec ts = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000l };

	nanosleep(&ts, NULL);
}

/* Somebody may have removed and made the directory anew while we waited. */
static bool still_there(int fd, const char *dir)
{
	struct stat a, b;

	return !fstat(fd, &a) && !stat(dir, &b) && a.st_ino == b.st_ino;
}

/**
 * rg_pin_lock() - make the directory if need be and lock it
 * @dir: from rg_pin_dir()
 *
 * Return: a descriptor that holds the lock, or -1 after rg_error().
 */
int rg_pin_lock(const char *dir)
{
	unsigned int waited;
	int fd;

	for (waited = 0; waited < LOCK_WAIT_MS; waited += 20) {
		if ((mkdir(RG_PIN_ROOT, 0700) && errno != EEXIST) ||
		    (mkdir(dir, 0700) && errno != EEXIST))
			return rg_error("cannot make %s: %s", dir, strerror(errno));
		fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (fd >= 0 && !flock(fd, LOCK_EX | LOCK_NB) && still_there(fd, dir))
			return fd;
		if (fd >= 0)
			close(fd);
		sleep_ms(20);
	}
	return rg_error("another relgate has been changing this gate for %d seconds: "
			"wait for it, or end it", LOCK_WAIT_MS / 1000);
}

static int pin_path(char *path, size_t size, const char *dir, const char *name)
{
	return (size_t)snprintf(path, size, "%s/%s", dir, name) < size ? 0 : -ENAMETOOLONG;
}

bool rg_pin_exists(const char *dir, const char *name)
{
	char path[160];

	return !pin_path(path, sizeof(path), dir, name) && !access(path, F_OK);
}

/** rg_pin_get() - open what is pinned: a descriptor, or a negative errno */
int rg_pin_get(const char *dir, const char *name)
{
	char path[160];
	int fd;

	if (pin_path(path, sizeof(path), dir, name))
		return -ENAMETOOLONG;
	fd = bpf_obj_get(path);
	return fd < 0 ? -errno : fd;
}

/** rg_pin_set() - pin, in the place of what was pinned there: 0, or -1 after rg_error() */
int rg_pin_set(const char *dir, const char *name, int fd)
{
	char path[160], next[160];

	if (pin_path(path, sizeof(path), dir, name) ||
	    snprintf(next, sizeof(next), "%s/next_%s", dir, name) >= (int)sizeof(next))
		return rg_error("a name is too long to be pinned: %s", name);
	unlink(next);
	if (bpf_obj_pin(fd, next) || rename(next, path))
		return rg_error("cannot pin %s: %s", path, strerror(errno));
	return 0;
}

/** rg_pin_drop() - remove a pin: 0, also if there was none */
int rg_pin_drop(const char *dir, const char *name)
{
	char path[160];

	if (pin_path(path, sizeof(path), dir, name))
		return -1;
	if (unlink(path) && errno != ENOENT)
		return rg_error("cannot remove %s: %s", path, strerror(errno));
	return 0;
}

/**
 * rg_pin_each() - call @fn for every name in a directory of pins
 *
 * Names are collected first: @fn may remove them.
 *
 * Return: the first result of @fn that is not 0, or 0.
 */
int rg_pin_each(const char *dir, int (*fn)(const char *dir, const char *name, void *arg), void *arg)
{
	struct dirent **names;
	int n, i, ret = 0;

	n = scandir(dir, &names, NULL, alphasort);
	if (n < 0)
		return 0;
	for (i = 0; i < n; i++) {
		if (!ret && names[i]->d_name[0] != '.')
			ret = fn(dir, names[i]->d_name, arg);
		free(names[i]);
	}
	free(names);
	return ret;
}
