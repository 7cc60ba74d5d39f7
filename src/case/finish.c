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

/* A value of a field of a first event, as tally tables hold it. */
struct value {
	enum { VALUE_NONE, VALUE_INT, VALUE_BLOB, VALUE_TEXT } kind;
	int64_t number;
	size_t length;
	char bytes[24];
};

/* One threat (or suppressed group) while its partial counts are added up. */
struct sum {
	struct buf key;
	uint64_t id, kept, events, frame, input, hit, trail;
	int64_t kind, suppressed, severity, first, last;
	uint64_t bins[SPARK_BINS];
	struct value values[VALUE_FIELDS]; /* of its first event */
	unsigned differs; /* a bit for each field in which a later partial count differs */
	bool several;     /* whether it has rows in threat_value */
	char src[ADDRESS_TEXT], dst[ADDRESS_TEXT];
};

struct finish {
	struct case_file *c;
	struct db *db;
	int64_t spark_start, spark_width; /* in seconds */
	struct sqlite3_stmt *partials, *insert, *cut, *insert_value;
	struct sum sum;
	uint64_t moved;
};

enum partial_column {
	P_OWNER, P_ID, P_KEY, P_KIND, P_SUPPRESSED, P_EVENTS, P_KEPT, P_FIRST, P_LAST, P_FRAME, P_INPUT,
	P_HIT, P_TRAIL, P_SEVERITY, P_SEVERAL, P_BINS, P_VALUES, P_SRC = P_VALUES + VALUE_SRC_IP, P_DST = P_VALUES + VALUE_DST_IP,
};

#define PARTIAL_COLUMNS \
	"tally.id, key, kind, suppressed, events, kept, first, last, frame, input, hit, trail," \
	" severity, several, bins, src, sport, dst, dport, proto"

/* Pass 1. A flood's groups get its key: they are one threat from then on. */
static void join_floods(struct finish *f)
{
	struct buf key;
	buf_init(&key, SIZE_MAX / 4);
	db_exec(f->db, "CREATE TEMP TABLE flood (norm PRIMARY KEY, key) WITHOUT ROWID");
	struct sqlite3_stmt *find = db_prepare(f->db,
	    "SELECT norm FROM source WHERE norm IN"
	    " (SELECT norm FROM source GROUP BY norm HAVING count(*) > ?1)"
	    " GROUP BY norm HAVING count(DISTINCT cell) > ?1");
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
		at = bin.at < f->spark_start ? 0 : at >= SPARK_BINS ? SPARK_BINS - 1 : at;
		f->sum.bins[at] += bin.count;
	}
}

static struct value read_value(struct sqlite3_stmt *s, int column)
{
	struct value v = { .kind = VALUE_NONE };
	if (db_is_null(s, column))
		return v;
	if (db_is_int(s, column)) {
		v.kind = VALUE_INT;
		v.number = db_int(s, column);
		return v;
	}
	struct text t = text_head(db_text(s, column), sizeof(v.bytes));
	v.kind = db_is_blob(s, column) ? VALUE_BLOB : VALUE_TEXT;
	v.length = t.n;
	memcpy(v.bytes, t.s, t.n);
	return v;
}

static void begin_sum(struct finish *f)
{
	struct sqlite3_stmt *s = f->partials;
	struct buf kept = f->sum.key;
	f->sum = (struct sum) { .key = kept, .id = db_count(s, P_ID), .kind = db_int(s, P_KIND),
		.suppressed = db_int(s, P_SUPPRESSED), .first = INT64_MAX, .last = INT64_MIN,
		.frame = db_count(s, P_FRAME), .input = db_count(s, P_INPUT), .hit = db_count(s, P_HIT),
		.trail = db_count(s, P_TRAIL), .severity = db_int(s, P_SEVERITY) };
	buf_clear(&f->sum.key);
	buf_add(&f->sum.key, db_text(s, P_KEY));
	for (size_t i = 0; i < VALUE_FIELDS; i++)
		f->sum.values[i] = read_value(s, P_VALUES + (int)i);
	tally_address_text(db_text(s, P_SRC), f->sum.src);
	tally_address_text(db_text(s, P_DST), f->sum.dst);
}

