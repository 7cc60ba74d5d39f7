/* Rows of "text" that were read lately. */
#ifndef TS_CASE_TEXT_CACHE_H
#define TS_CASE_TEXT_CACHE_H

#include "base/memory.h"
#include "case/db.h"

struct text_cache;

struct text_cache *text_cache_new(struct db *d);
void text_cache_free(struct text_cache *cache);

/* A copy in the caller's arena; empty for 0 and for what is not there. */
struct text text_cache_get(struct text_cache *cache, uint64_t number, struct arena *arena);

/* Lets go of the table, which is held while texts are read one after the other. NULL is allowed. */
void text_cache_rest(struct text_cache *cache);

#endif
