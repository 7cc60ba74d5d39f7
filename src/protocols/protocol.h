/*
 * Conversations become observations. Each protocol is one file and one row of protocols.c. Parsers of
 * datagrams are fed packet by packet; parsers of streams get bytes in order, however they were cut into
 * segments. All state of a parser hangs on the flow's conversation.
 */
#ifndef TS_PROTOCOLS_PROTOCOL_H
#define TS_PROTOCOLS_PROTOCOL_H

#include "decode/tunnels.h"
#include "flows/flow.h"
#include "protocols/conversation.h"
#include "protocols/observation.h"

/* One packet, or one part of a stream, on its way with all that is known of it. */
struct segment {
	const struct origin *at; /* the frame at hand: its place is that of what is observed */
	const struct origin
	    *frame; /* the frame that what is observed is shown in; mostly the same */
	const struct packet *packet; /* whose tuple and flags are told */
	struct flow *flow;
	uint8_t side;    /* of the sender */
	bool fresh;      /* the packet began the flow */
	bool late;       /* of order: false for ends by time-out */
	uint32_t *index; /* the next place among the observations of its frame */
	struct conversations *talks;
	const struct tunnels *tunnels; /* whose numbers the flow has; NULL where it has none */
	/* Streams: so many bytes of the data came before that frame; the first of them began there. */
	size_t old;
	struct beginning began;
};

static inline struct text segment_payload(const struct segment *s)
{
	return text_bytes(s->packet->payload, s->packet->payload_size);
}

/* What a conversation begins with. */
struct opening {
	struct text
	    head[2];       /* by side of the flow: what is there so far; one of them may be empty */
	uint16_t port[2];  /* by side */
	uint8_t side;      /* whose bytes are new */
	uint8_t initiator; /* the side that opened the flow, as far as is known */
};

enum claim { CLAIM_NO, CLAIM_MAYBE /* more bytes are needed */, CLAIM_YES };

#define TAKE_LOST SIZE_MAX

struct protocol {
	const char *name;
	uint8_t transport; /* IP_TCP, or IP_UDP, which means UDP-Lite too */
	size_t state_size; /* of conversation.state; 0: it has none */

	/* Datagrams: makes observations of one; true where the payload was this protocol's. */
	bool (*feed)(
	    const struct protocol *self, const struct segment *s, struct observations *out);

	/* Streams. Whether this protocol is what the sides say; the new one's head is not empty. The first row that
	 * does not say no decides. */
	enum claim (*claims)(const struct opening *o);

	/* Takes what it can of data, all that lies at hand of one side, in order, and returns how many bytes
	 * that was; the rest comes again with what follows it. An observation may point into the bytes
	 * taken, not into others. TAKE_LOST: this is not what was expected; the side's part of the state is as
	 * at the beginning again, and a new beginning is looked for. */
	size_t (*take)(struct conversation *c, const struct segment *s, struct text data,
	    struct observations *out);

	/* Behind left (what take() left) missing bytes are not in the capture. True where the parser
	 * can go on behind them; else the side's part of the state is as at the beginning, and a
	 * new beginning is looked for. NULL: it never can. */
	bool (*gap)(struct conversation *c, const struct segment *s, struct text left,
	    uint64_t missing, struct observations *out);

	/* Nothing comes behind left: the side said so (FIN), or the flow ended. May be NULL. */
	void (*end)(struct conversation *c, const struct segment *s, struct text left,
	    struct observations *out);

	/* Frees what the state points to, not the state. May be NULL. */
	void (*free)(void *state);
};

/* Whether a packet gives none: most are bulk data of flows that have told all. */
static inline bool protocols_pass_over(const struct flow *f, const struct packet *p)
{
	return f->done == 3 || (p->payload_size == 0 && !f->conversation);
}

/* Makes what observations a packet gives. */
void protocols_feed(const struct segment *s, struct observations *out);

/* The flow ends: what its streams still hold is told. s->packet is of no flow: it has the tuple of the side
 * that opened it. */
void protocols_end(const struct segment *s, struct observations *out);

/* A new observation with everything filled in but what its kind adds. observe_at() is for streams: the
 * message began at that offset of the data. */
struct observation *observe(
    struct observations *out, enum observation_kind kind, const struct segment *s);
struct observation *observe_at(
    struct observations *out, enum observation_kind kind, const struct segment *s, size_t offset);

/* The frame that the byte at offset of a stream's data came in, for messages that parsers put together
 * themselves; and such a message's observation. A beginning in another input is not told. */
struct beginning segment_beginning(const struct segment *s, size_t offset);
struct observation *observe_from(struct observations *out, enum observation_kind kind,
    const struct segment *s, struct beginning began);

/* One value of a field, copied; nothing where it is empty. */
void observe_field(struct observations *out, const struct segment *s, size_t offset,
    enum field_id id, struct text value);

/* The beginning of a flow, with its first packet. */
void connection_begins(const struct segment *s, struct observations *out);

/* The end of its flow, seen at the frame at hand: s->late is false for ends by time-out, which come
 * before all that the frame shows. No packet is needed. */
void connection_ends(const struct segment *s, enum flow_end why, struct observations *out);

#endif
