/* Bytes that arrive by offset. */
#include <config.h>

#include "protocols/gather.h"

static bool has(const struct gathered *g, size_t at)
{
	return g->have[at / 8] >> at % 8 & 1;
}

void gather_put(struct gathered *g, uint64_t offset, struct bytes piece)
{
	for (uint64_t at = offset; piece.left > 0 && at < GATHER_MOST; at++) {
		uint8_t byte = bytes_u8(&piece);
		if (has(g, at))
			continue;
		g->have[at / 8] = (uint8_t)(g->have[at / 8] | 1u << at % 8);
		g->data[at] = byte;
	}
	while (g->joined < GATHER_MOST && has(g, g->joined))
		g->joined++;
}
