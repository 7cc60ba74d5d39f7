/* Reading threats. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "case/hit_cache.h"
#include "case/reading.h"
#include "case/tally.h"

#define SELECT_THREAT                                                                                   \
	"SELECT id, uid, severity, events, kept, first, last, hit, trail, input, frame, several, bins," \
	" src, sport, dst, dport, proto FROM threat"                                                    \
	" ORDER BY severity DESC, events DESC, first, uid, id"

#define SELECT_VALUES "SELECT field, value FROM threat_value WHERE threat = ? ORDER BY field, value"

/* Values of groups that belong to it, which each has for itself. */
#define SELECT_GROWING                                                                             \
	"SELECT DISTINCT field, value FROM threat_value WHERE threat IN"                           \
	" (SELECT ?1 UNION ALL SELECT id FROM growing WHERE threat = ?1) ORDER BY field, value"

enum column {
	ID,
	UID,
	SEVERITY,
	EVENTS,
	KEPT,
	FIRST,
	LAST,
	HIT,
	TRAIL,
	INPUT,
	FRAME,
	SEVERAL,
	BINS,
	SRC,
	SPORT,
	DST,
	DPORT,
	PROTO,
};

struct reader {
	struct case_file *c;
	struct sqlite3_stmt *threats, *values;
	struct hit_cache *hits;
	struct arena arena;
	struct text lists[VALUE_FIELDS][LIMIT_SHOWN_VALUES];
};

static struct text value_text(struct reader *r, struct sqlite3_stmt *s, int column)
{
	char digits[32], address[ADDRESS_TEXT];
	if (db_is_blob(s, column)) {
		struct text stored = db_text(s, column);
		size_t length = tally_address_text(stored, address);
		return arena_text(
		    &r->arena, length ? (struct text) { address, length } : text_from(stored, 1));
	}
	if (!db_is_int(s, column))
		return reading_copy(s, column, &r->arena);
	int n = snprintf(digits, sizeof(digits), "%lld", (long long)db_int(s, column));
	return arena_text(&r->arena, (struct text) { digits, (size_t)n });
}

static void add_value(struct reader *r, struct case_values *values, struct text *list,
    struct sqlite3_stmt *s, int column)
{
	values->list = list;
	values->total++;
	if (values->count < LIMIT_SHOWN_VALUES)
		list[values->count++] = value_text(r, s, column);
}

/* Several values of a field are rows of their own; a single one is the first event's. */
static void read_values(struct reader *r, struct case_threat *t)
{
	struct case_values *fields[VALUE_FIELDS] = { &t->src_ip, &t->src_port, &t->dst_ip,
		&t->dst_port, &t->proto };
	db_bind_count(r->values, 1, db_count(r->threats, ID));
	while (db_count(r->threats, SEVERAL) && db_row(r->c->db, r->values)) {
		uint64_t field = db_count(r->values, 0);
		if (field < VALUE_FIELDS)
			add_value(r, fields[field], r->lists[field], r->values, 1);
	}
	for (size_t i = 0; i < VALUE_FIELDS; i++)
		if (!fields[i]->total && !db_is_null(r->threats, SRC + (int)i))
			add_value(r, fields[i], r->lists[i], r->threats, SRC + (int)i);
	t->tags = reading_tags(r->c, t->id);
}

static void read_bins(struct text stored, uint64_t *bins)
{
	for (size_t i = 0; i < SPARK_BINS; i++)
		if (!text_number(text_split(&stored, ' '), UINT64_MAX, &bins[i]))
			bins[i] = 0;
}

static void read_threat(struct reader *r, struct case_threat *out)
{
	struct sqlite3_stmt *s = r->threats;
	struct arena *arena = &r->arena;
	const struct stored_hit *hit = hit_cache_get(r->hits, db_count(s, HIT));
	*out = (struct case_threat) {
		.id = reading_copy(s, UID, arena),
		.type = hit->type,
		.trail = reading_text(r->c, s, TRAIL, arena),
		.info = hit->info,
		.reference = hit->reference,
		.citation = hit->citation,
		.severity = stored_severity(s, SEVERITY),
		.events = db_count(s, EVENTS),
		.kept = db_count(s, KEPT),
		.first = db_int(s, FIRST),
		.last = db_int(s, LAST),
		.sensor = { &r->c->sensor, 1, 1 },
		.capture = reading_input(r->c, db_count(s, INPUT), arena),
		.frame = db_count(s, FRAME),
	};
	read_bins(db_text(s, BINS), out->bins);
	read_values(r, out);
}

bool case_each_threat(struct case_file *c, bool (*each)(void *context, const struct case_threat *t),
    void *context, struct fault *f)
{
	struct reader *r = xcalloc(1, sizeof(*r));
	bool more = true;
	r->c = c;
	r->threats = db_prepare(c->db, SELECT_THREAT);
	r->values = db_prepare(c->db, db_unfinished(c->db) ? SELECT_GROWING : SELECT_VALUES);
	r->hits = hit_cache_new(c->db);
	while (more && db_row(c->db, r->threats)) {
		struct case_threat t;
		arena_reset(&r->arena);
		read_threat(r, &t);
		more = !db_failed(c->db) && each(context, &t);
	}
	db_finish(r->threats);
	db_finish(r->values);
	hit_cache_free(r->hits);
	arena_free(&r->arena);
	free(r);
	return reading_done(c, f);
}
