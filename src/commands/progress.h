/* Progress of a run on stderr: a line that is drawn over on a terminal, a whole one after SIGUSR1. */
#ifndef TS_COMMANDS_PROGRESS_H
#define TS_COMMANDS_PROGRESS_H

#include <time.h>

#include "base/buf.h"
#include "scan/scan.h"

struct progress {
	struct timespec begun, drawn;
	bool draw, live, shown;
	/* The rate of frames, live: over the last second or so. */
	struct timespec marked;
	uint64_t marked_frames;
	double frame_rate;
};

/* draw: on a terminal, not only when asked by a signal. */
void progress_begin(struct progress *p, bool draw, bool live);

void progress_tell(struct progress *p, const struct scan_progress *now);

/* Wipes the line; the next progress_tell() draws it again. */
void progress_wipe(struct progress *p);

#endif
