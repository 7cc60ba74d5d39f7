/* Observables with first and last time, count and first frame. */
#include <config.h>

#include "case/observables.h"

#include <stdlib.h>

#include "base/intern.h"

struct observed {
	int64_t first, last;
	uint64_t count, frame;
	uint32_t input;
};

struct observables {
	struct db *db;
	struct hash_key key;
	struct intern *in; /* one character for the kind, then the value */
	struct observed *list;
	size_t room;
	struct sqlite3_stmt *insert;
	struct buf text;
};

#define OBSERVABLE_NAME(id, name) name,
static const char *const names[] = { OBSERVABLES(OBSERVABLE_NAME) };
#undef OBSERVABLE_NAME

struct observables *observables_new(struct db *d, const struct hash_key *key)
{
	struct observables *o = xcalloc(1, sizeof(*o));
	o->db = d;
	o->key = *key;
	o->in = intern_new(key);
	buf_init(&o->text, SIZE_MAX / 4);
	db_exec(d,
	    "CREATE TEMP TABLE observed (kind, value, first INTEGER, last INTEGER,"
	    " count INTEGER, input INTEGER, frame INTEGER)");
	o->insert = db_prepare(d, "INSERT INTO observed VALUES (?, ?, ?, ?, ?, ?, ?)");
	return o;
}

void observables_free(struct observables *o)
{
	if (!o)
		return;
	intern_free(o->in);
	free(o->list);
	buf_free(&o->text);
	free(o);
}

static void bind(
    struct sqlite3_stmt *s, struct text kind, struct text value, const struct observed *seen)
{
	db_bind_text(s, 1, kind);
	db_bind_text(s, 2, value);
	db_bind(s, 3, seen->first);
	db_bind(s, 4, seen->last);
	db_bind_count(s, 5, seen->count);
	db_bind(s, 6, seen->input);
	db_bind_count(s, 7, seen->frame);
}

static void flush(struct observables *o)
{
	for (uint32_t i = 0; i < intern_count(o->in); i++) {
		struct text t = intern_text(o->in, i);
		bind(o->insert, text_of(names[t.s[0] - '0']), text_from(t, 1), &o->list[i]);
		db_run(o->db, o->insert);
	}
	intern_free(o->in);
	o->in = intern_new(&o->key);
}

/* The earlier one's frame counts; at the same time the one that comes first in the captures. */
static void merge(struct observed *into, const struct observed *seen)
{
	bool earlier = seen->first < into->first;
	if (seen->first == into->first)
		earlier = seen->input < into->input ||
		    (seen->input == into->input && seen->frame < into->frame);
	if (earlier) {
		into->first = seen->first;
		into->input = seen->input;
		into->frame = seen->frame;
	}
	if (seen->last > into->last)
		into->last = seen->last;
	into->count += seen->count;
}

void case_add_observable(struct case_file *c, enum observable kind, struct text value, int64_t time,
    uint32_t input, uint64_t frame)
{
	struct observables *o = c->observables;
	if (!o || db_failed(c->db))
		return;
	if (intern_size(o->in) + intern_count(o->in) * sizeof(*o->list) > c->bounds.observables)
		flush(o);
	bool fresh;
	struct observed seen = { time, time, 1, frame, input };
	buf_clear(&o->text);
	buf_char(&o->text, (char)('0' + (int)kind));
	buf_add(&o->text, value);
	uint32_t number = intern_add(o->in, buf_text(&o->text), &fresh);
	o->list = grow(o->list, number, &o->room, sizeof(*o->list));
	if (fresh)
		o->list[number] = seen;
	else
		merge(&o->list[number], &seen);
}

static struct observed read_observed(struct sqlite3_stmt *s)
{
	return (struct observed) { db_int(s, 2), db_int(s, 3), db_count(s, 4), db_count(s, 6),
		(uint32_t)db_count(s, 5) };
}

void observables_finish(struct observables *o)
{
	if (!o)
		return;
	flush(o);
	struct sqlite3_stmt *in = db_prepare(o->db,
	    "SELECT kind, value, first, last, count, input, frame FROM observed"
	    " ORDER BY kind, value, first, input, frame");
	struct sqlite3_stmt *out =
	    db_prepare(o->db, "INSERT INTO observable VALUES (?, ?, ?, ?, ?, ?, ?)");
	struct buf kind, value;
	struct observed sum = { 0 };
	buf_init(&kind, SIZE_MAX / 4);
	buf_init(&value, SIZE_MAX / 4);
	bool more = db_row(o->db, in);
	while (more) {
		struct observed seen = read_observed(in);
		buf_clear(&kind);
		buf_add(&kind, db_text(in, 0));
		buf_clear(&value);
		buf_add(&value, db_text(in, 1));
		sum = seen;
		while ((more = db_row(o->db, in)) && text_is(db_text(in, 0), buf_text(&kind)) &&
		    text_is(db_text(in, 1), buf_text(&value))) {
			seen = read_observed(in);
			merge(&sum, &seen);
		}
		bind(out, buf_text(&kind), buf_text(&value), &sum);
		db_run(o->db, out);
	}
	db_finish(in);
	db_finish(out);
	db_exec(o->db, "DROP TABLE observed");
	buf_free(&kind);
	buf_free(&value);
}
