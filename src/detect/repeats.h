/* What open flows have given so far, so that a repetition counts and is no second event. */
#ifndef TS_DETECT_REPEATS_H
#define TS_DETECT_REPEATS_H

#include "detect/event.h"
#include "detect/judge.h"

/* One event of a flow: the newest of its rule, type and trail text. */
struct repeat {
	uint64_t serial, count, hash, frame;
	enum event_type type;
	const char *rule;
	bool whole_flow; /* stands for all packets of the flow */
};

struct repeats;

struct repeats *repeats_new(const struct hash_key *key);
void repeats_free(struct repeats *r);

/* The event of that flow with the rule, type and trail text of hit, or NULL. Valid until the next
 * call. */
struct repeat *repeats_find(struct repeats *r, uint64_t flow, const struct hit *hit);

/* Notes a new event with count 1. */
void repeats_note(struct repeats *r, uint64_t flow, const struct event *e, bool whole_flow);

/* All of a flow, or NULL and 0. Valid until the next call. */
struct repeat *repeats_of(struct repeats *r, uint64_t flow, size_t *n);

/* Fetches what those calls will touch for a flow to come. */
void repeats_ahead(struct repeats *r, uint64_t flow);

void repeats_forget(struct repeats *r, uint64_t flow);

struct judge_table repeats_table(const struct repeats *r);

#endif
