/* How regular contacts are: their times and their sizes, in integers. */
#ifndef TS_DETECT_RHYTHM_H
#define TS_DETECT_RHYTHM_H

#include <stddef.h>
#include <stdint.h>

enum {
	RHYTHM_BEATS = 20,    /* of fewer, chance makes too many regular */
	RHYTHM_SIZES = 3,     /* so many sizes are judged at least */
	RHYTHM_UNKNOWN = 255, /* a score of what was not seen */
};

/* Scores are from 0 to 100. */
struct rhythm {
	int64_t period, span; /* ns: the usual interval; from the first to the last beat */
	uint32_t beats;       /* what begins within a second of a beat is part of it */
	unsigned intervals;   /* how close to their median half of the intervals are */
	unsigned
	    multiples; /* how many intervals are one to five periods, a fifth of one more or less */
	unsigned sizes;    /* how close to their median half of the sizes are, or RHYTHM_UNKNOWN */
	unsigned presence; /* how many of the periods in the span have a beat */
	unsigned score;    /* the mean of the above */
};

/* Of times in order and of sizes in any; period 0 where there are too few beats. */
struct rhythm rhythm_of(const int64_t *times, size_t n, const uint32_t *sizes, size_t size_count);

#endif
