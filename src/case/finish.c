/* Completing a case: floods, threats, the cut, values, indexes. threats.md 3. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/time.h"
#include "case/observables.h"
#include "case/tally.h"
#include "case/view.h"

/* One threat (or suppressed group) while its partial counts are added up. */
struct sum {
	struct buf key;
	uint64_t id, kept, events;
	int64_t kind, suppressed, first, last;
	uint64_t bins[SPARK_BINS];
	char src[ADDRESS_TEXT], dst[ADDRESS_TEXT];
};

struct finish {
	struct case_file *c;
	struct db *db;
	int64_t spark_start, spark_width; /* in seconds */
	struct sqlite3_stmt *partials, *insert, *move, *cut, *differ;
	struct sum sum;
	uint64_t moved;
};

enum partial_column {
	P_ID, P_KEY, P_KIND, P_SUPPRESSED, P_EVENTS, P_KEPT, P_FIRST, P_LAST, P_BINS, P_SRC, P_DST,
};

#define THREAT_COLUMNS "type, trail, info, reference, severity, input, frame, sport, dport, proto"

/* Pass 1. A flood's groups get its key: they are one threat from then on. */
static void join_floods(struct finish *f)
{
	struct buf key;
	buf_init(&key, SIZE_MAX / 4);
	db_exec(f->db, "CREATE TEMP TABLE flood (norm PRIMARY KEY, key) WITHOUT ROWID");
	struct sqlite3_stmt *find = db_prepare(f->db,
	    "SELECT norm FROM source GROUP BY norm HAVING count(DISTINCT cell) > ?");
	struct sqlite3_stmt *add = db_prepare(f->db, "INSERT INTO flood VALUES (?, ?)");
	db_bind(find, 1, LIMIT_FLOOD_SOURCES);
	while (db_row(f->db, find)) {
		struct text norm = db_text(find, 0);
		buf_clear(&key);
		threat_key(&key, TEXT(""), norm, TEXT(""), TEXT(""), true);
		db_bind_text(add, 1, norm);
		db_bind_text(add, 2, buf_text(&key));
		db_run(f->db, add);
	}
	db_finish(find);
	db_finish(add);
	struct sqlite3_stmt *join = db_prepare(f->db,
	    "UPDATE tally SET kind = ?, key = flood.key FROM flood"
	    " WHERE flood.norm = tally.norm AND NOT suppressed AND kind <> ?");
	db_bind(join, 1, THREAT_FLOOD);
	db_bind(join, 2, THREAT_DNS_EXHAUSTION);
	db_run(f->db, join);
	db_finish(join);
	buf_free(&key);
}

static void add_bins(struct finish *f, struct text stored)
{
	struct bin bin;
	for (; stored.n >= sizeof(bin); stored = text_from(stored, sizeof(bin))) {
		memcpy(&bin, stored.s, sizeof(bin));
		if (!bin.count)
			continue;
		int64_t at = (bin.at - f->spark_start) / f->spark_width;
		size_t i = bin.at < f->spark_start ? 0 : at >= SPARK_BINS ? SPARK_BINS - 1 : (size_t)at;
		f->sum.bins[i] += bin.count;
	}
}

static void begin_sum(struct finish *f, struct text key)
{
	struct sqlite3_stmt *s = f->partials;
	struct buf kept = f->sum.key;
	f->sum = (struct sum) { .key = kept, .id = db_count(s, P_ID), .kind = db_int(s, P_KIND),
		.suppressed = db_int(s, P_SUPPRESSED), .first = INT64_MAX, .last = INT64_MIN };
	buf_clear(&f->sum.key);
	buf_add(&f->sum.key, key);
	tally_address_text(db_text(s, P_SRC), f->sum.src);
	tally_address_text(db_text(s, P_DST), f->sum.dst);
}

static void add_partial(struct finish *f)
{
	struct sqlite3_stmt *s = f->partials;
	struct sum *sum = &f->sum;
	int64_t first = db_int(s, P_FIRST), last = db_int(s, P_LAST);
	sum->events += db_count(s, P_EVENTS);
	sum->kept += db_count(s, P_KEPT);
	sum->first = first < sum->first ? first : sum->first;
	sum->last = last > sum->last ? last : sum->last;
	add_bins(f, db_text(s, P_BINS));
	if (db_count(s, P_ID) == sum->id)
		return;
	f->moved++;
	db_bind_count(f->move, 1, db_count(s, P_ID));
	db_bind_count(f->move, 2, sum->id);
	db_run(f->db, f->move);
	if (sum->suppressed)
		return;
	db_bind_count(f->differ, 1, db_count(s, P_ID));
	db_bind_count(f->differ, 2, sum->id);
	db_run(f->db, f->differ);
}

