/* What conversations and the streams in them share. Private to protocols/. */
#ifndef TS_PROTOCOLS_CONVERSATION_PRIVATE_H
#define TS_PROTOCOLS_CONVERSATION_PRIVATE_H

#include "protocols/protocol.h"

const struct conversations_options *conversations_options(const struct conversations *all);

/* One of a flow that has none; the flow's end is to be told from now on. */
struct conversation *conversation_new(struct conversations *all, struct flow *flow);
void conversation_free(struct conversations *all, struct conversation *c);

void conversations_note_overlaps(struct conversations *all, uint64_t n);

/* The flow had a packet. */
void conversation_touch(struct conversations *all, struct conversation *c);

/* Gives it to a protocol, with a zeroed state; NULL: to none. */
void conversation_set(struct conversation *c, const struct protocol *p);

/* Counts its memory anew; others of its region go where that is used up. */
void conversation_count(struct conversations *all, struct conversation *c);

/* A packet of a TCP flow; the end of one. */
/* A packet with payload was read: observations from before on are its. */
void retransmission_note(const struct segment *s, size_t before, struct observations *out);

void streams_feed(const struct segment *s, struct observations *out);
void streams_end(const struct segment *s, struct observations *out);

/* The row that takes an opening for its own; *maybe: it may be one, more bytes are needed. */
const struct protocol *protocols_claim(const struct opening *o, bool *maybe);

#endif
