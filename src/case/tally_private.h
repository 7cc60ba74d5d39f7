/* What the parts of tally.h share. */
#ifndef TS_CASE_TALLY_PRIVATE_H
#define TS_CASE_TALLY_PRIVATE_H

#include "base/intern.h"
#include "case/partials.h"
#include "case/seen.h"

enum { KEY_HEAD = 5 }; /* kind and number of the trail before a key */

/* A normalised trail. */
struct norm {
	uint64_t kept;    /* events of groups that would join its flood */
	uint32_t sources; /* distinct ones, at least */
};

struct tally {
	struct db *db;
	struct hash_key key;
	struct intern *keys, *norms, *addresses;
	struct group *groups; /* by number of their key */
	struct norm *norm_list;
	size_t room, norm_room, bin_bytes;
	uint64_t *address_texts; /* by number of the address */
	size_t address_room;
	uint64_t flushed; /* groups that became rows */
	size_t width;     /* of the time bins: a place in spark_widths */
	int64_t begin;    /* the clock of the first event, in seconds */
	bool began;
	bool spilled;         /* something that was counted is in rows alone */
	uint32_t src, dst;    /* of the event at hand */
	uint32_t begun, next; /* what tally_next() has given, and gives */
	struct seen *seen;
	struct buf cell, norm, text;
	struct sqlite3_stmt *insert, *changed; /* changed NULL where the case does not grow */
};

/* The tables, and what writes them. */
void tally_prepare_rows(struct tally *t, bool growing);

/* A group as a partial count, with its own key and kind: into t->text and valid until its next use. */
void tally_make_partial(struct tally *t, uint32_t number, struct partial *out);

#endif
