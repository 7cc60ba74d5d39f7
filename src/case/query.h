/*
 * The query language of the browser and of report --where (threats.md 8.2): terms side by side must
 * all hold, OR, AND, NOT, parentheses, "quoted phrases", field:value. It never fails: what is
 * unbalanced is dropped, an unknown field makes its term plain text, an empty query matches all.
 */
#ifndef TS_CASE_QUERY_H
#define TS_CASE_QUERY_H

#include "case/triage.h"
#include "case/view.h"

struct query;

/* Never NULL; t is not needed afterwards. query_free() takes NULL, too. */
struct query *query_parse(struct text t);
void query_free(struct query *q);

/* What it asks for, so that a reader can leave out what is expensive. */
enum query_need {
	QUERY_VALUES = 1 << 0, /* several addresses, ports, protocols of a threat */
	QUERY_MARKS = 1 << 1,  /* triage */
	QUERY_TEXTS = 1 << 2,  /* trail, observed */
};
unsigned query_needs(const struct query *q);
bool query_is_empty(const struct query *q); /* it matches all */

/* Whether it holds. marks: of the row's threat, never NULL. */
bool query_threat(const struct query *q, const struct case_threat *t, const struct marks *marks);
bool query_event(const struct query *q, const struct case_event *e, const struct marks *marks);

/* The fields, for help, the manual and completion; ends with a row without a name. */
struct query_field {
	const char *name; /* "src" */
	const char *help; /* one line */
};
extern const struct query_field query_fields[];

/* Appends field:value, quoted where the value would be read as more than itself; not with "-"
 * before it. */
void query_term(struct buf *out, const char *field, struct text value);

/* From now on case_each_threat() and case_each_event() tell only of rows for which it holds (NULL: of
 * all), and case_get() gives its text as "where". q must outlive c, or be taken back. */
void case_where(struct case_file *c, const struct query *q);

#endif
