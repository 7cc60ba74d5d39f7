/*
 * What is kept of a flow while somebody reads its payload: the two streams of a TCP connection put in
 * order, what a parser left of them, the parser's own state. Conversations are made when the payload begins, and
 * go when every side has told all, when the flow ends, or when those of its region have used up
 * their memory: then the one that was silent longest goes, and is counted.
 *
 * How a stream finds its parser: what a side begins with is shown to the rows of protocols.c, until
 * one says yes. Where all say no, or a parser is lost, or bytes are missing, what the side says next is taken
 * as a possible beginning: what comes behind a segment that was pushed, behind missing bytes, or after the
 * other side said something. So it does not matter into which segments a message was cut. Where nothing is ever
 * pushed, each new segment may be one.
 */
#ifndef TS_PROTOCOLS_CONVERSATION_H
#define TS_PROTOCOLS_CONVERSATION_H

#include "base/buf.h"
#include "flows/stream.h"

enum {
	TALK_LEFT_MOST = 128 << 10,  /* bytes a parser may leave of one side */
	TALK_OPENING_MOST = 4 << 10, /* bytes a side may begin with before a parser is found */
	/* Packets of either side of a flow that was seen without its SYNs in which earlier bytes may still come
	 * late. */
	TALK_OPENING_PACKETS = 8,
};

struct protocol;
struct segment;
struct observations;

/* The frame that something began in. */
struct beginning {
	uint64_t frame; /* 0: none */
	uint32_t input;
};

struct talk_side {
	struct stream stream;
	bool looking;  /* it has no parser: what it says next may be a beginning */
	bool done;     /* it has told all */
	size_t want;   /* the parser waits for so many bytes */
	uint64_t skip; /* what the parser asked to leave out, in its call */
	uint8_t *left; /* what the parser left */
	size_t left_n, left_room;
	size_t restart;         /* the place in it, if not 0, where a protocol may begin too */
	struct beginning began; /* the frame of the first byte left */
	struct origin came;     /* that of the last byte heard */
};

struct conversation {
	struct flow *flow;
	const struct protocol *protocol; /* NULL before one is found */
	void *state;                     /* zeroed when the protocol is found; state_size bytes */
	struct talk_side sides[2];       /* by side of the flow */
	bool handed_over;
	uint8_t
	    awaited; /* sides (bits) silent since it was handed over: they go on where they were */
	size_t weight, counted; /* of what state points to; bytes counted against the region */
	struct conversation *newer, *older; /* of the region */
	uint32_t touched;
	uint8_t region;
};

struct conversations_options {
	uint64_t
	    memory; /* bytes for all of them; split evenly over the regions of the flow table */
	uint64_t hash_key; /* of the run, for what a parser remembers by hash */
	bool digests;      /* somebody wants SHA-256 of bodies */
};

struct conversations;

struct conversations *conversations_new(const struct conversations_options *options);
void conversations_free(struct conversations *all);

/* Whether digests are wanted from now on: of bodies that begin later. */
void conversations_want_digests(struct conversations *all, bool digests);

/* The conversation of a datagram flow, made with a zeroed state of that protocol where it has none,
 * or another's. */
struct conversation *conversation_of(const struct segment *s, const struct protocol *p);

/* The flow has no more to tell: frees its conversation; its packets are not looked at again. */
void conversation_done(const struct segment *s);

/* How many there may be in bytes, and how many had to go before they were done. */
uint64_t conversations_cap(const struct conversations *all);
uint64_t conversations_evicted(const struct conversations *all);

/* Segments that had other bytes than those that came first for the same place. */
uint64_t conversations_overlaps(const struct conversations *all);

/* --- for parsers of streams, from within their calls; side: the segment's */

/* Not to be called for that side before so many bytes lie at hand. */
static inline void talk_want(struct conversation *c, uint8_t side, size_t n)
{
	c->sides[side].want = n;
}

#define TALK_REST UINT64_MAX

/* The n bytes behind those taken are of no interest; TALK_REST: nor is anything to come. */
void talk_skip(struct conversation *c, uint8_t side, uint64_t n);

/* What follows those taken, on both sides, is another protocol's: a parser is looked for anew. The state is
 * freed after the call. */
static inline void talk_hand_over(struct conversation *c)
{
	c->handed_over = true;
}

/* How many bytes the state points to (its own size is counted already). */
static inline void talk_weighs(struct conversation *c, size_t bytes)
{
	c->weight = bytes;
}

#endif
