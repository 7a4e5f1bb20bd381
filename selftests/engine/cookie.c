// SPDX-License-Identifier: GPL-2.0-only
/* The cookie of a network namespace, by which the pins of its gate are named. */
#include <inttypes.h>
#include <stdio.h>
#include "userspace/engine/gate.h"
#include "lib/netns.h"

int main(int argc, char **argv)
{
	if (argc > 1 && rg_netns_enter(argv[1]))
		return 2;
	printf("%" PRIx64 "\n", rg_netns_cookie());
	return 0;
}
