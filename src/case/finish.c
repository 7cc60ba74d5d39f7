/* Completing a case: floods, threats, the cut, indexes. threats.md 3. */
#include <config.h>

#include <stdio.h>

#include "base/limits.h"
#include "base/time.h"
#include "case/observables.h"
#include "case/sums.h"
#include "case/view.h"

/* Pass 1. A flood's groups get its key: they are one threat from then on. */
static void join_floods(struct db *d)
{
	db_exec(d,
	    "CREATE TEMP TABLE IF NOT EXISTS flood (norm PRIMARY KEY, key) WITHOUT ROWID;"
	    "DELETE FROM flood");
	struct sqlite3_stmt *find = db_prepare(d,
	    "SELECT norm FROM source WHERE norm IN"
	    " (SELECT norm FROM source GROUP BY norm HAVING count(*) > ?1)"
	    " GROUP BY norm HAVING count(DISTINCT cell) > ?1");
	db_bind(find, 1, LIMIT_FLOOD_SOURCES);
	sums_add_floods(d, find);
	db_finish(find);
	struct sqlite3_stmt *join = db_prepare(d,
	    "UPDATE tally SET kind = ?, key = flood.key FROM flood"
	    " WHERE flood.norm = tally.norm AND NOT suppressed AND kind <> ?");
	db_bind(join, 1, THREAT_FLOOD);
	db_bind(join, 2, THREAT_DNS_EXHAUSTION);
	db_run(d, join);
	db_finish(join);
}

/* Pass 2. Partial counts of one key belong to the first of them, whose number names the threat. */
static bool find_moved(struct db *d)
{
	bool moved = false;
	struct buf key;
	int64_t kind = -1, suppressed = -1;
	uint64_t first = 0;
	buf_init(&key, SIZE_MAX / 4);
	struct sqlite3_stmt *in = db_prepare(d,
	    "SELECT id, kind, suppressed, key FROM tally"
	    " ORDER BY suppressed, key, kind, id");
	struct sqlite3_stmt *move = db_prepare(d, "INSERT INTO moved VALUES (?, ?)");
	while (db_row(d, in)) {
		if (kind == db_int(in, 1) && suppressed == db_int(in, 2) &&
		    text_is(db_text(in, 3), buf_text(&key))) {
			db_bind_count(move, 1, db_count(in, 0));
			db_bind_count(move, 2, first);
			db_run(d, move);
			moved = true;
			continue;
		}
		first = db_count(in, 0);
		kind = db_int(in, 1);
		suppressed = db_int(in, 2);
		buf_clear(&key);
		buf_add(&key, db_text(in, 3));
	}
	db_finish(in);
	db_finish(move);
	buf_free(&key);
	return moved;
}

/* Makes one that is not there. */
static void make_index(struct case_file *c, enum case_index i)
{
	if (!(c->indexes & 1U << i))
		db_exec(c->db, case_indexes[i]);
	c->indexes |= 1U << i;
}

void case_need_index(struct case_file *c, enum case_index i)
{
	if (c->path || c->indexes & 1U << i)
		return;
	db_unlock(c->db);
	make_index(c, i);
	db_lock(c->db);
}

/* Events of joined groups name their threat; each keeps its first ones. */
static void cut_events(struct case_file *c, bool moved, bool cuts)
{
	if (moved)
		db_exec(c->db,
		    "UPDATE event SET threat = moved.threat FROM moved"
		    " WHERE moved.id = event.threat");
	if (c->path || cuts)
		make_index(c, INDEX_EVENT_THREAT);
	struct sqlite3_stmt *each = db_prepare(c->db, "SELECT threat FROM cut");
	struct sqlite3_stmt *cut = db_prepare(c->db,
	    "DELETE FROM event WHERE serial IN"
	    " (SELECT serial FROM event WHERE threat = ? ORDER BY serial LIMIT -1 OFFSET ?)");
	while (db_row(c->db, each)) {
		db_bind_count(cut, 1, db_count(each, 0));
		db_bind_count(cut, 2, c->events_per_threat);
		db_run(c->db, cut);
	}
	db_finish(each);
	db_finish(cut);
	if (c->suppressed)
		db_exec(c->db,
		    "UPDATE event SET threat = NULL WHERE hit IN"
		    " (SELECT id FROM hit WHERE suppressed IS NOT NULL)");
}

/* Values of joined groups become their threat's. */
static void move_values(struct db *d)
{
	db_exec(d,
	    "INSERT OR IGNORE INTO threat_value SELECT moved.threat, v.field, v.value"
	    " FROM moved CROSS JOIN threat_value v ON v.threat = moved.id");
	db_exec(d, "DELETE FROM threat_value WHERE threat IN (SELECT id FROM moved)");
}

static void set_number(struct case_file *c, const char *name, int64_t v)
{
	char digits[32];
	int n = snprintf(digits, sizeof(digits), "%lld", (long long)v);
	case_set(c, name, (struct text) { digits, (size_t)n });
}

void case_set_clock(
    struct case_file *c, int64_t first, int64_t last, int64_t *start, int64_t *width)
{
	int64_t from, ns = spark_width(first, last, &from);
	if (first != TIME_NONE) {
		set_number(c, "first", first);
		set_number(c, "last", last);
	}
	set_number(c, "spark_start", from);
	set_number(c, "spark_width", ns);
	set_number(c, "suppressed", (int64_t)c->suppressed);
	*start = time_seconds(from);
	*width = ns / NS_PER_SECOND;
}

static bool give_up(struct case_file *c, struct fault *f)
{
	if (db_failed(c->db))
		db_tell(c->db, f);
	db_fail(c->db, "the case was given up");
	case_give_up(c);
	return false;
}

/* Passes 1 and 2, the threats, and the cut of their events. */
static void make_threats(struct case_file *c, int64_t start, int64_t width)
{
	bool moved;
	struct partials *from;
	db_exec(c->db, "CREATE TEMP TABLE moved (id INTEGER PRIMARY KEY, threat INTEGER)");
	if (!c->growing && tally_in_memory(c->tally)) {
		moved = tally_join(c->tally);
		from = partials_of_tally(c->tally);
	} else {
		tally_flush(c->tally);
		join_floods(c->db);
		moved = find_moved(c->db);
		from = partials_of_rows(c->db, partials_moved);
	}
	if (c->growing)
		db_exec(c->db, "DELETE FROM threat; DROP TABLE growing");
	bool cuts = sums_make_threats(c, from, c->events_per_threat, start, width);
	partials_free(from);
	cut_events(c, moved, cuts);
	if (moved)
		move_values(c->db);
}

bool case_finish(struct case_file *c, int64_t first, int64_t last, struct fault *f)
{
	int64_t start, width;
	case_write_pending(c);
	event_table_flush(c->events);
	case_set_clock(c, first, last, &start, &width);
	make_threats(c, start, width);
	observables_finish(c->observables);
	case_stop_growing(c);
	for (enum case_index i = 0; c->path && i < CASE_INDEXES; i++)
		make_index(c, i);
	if (c->path)
		case_make_digests(c, f);
	c->digests_due = !c->path;
	db_seal(c->db);
	if (db_failed(c->db))
		return give_up(c, f);
	c->finished = true;
	return true;
}
