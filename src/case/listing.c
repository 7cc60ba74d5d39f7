/*
 * A listing reads all rows that may belong to it, in steps. Where the order is the table's own, or
 * an index has it, rows get their places as they are found; else they are sorted.
 */
#include <config.h>

#include "case/listing.h"

#include <stdlib.h>
#include <time.h>

#include "base/time.h"
#include "case/listing_key.h"
#include "case/query_columns.h"
#include "case/row_list.h"
#include "case/text_ranks.h"

enum {
	READ_BATCH = 32, /* rows between two looks at the clock */
	MERGE_BATCH = 256,
	SORT_MEMORY = 48 << 20,
	FEW_VALUES = 1, /* of a field: the smallest */
	SOON = 1000,    /* batches before it is thought of what would make the others quicker */
	MARKS_SLOTS = 1 << 14,
};

/* Columns of events that may be asked about by number. */
#define TEXTS                                                                                      \
	(ROW_BIT(EVENT_ROW_SRC) | ROW_BIT(EVENT_ROW_DST) | ROW_BIT(EVENT_ROW_TRAIL) |              \
	    ROW_BIT(EVENT_ROW_OBSERVED))

enum phase { RANKING, ASKING, READING, MERGING, DONE };

struct marks_slot {
	uint64_t threat; /* 0: empty */
	const struct marks *marks;
};

struct listing {
	struct case_file *c;
	struct listing_options o;
	enum phase phase;
	bool filters, needs_marks,
	    ascending; /* ascending: rows are in the order of their numbers */
	bool failed;
	bool preparing; /* the sorter, to merge */
	struct fault fault;
	struct threat_rows *threats; /* one of these two */
	struct event_rows *events;
	struct sqlite3_stmt *rows; /* of that one */
	struct sorter *sorter;     /* NULL: rows come in order */
	struct text_ranks *ranks;  /* of the texts that events are sorted by, or NULL */
	int ranked;                /* their column */
	struct query_answers
	    *answers;               /* of the query, to all texts; NULL until they pay, or never */
	bool asked;                 /* whether they were thought of */
	struct sqlite3_stmt *texts; /* while they are asked */
	uint64_t texts_seen, texts_total;
	struct sqlite3_stmt *uid; /* of an event's threat */
	struct marks_slot *slots;
	struct arena arena;

	struct row_list found;
	struct row_memo *memo;
	uint64_t seen, total, merged;
	size_t reads;      /* batches */
	uint64_t prepared; /* steps that the ranks took */
};

static const struct marks no_marks;

/* --- which rows, in which order */

static bool is_indexed(const struct listing *l)
{
	bool growing = db_unfinished(l->c->db);
	switch (l->o.key) {
	case LISTING_WORST:
	case LISTING_SEVERITY:
		return l->o.of == LISTING_THREATS && !growing;
	case LISTING_TIME:
	case LISTING_FIRST:
	case LISTING_LAST:
	case LISTING_SENSOR:
	case LISTING_SPARKLINE:
		return l->o.of == LISTING_EVENTS;
	default:
		return false;
	}
}

static void select_threats(struct listing *l, bool indexed)
{
	unsigned columns = indexed ? 0 : listing_threat_columns(l->o.key);
	size_t values = FEW_VALUES;
	const char *rest = "ORDER BY id";
	if (l->filters)
		columns |= query_threat_columns(l->o.query);
	if (l->filters && query_needs(l->o.query) & QUERY_VALUES)
		values = QUERY_MANY_VALUES;
	if (l->needs_marks)
		columns |= ROW_BIT(THREAT_ROW_UID);
	if (l->o.triage) /* it knows, and is newer */
		columns &= ~ROW_BIT(THREAT_ROW_TAGS);
	if (indexed)
		rest = l->o.reverse ? "ORDER BY severity, events, first DESC, uid DESC, id DESC"
				    : "ORDER BY severity DESC, events DESC, first, uid, id";
	l->threats = threat_rows_new(l->c, columns, values, rest);
	l->rows = threat_rows_statement(l->threats);
}

