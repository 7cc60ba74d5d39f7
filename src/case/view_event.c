/* Reading events. */
#include <config.h>

#include "case/query.h"
#include "case/rows.h"

static bool is_wanted(struct case_file *c, const struct case_event *e)
{
	return !c->where || query_event(c->where, e, reading_marks(c, e->threat));
}

/* Reads on to the end, and frees the rows. */
static bool each_row(struct case_file *c, struct event_rows *r,
    bool (*each)(void *context, const struct case_event *e), void *context, struct fault *f)
{
	struct arena arena = { 0 };
	bool more = true;
	while (more && db_row(c->db, event_rows_statement(r))) {
		struct case_event e;
		arena_reset(&arena);
		event_rows_read(r, &arena, &e);
		bool wanted = is_wanted(c, &e);
		more = !db_failed(c->db) && (!wanted || each(context, &e));
	}
	event_rows_free(r);
	arena_free(&arena);
	return reading_done(c, f);
}

bool case_each_event(struct case_file *c, const char *threat, bool suppressed,
    bool (*each)(void *context, const struct case_event *e), void *context, struct fault *f)
{
	const char *rest = " WHERE ? OR t.id IS NOT NULL ORDER BY e.serial";
	if (threat) {
		case_need_index(c, INDEX_THREAT_UID);
		case_need_index(c, INDEX_EVENT_THREAT);
		rest = db_unfinished(c->db)
		    ? "WHERE t.uid = ? ORDER BY e.serial"
		    : "WHERE e.threat IN (SELECT id FROM threat WHERE uid = ?) ORDER BY e.serial";
	}
	struct event_rows *r = event_rows_new(c, EVENT_ROW_ALL, rest);
	if (threat)
		db_bind_text(event_rows_statement(r), 1, text_of(threat));
	else
		db_bind(event_rows_statement(r), 1, suppressed);
	return each_row(c, r, each, context, f);
}

bool reading_events(struct case_file *c, bool (*each)(void *context, const struct case_event *e),
    void *context, struct fault *f)
{
	unsigned derived = ROW_BIT(EVENT_ROW_DIRECTION) | ROW_BIT(EVENT_ROW_FLOW);
	return each_row(
	    c, event_rows_new(c, EVENT_ROW_ALL & ~derived, "ORDER BY e.serial"), each, context, f);
}

static bool read_id(struct text t, uint64_t *number)
{
	*number = 0;
	for (size_t i = 0; i < t.n; i++) {
		int digit = ascii_hex(t.s[i]);
		if (t.n != EVENT_ID_TEXT - 1 || digit < 0)
			return false;
		*number = *number << 4 | (unsigned)digit;
	}
	return t.n > 0;
}

bool case_find_event(struct case_file *c, const char *id,
    bool (*each)(void *context, const struct case_event *e), void *context, struct fault *f)
{
	uint64_t number;
	if (!read_id(text_of(id), &number))
		return true;
	struct event_rows *r = event_rows_new(c, EVENT_ROW_ALL, "WHERE e.id = ? ORDER BY e.serial");
	db_bind_count(event_rows_statement(r), 1, number);
	return each_row(c, r, each, context, f);
}

bool case_event_at(
    struct case_file *c, uint64_t row, struct arena *arena, struct case_event *out, struct fault *f)
{
	f->text[0] = '\0';
	if (!c->event_at)
		c->event_at = event_rows_new(c, EVENT_ROW_ALL, "WHERE e.serial = ?");
	if (db_failed(c->db)) { /* it may not even have been prepared */
		event_rows_free(c->event_at);
		c->event_at = NULL;
		return reading_done(c, f);
	}
	struct sqlite3_stmt *s = event_rows_statement(c->event_at);
	db_bind_count(s, 1, row);
	bool found = db_row(c->db, s);
	if (found) {
		event_rows_read(c->event_at, arena, out);
		struct text *texts[] = { &out->info, &out->reference, &out->citation, &out->status,
			&out->rule, &out->threat, &out->event, &out->flow };
		for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
			*texts[i] = arena_text(arena, *texts[i]);
		db_reset(s);
	}
	return reading_done(c, f) && found;
}

uint64_t case_event_row(struct case_file *c, struct text id)
{
	uint64_t number, row = 0;
	struct fault f;
	if (!read_id(id, &number))
		return 0;
	struct sqlite3_stmt *s =
	    db_kept(c->db, "SELECT serial FROM event WHERE id = ? ORDER BY serial LIMIT 1");
	db_bind_count(s, 1, number);
	if (db_row(c->db, s)) {
		row = db_count(s, 0);
		db_reset(s);
	}
	return reading_done(c, &f) ? row : 0;
}

uint64_t case_first_event(struct case_file *c, uint64_t threat)
{
	uint64_t row = 0;
	struct fault f;
	case_need_index(c, INDEX_EVENT_THREAT);
	struct sqlite3_stmt *s = db_kept(c->db,
	    db_unfinished(c->db) ? "SELECT min(serial) FROM event WHERE threat = ?1"
				   " OR threat IN (SELECT id FROM growing WHERE threat = ?1)"
				 : "SELECT min(serial) FROM event WHERE threat = ?1");
	db_bind_count(s, 1, threat);
	if (db_row(c->db, s)) {
		row = db_count(s, 0);
		db_reset(s);
	}
	return reading_done(c, &f) ? row : 0;
}
