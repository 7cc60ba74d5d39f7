/* Threats: the partial counts of each added up. */
#ifndef TS_CASE_SUMS_H
#define TS_CASE_SUMS_H

#include "case/partials.h"

/* Rows of "threat", each from its partial counts; they replace what they were. Begin of the sparkline
 * and width of its bins in seconds. Threats with more than limit events (0: all) say that as many are
 * kept, and are in the table "cut": whether there are some. */
bool sums_make_threats(struct case_file *c, struct partials *from, uint64_t limit,
    int64_t spark_start, int64_t spark_width);

/* Adds the trails that a statement finds to the table "flood", with the keys of their threats. */
void sums_add_floods(struct db *d, struct sqlite3_stmt *find);

#endif
