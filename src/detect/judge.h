/*
 * The stateful half of detection: serial and ordered. It receives every observation with its hits
 * in total order, runs the heuristics that subscribed to its kind, and gives events in order.
 * All state is bounded; what is evicted is counted.
 */
#ifndef TS_DETECT_JUDGE_H
#define TS_DETECT_JUDGE_H

#include "base/hash.h"
#include "detect/event.h"
#include "trails/trails.h"

struct judge_options {
	const struct trails *trails; /* for the whitelist */
	struct hash_key key;
	uint64_t serial; /* of the last event that another judge of the run gave; 0: none did */
	/* A finding. The texts live until the call returns. */
	void (*found)(void *context, const struct event *e);
	/* An earlier finding now stands for count. */
	void (*counted)(void *context, uint64_t serial, uint64_t count);
	void *context;
};

struct judge;

struct judge *judge_new(const struct judge_options *options);
void judge_free(struct judge *j);

/* Others from now on: what was found with those before stays. */
void judge_set_trails(struct judge *j, const struct trails *trails);

/* Of the last event given. */
uint64_t judge_serial(const struct judge *j);

/* True where the end of its flow is to be judged as well: it gave a finding, or a heuristic
 * wants it. Others need not be observed. */
bool judge_take(struct judge *j, const struct observation *o, const struct hit *hits, size_t n);

/* The end of the run: last windows are judged. */
void judge_end(struct judge *j);

/* Bounded tables, for the manifest: name, cap and what was evicted. */
struct judge_table {
	const char *name;
	uint64_t cap, evicted;
};
size_t judge_tables(const struct judge *j, struct judge_table *out, size_t room);

#endif
