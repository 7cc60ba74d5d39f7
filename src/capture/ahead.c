/* Reading ahead. */
#include <config.h>

#include <pthread.h>
#include <stdlib.h>

#include "base/memory.h"
#include "capture/ahead.h"

enum { PIECES = 4 };

struct ahead {
	struct block_pool *pool;
	struct supply supply;
	size_t size, rest; /* of the next piece, of those after it */
	pthread_t thread;
	bool alone; /* no thread could be had: pieces are read when they are taken */
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct ahead_piece pieces[PIECES];
	size_t first, count;
	bool ended, closing;
};

static struct ahead_piece read_piece(struct ahead *a)
{
	struct ahead_piece p = { .block = block_take(a->pool, BLOCK_HEADROOM + a->rest) };
	p.at = p.block->data + BLOCK_HEADROOM;
	p.n = a->supply.read(a->supply.context, p.at, a->size, &p.error);
	a->size = a->rest;
	if (p.n == 0) {
		block_release(p.block);
		p.block = NULL;
	}
	return p;
}

static void *run(void *context)
{
	struct ahead *a = context;
	pthread_mutex_lock(&a->lock);
	while (!a->closing && !a->ended) {
		if (a->count == PIECES) {
			pthread_cond_wait(&a->changed, &a->lock);
			continue;
		}
		pthread_mutex_unlock(&a->lock);
		struct ahead_piece p = read_piece(a);
		pthread_mutex_lock(&a->lock);
		a->pieces[(a->first + a->count) % PIECES] = p;
		a->count++;
		a->ended = p.n == 0;
		pthread_cond_signal(&a->changed);
	}
	pthread_mutex_unlock(&a->lock);
	return NULL;
}

struct ahead *ahead_new(struct block_pool *pool, struct supply supply, size_t first, size_t rest)
{
	struct ahead *a = xcalloc(1, sizeof(*a));
	a->pool = pool;
	a->supply = supply;
	a->size = first < rest ? first : rest;
	a->rest = rest;
	pthread_mutex_init(&a->lock, NULL);
	pthread_cond_init(&a->changed, NULL);
	a->alone = pthread_create(&a->thread, NULL, run, a) != 0;
	return a;
}

struct ahead_piece ahead_take(struct ahead *a)
{
	if (a->alone)
		return read_piece(a);
	pthread_mutex_lock(&a->lock);
	while (a->count == 0)
		pthread_cond_wait(&a->changed, &a->lock);
	struct ahead_piece p = a->pieces[a->first];
	if (p.n > 0) { /* the end stays, for who asks again */
		a->first = (a->first + 1) % PIECES;
		a->count--;
	}
	pthread_cond_signal(&a->changed);
	pthread_mutex_unlock(&a->lock);
	return p;
}

void ahead_free(struct ahead *a)
{
	if (!a)
		return;
	if (!a->alone) {
		pthread_mutex_lock(&a->lock);
		a->closing = true;
		pthread_cond_signal(&a->changed);
		pthread_mutex_unlock(&a->lock);
		pthread_join(a->thread, NULL);
	}
	for (size_t i = 0; i < a->count; i++)
		block_release(a->pieces[(a->first + i) % PIECES].block);
	pthread_cond_destroy(&a->changed);
	pthread_mutex_destroy(&a->lock);
	free(a);
}
