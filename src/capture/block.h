/* Reference-counted blocks of an input's bytes, recycled through a small pool. */
#ifndef TS_CAPTURE_BLOCK_H
#define TS_CAPTURE_BLOCK_H

#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "base/limits.h"

enum {
	BLOCK_HEADROOM = 64 << 10, /* for the start of a record that the block before ended in */
	BLOCK_ROOM = BLOCK_HEADROOM + LIMIT_READ_BLOCK,
};

struct block {
	struct block *next; /* in the pool */
	struct block_pool *pool;
	atomic_uint references;
	size_t room;
	uint8_t *data;
};

/* The pool outlives its blocks. */
struct block_pool {
	pthread_mutex_t lock;
	struct block *spare;
	size_t spares;
};

void block_pool_init(struct block_pool *pool);
void block_pool_free(struct block_pool *pool);

/* A block of that room with one reference; those of BLOCK_ROOM are recycled. */
struct block *block_take(struct block_pool *pool, size_t room);

/* Gives one reference back; NULL is allowed. */
void block_release(struct block *b);

static inline struct block *block_hold(struct block *b)
{
	atomic_fetch_add_explicit(&b->references, 1, memory_order_relaxed);
	return b;
}

#endif
