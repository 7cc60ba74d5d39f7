/*
 * Nested prefixes flattened into segments: sorted starts, each with the value of the longest
 * prefix that covers what follows, so that one bounded binary search answers. A segment is the
 * start (4 bytes for IPv4, 16 for IPv6, network order) and the value (32 bits).
 */
#ifndef TS_TRAILS_RANGES_H
#define TS_TRAILS_RANGES_H

#include "base/address.h"
#include "base/buf.h"

#define RANGES_NONE UINT32_MAX

struct prefix {
	struct address base; /* bits past the prefix are zero */
	unsigned bits;
	uint32_t value;
};

/* Clears what is past the first bits. */
void prefix_mask(struct address *a, unsigned bits);

/* Adds the segments of those prefixes that are of this IP version. Of equal prefixes the one with
 * the highest value counts. Sorts the list. */
void ranges_flatten(struct prefix *list, size_t n, uint8_t version, struct buf *out);

/* A bit for each /16 of IPv4 that may hold an address with a value: most of them hold none. */
enum { RANGES_BLOCKS = 1 << 16 };
void ranges_mark_blocks(struct text segments, uint64_t blocks[RANGES_BLOCKS / 64]);

static inline bool ranges_block_is_marked(
    const uint64_t blocks[RANGES_BLOCKS / 64], const uint8_t a[4])
{
	return blocks[a[0] * 4 + a[1] / 64] >> (a[1] % 64) & 1;
}

/* The value for an address, or RANGES_NONE. Any bytes in segments are harmless. */
uint32_t ranges_find(struct text segments, const struct address *a);

#endif
