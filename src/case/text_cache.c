/* A direct-mapped cache of texts. */
#include <config.h>

#include "case/text_cache.h"

#include <stdlib.h>

enum {
	SLOTS = 4096,
	LONGEST = 1024, /* longer texts are not kept: the cache stays under 4 MiB */
};

struct text_cache {
	struct db *db;
	struct sqlite3_stmt *select;
	struct {
		uint64_t number;
		char *s;
		size_t n;
	} slots[SLOTS];
};

struct text_cache *text_cache_new(struct db *d)
{
	struct text_cache *cache = xcalloc(1, sizeof(*cache));
	cache->db = d;
	cache->select = db_prepare(d, "SELECT value FROM text WHERE id = ?");
	return cache;
}

void text_cache_free(struct text_cache *cache)
{
	if (!cache)
		return;
	for (size_t i = 0; i < SLOTS; i++)
		free(cache->slots[i].s);
	free(cache);
}

struct text text_cache_get(struct text_cache *cache, uint64_t number, struct arena *arena)
{
	struct text t = TEXT("");
	size_t i = number % SLOTS;
	if (!number)
		return t;
	if (cache->slots[i].number == number)
		return arena_text(arena, (struct text) { cache->slots[i].s, cache->slots[i].n });
	db_bind_count(cache->select, 1, number);
	if (db_row(cache->db, cache->select)) {
		t = arena_text(arena, db_text(cache->select, 0));
		db_reset(cache->select);
	}
	if (t.n <= LONGEST) {
		free(cache->slots[i].s);
		cache->slots[i].s = xstrndup(t.s, t.n);
		cache->slots[i].n = t.n;
		cache->slots[i].number = number;
	}
	return t;
}
