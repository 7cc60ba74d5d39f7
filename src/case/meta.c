/* What the run was: facts, options, inputs, totals, limits. */
#include <config.h>

#include "base/time.h"
#include "case/file.h"

static void bind_time(struct sqlite3_stmt *s, int at, int64_t time)
{
	if (time == TIME_NONE)
		db_bind_null(s, at);
	else
		db_bind(s, at, time);
}

/* Runs a statement that is needed too seldom to be kept. */
static void run_once(struct case_file *c, struct sqlite3_stmt *s)
{
	db_run(c->db, s);
	db_finish(s);
}

void case_set(struct case_file *c, const char *name, struct text value)
{
	struct sqlite3_stmt *s = db_prepare(c->db, "INSERT OR REPLACE INTO fact VALUES (?, ?)");
	db_bind_text(s, 1, text_of(name));
	db_bind_text(s, 2, value);
	run_once(c, s);
}

void case_add_option(struct case_file *c, const char *name, struct text value)
{
	struct sqlite3_stmt *s = db_prepare(c->db, "INSERT INTO option VALUES (NULL, ?, ?)");
	db_bind_text(s, 1, text_of(name));
	db_bind_text(s, 2, value);
	run_once(c, s);
}

void case_name_input(struct case_file *c, uint32_t ordinal, struct text name)
{
	while (c->input_count <= ordinal) {
		c->input_names =
		    grow(c->input_names, c->input_count, &c->input_room, sizeof(*c->input_names));
		c->input_names[c->input_count++] = TEXT("");
	}
	c->input_names[ordinal] = arena_text(&c->arena, name);
	struct sqlite3_stmt *s = db_prepare(c->db,
	    "INSERT INTO input (id, name) VALUES (?, ?)"
	    " ON CONFLICT (id) DO UPDATE SET name = excluded.name");
	db_bind(s, 1, ordinal);
	db_bind_text(s, 2, name);
	run_once(c, s);
}

static void set_interface(struct case_file *c, uint32_t ordinal, const struct case_interface *i)
{
	struct sqlite3_stmt *s =
	    db_prepare(c->db, "INSERT INTO interface VALUES (NULL, ?, ?, ?, ?, ?, ?)");
	db_bind(s, 1, ordinal);
	db_bind_text(s, 2, i->link);
	db_bind(s, 3, i->link_number);
	db_bind(s, 4, i->snaplen);
	db_bind_count(s, 5, i->frames);
	db_bind_text(s, 6, i->name);
	run_once(c, s);
}

static void set_gap(struct case_file *c, uint32_t ordinal, const struct case_gap *gap)
{
	struct sqlite3_stmt *s = db_prepare(c->db, "INSERT INTO gap VALUES (NULL, ?, ?, ?, ?)");
	db_bind(s, 1, ordinal);
	db_bind_count(s, 2, gap->offset);
	db_bind_count(s, 3, gap->bytes);
	db_bind_text(s, 4, gap->what);
	run_once(c, s);
}

static void forget_parts(struct case_file *c, uint32_t ordinal)
{
	static const char *const deletes[] = { "DELETE FROM interface WHERE input = ?",
		"DELETE FROM gap WHERE input = ?" };
	for (size_t i = 0; i < 2; i++) {
		struct sqlite3_stmt *s = db_prepare(c->db, deletes[i]);
		db_bind(s, 1, ordinal);
		run_once(c, s);
	}
}

void case_set_input(struct case_file *c, uint32_t ordinal, const struct case_input *input)
{
	struct sqlite3_stmt *s = db_prepare(
	    c->db, "INSERT OR REPLACE INTO input VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
	db_bind(s, 1, ordinal);
	db_bind_text(s, 2, input->name);
	db_bind_text(s, 3, input->state);
	db_bind_text(s, 4, input->format);
	db_bind_text(s, 5, input->why);
	db_bind_text(s, 6, input->digest_kind);
	db_bind_text(s, 7, input->digest);
	db_bind_count(s, 8, input->size);
	db_bind_count(s, 9, input->frames);
	db_bind_count(s, 10, input->frame_bytes);
	db_bind_count(s, 11, input->backwards);
	bind_time(s, 12, input->first);
	bind_time(s, 13, input->last);
	run_once(c, s);
	forget_parts(c, ordinal);
	for (size_t i = 0; i < input->interface_count; i++)
		set_interface(c, ordinal, &input->interfaces[i]);
	for (size_t i = 0; i < input->gap_count; i++)
		set_gap(c, ordinal, &input->gaps[i]);
}

void case_add_total(struct case_file *c, const char *group, const char *name, uint64_t count)
{
	struct sqlite3_stmt *s = db_prepare(c->db,
	    "INSERT OR REPLACE INTO total VALUES"
	    " ((SELECT id FROM total WHERE part = ?1 AND name = ?2), ?1, ?2, ?3)");
	db_bind_text(s, 1, text_of(group));
	db_bind_text(s, 2, text_of(name));
	db_bind_count(s, 3, count);
	run_once(c, s);
}

void case_add_limit(struct case_file *c, const char *table, uint64_t cap, uint64_t evicted)
{
	struct sqlite3_stmt *s = db_prepare(c->db,
	    "INSERT OR REPLACE INTO bound VALUES"
	    " ((SELECT id FROM bound WHERE name = ?1), ?1, ?2, ?3)");
	db_bind_text(s, 1, text_of(table));
	db_bind_count(s, 2, cap);
	db_bind_count(s, 3, evicted);
	run_once(c, s);
}
