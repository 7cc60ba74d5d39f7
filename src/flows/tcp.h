/* What TCP's flags and sequence numbers say of a flow. RFC 9293. Private to flows/. */
#ifndef TS_FLOWS_TCP_H
#define TS_FLOWS_TCP_H

#include "flows/flow.h"

/* A SYN that begins another connection on the same 5-tuple: its sequence number is not that of
 * the SYN seen before, nor lies just before data that came earlier. */
bool tcp_begins_another(const struct flow *f, const struct packet *p, uint8_t side);

/* Moves the state on. */
void tcp_moves(struct flow *f, const struct packet *p, uint8_t side);

#endif
