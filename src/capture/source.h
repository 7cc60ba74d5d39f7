/*
 * A source of bytes: a file, a stream, memory or a packed member, read in large blocks. What is at
 * hand is a window into one block; it is moved only where a record straddles the end of a block.
 */
#ifndef TS_CAPTURE_SOURCE_H
#define TS_CAPTURE_SOURCE_H

#include <signal.h>
#include <stdbool.h>

#include "capture/ahead.h"
#include "capture/block.h"
#include "capture/hash_thread.h"

enum { SOURCE_HEAD = 64 << 10 }; /* the first read ends there: what inputs are told apart by */

struct window {
	const uint8_t *at, *end;
};

static inline size_t window_left(const struct window *w)
{
	return (size_t)(w->end - w->at);
}

struct unpack;

struct source {
	struct window window;
	struct block *block; /* the one the window stands in */
	struct block_pool *pool;
	const uint8_t *first; /* in it: bytes from there to the window stand, too */
	int fd;               /* -1: memory, or a supply */
	struct window memory; /* what is still to be read of it */
	struct supply supply; /* of a member */
	struct ahead *ahead;  /* who reads it, or NULL */
	size_t read_size;     /* of one read, and of a block besides its headroom */
	uint64_t offset;      /* of the window's end */
	uint64_t size;        /* of a regular file, UINT64_MAX where it is not known */
	bool ended;
	int error; /* errno of a read that failed; then it ended there */
	/* How far it was read without a gap: digest and bytes_read are of what stands before that,
	 * also where a walk over an archive goes forth and back. */
	uint64_t gapless;
	struct digest *digest;             /* of what is read, or NULL */
	struct hash_thread *hasher;        /* who works at it, NULL: it is done at once */
	atomic_uint_least64_t *bytes_read; /* counts along, or NULL */
	const volatile sig_atomic_t
	    *stop; /* set: a read ends with EINTR, one that waits, too; or NULL */
};

/* Over an open descriptor (closed by source_free), or over memory that outlives it. read_size is
 * LIMIT_READ_BLOCK, or less where so many are open that memory counts more than speed. */
struct source *source_new(struct block_pool *pool, int fd, uint64_t size, size_t read_size);
struct source *source_of(struct block_pool *pool, const void *p, size_t n, size_t read_size);
/* Over the member at hand of a walk, which outlives it. beside: unpacked ahead by a thread of its
 * own, which ends with the source. */
struct source *source_of_member(struct block_pool *pool, struct unpack *u, bool beside);
struct source *source_of_supply(struct block_pool *pool, struct supply supply, bool beside);
void source_free(struct source *s);

/* Makes at least n bytes stand in the window; false where the source ends before that. */
bool source_want(struct source *s, size_t n);

/* Passes over n bytes; false where the source ends before that. */
bool source_skip(struct source *s, uint64_t n);

/* Reads to the end, for the digest; the window is empty then. */
void source_drain(struct source *s);

/* Whether source_seek() works: a regular file or memory. */
static inline bool source_seeks(const struct source *s)
{
	return s->size != UINT64_MAX;
}

/* The window starts at that place from now on, or is empty at the end. */
bool source_seek(struct source *s, uint64_t offset);

/* The place in the input where the window starts. */
static inline uint64_t source_offset(const struct source *s)
{
	return s->offset - window_left(&s->window);
}

#endif
