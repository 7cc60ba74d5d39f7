/* A case made by hand behind the interface of case/view.h, for tests of reports: it may hold what
 * no scan would ever put there. */
#ifndef TS_TESTS_REPORTS_FAKE_H
#define TS_TESTS_REPORTS_FAKE_H

#include "base/buf.h"
#include "case/view.h"
#include "reports/report.h"

struct fake_pair {
	const char *a;
	struct text b;
};

struct fake_total {
	const char *group, *name;
	uint64_t count;
};

struct fake_limit {
	const char *table;
	uint64_t cap, evicted;
};

struct fake_source {
	struct text store, name, digest;
	uint64_t trails;
};

struct case_file {
	const struct case_threat *threats;
	size_t threat_count;
	const struct case_event *events;
	size_t event_count;
	const struct case_input *inputs;
	size_t input_count;
	const struct fake_pair *facts, *options; /* each ends with a row without a name */
	const struct fake_total *counts;
	const struct fake_limit *limits;
	const struct fake_source *sources;
	size_t source_count;
	struct case_trails trails;
	struct case_totals totals;
	bool broken; /* events cannot be read */
};

/* The report as it came out in a file; false with nothing in out where it could not be written. */
bool fake_report(struct case_file *c, const char *format, const struct report_options *options,
    struct buf *out, struct fault *f);

#endif