static void bind_value(struct sqlite3_stmt *s, int at, const struct value *v)
{
	if (v->kind == VALUE_INT)
		db_bind(s, at, v->number);
	else if (v->kind == VALUE_BLOB)
		db_bind_blob(s, at, v->bytes, v->length);
	else if (v->kind == VALUE_TEXT)
		db_bind_text(s, at, (struct text) { v->bytes, v->length });
	else
		db_bind_null(s, at);
}

static void insert_value(struct finish *f, size_t field, const struct value *v)
{
	if (v->kind == VALUE_NONE)
		return;
	db_bind_count(f->insert_value, 1, f->sum.id);
	db_bind_count(f->insert_value, 2, field);
	bind_value(f->insert_value, 3, v);
	db_run(f->db, f->insert_value);
	f->sum.several = true;
}

/* Where the first events of two partial counts differ, both values are among several. */
static void compare_values(struct finish *f)
{
	struct sum *sum = &f->sum;
	for (size_t i = 0; i < VALUE_FIELDS; i++) {
		struct value v = read_value(f->partials, P_VALUES + (int)i), *first = &sum->values[i];
		if (v.kind == first->kind && v.number == first->number && v.length == first->length &&
		    memcmp(v.bytes, first->bytes, v.length) == 0)
			continue;
		if (!(sum->differs & 1U << i))
			insert_value(f, i, first);
		sum->differs |= 1U << i;
		insert_value(f, i, &v);
	}
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
	sum->several |= db_int(s, P_SEVERAL) != 0;
	add_bins(f, db_text(s, P_BINS));
	if (db_count(s, P_ID) != sum->id && !sum->suppressed)
		compare_values(f);
}

static void add_bins_text(struct buf *out, const uint64_t *bins)
{
	for (size_t i = 0; i < SPARK_BINS; i++) {
		if (i)
			buf_char(out, ' ');
		buf_number(out, bins[i]);
	}
}

static void insert_threat(struct finish *f)
{
	struct sum *sum = &f->sum;
	struct sqlite3_stmt *s = f->insert;
	char uid[THREAT_ID_TEXT];
	struct buf *bins = &f->c->scratch;
	int at = 1;
	buf_clear(bins);
	add_bins_text(bins, sum->bins);
	threat_id(buf_text(&sum->key), (enum threat_kind)sum->kind, uid);
	db_bind_count(s, at++, sum->id);
	db_bind_text(s, at++, text_of(uid));
	db_bind_text(s, at++, buf_text(&sum->key));
	db_bind(s, at++, sum->kind);
	db_bind(s, at++, sum->severity);
	db_bind_count(s, at++, sum->events);
	db_bind_count(s, at++, sum->kept);
	db_bind(s, at++, sum->first);
	db_bind(s, at++, sum->last);
	db_bind_count(s, at++, sum->hit);
	db_bind_count(s, at++, sum->trail);
	db_bind_count(s, at++, sum->input);
	db_bind_count(s, at++, sum->frame);
	db_bind_text(s, at++, text_of(sum->src));
	bind_value(s, at++, &sum->values[VALUE_SRC_PORT]);
	db_bind_text(s, at++, text_of(sum->dst));
	bind_value(s, at++, &sum->values[VALUE_DST_PORT]);
	bind_value(s, at++, &sum->values[VALUE_PROTO]);
	db_bind(s, at++, sum->several);
	db_bind_text(s, at, buf_text(bins));
	db_run(f->db, s);
	case_wrote(f->c);
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
	if (!sum->suppressed)
		insert_threat(f);
}

