/* Reference-counted blocks of an input's bytes. */
#include <config.h>

#include <stdlib.h>

#include "base/memory.h"
#include "capture/block.h"

enum {
	SPARES = 16,      /* 5 MiB at most; usually two are in use */
	ALIGNMENT = 4096, /* of the bytes: the kernel copies whole pages fastest */
};

void block_pool_init(struct block_pool *pool)
{
	pthread_mutex_init(&pool->lock, NULL);
	pool->spare = NULL;
	pool->spares = 0;
}

void block_pool_free(struct block_pool *pool)
{
	while (pool->spare) {
		struct block *b = pool->spare;
		pool->spare = b->next;
		free(b);
	}
	pthread_mutex_destroy(&pool->lock);
}

static struct block *spare_of(struct block_pool *pool)
{
	pthread_mutex_lock(&pool->lock);
	struct block *b = pool->spare;
	if (b) {
		pool->spare = b->next;
		pool->spares--;
	}
	pthread_mutex_unlock(&pool->lock);
	return b;
}

struct block *block_take(struct block_pool *pool, size_t room)
{
	struct block *b = room == BLOCK_ROOM ? spare_of(pool) : NULL;
	if (!b) {
		b = xmalloc(sizeof(*b) + ALIGNMENT + room);
		uintptr_t behind = (uintptr_t)(b + 1);
		b->data = (uint8_t *)(b + 1) + (ALIGNMENT - behind % ALIGNMENT) % ALIGNMENT;
		b->room = room;
		b->pool = pool;
	}
	b->next = NULL;
	atomic_init(&b->references, 1);
	return b;
}

void block_release(struct block *b)
{
	if (!b || atomic_fetch_sub_explicit(&b->references, 1, memory_order_acq_rel) != 1)
		return;
	struct block_pool *pool = b->pool;
	if (b->room == BLOCK_ROOM) {
		pthread_mutex_lock(&pool->lock);
		if (pool->spares < SPARES) {
			b->next = pool->spare;
			pool->spare = b;
			pool->spares++;
			b = NULL;
		}
		pthread_mutex_unlock(&pool->lock);
	}
	free(b);
}
