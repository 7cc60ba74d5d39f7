/* Distinct values: of those fields of a group that have several, and sources of a normalised trail.
 * In memory, then rows. */
#ifndef TS_CASE_SEEN_H
#define TS_CASE_SEEN_H

#include "case/value.h"

struct seen;

/* For a case that grows, rows of sources are ordered and distinct. */
struct seen *seen_new(struct db *d, const struct hash_key *key, bool growing);
void seen_free(struct seen *s);

void seen_add(struct seen *s, uint64_t group, enum value_field field, uint32_t value);
/* Whether it was not in memory before. */
bool seen_add_source(struct seen *s, uint32_t norm, uint32_t cell);

/* Bytes that are in use. */
size_t seen_memory(const struct seen *s);

/* What is not a row yet becomes one, and stays in memory; addresses and norms are what their numbers
 * stand for. Without norms sources stay what they are. */
void seen_save(struct seen *s, const struct intern *addresses, const struct intern *norms);

/* The same, and memory is empty then. */
void seen_flush(struct seen *s, const struct intern *addresses, const struct intern *norms);

#endif
