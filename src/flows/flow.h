/*
 * The flow table: which packets belong together. 256 fixed regions chosen by a symmetric hash, in
 * each 4-way buckets of one cache line (the hot halves) that point to the flows' own records (the
 * cold halves). What is evicted is decided inside a bucket, so it is the same for any number of
 * threads; a table may cover a part of the regions (DESIGN.md "Order" 4 and 5).
 *
 * For speed a batch goes through three passes: flow_key_of() for all its packets, flows_prefetch_record() for
 * all, then flows_take() for each in order.
 */
#ifndef TS_FLOWS_FLOW_H
#define TS_FLOWS_FLOW_H

#include "decode/packet.h"

/* How long a flow may be silent, in seconds of the packet clock. trailsift(1) has the same table. */
/* clang-format off */
#define FLOW_TIMEOUTS(x) \
	x(TCP_OPENING, 60, "TCP, handshake not complete") \
	x(TCP_OPEN, 600, "TCP, open") \
	x(TCP_CLOSED, 10, "TCP, closed by FIN or RST") \
	x(UDP, 120, "UDP") \
	x(ICMP, 60, "ICMP, ICMPv6") \
	x(OTHER, 120, "other protocols")
/* clang-format on */

#define FLOW_TIMEOUT_ENUM(id, seconds, help) FLOW_##id,
enum flow_state { FLOW_TIMEOUTS(FLOW_TIMEOUT_ENUM) FLOW_STATES };
#undef FLOW_TIMEOUT_ENUM

enum flow_end { FLOW_CLOSED, FLOW_TIMED_OUT, FLOW_EVICTED, FLOW_REPLACED, FLOW_INPUT_END };

/* Why a flow's end is to be told. Most flows give nothing and end unseen. */
enum flow_watch {
	FLOW_UNJUDGED = 1, /* what was observed of it was not judged yet */
	FLOW_ASKED = 2,    /* a trail or a heuristic asked for its end */
	FLOW_SAVED = 4,    /* its frames wait until it is known whether they are kept */
	FLOW_TALKS = 8,    /* it has a conversation */
	FLOW_HEAVY = 16,   /* large or long: the table sets this itself */
	FLOW_MET = 32,     /* its addresses may be listed, or it gave a finding */
};

enum {
	FLOW_LARGE = 16 << 10, /* bytes that its initiator sent */
	FLOW_LONG = 3600,      /* seconds from its first packet to its last */
};

struct bucket; /* of the table */

/* What finds the flow of a packet, with its addresses. */
struct flow_key {
	struct bucket *bucket;
	uint32_t ports; /* in the lower half the lower side's */
	uint16_t tag;
	uint8_t side; /* 0: the packet's sender is the lower side, 1: the other */
	uint8_t region;
};

struct conversation; /* of protocols/ */

enum { FLOW_RECENT = 4 };

/* Three cache lines: what finds and expires a flow, what counts it, what its parser needs. */
struct flow {
	struct tuple key;  /* made symmetrical: src is the lower side */
	uint8_t initiator; /* the side that opened it, as far as is known */
	uint8_t state;     /* enum flow_state */
	uint8_t fin;       /* sides that sent FIN (bits) */
	uint8_t known;     /* sides (bits) whose first_seq is known */
	uint8_t done;      /* sides (bits) of whose payload nobody wants more */
	uint8_t watch;     /* enum flow_watch, bits: who wants to know of its end */
	uint32_t way;      /* where its hot half stands */
	uint32_t touched;  /* clock, seconds, of its last packet */
	uint32_t due;      /* the second in which the time-out wheel looks at it */
	uint64_t number;   /* unique in the run, made from its first packet's place in it */

	uint64_t packets[2]; /* by side: what the lower one sent, what the higher one sent */
	uint64_t bytes[2];   /* of payload, as on the wire */
	int64_t first, last; /* frame times */
	uint64_t first_frame, last_frame;

	uint32_t input, last_input; /* of the first and the last frame */
	uint32_t first_seq[2];      /* TCP: that of the SYN, by side; where not known, the lowest */
	struct conversation *conversation; /* where somebody reads its payload */
	uint64_t recent[FLOW_RECENT];      /* of its last datagrams or segments: for protocols/ */
	uint8_t flags[2];                  /* TCP flags seen, by side */
	uint8_t region;                    /* of the table */
	uint8_t amid; /* 1 + the side that spoke last, where it has more to say: for protocols/ */
	uint16_t tunnel[2]; /* by side: what its packets came out of, a number of tunnels.h */
};

_Static_assert(sizeof(struct flow) == 192, "a flow fills three cache lines");

/* Called for each flow that ends, before its record is used again; not for one that nobody watches,
 * where it timed out or the input ended. */
typedef void flow_ended(void *context, struct flow *flow, enum flow_end why);

struct flow_table;

/* A table whose records and buckets stay below memory bytes. flows_free() frees it. */
struct flow_table *flows_new(uint64_t memory, uint64_t seed, flow_ended *ended, void *context);
void flows_free(struct flow_table *t);

/* What the packet's flow is found by, which is on its way to the cache then; the flow's record. */
void flow_key_of(const struct flow_table *t, const struct packet *p, struct flow_key *key);
void flows_prefetch_record(const struct flow_table *t, const struct flow_key *key);

/* The packet's flow, counted and with its TCP state moved on; *fresh: the packet began it. */
struct flow *flows_take(struct flow_table *t, const struct packet *p, const struct flow_key *key,
    const struct origin *frame, bool *fresh);

/* Ends the flows whose deadline passed before the second now: the watched ones in flow-key order. */
void flows_expire(struct flow_table *t, uint32_t now);

/* Ends all flows: the watched ones in flow-key order. */
void flows_end(struct flow_table *t);

enum { FLOW_REGIONS = 256 };

uint64_t flows_cap(const struct flow_table *t);
uint64_t flows_evicted(const struct flow_table *t);

/* The other direction's. */
void tuple_turn(struct tuple *t);

static inline bool flow_from_initiator(const struct flow *f, uint8_t side)
{
	return f->initiator == side;
}

#endif
