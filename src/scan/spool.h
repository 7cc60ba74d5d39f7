/*
 * Frames that wait, first in, first out, in an unlinked file of bounded size used as a ring; what
 * has only just come stands in memory (a quarter of a MiB, or the largest frame) and often goes
 * without ever being written.
 */
#ifndef TS_SCAN_SPOOL_H
#define TS_SCAN_SPOOL_H

#include <stdint.h>

#include "base/fault.h"

/* What is kept beside a frame's bytes. */
struct waiting {
	uint64_t flow;
	int64_t time;
	uint64_t id; /* which frame of which input */
	uint32_t interface, captured, original, unused;
};

struct spool;

/* A file beside path, at most size bytes. NULL and *f where there can be none. */
struct spool *spool_new(const char *path, uint64_t size, struct fault *f);
void spool_free(struct spool *s);

/* Whether a frame of that many bytes has room. */
bool spool_has_room(const struct spool *s, uint32_t captured);

bool spool_is_empty(const struct spool *s);

/* Adds one that has room. */
void spool_add(struct spool *s, const struct waiting *w, const uint8_t *data);

/* The oldest, with its bytes where data is not NULL: they live until the next call. False where
 * there is none, or it cannot be read. */
bool spool_oldest(struct spool *s, struct waiting *w, const uint8_t **data);

/* Lets the oldest go. */
void spool_drop(struct spool *s);

/* errno of the first failure, which empties it for good; 0: none. */
int spool_error(const struct spool *s);

#endif
