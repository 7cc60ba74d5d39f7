/*
 * Rows of a case in some order, behind a filter: their numbers only, a few bytes a row. It is made in
 * steps, so that who draws it stays quick: the first rows are known as soon as they can be.
 */
#ifndef TS_CASE_LISTING_H
#define TS_CASE_LISTING_H

#include "case/query.h"

enum listing_of { LISTING_THREATS, LISTING_EVENTS };

/* What to sort by, from the least on. WORST: as reports have threats (severity, events, first seen, id); SEVERITY is
 * its contrary. What has several values goes by the least of them, what has none comes first. For events: TIME is
 * the total order, others as far as an event has them. */
/* clang-format off */
enum listing_key {
	LISTING_WORST, LISTING_TIME, LISTING_THREAT, LISTING_SENSOR, LISTING_COUNT, LISTING_SEVERITY, LISTING_FIRST,
	LISTING_LAST, LISTING_SPARKLINE, LISTING_SRC_IP, LISTING_SRC_PORT, LISTING_DST_IP, LISTING_DST_PORT,
	LISTING_PROTO, LISTING_TYPE, LISTING_TRAIL, LISTING_INFO, LISTING_REFERENCE, LISTING_TAGS,
};
/* clang-format on */

struct listing_options {
	enum listing_of of;
	enum listing_key key;
	bool reverse;
	const struct query *query;   /* NULL: all; must outlive the listing */
	const struct triage *triage; /* NULL: no marks; must outlive the listing */
	bool hidden;                 /* hidden threats (and their events), too */
	bool suppressed;             /* events: those that are suppressed, too */
	uint64_t threat;             /* events: of that threat's row alone; 0: of all */
};

struct listing;

struct listing *listing_new(struct case_file *c, const struct listing_options *options);
void listing_free(struct listing *l);

/* Works on until that time of the monotonic clock (ns); true: there is more to do. A failure ends
 * it, and listing_fault() tells. */
bool listing_step(struct listing *l, int64_t until);
const struct fault *listing_fault(const struct listing *l); /* NULL: none */

/* Rows whose place is known: all of them when it is done. While it sorts, the first of them may be known
 * before the others; while it filters in an order that is indexed, rows come as they are found. */
size_t listing_count(const struct listing *l);
bool listing_done(const struct listing *l);

/* Rows looked at and to look at, for progress. */
void listing_progress(const struct listing *l, uint64_t *seen, uint64_t *total);

/* The number of the row at that place, for case_threat_at() and case_event_at(). */
uint64_t listing_row(const struct listing *l, size_t place);

/* Where that row is; SIZE_MAX: not among those known. */
size_t listing_place(const struct listing *l, uint64_t row);

#endif
