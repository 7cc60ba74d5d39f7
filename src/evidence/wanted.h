/* Which frames of which captures are wanted, and a walk over them in order of time. */
#ifndef TS_EVIDENCE_WANTED_H
#define TS_EVIDENCE_WANTED_H

#include "evidence/inner.h"

#define WANTED_BESIDE UINT32_MAX /* the label of a frame that is no finding's own */

struct wanted_frame {
	uint64_t number;
	uint32_t input; /* its place in evidence.inputs */
	uint32_t label; /* of a finding's frame: which one it was */
};

struct wanted {
	struct wanted_frame *frames;
	size_t count, room;
	uint64_t context; /* frames before and after each of a finding */
};

void wanted_add(struct wanted *w, const struct wanted_frame *frame);
void wanted_free(struct wanted *w);

/* By input, number, label; none twice. */
void wanted_sort(struct wanted *w);

/* Whether that frame is a finding's, of a sorted list. */
bool wanted_is_finding(const struct wanted *w, uint32_t input, uint64_t number);

/* Where a walk stands in one input. */
struct wanted_cursor {
	struct evidence_input *input;
	const struct wanted_frame *frames; /* those of this input */
	size_t count;
	size_t next;    /* the first of them behind the frame at hand */
	size_t finding; /* the first finding's among these */
	uint64_t last;  /* the last finding's frame before, 0: none */
	uint64_t context;
	bool all; /* every frame of it is wanted */

	uint64_t number; /* of the frame at hand */
	struct frame frame;
	const struct capture_interface *interface;
	int64_t clock; /* the latest time so far */
};

/* The frames of that finding, or of several, that are the frame at hand: *n of them, also 0. */
const struct wanted_frame *wanted_at(const struct wanted_cursor *c, size_t *n);

struct wanted_walk;

/* all: every frame of every input of the case. missing is called where frames of findings are not at
 * hand (or, all, an input is not), once for each input. */
struct wanted_walk *wanted_walk_new(struct evidence *e, const struct wanted *w, bool all,
    void (*missing)(
	void *context, const struct evidence_input *in, uint64_t frames, const char *why),
    void *context);
void wanted_walk_free(struct wanted_walk *walk);

/* The next frame by time, each input's in their order; NULL at the end. Valid until the next call. */
const struct wanted_cursor *wanted_walk_next(struct wanted_walk *walk);

#endif
