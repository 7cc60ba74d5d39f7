/* Running match and judge in tests: what goes in and what came out. */
#ifndef TS_TESTS_DETECTION_H
#define TS_TESTS_DETECTION_H

#include "base/memory.h"
#include "detect/judge.h"
#include "detect/match.h"
#include "few-trails.h"

enum { ICMP = 1, TCP = 6, UDP = 17, SYN = 0x02, TOLD = 64 };

/* Of the last call of shown() or take(). */
extern struct hits hits;

struct address address(const char *s);

/* "TYPE trail [info]" of every hit, with "!" and the mark where it is suppressed, joined by "; ". */
struct text shown(const struct trails *from, struct observation *o);

/* What judge told since start(), by serial - 1; texts are copied. */
struct told {
	struct event events[TOLD];
	uint64_t counts[TOLD], calls;
	size_t n;
	struct arena arena;
};
extern struct told told;

/* Its trails: 6.6.6.6, evil.com and /gate.php, with white.net and 8.8.8.8 whitelisted. */
struct judge *start(void);

/* The same with heuristics chosen and user agents of its own, or NULL. */
struct judge *start_with(const struct heuristic_choice *choice, const struct agents *agents);

/* Through match and judge, as a scan does. */
void take(struct judge *j, struct observation *o);

struct line {
	const char *src, *dst;
	uint16_t port;
	uint8_t proto;
	uint32_t sent, answered;
};

/* A flow of its own, in frames of its number since start(), that begins and ends at that time, with five packets either way. */
void contact(struct judge *j, const struct line *l, int64_t at);

/* The bounded table of that name, or a zeroed one. */
struct judge_table table_of(const struct judge *j, const char *name);

/* TCP from port 40000 to 80, a SYN, frame 7 of input 3. */
struct observation observation(
    enum observation_kind kind, const char *src, const char *dst, uint64_t flow);

/* The end of a flow from 10.0.0.1 to 6.6.6.6 with that many packets. */
struct observation flow_end(uint64_t flow, uint64_t sent, uint64_t answered);

/* A question by UDP to port 53. */
struct observation asks(
    struct dns_message *m, struct dns_question *q, const char *name, uint64_t flow);

/* Frees all; the value for main() to return. */
int detection_done(void);

#endif
