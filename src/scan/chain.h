/* One thread's part of the chain: from frames to events. */
#ifndef TS_SCAN_CHAIN_H
#define TS_SCAN_CHAIN_H

#include "detect/judge.h"
#include "base/time.h"
#include "detect/match.h"
#include "flows/flow.h"
#include "protocols/protocol.h"
#include "scan/scan.h"

struct chain;

/* What became of the frames of each input, by ordinal. */
struct input_counts {
	struct decode_counts *list;
	size_t count, room;
};

/* serial: of the last event of the chain before it in this run, 0 for the first. counts is added to. */
struct chain *chain_new(const struct scan_options *options, const struct hash_key *key,
    struct input_counts *counts, uint64_t serial);
void chain_free(struct chain *c);

/* Takes a batch to its end: decoded, observed, matched, judged. The batch may be released then. */
void chain_take(struct chain *c, const struct frame_batch *batch);

/* Ends all flows at the last frame taken, and the judge's windows. */
void chain_end(struct chain *c);

/* Uses other trails from now on. */
void chain_set_trails(struct chain *c, const struct trails *trails);

/* Of the last event given. */
uint64_t chain_serial(const struct chain *c);

/* Bounded tables: their names, caps and what they evicted. How many there are, at most room. */
size_t chain_tables(const struct chain *c, struct judge_table *out, size_t room);

#endif