static void select_events(struct listing *l, bool indexed)
{
	unsigned columns = indexed ? 0 : listing_event_columns(l->o.key);
	bool of_one = l->o.threat && !db_unfinished(l->c->db), down = indexed && l->o.reverse;
	const char *rest = down ? "ORDER BY e.serial DESC" : "ORDER BY e.serial";
	if (of_one)
		rest = down ? "WHERE e.threat = ? ORDER BY e.serial DESC"
			    : "WHERE e.threat = ? ORDER BY e.serial";
	if (l->filters)
		columns |= query_event_columns(l->o.query);
	columns |= ROW_BIT(EVENT_ROW_SERIAL);
	if (!l->o.suppressed || l->o.threat || l->needs_marks)
		columns |= ROW_BIT(EVENT_ROW_OWNER);
	l->events = event_rows_new(l->c, columns, rest);
	l->rows = event_rows_statement(l->events);
	if (of_one)
		db_bind_count(l->rows, 1, l->o.threat);
	l->ranked = listing_event_text(l->o.key);
	if (l->ranked < 0 || of_one)
		return;
	l->ranks = text_ranks_new(l->c, l->o.key != LISTING_TRAIL);
	l->phase = l->ranks ? RANKING : READING;
	bool looked = l->filters && query_event_columns(l->o.query) & ROW_BIT(l->ranked);
	if (l->ranks && !looked)
		event_rows_leave(l->events, ROW_BIT(l->ranked));
}

static uint64_t ask(struct db *d, const char *sql, uint64_t parameter)
{
	uint64_t answer = 0;
	struct sqlite3_stmt *s = db_prepare(d, sql);
	if (parameter)
		db_bind_count(s, 1, parameter);
	if (db_row(d, s))
		answer = db_count(s, 0);
	db_finish(s);
	return answer < INT64_MAX / 4 ? answer : INT64_MAX / 4;
}

static uint64_t count_rows(const struct listing *l)
{
	struct db *d = l->c->db;
	if (l->o.of == LISTING_THREATS)
		return ask(d, "SELECT max(id) FROM threat", 0);
	if (l->o.threat && !db_unfinished(d))
		return ask(d, "SELECT kept FROM threat WHERE id = ?", l->o.threat);
	return ask(d, "SELECT max(serial) FROM event", 0);
}

static void end_reading(struct listing *l)
{
	text_cache_rest(l->c->cache);
	if (l->ranks)
		text_ranks_progress(l->ranks, &l->prepared, &l->prepared);
	text_ranks_free(l->ranks);
	threat_rows_free(l->threats);
	event_rows_free(l->events);
	db_finish(l->uid);
	db_finish(l->texts);
	query_answers_free(l->answers);
	free(l->slots);
	arena_free(&l->arena);
	l->ranks = NULL;
	l->threats = NULL;
	l->events = NULL;
	l->rows = NULL;
	l->uid = NULL;
	l->texts = NULL;
	l->answers = NULL;
	l->slots = NULL;
}

/* --- reading */

/* Of the threat that an event belongs to. */
static const struct marks *marks_of_row(struct listing *l, uint64_t threat)
{
	struct db *d = l->c->db;
	if (!l->slots) {
		l->slots = xcalloc(MARKS_SLOTS, sizeof(*l->slots));
		l->uid = db_prepare(d, "SELECT uid FROM threat WHERE id = ?");
	}
	struct marks_slot *slot = &l->slots[threat % MARKS_SLOTS];
	if (!threat || slot->threat == threat)
		return threat ? slot->marks : &no_marks;
	*slot = (struct marks_slot) { threat, &no_marks };
	db_bind_count(l->uid, 1, threat);
	if (db_row(d, l->uid)) {
		slot->marks = triage_of(l->o.triage, db_text(l->uid, 0));
		db_reset(l->uid);
	}
	return slot->marks;
}

static void take(struct listing *l, const uint8_t *key, size_t n, uint64_t row)
{
	if (l->sorter)
		sorter_add(l->sorter, key, n, row);
	else
		row_list_add(&l->found, row);
}

static void read_threat(struct listing *l)
{
	uint8_t key[SORTER_KEY];
	size_t n = 0;
	struct case_threat t;
	uint64_t row = db_count(l->rows, THREAT_ROW_ID);
	l->seen = l->sorter ? row : l->seen + 1;
	threat_rows_read(l->threats, &l->arena, &t);
	const struct marks *marks = l->needs_marks ? triage_of(l->o.triage, t.id) : &no_marks;
	if ((marks->hidden && !l->o.hidden) || (l->filters && !query_threat(l->o.query, &t, marks)))
		return;
	if (l->sorter)
		n = listing_threat_key(l->o.key, &t, marks, key);
	take(l, key, n, row);
}

