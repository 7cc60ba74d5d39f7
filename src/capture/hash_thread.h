/* SHA-256 of the inputs beside the scan: one thread, fed with blocks through a bounded queue. */
#ifndef TS_CAPTURE_HASH_THREAD_H
#define TS_CAPTURE_HASH_THREAD_H

#include "base/digest.h"
#include "capture/block.h"

struct hash_thread;

struct hash_thread *hash_thread_new(void);

/* Adds n bytes of b to d; the block is held until that is done. Waits while the queue is full. */
void hash_thread_add(
    struct hash_thread *h, struct digest *d, struct block *b, const uint8_t *p, size_t n);

/* Ends and frees d once what was added is done; out (NULL: nobody asks) is complete after
 * hash_thread_free(). */
void hash_thread_end(struct hash_thread *h, struct digest *d, char out[DIGEST_TEXT]);

/* Waits for all that was added; NULL is allowed. */
void hash_thread_free(struct hash_thread *h);

#endif