static void add_bins_text(struct buf *out, const uint64_t *bins)
{
	for (size_t i = 0; i < SPARK_BINS; i++) {
		if (i)
			buf_char(out, ' ');
		buf_number(out, bins[i]);
	}
}

static void end_sum(struct finish *f)
{
	struct sum *sum = &f->sum;
	uint64_t n = f->c->events_per_threat;
	if (n && sum->kept > n) {
		db_bind_count(f->cut, 1, sum->id);
		db_run(f->db, f->cut);
		sum->kept = n;
	}
	if (sum->suppressed)
		return;
	char uid[THREAT_ID_TEXT];
	struct buf *bins = &f->c->scratch;
	buf_clear(bins);
	add_bins_text(bins, sum->bins);
	threat_id(buf_text(&sum->key), (enum threat_kind)sum->kind, uid);
	int at = 1;
	db_bind_count(f->insert, at++, sum->id);
	db_bind_text(f->insert, at++, text_of(uid));
	db_bind_text(f->insert, at++, buf_text(&sum->key));
	db_bind(f->insert, at++, sum->kind);
	db_bind_count(f->insert, at++, sum->events);
	db_bind_count(f->insert, at++, sum->kept);
	db_bind(f->insert, at++, sum->first);
	db_bind(f->insert, at++, sum->last);
	db_bind_text(f->insert, at++, buf_text(bins));
	db_bind_text(f->insert, at++, text_of(sum->src));
	db_bind_text(f->insert, at, text_of(sum->dst));
	db_run(f->db, f->insert);
	case_wrote(f->c);
}

static void prepare_sums(struct finish *f)
{
	db_exec(f->db, "CREATE TEMP TABLE moved (id INTEGER PRIMARY KEY, threat INTEGER);"
	               "CREATE TEMP TABLE cut (threat INTEGER PRIMARY KEY)");
	f->partials = db_prepare(f->db,
	    "SELECT id, key, kind, suppressed, events, kept, first, last, bins,"
	    " src, dst FROM tally"
	    " ORDER BY suppressed, key, kind, id");
	f->insert = db_prepare(f->db,
	    "INSERT INTO threat (id, uid, key, kind, events, kept, first, last, bins, src, dst, "
	    THREAT_COLUMNS ") SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, "
	    THREAT_COLUMNS " FROM tally WHERE id = ?1");
	f->move = db_prepare(f->db, "INSERT INTO moved VALUES (?, ?)");
	f->cut = db_prepare(f->db, "INSERT INTO cut VALUES (?)");
	/* Where the first events of two partial counts differ, both values are among several. */
	f->differ = db_prepare(f->db,
	    "WITH pair AS (SELECT ?2 AS owner, a.src AS a0, b.src AS b0, a.sport AS a1, b.sport AS b1,"
	    " a.dst AS a2, b.dst AS b2, a.dport AS a3, b.dport AS b3, a.proto AS a4, b.proto AS b4"
	    " FROM tally a, tally b WHERE a.id = ?1 AND b.id = ?2)"
	    "INSERT OR IGNORE INTO threat_value"
	    " SELECT owner, 0, a0 FROM pair WHERE a0 IS NOT b0"
	    " UNION ALL SELECT owner, 0, b0 FROM pair WHERE a0 IS NOT b0"
	    " UNION ALL SELECT owner, 1, a1 FROM pair WHERE a1 IS NOT b1"
	    " UNION ALL SELECT owner, 1, b1 FROM pair WHERE a1 IS NOT b1"
	    " UNION ALL SELECT owner, 2, a2 FROM pair WHERE a2 IS NOT b2"
	    " UNION ALL SELECT owner, 2, b2 FROM pair WHERE a2 IS NOT b2"
	    " UNION ALL SELECT owner, 3, a3 FROM pair WHERE a3 IS NOT b3"
	    " UNION ALL SELECT owner, 3, b3 FROM pair WHERE a3 IS NOT b3"
	    " UNION ALL SELECT owner, 4, a4 FROM pair WHERE a4 IS NOT b4"
	    " UNION ALL SELECT owner, 4, b4 FROM pair WHERE a4 IS NOT b4");
}

