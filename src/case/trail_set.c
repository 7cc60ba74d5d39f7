/* The trail set that a case was made with. */
#include <config.h>

#include "case/file.h"

static void add_kind(struct case_file *c, const char *name, uint64_t count)
{
	struct sqlite3_stmt *s = db_prepare(c->db, "INSERT INTO trail_kind VALUES (NULL, ?, ?)");
	db_bind_text(s, 1, text_of(name));
	db_bind_count(s, 2, count);
	db_run(c->db, s);
	db_finish(s);
}

static void add_source(struct case_file *c, struct text store, const struct store_source *source)
{
	struct sqlite3_stmt *s =
	    db_prepare(c->db, "INSERT INTO trail_source VALUES (NULL, ?, ?, ?, ?)");
	db_bind_text(s, 1, store);
	db_bind_text(s, 2, source->name);
	db_bind_text(s, 3, source->digest);
	db_bind_count(s, 4, source->trails);
	db_run(c->db, s);
	db_finish(s);
}

/* The set that is replaced was in force until now: its digest joins those before. */
static void keep_replaced(struct case_file *c)
{
	db_exec(c->db,
	    "INSERT OR REPLACE INTO fact SELECT 'trails_before',"
	    " coalesce((SELECT value || ',' FROM fact WHERE name = 'trails_before'), '') || digest"
	    " FROM trail_set");
}

static void add_set(struct case_file *c, const struct trails *trails, uint64_t whitelist)
{
	struct sqlite3_stmt *s = db_prepare(c->db, "INSERT INTO trail_set VALUES (?, ?, ?)");
	keep_replaced(c);
	db_exec(c->db, "DELETE FROM trail_set; DELETE FROM trail_kind; DELETE FROM trail_source");
	db_bind_text(s, 1, text_of(trails_digest(trails)));
	db_bind_count(s, 2, trails_count(trails));
	db_bind_count(s, 3, whitelist);
	db_run(c->db, s);
	db_finish(s);
}

void case_set_trails(struct case_file *c, const struct trails *trails)
{
	uint64_t kinds[TRAIL_KIND_COUNT] = { 0 }, whitelist = 0;
	size_t stores = trails_stores(trails);
	for (size_t i = 0; i < stores; i++) {
		const struct store *store = trails_store(trails, i);
		whitelist += store_whitelist_count(store);
		for (enum trail_kind k = 0; k < TRAIL_KIND_COUNT; k++)
			kinds[k] += store_count_kind(store, k);
	}
	add_set(c, trails, whitelist);
	for (enum trail_kind k = 0; k < TRAIL_KIND_COUNT; k++)
		if (kinds[k])
			add_kind(c, trail_kind_name(k), kinds[k]);
	for (size_t i = 0; i < stores; i++) {
		const struct store *store = trails_store(trails, i);
		for (size_t k = 0; k < store_sources(store); k++) {
			struct store_source source = store_source(store, k);
			add_source(c, text_of(trails_store_name(trails, i)), &source);
		}
	}
}
