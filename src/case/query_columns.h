/* What a query looks at, as columns of rows.h; for case/ alone. */
#ifndef TS_CASE_QUERY_COLUMNS_H
#define TS_CASE_QUERY_COLUMNS_H

#include "case/query.h"

unsigned query_threat_columns(const struct query *q);
unsigned query_event_columns(const struct query *q);

/* As it was written. */
struct text query_text(const struct query *q);

enum { QUERY_MANY_VALUES = 10000 }; /* of a field that a query is asked about */

#endif