/* Pass 2. Partial counts of one key belong to the first of them, whose number names the threat. */
static void find_moved(struct finish *f)
{
	struct buf key;
	int64_t kind = -1, suppressed = -1;
	uint64_t first = 0;
	buf_init(&key, SIZE_MAX / 4);
	db_exec(f->db, "CREATE TEMP TABLE moved (id INTEGER PRIMARY KEY, threat INTEGER)");
	struct sqlite3_stmt *in = db_prepare(f->db, "SELECT id, kind, suppressed, key FROM tally"
	                                            " ORDER BY suppressed, key, kind, id");
	struct sqlite3_stmt *move = db_prepare(f->db, "INSERT INTO moved VALUES (?, ?)");
	while (db_row(f->db, in)) {
		if (kind == db_int(in, 1) && suppressed == db_int(in, 2) &&
		    text_is(db_text(in, 3), buf_text(&key))) {
			db_bind_count(move, 1, db_count(in, 0));
			db_bind_count(move, 2, first);
			db_run(f->db, move);
			f->moved++;
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
}

static void prepare_sums(struct finish *f)
{
	db_exec(f->db, "CREATE TEMP TABLE cut (threat INTEGER PRIMARY KEY)");
	/* In the order of threats, so that their rows are appended. */
	f->partials = db_prepare(f->db, f->moved ?
	        "SELECT coalesce(moved.threat, tally.id), " PARTIAL_COLUMNS
	        " FROM tally LEFT JOIN moved ON moved.id = tally.id ORDER BY 1, 2" :
	        "SELECT tally.id, " PARTIAL_COLUMNS " FROM tally ORDER BY tally.id");
	f->insert = db_prepare(f->db, "INSERT INTO threat VALUES"
	    " (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
	f->cut = db_prepare(f->db, "INSERT INTO cut VALUES (?)");
	f->insert_value = db_prepare(f->db, "INSERT OR IGNORE INTO threat_value VALUES (?, ?, ?)");
}

static void make_threats(struct finish *f)
{
	bool open = false;
	prepare_sums(f);
	buf_init(&f->sum.key, SIZE_MAX / 4);
	while (db_row(f->db, f->partials)) {
		bool same = open && f->sum.id == db_count(f->partials, P_OWNER);
		if (open && !same)
			end_sum(f);
		if (!same)
			begin_sum(f);
		open = true;
		add_partial(f);
	}
	if (open)
		end_sum(f);
	buf_free(&f->sum.key);
	db_finish(f->partials);
	db_finish(f->insert);
	db_finish(f->cut);
	db_finish(f->insert_value);
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
		db_exec(f->db, "UPDATE event SET threat = NULL WHERE hit IN"
		               " (SELECT id FROM hit WHERE suppressed IS NOT NULL)");
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

static void set_clock(struct case_file *c, int64_t first, int64_t last, int64_t start,
    int64_t width)
{
	if (first != TIME_NONE) {
		set_number(c, "first", first);
		set_number(c, "last", last);
	}
	set_number(c, "spark_start", start);
	set_number(c, "spark_width", width);
	set_number(c, "suppressed", (int64_t)c->suppressed);
}

static bool give_up(struct case_file *c, struct fault *f)
{
	if (db_failed(c->db))
		db_tell(c->db, f);
	db_fail(c->db, "the case was given up");
	if (c->path)
		unlink(c->path);
	free(c->path);
	c->path = NULL;
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
	find_moved(&work);
	make_threats(&work);
	cut_events(&work);
	move_values(&work);
	observables_finish(c->observables);
	case_stop_growing(c);
	for (size_t i = 1; case_indexes[i]; i++)
		db_exec(c->db, case_indexes[i]);
	db_exec(c->db, "COMMIT");
	case_make_digests(c, f);
	db_seal(c->db);
	if (db_failed(c->db))
		return give_up(c, f);
	c->finished = true;
	return true;
}
