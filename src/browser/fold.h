/*
 * What a filter leaves of a case, added up for charts: events by threat, source, trail, type, severity,
 * country and time. Made in steps, in memory that grows with distinct sources and trails only.
 */
#ifndef TS_BROWSER_FOLD_H
#define TS_BROWSER_FOLD_H

#include "browser/filter.h"
#include "browser/geo.h"

enum fold_by { FOLD_THREAT, FOLD_SEVERITY, FOLD_SOURCE, FOLD_TRAIL, FOLD_COUNTRY, FOLD_BYS };

enum { FOLD_TYPES = 16 }; /* distinct ones that are told apart */

struct fold_type {
	struct text name;
	uint64_t events, bins[SPARK_BINS];
};

struct fold_bar {
	struct text label;
	const char *field; /* of the query, NULL where one cannot filter by it */
	struct text value;
	uint64_t events, threats;
};

struct fold;

/* The filter, triage and geo (may be NULL) must outlive it. */
struct fold *fold_new(struct case_file *c, const struct filter *filter, const struct triage *triage,
    const struct geo *geo);
void fold_free(struct fold *f);

bool fold_step(struct fold *f, int64_t until); /* as listing_step() */
const struct fault *fold_fault(const struct fold *f);
void fold_progress(const struct fold *f, uint64_t *seen, uint64_t *total);

uint64_t fold_events(const struct fold *f);
uint64_t fold_threats(const struct fold *f);

/* Those with the most events first (severity: the worst first), at most most of them; then one more, labelled
 * "other", where there are others. They live in arena. */
size_t fold_bars(
    struct fold *f, enum fold_by by, size_t most, struct arena *arena, struct fold_bar *out);

/* Types by their events, most first; they live until the next step. */
size_t fold_types(struct fold *f, struct fold_type out[FOLD_TYPES]);

/* Events by bin of the sparkline, all types. */
void fold_bins(const struct fold *f, uint64_t bins[SPARK_BINS]);

#endif
