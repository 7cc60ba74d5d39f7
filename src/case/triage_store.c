/*
 * Triage on disk. While there is a side file it alone holds: it began with all that the case said, and
 * whoever can write the case later takes it over whole and removes it. A connection lasts as long as one
 * change, so that several programs may be at it.
 */
#include <config.h>

#include "case/triage_store.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "case/db_private.h"
#include "case/file.h"

static const struct db_kind kind_case = { CASE_APPLICATION, CASE_VERSION, NULL };
static const struct db_kind kind_side = { 0x54537472 /* "TStr" */, 1, triage_tables };

static const char *const selects[MARK_KINDS] = {
	[MARK_TAG] = "SELECT uid, tag FROM tag",
	[MARK_STATUS] = "SELECT uid, status FROM status",
	[MARK_NOTE] = "SELECT uid, note FROM note",
	[MARK_HIDDEN] = "SELECT uid, '1' FROM hidden WHERE hidden",
	[MARK_VIEW] = "SELECT name, content FROM view",
};

static const char *const selects_one[MARK_KINDS] = {
	[MARK_TAG] = "SELECT uid, tag FROM tag WHERE uid = ?",
	[MARK_STATUS] = "SELECT uid, status FROM status WHERE uid = ?",
	[MARK_NOTE] = "SELECT uid, note FROM note WHERE uid = ?",
	[MARK_HIDDEN] = "SELECT uid, '1' FROM hidden WHERE uid = ? AND hidden",
	[MARK_VIEW] = "SELECT name, content FROM view WHERE name = ?",
};

static const char *const inserts[MARK_KINDS] = {
	[MARK_TAG] = "INSERT OR IGNORE INTO tag VALUES (?, ?)",
	[MARK_STATUS] = "INSERT OR REPLACE INTO status VALUES (?, ?)",
	[MARK_NOTE] = "INSERT OR REPLACE INTO note VALUES (?, ?)",
	[MARK_HIDDEN] = "INSERT OR REPLACE INTO hidden VALUES (?, ?)",
	[MARK_VIEW] = "INSERT OR REPLACE INTO view VALUES (?, ?)",
};

static const char *const deletes[MARK_KINDS] = {
	[MARK_TAG] = "DELETE FROM tag WHERE uid = ? AND tag = ?",
	[MARK_STATUS] = "DELETE FROM status WHERE uid = ?",
	[MARK_NOTE] = "DELETE FROM note WHERE uid = ?",
	[MARK_HIDDEN] = "DELETE FROM hidden WHERE uid = ?",
	[MARK_VIEW] = "DELETE FROM view WHERE name = ?",
};

#define DELETE_ALL                                                                                 \
	"DELETE FROM tag; DELETE FROM status; DELETE FROM note; DELETE FROM hidden;"               \
	" DELETE FROM view"

static void read_rows(
    struct db *d, struct sqlite3_stmt *s, enum triage_what what, triage_row *each, void *context)
{
	while (db_row(d, s))
		each(context, what, db_text(s, 0), db_text(s, 1));
}

static void read_all(struct db *d, triage_row *each, void *context)
{
	for (int what = 0; what < MARK_KINDS; what++) {
		struct sqlite3_stmt *s = db_prepare(d, selects[what]);
		read_rows(d, s, (enum triage_what)what, each, context);
		db_finish(s);
	}
}

/* An empty one was begun, and is none yet. */
bool triage_store_aside(const char *path)
{
	struct stat st;
	char *side = db_beside(path, ".triage");
	bool there = stat(side, &st) == 0 && st.st_size > 0;
	free(side);
	return there;
}

static struct db *check(struct db *d, const char *path, const struct db_kind *kind, struct fault *f)
{
	bool side = kind == &kind_side;
	if (!d ||
	    case_check_tables(
		d, path, side ? triage_tables : case_tables, side ? NULL : case_indexes, f))
		return d;
	db_close(d);
	return NULL;
}

/* A case that grows has no rows of triage of its own. */
static bool grows(const char *path)
{
	uint8_t head[DB_HEADER] = { 0 };
	uint64_t size;
	struct fault ignored;
	return db_read_header(path, CASE_APPLICATION, head, &size, &ignored) &&
	    head[DB_READ_FORMAT] == 2;
}

