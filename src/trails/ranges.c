/* Longest prefix matching by flattened segments. */
#include <config.h>

#include <stdlib.h>

#include "base/bytes.h"
#include "trails/format.h"
#include "trails/ranges.h"

struct flattener {
	const struct prefix *open[129]; /* prefixes around the current place, shortest first */
	size_t depth, width;            /* width: bytes of an address */
	struct buf *out;
	size_t count;
};

static size_t address_width(uint8_t version)
{
	return version == 4 ? 4 : 16;
}

void prefix_mask(struct address *a, unsigned bits)
{
	for (unsigned i = 0; i < 16; i++) {
		unsigned kept = bits > i * 8 ? bits - i * 8 : 0;
		if (kept < 8)
			a->bytes[i] &= (uint8_t)(0xff00u >> kept);
	}
}

static int by_place(const void *a, const void *b)
{
	const struct prefix *x = a, *y = b;
	int order = address_compare(&x->base, &y->base);
	if (order)
		return order;
	if (x->bits != y->bits)
		return x->bits < y->bits ? -1 : 1;
	return x->value < y->value ? -1 : x->value > y->value;
}

static void emit(struct flattener *fl, const uint8_t *start, uint32_t value)
{
	size_t size = fl->width + 4;
	uint8_t segment[20];
	memcpy(segment, start, fl->width);
	put_le32(segment + fl->width, value);
	if (fl->count && memcmp(fl->out->p + fl->out->n - size, start, fl->width) == 0) {
		memcpy(fl->out->p + fl->out->n - size, segment, size);
		return;
	}
	buf_add(fl->out, text_bytes(segment, size));
	fl->count++;
}

/* The first address behind a prefix; false where there is none. */
static bool behind(const struct prefix *p, size_t width, uint8_t out[16])
{
	memcpy(out, p->base.bytes, 16);
	for (unsigned i = p->bits; i < width * 8; i++)
		out[i / 8] |= (uint8_t)(0x80u >> i % 8);
	for (size_t i = width; i > 0; i--)
		if (++out[i - 1] != 0)
			return true;
	return false;
}

/* Closes the innermost prefix. */
static void close_one(struct flattener *fl)
{
	uint8_t start[16];
	const struct prefix *p = fl->open[--fl->depth];
	if (behind(p, fl->width, start))
		emit(fl, start, fl->depth ? fl->open[fl->depth - 1]->value : RANGES_NONE);
}

static bool prefix_holds(const struct prefix *outer, const struct prefix *inner)
{
	return outer->bits <= inner->bits && address_in(&inner->base, &outer->base, outer->bits);
}

void ranges_flatten(struct prefix *list, size_t n, uint8_t version, struct buf *out)
{
	struct flattener fl = { .width = address_width(version), .out = out };
	if (n)
		qsort(list, n, sizeof(*list), by_place);
	for (size_t i = 0; i < n; i++) {
		const struct prefix *p = &list[i];
		if (p->base.version != version)
			continue;
		while (fl.depth && !prefix_holds(fl.open[fl.depth - 1], p))
			close_one(&fl);
		if (fl.depth && fl.open[fl.depth - 1]->bits == p->bits)
			fl.depth--; /* the same prefix once more */
		fl.open[fl.depth++] = p;
		emit(&fl, p->base.bytes, p->value);
	}
	while (fl.depth)
		close_one(&fl);
}

/* How many segments of IPv4 begin at a or before. Without branches on what is read: the places
 * looked at are as good as random. */
static size_t count4(const uint8_t *segments, size_t n, uint32_t a)
{
	const uint8_t *from = segments;
	while (n > 1) {
		size_t half = n / 2;
		from += load_be32(from + (half - 1) * 8) <= a ? half * 8 : 0;
		n -= half;
	}
	return (size_t)(from - segments) / 8 + (load_be32(from) <= a);
}

static size_t count6(const uint8_t *segments, size_t n, const struct address *a)
{
	size_t low = 0;
	while (low < n) {
		size_t middle = low + (n - low) / 2;
		if (memcmp(segments + middle * 20, a->bytes, 16) <= 0)
			low = middle + 1;
		else
			n = middle;
	}
	return low;
}

void ranges_mark_blocks(struct text segments, uint64_t blocks[RANGES_BLOCKS / 64])
{
	const uint8_t *p = (const uint8_t *)segments.s;
	uint32_t next = 0; /* blocks are marked upwards only, so that any bytes are harmless */
	for (size_t n = segments.n / 8; n > 0; n--, p += 8) {
		uint32_t first = load_be32(p) >> 16;
		uint32_t last = n > 1 ? (load_be32(p + 8) - 1) >> 16 : RANGES_BLOCKS - 1;
		if (load_le32(p + 4) == RANGES_NONE)
			continue;
		for (next = next > first ? next : first; next <= last; next++)
			blocks[next / 64] |= UINT64_C(1) << next % 64;
	}
}

uint32_t ranges_find(struct text segments, const struct address *a)
{
	const uint8_t *p = (const uint8_t *)segments.s;
	size_t size = address_width(a->version) + 4, n = segments.n / size;
	if (n == 0 || (a->version != 4 && a->version != 6))
		return RANGES_NONE;
	n = a->version == 4 ? count4(p, n, load_be32(a->bytes)) : count6(p, n, a);
	return n ? load_le32(p + n * size - 4) : RANGES_NONE;
}
