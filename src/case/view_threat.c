/* Reading threats. */
#include <config.h>

#include "base/limits.h"
#include "case/query_columns.h"
#include "case/rows.h"

static bool is_wanted(struct case_file *c, const struct case_threat *t)
{
	return !c->where || query_threat(c->where, t, reading_marks(c, t->id));
}

/* A query may have been asked about more values than are shown. */
static void cut_values(struct case_threat *t)
{
	struct case_values *fields[] = { &t->src_ip, &t->src_port, &t->dst_ip, &t->dst_port };
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (fields[i]->count > LIMIT_SHOWN_VALUES)
			fields[i]->count = LIMIT_SHOWN_VALUES;
}

bool case_each_threat(struct case_file *c, bool (*each)(void *context, const struct case_threat *t),
    void *context, struct fault *f)
{
	struct arena arena = { 0 };
	case_need_index(c, INDEX_THREAT_ORDER);
	struct threat_rows *r =
	    threat_rows_new(c, THREAT_ROW_ALL, c->where ? QUERY_MANY_VALUES : LIMIT_SHOWN_VALUES,
		"ORDER BY severity DESC, events DESC, first, uid, id");
	bool more = true;
	while (more && db_row(c->db, threat_rows_statement(r))) {
		struct case_threat t;
		arena_reset(&arena);
		threat_rows_read(r, &arena, &t);
		bool wanted = is_wanted(c, &t);
		cut_values(&t);
		more = !db_failed(c->db) && (!wanted || each(context, &t));
	}
	threat_rows_free(r);
	arena_free(&arena);
	return reading_done(c, f);
}

/* One row by its number; false where it is not there. */
static bool read_one(struct case_file *c, struct threat_rows *r, uint64_t row, struct arena *arena,
    struct case_threat *out)
{
	struct sqlite3_stmt *s = threat_rows_statement(r);
	db_bind_count(s, 1, row);
	if (!db_row(c->db, s))
		return false;
	threat_rows_read(r, arena, out);
	out->info = arena_text(arena, out->info);
	out->reference = arena_text(arena, out->reference);
	out->citation = arena_text(arena, out->citation);
	out->rule = arena_text(arena, out->rule);
	db_reset(s);
	return true;
}

bool case_threat_at(struct case_file *c, uint64_t row, struct arena *arena, struct case_threat *out,
    struct fault *f)
{
	f->text[0] = '\0';
	if (!c->threat_at)
		c->threat_at =
		    threat_rows_new(c, THREAT_ROW_ALL, LIMIT_SHOWN_VALUES, "WHERE id = ?");
	if (db_failed(c->db)) { /* it may not even have been prepared */
		threat_rows_free(c->threat_at);
		c->threat_at = NULL;
		return reading_done(c, f);
	}
	bool found = read_one(c, c->threat_at, row, arena, out);
	return reading_done(c, f) && found;
}

bool case_threat_whole(struct case_file *c, uint64_t row, size_t most, struct arena *arena,
    struct case_threat *out, struct fault *f)
{
	f->text[0] = '\0';
	struct threat_rows *r = threat_rows_new(c, THREAT_ROW_ALL, most, "WHERE id = ?");
	bool found = read_one(c, r, row, arena, out);
	threat_rows_free(r);
	return reading_done(c, f) && found;
}

uint64_t case_threat_row(struct case_file *c, struct text id)
{
	uint64_t row = 0;
	struct fault f;
	case_need_index(c, INDEX_THREAT_UID);
	struct sqlite3_stmt *s =
	    db_kept(c->db, "SELECT id FROM threat WHERE uid = ? ORDER BY id LIMIT 1");
	db_bind_text(s, 1, id);
	if (db_row(c->db, s)) {
		row = db_count(s, 0);
		db_reset(s);
	}
	return reading_done(c, &f) ? row : 0;
}
