// SPDX-License-Identifier: GPL-2.0-only
/* KTAP output for tests in C. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "ktap.h"

static unsigned int run, failed;

bool ktap_ok(bool ok, const char *fmt, ...)
{
	va_list ap;

	if (!run)
		printf("KTAP version 1\n");
	run++;
	failed += !ok;
	printf("%sok %u ", ok ? "" : "not ", run);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	fflush(stdout);
	return ok;
}

void ktap_note(const char *fmt, ...)
{
	va_list ap;

	printf("# ");
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
}

int ktap_done(void)
{
	printf("1..%u\n", run);
	return failed || !run;
}

/* `make check` repeats itself; SEED=0 takes a seed from the clock. */
uint64_t ktap_seed(int argc, char **argv)
{
	const char *text = argc > 1 ? argv[1] : getenv("SEED");
	uint64_t seed = text ? strtoull(text, NULL, 0) : 20141229;
	struct timespec now;

	if (!seed) {
		clock_gettime(CLOCK_REALTIME, &now);
		seed = (uint64_t)now.tv_sec * 1000000000u + now.tv_nsec;
	}
	ktap_note("seed %llu", (unsigned long long)seed);
	return seed;
}

uint64_t ktap_random(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * 0x2545f4914f6cdd1dull;
}

uint32_t ktap_below(uint64_t *state, uint32_t n)
{
	return (ktap_random(state) >> 32) * n >> 32;
}
