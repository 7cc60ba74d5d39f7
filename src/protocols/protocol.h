/*
 * Conversations become observations. Each protocol is a row: whose payload it may be, and what
 * feeds its parser. All state of a parser hangs on the flow's slot.
 */
#ifndef TS_PROTOCOLS_PROTOCOL_H
#define TS_PROTOCOLS_PROTOCOL_H

#include "flows/flow.h"
#include "protocols/observation.h"
#include "protocols/partial.h"

/* One packet on its way, with all that is known of it. */
struct segment {
	const struct origin *frame;
	const struct packet *packet;
	struct flow *flow;
	uint8_t side;      /* of the sender */
	bool repeats;      /* TCP: nothing of it is new */
	uint32_t *index;   /* the next place among the observations of its frame */
	uint64_t hash_key; /* of the run, for what a parser remembers by hash */
	struct partials *partials;
};

static inline struct text segment_payload(const struct segment *s)
{
	return text_bytes(s->packet->payload, s->packet->payload_size);
}

struct protocol {
	const char *name;
	uint8_t transport; /* IP_TCP or IP_UDP */
	/* Makes observations of one segment; true where the payload was this protocol's. */
	bool (*feed)(
	    const struct protocol *self, const struct segment *s, struct observations *out);
};

/* Ends with a row without a name. Tried in this order while a flow has no parser. */
extern const struct protocol *const protocols[];

extern const struct protocol protocol_dns, protocol_http, protocol_tls, protocol_quic,
    protocol_dtls;

/* Makes what observations the packet's payload gives. */
void protocols_feed(const struct segment *s, struct observations *out);

/* A new observation with everything filled in but what its kind adds. */
struct observation *observe(
    struct observations *out, enum observation_kind kind, const struct segment *s);

/* The beginning of a flow, with its first packet. */
void connection_begins(const struct segment *s, struct observations *out);

/* The end of a flow, seen at the frame at hand: late is false for ends by time-out, which come
 * before all that the frame shows. */
void connection_ends(const struct flow *flow, enum flow_end why, const struct origin *frame,
    bool late, uint32_t *index, struct observations *out);

#endif
