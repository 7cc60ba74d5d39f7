/* Reading what the run was. */
#include <config.h>

#include <stdlib.h>

#include "base/time.h"
#include "case/reading.h"

struct parts {
	struct case_interface *interfaces;
	size_t interface_count, interface_room;
	struct case_gap *gaps;
	size_t gap_count, gap_room;
	struct case_count *fates;
	size_t fate_count, fate_room;
	struct arena arena;
};

static int64_t read_time(struct sqlite3_stmt *s, int column)
{
	return db_is_int(s, column) ? db_int(s, column) : TIME_NONE;
}

static void read_interfaces(struct case_file *c, uint64_t ordinal, struct parts *parts)
{
	struct sqlite3_stmt *s = db_kept(c->db,
	    "SELECT link, link_number, snaplen, frames, name"
	    " FROM interface WHERE input = ? ORDER BY place");
	db_bind_count(s, 1, ordinal);
	parts->interface_count = 0;
	while (db_row(c->db, s)) {
		parts->interfaces = grow(parts->interfaces, parts->interface_count,
		    &parts->interface_room, sizeof(*parts->interfaces));
		parts->interfaces[parts->interface_count++] = (struct case_interface) {
			.link = reading_copy(s, 0, &parts->arena),
			.link_number = (uint32_t)db_count(s, 1),
			.snaplen = (uint32_t)db_count(s, 2),
			.frames = db_count(s, 3),
			.name = reading_copy(s, 4, &parts->arena),
		};
	}
}

static void read_gaps(struct case_file *c, uint64_t ordinal, struct parts *parts)
{
	struct sqlite3_stmt *s =
	    db_kept(c->db, "SELECT at, bytes, what FROM gap WHERE input = ? ORDER BY place");
	db_bind_count(s, 1, ordinal);
	parts->gap_count = 0;
	while (db_row(c->db, s)) {
		parts->gaps =
		    grow(parts->gaps, parts->gap_count, &parts->gap_room, sizeof(*parts->gaps));
		parts->gaps[parts->gap_count++] = (struct case_gap) { db_count(s, 0),
			db_count(s, 1), reading_copy(s, 2, &parts->arena) };
	}
}

static void read_fates(struct case_file *c, uint64_t ordinal, struct parts *parts)
{
	struct sqlite3_stmt *s =
	    db_kept(c->db, "SELECT name, count FROM fate WHERE input = ? ORDER BY place");
	db_bind_count(s, 1, ordinal);
	parts->fate_count = 0;
	while (db_row(c->db, s)) {
		parts->fates =
		    grow(parts->fates, parts->fate_count, &parts->fate_room, sizeof(*parts->fates));
		parts->fates[parts->fate_count++] =
		    (struct case_count) { reading_copy(s, 0, &parts->arena), db_count(s, 1) };
	}
}

#define SELECT_INPUT                                                                               \
	"SELECT id, name, member, state, format, why, digest_kind, digest, size, stored_digest,"   \
	" stored_size, frames, frame_bytes, backwards, dropped_kernel, dropped_interface, first,"  \
	" last FROM input ORDER BY id"

static void read_columns(struct sqlite3_stmt *s, struct arena *arena, struct case_input *out)
{
	*out = (struct case_input) {
		.name = reading_copy(s, 1, arena),
		.member = reading_copy(s, 2, arena),
		.state = reading_copy(s, 3, arena),
		.format = reading_copy(s, 4, arena),
		.why = reading_copy(s, 5, arena),
		.digest_kind = reading_copy(s, 6, arena),
		.digest = reading_copy(s, 7, arena),
		.size = db_count(s, 8),
		.stored_digest = reading_copy(s, 9, arena),
		.stored_size = db_count(s, 10),
		.frames = db_count(s, 11),
		.frame_bytes = db_count(s, 12),
		.backwards = db_count(s, 13),
		.dropped_kernel = db_count(s, 14),
		.dropped_interface = db_count(s, 15),
		.first = read_time(s, 16),
		.last = read_time(s, 17),
	};
}

bool case_mark_before(struct case_file *c, uint32_t ordinal, uint64_t frame, struct case_mark *out)
{
	struct sqlite3_stmt *s = db_kept(c->db,
	    "SELECT frames, at, section, interfaces, time FROM mark"
	    " WHERE input = ? AND frames < ? ORDER BY frames DESC LIMIT 1");
	db_bind(s, 1, ordinal);
	db_bind_count(s, 2, frame);
	bool found = db_row(c->db, s);
	if (found)
		*out = (struct case_mark) { db_count(s, 0), db_count(s, 1), db_count(s, 2),
			db_count(s, 3), read_time(s, 4) };
	db_reset(s);
	return found;
}