/* Pass 2: partial counts of one key become a threat, named by its first group's number. */
static void make_threats(struct finish *f)
{
	bool open = false;
	prepare_sums(f);
	buf_init(&f->sum.key, SIZE_MAX / 4);
	while (db_row(f->db, f->partials)) {
		struct text key = db_text(f->partials, P_KEY);
		bool same = open && text_is(key, buf_text(&f->sum.key)) &&
		    f->sum.kind == db_int(f->partials, P_KIND) &&
		    f->sum.suppressed == db_int(f->partials, P_SUPPRESSED);
		if (open && !same)
			end_sum(f);
		if (!same)
			begin_sum(f, key);
		open = true;
		add_partial(f);
	}
	if (open)
		end_sum(f);
	buf_free(&f->sum.key);
	db_finish(f->partials);
	db_finish(f->insert);
	db_finish(f->move);
	db_finish(f->cut);
	db_finish(f->differ);
}

/* Events of joined groups name their threat; each keeps its first ones. */
static void cut_events(struct finish *f)
{
	if (f->moved)
		db_exec(f->db, "UPDATE event SET threat = moved.threat FROM moved"
		               " WHERE moved.id = event.threat");
	db_exec(f->db, case_indexes[0]);
	struct sqlite3_stmt *each = db_prepare(f->db, "SELECT threat FROM cut");
	struct sqlite3_stmt *cut = db_prepare(f->db,
	    "DELETE FROM event WHERE serial IN"
	    " (SELECT serial FROM event WHERE threat = ? ORDER BY serial LIMIT -1 OFFSET ?)");
	while (db_row(f->db, each)) {
		db_bind_count(cut, 1, db_count(each, 0));
		db_bind_count(cut, 2, f->c->events_per_threat);
		db_run(f->db, cut);
	}
	db_finish(each);
	db_finish(cut);
	if (f->c->suppressed)
		db_exec(f->db, "UPDATE event SET threat = NULL WHERE suppressed IS NOT NULL");
}

/* Values of joined groups become their threat's. */
static void move_values(struct finish *f)
{
	if (!f->moved)
		return;
	db_exec(f->db, "INSERT OR IGNORE INTO threat_value SELECT moved.threat, v.field, v.value"
	               " FROM moved CROSS JOIN threat_value v ON v.threat = moved.id");
	db_exec(f->db, "DELETE FROM threat_value WHERE threat IN (SELECT id FROM moved)");
}

static void set_number(struct case_file *c, const char *name, int64_t v)
{
	char digits[32];
	int n = snprintf(digits, sizeof(digits), "%lld", (long long)v);
	case_set(c, name, (struct text) { digits, (size_t)n });
}

static void set_clock(struct case_file *c, int64_t first, int64_t last, int64_t start, int64_t width)
{
	if (first != TIME_NONE) {
		set_number(c, "first", first);
		set_number(c, "last", last);
	}
	set_number(c, "spark_start", start);
	set_number(c, "spark_width", width);
	set_number(c, "suppressed", (int64_t)c->suppressed);
}

static void drop_tallies(struct case_file *c)
{
	db_exec(c->db, "DROP TABLE tally; DROP TABLE source; DROP TABLE flood;"
	               "DROP TABLE moved; DROP TABLE cut");
	for (size_t i = 1; case_indexes[i]; i++)
		db_exec(c->db, case_indexes[i]);
	db_exec(c->db, "COMMIT");
}

static bool give_up(struct case_file *c, struct fault *f)
{
	if (db_failed(c->db))
		db_tell(c->db, f);
	db_fail(c->db, "it was given up");
	if (c->path)
		unlink(c->path);
	return false;
}

bool case_finish(struct case_file *c, int64_t first, int64_t last, struct fault *f)
{
	struct finish work = { .c = c, .db = c->db };
	int64_t start, width = spark_width(first, last, &start);
	work.spark_start = time_seconds(start);
	work.spark_width = width / NS_PER_SECOND;
	set_clock(c, first, last, start, width);
	tally_flush(c->tally);
	join_floods(&work);
	make_threats(&work);
	cut_events(&work);
	move_values(&work);
	observables_finish(c->observables);
	drop_tallies(c);
	case_make_digests(c, f);
	db_seal(c->db);
	if (db_failed(c->db))
		return give_up(c, f);
	c->finished = true;
	return true;
}