static bool is_wanted(const struct listing *l)
{
	if (l->o.threat)
		return db_count(l->rows, EVENT_ROW_OWNER) == l->o.threat;
	return l->o.suppressed || !db_is_null(l->rows, EVENT_ROW_OWNER);
}

static size_t rank_key(const struct listing *l, uint8_t *key)
{
	uint32_t rank = text_ranks_get(l->ranks, db_count(l->rows, l->ranked));
	for (unsigned i = 0; i < sizeof(rank); i++)
		key[i] = (uint8_t)(rank >> (24 - 8 * i));
	return sizeof(rank);
}

static bool holds(const struct listing *l, const struct case_event *e, const struct marks *marks)
{
	if (!l->answers)
		return query_event(l->o.query, e, marks);
	const struct event_texts numbers = { db_count(l->rows, EVENT_ROW_SRC),
		db_count(l->rows, EVENT_ROW_DST), db_count(l->rows, EVENT_ROW_TRAIL),
		db_count(l->rows, EVENT_ROW_OBSERVED) };
	return query_event_numbered(l->o.query, e, marks, l->answers, &numbers);
}

static void read_event(struct listing *l)
{
	uint8_t key[SORTER_KEY];
	size_t n = 0;
	struct case_event e;
	uint64_t row = db_count(l->rows, EVENT_ROW_SERIAL);
	if (l->o.threat && !db_unfinished(l->c->db))
		l->seen++;
	else
		l->seen = !l->sorter && l->o.reverse ? l->total - row : row;
	if (!is_wanted(l))
		return;
	const struct marks *marks =
	    l->needs_marks ? marks_of_row(l, db_count(l->rows, EVENT_ROW_OWNER)) : &no_marks;
	if (marks->hidden && !l->o.hidden)
		return;
	if (l->filters || (l->sorter && !l->ranks))
		event_rows_read(l->events, &l->arena, &e);
	if (l->filters && !holds(l, &e, marks))
		return;
	if (l->ranks)
		n = rank_key(l, key);
	else if (l->sorter)
		n = listing_event_key(l->o.key, &e, marks, key);
	take(l, key, n, row);
}

/* --- steps */

static void finish(struct listing *l)
{
	l->phase = DONE;
	end_reading(l);
	sorter_free(l->sorter);
	l->sorter = NULL;
}

static void fail(struct listing *l)
{
	if (db_failed(l->c->db))
		db_tell(l->c->db, &l->fault);
	else
		fault_set(&l->fault, "cannot sort: a temporary file cannot be read");
	l->failed = true;
	finish(l);
}

struct listing *listing_new(struct case_file *c, const struct listing_options *options)
{
	struct listing *l = xcalloc(1, sizeof(*l));
	l->memo = xcalloc(1, sizeof(*l->memo));
	l->c = c;
	l->o = *options;
	/* The contrary of the worst ones first. */
	if (l->o.of == LISTING_THREATS && l->o.key == LISTING_SEVERITY)
		l->o.reverse = !l->o.reverse;
	l->filters = l->o.query && !query_is_empty(l->o.query);
	l->needs_marks = l->o.triage &&
	    ((!l->o.hidden && triage_hidden(l->o.triage)) || l->o.key == LISTING_TAGS ||
		(l->filters && query_needs(l->o.query) & QUERY_MARKS));
	bool indexed = is_indexed(l);
	l->phase = READING;
	if (l->o.of == LISTING_THREATS)
		select_threats(l, indexed);
	else
		select_events(l, indexed);
	if (!indexed)
		l->sorter = sorter_new(SORT_MEMORY, l->o.reverse);
	l->ascending = indexed && l->o.of == LISTING_EVENTS;
	l->total = count_rows(l);
	if (db_failed(c->db))
		fail(l);
	return l;
}

void listing_free(struct listing *l)
{
	if (!l)
		return;
	end_reading(l);
	sorter_free(l->sorter);
	row_list_free(&l->found);
	free(l->memo);
	free(l);
}

static void rank_batch(struct listing *l)
{
	if (text_ranks_step(l->ranks))
		return;
	l->phase = READING;
	if (text_ranks_failed(l->ranks) || db_failed(l->c->db))
		fail(l);
}

