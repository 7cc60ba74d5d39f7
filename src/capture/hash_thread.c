/* SHA-256 of the inputs beside the scan. */
#include <config.h>

#include <pthread.h>
#include <stdlib.h>

#include "base/memory.h"
#include "capture/hash_thread.h"

enum {
	JOBS = 16,
	BYTES_WAITING = 8 * LIMIT_READ_BLOCK, /* more than this are not held back for the thread */
};

struct job {
	struct digest *digest;
	struct block *block; /* NULL: the digest ends and goes to out */
	const uint8_t *p;
	size_t n;
	char *out;
};

struct hash_thread {
	pthread_t thread;
	bool alone; /* no thread could be had: the caller does the work */
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct job jobs[JOBS];
	size_t first, count, bytes;
	bool closing;
};

static void work(const struct job *j)
{
	if (j->block) {
		digest_add(j->digest, j->p, j->n);
		block_release(j->block);
	} else {
		if (j->out)
			digest_end(j->digest, j->out);
		digest_free(j->digest);
	}
}

static void *run(void *context)
{
	struct hash_thread *h = context;
	pthread_mutex_lock(&h->lock);
	for (;;) {
		while (h->count == 0 && !h->closing)
			pthread_cond_wait(&h->changed, &h->lock);
		if (h->count == 0)
			break;
		struct job j = h->jobs[h->first];
		pthread_mutex_unlock(&h->lock);
		work(&j);
		pthread_mutex_lock(&h->lock);
		h->first = (h->first + 1) % JOBS;
		h->count--;
		h->bytes -= j.n;
		pthread_cond_signal(&h->changed);
	}
	pthread_mutex_unlock(&h->lock);
	return NULL;
}

struct hash_thread *hash_thread_new(void)
{
	struct hash_thread *h = xcalloc(1, sizeof(*h));
	pthread_mutex_init(&h->lock, NULL);
	pthread_cond_init(&h->changed, NULL);
	h->alone = pthread_create(&h->thread, NULL, run, h) != 0;
	return h;
}

static void queue(struct hash_thread *h, struct job j)
{
	if (h->alone) {
		work(&j);
		return;
	}
	pthread_mutex_lock(&h->lock);
	while (h->count == JOBS || (h->count > 0 && h->bytes + j.n > BYTES_WAITING))
		pthread_cond_wait(&h->changed, &h->lock);
	h->jobs[(h->first + h->count) % JOBS] = j;
	h->count++;
	h->bytes += j.n;
	pthread_cond_signal(&h->changed);
	pthread_mutex_unlock(&h->lock);
}

void hash_thread_add(
    struct hash_thread *h, struct digest *d, struct block *b, const uint8_t *p, size_t n)
{
	queue(h, (struct job) { .digest = d, .block = block_hold(b), .p = p, .n = n });
}

void hash_thread_end(struct hash_thread *h, struct digest *d, char out[DIGEST_TEXT])
{
	queue(h, (struct job) { .digest = d, .out = out });
}

void hash_thread_free(struct hash_thread *h)
{
	if (!h)
		return;
	if (!h->alone) {
		pthread_mutex_lock(&h->lock);
		h->closing = true;
		pthread_cond_signal(&h->changed);
		pthread_mutex_unlock(&h->lock);
		pthread_join(h->thread, NULL);
	}
	pthread_cond_destroy(&h->changed);
	pthread_mutex_destroy(&h->lock);
	free(h);
}
