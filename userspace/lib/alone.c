// SPDX-License-Identifier: GPL-2.0-only
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include "alone.h"

int rg_alone(const char *name)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int len, fd;

	/* Abstract names, behind a NUL, are of the network namespace. */
	len = snprintf(addr.sun_path + 1, sizeof(addr.sun_path) - 1, "relgate-%s", name) + 1;
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || !bind(fd, (struct sockaddr *)&addr,
			    offsetof(struct sockaddr_un, sun_path) + len))
		return fd;
	close(fd);
	return -1;
}
