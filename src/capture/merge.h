/* Inputs as one run: by the running maximum of their frame times, ties by ordinal. */
#ifndef TS_CAPTURE_MERGE_H
#define TS_CAPTURE_MERGE_H

#include "capture/input.h"

struct merge {
	struct input **heap;
	size_t count;
	int64_t clock; /* of the run; TIME_NONE at the start */
	uint64_t seq;
};

/* The inputs are borrowed; their ordinals are set. merge_end() frees what it holds. */
void merge_begin(struct merge *m, struct input *const *inputs, size_t n);
void merge_end(struct merge *m);

/* Fills an empty batch. */
void merge_next(struct merge *m, struct frame_batch *batch);

#endif
