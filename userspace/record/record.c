// SPDX-License-Identifier: GPL-2.0-only
/* Adding to the record: under a lock, at its end, on the disk before it counts. */
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>
#include "../lib/json.h"
#include "../lib/util.h"
#include "record.h"

#define LOCK_WAIT_MS 10000

/**
 * rg_record_here() - whether what is done in this network namespace is recorded
 *
 * The record is of the machine's own gate; another namespace's is kept where
 * RELGATE_STATE names a folder for it.
 */
bool rg_record_here(void)
{
	const char *dir = getenv("RELGATE_STATE");
	struct stat own, first;

	if (dir && *dir)
		return true;
	return !stat("/proc/thread-self/ns/net", &own) && !stat("/proc/1/ns/net", &first) &&
	       own.st_dev == first.st_dev && own.st_ino == first.st_ino;
}

static int check_owned(const char *path, const struct stat *st, mode_t type)
{
	if ((st->st_mode & S_IFMT) == type && st->st_uid == geteuid() && !(st->st_mode & 022))
		return 0;
	return rg_error("%s must be %s of root's that nobody else can write to", path,
			type == S_IFDIR ? "a folder" : "a file");
}

static int open_file(void)
{
	char path[4096];
	struct stat st;
	int fd;

	rg_record_path(path, "");
	if (mkdir(path, 0700) && errno != EEXIST)
		return rg_error("%s: %s", path, strerror(errno));
	if (lstat(path, &st))
		return rg_error("%s: %s", path, strerror(errno));
	if (check_owned(path, &st, S_IFDIR))
		return -1;
	fd = open(rg_record_path(path, "record"), O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW |
		  O_CLOEXEC | O_NONBLOCK, 0600);
	if (fd < 0)
		return rg_error("%s: %s", path, strerror(errno));
	if (!fstat(fd, &st) && !check_owned(path, &st, S_IFREG))
		return fd;
	close(fd);
	return -1;
}

/* Somebody may have begun a new file while we waited. */
static bool still_there(int fd)
{
	char path[4096];
	struct stat a, b;

	return !fstat(fd, &a) && !stat(rg_record_path(path, "record"), &b) &&
	       a.st_ino == b.st_ino && a.st_dev == b.st_dev;
}

static int lock_file(void)
{
	struct timespec ts = { .tv_nsec = 20000000 };
	unsigned int waited;
	int fd;

	for (waited = 0; waited < LOCK_WAIT_MS; waited += 20) {
		fd = open_file();
		if (fd < 0)
			return -1;
		if (!flock(fd, LOCK_EX | LOCK_NB) && still_there(fd))
			return fd;
		close(fd);
		nanosleep(&ts, NULL);
	}
	return rg_error("another relgate has been writing to the record for %d seconds",
			LOCK_WAIT_MS / 1000);
}

/* The last whole entry of some bytes that end a file. */
static void read_last(struct rg_record *r, char *text, size_t size)
{
	const char *why;
	char *end, *line;

	while (!r->last && (end = memrchr(text, '\n', size))) {
		line = memrchr(text, '\n', end - text);
		line = line ? line + 1 : text;
		r->last = rg_record_parse(line, end - line, &why);
		size = line - text;
	}
	if (!r->last)
		return;
	r->seq = json_integer_value(json_object_get(r->last, "seq"));
	snprintf(r->head, sizeof(r->head), "%s",
		 json_string_value(json_object_get(r->last, "hash")));
}

static int read_tail(struct rg_record *r, int fd)
{
	const size_t most = 4 * RG_RECORD_LINE;
	char *text = malloc(most);
	struct stat st;
	ssize_t n = -1;

	if (text && !fstat(fd, &st))
		n = pread(fd, text, most, (size_t)st.st_size > most ? st.st_size - most : 0);
	/* What was cut off by a crash stays, as a line of its own, and shows. */
	if (n > 0 && text[n - 1] != '\n' && write(fd, "\n", 1) == 1 && (size_t)n < most)
		text[n++] = '\n';
	if (n > 0)
		read_last(r, text, n);
	free(text);
	return n < 0 ? rg_error("the record cannot be read: %s", strerror(errno)) : 0;
}

