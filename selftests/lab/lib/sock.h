/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SOCK_H
#define SOCK_H

#include <sys/socket.h>
#include "lab.h"

socklen_t sock_addr(const char *text, unsigned int port, struct sockaddr_storage *ss);
void sock_label(int fd, int family, const char *text);

#endif
