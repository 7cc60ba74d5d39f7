/* Nanosecond times as RFC 3339 text; only Maltrail's own form asks the C library for the zone. */
#include <config.h>

#include <stdio.h>
#include <string.h>
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

/* The other way round: days since 1970-01-01 of a date; false where there is no such day. */
static bool days_of(unsigned year, unsigned month, unsigned day, int64_t *days)
{
	if (month < 1 || month > 12)
		return false;
	unsigned shifted = month > 2 ? month - 3 : month + 9;
	int64_t from_march = (int64_t)year - (month <= 2);
	int64_t era = (from_march >= 0 ? from_march : from_march - 399) / 400;
	int64_t year_of_era = from_march - era * 400;
	int64_t of_year = (153 * shifted + 2) / 5 + (int64_t)day - 1;
	int64_t of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year;
	*days = era * 146097 + of_era - 719468;

	int y;
	unsigned m, d;
	civil(*days, &y, &m, &d);
	return y == (int)year && m == month && d == day;
}

/* Takes one of those characters off the start. */
static bool take_any(struct text *t, const char *any)
{
	if (t->n == 0 || !t->s[0] || !strchr(any, t->s[0]))
		return false;
	*t = text_from(*t, 1);
	return true;
}

/* Takes so many digits, for a number of at most that. */
static bool take_number(struct text *t, size_t digits, unsigned most, unsigned *value)
{
	*value = 0;
	if (t->n < digits)
		return false;
	for (size_t i = 0; i < digits; i++) {
		if (!ascii_digit(t->s[i]))
			return false;
		*value = *value * 10 + (unsigned)(t->s[i] - '0');
	}
	*t = text_from(*t, digits);
	return *value <= most;
}

/* ".5", or nothing. */
static bool take_fraction(struct text *t, unsigned *ns)
{
	*ns = 0;
	if (!take_any(t, "."))
		return true;
	size_t n = 0;
	unsigned unit = (unsigned)NS_PER_SECOND / 10;
	for (; n < t->n && ascii_digit(t->s[n]); n++, unit /= 10)
		*ns += unit * (unsigned)(t->s[n] - '0');
	*t = text_from(*t, n);
	return n > 0;
}

/* "Z", "+01:30" or nothing, as the seconds that local time is ahead. */
static bool take_offset(struct text *t, int64_t *seconds)
{
	unsigned hour, minute;
	*seconds = 0;
	if (t->n == 0 || take_any(t, "Zz"))
		return true;
	bool behind = t->s[0] == '-';
	if (!take_any(t, "+-") || !take_number(t, 2, 23, &hour) || !take_any(t, ":") ||
	    !take_number(t, 2, 59, &minute))
		return false;
	*seconds = (int64_t)hour * 3600 + minute * 60;
	if (behind)
		*seconds = -*seconds;
	return true;
}

static bool take_date(struct text *t, int64_t *days)
{
	unsigned year, month, day;
	return take_number(t, 4, 9999, &year) && take_any(t, "-") &&
	    take_number(t, 2, 12, &month) && take_any(t, "-") && take_number(t, 2, 31, &day) &&
	    days_of(year, month, day, days);
}

bool time_parse(struct text t, int64_t *ns)
{
	int64_t days, ahead = 0;
	unsigned hour = 0, minute = 0, second = 0, fraction = 0;
	if (!take_date(&t, &days))
		return false;
	if (t.n &&
	    (!take_any(&t, "Tt ") || !take_number(&t, 2, 23, &hour) || !take_any(&t, ":") ||
		!take_number(&t, 2, 59, &minute) || !take_any(&t, ":") ||
		!take_number(&t, 2, 60, &second) || !take_fraction(&t, &fraction) ||
		!take_offset(&t, &ahead)))
		return false;
	int64_t whole = days * 86400 + hour * 3600 + minute * 60 + second - ahead;
	/* Leap seconds are the last of a UTC day. */
	if (t.n || (second == 60 && whole % 86400 != 0))
		return false;
	return !__builtin_mul_overflow(whole, NS_PER_SECOND, ns) &&
	    !__builtin_add_overflow(*ns, (int64_t)fraction, ns) && *ns != TIME_NONE;
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

int64_t time_monotonic(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * NS_PER_SECOND + t.tv_nsec;
}
