/* SPDX-License-Identifier: GPL-2.0-only */
/* Random small policies, and random assertions about them. */
#ifndef SELFTESTS_RANDOM_H
#define SELFTESTS_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

#define NATIONS		4	/* ids 1..4 in the image: by name */
#define LEVELS		3
#define SUBJECTS	2
#define DATES		4	/* 1 January 2001 to 2004 */
#define CLAIMS		8
#define IFS_MAX		8

/* An assertion in the test's own terms. */
enum { ONLY_VIA, AT_MOST, AT_LEAST, ONLY_SUBJECT, ONLY_RELEASED, CROSSES, LEAVES, REACHES };
enum { BY_SENDER, BY_ORIGIN, BY_LEVEL, BY_SUBJECT };

struct test_claim {
	int who, kind, from, to, level, limit, subject, nation, ifc, or_none;
	int64_t since, until;
	bool broken;		/* says brute force */
};

struct test_policy {
	char *text;
	int lines, ifs;
	char ifname[IFS_MAX][8];
	struct test_claim claim[CLAIMS];
	int claim_line[CLAIMS];
};

/** random_policy() - fills @p, its text to be freed; the same @seed makes the same policy */
void random_policy(struct test_policy *p, uint64_t seed);
/** random_below() - more of the same numbers, below @n */
uint32_t random_below(uint32_t n);
/** random_year() - 1 January of 2001 + @i */
int64_t random_year(int i);

#endif
