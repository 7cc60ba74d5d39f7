/* Threats from partial counts. threats.md 3. */
#include <config.h>

#include "case/sums.h"

#include "case/tally.h"

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

struct sums {
	struct case_file *c;
	struct db *db;
	int64_t spark_start, spark_width; /* in seconds */
	struct sqlite3_stmt *partials, *insert, *cut, *insert_value;
	struct sum sum;
};

enum partial_column {
	P_OWNER,
	P_ID,
	P_KEY,
	P_KIND,
	P_SUPPRESSED,
	P_EVENTS,
	P_KEPT,
	P_FIRST,
	P_LAST,
	P_FRAME,
	P_INPUT,
	P_HIT,
	P_TRAIL,
	P_SEVERITY,
	P_SEVERAL,
	P_BINS,
	P_VALUES,
	P_SRC = P_VALUES + VALUE_SRC_IP,
	P_DST = P_VALUES + VALUE_DST_IP,
};

#define PARTIAL_COLUMNS                                                                            \
	"tally.id, tally.key, tally.kind, tally.suppressed, tally.events, tally.kept,"             \
	" tally.first, tally.last, tally.frame, tally.input, tally.hit, tally.trail,"              \
	" tally.severity, tally.several, tally.bins, tally.src, tally.sport, tally.dst,"           \
	" tally.dport, tally.proto"

static void add_bins(struct sums *f, struct text stored)
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

static void begin_sum(struct sums *f)
{
	struct sqlite3_stmt *s = f->partials;
	struct buf kept = f->sum.key;
	f->sum = (struct sum) { .key = kept,
		.id = db_count(s, P_ID),
		.kind = db_int(s, P_KIND),
		.suppressed = db_int(s, P_SUPPRESSED),
		.first = INT64_MAX,
		.last = INT64_MIN,
		.frame = db_count(s, P_FRAME),
		.input = db_count(s, P_INPUT),
		.hit = db_count(s, P_HIT),
		.trail = db_count(s, P_TRAIL),
		.severity = db_int(s, P_SEVERITY) };
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

static void insert_value(struct sums *f, uint64_t id, size_t field, const struct value *v)
{
	if (v->kind == VALUE_NONE)
		return;
	db_bind_count(f->insert_value, 1, id);
	db_bind_count(f->insert_value, 2, field);
	bind_value(f->insert_value, 3, v);
	db_run(f->db, f->insert_value);
	f->sum.several = true;
}

/* Where the first events of two partial counts differ, both values are among several; each belongs to
 * its own. */
static void compare_values(struct sums *f)
{
	struct sum *sum = &f->sum;
	for (size_t i = 0; i < VALUE_FIELDS; i++) {
		struct value v = read_value(f->partials, P_VALUES + (int)i),
			     *first = &sum->values[i];
		if (v.kind == first->kind && v.number == first->number &&
		    v.length == first->length && memcmp(v.bytes, first->bytes, v.length) == 0)
			continue;
		if (!(sum->differs & 1U << i))
			insert_value(f, sum->id, i, first);
		sum->differs |= 1U << i;
		insert_value(f, db_count(f->partials, P_ID), i, &v);
	}
}

static void add_partial(struct sums *f)
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

static void insert_threat(struct sums *f)
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

static void end_sum(struct sums *f)
{
	struct sum *sum = &f->sum;
	uint64_t n = f->c->events_per_threat;
	if (f->cut && n && sum->kept > n) {
		db_bind_count(f->cut, 1, sum->id);
		db_run(f->db, f->cut);
		sum->kept = n;
	}
	if (!sum->suppressed)
		insert_threat(f);
}

/* In the order of threats, so that their rows are appended. */
static const char *const partials[] = {
	[SUMS_ALONE] = "SELECT tally.id, " PARTIAL_COLUMNS " FROM tally ORDER BY tally.id",
	[SUMS_MOVED] = "SELECT coalesce(moved.threat, tally.id), " PARTIAL_COLUMNS
		       " FROM tally LEFT JOIN moved ON moved.id = tally.id ORDER BY 1, 2",
	[SUMS_CHANGED] =
	    "SELECT o.threat, " PARTIAL_COLUMNS " FROM (SELECT DISTINCT threat FROM owner) o"
	    " CROSS JOIN tally one ON one.id = o.threat"
	    " CROSS JOIN tally ON tally.key = one.key AND tally.kind = one.kind"
	    " AND tally.suppressed = one.suppressed ORDER BY 1, 2",
};

static void prepare(struct sums *f, enum sums_of of)
{
	f->partials = db_prepare(f->db, partials[of]);
	f->insert = db_prepare(f->db,
	    "INSERT OR REPLACE INTO threat VALUES"
	    " (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
	if (of != SUMS_CHANGED) {
		db_exec(f->db, "CREATE TEMP TABLE cut (threat INTEGER PRIMARY KEY)");
		f->cut = db_prepare(f->db, "INSERT INTO cut VALUES (?)");
	}
	f->insert_value = db_prepare(f->db, "INSERT OR IGNORE INTO threat_value VALUES (?, ?, ?)");
}

void sums_make_threats(
    struct case_file *c, enum sums_of of, int64_t spark_start, int64_t spark_width)
{
	struct sums f = {
		.c = c, .db = c->db, .spark_start = spark_start, .spark_width = spark_width
	};
	bool open = false;
	prepare(&f, of);
	buf_init(&f.sum.key, SIZE_MAX / 4);
	while (db_row(f.db, f.partials)) {
		bool same = open && f.sum.id == db_count(f.partials, P_OWNER);
		if (open && !same)
			end_sum(&f);
		if (!same)
			begin_sum(&f);
		open = true;
		add_partial(&f);
	}
	if (open)
		end_sum(&f);
	buf_free(&f.sum.key);
	db_finish(f.partials);
	db_finish(f.insert);
	db_finish(f.cut);
	db_finish(f.insert_value);
}

void sums_add_floods(struct db *d, struct sqlite3_stmt *find)
{
	struct buf key;
	struct sqlite3_stmt *add = db_prepare(d, "INSERT INTO flood VALUES (?, ?)");
	buf_init(&key, SIZE_MAX / 4);
	while (db_row(d, find)) {
		struct text norm = db_text(find, 0);
		buf_clear(&key);
		threat_key(&key, TEXT(""), norm, TEXT(""), TEXT(""), true);
		db_bind_text(add, 1, norm);
		db_bind_text(add, 2, buf_text(&key));
		db_run(d, add);
	}
	db_finish(add);
	buf_free(&key);
}
