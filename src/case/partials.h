/* Partial counts one after the other, those of one threat together: read from rows of "tally", or from
 * groups that never left memory. */
#ifndef TS_CASE_PARTIALS_H
#define TS_CASE_PARTIALS_H

#include "case/tally.h"
#include "case/value.h"

struct partial {
	uint64_t threat, id; /* of the first partial count of its threat, its own */
	struct text key;
	int64_t kind, suppressed;
	uint64_t events, kept;
	int64_t first, last;
	uint64_t frame, input, hit, trail;
	int64_t severity, several;
	struct text bins;                  /* each a struct bin */
	struct value values[VALUE_FIELDS]; /* of its first event */
};

/* Those of all threats as the table "moved" says; or of threats in the table "owner" only. */
extern const char partials_moved[], partials_changed[];

struct partials;

struct partials *partials_of_rows(struct db *d, const char *which);

/* As tally_join() put them together. */
struct partials *partials_of_tally(struct tally *t);

void partials_free(struct partials *p);

/* The next one, which lives until the one after it. False at the end. */
bool partials_next(struct partials *p, struct partial *out);

#endif
