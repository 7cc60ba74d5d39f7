/* What a case_file is made of; for case/ alone. */
#ifndef TS_CASE_FILE_H
#define TS_CASE_FILE_H

#include "case/bounds.h"
#include "case/case.h"
#include "case/db.h"
#include "case/dictionary.h"
#include "case/hit_table.h"

struct tally;
struct observables;
struct text_cache;

struct case_file {
	struct db *db;
	char *path; /* NULL for a temporary case */
	bool finished;
	uint64_t events_per_threat;
	struct hash_key key;
	struct case_bounds bounds;
	struct arena arena; /* facts that were handed out, the sensor */
	struct text sensor;

	/* while it grows */
	struct dictionary *texts;
	struct hit_table *hits;
	struct tally *tally;
	struct observables *observables; /* NULL in a temporary case */
	struct text *input_names;
	size_t input_count, input_room;
	uint64_t suppressed, uncommitted;
	struct sqlite3_stmt *insert_event, *update_count;
	struct buf scratch;

	/* while it is read */
	struct text_cache *cache;
	struct sqlite3_stmt *select_input;
	struct buf input_name; /* the one read last, and its ordinal */
	uint64_t input;
};

/* Statements that make the tables; the last one is NULL. Indexes come when a case is finished. */
extern const char *const case_tables[];
extern const char *const case_indexes[];

/* The number of a fixed piece of text among those of events. */
uint64_t case_text(struct case_file *c, struct text t);

/* After a row was written: commits now and then. */
void case_wrote(struct case_file *c);

/* Gives back the working memory of a case that grows. */
void case_stop_growing(struct case_file *c);

/* "findings" and "run_id", over everything that is in the case by now. */
void case_make_digests(struct case_file *c, struct fault *f);

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
