/* What is shown: chips, and the text of the box, all of which must hold (threats.md 8.2). */
#ifndef TS_BROWSER_FILTER_H
#define TS_BROWSER_FILTER_H

#include "case/query.h"

struct filter {
	char **chips; /* terms, as people typed or chose them */
	size_t count, room;
	char *typing;        /* what stands in the box while it is typed, or NULL */
	bool hidden;         /* hidden threats, too */
	struct query *query; /* of all of it; never NULL */
};

void filter_begin(struct filter *f);
void filter_end(struct filter *f);

/* Each makes a new query; the one before is freed, so listings of it must go first (browser_changed()). */
void filter_add(struct filter *f, struct text chip); /* not twice; its contrary is taken away */
void filter_remove(struct filter *f, size_t place);
void filter_clear(struct filter *f);
void filter_type(struct filter *f, struct text t); /* empty: the box is empty */

/* The days that a chip limits it to (day:), the last one included; false: none. */
bool filter_days(const struct filter *f, int64_t *first, int64_t *last);

/* Limits it to that day, instead of those before. */
void filter_day(struct filter *f, int64_t day);

/* All of it as one query. */
void filter_text(const struct filter *f, struct buf *out);

#endif
