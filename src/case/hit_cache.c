/* A direct-mapped cache of hits. */
#include <config.h>

#include "case/hit_cache.h"

#include <stdlib.h>

#include "base/memory.h"

enum { SLOTS = 1024 };

struct slot {
	uint64_t number; /* 0 where empty */
	char *texts;
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
		free(cache->slots[i].texts);
	free(cache);
}

enum severity stored_severity(struct sqlite3_stmt *s, int column)
{
	int64_t v = db_int(s, column);
	return v >= SEVERITY_LOW && v <= SEVERITY_HIGH ? (enum severity)v : SEVERITY_MEDIUM;
}

static struct text put(char **p, struct text t)
{
	struct text at = { *p, t.n };
	if (t.n)
		memcpy(*p, t.s, t.n);
	*p += t.n;
	return at;
}

static void fill(struct slot *slot, struct sqlite3_stmt *s)
{
	struct text info = db_text(s, INFO), reference = db_text(s, REFERENCE),
		    rule = db_text(s, RULE), suppressed = db_text(s, SUPPRESSED),
		    citation = db_text(s, CITATION);
	struct text before = suppressed.n ? TEXT("suppressed: ") : TEXT("");
	char *p = xmalloc(info.n + reference.n + citation.n + rule.n + before.n + suppressed.n + 1);
	slot->texts = p;
	slot->hit = (struct stored_hit) {
		.type = text_of(event_type_name((enum event_type)db_int(s, TYPE))),
		.info = put(&p, info),
		.reference = put(&p, reference),
		.citation = put(&p, citation),
		.rule = put(&p, rule),
		.status = { p, before.n + suppressed.n },
		.severity = stored_severity(s, SEVERITY),
		.threshold = db_count(s, THRESHOLD),
	};
	put(&p, before);
	put(&p, suppressed);
}

const struct stored_hit *hit_cache_get(struct hit_cache *cache, uint64_t number)
{
	struct slot *slot = &cache->slots[number % SLOTS];
	if (slot->number && slot->number == number)
		return &slot->hit;
	free(slot->texts);
	slot->texts = NULL;
	slot->number = number;
	slot->hit = (struct stored_hit) { .severity = SEVERITY_MEDIUM };
	db_bind_count(cache->select, 1, number);
	if (db_row(cache->db, cache->select)) {
		fill(slot, cache->select);
		db_reset(cache->select);
	} else if (db_failed(cache->db)) {
		slot->number = 0;
	}
	return &slot->hit;
}
