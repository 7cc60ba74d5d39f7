/*
 * One side of a TCP connection in the order of its sequence numbers: what comes early is kept until
 * what lies before it has come, what comes again is left out, of bytes that differ the first stay.
 * Nothing is copied of a segment that is next. RFC 9293 3.4.
 */
#ifndef TS_FLOWS_STREAM_H
#define TS_FLOWS_STREAM_H

#include "flows/flow.h"

enum {
	STREAM_HELD_BYTES = 256 << 10, /* that wait for what lies before them, of one side */
	STREAM_HELD_PARTS = 1024,
	/* Packets of the flow since the receiver acknowledged what is missing: it was sent and is not in
	 * the capture. So many may be out of order between two points of capture. */
	STREAM_PATIENCE = 32,
};

/* What comes next. */
struct stream_part {
	const uint8_t *data;
	size_t n;
	uint64_t missing;    /* not 0: n is 0, so many bytes are not in the capture */
	bool kept;           /* data is the caller's, to be freed; else it is the packet's */
	bool pushed;         /* its last byte is one behind which the sender had no more (PSH) */
	struct origin frame; /* where it came, if kept */
};

struct stream_held {
	uint64_t at;
	uint32_t n, cut; /* cut: so many bytes behind it were not captured */
	bool pushed;
	uint8_t *data;
	struct origin frame;
};

/* A zeroed one knows nothing yet. Positions are sequence numbers in 64 bits. */
struct stream {
	bool known;               /* next is */
	bool finned;              /* fin is */
	uint64_t next;            /* of what is to come */
	uint64_t top;             /* behind the last byte given or left out: others are near it */
	uint64_t fin;             /* behind the last byte of the stream */
	uint64_t holes;           /* bytes known to be missing before next */
	uint64_t overlaps;        /* segments that had other bytes than were kept */
	struct stream_held *held; /* in order, without overlap, all behind next */
	size_t held_count, held_room, held_bytes;
	bool acknowledged; /* next was, though it did not come */
	unsigned waited;   /* packets since then */
};

/* The sequence number of its first byte. */
void stream_begin(struct stream *st, uint32_t seq);

/* Where that is not known: what comes is kept, until it is, or until stream_begin_kept() takes the
 * lowest of it for the beginning. Then stream_ready(). */
void stream_keep(struct stream *st, const struct packet *p, const struct origin *frame);
void stream_begin_kept(struct stream *st);

/* A segment of the side with payload or FIN. True with *out where its payload, or what is new of it, is next;
 * else it is old, empty, or kept. Then stream_ready() until it says false. */
bool stream_take(
    struct stream *st, const struct packet *p, const struct origin *frame, struct stream_part *out);
bool stream_ready(struct stream *st, struct stream_part *out);

/* A packet of the flow from the other side (acked: it has ACK and acknowledges up to ack) or of this
 * one. True where what is missing is to be given up: nobody will send it. For streams that keep
 * something. */
bool stream_waits_in_vain(struct stream *st, bool acked, uint32_t ack);

/* Gives up what is missing before the first part kept; stream_ready() tells it. False where nothing is
 * kept. */
bool stream_give_up(struct stream *st);

/* The next n bytes are of no interest, wherever they come. */
void stream_skip(struct stream *st, uint64_t n);

/* All of it was given. */
static inline bool stream_ended(const struct stream *st)
{
	return st->finned && st->known && st->next >= st->fin;
}

void stream_free(struct stream *st);

#endif
