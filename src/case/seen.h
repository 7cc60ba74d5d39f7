/* Distinct values: of those fields of a group that have several, and sources of a normalised trail.
 * In memory, then rows. */
#ifndef TS_CASE_SEEN_H
#define TS_CASE_SEEN_H

#include "base/intern.h"
#include "case/db.h"
#include "case/file.h"

struct seen;

struct seen *seen_new(struct db *d, const struct hash_key *key);
void seen_free(struct seen *s);

void seen_add(struct seen *s, uint64_t group, enum value_field field, uint32_t value);
/* Whether it was not in memory before. */
bool seen_add_source(struct seen *s, uint32_t norm, uint32_t cell);

/* Bytes that are in use. */
size_t seen_memory(const struct seen *s);

/* All of it becomes rows; addresses and norms are what their numbers stand for. */
void seen_flush(struct seen *s, const struct intern *addresses, const struct intern *norms);

#endif
