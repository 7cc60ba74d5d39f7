/* Bytes of working memory for each growing part of a case; beyond them it spills to disk. */
#ifndef TS_CASE_BOUNDS_H
#define TS_CASE_BOUNDS_H

#include <stddef.h>

struct case_file;

struct case_bounds {
	size_t texts, groups, seen, observables;
};

/* For tests: other bounds than the usual ones. Results never depend on them. */
void case_set_bounds(struct case_file *c, const struct case_bounds *bounds);

#endif
