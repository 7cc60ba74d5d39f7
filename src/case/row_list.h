/* Numbers of rows in the order of a listing: four bytes each as long as they fit. */
#ifndef TS_CASE_ROW_LIST_H
#define TS_CASE_ROW_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What row_list_place() remembers of its last call. */
struct row_memo {
	size_t place;    /* that was found */
	uint64_t missed; /* a row that is not among the first missed_count */
	size_t missed_count;
};

/* A zeroed one is ready; row_list_free() frees what it holds. */
struct row_list {
	uint32_t *narrow; /* the rows, or wide */
	uint64_t *wide;
	size_t count, room;
};

void row_list_free(struct row_list *l);
void row_list_add(struct row_list *l, uint64_t row);

/* Room for so many in an empty one, so that it need not be moved. */
void row_list_reserve(struct row_list *l, uint64_t rows);

static inline uint64_t row_list_at(const struct row_list *l, size_t place)
{
	return l->wide ? l->wide[place] : l->narrow[place];
}

/* Where a row is, SIZE_MAX where it is not there: looked for near the place found last, then from
 * the start. A zeroed memo is ready. */
size_t row_list_place(const struct row_list *l, uint64_t row, struct row_memo *memo);

/* The same in rows that rise, or fall. */
size_t row_list_place_sorted(const struct row_list *l, uint64_t row, bool falling);

#endif
