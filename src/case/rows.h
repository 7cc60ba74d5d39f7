/* Rows of the tables "threat" and "event", with only those columns that are asked for; for case/ alone. */
#ifndef TS_CASE_ROWS_H
#define TS_CASE_ROWS_H

#include "case/reading.h"

#define ROW_BIT(column) (1U << (column))

enum threat_column {
	THREAT_ROW_ID,
	THREAT_ROW_UID,
	THREAT_ROW_SEVERITY,
	THREAT_ROW_EVENTS,
	THREAT_ROW_KEPT,
	THREAT_ROW_FIRST,
	THREAT_ROW_LAST,
	THREAT_ROW_HIT, /* type, info, reference */
	THREAT_ROW_TRAIL,
	THREAT_ROW_INPUT,
	THREAT_ROW_FRAME,
	THREAT_ROW_SEVERAL, /* the values of fields that have more than one */
	THREAT_ROW_BINS,
	THREAT_ROW_SRC,
	THREAT_ROW_SPORT,
	THREAT_ROW_DST,
	THREAT_ROW_DPORT,
	THREAT_ROW_PROTO,
	THREAT_ROW_COLUMNS,
	THREAT_ROW_TAGS = THREAT_ROW_COLUMNS, /* of another table */
	THREAT_ROW_TOTALS, /* how many values there are, beyond those that are read */
	THREAT_ROW_ALL = (1 << (THREAT_ROW_TOTALS + 1)) - 1,
};

struct threat_rows;

/* rest: what follows "FROM threat". values: at most so many of a field are read. */
struct threat_rows *threat_rows_new(
    struct case_file *c, unsigned columns, size_t values, const char *rest);
void threat_rows_free(struct threat_rows *r); /* NULL is allowed */

/* Its statement, to bind and reset. */
struct sqlite3_stmt *threat_rows_statement(struct threat_rows *r);

/* The row at hand. Texts and lists live in arena, but info and reference only until the next call; what was not
 * asked for is empty. */
void threat_rows_read(struct threat_rows *r, struct arena *arena, struct case_threat *out);

enum event_column {
	EVENT_ROW_SERIAL,
	EVENT_ROW_ID,
	EVENT_ROW_TIME,
	EVENT_ROW_INPUT,
	EVENT_ROW_FRAME,
	EVENT_ROW_FIRST_FRAME,
	EVENT_ROW_SRC,
	EVENT_ROW_DST,
	EVENT_ROW_SPORT,
	EVENT_ROW_DPORT,
	EVENT_ROW_ICMP,
	EVENT_ROW_PROTO,
	EVENT_ROW_HIT, /* type, info, reference, severity, status, rule, threshold */
	EVENT_ROW_TRAIL,
	EVENT_ROW_OBSERVED,
	EVENT_ROW_FORWARDED,
	EVENT_ROW_MEASURED,
	EVENT_ROW_COUNT,
	EVENT_ROW_TUNNEL,
	EVENT_ROW_OWNER, /* the row of its threat, NULL where it is suppressed */
	EVENT_ROW_THREAT,
	EVENT_ROW_COLUMNS,
	/* Made of the addresses, ports and protocol, which have to be asked for, too. */
	EVENT_ROW_DIRECTION = EVENT_ROW_COLUMNS,
	EVENT_ROW_FLOW,
	EVENT_ROW_ALL = (1 << (EVENT_ROW_FLOW + 1)) - 1,
};

struct event_rows;

/* rest: what follows the FROM clause, where "e" is the event and, if EVENT_ROW_THREAT is asked for or the case
 * grows, "t" its threat. */
struct event_rows *event_rows_new(struct case_file *c, unsigned columns, const char *rest);
void event_rows_free(struct event_rows *r);
struct sqlite3_stmt *event_rows_statement(struct event_rows *r);

/* From now on the texts of these columns are left out; their numbers are in the statement. */
void event_rows_leave(struct event_rows *r, unsigned columns);

/* Likewise: what a hit says (info, reference, status, rule) and the threat's id live until the next call. */
void event_rows_read(struct event_rows *r, struct arena *arena, struct case_event *out);

#endif
