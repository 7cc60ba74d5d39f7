/* Events as JSON records, the same in every report and stream. */
#ifndef TS_REPORTS_RECORDS_H
#define TS_REPORTS_RECORDS_H

#include "case/view.h"
#include "reports/json.h"

/* Begins a record of j: the keys that trailsift(1) lists, in their order. */
struct cJSON *record_of_event(struct json *j, const struct case_event *e);

#endif
