/* Rows of delimited text with named columns (CSV, TSV), for formats that are one. RFC 4180. */
#ifndef TS_TRAILS_TABLE_H
#define TS_TRAILS_TABLE_H

#include "trails/import_private.h"

enum { TABLE_FIELDS = 64, TABLE_SIGNS = 4 };

/* Columns that a header must have to be the format's. */
struct table_signs {
	const char *names[TABLE_SIGNS];
};

struct table {
	struct import *in;
	const struct table_signs
	    *signs; /* NULL: the first row that is given is looked at by the caller */
	char delimiter;
	struct text fields[TABLE_FIELDS], names[TABLE_FIELDS];
	size_t count, name_count;
	struct buf row;
	char *room;
	struct arena arena;
};

/* table_close() frees. */
void table_open(
    struct table *t, struct import *in, char delimiter, const struct table_signs *signs);
void table_close(struct table *t);

/* The next row into t->fields. A header, as a row or as a comment, is taken into t->names; other comments and blank
 * lines are passed over; a row whose quote stays open is skipped. */
bool table_next(struct table *t);

/* The row at hand is the header. */
void table_take_header(struct table *t);

/* Number of a column in the header, or TEXT_NONE. */
size_t table_column(const struct table *t, const char *name);

/* The cell of the row at hand; empty where there is none, or where it says that it is unset ("-", "None"). */
struct text table_cell(const struct table *t, const char *name);

/* Whether a source begins with a header that has those columns. */
bool table_is(struct text head, char delimiter, const struct table_signs *signs);

/* Which of , ; TAB | parts the first row of a source; a comma where none does. */
char table_delimiter(struct text head);

/* What digests of files that traffic does not show are skipped as. */
extern const char table_unseen[];

/* The next line of a head that is neither blank nor a comment of #; false where there is none. */
bool table_content(struct text *head, struct text *line);

#endif
