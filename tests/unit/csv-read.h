/* A small reader of RFC 4180, to read back what reports wrote; independent of the writer. */
#ifndef TS_TESTS_CSV_READ_H
#define TS_TESTS_CSV_READ_H

#include "base/text.h"

struct csv_read {
	struct text *cells;          /* row by row */
	size_t count, rows, columns; /* columns of the first row */
	bool even;                   /* every row has as many cells as the first */
	char *text;
};

void csv_read(struct csv_read *r, struct text csv);
void csv_free(struct csv_read *r);

#endif
