/* Events counted by a key of any kind, in 24 bytes a key: its hash, a row that has it, its sums. */
#ifndef TS_BROWSER_TOPS_H
#define TS_BROWSER_TOPS_H

#include "base/memory.h"
#include "base/text.h"

struct top {
	uint64_t hash, events;
	uint32_t row, threats; /* the first row seen with it; 0: an empty place */
};

struct tops {
	struct top *places;
	size_t count, room; /* room: a power of two */
};

/* A zeroed one is empty. */
void tops_free(struct tops *t);
void tops_add(struct tops *t, struct text key, uint32_t row, uint64_t events);

/* The most of them with the most events, most first, ties by row; how many. */
size_t tops_best(const struct tops *t, size_t most, struct top *out);

/* Puts one among the best of count, of at most most; the new count. */
size_t tops_insert(struct top *best, size_t count, size_t most, const struct top *one);

#endif
