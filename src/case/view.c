/* Reading a case: opening, facts, totals. */
#include <config.h>

#include "case/view.h"

#include "case/query_columns.h"
#include "case/reading.h"

bool case_check_tables(struct db *d, const char *path, const char *const *tables,
    const char *const *others, struct fault *f)
{
	const char *const *const lists[] = { tables, others };
	struct sqlite3_stmt *s = db_prepare(d, "SELECT 1 FROM sqlite_schema WHERE sql = ?");
	uint64_t expected = 0, there = 0;
	bool good = true;
	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; lists[k] && lists[k][i]; i++, expected++) {
			db_bind_text(s, 1, text_of(lists[k][i]));
			good &= db_row(d, s);
			db_reset(s);
		}
	db_finish(s);
	s = db_prepare(d, "SELECT count(*) FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%'");
	if (db_row(d, s))
		there = db_count(s, 0);
	db_finish(s);
	if (db_failed(d))
		return db_tell(d, f);
	if (!good || there != expected)
		return fault_set(f, "%s is damaged: its tables are not those of a case", path);
	return true;
}

static bool take_local(void *context, struct text name, struct text value)
{
	(void)context;
	if (text_is(name, TEXT("local-networks")))
		address_set_local(value);
	return true;
}

struct case_file *case_open(const char *path, struct fault *f)
{
	struct db *d = db_open(path, f);
	if (!d)
		return NULL;
	if (!case_check_tables(
		d, path, case_tables, db_unfinished(d) ? case_growing : case_indexes, f)) {
		db_close(d);
		return NULL;
	}
	struct case_file *c = xcalloc(1, sizeof(*c));
	c->db = d;
	c->finished = true;
	c->opened = true;
	c->path = xstrdup(path);
	buf_init(&c->scratch, SIZE_MAX / 4);
	buf_init(&c->input_name, SIZE_MAX / 4);
	c->sensor = case_get(c, "sensor");
	/* Directions depend on what was ours when it was made. */
	address_set_local(TEXT(""));
	if (case_each_option(c, take_local, NULL, f))
		return c;
	case_free(c);
	return NULL;
}

struct text case_get(struct case_file *c, const char *name)
{
	struct text value = TEXT("");
	if (strcmp(name, "unfinished") == 0)
		return db_unfinished(c->db) ? TEXT("true") : value;
	if (strcmp(name, "where") == 0)
		return c->where ? query_text(c->where) : value;
	if (strcmp(name, "findings") == 0 || strcmp(name, "run_id") == 0)
		case_make_due_digests(c);
	struct sqlite3_stmt *s = db_prepare(c->db, "SELECT value FROM fact WHERE name = ?");
	db_bind_text(s, 1, text_of(name));
	if (db_row(c->db, s))
		value = arena_text(&c->arena, db_text(s, 0));
	db_finish(s);
	return value;
}

void case_where(struct case_file *c, const struct query *q)
{
	c->where = q;
}

bool case_totals(struct case_file *c, struct case_totals *out, struct fault *f)
{
	*out = (struct case_totals) { 0 };
	struct sqlite3_stmt *s = db_prepare(c->db,
	    "SELECT severity, count(*), sum(events), sum(kept) FROM threat GROUP BY severity");
	while (db_row(c->db, s)) {
		uint64_t severity = db_count(s, 0), n = db_count(s, 1);
		if (severity >= SEVERITY_LOW && severity <= SEVERITY_HIGH)
			out->threats[severity] = n;
		out->threats[0] += n;
		out->events += db_count(s, 2);
		out->kept += db_count(s, 3);
	}
	db_finish(s);
	text_number(case_get(c, "suppressed"), UINT64_MAX, &out->suppressed);
	return reading_done(c, f);
}
