/* Times are nanoseconds since 1970-01-01 00:00:00 UTC, signed. RFC 3339. */
#ifndef TS_BASE_TIME_H
#define TS_BASE_TIME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

#define NS_PER_SECOND INT64_C(1000000000)
#define TIME_NONE INT64_MIN /* no time is known */

enum { TIME_TEXT = 40 };

/* "2026-01-02T03:04:05.123456789Z"; "" for TIME_NONE. Any int64 has a text (1677 to 2262).
 * Returns its length. */
size_t time_text(int64_t ns, char out[TIME_TEXT]);

/* "2026-01-02 03:04:05", for people: whole seconds. */
size_t time_text_short(int64_t ns, char out[TIME_TEXT]);

/* A date ("2026-01-02": its first moment) or an RFC 3339 time that fills all of t; UTC unless an
 * offset is given. Digits of a fraction past the ninth are left out. False where it is neither, or
 * no int64 has it. */
bool time_parse(struct text t, int64_t *ns);

/* "2026-01-02 03:04:05.123456" in the zone of the process (TZ), as Maltrail's log has it; whole
 * microseconds. For nothing else: reports are in UTC. */
size_t time_text_local(int64_t ns, char out[TIME_TEXT]);

/* Nanoseconds of a clock that nobody sets, for how long something takes; never in a result. */
int64_t time_monotonic(void);

/* Whole seconds, rounded down. */
static inline int64_t time_seconds(int64_t ns)
{
	return ns / NS_PER_SECOND - (ns % NS_PER_SECOND < 0);
}

#endif
