/* Times are nanoseconds since 1970-01-01 00:00:00 UTC, signed. RFC 3339. */
#ifndef TS_BASE_TIME_H
#define TS_BASE_TIME_H

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

/* "2026-01-02 03:04:05.123456" in the zone of the process (TZ), as Maltrail's log has it; whole
 * microseconds. For nothing else: reports are in UTC. */
size_t time_text_local(int64_t ns, char out[TIME_TEXT]);

/* Whole seconds, rounded down. */
static inline int64_t time_seconds(int64_t ns)
{
	return ns / NS_PER_SECOND - (ns % NS_PER_SECOND < 0);
}

#endif
