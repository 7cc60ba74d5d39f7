/* Inputs as one run: by the running maximum of their frame times, ties by ordinal. */
#ifndef TS_CAPTURE_MERGE_H
#define TS_CAPTURE_MERGE_H

#include "capture/input.h"

struct merge {
	struct input **heap;
	size_t count;
	int64_t clock; /* of the run; TIME_NONE at the start */
	uint64_t seq;
	bool isolate; /* one input after the other, by ordinal, each with a clock of its own: */
	size_t first; /* then this is the one at hand, and heap is a list */
	/* Inputs that came when LIMIT_UNPACKERS were at work or no more files can be open, in the order
	 * of their first frames: they begin late, as others end. */
	struct input **waiting;
	size_t waiting_first, waiting_count;
	/* A packed stream has ended one capture: the next one, or NULL. */
	struct input *(*next_of_stream)(void *context, struct input *ended);
	void *context;
};

/* The inputs are borrowed; their ordinals are set. merge_end() frees what it holds. */
void merge_begin(struct merge *m, struct input *const *inputs, size_t n, bool isolate);
void merge_end(struct merge *m);

/* Fills an empty batch. */
void merge_next(struct merge *m, struct frame_batch *batch);

#endif
