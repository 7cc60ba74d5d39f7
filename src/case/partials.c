/* Partial counts in the order of threats, so that their rows are appended. */
#include <config.h>

#include "case/partials.h"

#include <stdlib.h>

enum column {
	P_THREAT,
	P_ID,
	P_KEY,
	P_KIND,
	P_SUPPRESSED,
	P_EVENTS,
	P_KEPT,
	P_FIRST,
	P_LAST,
	P_FRAME,
	P_INPUT,
	P_HIT,
	P_TRAIL,
	P_SEVERITY,
	P_SEVERAL,
	P_BINS,
	P_VALUES,
};

#define COLUMNS                                                                                    \
	"tally.id, tally.key, tally.kind, tally.suppressed, tally.events, tally.kept,"             \
	" tally.first, tally.last, tally.frame, tally.input, tally.hit, tally.trail,"              \
	" tally.severity, tally.several, tally.bins, tally.src, tally.sport, tally.dst,"           \
	" tally.dport, tally.proto"

const char partials_moved[] = "SELECT coalesce(moved.threat, tally.id), " COLUMNS
			      " FROM tally LEFT JOIN moved ON moved.id = tally.id ORDER BY 1, 2";

const char partials_changed[] =
    "SELECT o.threat, " COLUMNS " FROM (SELECT DISTINCT threat FROM owner) o"
    " CROSS JOIN tally one ON one.id = o.threat"
    " CROSS JOIN tally ON tally.key = one.key AND tally.kind = one.kind"
    " AND tally.suppressed = one.suppressed ORDER BY 1, 2";

/* One of the two. */
struct partials {
	struct db *db;
	struct sqlite3_stmt *rows;
	struct tally *tally;
};

struct partials *partials_of_rows(struct db *d, const char *which)
{
	struct partials *p = xcalloc(1, sizeof(*p));
	p->db = d;
	p->rows = db_prepare(d, which);
	return p;
}

struct partials *partials_of_tally(struct tally *t)
{
	struct partials *p = xcalloc(1, sizeof(*p));
	p->tally = t;
	return p;
}

void partials_free(struct partials *p)
{
	db_finish(p->rows);
	free(p);
}

static void read_row(struct sqlite3_stmt *s, struct partial *out)
{
	*out = (struct partial) { .threat = db_count(s, P_THREAT),
		.id = db_count(s, P_ID),
		.key = db_text(s, P_KEY),
		.kind = db_int(s, P_KIND),
		.suppressed = db_int(s, P_SUPPRESSED),
		.events = db_count(s, P_EVENTS),
		.kept = db_count(s, P_KEPT),
		.first = db_int(s, P_FIRST),
		.last = db_int(s, P_LAST),
		.frame = db_count(s, P_FRAME),
		.input = db_count(s, P_INPUT),
		.hit = db_count(s, P_HIT),
		.trail = db_count(s, P_TRAIL),
		.severity = db_int(s, P_SEVERITY),
		.several = db_int(s, P_SEVERAL),
		.bins = db_text(s, P_BINS) };
	for (size_t i = 0; i < VALUE_FIELDS; i++)
		out->values[i] = value_read(s, P_VALUES + (int)i);
}

bool partials_next(struct partials *p, struct partial *out)
{
	if (p->tally)
		return tally_next(p->tally, out);
	if (!db_row(p->db, p->rows))
		return false;
	read_row(p->rows, out);
	return true;
}
