/* A direct-mapped cache of texts. */
#include <config.h>

#include "case/text_cache.h"

#include <stdlib.h>

enum {
	SLOTS = 4096,
	LONGEST = 1024, /* longer texts are not kept: the cache stays under 4 MiB */
	NEAR = 8,       /* so many rows are rather read than looked for */
};

struct text_cache {
	struct db *db;
	struct sqlite3_stmt *select; /* rows from some number on: readers mostly go forwards */
	uint64_t at;                 /* its row; 0 where it has none */
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
	cache->select = db_prepare(d, "SELECT id, value FROM text WHERE id >= ?");
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

void text_cache_rest(struct text_cache *cache)
{
	if (cache && cache->at)
		db_reset(cache->select);
	if (cache)
		cache->at = 0;
}

static void step(struct text_cache *cache)
{
	cache->at = db_row(cache->db, cache->select) ? db_count(cache->select, 0) : 0;
}

/* Goes to the row of that number, or one behind it, or none. */
static void seek(struct text_cache *cache, uint64_t number)
{
	if (cache->at && cache->at <= number && number - cache->at <= NEAR) {
		while (cache->at && cache->at < number)
			step(cache);
		return;
	}
	text_cache_rest(cache);
	db_bind_count(cache->select, 1, number);
	step(cache);
}

struct text text_cache_get(struct text_cache *cache, uint64_t number, struct arena *arena)
{
	struct text t = TEXT("");
	size_t i = number % SLOTS;
	if (!number)
		return t;
	if (cache->slots[i].number == number)
		return arena_text(arena, (struct text) { cache->slots[i].s, cache->slots[i].n });
	seek(cache, number);
	if (cache->at == number)
		t = arena_text(arena, db_text(cache->select, 1));
	if (t.n <= LONGEST && !db_failed(cache->db)) {
		free(cache->slots[i].s);
		cache->slots[i].s = xstrndup(t.s, t.n);
		cache->slots[i].n = t.n;
		cache->slots[i].number = number;
	}
	return t;
}
