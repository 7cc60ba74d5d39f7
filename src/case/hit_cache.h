/* Rows of "hit" that were read lately. */
#ifndef TS_CASE_HIT_CACHE_H
#define TS_CASE_HIT_CACHE_H

#include "case/db.h"
#include "case/threat.h"
#include "detect/event.h"

struct hit_cache;

struct stored_hit {
	struct text type, info, reference, citation, rule;
	struct text status; /* empty, or "suppressed: <rule>" */
	enum severity severity;
	uint64_t threshold;
};

struct hit_cache *hit_cache_new(struct db *d);
void hit_cache_free(struct hit_cache *cache);

/* Valid until the next call; all empty for one that is not there. */
const struct stored_hit *hit_cache_get(struct hit_cache *cache, uint64_t number);

/* A stored severity; medium where it is none. */
enum severity stored_severity(struct sqlite3_stmt *s, int column);

#endif
