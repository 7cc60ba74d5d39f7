/* The packet time of one input. */
#include <config.h>

#include "base/attributes.h"
#include "capture/pace.h"

#define HOUR ((uint64_t)3600 * (uint64_t)NS_PER_SECOND)

/* Whether t is more than an hour after base; both are times. */
static bool far_after(int64_t t, int64_t base)
{
	return t > base && (uint64_t)t - (uint64_t)base > HOUR;
}

/* The maximum after a frame that is the first one or jumps, by the frame after it. */
static int64_t judged(int64_t maximum, int64_t t, int64_t next)
{
	if (maximum == TIME_NONE)
		return next != TIME_NONE && far_after(t, next) ? next : t;
	return next != TIME_NONE && far_after(next, maximum) ? t : maximum;
}

size_t pace_settle(struct pace *p, struct frame *frames, size_t settled, size_t count, bool last)
{
	int64_t maximum = p->maximum;
	size_t i = settled;
	for (; i < count; i++) {
		int64_t t = frames[i].time;
		if (unlikely(t > maximum && (maximum == TIME_NONE || far_after(t, maximum)))) {
			if (i + 1 == count && !last)
				break;
			maximum =
			    judged(maximum, t, i + 1 < count ? frames[i + 1].time : TIME_NONE);
		} else if (t > maximum) {
			maximum = t;
		}
		frames[i].clock = maximum;
	}
	p->maximum = maximum;
	return i;
}
