/* SPDX-License-Identifier: GPL-2.0-only */
/* KTAP output for tests in C. */
#ifndef SELFTESTS_KTAP_H
#define SELFTESTS_KTAP_H

#include <stdbool.h>
#include <stdint.h>

/**
 * ktap_ok() - report one test case
 * @ok: did it pass
 * @fmt: its name, like printf
 *
 * Return: @ok, so that a caller can say more about a failure by ktap_note().
 */
bool ktap_ok(bool ok, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void ktap_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/** ktap_done() - print the plan; returns the exit code of the program */
int ktap_done(void);

/** ktap_seed() - the seed of this run: argument 1, or $SEED (0: the clock), or always the same; printed */
uint64_t ktap_seed(int argc, char **argv);
/** ktap_random() - xorshift64*, and a number below @n */
uint64_t ktap_random(uint64_t *state);
uint32_t ktap_below(uint64_t *state, uint32_t n);

#endif
