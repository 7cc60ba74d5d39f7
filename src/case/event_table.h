/* Rows of events on their way to their table. The latest ones wait: where a flow ends an event's count
 * changes, soon after it was added, and that should change no row. */
#ifndef TS_CASE_EVENT_TABLE_H
#define TS_CASE_EVENT_TABLE_H

#include "case/db.h"

/* Texts by their number, 0: none. Ports, too: negative where there are none. */
struct event_row {
	uint64_t serial, id, threat;
	int64_t time;
	uint32_t input;
	int32_t sport, dport, icmp;
	uint64_t frame, first_frame, src, dst, proto, hit, trail, observed, forwarded, measured,
	    count, flow, tunnel;
};

struct event_table;

struct event_table *event_table_new(struct db *d);
void event_table_free(struct event_table *t);

/* Serials go up. */
void event_table_add(struct event_table *t, const struct event_row *row);

/* The event of that serial stands for count. */
void event_table_count(struct event_table *t, uint64_t serial, uint64_t count);

/* Writes those that wait. */
void event_table_flush(struct event_table *t);

#endif
