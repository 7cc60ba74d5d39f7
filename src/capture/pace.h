/* The packet time of one input: the running maximum of its frame times (DESIGN.md "Order" 2). */
#ifndef TS_CAPTURE_PACE_H
#define TS_CAPTURE_PACE_H

#include <stdbool.h>

#include "base/time.h"
#include "capture/frame.h"

struct pace {
	int64_t maximum; /* TIME_NONE at the start */
};

/*
 * Sets clock of the frames from settled on: the running maximum, TIME_NONE before the first time.
 * A jump of more than an hour counts only if the next frame confirms it, so the last frame may
 * stay unsettled unless it is the last of all. Returns how many are settled now.
 */
size_t pace_settle(struct pace *p, struct frame *frames, size_t settled, size_t count, bool last);

#endif
