/* A bounded table in the order of last use: at its cap, the key that was idle longest makes room.
 * The same calls evict the same keys. */
#ifndef TS_DETECT_RECENT_H
#define TS_DETECT_RECENT_H

#include "base/hash.h"

struct recent;

struct recent_shape {
	size_t key_size, value_size; /* a key without padding */
	size_t cap;
	void (*drop)(void *value); /* frees what a value holds; may be NULL */
};

struct recent *recent_new(const struct recent_shape *shape, const struct hash_key *key);
void recent_free(struct recent *r);

/* Fetches what a later call with that key will touch: to be called for each of several keys, then that call. */
void recent_ahead(struct recent *r, const void *key);

/* The value of key, which is now the most recently used; NULL where it is not there. Values move
 * when one is added. */
void *recent_find(struct recent *r, const void *key);

/* The value of key as recent_find() gives it; where it is not there, a zeroed value is made for it and *fresh is true. */
void *recent_take(struct recent *r, const void *key, bool *fresh);

/* A number of the key that has this value, for as long as it is there; and its value by that, at once. */
uint32_t recent_number(const struct recent *r, const void *value);
void *recent_at(const struct recent *r, uint32_t number);
void recent_remove_at(struct recent *r, uint32_t number);

bool recent_remove(struct recent *r, const void *key);

/* The value that was idle longest, or NULL. */
void *recent_oldest(const struct recent *r);

/* Removes it: because its time is over, or to make room, which is counted. */
void recent_expire_oldest(struct recent *r);
void recent_evict_oldest(struct recent *r);

/* How many keys it holds. */
size_t recent_count(const struct recent *r);

uint64_t recent_evicted(const struct recent *r);

#endif
