/* Segments of connections from 10.0.0.1 to 10.0.0.2 through the flow table and all rows of protocols. */
#ifndef TS_TESTS_CONNECTION_H
#define TS_TESTS_CONNECTION_H

#include "protocols/protocol.h"

struct connections {
	struct flow_table *flows;
	struct conversations *talks;
	struct observations out; /* for the caller to look at and to clear */
	struct origin at;        /* the last frame */
	uint32_t index;
	uint64_t fresh; /* flows that began */
};

/* Flows and conversations each stay below that much memory. */
void connections_begin(struct connections *c, uint64_t flows, uint64_t talks);

/* A segment, a frame of its own, that has anything but its addresses; side 1 answers: its ports are
 * exchanged here. Returns its flow. */
struct flow *connections_take(struct connections *c, uint8_t side, struct packet *p);

/* All flows end; then free what is left. */
void connections_end(struct connections *c);
void connections_free(struct connections *c);

#endif
