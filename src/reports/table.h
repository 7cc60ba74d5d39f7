/* The table of threats for people: Maltrail's columns, as many as fit. */
#ifndef TS_REPORTS_TABLE_H
#define TS_REPORTS_TABLE_H

#include "reports/report.h"
#include "reports/sheet.h"

/* "● high": the mark tells levels apart without colour too. */
struct text severity_label(enum severity severity);

/* One row a threat, worst first, each followed by the command that shows more. Nothing where
 * there are no threats. */
bool table_add(
    struct sheet *s, struct case_file *c, const struct report_options *options, struct fault *f);

#endif
