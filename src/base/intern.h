/* Texts as small integers: each distinct text is kept once and numbered from 0 in the order of
 * first sight. Keyed with SipHash, since the texts may come from the wire. */
#ifndef TS_BASE_INTERN_H
#define TS_BASE_INTERN_H

#include "base/hash.h"
#include "base/memory.h"

struct intern;

struct intern *intern_new(const struct hash_key *key);
void intern_free(struct intern *in);

/* The number of t; *fresh (may be NULL) says whether it was not there before. */
uint32_t intern_add(struct intern *in, struct text t, bool *fresh);

/* The number of t, or UINT32_MAX where it was never added. */
uint32_t intern_find(const struct intern *in, struct text t);

/* Lives as long as in; a NUL stands behind it. */
struct text intern_text(const struct intern *in, uint32_t number);

uint32_t intern_count(const struct intern *in);

/* Bytes held. */
size_t intern_size(const struct intern *in);

#endif
