/* SPDX-License-Identifier: GPL-2.0-only */
/* Dates and durations, as people write and read them. */
#ifndef RELGATE_WHEN_H
#define RELGATE_WHEN_H

#include <stddef.h>
#include <stdint.h>

/**
 * rg_when_parse() - seconds since 1970 UTC from a date
 * @text: 2015-06-24, "2015-06-24 12:30[:15]" (or with a T), with Z for UTC, or @SECONDS
 * @zone: the zone of a date without Z, as in the policy; NULL or "": UTC
 * @out: the time
 *
 * Return: 0, or -1 after rg_error().
 */
int rg_when_parse(const char *text, const char *zone, int64_t *out);

/**
 * rg_when_duration() - a duration: 60s, 5m, 2h
 * @what: what it is, for the error message
 * @text: the text; a number alone means seconds
 * @max: the longest allowed, seconds
 * @seconds: the duration, at least 1
 *
 * Return: 0, or -1 after rg_error().
 */
int rg_when_duration(const char *what, const char *text, uint32_t max, uint32_t *seconds);

/** rg_when_date() - "2015-06-24 00:00 UTC" (or with seconds, if not whole minutes) in @zone */
const char *rg_when_date(char *buf, size_t size, int64_t when, const char *zone);

/** rg_when_span() - "2 minutes, 3 seconds" for a number of seconds */
const char *rg_when_span(char *buf, size_t size, int64_t seconds);

#endif
