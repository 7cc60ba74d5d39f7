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

/* Heuristics that are on and off beside what is so by default: bits 1 << number. Zeroed: the defaults. */
struct heuristic_choice {
	uint64_t enabled, disabled;
};

size_t heuristics_count(void);
const char *heuristic_name(size_t i);

/* Switches the one of that name, in any case and with '-' for '_', or "all". False where there is none. */
bool heuristic_choose(struct heuristic_choice *choice, struct text word, bool on);

/* Bits of those that are on. */
uint64_t heuristics_on(const struct heuristic_choice *choice);

struct agents;
struct pattern;

struct judge_options {
	const struct trails *trails; /* for the whitelist */
	struct hash_key key;
	struct heuristic_choice choice;
	const struct agents *agents; /* suspicious user agents, or NULL: those that ship */
	struct pattern *ignore; /* of events that are no finding, as ignored.h has them, or NULL */
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

/* The same of a message of DNS in which nothing was met, where no trail lists an address that it tells: that need not
 * be looked up again. */
bool judge_take_unlisted(struct judge *j, const struct observation *o);

/* Fetches what judge_take() will touch for an observation to come: it changes no result. */
void judge_ahead(struct judge *j, const struct observation *o);

/* The end of the run: last windows are judged. */
void judge_end(struct judge *j);

/* Bounded tables, for the manifest: name, cap and what was evicted. */
struct judge_table {
	const char *name;
	uint64_t cap, evicted;
};
size_t judge_tables(const struct judge *j, struct judge_table *out, size_t room);

#endif
