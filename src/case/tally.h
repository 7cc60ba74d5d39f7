/*
 * Tallies while a scan runs: events grouped by their key. A trail that is known to flood has one
 * group from then on; those that its sources had before join it when the case is finished. What
 * is in memory is a partial count; when memory is used up it becomes rows of temporary tables and
 * counting starts anew, so that one key may have several partial counts. sums.c adds them up.
 */
#ifndef TS_CASE_TALLY_H
#define TS_CASE_TALLY_H

#include "case/bounds.h"
#include "case/value.h"

struct bin {
	int64_t at; /* begin, in seconds; a multiple of the width at that time */
	uint64_t count;
};

struct group {
	uint64_t id; /* from 1, in the order of first events */
	uint64_t count, kept;
	uint64_t saved; /* its count when tally_save() wrote it */
	int64_t first, last;
	/* of its first event */
	uint64_t frame, hit, trail;
	uint32_t input;
	enum severity severity;
	enum threat_kind kind;
	bool suppressed;
	uint32_t values[VALUE_FIELDS]; /* ports, protocol; addresses as numbered in the tally */
	/* of its latest event */
	uint32_t cell, recent[VALUE_FIELDS];
	uint32_t norm;    /* as numbered in the tally; the same for all its events */
	unsigned several; /* a bit for each field that had more than one value */
	struct bin bin, *older;
	size_t older_count, older_room;
	/* as tally_join() has them */
	uint64_t threat; /* the first group of its threat, which names it */
	uint32_t next;
};

struct partial;
struct tally;

/* For a case that grows, groups that are written are noted in the table "changed". */
struct tally *tally_new(struct db *d, const struct hash_key *key, bool growing);
void tally_free(struct tally *t);

/* Counts one event. Where it began a group, count is 1: its hit, trail and severity are then
 * for the caller to fill in. Valid until the next call. */
struct group *tally_add(struct tally *t, const struct event *e, const struct case_bounds *bounds);

/* Whether that event is among the first limit (0: all) of its group, and is not known to be past
 * those of the flood that its group will join. */
bool tally_keep(struct tally *t, struct group *g, uint64_t limit);

/* The addresses of the event that was added last, numbered as rows of "text" (0 where they are not
 * yet; the caller may set them). */
uint64_t *tally_src_text(struct tally *t);
uint64_t *tally_dst_text(struct tally *t);

/* All that is in memory becomes rows. */
void tally_flush(struct tally *t);

/* What changed since the last time becomes rows, and stays in memory: counting goes on. */
void tally_save(struct tally *t);

/* Whether nothing had to become rows until now. Then tally_join() finds the groups that are one threat,
 * which it tells by rows of the table "moved" (whether there are any); values become rows; and
 * tally_next() gives them one after the other, those of a threat together. False at the end. */
bool tally_in_memory(const struct tally *t);
bool tally_join(struct tally *t);
bool tally_next(struct tally *t, struct partial *out);

/* The key of the group that the last event was counted in. */
struct text tally_key(const struct tally *t, const struct group *g);

uint64_t tally_groups(const struct tally *t);

/* The RFC 5952 text of an address as tally tables hold it. */
size_t tally_address_text(struct text stored, char out[ADDRESS_TEXT]);

#endif
