/* Texts and input names while a case is read. */
#include <config.h>

#include "case/reading.h"

#include "base/limits.h"
#include "case/triage.h"

bool reading_done(struct case_file *c, struct fault *f)
{
	text_cache_rest(c->cache);
	return db_failed(c->db) ? db_tell(c->db, f) : true;
}

struct text reading_text(
    struct case_file *c, struct sqlite3_stmt *s, int column, struct arena *arena)
{
	if (!c->cache)
		c->cache = text_cache_new(c->db);
	return text_cache_get(c->cache, db_count(s, column), arena);
}

struct text reading_copy(struct sqlite3_stmt *s, int column, struct arena *arena)
{
	return arena_text(arena, db_text(s, column));
}

struct text reading_input(struct case_file *c, uint64_t ordinal, struct arena *arena)
{
	if (!c->select_input)
		c->select_input = db_prepare(c->db, "SELECT name FROM input WHERE id = ?");
	if (!c->input_name.p || c->input != ordinal) {
		buf_clear(&c->input_name);
		db_bind_count(c->select_input, 1, ordinal);
		if (db_row(c->db, c->select_input)) {
			buf_add(&c->input_name, db_text(c->select_input, 0));
			db_reset(c->select_input);
		}
		c->input = ordinal;
		buf_string(&c->input_name);
	}
	return arena_text(arena, buf_text(&c->input_name));
}

const struct marks *reading_marks(struct case_file *c, struct text uid)
{
	static const struct marks none;
	struct fault f;
	/* One that was made just now has none. */
	if (!c->opened || db_failed(c->db))
		return &none;
	if (!c->triage)
		c->triage = triage_open(c->path, &f);
	if (!c->triage)
		db_fail(c->db, f.text);
	return c->triage ? triage_of(c->triage, uid) : &none;
}

struct case_values reading_tags(struct case_file *c, struct text uid)
{
	const struct marks *m = reading_marks(c, uid);
	size_t shown = m->tag_count < LIMIT_SHOWN_VALUES ? m->tag_count : LIMIT_SHOWN_VALUES;
	return (struct case_values) { m->tags, shown, m->tag_count };
}
