/* The table "hit": what detection said of events, without what differs from one to the next. As in
 * a dictionary, the same may get a second number when memory is used up. */
#ifndef TS_CASE_HIT_TABLE_H
#define TS_CASE_HIT_TABLE_H

#include "base/hash.h"
#include "case/db.h"
#include "case/threat.h"
#include "detect/event.h"

struct hit_table;

struct hit_table *hit_table_new(struct db *d, const struct hash_key *key);
void hit_table_free(struct hit_table *h);

/* The number of e's type, info, reference, citation, rule, threshold and suppressing rule, as a row
 * of the table. */
uint64_t hit_table_add(struct hit_table *h, const struct event *e, size_t bound);

/* Of the one that was added last. */
enum severity hit_table_severity(const struct hit_table *h);

#endif
