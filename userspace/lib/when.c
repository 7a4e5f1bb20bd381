// SPDX-License-Identifier: GPL-2.0-only
/* Dates and durations. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "../policy/date.h"
#include "util.h"
#include "when.h"

/* The C library knows zones only through the environment. */
static char *zone_push(const char *zone)
{
	char *old = getenv("TZ");

	old = old ? strdup(old) : NULL;
	setenv("TZ", zone && *zone ? zone : "UTC", 1);
	tzset();
	return old;
}

static void zone_pop(char *old)
{
	if (old)
		setenv("TZ", old, 1);
	else
		unsetenv("TZ");
	tzset();
	free(old);
}

static int bad_date(const char *text)
{
	return rg_error("'%s' is no date; write 2015-06-24, \"2015-06-24 12:30:00\" (in the policy's zone; Z behind it: UTC) or @SECONDS since 1970",
			text);
}

static int parse_epoch(const char *text, int64_t *out)
{
	char *end;

	errno = 0;
	*out = strtoll(text + 1, &end, 10);
	if (end == text + 1 || *end || errno)
		return bad_date(text);
	return 0;
}

/* mktime() corrects 30 February to 2 March; a policy's reader must not. */
static int same_day(const struct tm *a, const struct tm *b)
{
	return a->tm_year == b->tm_year && a->tm_mon == b->tm_mon && a->tm_mday == b->tm_mday;
}

int rg_when_parse(const char *text, const char *zone, int64_t *out)
{
	static const char *const forms[] = { "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S",
					     "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S" };
	struct tm tm, made;
	const char *end = NULL;
	char *old;
	size_t i;

	if (*text == '@')
		return parse_epoch(text, out);
	if (!date_to_time(text, zone && *zone ? zone : "UTC", out))
		return 0;
	for (i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		memset(&tm, 0, sizeof(tm));
		end = strptime(text, forms[i], &tm);
		if (end && (!*end || !strcmp(end, "Z")))
			break;
		end = NULL;
	}
	if (!end)
		return bad_date(text);
	tm.tm_isdst = -1;
	made = tm;
	old = zone_push(*end ? "UTC" : zone);
	*out = mktime(&made);
	zone_pop(old);
	return same_day(&tm, &made) ? 0 : bad_date(text);
}

int rg_when_duration(const char *what, const char *text, uint32_t max, uint32_t *seconds)
{
	static const struct { const char *unit; uint32_t s; } units[] = {
		{ "", 1 }, { "s", 1 }, { "m", 60 }, { "h", 3600 },
	};
	uint64_t n = 0;
	size_t i, digits = strspn(text, "0123456789");
	char span[64];

	for (i = 0; i < digits && n <= max; i++)
		n = n * 10 + text[i] - '0';
	for (i = 0; digits && i < sizeof(units) / sizeof(*units); i++) {
		if (strcmp(text + digits, units[i].unit) || !n || n * units[i].s > max)
			continue;
		*seconds = n * units[i].s;
		return 0;
	}
	return rg_error("%s: '%s' is no duration from 1 second to %s; right would be 60s, 5m or 2h",
			what, text, rg_when_span(span, sizeof(span), max));
}

const char *rg_when_date(char *buf, size_t size, int64_t when, const char *zone)
{
	time_t t = when;
	struct tm tm;
	char *old = zone_push(zone);

	if (!localtime_r(&t, &tm) ||
	    !strftime(buf, size, when % 60 ? "%Y-%m-%d %H:%M:%S %Z" : "%Y-%m-%d %H:%M %Z", &tm))
		snprintf(buf, size, "@%lld", (long long)when);
	zone_pop(old);
	return buf;
}

const char *rg_when_span(char *buf, size_t size, int64_t seconds)
{
	static const struct { const char *name; int64_t s; } unit[] = {
		{ "day", 86400 }, { "hour", 3600 }, { "minute", 60 }, { "second", 1 },
	};
	size_t i, len = 0;
	int parts = 0;

	*buf = '\0';
	for (i = 0; i < 4 && parts < 2; i++) {
		long long n = seconds / unit[i].s;

		if (seconds < 0 || (!n && (i < 3 || parts)))
			continue;
		seconds %= unit[i].s;
		len += snprintf(buf + len, len < size ? size - len : 0, "%s%lld %s%s",
				parts ? ", " : "", n, unit[i].name, n == 1 ? "" : "s");
		parts++;
	}
	return buf;
}
