/* Progress of long work, on a terminal only: one line on stderr that is drawn over. */
#ifndef TS_COMMANDS_PROGRESS_H
#define TS_COMMANDS_PROGRESS_H

#include <time.h>

#include "scan/scan.h"

struct progress {
	struct timespec begun, drawn;
	bool shown;
};

void progress_begin(struct progress *p);

/* For struct scan_options: context is the struct progress. */
void progress_draw(void *context, const struct scan_progress *now);

/* Wipes the line. */
void progress_end(struct progress *p);

#endif
