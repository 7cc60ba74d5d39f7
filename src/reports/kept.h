/* The rows of a case that a report keeps. */
#ifndef TS_REPORTS_KEPT_H
#define TS_REPORTS_KEPT_H

#include "reports/report.h"

/* As case_each_threat() and case_each_event(), without those that the options leave out. */
bool kept_each_threat(struct case_file *c, const struct report_options *options,
    bool (*each)(void *context, const struct case_threat *t), void *context, struct fault *f);
bool kept_each_event(struct case_file *c, const struct report_options *options,
    bool (*each)(void *context, const struct case_event *e), void *context, struct fault *f);

#endif
