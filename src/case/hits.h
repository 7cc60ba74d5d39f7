/* The table "hit": what detection said of events, without what differs from one to the next. As in
 * a dictionary, the same may get a second number when memory is used up. */
#ifndef TS_CASE_HITS_H
#define TS_CASE_HITS_H

#include "base/hash.h"
#include "case/db.h"
#include "case/threat.h"
#include "detect/event.h"

struct hits;

struct hits *hits_new(struct db *d, const struct hash_key *key);
void hits_free(struct hits *h);

/* The number of e's type, info, reference, rule, threshold and suppressing rule, as a row of the
 * table. */
uint64_t hits_add(struct hits *h, const struct event *e, size_t bound);

#endif
