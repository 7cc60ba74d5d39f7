/* Events on their way to the case. Many are counted one after the other: what counting takes is fetched from memory
 * once for all of them. */
#ifndef TS_CASE_PENDING_H
#define TS_CASE_PENDING_H

#include "base/memory.h"
#include "detect/event.h"

enum { PENDING_MOST = 256, PENDING_BYTES = 1 << 20 /* of texts */ };

/* A zeroed one is empty. */
struct pending {
	struct event events[PENDING_MOST];
	size_t event_count, bytes;
	struct arena arena;
};

/* Keeps a copy. False where it is full now. */
bool pending_add(struct pending *p, const struct event *e);

/* The event of that serial stands for count. False where it is not there. */
bool pending_count(struct pending *p, uint64_t serial, uint64_t count);

void pending_clear(struct pending *p);

#endif
