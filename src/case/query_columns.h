/* What a query looks at, as columns of rows.h; for case/ alone. */
#ifndef TS_CASE_QUERY_COLUMNS_H
#define TS_CASE_QUERY_COLUMNS_H

#include "case/query.h"

unsigned query_threat_columns(const struct query *q);
unsigned query_event_columns(const struct query *q);

/*
 * What a query's values say of each text of a case, by the text's number: asked once of each, so that of
 * events only the numbers of their texts need be read. NULL where the query needs the texts
 * themselves, or that would take too much memory. most: the largest number.
 */
struct query_answers;
struct query_answers *query_answers_new(const struct query *q, uint64_t most);
void query_answers_free(struct query_answers *a); /* NULL is allowed */
void query_answers_add(struct query_answers *a, uint64_t number, struct text t);

struct event_texts {
	uint64_t src, dst, trail, observed;
};

/* As query_event(), for an event without these texts. */
bool query_event_numbered(const struct query *q, const struct case_event *e,
    const struct marks *marks, const struct query_answers *answers,
    const struct event_texts *numbers);

/* As it was written. */
struct text query_text(const struct query *q);

enum { QUERY_MANY_VALUES = 10000 }; /* of a field that a query is asked about */

#endif
