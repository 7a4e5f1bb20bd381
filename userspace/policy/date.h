/* SPDX-License-Identifier: GPL-2.0-only */
/* Dates of a policy: a day begins at 00:00 in the policy's zone. */
#ifndef RELGATE_DATE_H
#define RELGATE_DATE_H

#include <stdint.h>

/** date_zone_known() - is there such a zone in the system's tz database ("UTC" always is) */
int date_zone_known(const char *zone);

/**
 * date_to_time() - the first second of a day
 * @text: YYYY-MM-DD
 * @zone: name in the tz database
 * @when: set to seconds since 1970 UTC
 *
 * Where clocks skip or repeat midnight, the day begins with its first second.
 *
 * Return: NULL, or what is wrong with the date.
 */
const char *date_to_time(const char *text, const char *zone, int64_t *when);

#endif