static void read_input(
    struct case_file *c, struct sqlite3_stmt *s, struct parts *parts, struct case_input *out)
{
	uint64_t ordinal = db_count(s, 0);
	arena_reset(&parts->arena);
	read_interfaces(c, ordinal, parts);
	read_gaps(c, ordinal, parts);
	read_fates(c, ordinal, parts);
	read_columns(s, &parts->arena, out);
	out->ordinal = (uint32_t)ordinal;
	out->interfaces = parts->interfaces;
	out->interface_count = parts->interface_count;
	out->gaps = parts->gaps;
	out->gap_count = parts->gap_count;
	out->fates = parts->fates;
	out->fate_count = parts->fate_count;
}

bool case_each_input(struct case_file *c,
    bool (*each)(void *context, const struct case_input *input), void *context, struct fault *f)
{
	struct parts parts = { 0 };
	bool more = true;
	struct sqlite3_stmt *s = db_prepare(c->db, SELECT_INPUT);
	while (more && db_row(c->db, s)) {
		struct case_input input;
		read_input(c, s, &parts, &input);
		more = !db_failed(c->db) && each(context, &input);
	}
	db_finish(s);
	free(parts.interfaces);
	free(parts.gaps);
	free(parts.fates);
	arena_free(&parts.arena);
	return reading_done(c, f);
}

bool case_each_option(struct case_file *c,
    bool (*each)(void *context, struct text name, struct text value), void *context,
    struct fault *f)
{
	struct sqlite3_stmt *s = db_prepare(c->db, "SELECT name, value FROM option ORDER BY id");
	while (db_row(c->db, s))
		if (!each(context, db_text(s, 0), db_text(s, 1)))
			break;
	db_finish(s);
	return reading_done(c, f);
}

bool case_each_total(struct case_file *c,
    bool (*each)(void *context, struct text group, struct text name, uint64_t count), void *context,
    struct fault *f)
{
	struct sqlite3_stmt *s =
	    db_prepare(c->db, "SELECT part, name, count FROM total ORDER BY id");
	while (db_row(c->db, s))
		if (!each(context, db_text(s, 0), db_text(s, 1), db_count(s, 2)))
			break;
	db_finish(s);
	return reading_done(c, f);
}

bool case_each_limit(struct case_file *c,
    bool (*each)(void *context, struct text table, uint64_t cap, uint64_t evicted), void *context,
    struct fault *f)
{
	struct sqlite3_stmt *s =
	    db_prepare(c->db, "SELECT name, cap, evicted FROM bound ORDER BY id");
	while (db_row(c->db, s))
		if (!each(context, db_text(s, 0), db_count(s, 1), db_count(s, 2)))
			break;
	db_finish(s);
	return reading_done(c, f);
}

bool case_trails(struct case_file *c, struct case_trails *out, struct fault *f)
{
	const size_t room = sizeof(out->kinds) / sizeof(out->kinds[0]);
	*out = (struct case_trails) { .digest = TEXT("") };
	struct sqlite3_stmt *s =
	    db_prepare(c->db, "SELECT digest, count, whitelist FROM trail_set");
	if (db_row(c->db, s)) {
		out->digest = reading_copy(s, 0, &c->arena);
		out->count = db_count(s, 1);
		out->whitelist = db_count(s, 2);
	}
	db_finish(s);
	s = db_prepare(c->db, "SELECT kind, count FROM trail_kind ORDER BY id");
	while (out->kind_count < room && db_row(c->db, s)) {
		out->kinds[out->kind_count].kind = reading_copy(s, 0, &c->arena);
		out->kinds[out->kind_count++].count = db_count(s, 1);
	}
	db_finish(s);
	return reading_done(c, f);
}

bool case_each_source(struct case_file *c,
    bool (*each)(
	void *context, struct text store, struct text name, struct text digest, uint64_t trails),
    void *context, struct fault *f)
{
	struct sqlite3_stmt *s =
	    db_prepare(c->db, "SELECT store, name, digest, trails FROM trail_source ORDER BY id");
	while (db_row(c->db, s))
		if (!each(context, db_text(s, 0), db_text(s, 1), db_text(s, 2), db_count(s, 3)))
			break;
	db_finish(s);
	return reading_done(c, f);
}