/* Where many events are read it pays to ask the query about each text once; but the first rows come sooner
 * without. */
static void think_of_asking(struct listing *l)
{
	unsigned columns = l->filters && l->events ? query_event_columns(l->o.query) & TEXTS : 0;
	if (l->asked || l->reads++ < (l->sorter ? 0 : SOON))
		return;
	l->asked = true;
	if (!columns || (l->o.threat && !db_unfinished(l->c->db)) || (l->ranked >= 0 && !l->ranks))
		return;
	uint64_t most = ask(l->c->db, "SELECT max(id) FROM text", 0);
	struct query_answers *answers = query_answers_new(l->o.query, most);
	if (!answers)
		return;
	l->answers = answers;
	l->texts_total = most;
	l->texts = db_prepare(l->c->db, "SELECT id, value FROM text ORDER BY id");
	event_rows_leave(l->events, TEXTS);
	l->phase = ASKING;
}

static void ask_batch(struct listing *l)
{
	size_t left = READ_BATCH;
	for (; left && db_row(l->c->db, l->texts); left--) {
		l->texts_seen = db_count(l->texts, 0);
		query_answers_add(l->answers, l->texts_seen, db_text(l->texts, 1));
	}
	if (db_failed(l->c->db)) {
		fail(l);
	} else if (left) {
		l->phase = READING;
		l->texts_seen = l->texts_total;
		db_finish(l->texts);
		l->texts = NULL;
	}
}

static void read_batch(struct listing *l)
{
	size_t left = READ_BATCH;
	for (; left && db_row(l->c->db, l->rows); left--) {
		arena_reset(&l->arena);
		if (l->o.of == LISTING_THREATS)
			read_threat(l);
		else
			read_event(l);
	}
	if (db_failed(l->c->db)) {
		fail(l);
	} else if (!left) {
		think_of_asking(l);
	} else {
		l->phase = MERGING;
		l->seen = l->total;
		end_reading(l);
		l->preparing = l->sorter != NULL;
		if (l->sorter)
			row_list_reserve(&l->found, sorter_count(l->sorter));
	}
}

static void merge_batch(struct listing *l)
{
	uint64_t row;
	size_t left = MERGE_BATCH;
	if (l->preparing) {
		l->preparing = sorter_merge(l->sorter);
		return;
	}
	for (; l->sorter && left && sorter_next(l->sorter, &row, NULL); left--)
		row_list_add(&l->found, row);
	if (l->sorter && sorter_failed(l->sorter))
		fail(l);
	else if (left && !(l->sorter && sorter_shrink(l->sorter)))
		finish(l);
	l->merged = l->found.count;
}

static int64_t now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * NS_PER_SECOND + t.tv_nsec;
}

bool listing_step(struct listing *l, int64_t until)
{
	while (l->phase != DONE) {
		if (l->phase == RANKING)
			rank_batch(l);
		else if (l->phase == ASKING)
			ask_batch(l);
		else if (l->phase == READING)
			read_batch(l);
		else
			merge_batch(l);
		if (now() >= until)
			break;
	}
	return l->phase != DONE;
}

const struct fault *listing_fault(const struct listing *l)
{
	return l->failed ? &l->fault : NULL;
}

size_t listing_count(const struct listing *l)
{
	return l->found.count;
}

bool listing_done(const struct listing *l)
{
	return l->phase == DONE;
}

void listing_progress(const struct listing *l, uint64_t *seen, uint64_t *total)
{
	*total = l->total;
	*seen = l->seen < l->total ? l->seen : l->total;
	uint64_t done = l->prepared, all = l->prepared;
	if (l->ranks)
		text_ranks_progress(l->ranks, &done, &all);
	*seen += done + l->texts_seen;
	*total += all + l->texts_total;
	if (l->sorter) {
		*seen += l->merged;
		*total += sorter_count(l->sorter);
	}
}

uint64_t listing_row(const struct listing *l, size_t place)
{
	return place < l->found.count ? row_list_at(&l->found, place) : 0;
}

size_t listing_place(const struct listing *l, uint64_t row)
{
	return l->ascending ? row_list_place_sorted(&l->found, row, l->o.reverse)
			    : row_list_place(&l->found, row, l->memo);
}
