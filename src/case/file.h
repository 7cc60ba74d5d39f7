/* What a case_file is made of; for case/ alone. */
#ifndef TS_CASE_FILE_H
#define TS_CASE_FILE_H

#include "case/bounds.h"
#include "case/case.h"
#include "case/db.h"
#include "case/dictionary.h"
#include "case/event_table.h"
#include "case/hit_table.h"
#include "case/pending.h"

struct tally;
struct group;
struct observables;
struct text_cache;
struct threat_rows;
struct event_rows;
struct query;
struct triage;

struct case_file {
	struct db *db;
	char *path; /* NULL for a temporary case */
	bool finished, growing, published, opened;
	bool digests_due; /* of a temporary case: it is seldom asked for them */
	unsigned indexes; /* a bit for each one that was made */
	uint64_t events_per_threat;
	struct hash_key key;
	struct case_bounds bounds;
	struct arena arena; /* facts that were handed out, the sensor */
	struct text sensor;
	void (*added)(void *context, const struct case_event *e);
	void *context;

	/* while it grows */
	struct pending *pending; /* NULL where each event is told or read at once */
	struct dictionary *texts;
	struct hit_table *hits;
	struct event_table *events;
	struct tally *tally;
	struct observables *observables; /* NULL in a temporary case */
	struct text *input_names;
	size_t input_count, input_room;
	size_t inputs_set; /* behind the last one whose facts were written */
	uint64_t suppressed, uncommitted;
	int64_t spark_start, spark_width; /* in seconds, as they were published */
	struct buf scratch;

	/* while it is read */
	struct text_cache *cache;
	struct triage *triage; /* read when the first tags are asked for */
	struct sqlite3_stmt *select_input;
	struct buf input_name; /* the one read last, and its ordinal */
	uint64_t input;
	struct threat_rows *threat_at; /* for one row by its number */
	struct event_rows *event_at;
	const struct query *where; /* NULL: all rows */
};

/* Statements that make the tables; the last one is NULL. Indexes come when a case is finished, those of a
 * temporary case when they are needed. */
extern const char *const case_tables[];
enum case_index { INDEX_EVENT_THREAT, INDEX_THREAT_ORDER, INDEX_THREAT_UID, CASE_INDEXES };
extern const char *const case_indexes[CASE_INDEXES + 1];

/* Those of triage among them, which a side file has, too. */
extern const char *const triage_tables[];

/* Whether the tables are exactly those of the lists (the second may be NULL): nothing was added, no name means
 * something else. */
bool case_check_tables(struct db *d, const char *path, const char *const *tables,
    const char *const *others, struct fault *f);

/* What a case has besides while it grows: which groups belong to the threat of another. */
extern const char *const case_growing[];

/* The name of an input of a case that grows. */
struct text case_input_name(const struct case_file *c, uint32_t ordinal);

/* The number of a fixed piece of text among those of events. */
uint64_t case_text(struct case_file *c, struct text t);

/* Writes the events that wait for others. */
void case_write_pending(struct case_file *c);

/* After a row was written: commits now and then. */
void case_wrote(struct case_file *c);

/* Tells case_options.added of an event that was counted in that group. */
void case_tell_added(struct case_file *c, const struct event *e, const struct group *g);

/* The facts "first", "last", "suppressed" and those of the sparkline, whose begin and width in seconds
 * it gives. */
void case_set_clock(
    struct case_file *c, int64_t first, int64_t last, int64_t *start, int64_t *width);

/* Makes the tables that case_publish() needs; before the tally. */
void case_prepare_publishing(struct case_file *c);

/* Removes a case that will not be finished, but not what was published of it. */
void case_give_up(struct case_file *c);

/* Gives back the working memory of a case that grows. */
void case_stop_growing(struct case_file *c);

/* "findings" and "run_id", over everything that is in the case by now. */
void case_make_digests(struct case_file *c, struct fault *f);

/* Makes those that are due. */
void case_make_due_digests(struct case_file *c);

/* Makes one that is not there, for who reads. */
void case_need_index(struct case_file *c, enum case_index i);

/* Fields that a threat has several values of, as numbered in threat_value. */
enum value_field {
	VALUE_SRC_IP,
	VALUE_SRC_PORT,
	VALUE_DST_IP,
	VALUE_DST_PORT,
	VALUE_PROTO,
	VALUE_FIELDS
};

#endif
