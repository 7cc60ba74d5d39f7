/* Progress of a run on stderr: a line that is drawn over on a terminal, a whole one after SIGUSR1. */
#ifndef TS_COMMANDS_PROGRESS_H
#define TS_COMMANDS_PROGRESS_H

#include <pthread.h>
#include <time.h>

#include "base/buf.h"
#include "scan/scan.h"

enum { PROGRESS_INPUT = 4096 };

struct progress {
	/* Draws and answers, also while the run waits for something to read. */
	pthread_t thread;
	bool running, ends;
	pthread_mutex_t lock;          /* of all below */
	const struct capture *capture; /* for what is read before the scan; outlives it */
	struct scan_progress now;
	char input[PROGRESS_INPUT];
	struct timespec begun;
	bool draw, live, shown;
	/* The rate of frames, live: over the last second or so. */
	struct timespec marked;
	uint64_t marked_frames;
	double frame_rate;
};

/* draw: on a terminal, not only when asked by a signal. */
void progress_begin(struct progress *p, const struct capture *capture, bool draw, bool live);
void progress_end(struct progress *p);

/* What is told from now on. */
void progress_tell(struct progress *p, const struct scan_progress *now);

/* Wipes the line, so that another can be written; it comes back by itself. Before
 * progress_begin() and after progress_end(), nothing happens. */
void progress_wipe(struct progress *p);

/* Nothing is drawn in between: somebody is asked something. */
void progress_pause(struct progress *p);
void progress_resume(struct progress *p);

#endif
