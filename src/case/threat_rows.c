/* Rows of threats. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "case/hit_cache.h"
#include "case/rows.h"
#include "case/tally.h"

#define SELECT_VALUES "SELECT field, value FROM threat_value WHERE threat = ? ORDER BY field, value"

#define SELECT_FIRST                                                                               \
	"SELECT field, value FROM threat_value WHERE threat = ? AND field = ?"                     \
	" ORDER BY value LIMIT ?"

/* Values of groups that belong to it, which each has for itself. */
#define FROM_GROUPS                                                                                \
	"SELECT DISTINCT field, value FROM threat_value WHERE threat IN"                           \
	" (SELECT ?1 UNION ALL SELECT id FROM growing WHERE threat = ?1)"
#define SELECT_GROWING FROM_GROUPS " ORDER BY field, value"
#define SELECT_GROWING_FIRST FROM_GROUPS " AND field = ? ORDER BY value LIMIT ?"

static const char *const names[THREAT_ROW_COLUMNS] = { "id", "uid", "severity", "events", "kept",
	"first", "last", "hit", "trail", "input", "frame", "several", "bins", "src", "sport", "dst",
	"dport", "proto" };

enum { FEW = 1000 }; /* values of all fields of a threat that are read at once */

struct list {
	struct text *texts;
	size_t room;
};

struct threat_rows {
	struct case_file *c;
	unsigned columns;
	size_t values_limit;
	struct sqlite3_stmt *threats, *values;
	struct sqlite3_stmt *few; /* NULL where values are read another way anyhow */
	struct hit_cache *hits;
	struct list lists[VALUE_FIELDS];
};

struct threat_rows *threat_rows_new(
    struct case_file *c, unsigned columns, size_t values, const char *rest)
{
	struct threat_rows *r = xcalloc(1, sizeof(*r));
	struct buf sql;
	columns |= ROW_BIT(THREAT_ROW_ID); /* other tables go by it */
	buf_init(&sql, SIZE_MAX / 4);
	buf_add(&sql, TEXT("SELECT "));
	for (size_t i = 0; i < THREAT_ROW_COLUMNS; i++)
		buf_format(&sql, "%s%s", i ? ", " : "", columns & ROW_BIT(i) ? names[i] : "NULL");
	buf_format(&sql, " FROM threat %s", rest);
	r->c = c;
	r->columns = columns;
	r->values_limit = values;
	r->threats = db_prepare(c->db, buf_string(&sql));
	buf_free(&sql);
	bool all = columns & ROW_BIT(THREAT_ROW_TOTALS), growing = db_unfinished(c->db);
	if (columns & ROW_BIT(THREAT_ROW_SEVERAL) && growing)
		r->values = db_prepare(c->db, all ? SELECT_GROWING : SELECT_GROWING_FIRST);
	else if (columns & ROW_BIT(THREAT_ROW_SEVERAL))
		r->values = db_prepare(c->db, all ? SELECT_VALUES : SELECT_FIRST);
	if (columns & ROW_BIT(THREAT_ROW_SEVERAL) && !all && !growing && values > 1)
		r->few = db_prepare(c->db, SELECT_VALUES);
	if (columns & ROW_BIT(THREAT_ROW_HIT))
		r->hits = hit_cache_new(c->db);
	return r;
}

void threat_rows_free(struct threat_rows *r)
{
	if (!r)
		return;
	db_finish(r->threats);
	db_finish(r->values);
	db_finish(r->few);
	if (r->hits)
		hit_cache_free(r->hits);
	for (size_t i = 0; i < VALUE_FIELDS; i++)
		free(r->lists[i].texts);
	free(r);
}

struct sqlite3_stmt *threat_rows_statement(struct threat_rows *r)
{
	return r->threats;
}

static struct text value_text(struct arena *arena, struct sqlite3_stmt *s, int column)
{
	char digits[32], address[ADDRESS_TEXT];
	if (db_is_blob(s, column)) {
		struct text stored = db_text(s, column);
		size_t length = tally_address_text(stored, address);
		return arena_text(
		    arena, length ? (struct text) { address, length } : text_from(stored, 1));
	}
	if (!db_is_int(s, column))
		return reading_copy(s, column, arena);
	int n = snprintf(digits, sizeof(digits), "%lld", (long long)db_int(s, column));
	return arena_text(arena, (struct text) { digits, (size_t)n });
}

static void add_value(struct threat_rows *r, struct case_values *values, size_t field,
    struct arena *arena, struct sqlite3_stmt *s, int column)
{
	struct list *list = &r->lists[field];
	values->total++;
	if (values->count >= r->values_limit)
		return;
	list->texts = grow(list->texts, values->count, &list->room, sizeof(*list->texts));
	list->texts[values->count++] = value_text(arena, s, column);
}

/* The lists grow in memory that is used again; what is handed out is a copy. */
static void keep_list(
    struct threat_rows *r, struct case_values *values, size_t field, struct arena *arena)
{
	size_t size = values->count * sizeof(struct text);
	if (!size)
		return;
	struct text *copy = arena_take(arena, size);
	memcpy(copy, r->lists[field].texts, size);
	values->list = copy;
}

