/*
 * Rows sorted by keys of bytes in bounded pieces: pieces are sorted as they fill, then all of them are merged
 * row by row. Pieces beyond some memory go to a file without a name. Keys are compared as bytes, the
 * shorter first; ties go by row.
 */
#ifndef TS_CASE_SORTER_H
#define TS_CASE_SORTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SORTER_KEY = 255 }; /* bytes of a key */

struct sorter;

/* memory: bytes of pieces kept in memory. reverse turns the whole order, ties too. */
struct sorter *sorter_new(size_t memory, bool reverse);
void sorter_free(struct sorter *s); /* NULL is allowed */

/* Now and then this takes as long as sorting some thousand rows. */
void sorter_add(struct sorter *s, const uint8_t *key, size_t n, uint64_t row);
uint64_t sorter_count(const struct sorter *s);

/* After the last row: what sorter_next() needs. */
void sorter_merge(struct sorter *s);

/* The next row in order; *same (may be NULL): its key is that of the one before. False at the end, or where reading
 * failed. */
bool sorter_next(struct sorter *s, uint64_t *row, bool *same);
bool sorter_failed(const struct sorter *s);

#endif
