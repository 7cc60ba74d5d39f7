/*
 * Scores of regularity. The median and the median of the deviations from it stay what they are while less than
 * half of the contacts are lost or late, where means and variances do not. Of a random arrival (Poisson) the
 * latter is 69 % of the former, and an interval near a multiple of it is chance: one in four.
 */
#include <config.h>

#include <stdlib.h>

#include "base/memory.h"
#include "base/time.h"
#include "detect/rhythm.h"

enum {
	MOST_PERIODS = 5, /* of one interval */
	TOLERANCE = 5,    /* a fifth of a period */
	FULL = 100,
};

static int compare(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

/* Of n values, n > 0, which it sorts. */
static int64_t median(int64_t *list, size_t n)
{
	qsort(list, n, sizeof(*list), compare);
	return n % 2 ? list[n / 2] : list[n / 2 - 1] / 2 + list[n / 2] / 2;
}

static int64_t distance(int64_t a, int64_t b)
{
	return a < b ? b - a : a - b;
}

/* 100 less the percentage that the median deviation is of the median. Changes list. */
static unsigned closeness(int64_t *list, size_t n, int64_t middle)
{
	for (size_t i = 0; i < n; i++)
		list[i] = distance(list[i], middle);
	int64_t deviation = median(list, n);
	if (deviation >= middle)
		return deviation == 0 ? FULL : 0;
	return (unsigned)(FULL - deviation * FULL / middle);
}

/* From a to b, which is not before it: at most as much as fits, whatever the clock says. */
static int64_t between(int64_t a, int64_t b)
{
	uint64_t n = (uint64_t)b - (uint64_t)a;
	return n < INT64_MAX ? (int64_t)n : INT64_MAX;
}

/* The intervals between beats in milliseconds; how many. */
static size_t intervals_of(const int64_t *times, size_t n, int64_t *out)
{
	size_t count = 0;
	int64_t last = n ? times[0] : 0;
	for (size_t i = 1; i < n; i++) {
		int64_t interval = between(last, times[i]);
		if (interval < NS_PER_SECOND)
			continue;
		out[count++] = interval / 1000000;
		last = times[i];
	}
	return count;
}

/* The mean of the intervals a quarter around the median: where beats are lost, that is a little too late. */
static int64_t period_of(const int64_t *list, size_t n, int64_t middle)
{
	int64_t sum = 0, count = 0;
	for (size_t i = 0; i < n; i++) {
		if (distance(list[i], middle) > middle / 4)
			continue;
		sum += list[i];
		count++;
	}
	return count ? sum / count : middle;
}

/* How many periods an interval has, at most one more than are believed: a night is no lost beat. */
static int64_t periods_of(int64_t interval, int64_t period)
{
	int64_t n = (interval + period / 2) / period;
	return n < 1 ? 1 : n > MOST_PERIODS ? MOST_PERIODS + 1 : n;
}

static unsigned presence_of(const int64_t *list, size_t n, int64_t period)
{
	int64_t sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += periods_of(list[i], period);
	return (unsigned)((int64_t)n * FULL / sum);
}

static unsigned multiples_of(const int64_t *list, size_t n, int64_t period)
{
	size_t fit = 0;
	for (size_t i = 0; i < n; i++) {
		int64_t times = periods_of(list[i], period);
		fit += times <= MOST_PERIODS &&
		    distance(list[i], times * period) <= period / TOLERANCE;
	}
	return (unsigned)(fit * FULL / n);
}

static unsigned closeness_of_sizes(const uint32_t *sizes, size_t n)
{
	if (n < RHYTHM_SIZES)
		return RHYTHM_UNKNOWN;
	int64_t *list = xcalloc(n, sizeof(*list));
	for (size_t i = 0; i < n; i++)
		list[i] = sizes[i];
	unsigned score = closeness(list, n, median(list, n));
	free(list);
	return score;
}

static unsigned mean(const struct rhythm *r)
{
	unsigned sum = r->intervals + r->multiples + r->presence;
	return r->sizes == RHYTHM_UNKNOWN ? sum / 3 : (sum + r->sizes) / 4;
}

struct rhythm rhythm_of(const int64_t *times, size_t n, const uint32_t *sizes, size_t size_count)
{
	struct rhythm r = { .period = 0 };
	int64_t *list = xcalloc(n + 1, sizeof(*list));
	size_t count = intervals_of(times, n, list);
	r.beats = (uint32_t)count + (n > 0);
	if (r.beats >= RHYTHM_BEATS) {
		int64_t middle = median(list, count);
		int64_t period = period_of(list, count, middle);
		r.period = period * 1000000;
		r.span = between(times[0], times[n - 1]);
		r.multiples = multiples_of(list, count, period);
		r.presence = presence_of(list, count, period);
		r.intervals = closeness(list, count, middle);
		r.sizes = closeness_of_sizes(sizes, size_count);
		r.score = mean(&r);
	}
	free(list);
	return r;
}
