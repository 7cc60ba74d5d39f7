/* Reading ahead: a thread fills blocks from a supply of bytes, a few before they are wanted. */
#ifndef TS_CAPTURE_AHEAD_H
#define TS_CAPTURE_AHEAD_H

#include <stdbool.h>

#include "capture/block.h"

/* Where bytes come from that are not simply read. */
struct supply {
	/* At most n bytes, less only at the end; 0 there, then *error is 0 or an errno. */
	size_t (*read)(void *context, uint8_t *to, size_t n, int *error);
	void *context;
};

/* Bytes of a block, which who takes them owns; n is 0 at the end, then there is no block. */
struct ahead_piece {
	struct block *block;
	uint8_t *at;
	size_t n;
	int error;
};

struct ahead;

/* first is the size of the first piece, rest that of the others. Until ahead_free() nobody else
 * uses the supply. */
struct ahead *ahead_new(struct block_pool *pool, struct supply supply, size_t first, size_t rest);

/* The next piece; waits for it. */
struct ahead_piece ahead_take(struct ahead *a);

/* Waits for a read that is under way. */
void ahead_free(struct ahead *a);

#endif
