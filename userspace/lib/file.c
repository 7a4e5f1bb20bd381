// SPDX-License-Identifier: GPL-2.0-only
/* Whole files. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "util.h"

/* Grows as it reads: a pipe has no size to ask for. */
static uint8_t *slurp(int fd, const char *path, size_t max, size_t *size)
{
	size_t room = 0, len = 0;
	uint8_t *buf = NULL;

	for (;;) {
		ssize_t n;

		if (room - len < 4096) {
			uint8_t *more;

			room = room ? 2 * room : 65536;
			more = realloc(buf, room + 1);
			if (!more) {
				rg_error("%s: out of memory", path);
				break;
			}
			buf = more;
		}
		n = read(fd, buf + len, room - len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			rg_error("%s: %s", path, strerror(errno));
			break;
		}
		len += n;
		if (len > max) {
			rg_error("%s: more than %zu bytes, that cannot be right", path, max);
			break;
		}
		if (!n) {
			buf[len] = '\0';
			*size = len;
			return buf;
		}
	}
	free(buf);
	return NULL;
}

uint8_t *rg_file_read(const char *path, size_t max, size_t *size)
{
	int fd = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC) : STDIN_FILENO;
	uint8_t *bytes;

	if (fd < 0) {
		rg_error("%s: %s", path, strerror(errno));
		return NULL;
	}
	bytes = slurp(fd, path, max, size);
	if (fd != STDIN_FILENO)
		close(fd);
	return bytes;
}

static int write_all(int fd, const uint8_t *bytes, size_t size)
{
	while (size) {
		ssize_t n = write(fd, bytes, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		bytes += n;
		size -= n;
	}
	return fsync(fd) && errno != EINVAL ? -1 : 0;
}

/* Devices and pipes are written in place; renaming over /dev/stdout would replace it. */
static int write_in_place(const char *path, const uint8_t *bytes, size_t size)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int err = fd < 0 || write_all(fd, bytes, size);

	if (err)
		rg_error("%s: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	return err ? -1 : 0;
}

int rg_file_write(const char *path, const uint8_t *bytes, size_t size)
{
	char tmp[4096];
	struct stat st;
	int fd, err;

	if (!stat(path, &st) && !S_ISREG(st.st_mode))
		return write_in_place(path, bytes, size);
	if (snprintf(tmp, sizeof(tmp), "%s.XXXXXX", path) >= (int)sizeof(tmp))
		return rg_error("%s: the name is too long", path);
	fd = mkostemp(tmp, O_CLOEXEC);
	if (fd < 0)
		return rg_error("%s: %s", path, strerror(errno));
	err = write_all(fd, bytes, size) || fchmod(fd, 0644) || rename(tmp, path);
	if (err) {
		rg_error("%s: %s", path, strerror(errno));
		unlink(tmp);
	}
	close(fd);
	return err ? -1 : 0;
}
