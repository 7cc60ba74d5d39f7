/* Threats from partial counts. threats.md 3. */
#include <config.h>

#include "case/sums.h"

/* One threat (or suppressed group) while its partial counts are added up. */
struct sum {
	struct partial all; /* what is no sum is that of its first event */
	struct arena arena; /* its texts */
	uint64_t bins[SPARK_BINS];
	unsigned differs; /* a bit for each field in which a later partial count differs */
};

struct sums {
	struct case_file *c;
	struct db *db;
	uint64_t limit;
	int64_t spark_start, spark_width; /* in seconds */
	struct sqlite3_stmt *insert, *cut, *insert_value;
	bool cuts;
	struct sum sum;
};

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

static void begin_sum(struct sums *f, const struct partial *p)
{
	struct sum *sum = &f->sum;
	arena_reset(&sum->arena);
	memset(sum->bins, 0, sizeof(sum->bins));
	sum->differs = 0;
	sum->all = *p;
	sum->all.key = arena_text(&sum->arena, p->key);
	for (size_t i = 0; i < VALUE_FIELDS; i++)
		sum->all.values[i].bytes = arena_text(&sum->arena, p->values[i].bytes);
	add_bins(f, p->bins);
}

static void insert_value(struct sums *f, uint64_t id, size_t field, const struct value *v)
{
	if (v->kind == VALUE_NONE)
		return;
	db_bind_count(f->insert_value, 1, id);
	db_bind_count(f->insert_value, 2, field);
	value_bind(f->insert_value, 3, v);
	db_run(f->db, f->insert_value);
	f->sum.all.several = true;
}

/* Where the first events of two partial counts differ, both values are among several; each belongs to
 * its own. */
static void compare_values(struct sums *f, const struct partial *p)
{
	struct sum *sum = &f->sum;
	for (size_t i = 0; i < VALUE_FIELDS; i++) {
		if (value_is(&p->values[i], &sum->all.values[i]))
			continue;
		if (!(sum->differs & 1U << i))
			insert_value(f, sum->all.id, i, &sum->all.values[i]);
		sum->differs |= 1U << i;
		insert_value(f, p->id, i, &p->values[i]);
	}
}

static void add_partial(struct sums *f, const struct partial *p)
{
	struct partial *all = &f->sum.all;
	all->events += p->events;
	all->kept += p->kept;
	all->first = p->first < all->first ? p->first : all->first;
	all->last = p->last > all->last ? p->last : all->last;
	all->several |= p->several;
	add_bins(f, p->bins);
	if (!all->suppressed)
		compare_values(f, p);
}

/* Most are one digit. */
static void add_bins_text(struct buf *out, const uint64_t *bins)
{
	char digits[2 * SPARK_BINS];
	size_t n = 0;
	for (size_t i = 0; i < SPARK_BINS; i++) {
		if (bins[i] < 10) {
			digits[n++] = (char)('0' + bins[i]);
		} else {
			buf_add(out, (struct text) { digits, n });
			buf_number(out, bins[i]);
			n = 0;
		}
		digits[n++] = ' ';
	}
	buf_add(out, (struct text) { digits, n - 1 });
}

static void insert_threat(struct sums *f)
{
	const struct partial *all = &f->sum.all;
	struct sqlite3_stmt *s = f->insert;
	char uid[THREAT_ID_TEXT], src[ADDRESS_TEXT], dst[ADDRESS_TEXT];
	struct buf *bins = &f->c->scratch;
	int at = 1;
	buf_clear(bins);
	add_bins_text(bins, f->sum.bins);
	threat_id(all->key, (enum threat_kind)all->kind, uid);
	tally_address_text(all->values[VALUE_SRC_IP].bytes, src);
	tally_address_text(all->values[VALUE_DST_IP].bytes, dst);
	db_bind_count(s, at++, all->id);
	db_bind_text(s, at++, text_of(uid));
	db_bind_text(s, at++, all->key);
	db_bind(s, at++, all->kind);
	db_bind(s, at++, all->severity);
	db_bind_count(s, at++, all->events);
	db_bind_count(s, at++, all->kept);
	db_bind(s, at++, all->first);
	db_bind(s, at++, all->last);
	db_bind_count(s, at++, all->hit);
	db_bind_count(s, at++, all->trail);
	db_bind_count(s, at++, all->input);
	db_bind_count(s, at++, all->frame);
	db_bind_text(s, at++, text_of(src));
	value_bind(s, at++, &all->values[VALUE_SRC_PORT]);
	db_bind_text(s, at++, text_of(dst));
	value_bind(s, at++, &all->values[VALUE_DST_PORT]);
	value_bind(s, at++, &all->values[VALUE_PROTO]);
	db_bind(s, at++, all->several != 0);
	db_bind_text(s, at, buf_text(bins));
	db_run(f->db, s);
	case_wrote(f->c);
}

static void end_sum(struct sums *f)
{
	struct partial *all = &f->sum.all;
	if (f->limit && all->kept > f->limit) {
		db_bind_count(f->cut, 1, all->id);
		db_run(f->db, f->cut);
		all->kept = f->limit;
		f->cuts = true;
	}
	if (!all->suppressed)
		insert_threat(f);
}

static void add_all(struct sums *f, struct partials *from)
{
	bool open = false;
	struct partial p;
	while (partials_next(from, &p)) {
		bool same = open && f->sum.all.id == p.threat;
		if (open && !same)
			end_sum(f);
		if (same)
			add_partial(f, &p);
		else
			begin_sum(f, &p);
		open = true;
	}
	if (open)
		end_sum(f);
}

bool sums_make_threats(struct case_file *c, struct partials *from, uint64_t limit,
    int64_t spark_start, int64_t spark_width)
{
	struct sums f = { .c = c,
		.db = c->db,
		.limit = limit,
		.spark_start = spark_start,
		.spark_width = spark_width };
	f.insert = db_prepare(f.db,
	    "INSERT OR REPLACE INTO threat VALUES"
	    " (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
	f.insert_value = db_prepare(f.db, "INSERT OR IGNORE INTO threat_value VALUES (?, ?, ?)");
	db_exec(f.db, "CREATE TEMP TABLE IF NOT EXISTS cut (threat INTEGER PRIMARY KEY)");
	f.cut = db_prepare(f.db, "INSERT INTO cut VALUES (?)");
	add_all(&f, from);
	arena_free(&f.sum.arena);
	db_finish(f.insert);
	db_finish(f.cut);
	db_finish(f.insert_value);
	return f.cuts;
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