static void read_rows(struct threat_rows *r, struct arena *arena, struct case_values **fields)
{
	while (db_row(r->c->db, r->values)) {
		uint64_t field = db_count(r->values, 0);
		if (field < VALUE_FIELDS)
			add_value(r, fields[field], field, arena, r->values, 1);
	}
}

/* Those of all fields at once; false where they are too many. */
static bool read_few(struct threat_rows *r, struct arena *arena, struct case_values **fields)
{
	size_t rows = 0;
	db_bind_count(r->few, 1, db_count(r->threats, THREAT_ROW_ID));
	while (db_row(r->c->db, r->few) && ++rows <= FEW) {
		uint64_t field = db_count(r->few, 0);
		if (field < VALUE_FIELDS)
			add_value(r, fields[field], field, arena, r->few, 1);
	}
	if (rows <= FEW)
		return true;
	db_reset(r->few);
	for (size_t i = 0; i < VALUE_FIELDS; i++)
		fields[i]->count = fields[i]->total = 0;
	return false;
}

static void read_several(struct threat_rows *r, struct arena *arena, struct case_values **fields)
{
	db_bind_count(r->values, 1, db_count(r->threats, THREAT_ROW_ID));
	if (r->columns & ROW_BIT(THREAT_ROW_TOTALS)) {
		read_rows(r, arena, fields);
		return;
	}
	if (r->few && read_few(r, arena, fields))
		return;
	for (size_t i = 0; i < VALUE_FIELDS; i++)
		if (r->columns & ROW_BIT(THREAT_ROW_SRC + i)) {
			db_bind_count(r->values, 2, i);
			db_bind_count(r->values, 3, r->values_limit);
			read_rows(r, arena, fields);
		}
}

/* The first event's value, which is the only one where there are not several. */
static void read_first(struct threat_rows *r, struct arena *arena, struct case_values *values,
    size_t field, struct text *first)
{
	struct list *list = &r->lists[field];
	int column = THREAT_ROW_SRC + (int)field;
	*first = TEXT("");
	if (db_is_null(r->threats, column))
		return;
	*first = value_text(arena, r->threats, column);
	if (values->total)
		return;
	list->texts = grow(list->texts, 0, &list->room, sizeof(*list->texts));
	list->texts[0] = *first;
	values->total = values->count = 1;
}

/* Several values of a field are rows of their own; a single one is the first event's. */
static void read_values(struct threat_rows *r, struct arena *arena, struct case_threat *t)
{
	struct case_values *fields[] = { &t->src_ip, &t->src_port, &t->dst_ip, &t->dst_port,
		&t->proto };
	struct text proto,
	    *firsts[] = { &t->first_src, &t->first_sport, &t->first_dst, &t->first_dport, &proto };
	if (db_count(r->threats, THREAT_ROW_SEVERAL))
		read_several(r, arena, fields);
	for (size_t i = 0; i < VALUE_FIELDS; i++)
		read_first(r, arena, fields[i], i, firsts[i]);
	if (r->columns & ROW_BIT(THREAT_ROW_TAGS))
		t->tags = reading_tags(r->c, t->id);
	for (size_t i = 0; i < VALUE_FIELDS; i++)
		keep_list(r, fields[i], i, arena);
}

static void read_bins(struct text stored, uint64_t *bins)
{
	for (size_t i = 0; i < SPARK_BINS; i++)
		if (!text_number(text_split(&stored, ' '), UINT64_MAX, &bins[i]))
			bins[i] = 0;
}

void threat_rows_read(struct threat_rows *r, struct arena *arena, struct case_threat *out)
{
	static const struct stored_hit none = { .severity = SEVERITY_MEDIUM };
	struct sqlite3_stmt *s = r->threats;
	const struct stored_hit *hit =
	    r->hits ? hit_cache_get(r->hits, db_count(s, THREAT_ROW_HIT)) : &none;
	*out = (struct case_threat) {
		.id = reading_copy(s, THREAT_ROW_UID, arena),
		.type = hit->type,
		.trail = reading_text(r->c, s, THREAT_ROW_TRAIL, arena),
		.info = hit->info,
		.reference = hit->reference,
		.citation = hit->citation,
		.severity = stored_severity(s, THREAT_ROW_SEVERITY),
		.events = db_count(s, THREAT_ROW_EVENTS),
		.kept = db_count(s, THREAT_ROW_KEPT),
		.first = db_int(s, THREAT_ROW_FIRST),
		.last = db_int(s, THREAT_ROW_LAST),
		.sensor = { &r->c->sensor, 1, 1 },
		.frame = db_count(s, THREAT_ROW_FRAME),
		.rule = hit->rule,
	};
	if (r->columns & ROW_BIT(THREAT_ROW_INPUT))
		out->capture = reading_input(r->c, db_count(s, THREAT_ROW_INPUT), arena);
	if (r->columns & ROW_BIT(THREAT_ROW_BINS))
		read_bins(db_text(s, THREAT_ROW_BINS), out->bins);
	read_values(r, arena, out);
}
