/* Running trailsift-fetch. */
#ifndef TS_COMMANDS_FETCHING_H
#define TS_COMMANDS_FETCHING_H

#include "base/fault.h"
#include "base/text.h"

/* A line of what it says: fields between tabs. trailsift-fetch(1). */
struct fetched {
	struct text id, result, etag, modified, why;
};

/* Lets it do the jobs of a file; each is taken as it is over. False and *f where it cannot be run or ends
 * otherwise than it should; where a signal asks for the end, it is ended and the answer is true. */
bool fetching_run(const char *jobs, void (*take)(void *context, const struct fetched *line),
    void *context, struct fault *f) ATTR_CHECKED;

#endif
