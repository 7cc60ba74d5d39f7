/*
 * Where reading goes on behind damage. A place in the bytes is taken for the start of a record if
 * its header makes sense and records go on from there: enough of them, or exactly to the end of
 * the input. A payload may itself hold a capture (a file that was transferred): such a run breaks
 * where the payload ends. So a run that breaks gives way to one that begins within it and goes on
 * behind its end, and one whose times are far from those before to one within it that is near.
 *
 * All of it depends on the bytes alone, not on how they came; each byte is looked at a bounded
 * number of times, and RESYNC_REACH bytes behind a place are enough to judge it.
 */
#ifndef TS_CAPTURE_RESYNC_H
#define TS_CAPTURE_RESYNC_H

#include "base/bytes.h"

enum {
	RESYNC_RECORD = 320 << 10, /* the longest record that is searched for, with its header */
	RESYNC_REACH = 2560 << 10,
};

struct reader;

/* What the records of a run told so far. */
struct resync_run {
	size_t count;
	size_t proof;     /* so many make it believable: set at the first one, */
	bool far;         /* and whether it is believed only for want of a better one */
	uint32_t seconds; /* for the format: of the last one */
	bool big;         /* for the format: byte order */
};

/* The first place of b before `places` where a record begins, or `places`. Behind each of them are
 * RESYNC_REACH bytes of b, or all that the input has (last). */
size_t resync_find(const struct reader *r, struct bytes b, size_t places, bool last);

/* The first place in [from, to) from where records go on past `beyond`: three begin at or behind
 * it, or they end with the input. Records of far times only count with far. `to` if there is none. */
size_t resync_passing(const struct reader *r, struct bytes b, size_t from, size_t to, size_t beyond,
    bool far, bool last);

#endif