/* A new file goes on where the old one, which is kept beside it, ended. */
static void read_older(struct rg_record *r)
{
	char path[4096];
	int fd = open(rg_record_path(path, "record.1"), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		return;
	read_tail(r, fd);
	close(fd);
}

static int turn_over(struct rg_record *r)
{
	char path[4096], older[4096];
	struct stat st;

	if (fstat(r->fd, &st) || st.st_size < RG_RECORD_MAX - RG_RECORD_LINE)
		return 0;
	if (rename(rg_record_path(path, "record"), rg_record_path(older, "record.1")))
		return rg_error("%s: %s", older, strerror(errno));
	close(r->fd);
	r->fd = lock_file();
	return r->fd < 0 ? -1 : 0;
}

/**
 * rg_record_open() - the record, locked, and where it stands
 * @r: result; rg_record_close() it if this returned 0
 *
 * Return: 0, or -1 after rg_error().
 */
int rg_record_open(struct rg_record *r)
{
	memset(r, 0, sizeof(*r));
	memset(r->head, '0', RG_RECORD_HASH);
	r->fd = lock_file();
	if (r->fd < 0)
		return -1;
	if (!turn_over(r) && !read_tail(r, r->fd)) {
		if (!r->last)
			read_older(r);
		return 0;
	}
	if (r->fd >= 0)
		rg_record_close(r);
	return -1;
}

void rg_record_close(struct rg_record *r)
{
	json_decref(r->last);
	r->last = NULL;
	if (r->fd >= 0)
		close(r->fd);
	r->fd = -1;
}

/* Who logged in, which sudo and su do not change; and as whom he acts. */
static json_t *who(void)
{
	long login = -1;
	FILE *f = fopen("/proc/self/loginuid", "re");
	struct passwd *pw;
	json_t *out;

	if (f) {
		if (fscanf(f, "%ld", &login) != 1)
			login = -1;
		fclose(f);
	}
	out = json_pack("{si}", "uid", (int)getuid());
	if (login >= 0 && login != 4294967295L) {
		json_object_set_new(out, "login", json_integer(login));
		pw = getpwuid(login);
	} else {
		pw = getpwuid(getuid());
	}
	if (pw)
		json_object_set_new(out, "name", rg_json_text(pw->pw_name));
	return out;
}

static int append(struct rg_record *r, const char *line, size_t len)
{
	if (write(r->fd, line, len) != (ssize_t)len || fsync(r->fd))
		return rg_error("the record cannot be written: %s", strerror(errno));
	return 0;
}

/* Whoever reads the system's log elsewhere has each head, and misses what is removed. */
static void tell(const struct rg_record *r, const char *what)
{
	openlog("relgate", LOG_PID, LOG_AUTHPRIV);
	syslog(LOG_NOTICE, "record %llu: %s, head %s", (unsigned long long)r->seq, what, r->head);
	closelog();
}

/**
 * rg_record_add() - add an entry
 * @r: open record
 * @what: was done
 * @facts: object with more of it; taken over
 *
 * Return: 0, or -1 after rg_error().
 */
int rg_record_add(struct rg_record *r, const char *what, json_t *facts)
{
	char *text, *line = malloc(RG_RECORD_LINE + 1);
	json_t *entry = json_pack("{sI ss sI ss so}", "seq", (json_int_t)r->seq + 1,
				  "before", r->head, "time", (json_int_t)time(NULL),
				  "what", what, "by", who());
	size_t len;
	int err;

	json_object_update(entry, facts);
	json_decref(facts);
	text = json_dumps(entry, JSON_COMPACT | JSON_ENSURE_ASCII);
	json_decref(entry);
	len = text ? strlen(text) : RG_RECORD_LINE;
	if (!line || len + RG_RECORD_HASH + 2 > RG_RECORD_LINE) {
		err = rg_error("the record cannot take an entry of %zu bytes", len);
	} else {
		rg_record_hash(text, len, line);
		len = RG_RECORD_HASH + sprintf(line + RG_RECORD_HASH, " %s\n", text);
		err = append(r, line, len);
	}
	if (!err) {
		r->seq++;
		memcpy(r->head, line, RG_RECORD_HASH);
		tell(r, what);
	}
	free(text);
	free(line);
	return err;
}
