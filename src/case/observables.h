/* Observables: what was seen, good or bad, in bounded memory, then as rows. */
#ifndef TS_CASE_OBSERVABLES_H
#define TS_CASE_OBSERVABLES_H

#include "case/db.h"
#include "case/file.h"

struct observables;

struct observables *observables_new(struct db *d, const struct hash_key *key);
void observables_free(struct observables *o);

/* Adds up what was counted, into the table "observable". */
void observables_finish(struct observables *o);

#endif
