/* Facts of a case that several reports show. */
#ifndef TS_REPORTS_FACTS_H
#define TS_REPORTS_FACTS_H

#include "case/view.h"

/* A fact that is a time in decimal ns ("first", "spark_start"); false where there is none. */
bool fact_time(struct case_file *c, const char *name, int64_t *time);

#endif
