/* The table "text": texts as small integers, 0 for the empty one. When its memory is used up it
 * starts anew, so that the same text may get a second number: numbers tell no texts apart. */
#ifndef TS_CASE_DICTIONARY_H
#define TS_CASE_DICTIONARY_H

#include "base/hash.h"
#include "case/db.h"

struct dictionary;

struct dictionary *dictionary_new(struct db *d, const struct hash_key *key);
void dictionary_free(struct dictionary *dictionary);

/* The number of t, as a row of the table. */
uint64_t dictionary_add(struct dictionary *dictionary, struct text t, size_t bound);

#endif
