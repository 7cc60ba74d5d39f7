/* The golden data set of spec/threats.md 12, as a case. */
#ifndef TS_TESTS_GOLDEN_CASE_H
#define TS_TESTS_GOLDEN_CASE_H

#include "case/case.h"

/* 2026-01-02 00:00:00 UTC. */
#define DAY_BEGIN (INT64_C(1767312000) * INT64_C(1000000000))

struct feed {
	struct case_file *c;
	uint64_t serial;
};

/* One event, a row of the data set; at is in seconds of the day. */
void feed(struct feed *f, int at, const char *src, const char *dst, uint16_t sport, uint16_t dport,
    uint8_t proto, enum event_type type, const char *trail, const char *info,
    const char *reference);
void feed_dns(struct feed *f, int at, const char *src, uint16_t sport, const char *trail,
    const char *info, const char *reference);
int clock_of(int h, int m, int s);

/*
 * The golden data set. E's cells with comma lists are made by Maltrail's condensing of its log; their
 * expansion belongs to the import of logs. Here E is fed as two events with one value each,
 * which keeps the events, the threat and its severity.
 */
void feed_golden(struct feed *f);

#endif
