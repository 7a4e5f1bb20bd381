// SPDX-License-Identifier: GPL-2.0-only
/* Kernel settings. */
#include <stdarg.h>
#include <stdio.h>
#include "sysctl.h"

int rg_sysctl_get(const char *fmt, ...)
{
	char path[512] = "/proc/sys/";
	int value = -1, n;
	va_list ap;
	FILE *f;

	va_start(ap, fmt);
	n = vsnprintf(path + 10, sizeof(path) - 10, fmt, ap);
	va_end(ap);
	if (n < 0 || n >= (int)sizeof(path) - 10)
		return -1;
	f = fopen(path, "re");
	if (!f)
		return -1;
	if (fscanf(f, "%d", &value) != 1)
		value = -1;
	fclose(f);
	return value;
}
