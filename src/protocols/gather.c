/* Bytes that arrive by offset. */
#include <config.h>

#include "protocols/gather.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { ROOM_LEAST = 256 };

static bool has(const struct gathered *g, size_t at)
{
	return g->have[at / 8] >> at % 8 & 1;
}

/* Room for n bytes: a power of two, not below ROOM_LEAST. */
static void make_room(struct gathered *g, size_t n)
{
	size_t room = g->room ? g->room : ROOM_LEAST;
	while (room < n)
		room *= 2;
	if (room == g->room)
		return;
	g->data = xrealloc(g->data, room, 1);
	g->have = xrealloc(g->have, room / 8, 1);
	memset(g->have + g->room / 8, 0, (room - g->room) / 8);
	g->room = room;
}

static void put_bits(struct gathered *g, size_t at, struct bytes piece)
{
	for (; piece.left > 0; at++) {
		uint8_t byte = bytes_u8(&piece);
		if (at < g->joined || has(g, at))
			continue;
		g->have[at / 8] = (uint8_t)(g->have[at / 8] | 1u << at % 8);
		g->data[at] = byte;
	}
	while (g->joined < g->top && has(g, g->joined))
		g->joined++;
}

void gather_put(struct gathered *g, uint64_t offset, struct bytes piece)
{
	if (offset < g->base) {
		uint64_t old = g->base - offset;
		bytes_skip(&piece, old < piece.left ? (size_t)old : piece.left);
		offset = g->base;
	}
	if (piece.left == 0 || offset - g->base >= GATHER_MOST)
		return;
	size_t at = (size_t)(offset - g->base);
	if (piece.left > GATHER_MOST - at)
		piece.left = GATHER_MOST - at;
	size_t end = at + piece.left;
	make_room(g, end);
	if (at <= g->joined && g->joined == g->top) {
		if (end > g->joined)
			memcpy(g->data + g->joined, piece.at + (g->joined - at), end - g->joined);
		g->joined = g->top = end > g->top ? end : g->top;
		return;
	}
	g->top = end > g->top ? end : g->top;
	put_bits(g, at, piece);
}

static void forget(struct gathered *g, uint64_t base)
{
	free(g->data);
	free(g->have);
	*g = (struct gathered) { .base = base };
}

void gather_read(struct gathered *g)
{
	if (g->joined == g->top)
		forget(g, g->base + g->joined);
}

void gather_free(struct gathered *g)
{
	forget(g, 0);
}
