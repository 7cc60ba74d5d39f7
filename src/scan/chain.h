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

struct chain *chain_new(const struct scan_options *options, const struct hash_key *key);
void chain_free(struct chain *c);

/* Takes a batch to its end: decoded, observed, matched, judged. The batch may be released then. */
void chain_take(struct chain *c, const struct frame_batch *batch);

/* Ends all flows at the last frame taken, and the judge's windows. */
void chain_end(struct chain *c);

const struct decode_counts *chain_counts(const struct chain *c);

/* Tells the case of bounded tables. */
void chain_limits(const struct chain *c);

#endif
