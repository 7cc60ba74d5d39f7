/* Bytes that arrive by offset, in any order: CRYPTO frames of QUIC, fragments of DTLS messages. */
#ifndef TS_PROTOCOLS_GATHER_H
#define TS_PROTOCOLS_GATHER_H

#include "base/bytes.h"

enum { GATHER_MOST = 8 << 10 }; /* a ClientHello with post-quantum keys has 2 KiB */

/* Zeroed it is empty. */
struct gathered {
	size_t joined; /* so many bytes from the start are there */
	uint8_t have[GATHER_MOST / 8];
	uint8_t data[GATHER_MOST];
};

/* Of bytes that come more than once the first stay; those past GATHER_MOST are left out. */
void gather_put(struct gathered *g, uint64_t offset, struct bytes piece);

#endif
