/* Threats: the partial counts of each added up. */
#ifndef TS_CASE_SUMS_H
#define TS_CASE_SUMS_H

#include "case/file.h"

/* Rows of "threat" from those of "tally"; with moved, the table "moved" says which of them belong
 * together. The table "cut" then has the threats with more events than are kept. Begin of the
 * sparkline and width of its bins in seconds. */
void sums_make_threats(struct case_file *c, bool moved, int64_t spark_start, int64_t spark_width);

#endif
