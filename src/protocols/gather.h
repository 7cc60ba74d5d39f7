/* Bytes that arrive by offset, in any order: CRYPTO frames of QUIC, fragments of DTLS messages. */
#ifndef TS_PROTOCOLS_GATHER_H
#define TS_PROTOCOLS_GATHER_H

#include "base/bytes.h"

/* Bytes that wait to be read: a ClientHello with post-quantum keys has 2 KiB, a chain of
 * certificates 5. */
enum { GATHER_MOST = 16 << 10 };

/* Zeroed it is empty. Memory is taken for what comes: half as much again at least 256 bytes. */
struct gathered {
	uint64_t base; /* bytes before it were read, and are gone */
	size_t joined; /* so many bytes from base on are there */
	size_t top;    /* behind the last byte there is, from base on */
	size_t room;
	uint8_t *data;
	uint8_t *have; /* a bit for each byte behind joined */
};

/* Of bytes that come more than once the first stay; those past GATHER_MOST are left out. */
void gather_put(struct gathered *g, uint64_t offset, struct bytes piece);

/* All that is joined was read; with nothing behind it the memory goes. */
void gather_read(struct gathered *g);

/* How many bytes it takes. */
static inline size_t gather_weight(const struct gathered *g)
{
	return g->room + g->room / 8;
}

/* Empties it: offsets count from 0 again. */
void gather_free(struct gathered *g);

#endif
