/* What a query looks at, as columns of rows.h; for case/ alone. */
#ifndef TS_CASE_QUERY_COLUMNS_H
#define TS_CASE_QUERY_COLUMNS_H

#include "case/query.h"

unsigned query_threat_columns(const struct query *q);
unsigned query_event_columns(const struct query *q);

#endif
