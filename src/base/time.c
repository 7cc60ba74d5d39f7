/* Nanosecond times as RFC 3339 text; only Maltrail's own form asks the C library for the zone. */
#include <config.h>

#include <stdio.h>
#include <time.h>

#include "base/time.h"

/* Year, month, day of a count of days since 1970-01-01 (proleptic Gregorian calendar): counts in
 * 400-year eras that begin on 1 March, so that the leap day is the last of its year. */
static void civil(int64_t days, int *year, unsigned *month, unsigned *day)
{
	days += 719468;
	int64_t era = (days >= 0 ? days : days - 146096) / 146097;
	unsigned of_era = (unsigned)(days - era * 146097);
	unsigned year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	unsigned of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	unsigned shifted = (5 * of_year + 2) / 153;
	*day = of_year - (153 * shifted + 2) / 5 + 1;
	*month = shifted < 10 ? shifted + 3 : shifted - 9;
	*year = (int)(year_of_era + era * 400) + (*month <= 2);
}

static int to_second(int64_t seconds, char separator, char *out, size_t room)
{
	int64_t days = seconds / 86400 - (seconds % 86400 < 0);
	unsigned rest = (unsigned)(seconds - days * 86400), month, day;
	int year;
	civil(days, &year, &month, &day);
	return snprintf(out, room, "%04d-%02u-%02u%c%02u:%02u:%02u", year, month, day, separator,
	    rest / 3600, rest / 60 % 60, rest % 60);
}

size_t time_text(int64_t ns, char out[TIME_TEXT])
{
	out[0] = '\0';
	if (ns == TIME_NONE)
		return 0;
	int64_t seconds = time_seconds(ns);
	int n = to_second(seconds, 'T', out, TIME_TEXT);
	unsigned fraction = (unsigned)((uint64_t)ns - (uint64_t)seconds * (uint64_t)NS_PER_SECOND);
	n += snprintf(out + n, TIME_TEXT - (size_t)n, ".%09uZ", fraction);
	return (size_t)n;
}

size_t time_text_short(int64_t ns, char out[TIME_TEXT])
{
	out[0] = '\0';
	if (ns == TIME_NONE)
		return 0;
	return (size_t)to_second(time_seconds(ns), ' ', out, TIME_TEXT);
}

size_t time_text_local(int64_t ns, char out[TIME_TEXT])
{
	out[0] = '\0';
	if (ns == TIME_NONE)
		return 0;
	int64_t seconds = time_seconds(ns);
	time_t at = (time_t)seconds;
	struct tm local;
	int64_t east = localtime_r(&at, &local) ? local.tm_gmtoff : 0;
	int n = to_second(seconds + east, ' ', out, TIME_TEXT);
	unsigned fraction = (unsigned)((uint64_t)ns - (uint64_t)seconds * (uint64_t)NS_PER_SECOND);
	n += snprintf(out + n, TIME_TEXT - (size_t)n, ".%06u", fraction / 1000);
	return (size_t)n;
}
