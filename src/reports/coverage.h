/* How far a run got: inputs by state, packets by fate, what was evicted; gathered from a case
 * into a bounded summary. */
#ifndef TS_REPORTS_COVERAGE_H
#define TS_REPORTS_COVERAGE_H

#include "base/memory.h"
#include "case/view.h"
#include "reports/display.h"

enum {
	COVERAGE_NAMES = 10,  /* named in a list; the others are counted */
	COVERAGE_GROUPS = 64, /* states, totals, tables, stores; more are counted under the last */
};

/* Something counted: a state of inputs, a total, a table, a store. */
struct coverage_group {
	struct text group, name;
	uint64_t count;
	struct text named[COVERAGE_NAMES]; /* its first members, safe for a terminal */
	size_t named_count;
};

struct coverage_list {
	struct coverage_group list[COVERAGE_GROUPS];
	size_t count;
};

struct coverage {
	struct arena arena;
	struct coverage_list states;    /* of inputs that were not read to their end */
	struct coverage_list totals;    /* those of the case, and frames that interfaces dropped */
	struct coverage_list limits;    /* tables that evicted something */
	struct coverage_list stores;    /* count: their trails */
	uint64_t inputs, bytes, frames; /* read, in whole or in part */
	uint64_t live;                  /* of these inputs: interfaces */
	bool interrupted;
};

/* A zeroed struct is ready for use; coverage_free() frees what it holds, also after a failure. */
bool coverage_gather(struct coverage *v, struct case_file *c, struct fault *f);
void coverage_free(struct coverage *v);

/* Packets that were examined; where the case has no such total, the frames read. */
uint64_t coverage_examined(const struct coverage *v);

/* Calls back with a line for each thing not examined in full: "2 unreadable files: a, b". The brief
 * form has no names and leaves out what is only counted (frames that are not IP, cut frames). */
void coverage_gaps(const struct coverage *v, bool brief,
    void (*each)(void *context, struct text line), void *context);

/* What a group is, for people: "2 unreadable files"; "name 2" where there are no words for it. */
void coverage_phrase(struct buf *out, const struct coverage_group *group);

#endif
