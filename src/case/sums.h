/* Threats: the partial counts of each added up. */
#ifndef TS_CASE_SUMS_H
#define TS_CASE_SUMS_H

#include "case/file.h"

/* Which of them: all, each a threat of its own or together as the table "moved" says; then the table
 * "cut" has the threats with more events than are kept. Or those of threats that are in the table
 * "owner" only, which replace what they were; nothing is cut of these. */
enum sums_of { SUMS_ALONE, SUMS_MOVED, SUMS_CHANGED };

/* Rows of "threat" from those of "tally". Begin of the sparkline and width of its bins in seconds. */
void sums_make_threats(
    struct case_file *c, enum sums_of of, int64_t spark_start, int64_t spark_width);

/* Adds the trails that a statement finds to the table "flood", with the keys of their threats. */
void sums_add_floods(struct db *d, struct sqlite3_stmt *find);

#endif
