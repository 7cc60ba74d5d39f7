/* What a finished case gives: reports, then the table and the summary. */
#ifndef TS_COMMANDS_RUN_REPORTS_H
#define TS_COMMANDS_RUN_REPORTS_H

#include "commands/run.h"

bool run_report(const struct run *r, const struct run_target *to, struct case_file *c,
    struct fault *f) ATTR_CHECKED;

#endif
