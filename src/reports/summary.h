/* What was examined, with which trails, what was not, and the verdict. */
#ifndef TS_REPORTS_SUMMARY_H
#define TS_REPORTS_SUMMARY_H

#include "reports/report.h"
#include "reports/sheet.h"

bool summary_add(
    struct sheet *s, struct case_file *c, const struct report_options *options, struct fault *f);

#endif
