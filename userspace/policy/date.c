// SPDX-License-Identifier: GPL-2.0-only
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "date.h"

#define DAY	86400

/* A plain name below the database's directory: nothing that leaves it. */
static int zone_name_ok(const char *zone)
{
	const char *p;

	if (!*zone || *zone == '/' || *zone == '.' || strlen(zone) > 64)
		return 0;
	for (p = zone; *p; p++)
		if (!strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+/", *p))
			return 0;
	return 1;
}

int date_zone_known(const char *zone)
{
	char path[PATH_MAX], magic[4] = "";
	const char *dir = getenv("TZDIR");
	FILE *f;

	if (!strcmp(zone, "UTC"))
		return 1;
	if (!zone_name_ok(zone))
		return 0;
	snprintf(path, sizeof(path), "%s/%s", dir ? dir : "/usr/share/zoneinfo", zone);
	f = fopen(path, "re");
	if (!f)
		return 0;
	if (fread(magic, 1, 4, f) != 4)
		magic[0] = '\0';
	fclose(f);
	return !memcmp(magic, "TZif", 4);
}

static int leap(int y)
{
	return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

static const char *read_date(const char *text, struct tm *tm)
{
	static const char days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int y, m, d, max;

	if (strlen(text) != 10 || text[4] != '-' || text[7] != '-' ||
	    sscanf(text, "%4d-%2d-%2d", &y, &m, &d) != 3)
		return "a date is written YYYY-MM-DD";
	if (y < 1000)
		return "the year is out of range";
	if (m < 1 || m > 12)
		return "there are 12 months";
	max = days[m - 1] + (m == 2 && leap(y));
	if (d < 1 || d > max)
		return "that month has no such day";
	memset(tm, 0, sizeof(*tm));
	tm->tm_year = y - 1900;
	tm->tm_mon = m - 1;
	tm->tm_mday = d;
	tm->tm_isdst = -1;
	return NULL;
}

/* Days are counted in local time: is @t before the day that @day names? */
static int before(time_t t, const struct tm *day)
{
	struct tm l;

	localtime_r(&t, &l);
	if (l.tm_year != day->tm_year)
		return l.tm_year < day->tm_year;
	if (l.tm_mon != day->tm_mon)
		return l.tm_mon < day->tm_mon;
	return l.tm_mday < day->tm_mday;
}

/* Midnight may be skipped or come twice: look for the day's first second around noon's day. */
static time_t day_begin(const struct tm *day)
{
	struct tm noon = *day;
	time_t lo, hi, mid;

	noon.tm_hour = 12;
	hi = mktime(&noon);
	lo = hi - DAY - DAY / 2;
	while (hi - lo > 1) {
		mid = lo + (hi - lo) / 2;
		if (before(mid, day))
			lo = mid;
		else
			hi = mid;
	}
	return hi;
}

const char *date_to_time(const char *text, const char *zone, int64_t *when)
{
	const char *old = getenv("TZ");
	char *keep = old ? strdup(old) : NULL;
	struct tm day;
	const char *wrong = read_date(text, &day);

	if (!wrong) {
		setenv("TZ", !strcmp(zone, "UTC") ? "UTC0" : zone, 1);
		tzset();
		*when = day_begin(&day);
		if (keep)
			setenv("TZ", keep, 1);
		else
			unsetenv("TZ");
		tzset();
	}
	free(keep);
	return wrong;
}
