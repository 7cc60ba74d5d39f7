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

void filter_init(struct filter *f);
void filter_free(struct filter *f);

/* Each makes a new query; the one before is freed, so listings of it must go first (browser_changed()). */
void filter_add(struct filter *f, struct text chip); /* not twice; its contrary is taken away */
void filter_remove(struct filter *f, size_t place);
void filter_clear(struct filter *f);
void filter_type(struct filter *f, struct text t); /* empty: the box is empty */

/* The span of time that chips limit it to (since:, until:); false: none. */
bool filter_days(const struct filter *f, int64_t *first, int64_t *end);

/* Limits it to that span instead of the one before; first == end: to none. */
void filter_limit(struct filter *f, int64_t first, int64_t end);

/* All of it as one query. */
void filter_text(const struct filter *f, struct buf *out);

#endif