bool triage_store_read(const char *path, triage_row *each, void *context, struct fault *f)
{
	char *side = db_beside(path, ".triage");
	bool aside = triage_store_aside(path), good = !aside && grows(path);
	if (!good) {
		const struct db_kind *kind = aside ? &kind_side : &kind_case;
		const char *name = aside ? side : path;
		struct db *d = check(db_open_settled(name, kind, f), name, kind, f);
		if (d) {
			read_all(d, each, context);
			good = !db_failed(d) || db_tell(d, f);
			db_close(d);
		} else {
			/* A writer that was killed as it finished leaves one that is not: taken back, it grows. */
			good = !aside && grows(path);
		}
	}
	free(side);
	return good;
}

static void add_row(void *context, enum triage_what what, struct text id, struct text value)
{
	struct db *d = context;
	struct sqlite3_stmt *s = db_kept(d, inserts[what]);
	db_bind_text(s, 1, id);
	if (what == MARK_HIDDEN)
		db_bind(s, 2, 1);
	else
		db_bind_text(s, 2, value);
	db_run(d, s);
}

static void remove_row(struct db *d, enum triage_what what, struct text id, struct text value)
{
	struct sqlite3_stmt *s = db_kept(d, deletes[what]);
	db_bind_text(s, 1, id);
	if (what == MARK_TAG)
		db_bind_text(s, 2, value);
	db_run(d, s);
}

static void change(struct db *d, const struct triage_change *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct triage_change *c = &list[i];
		if (c->after.n)
			add_row(d, c->what, c->id, c->after);
		else
			remove_row(d, c->what, c->id, c->before);
	}
}

static void read_changed(
    struct db *d, const struct triage_change *list, size_t count, triage_row *each, void *context)
{
	for (size_t i = 0; i < count; i++) {
		int from = list[i].what == MARK_VIEW ? MARK_VIEW : MARK_TAG;
		int to = list[i].what == MARK_VIEW ? MARK_KINDS : MARK_VIEW;
		if (from == MARK_TAG)
			each(context, MARK_KINDS, list[i].id, TEXT(""));
		for (int what = from; what < to; what++) {
			struct sqlite3_stmt *s = db_kept(d, selects_one[what]);
			db_bind_text(s, 1, list[i].id);
			read_rows(d, s, (enum triage_what)what, each, context);
		}
	}
}

/* All that the side file says becomes the case's. It stays open, and closed to others, until it is gone. */
static struct db *take_side(struct db *d, const char *side, struct fault *f)
{
	bool refused;
	struct db *from =
	    check(db_open_changing(side, &kind_side, &refused, f), side, &kind_side, f);
	if (!from)
		return NULL;
	db_exec(d, DELETE_ALL);
	read_all(from, add_row, d);
	if (!db_failed(from))
		return from;
	db_tell(from, f);
	db_close(from);
	return NULL;
}

/* Where the changes go, in the order of preference. */
static struct db *open_case(
    const char *path, const char *side, struct db **taken, bool *refused, struct fault *f)
{
	struct db *d = check(db_open_changing(path, &kind_case, refused, f), path, &kind_case, f);
	if (!d || !triage_store_aside(path))
		return d;
	*taken = take_side(d, side, f);
	if (*taken)
		return d;
	db_close(d);
	return NULL;
}

static struct db *open_side(const char *path, const char *side, bool *refused, struct fault *f)
{
	bool new = !triage_store_aside(path);
	struct db *d = check(db_open_changing(side, &kind_side, refused, f), side, &kind_side, f);
	if (!d)
		return NULL;
	bool good = true;
	if (new && !grows(path)) {
		struct db *from = check(db_open_settled(path, &kind_case, f), path, &kind_case, f);
		good = from != NULL;
		if (from)
			read_all(from, add_row, d);
		db_close(from);
	}
	if (good && (new || triage_store_aside(path)))
		return d;
	if (good)
		fault_set(f, "%s went into its case just now: try again", side);
	db_close(d);
	return NULL;
}

bool triage_store_write(const char *path, const struct triage_change *list, size_t count,
    enum triage_place *place, triage_row *each, void *context, struct fault *f)
{
	char *side = db_beside(path, ".triage");
	struct db *taken = NULL;
	bool refused = false, good = false;
	*place = TRIAGE_CASE;
	struct db *d = open_case(path, side, &taken, &refused, f);
	if (!d && refused) {
		*place = TRIAGE_SIDE;
		d = open_side(path, side, &refused, f);
	}
	if (!d && refused) {
		*place = TRIAGE_NOWHERE;
		good = true;
	}
	if (d) {
		change(d, list, count);
		db_commit(d);
		good = !db_failed(d) || db_tell(d, f);
		if (good && taken && unlink(side) != 0)
			good = fault_errno(f, "cannot remove %s", side);
		if (good)
			read_changed(d, list, count, each, context);
	}
	db_close(taken);
	db_close(d);
	free(side);
	return good;
}
