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
	struct sqlite3_stmt *s = db_kept(c->db,
	    "INSERT INTO input (id, name) VALUES (?, ?)"
	    " ON CONFLICT (id) DO UPDATE SET name = excluded.name");
	db_bind(s, 1, ordinal);
	db_bind_text(s, 2, name);
	db_run(c->db, s);
}

/* Interfaces, gaps and fates belong to an input and have a place among those of their kind. */
static void bind_place(struct sqlite3_stmt *s, uint32_t ordinal, size_t place)
{
	db_bind(s, 1, ordinal);
	db_bind_count(s, 2, place);
}

static void set_interfaces(
    struct case_file *c, uint32_t ordinal, const struct case_interface *list, size_t count)
{
	struct sqlite3_stmt *s =
	    db_kept(c->db, "INSERT INTO interface VALUES (?, ?, ?, ?, ?, ?, ?)");
	for (size_t i = 0; i < count; i++) {
		bind_place(s, ordinal, i);
		db_bind_text(s, 3, list[i].link);
		db_bind(s, 4, list[i].link_number);
		db_bind(s, 5, list[i].snaplen);
		db_bind_count(s, 6, list[i].frames);
		db_bind_text(s, 7, list[i].name);
		db_run(c->db, s);
	}
}

static void set_gaps(
    struct case_file *c, uint32_t ordinal, const struct case_gap *list, size_t count)
{
	struct sqlite3_stmt *s = db_kept(c->db, "INSERT INTO gap VALUES (?, ?, ?, ?, ?)");
	for (size_t i = 0; i < count; i++) {
		bind_place(s, ordinal, i);
		db_bind_count(s, 3, list[i].offset);
		db_bind_count(s, 4, list[i].bytes);
		db_bind_text(s, 5, list[i].what);
		db_run(c->db, s);
	}
}

static void set_fates(
    struct case_file *c, uint32_t ordinal, const struct case_count *list, size_t count)
{
	struct sqlite3_stmt *s = db_kept(c->db, "INSERT INTO fate VALUES (?, ?, ?, ?)");
	for (size_t i = 0; i < count; i++) {
		bind_place(s, ordinal, i);
		db_bind_text(s, 3, list[i].name);
		db_bind_count(s, 4, list[i].count);
		db_run(c->db, s);
	}
}

static void set_marks(
    struct case_file *c, uint32_t ordinal, const struct case_mark *list, size_t count)
{
	struct sqlite3_stmt *s =
	    db_kept(c->db, "INSERT OR REPLACE INTO mark VALUES (?, ?, ?, ?, ?, ?)");
	for (size_t i = 0; i < count; i++) {
		db_bind(s, 1, ordinal);
		db_bind_count(s, 2, list[i].frames);
		db_bind_count(s, 3, list[i].offset);
		db_bind_count(s, 4, list[i].section);
		db_bind_count(s, 5, list[i].interfaces);
		bind_time(s, 6, list[i].time);
		db_run(c->db, s);
	}
}

static void forget_parts(struct case_file *c, uint32_t ordinal)
{
	static const char *const deletes[] = { "DELETE FROM interface WHERE input = ?",
		"DELETE FROM gap WHERE input = ?", "DELETE FROM fate WHERE input = ?",
		"DELETE FROM mark WHERE input = ?" };
	for (size_t i = 0; i < sizeof(deletes) / sizeof(deletes[0]); i++) {
		struct sqlite3_stmt *s = db_kept(c->db, deletes[i]);
		db_bind(s, 1, ordinal);
		db_run(c->db, s);
	}
}

static void set_columns(struct case_file *c, uint32_t ordinal, const struct case_input *input)
{
	struct sqlite3_stmt *s = db_kept(c->db,
	    "INSERT OR REPLACE INTO input VALUES"
	    " (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
	const struct text texts[] = { input->name, input->member, input->state, input->format,
		input->why, input->digest_kind, input->digest };
	const uint64_t counts[] = { input->stored_size, input->frames, input->frame_bytes,
		input->backwards, input->dropped_kernel, input->dropped_interface };
	int at = 1;
	db_bind(s, at++, ordinal);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		db_bind_text(s, at++, texts[i]);
	db_bind_count(s, at++, input->size);
	db_bind_text(s, at++, input->stored_digest);
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
		db_bind_count(s, at++, counts[i]);
	bind_time(s, at++, input->first);
	bind_time(s, at, input->last);
	db_run(c->db, s);
}

void case_set_input(struct case_file *c, uint32_t ordinal, const struct case_input *input)
{
	set_columns(c, ordinal, input);
	if (ordinal < c->inputs_set)
		forget_parts(c, ordinal);
	else
		c->inputs_set = ordinal + 1;
	set_interfaces(c, ordinal, input->interfaces, input->interface_count);
	set_gaps(c, ordinal, input->gaps, input->gap_count);
	set_fates(c, ordinal, input->fates, input->fate_count);
	set_marks(c, ordinal, input->marks, input->mark_count);
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
