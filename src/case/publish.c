/*
 * A case that grows, made readable up to now. The groups that changed since the last time are saved
 * as rows of "tally"; only the threats that these belong to are made again. case_finish() makes all
 * of them anew, so that the result does not depend on what was published.
 */
#include <config.h>

#include "base/limits.h"
#include "base/time.h"
#include "case/sums.h"

/*
 * changed: groups that were saved, or whose threat may be another now. owner: of each of them the group
 * that names its threat, the first one with its key. flood: as case_finish() has it, kept from one
 * time to the next. fresh: trails that now flood.
 */
static const char tables[] = "CREATE TEMP TABLE changed (id INTEGER PRIMARY KEY);"
			     "CREATE TEMP TABLE owner (id INTEGER PRIMARY KEY, threat INTEGER);"
			     "CREATE TEMP TABLE flood (norm PRIMARY KEY, key) WITHOUT ROWID;"
			     "CREATE TEMP TABLE fresh (norm)";

void case_prepare_publishing(struct case_file *c)
{
	for (size_t i = 0; case_growing[i]; i++)
		db_exec(c->db, case_growing[i]);
	db_share(c->db);
	db_exec(c->db, tables);
}

static void find_floods(struct db *d)
{
	struct sqlite3_stmt *find = db_prepare(d,
	    "INSERT INTO fresh SELECT DISTINCT norm FROM changed CROSS JOIN tally"
	    " ON tally.id = changed.id WHERE NOT suppressed"
	    " AND norm NOT IN (SELECT norm FROM flood) AND (SELECT count(*) FROM"
	    " (SELECT 1 FROM source WHERE source.norm = tally.norm LIMIT ?1 + 1)) > ?1");
	db_bind(find, 1, LIMIT_FLOOD_SOURCES);
	db_exec(d, "DELETE FROM fresh");
	db_run(d, find);
	db_finish(find);
	struct sqlite3_stmt *each = db_prepare(d, "SELECT norm FROM fresh");
	sums_add_floods(d, each);
	db_finish(each);
	/* Those that flood, and those that were one threat with them (a DGA has many trails). */
	db_exec(d,
	    "INSERT OR IGNORE INTO changed SELECT o.id FROM fresh"
	    " CROSS JOIN tally t ON t.norm = fresh.norm"
	    " CROSS JOIN tally o ON o.key = t.key AND o.kind = t.kind"
	    " AND o.suppressed = t.suppressed");
	struct sqlite3_stmt *join = db_prepare(d,
	    "UPDATE tally SET kind = ?1,"
	    " key = (SELECT flood.key FROM flood WHERE flood.norm = tally.norm)"
	    " WHERE id IN (SELECT id FROM changed) AND +norm IN (SELECT norm FROM flood)"
	    " AND NOT suppressed AND kind <> ?2");
	db_bind(join, 1, THREAT_FLOOD);
	db_bind(join, 2, THREAT_DNS_EXHAUSTION);
	db_run(d, join);
	db_finish(join);
}

static void find_owners(struct db *d)
{
	db_exec(d,
	    "DELETE FROM owner; INSERT INTO owner SELECT t.id, (SELECT min(o.id) FROM tally o"
	    " WHERE o.key = t.key AND o.kind = t.kind AND o.suppressed = t.suppressed)"
	    " FROM changed CROSS JOIN tally t ON t.id = changed.id");
}

/* Events and values stay with their group: which may leave its threat for a flood. */
static void note_members(struct db *d)
{
	db_exec(d,
	    "DELETE FROM growing WHERE id IN (SELECT id FROM owner WHERE threat = id);"
	    "INSERT OR REPLACE INTO growing SELECT id, threat FROM owner WHERE threat <> id;"
	    "DELETE FROM threat WHERE id IN (SELECT id FROM owner WHERE threat <> id)");
}

/* Bins of another width, or from another begin: all threats have other ones. */
static bool has_other_bins(struct case_file *c, int64_t start, int64_t width)
{
	bool other = start != c->spark_start || width != c->spark_width;
	c->spark_start = start;
	c->spark_width = width;
	return other;
}

void case_publish(struct case_file *c, int64_t first, int64_t last)
{
	int64_t start, width;
	if (!c->growing || !c->tally || db_failed(c->db))
		return;
	case_set_clock(c, first, last, &start, &width);
	event_table_flush(c->events);
	tally_save(c->tally);
	find_floods(c->db);
	if (has_other_bins(c, start, width))
		db_exec(c->db, "INSERT OR IGNORE INTO changed SELECT id FROM threat");
	find_owners(c->db);
	note_members(c->db);
	struct partials *from = partials_of_rows(c->db, partials_changed);
	sums_make_threats(c, from, 0, start, width);
	partials_free(from);
	db_exec(c->db, "DELETE FROM changed; COMMIT; BEGIN");
	c->published |= !db_failed(c->db);
}
