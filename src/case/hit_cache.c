/* A direct-mapped cache of hits. */
#include <config.h>

#include "case/hit_cache.h"

#include <stdlib.h>

#include "base/memory.h"

enum { SLOTS = 64 };

struct slot {
	uint64_t number; /* 0 where empty */
	struct arena arena;
	struct stored_hit hit;
};

struct hit_cache {
	struct db *db;
	struct sqlite3_stmt *select;
	struct slot slots[SLOTS];
};

enum column { TYPE, INFO, REFERENCE, SEVERITY, RULE, THRESHOLD, SUPPRESSED, CITATION };

struct hit_cache *hit_cache_new(struct db *d)
{
	struct hit_cache *cache = xcalloc(1, sizeof(*cache));
	cache->db = d;
	cache->select = db_prepare(d,
	    "SELECT type, info, reference, severity, rule, threshold, suppressed, citation"
	    " FROM hit WHERE id = ?");
	return cache;
}

void hit_cache_free(struct hit_cache *cache)
{
	db_finish(cache->select);
	for (size_t i = 0; i < SLOTS; i++)
		arena_free(&cache->slots[i].arena);
	free(cache);
}

enum severity stored_severity(struct sqlite3_stmt *s, int column)
{
	int64_t v = db_int(s, column);
	return v >= SEVERITY_LOW && v <= SEVERITY_HIGH ? (enum severity)v : SEVERITY_MEDIUM;
}

static struct text make_status(struct arena *arena, struct text rule)
{
	static const struct text before = TEXT("suppressed: ");
	if (!rule.n)
		return rule;
	char *p = arena_take(arena, before.n + rule.n);
	memcpy(p, before.s, before.n);
	memcpy(p + before.n, rule.s, rule.n);
	return (struct text) { p, before.n + rule.n };
}

static void fill(struct slot *slot, struct sqlite3_stmt *s)
{
	struct arena *arena = &slot->arena;
	slot->hit = (struct stored_hit) {
		.type = text_of(event_type_name((enum event_type)db_int(s, TYPE))),
		.info = arena_text(arena, db_text(s, INFO)),
		.reference = arena_text(arena, db_text(s, REFERENCE)),
		.citation = arena_text(arena, db_text(s, CITATION)),
		.rule = arena_text(arena, db_text(s, RULE)),
		.status = make_status(arena, db_text(s, SUPPRESSED)),
		.severity = stored_severity(s, SEVERITY),
		.threshold = db_count(s, THRESHOLD),
	};
}

const struct stored_hit *hit_cache_get(struct hit_cache *cache, uint64_t number)
{
	struct slot *slot = &cache->slots[number % SLOTS];
	if (slot->number && slot->number == number)
		return &slot->hit;
	arena_free(&slot->arena); /* what a long text took is not kept */
	slot->number = number;
	slot->hit = (struct stored_hit) { .severity = SEVERITY_MEDIUM };
	db_bind_count(cache->select, 1, number);
	if (db_row(cache->db, cache->select)) {
		fill(slot, cache->select);
		db_reset(cache->select);
	}
	return &slot->hit;
}
