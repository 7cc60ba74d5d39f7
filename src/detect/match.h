/*
 * The pure half of detection: an observation and the trails in, hits out. It keeps no state but
 * in the hits given, and may run on any thread. Rules: spec/detection.md 2, 3.1 Q3-Q6, 3.3 H5-H14, 3.5, under the superset
 * rule of spec/README.md.
 */
#ifndef TS_DETECT_MATCH_H
#define TS_DETECT_MATCH_H

#include "detect/event.h"
#include "trails/trails.h"

/* Hits of one batch of observations: those of list[i] are hits[first[i] .. first[i+1]). */
struct hits {
	struct hit *hits;
	size_t count, room;
	uint32_t *first;
	/* Of list[i], a flow or a message of DNS: a trail may list one of its ends, or an address that it tells. The
	 * end of such a flow is to be met as well. */
	bool *may_list;
	size_t first_room;
	struct trail cited; /* the trail met last in the batch, and its citation */
	struct text citation;
	struct arena arena;
	struct clean_names *clean; /* goes on from batch to batch; it saves look-ups, no more */
};

/* Replaces what h held. Texts point into the observations, the trails or h's arena. */
void match_batch(const struct trails *trails, const struct observations *observed, struct hits *h);

void hits_free(struct hits *h);

#endif
